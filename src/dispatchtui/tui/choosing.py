"""Who can be chosen for a visit by this person, and what Enter, a digit or `o` does in a list of candidates.

Never: somebody offered whom the gate would refuse this person; a list that goes on although its visit has changed.
Why: an override that is asked for, reasoned and only then refused costs a minute with the customer on the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import TechnicianId, Visit
from dispatchtui.core.refusals import Level
from dispatchtui.tui import proposals, sheets, versions
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.proposals import Proposal
from dispatchtui.tui.state import CANDIDATES, DRAFT, EXCLUDED, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views import candidates as candidate_view
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate, Ranking


class Choices(Struct, frozen=True, kw_only=True):
    """What a list of candidates was made from: who they are by row, every row of it, and the versions seen."""

    by_row: dict[str, Candidate]
    pre: dict[str, int]
    every: tuple[ViewRow, ...]
    ranking: Ranking | None = None


def ranked(state: State, visit: Visit) -> Ranking:
    """Everybody for a visit; who breaks what this person may not break is excluded, with that reason."""
    from dispatchtui.solver.rank import rank  # noqa: PLC0415  (the console paints before it can rank)

    picture = state.picture
    return offered(picture, rank(picture.board, visit.id, picture.now_s, positions=picture.positions))


def offered(picture: Picture, ranking: Ranking) -> Ranking:
    """A ranking without those who break what this person may not break; they are out, with that reason."""
    from dispatchtui.solver.rank import Excluded  # noqa: PLC0415

    kept: list[Candidate] = []
    excluded = list(ranking.excluded)
    for each in ranking.candidates:
        barred = proposals.beyond(each.violations, picture.me)
        if barred is None:
            kept.append(each)
        else:
            who = "a lead" if barred.level is Level.LEAD else "a dispatcher"
            excluded.append(Excluded(technician_id=each.technician_id, violations=(barred,),
                                     sentence=f"{barred.sentence} Breaking it needs {who}."))  # fmt: skip
    excluded.sort(key=lambda each: each.technician_id)
    return replace(ranking, candidates=tuple(kept), excluded=tuple(excluded))


def proposal(picture: Picture, visit: Visit, candidate: Candidate) -> Proposal:
    """Giving the visit to a candidate, with whatever that pushes back or displaces."""
    moves = (Move(visit_id=visit.id, technician_id=TechnicianId(candidate.technician_id), start_s=candidate.start_s),)
    return Proposal(act=proposals.act_of(moves), label=proposals.label_of(picture, moves),
                    pre=versions.of_moves(picture.board, moves), violations=candidate.violations)  # fmt: skip


# The list of candidates.


def open_candidates(state: State, visit: Visit) -> Effects:
    """Rank all technicians for a visit and list them, best first."""
    picture = state.picture
    ranking = ranked(state, visit)
    rows = candidate_view.rows(picture, visit, ranking)
    by_row = {row.id: each for row, each in zip(rows, ranking.candidates, strict=True)}
    state.sheet = Sheet(
        kind=CANDIDATES,
        title=f"{visit.id} to whom? {told(ranking)}",
        rows=rows,
        columns="candidates",
        subject=visit.id,
        payload=Choices(ranking=ranking, by_row=by_row, every=rows, pre=versions.of_visit(picture.board, visit)),
        at=rows[0].id if rows else "",
        empty="Nobody can take it; w tells why for each technician.",
    )
    return ()


def take(state: State, number: int) -> Effects:
    """Do what the row stands for; one that breaks a rule is only pointed at."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        return refuse(f"There is no candidate {number + 1}.")
    visit = state.picture.board.visits.get(sheet.subject)
    if visit is None:
        return refuse(f"{sheet.subject} is gone.")
    changed = hindered_by_change(state)
    if changed:
        return refuse(changed)
    candidate = sheet.payload.by_row[sheet.rows[number].id]
    if candidate.violations:
        state.sheet = replace(sheet, at=sheet.rows[number].id)
        return refuse(f"{candidate.violations[0].sentence} o and a digit override it.")
    return (proposal(state.picture, visit, candidate).submit(),)


def under_cursor(state: State) -> Proposal | None:
    """What Enter would do in the list or the draft that lies open; nothing where there is no row."""
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return None
    if sheet.kind == DRAFT:
        found: Proposal = sheet.payload.proposal
        return found
    visit = state.picture.board.visits.get(sheet.subject)
    candidate = sheet.payload.by_row.get(sheet.rows[sheet.picked()].id) if sheet.kind == CANDIDATES else None
    return proposal(state.picture, visit, candidate) if visit is not None and candidate is not None else None


def open_override(state: State) -> Effects:
    """Ask for the reason to break what the row under the cursor breaks."""
    wanted = under_cursor(state)
    if wanted is None:
        return refuse("There is nobody to override for.")
    if not wanted.violations:
        return refuse("This breaks no rule: Enter does it.")
    barred = proposals.beyond(wanted.violations, state.picture.me)
    if barred is not None:
        return refuse(f"{barred.sentence} {barred_words(barred.level)}")
    return sheets.open_reasons(state, "override", f"Why break it? {wanted.violations[0].sentence}", payload=wanted)


def barred_words(level: Level) -> str:
    """Who else could break a rule of this level."""
    if level is Level.NOBODY:
        return "Nobody may break this."
    return f"Breaking it needs {'a lead' if level is Level.LEAD else 'a dispatcher'}."


def open_excluded(state: State) -> Effects:
    """List who is not offered, and for each the reason with its numbers."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES or sheet.payload.ranking is None:
        visit = state.visit
        if visit is None:
            return refuse("Select a visit first.")
        open_candidates(state, visit)
        sheet = state.sheet
    assert sheet is not None
    rows = candidate_view.excluded_rows(state.picture, sheet.payload.ranking)
    state.sheet = Sheet(kind=EXCLUDED, title=f"{sheet.subject}: why not these {len(rows)}", rows=rows,
                        columns="excluded", subject=sheet.subject, below=sheet, at=rows[0].id if rows else "",
                        empty="Nobody is left out.")  # fmt: skip
    return ()


def hindered_by_change(state: State) -> str:
    """Why the list that lies open no longer tells the truth; nothing while it does."""
    sheet = state.sheet
    if sheet is None or sheet.kind not in (CANDIDATES, DRAFT):
        return ""
    pre: dict[str, int] = sheet.payload.pre
    if versions.again(state.picture.board, pre) == pre:
        return ""
    return f"{sheet.subject} has changed since this list was made: r ranks anew."


def told(ranking: Ranking) -> str:
    """How many can, how many break a rule, how many are out, and what the order goes by."""
    breaking = sum(1 for each in ranking.candidates if each.violations)
    parts = [f"{len(ranking.candidates) - breaking} can"]
    if breaking:
        parts.append(f"{breaking} break{'s' if breaking == 1 else ''} a rule")
    if ranking.excluded:
        parts.append(f"{len(ranking.excluded)} out (w tells why)")
    return f"{', '.join(parts)}; by lateness, broken rules, driving"
