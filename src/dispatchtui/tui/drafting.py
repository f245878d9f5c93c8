"""A day put in another order, key by key, before anything is sent: swap, later, earlier; Enter does it.

Never: a time that is not shown before Enter; an act for each key: what was tried goes out as one.
Why: a swap moves two customers at once, and what it runs into behind them; that must be seen to be decided.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.model import Visit
from dispatchtui.tui import asking, choosing, intended
from dispatchtui.tui.effects import Effects, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.intended import Intended
from dispatchtui.tui.lookup import find_technician, find_visit
from dispatchtui.tui.state import DRAFT, Sheet, State
from dispatchtui.tui.views import broken
from dispatchtui.tui.views import draft as draft_view
from dispatchtui.tui.views.words import span

STEP_S = 15 * 60
"""By how much one key moves a start."""


class Draft(Struct, frozen=True, kw_only=True):
    """What has been tried so far around one visit; nothing of it has been sent.

    `by_s` is how much later the visit is to begin than the moves of `base` leave it, so that going back and forth
    in time pushes nobody further than the last word needs.
    """

    visit_id: str
    moves: tuple[Move, ...]
    intended: Intended
    base: tuple[Move, ...] = ()
    by_s: int = 0

    @property
    def pre(self) -> dict[str, int]:
        """The versions that it rests on."""
        return self.intended.pre


def swap_next(state: State) -> Effects:
    """Try the visit behind the next one of its day."""
    return _swap(state, 1)


def swap_previous(state: State) -> Effects:
    """Try the visit before the one that is before it in its day."""
    return _swap(state, -1)


def begin_later(state: State) -> Effects:
    """Try a start that is a quarter of an hour later."""
    return _shift(state, STEP_S)


def begin_earlier(state: State) -> Effects:
    """Try a start that is a quarter of an hour earlier."""
    return _shift(state, -STEP_S)


def exchange(state: State, first_typed: str = "", second_typed: str = "") -> Effects:
    """Try two visits in each other's place: those typed, the two marked, a mark and the cursor, or one to be typed."""
    from dispatchtui.solver.reorder import exchanged  # noqa: PLC0415  (only who reorders needs it)

    marked = state.marked
    if len(marked) == 1 and state.visit is not None and state.visit_id != marked[0]:
        marked = (*marked, state.visit_id)  # the one marked, and the one under the cursor
    if not first_typed and len(marked) == 2:
        first_typed, second_typed = marked
    if not second_typed:
        visit = state.visit
        if visit is None:
            return refuse("Select a visit first.")
        if not first_typed:
            state.entry = Entry(kind="command", prompt=":").with_text(f"swap {visit.id} ")
            return ()
        first_typed, second_typed = visit.id, first_typed
    pair = [find_visit(state.picture.board, typed) for typed in (first_typed, second_typed)]
    wrong = next((each for each in pair if isinstance(each, str)), "")
    if wrong:
        return refuse(wrong)
    first, second = (each for each in pair if isinstance(each, Visit))
    if first.id == second.id:
        return refuse(f"{first.id} cannot change places with itself.")
    return _draft(state, first.id, lambda board: exchanged(board, first.id, second.id),
                  f"Neither {first.id} nor {second.id} has a place to give.")  # fmt: skip


def propose(state: State, visit_id: str, moves: tuple[Move, ...]) -> Effects:
    """Show moves that were decided on elsewhere, with what they break, before Enter does them."""
    return _draft(state, visit_id, lambda _board: moves, f"{visit_id} is gone.")


def sequence(state: State, typed: str = "") -> Effects:
    """Propose the best order of a technician's day: of the one typed, else the selected one or the visit's."""
    from dispatchtui.solver.sequence import sequenced  # noqa: PLC0415

    picture = state.picture
    line = state.visit.assignment if state.visit is not None else None
    selected = state.technician.id if state.technician is not None else line.technician_id if line is not None else ""
    if not (typed or selected):
        return refuse("Whose day? Select a technician, or type :sequence T05.")
    technician = find_technician(picture.board, typed or selected)
    if isinstance(technician, str):
        return refuse(technician)
    moves = sequenced(picture.board, technician.id, picture.now_s, position=picture.positions.get(technician.id))
    if not moves:
        return refuse(f"Nothing to gain: no other order of {technician.id}'s day is sooner and breaks nothing.")
    effects = propose(state, moves[0].visit_id, moves)
    if state.sheet is not None and state.sheet.kind == DRAFT:
        many = f"{len(moves)} visit{' moves' if len(moves) == 1 else 's move'}"
        state.sheet = replace(state.sheet, title=f"{technician.id}'s day in a better order: {many}")
    return effects


