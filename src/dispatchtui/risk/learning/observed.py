"""How one stop of a technician really went, and whether its stamps can be believed.

Units: instants epoch seconds, durations seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

DONE, INCOMPLETE, NO_ACCESS = "done", "incomplete", "no_access"
"""How a stop ended."""

STALE, LUMP, LATE, ORDER, QUICK, REOPENED, UNPLANNED, UNSEEN = (
    "stale", "lump", "late", "order", "quick", "reopened", "unplanned", "unseen",
)  # fmt: skip
"""Why nothing is learned from a stop.

stale: a step is missing for hours; lump: several steps were reported at once; late: a step was reported long
after it happened; order: an end before its begin; quick: too short to be true; reopened: said to be done and
taken back, and not at once; unplanned: nobody knew how long it takes; unseen: its begin was not followed.
"""


class Observation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stop as it went; small, and the same from the same facts.

    `id` names the attempt: the observation of the highest `seq` takes the place of those with its id. Nothing is
    learned from one that is `excluded`; `corrected` tells that it was said to be done before. `planned_s` and
    `p80_s` were planned before any extension, `by_type` tells that this was the kind of work's usual duration.
    `estimate_s` is the travel estimate, absent where either place is unknown. `ready_s` is when the technician
    was free to set out, absent where a break, an absence or another plan in between makes that uncertain, and
    `planned_leave_s` when the plan asked to. `rested` tells whether a break was taken first that could have waited,
    absent where that does not show. `extended_by_s` is what the first report added, at `extended_s`.
    `waited_s` is how long the promise was still to begin on arrival.
    """

    id: str
    visit_id: str
    seq: int = 0
    work_type: str = ""
    territory: str = ""
    technician_id: str = ""
    day: str = ""
    ended: str = DONE
    planned_s: int = 0
    p80_s: int = 0
    by_type: bool = False
    estimate_s: int | None = None
    released_s: int | None = None
    accepted_s: int | None = None
    en_route_s: int | None = None
    on_site_s: int | None = None
    working_s: int | None = None
    done_s: int | None = None
    ready_s: int | None = None
    planned_leave_s: int | None = None
    rested: bool | None = None
    waited_s: int = 0
    pauses: tuple[int, ...] = ()
    extended_s: int | None = None
    extended_by_s: int = 0
    corrected: bool = False
    on_behalf: bool = False
    excluded: str = ""

    @property
    def clean(self) -> bool:
        """Whether something is learned from it."""
        return not self.excluded

    @property
    def drive_s(self) -> int | None:
        """How long the way took."""
        if self.en_route_s is None or self.on_site_s is None:
            return None
        return self.on_site_s - self.en_route_s

    @property
    def work_s(self) -> int | None:
        """How long the work took, without its pauses; nothing where it was not done."""
        if self.ended != DONE or self.working_s is None or self.done_s is None:
            return None
        return self.done_s - self.working_s - sum(self.pauses)


class Exposure(Struct, frozen=True, kw_only=True):
    """How many hours of shifts were watched, and how often somebody fell ill during one."""

    hours: float = 0.0
    absences: int = 0


LATE_S = 30 * 60
"""A step that is reported so long after it happened is not believed."""
LUMP_S = 10 * 60
"""Two that are reported so late and within `TOGETHER_S` of each other are not believed either."""
TOGETHER_S = 60
MOST_TIMES = 4
"""A step that takes longer than so many times what was expected, and the stale bound, was not reported."""

FEW_S = 5 * 60
"""Below this nothing is too quick."""
QUICKER = 5
"""Nobody drives so many times as fast as estimated, nor works four times as fast as that."""


def doubt(found: Observation, reports: Sequence[tuple[int, int]], stale_s: int) -> str:
    """Why nothing is to be learned from a stop, or nothing; `reports` are when each step happened and was recorded."""
    stamps = [found.en_route_s, found.on_site_s, found.working_s, found.done_s]
    known = [each for each in stamps if each is not None]
    if known != sorted(known) or any(each < 0 for each in found.pauses):
        return ORDER
    late = sorted(recorded_s for occurred_s, recorded_s in reports if recorded_s - occurred_s > LUMP_S)
    if any(after_s - before_s <= TOGETHER_S for before_s, after_s in pairwise(late)):
        return LUMP
    if any(recorded_s - occurred_s > LATE_S for occurred_s, recorded_s in reports):
        return LATE
    estimate_s, drive_s = found.estimate_s, found.drive_s
    if drive_s is not None and drive_s > MOST_TIMES * (estimate_s or 0) + stale_s:
        return STALE
    if estimate_s is not None and drive_s is not None and estimate_s > max(FEW_S, drive_s * QUICKER):
        return QUICK
    return _doubt_of_work(found, stale_s)


def _doubt_of_work(found: Observation, stale_s: int) -> str:
    if found.on_site_s is None or (found.ended == DONE and found.working_s is None):
        return UNSEEN
    if found.working_s is None:
        return STALE if found.done_s is not None and found.done_s - found.on_site_s > stale_s else ""
    if found.working_s - found.on_site_s - found.waited_s > stale_s:
        return STALE
    if found.planned_s <= 0:
        return UNPLANNED
    work_s = found.work_s
    if work_s is None:
        return ""
    if work_s <= 0:
        return ORDER
    if work_s > MOST_TIMES * found.planned_s + stale_s:
        return STALE
    return QUICK if work_s * QUICKER * 4 < found.planned_s else ""


def latest(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """The clean observations, one of each attempt, by id."""
    found: dict[str, Observation] = {}
    for each in observations:
        known = found.get(each.id)
        if known is None or known.seq < each.seq:
            found[each.id] = each
    return tuple(found[key] for key in sorted(found) if found[key].clean)
