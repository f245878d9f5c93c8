"""What was found, as somebody may hear of it: of visits outside their territories nothing is named.

A cause in one territory can make visits late in another. Who sees the cause is told of it with the visits that they
see; who sees only those visits is told of the worst of them, for which other work is the cause.
Cost: some microseconds a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit
from dispatchtui.core.scope import Audience, Scope, territories_of
from dispatchtui.risk.alerts import hopelessness
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.standing import Standing
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.saving import Saving

UNNAMED = "other work"
_NAME = re.compile(r"[^\W_](?:[\w.\-]*[\w\-])?")
Sees = Callable[[Visit], bool]


class Outlook(Struct, frozen=True, kw_only=True):
    """What one look found, as it was then, for whoever asks from another thread.

    `findings` are in the order in which they need somebody; standings are of every open visit, and what can still be
    done of those at risk. `seq` is the last fact that was looked at.
    """

    seq: int = 0
    at_s: int = 0
    findings: tuple[Finding, ...] = ()
    standings: Mapping[str, Standing] = {}
    savings: Mapping[str, Saving] = {}


def outlook_of(lookout: Lookout, findings: Iterable[Finding]) -> Outlook:
    """What a look has found."""
    board, found = lookout.board, tuple(findings)
    visits = [visit for visit in board.visits.values() if visit.state not in ENDED]
    savings = {visit.id: saving for visit in visits if (saving := lookout.saving(visit)) is not None}
    return Outlook(
        seq=board.seq,
        at_s=lookout.now_s,
        findings=found,
        standings={visit.id: lookout.standing(visit) for visit in visits},
        savings=savings,
    )


def in_territories(board: Board, outlook: Outlook, finding: Finding) -> list[Finding]:
    """A finding once for each territory that it concerns, as whoever works there may hear of it."""
    visits = [board.visits[each] for each in (finding.visit_id, *finding.others) if each in board.visits]
    subject = board.row(finding.subject)
    home = (subject,) if isinstance(subject, Visit) else ()
    territories = dict.fromkeys(visit.territory for visit in chain(home, visits))
    if not territories:
        return [finding]
    found = []
    for territory in territories:
        seen = as_seen(board, outlook, finding, lambda visit, here=territory: visit.territory == here)  # type: ignore[misc]
        if seen is not None:
            found.append(replace(seen, territories=(territory,) if territory else ()))
    return found


def in_scope(board: Board, outlook: Outlook, finding: Finding, scope: Scope) -> Finding | None:
    """A finding as a scope may hear of it; nothing when it concerns nobody there."""
    if not finding.visit_id and not finding.subject.startswith("visits/"):
        subject = board.row(finding.subject)
        told = finding.territories or (territories_of(subject) if subject is not None else None)
        return finding if scope.hears(Audience(told, ())) else None
    return as_seen(board, outlook, finding, scope.sees)


def as_seen(board: Board, outlook: Outlook, finding: Finding, sees: Sees) -> Finding | None:
    """A finding as somebody who sees only some visits may hear of it; nothing where they see none of it."""
    visits = [board.visits.get(each) for each in (finding.visit_id, *finding.others) if each]
    seen = [visit for visit in visits if visit is not None and sees(visit)]
    subject = board.row(finding.subject)
    hidden = isinstance(subject, Visit) and not sees(subject)
    if not seen and (hidden or not isinstance(subject, Visit)):
        return None
    worst = seen[0] if seen else subject
    assert isinstance(worst, Visit)
    others = tuple(visit.id for visit in seen[1:])
    if worst.id != finding.visit_id:
        finding = _of_another(outlook, finding, worst)
    if hidden:
        finding = replace(finding, kind="breach", subject=f"visits/{worst.id}")
    return replace(finding, others=others, cause=veiled(board, finding.cause, sees),
                   sentence=veiled(board, finding.sentence, sees), act=veiled(board, finding.act, sees))  # fmt: skip


def veiled(board: Board, text: str, sees: Sees) -> str:
    """A text in which nothing is named that somebody does not see."""

    def word(found: re.Match[str]) -> str:
        visits = board.visits.get(found[0])
        named = (visits,) if visits is not None else board.visits_of(found[0]) if found[0] in board.work_orders else ()
        if all(sees(each) for each in named):
            return found[0]
        begins_sentence = found.start() == 0 and text.endswith(".")
        return UNNAMED.capitalize() if begins_sentence else UNNAMED

    return _NAME.sub(word, text)


def _of_another(outlook: Outlook, finding: Finding, visit: Visit) -> Finding:
    """The same cause, told of another of its visits; of the cause itself where that is not in danger."""
    standing, saving = outlook.standings.get(visit.id), outlook.savings.get(visit.id)
    if standing is None or standing.band is None:
        return replace(finding, visit_id=visit.id, due_s=None, act_by_s=None, percent=None, outlook="",
                       sentence=f"{finding.cause[:1].upper()}{finding.cause[1:]}.")  # fmt: skip
    how = saving.outlook if saving is not None and hopelessness(saving.outlook) else ""
    return replace(finding, visit_id=visit.id, band=standing.band, due_s=standing.due_s, percent=standing.percent,
                   act_by_s=saving.act_by_s if saving is not None else None, outlook=how,
                   sentence=standing.sentence)  # fmt: skip
