"""Conflicts: an act of ours that somebody else was faster than waits here until it is decided.

Never: ours sent again unseen when it would now break a rule; a conflict lost because its list was left.
Why: who retries must know what has become of the day meanwhile, or two people undo each other all afternoon.
"""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.gate import judge
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.events import VisitPlaced
from dispatchtui.core.refusals import CONFLICTS, Code, Refusal
from dispatchtui.core.requests import Request
from dispatchtui.tui import asking, choosing, drafting, intended, versions
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.state import CONFLICT, Conflict, Sheet, State
from dispatchtui.tui.undoing import Before
from dispatchtui.tui.views import conflict as view
from dispatchtui.tui.views.words import clock


def met(state: State, request: Request, label: str, before: Before, refusal: Refusal) -> bool:
    """Put an act up for decision if somebody else was faster; tell whether that was why it was refused."""
    if refusal.code not in CONFLICTS:
        return False
    settled(state, request.act)
    state.conflicts.append(Conflict(request=request, label=label, refusal=refusal, seen=before.seen))
    return True


def told(state: State, refusal: Refusal) -> str:
    """What was in the way and whose it is, people by name; of a visit that stands there, who placed it."""
    picture, sentence = state.picture, refusal.sentence
    if refusal.by:
        sentence = sentence.replace(f"changed by {refusal.by}:", f"changed by {view.who(picture, refusal.by)}:")
    if refusal.code is not Code.OVERLAP or not refusal.by:
        return sentence
    placed = [fact for fact in state.facts(refusal.subject) if isinstance(fact.event, VisitPlaced)]
    by, at_s = (placed[-1].line.by, placed[-1].line.at_s) if placed else (refusal.by, refusal.at_s)
    at = f" at {clock(at_s, picture.zone, picture.now_s)}" if at_s is not None else ""
    what = "placed" if placed else "last changed"
    who = view.who(picture, by)
    return f"{who[:1].upper()}{who[1:]} {what} {refusal.subject.partition('/')[2]}{at}. {sentence}"


def settled(state: State, act: Command) -> None:
    """Let go of the conflicts that an act of ours decides, now that it happened or met another one."""
    state.conflicts = [each for each in state.conflicts if not _decides(act, each.request.act)]


def open_conflict(state: State) -> Effects:
    """Show the oldest undecided conflict: what we saw, what it is now, what we wanted."""
    if not state.conflicts:
        return refuse("There is no conflict to decide.")
    conflict, number = state.conflicts[0], len(state.conflicts)
    rows = view.rows(state.picture, conflict)
    title = f"Conflict{f' 1 of {number}' if number > 1 else ''}: {told(state, conflict.refusal)}"
    state.sheet = Sheet(kind=CONFLICT, title=title, columns="conflict", rows=rows, payload=conflict,
                        at=rows[0].id if rows else "", below=state.sheet, subject=conflict.refusal.subject)  # fmt: skip
    return ()


def follow(state: State) -> None:
    """Let the conflict that lies open show what the board has heard since."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CONFLICT:
        return
    rows = view.rows(state.picture, sheet.payload)
    if rows != sheet.rows:
        state.sheet = replace(sheet, rows=rows)


def keep_theirs(state: State) -> Effects:
    """Let the other act stand."""
    conflict = _open(state)
    if conflict is not None:
        _decided(state, conflict)
        state.say(f"Kept as it is; yours ({conflict.label}) was not done.")
    return ()


def retry_mine(state: State) -> Effects:
    """Ask for ours again on the versions that are there now; what it would break by now is shown first."""
    conflict = _open(state)
    if conflict is None:
        return ()
    picture, request = state.picture, conflict.request
    if not view.heard(picture.board, conflict):
        return refuse("This board has not heard of the change yet: wait a moment, then 2 again.")
    moves = moves_of(request.act)
    pre = versions.of_moves(picture.board, moves) if moves else versions.again(picture.board, request.pre)
    # A reason given for what was broken then says nothing of what would be broken now.
    verdict = judge(picture.board, replace(request, pre=pre, override=None), picture.me, picture.now_s)
    if isinstance(verdict, Refusal):
        if moves and verdict.code in (Code.OVERLAP, Code.VIOLATIONS):
            return _tried(state, moves, verdict)
        return refuse(f"{verdict.sentence} Yours is not possible any more: 1 keeps theirs.")
    _decided(state, conflict)
    return (Submit(act=request.act, label=conflict.label, pre=pre, reason=request.reason),)


def _tried(state: State, moves: tuple[Move, ...], refusal: Refusal) -> Effects:
    """Show ours as a draft with what it breaks; where another time with the same technician breaks nothing, that."""
    first = moves[0]
    visit = state.picture.board.visits[first.visit_id]
    if len(moves) > 1 or not first.technician_id:
        return drafting.propose(state, first.visit_id, moves)
    other, _ = asking.alone(state.picture, state.picture.board, visit.id, first.technician_id)
    if other is not None and not other.violations:
        effects = drafting.propose(state, first.visit_id, other.moves)
        state.say(f"{refusal.sentence} Enter: {intended.label_of(state.picture, other.moves)} instead.")
        return effects
    barred = intended.beyond(refusal.violations, state.picture.me)
    if barred is None:
        return drafting.propose(state, first.visit_id, moves)
    effects = choosing.open_candidates(state, visit)
    state.say(f"{barred.sentence} {asking.barred_words(barred.level)} Ranked anew.")
    return effects


def _open(state: State) -> Conflict | None:
    conflict: Conflict | None = state.sheet.payload if state.sheet is not None else None
    return conflict


def _decided(state: State, conflict: Conflict) -> None:
    state.conflicts = [each for each in state.conflicts if each is not conflict]
    state.close_sheet()


def _decides(act: Command, waiting: Command) -> bool:
    """Whether doing one act answers what was to be decided about another: both move a visit, or both do the same."""
    moved = {move.visit_id for move in moves_of(act)}
    if moved:
        return any(move.visit_id in moved for move in moves_of(waiting))
    return type(act) is type(waiting) and act.subjects() == waiting.subjects()
