"""Desk areas: which there are, taking one, leaving it, handing over what one holds; and being told of it.

Never: a desk that limits what may be done: it says who answers for an area, not who may act in it.
Why: at a change of shift the question is whose the south is now, and the answer must be on both screens.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.commands.ruling import HandOverDesk
from dispatchtui.core.events import DeskRecorded
from dispatchtui.core.model import Desk
from dispatchtui.tui import sheets
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.state import OFFERS, Sheet, State
from dispatchtui.tui.views import desks as view

if TYPE_CHECKING:
    from dispatchtui.client.facts import Told

LEAVE = ("free", "leave")
NO_DESKS = 'There are no desk areas: dispatchtui do \'{"type": "record_desk", "row": DESK}\' makes one.'


def desk(state: State, name_typed: str = "", word: str = "") -> Effects:
    """List the desk areas; take the one named, or leave it."""
    picture = state.picture
    if not name_typed:
        return _list(state)
    found = find_desk(state, name_typed)
    if isinstance(found, str):
        return refuse(found)
    if word and word.casefold() not in LEAVE:
        return refuse(f"desk {found.id} takes it, desk {found.id} free leaves it; {word[:20]} is neither.")
    if word:
        if found.holder != picture.me.id:
            return refuse(f"{found.id} is {f'held by {found.holder}' if found.holder else 'free already'}.")
        return (_give(found, "", "", f"{found.id} left"),)
    if found.holder == picture.me.id:
        return refuse(f"{found.id} is yours already; desk {found.id} free leaves it.")
    taken = _give(found, picture.me.id, "", f"{found.id} taken")
    if not found.holder:
        return (taken,)
    said = view.row(picture, found).cells["text"][0]
    return sheets.open_confirm(state, f"Take it from {found.holder}? {said}", lambda: (taken,))


def handover(state: State, name_typed: str = "", *words: str) -> Effects:
    """Hand over every desk area that one holds to a colleague, with a note for them; asks for Enter."""
    picture = state.picture
    own = view.mine(picture)
    if not own:
        return refuse("You sit at no desk area: desk NAME takes one.")
    if not name_typed:
        return refuse("Hand over to whom? handover NAME, and if you like a note behind it.")
    if name_typed.casefold() == picture.me.id.casefold():
        return refuse("It is yours already.")
    name, doubt = _colleague(state, name_typed)
    note = " ".join(words)
    acts = tuple(_give(each, name, note, f"{each.id} handed to {name}") for each in own)
    title = f"Hand {', '.join(each.id for each in own)} over to {name}{f': {note}' if note else '?'}{doubt}"
    effects: Effects = acts if len(acts) == 1 else (Each(title=f"Handed to {name}", acts=acts),)
    return sheets.open_confirm(state, title, lambda: effects)


def find_desk(state: State, typed: str) -> Desk | str:
    """The desk area meant, by the beginning of its id or part of its name, or the sentence why there is none."""
    every = view.desks(state.picture)
    wanted = typed.casefold()
    found = [each for each in every if each.id.casefold() == wanted]
    found = found or [each for each in every if each.id.casefold().startswith(wanted)]
    found = found or [each for each in every if wanted in each.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        return f"{typed[:20]} may be {', '.join(each.id for each in found[:4])}: type more of it."
    if not every:
        return NO_DESKS
    return f"There is no desk area {typed[:20]}; there are {', '.join(each.id for each in every[:6])}."


def heard(state: State, facts: tuple[Told, ...], *, anew: bool = False) -> None:
    """Say what somebody else did with a desk area that was ours or is now; a board that came anew tells nothing."""
    me = state.picture.me.id
    if anew or any(isinstance(told.event, DeskRecorded) for told in facts):
        _follow(state)
    if anew:
        state.held = frozenset(each.id for each in view.mine(state.picture))
        return
    for told in facts:
        event = told.event
        if not isinstance(event, DeskRecorded):
            continue
        row, by = event.row, told.line.by
        was_mine = row.id in state.held
        state.held = state.held - {row.id} | ({row.id} if row.holder and row.holder == me else frozenset())
        if by == me:
            continue
        note = f": {row.note}" if row.note else ""
        if row.holder == me and not was_mine:
            state.say(f"{by} handed you {row.id}{note}{'' if note.endswith('.') else '.'}", "alarm")
        elif was_mine and row.holder != me:
            what = f"took {row.id} from you" if row.holder == by else f"gave {row.id} to {row.holder or 'nobody'}"
            state.say(f"{by} {what}{note}{'' if note.endswith('.') else '.'}", "alarm")


def _follow(state: State) -> None:
    """Let the list that lies open show who sits where now."""
    sheet = state.sheet
    if sheet is not None and sheet.columns == "desks":
        state.sheet = sheet.below
        _list(state)
        state.sheet = replace(state.sheet, at=sheet.at, below=sheet.below) if state.sheet is not None else None


def _list(state: State) -> Effects:
    picture = state.picture
    every = view.desks(picture)
    lines = {each.id: f"desk {each.id}" if each.holder != picture.me.id else f"desk {each.id} free" for each in every}
    rows = tuple(view.row(picture, each) for each in every)
    state.sheet = Sheet(kind=OFFERS, title=f"Desk areas: {len(rows)}; Enter types the line that takes or leaves one",
                        rows=rows, columns="desks", payload=lines, at=rows[0].id if rows else "", below=state.sheet,
                        empty=NO_DESKS)  # fmt: skip
    return ()


def _give(found: Desk, to: str, note: str, label: str) -> Submit:
    act = HandOverDesk(desk_id=found.id, to=to, note=note)
    return Submit(act=act, label=label, pre={f"desks/{found.id}": found.version})


def _colleague(state: State, typed: str) -> tuple[str, str]:
    """The person meant among those whom this board has heard of, and a doubt where it knows none of that name."""
    known = {each.actor for people in state.picture.present.values() for each in people}
    known |= {each.holder for each in view.desks(state.picture) if each.holder}
    known |= {visit.changed.by for visit in state.picture.board.visits.values() if visit.changed is not None}
    same = next((each for each in sorted(known) if each.casefold() == typed.casefold()), "")
    if same:
        return same, ""
    near = get_close_matches(typed.casefold(), sorted(each.casefold() for each in known), n=1, cutoff=0.7)
    return typed, f" Nobody of that name has acted here{f'; did you mean {near[0]}?' if near else '.'}"