def again(state: State) -> Effects:
    """Try the same anew on the board as it is now."""
    sheet = state.sheet
    if sheet is None:
        return ()
    moves: tuple[Move, ...] = sheet.payload.moves
    state.sheet = sheet.below
    return _draft(state, sheet.subject, lambda _board: moves, f"{sheet.subject} is gone.")


def send(state: State) -> Effects:
    """Do what was tried, if nothing of it is in the way of a rule."""
    sheet = state.sheet
    if sheet is None:
        return ()
    changed = choosing.hindered_by_change(state)
    if changed:
        return refuse(changed)
    wanted: Intended = sheet.payload.intended
    if wanted.violations:
        barred = intended.beyond(wanted.violations, state.picture.me)
        rest = asking.barred_words(barred.level) if barred is not None else "o and a digit override it."
        return refuse(broken.breaks((barred,) if barred is not None else wanted.violations, rest))
    return (wanted.submit(),)


def _swap(state: State, step: int) -> Effects:
    from dispatchtui.solver.reorder import swapped  # noqa: PLC0415

    at_s = state.picture.now_s
    where = "behind" if step > 0 else "before"
    visit_id = _visit_id(state)
    return _draft(state, visit_id, lambda board: swapped(board, visit_id, step, at_s),
                  f"Nothing {where} {visit_id} in its day can change places with it.")  # fmt: skip


def _shift(state: State, by_s: int) -> Effects:
    from dispatchtui.solver.reorder import shifted  # noqa: PLC0415

    visit_id, going = _visit_id(state), _going(state)
    base = going.base if going is not None else ()
    whole_s = by_s + (going.by_s if going is not None else 0)
    return _draft(state, visit_id, lambda board: shifted(board, visit_id, whole_s), f"{visit_id} has no time to move.",
                  base=base, by_s=whole_s)  # fmt: skip


def _going(state: State) -> Draft | None:
    """The draft that lies open and still tells the truth."""
    sheet = state.sheet
    if sheet is None or sheet.kind != DRAFT or choosing.hindered_by_change(state):
        return None
    draft: Draft = sheet.payload
    return draft


def _visit_id(state: State) -> str:
    """The visit that the draft is about, else the selected one."""
    sheet = state.sheet
    return sheet.subject if sheet is not None and sheet.kind == DRAFT else state.visit_id


def _draft(
    state: State, visit_id: str, wish: Callable[[Board], tuple[Move, ...]], otherwise: str, *,
    base: tuple[Move, ...] | None = None, by_s: int = 0,
) -> Effects:  # fmt: skip
    """Try one wish more on the board as the draft, or its `base`, leaves it."""
    from dispatchtui.solver.reorder import merged  # noqa: PLC0415

    picture, sheet = state.picture, state.sheet
    going = _going(state)
    before = base if base is not None else going.moves if going is not None else ()
    more = wish(moved(picture.board, before) if before else picture.board)
    if not more:
        return refuse(otherwise)
    moves = _changing(picture.board, merged(before, more))
    if not moves:
        state.sheet = sheet.below if going is not None and sheet is not None else sheet
        state.say(f"{visit_id} is where it was.")
        return ()
    wanted = intended.of_moves(picture, moves)
    rows = draft_view.rows(picture, moves, wanted.broken)
    below = sheet.below if sheet is not None and sheet.kind == DRAFT else sheet
    state.sheet = Sheet(kind=DRAFT, title=_title(picture.board, visit_id, moves), rows=rows, columns="draft",
                        subject=visit_id, payload=Draft(visit_id=visit_id, moves=moves, intended=wanted,
                                                          base=moves if base is None else base, by_s=by_s),
                        at=visit_id, below=below)  # fmt: skip
    return ()


def _changing(board: Board, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """The moves that leave a visit elsewhere than it is."""
    return tuple(move for move in moves if not _stays(board.visits.get(move.visit_id), move))


def _stays(visit: Visit | None, move: Move) -> bool:
    if visit is None:
        return True
    people = tuple(line.technician_id for line in visit.crew)
    return people == move.people and (not people or visit.crew[0].start_s == move.start_s)


def _title(board: Board, visit_id: str, moves: tuple[Move, ...]) -> str:
    """What is tried, by how much, and how many visits it moves."""
    visit = board.visits[visit_id]
    move = next((each for each in moves if each.visit_id == visit_id), None)
    line = visit.assignment
    number = f"{len(moves)} visit{'' if len(moves) == 1 else 's'} move{'s' if len(moves) == 1 else ''}"
    if move is None or line is None or not move.technician_id:
        return f"{visit_id} tried elsewhere: {number}"
    by_s = move.start_s - line.start_s
    word = f"{span(abs(by_s))} {'later' if by_s > 0 else 'earlier'}" if by_s else "at the same time"
    return f"{visit_id} tried {word}: {number}"
