"""What was found, as somebody may hear of it: of visits outside their territories nothing is named.

A cause in one territory can make visits late in another. Who sees the cause is told of it with the visits that they
see; who sees only those visits is told of the worst of them, for which other work is the cause.
Cost: some microseconds a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Audience, Scope, territories_of
from dispatchtui.core.sla import Band
from dispatchtui.risk.alerts import LATENESS, hopelessness
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.standing import Standing
from dispatchtui.server.watching.veiling import hides, veiled
from dispatchtui.solver.attention import TELL
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.saving import Saving

DANGER = (Band.LATE, Band.RISK)
"""Bands in which it is told with a visit what can be done."""


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
    """A finding once for each territory that it concerns, as whoever works there alone may hear of it."""
    visits = [board.visits[each] for each in (finding.visit_id, *finding.others) if each in board.visits]
    subject = board.row(finding.subject)
    home = (subject,) if isinstance(subject, Visit) else ()
    territories = dict.fromkeys(visit.territory for visit in chain(home, visits))
    if not territories:
        return [finding]
    found: dict[str, Finding] = {}
    for territory in territories:
        # What belongs to no territory is seen by those alone who see everything.
        seen = as_seen(board, outlook, finding, Scope(territories=(territory or EVERYWHERE,)))
        if seen is not None:
            found.setdefault(seen.id, replace(seen, territories=(territory,) if territory else ()))
    return list(found.values())


def in_scope(board: Board, outlook: Outlook, finding: Finding, scope: Scope) -> Finding | None:
    """A finding as a scope may hear of it; nothing when it concerns nobody there."""
    if EVERYWHERE in scope.territories:
        return finding
    if not finding.visit_id and not finding.subject.startswith("visits/"):
        subject = board.row(finding.subject)
        told = finding.territories or (territories_of(subject) if subject is not None else None)
        return _veiled(board, finding, scope) if scope.hears(Audience(told, ())) else None
    return as_seen(board, outlook, finding, scope)


def as_seen(board: Board, outlook: Outlook, finding: Finding, scope: Scope) -> Finding | None:
    """A finding as somebody who sees only some visits may hear of it; nothing where they see none of it."""
    visits = [board.visits.get(each) for each in (finding.visit_id, *finding.others) if each]
    seen = [visit for visit in visits if visit is not None and scope.sees(visit)]
    subject = board.row(finding.subject)
    hidden = subject is not None and not scope.sees(subject)
    if not seen and (hidden or not isinstance(subject, Visit)):
        return None
    worst = seen[0] if seen else subject
    assert isinstance(worst, Visit)
    others = tuple(visit.id for visit in seen[1:])
    if worst.id != finding.visit_id:
        finding = _of_another(outlook, finding, worst)
    # The alert of a cause is told where its worst visit is; elsewhere there is one of the worst visit there.
    first = next((visit for visit in visits if visit is not None), None)
    away = finding.kind in LATENESS and not isinstance(subject, Visit) and first is not None and not scope.sees(first)
    if hidden or away:
        finding = replace(finding, kind="breach", subject=f"visits/{worst.id}")
    return _veiled(board, replace(finding, others=others), scope)


def _veiled(board: Board, finding: Finding, scope: Scope) -> Finding:
    """A finding whose words name nothing that a scope does not see; an act of somebody hidden is left out."""
    act = "" if hides(board, finding.act, scope) else finding.act
    return replace(finding, cause=veiled(board, finding.cause, scope), sentence=veiled(board, finding.sentence, scope),
                   act=act)  # fmt: skip


def _of_another(outlook: Outlook, finding: Finding, visit: Visit) -> Finding:
    """The same cause, told of another of its visits; of the cause itself where that is not in danger."""
    standing, saving = outlook.standings.get(visit.id), outlook.savings.get(visit.id)
    if standing is None or standing.band is None:
        return replace(finding, visit_id=visit.id, band=None, due_s=None, act_by_s=None, percent=None, outlook="",
                       act="", sentence=f"{finding.cause[:1].upper()}{finding.cause[1:]}.")  # fmt: skip
    lost = standing.band is Band.BREACHED or (saving is not None and saving.outlook == "lost")
    how = saving.outlook if saving is not None and hopelessness(saving.outlook) else ""
    best = saving.best if saving is not None and not lost and not saving.outlook else None
    way_out = saving.sentence if saving is not None and saving.outlook != "none" and standing.band in DANGER else ""
    return replace(finding, visit_id=visit.id, band=standing.band, due_s=standing.due_s, percent=standing.percent,
                   act_by_s=saving.act_by_s if saving is not None else None, outlook=how,
                   act=TELL if lost else how or (f"a: {best.technician_id} keeps it" if best is not None else ""),
                   sentence=f"{standing.sentence} {way_out}".strip())  # fmt: skip
