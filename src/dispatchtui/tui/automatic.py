"""What automation did by itself: told when it happens, listed newest first, taken back with one key.

Never: something taken back that has begun, that somebody changed since, or that is older than five minutes.
Why: whoever lets a machine plan must see at once what it did, and be able to say no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.proposals import back_of
from dispatchtui.core.disrupting import UNDO_WITHIN_S
from dispatchtui.core.events import ProposalAnswered, Reason
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import Answer
from dispatchtui.tui import intended, versions
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.offered import UNDONE
from dispatchtui.tui.reasons import OTHER
from dispatchtui.tui.state import AUTOMATIC, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.words import clock

if TYPE_CHECKING:
    from dispatchtui.client.facts import Told

APPLIED = "applied"
BY_ITSELF = "automation"
"""Who plans by itself, as the rows name it."""


def heard(state: State, facts: tuple[Told, ...], *, anew: bool = False) -> None:
    """Say what automation has just done, and until when it can be taken back; the list that lies open follows."""
    for told in () if anew else facts:
        if isinstance(told.event, ProposalAnswered) and told.event.row.outcome == APPLIED:
            _tell(state, told.event.row)
    sheet = state.sheet
    if sheet is not None and sheet.kind == AUTOMATIC:
        fresh = _sheet(state)
        if fresh.rows != sheet.rows:
            at = sheet.at if any(row.id == sheet.at for row in fresh.rows) else fresh.at
            state.sheet = replace(fresh, at=at, below=sheet.below)


def _tell(state: State, answer: Answer) -> None:
    if state.message is not None and state.message.tone == "alarm":
        return  # what is urgent stays; the list tells of this as well
    until = clock(answer.answered_s + UNDO_WITHIN_S, state.picture.zone, state.picture.now_s)
    state.say(f"Automation: {answer.sentence.rstrip('.')}; :automation takes it back until {until}.")


def open_list(state: State) -> Effects:
    """List what automation did by itself, the newest first."""
    state.sheet = replace(_sheet(state), below=state.sheet)
    return ()


def take_back(state: State) -> Effects:
    """Put back what the row under the cursor moved, as one act, and say so."""
    answer = _answer(state)
    if answer is None:
        return refuse("There is nothing to take back.")
    board = state.picture.board
    why_not = kept_by(board, answer, state.picture.now_s)
    if why_not:
        return refuse(why_not)
    act = back_of(answer)
    label = intended.label_of(state.picture, act.moves)
    back = Submit(act=act, label=label, pre=versions.of_moves(board, act.moves), cause=answer.id,
                  override=Reason(code=OTHER, text="not by itself"))  # fmt: skip
    said = replace(answer, outcome=UNDONE, version=0, changed=None)
    return (Each(title=f"Taken back: {label}", acts=(back,), answer=said, whole=True),)


def kept_by(board: Board, answer: Answer, now_s: int) -> str:
    """Why what automation did cannot be taken back; nothing where it can."""
    if answer.outcome != APPLIED:
        return f"{answer.answered_by} has taken this back already."
    if now_s > answer.answered_s + UNDO_WITHIN_S:
        return f"It was applied more than {UNDO_WITHIN_S // 60} min ago: move it by hand."
    if not answer.former:
        return "Where it stood before is not known: move it by hand."
    for each in answer.former:
        visit = board.visits.get(each.visit_id)
        if visit is None or visit.state in STARTED or visit.state in ENDED:
            return f"{each.visit_id} has begun or is over: it stays."
        if visit.changed is not None and visit.changed.by != BY_ITSELF:
            return f"{each.visit_id} was changed by {visit.changed.by} since: move it by hand."
    return ""


def hinders(state: State) -> str:
    """Why nothing of the list can be taken back."""
    answer = _answer(state)
    if answer is None:
        return "Automation has done nothing that you see."
    return kept_by(state.picture.board, answer, state.picture.now_s)


def _answer(state: State) -> Answer | None:
    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return None
    found: Answer | None = state.picture.board.tables["answers"].get(sheet.rows[sheet.picked()].id)
    return found


def _sheet(state: State) -> Sheet:
    answers: list[Answer] = list(state.picture.board.tables["answers"].values())
    done = sorted((each for each in answers if each.outcome in (APPLIED, UNDONE)),
                  key=lambda each: (-each.answered_s, each.id))  # fmt: skip
    rows = tuple(_row(state, each) for each in done)
    can = sum(not kept_by(state.picture.board, each, state.picture.now_s) for each in done)
    title = f"Automation did {len(done)} by itself, newest first; {can} can be taken back"
    return Sheet(kind=AUTOMATIC, title=title, rows=rows, columns="automatic", at=rows[0].id if rows else "",
                 empty="Automation has done nothing by itself that you see.")  # fmt: skip


def _row(state: State, answer: Answer) -> ViewRow:
    picture = state.picture
    why_not = kept_by(picture.board, answer, picture.now_s)
    until = f"until {clock(answer.answered_s + UNDO_WITHIN_S, picture.zone)}" if not why_not else ""
    how = APPLIED if answer.outcome == APPLIED else f"undone by {answer.answered_by}"
    return ViewRow(
        answer.id,
        {
            "at": (clock(answer.answered_s, picture.zone, picture.now_s), "dim"),
            "id": (", ".join(answer.visits), "strong"),
            "how": (how, "ok" if answer.outcome == APPLIED else "notice"),
            "back": (until or "stays", "text" if until else "dim"),
            "text": (answer.sentence, "text"),
            "why": (why_not, "dim"),
        },
    )
