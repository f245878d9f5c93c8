"""Who can be chosen for a visit by this person: the ranking, parted by what they may break.

Never: somebody offered whom the gate would refuse this person.
Why: an override that is asked for, reasoned and only then refused costs a minute with the customer on the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.tui.state import State

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate, Ranking

RIGHT_TO_BREAK = {Level.LEAD: "override_lead", Level.DISPATCHER: "override"}


def ranked(state: State, visit: Visit) -> Ranking:
    """Everybody for a visit; who breaks what this person may not break is excluded, with that reason."""
    from dispatchtui.solver.rank import Excluded, rank  # noqa: PLC0415  (the console paints before it can rank)

    picture = state.picture
    ranking = rank(picture.board, visit.id, picture.now_s, positions=picture.positions)
    offered: list[Candidate] = []
    excluded = list(ranking.excluded)
    for each in ranking.candidates:
        barred = beyond(each.violations, picture.me)
        if barred is None:
            offered.append(each)
        else:
            who = "a lead" if barred.level is Level.LEAD else "a dispatcher"
            excluded.append(Excluded(technician_id=each.technician_id, violations=(barred,),
                                     sentence=f"{barred.sentence} Breaking it needs {who}."))  # fmt: skip
    excluded.sort(key=lambda each: each.technician_id)
    return replace(ranking, candidates=tuple(offered), excluded=tuple(excluded))


def beyond(violations: tuple[Violation, ...], me: Actor) -> Violation | None:
    """The first broken rule that this person may not break."""
    rights = ((each, RIGHT_TO_BREAK.get(each.level)) for each in violations)
    return next((each for each, right in rights if right is not None and not me.may(right)), None)


def needs_words(candidate: Candidate) -> bool:
    """Whether breaking what this candidate breaks takes the reason in words."""
    return any(each.level is Level.LEAD for each in candidate.violations)


def told(ranking: Ranking) -> str:
    """How many can, how many break a rule, how many are out, and what the order goes by."""
    breaking = sum(1 for each in ranking.candidates if each.violations)
    parts = [f"{len(ranking.candidates) - breaking} can"]
    if breaking:
        parts.append(f"{breaking} break{'s' if breaking == 1 else ''} a rule")
    if ranking.excluded:
        parts.append(f"{len(ranking.excluded)} out (w tells why)")
    return f"{', '.join(parts)}; by lateness, broken rules, driving"
