"""The proposals pane: what it shows, how one walks in it, and how it follows what is found meanwhile.

Never: a row, an option or a cause that changes under the cursor: something newer waits until it is asked for.
Why: what a key accepts must be what stood there when the finger went down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.model import Visit
from dispatchtui.solver.proposing.proposal import Option, Proposal, Row
from dispatchtui.tui import choosing, trying
from dispatchtui.tui.effects import Effects, Say, refuse
from dispatchtui.tui.offered import moved, overtaken
from dispatchtui.tui.state import PROPOSALS, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views import proposals as view
from dispatchtui.tui.walking import brought_here

NOTHING = "Nothing is offered: nothing makes the plan wrong that has a way out."


class Pane(Struct, frozen=True, kw_only=True):
    """What the pane shows: the causes beside it, the proposal for one of them, and which of its options.

    `newer` says that something else is offered for it by now, `gone` which rows of the option were overtaken.
    """

    ids: tuple[str, ...]
    id: str
    shown: Proposal | None = None
    at: int = 0
    newer: bool = False
    seen: tuple[int, int] = (0, 0)
    gone: frozenset[int] = frozenset()

    @property
    def option(self) -> Option | None:
        """The option under the cursor."""
        return self.shown.options[self.at] if self.shown is not None and self.at < len(self.shown.options) else None


def open_proposals(state: State) -> Effects:
    """Show a result that nobody has seen yet, what is offered for the row under the cursor, or what presses most."""
    offered = state.offered
    if offered.fresh in offered.results:
        show(state, offered.fresh)
        return ()
    here = next((offered.about[key][0] for key in _keys(state) if key in offered.about), "")
    first = here or next((each.id for each in (*offered.pressing, *offered.ready)), "")
    if not first and offered.looking:
        return (Say("Ways out are being worked out; p again in a moment."),)
    if not first:
        return refuse(offered.worker or NOTHING)
    changed = _just_changed(state) if not here else ""
    if changed and offered.behind:
        return (Say(f"Ways out for {changed} are being worked out; p again in a moment."),)
    show(state, first)
    return (Say(f"Nothing is offered for {changed}: this is what presses most."),) if changed else ()


def _just_changed(state: State) -> str:
    """The visit or technician under the cursor, where what was done last from here was about them; or nothing."""
    last = state.done[-1].versions if state.done else {}
    return next((key.partition("/")[2] for key in _keys(state) if key in last), "")


def show(state: State, proposal_id: str) -> None:
    """Open the pane on one cause, whether anything is offered for it yet or not."""
    shown = state.offered.renewed(proposal_id, state.picture)
    ids = [each.id for each in state.offered.pressing]
    if proposal_id not in ids:
        ids.insert(0, proposal_id)
    if proposal_id == state.offered.fresh:
        state.offered.fresh = ""
    if proposal_id not in state.offered.results:
        state.offered.hurried[proposal_id] = None  # better ones are looked for while somebody looks at these
    pane = Pane(ids=tuple(ids), id=proposal_id, shown=shown)
    state.sheet = _sheet(state, pane, below=None)


def pane_of(state: State) -> Pane | None:
    """The pane, if it lies open."""
    sheet = state.sheet
    found: Pane | None = sheet.payload if sheet is not None and sheet.kind == PROPOSALS else None
    return found


def row_of(state: State) -> Row | None:
    """The row under the cursor."""
    pane, sheet = pane_of(state), state.sheet
    option = pane.option if pane is not None else None
    if option is None or sheet is None or not sheet.rows:
        return None
    return option.rows[int(sheet.rows[sheet.picked()].id.partition(":")[0])]


def follow(state: State) -> None:
    """Let the pane show what has been found and what has changed since, nothing of it under the cursor."""
    pane, sheet = pane_of(state), state.sheet
    if pane is None or sheet is None:
        return
    seen = _seen(state)
    if seen == pane.seen:
        return
    latest = state.offered.get(pane.id)
    shown, newer = pane.shown, pane.newer
    at = pane.at
    if latest is not None and latest is not shown:
        counted = _counted(pane, latest)
        if counted is not None or _grows(pane, latest):
            shown, newer, at = latest, False, pane.at if counted is None else counted
        else:
            newer = True
    known = {each.id for each in state.offered.ready}
    kept = [each for each in pane.ids if each in known or each == pane.id]
    ids = (*kept, *(each.id for each in state.offered.pressing if each.id not in kept))
    state.sheet = _sheet(state, replace(pane, ids=ids, shown=shown, at=at, newer=newer), below=sheet.below, at=sheet.at)


def again(state: State) -> Effects:
    """Take what is newest, in the order in which somebody has to act."""
    pane = pane_of(state)
    if pane is not None:
        show(state, pane.id)
    return ()


def next_option(state: State) -> Effects:
    """Show the next option."""
    return _turn(state, 1)


def previous_option(state: State) -> Effects:
    """Show the option before."""
    return _turn(state, -1)


def choose(state: State, key: str = "1") -> Effects:
    """Show the option of a digit."""
    pane = pane_of(state)
    many = len(pane.shown.options) if pane is not None and pane.shown is not None else 0
    if pane is None or int(key) > many:
        return refuse(f"There is no option {key}.")
    state.sheet = _sheet(state, replace(pane, at=int(key) - 1), below=state.sheet.below if state.sheet else None)
    return ()


def next_cause(state: State) -> Effects:
    """Go to the next cause, with its newest options."""
    return _walk(state, 1)


def previous_cause(state: State) -> Effects:
    """Go to the cause before, with its newest options."""
    return _walk(state, -1)


def try_on(state: State) -> Effects:
    """Show the option on a what-if, on all panes, before anything is decided."""
    pane = pane_of(state)
    option = pane.option if pane is not None else None
    if option is None or not any(each.acts for each in option.rows):
        return refuse("There is nothing to try.")
    return trying.begin(state, [act for row in option.rows for act in row.acts])


def by_hand(state: State) -> Effects:
    """Rank who can take the visit of the row under the cursor."""
    visit = _visit(state)
    return choosing.open_candidates(state, visit, state.sheet) if visit is not None else refuse("This visit is gone.")


def why_not(state: State) -> Effects:
    """List who is not offered for the visit of the row under the cursor, and why."""
    visit = _visit(state)
    if visit is None:
        return refuse("This visit is gone.")
    choosing.open_candidates(state, visit, state.sheet)
    return choosing.open_excluded(state)


def go_on(state: State, proposal_id: str) -> None:
    """Show what comes behind a cause that is no longer offered, or the board where nothing does."""
    pane = next((each.payload for each in _open_sheets(state) if each.kind == PROPOSALS), None)
    place = pane.ids.index(proposal_id) if pane is not None and proposal_id in pane.ids else 0
    after = [*pane.ids[place:], *pane.ids[:place]] if pane is not None else []
    ready = {each.id for each in state.offered.ready}
    there = next((each for each in after if each in ready and each != proposal_id), "")
    state.sheet = None
    if there:
        show(state, there)


def _open_sheets(state: State) -> Iterator[Sheet]:
    sheet = state.sheet
    while sheet is not None:
        yield sheet
        sheet = sheet.below


def hinders_option(state: State) -> str:
    """Why nothing can be accepted or rejected here."""
    pane = pane_of(state)
    if pane is not None and pane.option is None:
        return "Nothing is offered here yet: it is being worked out."
    return ""


def _visit(state: State) -> Visit | None:
    row = row_of(state)
    visit = state.picture.board.visits.get(row.visit_id) if row is not None else None
    if visit is not None:
        state.visit_id = visit.id
    return visit


def _turn(state: State, step: int) -> Effects:
    pane = pane_of(state)
    many = len(pane.shown.options) if pane is not None and pane.shown is not None else 0
    if pane is None or many < 2:
        return refuse("There is no other option.")
    state.sheet = _sheet(
        state, replace(pane, at=(pane.at + step) % many), below=state.sheet.below if state.sheet else None
    )
    return ()


def _walk(state: State, step: int) -> Effects:
    pane = pane_of(state)
    if pane is None or len(pane.ids) < 2:
        return refuse("Nothing else is offered.")
    there = pane.ids[(pane.ids.index(pane.id) + step) % len(pane.ids)]
    pane = replace(pane, id=there, shown=state.offered.renewed(there, state.picture), at=0, newer=False)
    state.sheet = _sheet(state, pane, below=state.sheet.below if state.sheet else None)
    return ()


def _sheet(state: State, pane: Pane, *, below: Sheet | None, at: str = "") -> Sheet:
    option = pane.option
    rows: tuple[ViewRow, ...] = ()
    if option is not None:
        changed = _overtaken(state.picture.board, option.rows)
        rows = view.rows(state.picture, option, changed)
        pane = replace(pane, gone=frozenset(number for number, keys in changed.items() if moved(keys)))
    kept = at if any(row.id == at for row in rows) else rows[0].id if rows else ""
    place = (pane.ids.index(pane.id) + 1, len(pane.ids))
    empty = view.WORKING if state.offered.looking else "No way out was found: w tells why not, a ranks by hand."
    return Sheet(kind=PROPOSALS, title=view.title(pane.shown, pane.id, place, pane.newer), rows=rows,
                 columns="proposals", subject=pane.id, payload=replace(pane, seen=_seen(state)), at=kept,
                 below=below, empty=empty)  # fmt: skip


def _seen(state: State) -> tuple[int, int]:
    return state.offered.revision, state.picture.board.seq


def _overtaken(board: Board, rows: Iterable[Row]) -> dict[int, tuple[str, ...]]:
    found = ((number, overtaken(board, each)) for number, each in enumerate(rows))
    return {number: keys for number, keys in found if keys}


def _grows(pane: Pane, latest: Proposal) -> bool:
    """Whether what is newer leaves what is under the cursor as it is: there was nothing, or only more behind it."""
    if pane.shown is None or not pane.shown.options:
        return True
    kept = pane.at + 1
    return latest.options[:kept] == pane.shown.options[:kept]


def _counted(pane: Pane, latest: Proposal) -> int | None:
    """Where the option under the cursor stands with its effects, if they were not counted and are now."""
    if pane.option is None or not pane.option.brief:
        return None
    same = (number for number, each in enumerate(latest.options) if not each.brief and _does_as(each, pane.option))
    return next(same, None)


def _does_as(one: Option, other: Option) -> bool:
    """Whether two options make the same moves."""
    first, second = ({move for row in each.rows for act in row.acts for move in moves_of(act)} for each in (one, other))
    return first == second


def _keys(state: State) -> list[str]:
    """The rows that the cursor stands on, in the order in which they are meant."""
    found = brought_here(state)
    if found is None and state.pane == "alerts":
        found = state.picture.attention.by_id.get(state.alert_id)
    keys = [found.subject, f"visits/{found.visit_id}"] if found is not None else []
    if state.pane in ("technicians", "timeline"):
        keys.append(f"technicians/{state.technician_id}")
    return [*keys, f"visits/{state.visit_id}"]
