"""What disruptions are read from: the board at a moment, what is expected of everybody, and what plans break.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dispatchtui.constraints.check import check_visit
from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Violation
from dispatchtui.core.sla import due_of
from dispatchtui.core.words import moment
from dispatchtui.risk.forecast import RouteForecast
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.proposing.pricing import Routes
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.sentences import zone_of

Violations = Mapping[str, tuple[Violation, ...]]


class Reading:
    """One board that is read once."""

    def __init__(
        self, board: Board, now_s: int, lookout: Lookout | None = None, violations: Violations | None = None
    ) -> None:
        """Look at a board; `violations` are those of the standing plans, worked out here where they are not given."""
        self.board, self.now_s, self.lookout = board, now_s, lookout
        self.routes: Callable[[str], RouteForecast] = lookout.route if lookout is not None else Routes(board, now_s)
        self._violations = violations

    @property
    def broken(self) -> Violations:
        """What the plans that are not over break, by visit."""
        if self._violations is None:
            found = {each.id: check_visit(self.board, each.id, self.now_s) for each in self.planned()}
            self._violations = {visit_id: some for visit_id, some in found.items() if some}
        return self._violations

    def planned(self) -> Iterable[Visit]:
        """The visits that stand in a plan that is not over, and that nobody has set out for."""
        return (each for each in self.board.visits.values() if self.is_planned(each))

    def is_planned(self, visit: Visit) -> bool:
        """Whether a visit stands in a plan that is not over, and nobody has set out for it."""
        return visit.state in PLACED and bool(visit.crew) and visit.crew[0].end_s > self.now_s

    def clock(self, at_s: int, visit: Visit) -> str:
        """A moment on a site's clock."""
        return moment(at_s - at_s % 60, zone_of(self.board, visit), self.now_s)

    def disruption(
        self,
        kind: str,
        subject: str,
        visits: Iterable[Visit],
        *,
        sentence: str,
        technicians: Iterable[str] = (),
        at_s: int | None = None,
    ) -> Disruption:
        """One disruption of some visits, with what is known of the one that presses most."""
        every = list(visits)
        people = dict.fromkeys([*technicians, *(line.technician_id for each in every for line in each.crew)])
        changed = max((each.changed.at_s for each in every if each.changed is not None), default=self.now_s)
        return Disruption(
            id=proposal_id(kind, subject), kind=kind, subject=subject, visits=tuple(each.id for each in every),
            technicians=tuple(people), at_s=changed if at_s is None else at_s, sentence=sentence,
            territories=tuple(dict.fromkeys(each.territory for each in every if each.territory)),
            due_s=min(filter(None, (due_of(self.board, each, self.now_s) for each in every)), default=None),
            act_by_s=min(filter(None, map(self._act_by_s, every)), default=None),
        )  # fmt: skip

    def _act_by_s(self, visit: Visit) -> int | None:
        """The last moment to act where it is known; else when somebody would set out, or when it is due."""
        saving = self.lookout.saving(visit) if self.lookout is not None else None
        if saving is not None and saving.act_by_s is not None:
            return saving.act_by_s
        if visit.crew:
            return visit.crew[0].start_s - visit.crew[0].travel_s
        return due_of(self.board, visit, self.now_s)
