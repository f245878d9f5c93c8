"""What needs somebody, in the order of the key for the next thing: one entry for each cause.

First what an act can still save, by the last moment for it, whatever it is about; then what cannot be saved any more,
what nobody acted on in time, what is only to be watched, what is broken already, and what the data lacks. Visits
behind one cause are one entry: of the one that needs an act first, with the others named. What is broken already has
an entry of its own where something of the same cause can still be saved, for here a customer is to be told and there
somebody is to be sent.

Cost: some microseconds for each visit in a band and each finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.words import names
from dispatchtui.core.alerting import alert_id
from dispatchtui.core.model import Visit
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.standing import Standing
from dispatchtui.risk.urgency import BROKEN, LOST, SAVABLE, WATCHED, Rank, urgency
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.saving import Saving

MOST_NAMED = 3
"""So many visits behind a cause are named beside the one that is told of."""
TELL = "tell the customer"
_DAY_S = 24 * 3600
_DANGER = (Band.LATE, Band.RISK)


class _Case(Struct, frozen=True):
    """One visit in a band, and where it comes."""

    visit: Visit
    standing: Standing
    saving: Saving | None
    rank: Rank

    @property
    def own(self) -> tuple[str, str]:
        """The visit as its own cause."""
        return "breach", f"visits/{self.visit.id}"

    @property
    def cause(self) -> tuple[str, str]:
        """What it goes back to, by kind and subject."""
        cause = self.standing.cause
        return (cause.kind, cause.subject) if cause is not None else self.own


def attention(lookout: Lookout, findings: Iterable[Finding] = ()) -> list[Finding]:
    """Everything that needs somebody as it stands now, whoever has seen it already, in the order in which to act."""
    causes: dict[tuple[str, str], list[_Case]] = {}
    for case in sorted((_case(lookout, each) for each in lookout.order()), key=lambda each: each.rank):
        causes.setdefault(case.cause, []).append(case)
    loose = {each.id: each for each in (_timed(lookout, each) for each in _folded(findings, causes))}
    found: list[tuple[Rank, Finding]] = []
    for cause, cases in causes.items():
        saved = [each for each in cases if each.rank[0] != BROKEN]
        found += [(each.rank, _told(each.own, [each])) for each in cases[len(saved) :] if saved]
        known, first = loose.pop(alert_id(*cause), None), (saved or cases)[0]
        told = _told(cause, saved or cases)
        found.append((first.rank, told) if known is None else _together(told, first, known, lookout.now_s))
    found += [(urgency(each, lookout.now_s), each) for each in loose.values()]
    return [each for _, each in sorted(found, key=lambda each: each[0])]


def _case(lookout: Lookout, visit_id: str) -> _Case:
    visit = lookout.board.visits[visit_id]
    standing, saving = lookout.standing(visit), lookout.saving(visit)
    return _Case(visit, standing, saving, (*place_of(standing, saving), visit_id))


def place_of(standing: Standing, saving: Saving | None) -> tuple[int, int]:
    """Where one visit in a band comes by itself, whatever is behind the same cause."""
    due_s = standing.due_s or 0
    if standing.band is Band.BREACHED:
        return BROKEN, due_s
    outlook, act_by_s = (saving.outlook, saving.act_by_s) if saving is not None else ("", None)
    if outlook == "lost":
        return LOST, due_s
    if standing.band in _DANGER and outlook != "none":
        # While what can be done is still being worked out, all that is known is that it is not later than the word.
        return SAVABLE, due_s if act_by_s is None else act_by_s
    return WATCHED, due_s if act_by_s is None else act_by_s


def _timed(lookout: Lookout, finding: Finding) -> Finding:
    """A finding with its last moment: who was not let in waits as long as was planned, or until they go on."""
    visit = lookout.board.visits.get(finding.visit_id)
    if finding.kind != "no_access" or visit is None or not visit.crew:
        return finding
    line, came_s = visit.crew[0], visit.stamps.on_site_s
    until_s = line.end_s if came_s is None else came_s + line.end_s - line.start_s
    around = lookout.board.around(line.technician_id, line.start_s - _DAY_S, line.start_s + _DAY_S)
    begun = [_begun_s(each) for each in around if each.id != visit.id]
    return replace(finding, act_by_s=min([until_s, *(each for each in begun if each > (came_s or line.start_s))]))


def _begun_s(visit: Visit) -> int:
    """When somebody set out for a visit, or else began it; nothing where neither was reported."""
    stamps = visit.stamps
    return next((each for each in (stamps.en_route_s, stamps.on_site_s, stamps.working_s) if each is not None), 0)


def _told(cause: tuple[str, str], cases: Sequence[_Case]) -> Finding:
    """The entry of the visits behind one cause, the one that needs an act first in front."""
    first, behind = cases[0], [each.visit.id for each in cases[1:]]
    standing, saving = first.standing, first.saving
    savable = first.rank[0] in (SAVABLE, LOST)
    more = [_and(behind)] if behind else []
    way_out = [saving.sentence] if saving is not None and savable and saving.sentence else []
    places = dict.fromkeys(each.visit.territory for each in cases if each.visit.territory)
    return Finding(
        kind=cause[0], subject=cause[1], visit_id=first.visit.id, others=tuple(behind), territories=tuple(places),
        band=standing.band, due_s=standing.due_s, percent=standing.percent,
        act_by_s=saving.act_by_s if saving is not None and first.rank[0] in (SAVABLE, WATCHED) else None,
        outlook=saving.outlook if saving is not None and savable else "",
        cause=standing.cause.words if standing.cause is not None else "",
        sentence=" ".join([standing.sentence.removesuffix(".") + "".join(more) + ".", *way_out]), act=_act(first),
    )  # fmt: skip


def _act(case: _Case) -> str:
    """What to do about a visit."""
    saving = case.saving
    if case.rank[0] in (LOST, BROKEN):
        return TELL
    if saving is None or saving.outlook == "none":
        return ""
    if saving.outlook:
        return saving.outlook
    if saving.best is None:
        return ""
    line, who = case.visit.assignment, saving.best.technician_id
    forward = line is not None and line.technician_id == who
    return f"a: brought forward with {who}" if forward else f"a: {who} keeps it"


def _together(told: Finding, first: _Case, known: Finding, now_s: int) -> tuple[Rank, Finding]:
    """A cause that was found, and the visits behind it: whichever needs somebody first is told first."""
    every = [each for each in (told.visit_id, *told.others, known.visit_id, *known.others) if each]
    territories = tuple(dict.fromkeys((*told.territories, *known.territories)))
    rank = urgency(known, now_s)
    if first.rank[0] != BROKEN and (rank[0] < first.rank[0] or rank[0] == first.rank[0] == WATCHED):
        others = tuple(dict.fromkeys(each for each in every if each != known.visit_id))
        return min(rank, first.rank), replace(known, others=others, territories=territories,
                                              due_s=told.due_s, percent=told.percent)  # fmt: skip
    own = (known.visit_id,) if known.kind == "overrun" else ()  # It is named as the cause.
    others = tuple(dict.fromkeys(each for each in every if each != told.visit_id and each not in own))
    # To a customer whose word is broken it makes no difference how the day goes on.
    more = "" if first.rank[0] == BROKEN else f" {known.sentence}"
    return first.rank, replace(told, others=others, territories=territories, act=told.act or known.act,
                               sentence=f"{told.sentence}{more}",
                               act_by_s=known.act_by_s if told.act_by_s is None else told.act_by_s)  # fmt: skip


def _folded(findings: Iterable[Finding], causes: dict[tuple[str, str], list[_Case]]) -> Iterable[Finding]:
    """The findings; that nobody has heard of who is late or runs over is no second cause beside that."""
    found = {each.id: each for each in findings}
    for silent in [each for each in found.values() if each.kind == "stale"]:
        for kind in ("overrun", "late"):
            same = found.pop(alert_id(kind, silent.subject), None)
            if any(each.rank[0] != BROKEN for each in causes.get((kind, silent.subject), ())):
                found.pop(silent.id, None)
                kept = silent if same is None else replace(same, sentence=silent.sentence, act=silent.act)
                found[alert_id(kind, silent.subject)] = replace(kept, kind=kind)
    return found.values()


def _and(visits: Sequence[str]) -> str:
    more = len(visits) - MOST_NAMED
    return ", and " + (names(visits) if more <= 0 else f"{', '.join(visits[:MOST_NAMED])} and {more} more")
