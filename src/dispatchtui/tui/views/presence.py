"""Who else is on a visit and what they do there, in words; and where this console is, for theirs.

Never: a lock; whoever is there hinders nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.protocol.frames import Person
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.tui.state import State

LOOKING, ASSIGNING, TYPING, TRYING = "looking", "assigning", "typing", "trying"
_PHRASES = {LOOKING: "looks at", ASSIGNING: "is assigning", TYPING: "types on", TRYING: "tries moves around"}
_ELSEWHERE = ("filter", "find", "command")
"""Lines that are about no visit."""
_LISTS = ("candidates", "excluded", "places", "draft", "numbered", "conflict", "together")
"""Lists in which something is decided about their subject."""


def told(picture: Picture, visit_id: str) -> str:
    """Who else is on a visit, in a sentence each; nothing when nobody is."""
    return " ".join(f"{phrase(each)} {visit_id}." for each in picture.present.get(visit_id, ()))


def remember(picture: Picture) -> None:
    """Keep the names of those who are here, so that they are named when they have left as well."""
    picture.names.update((each.actor, each.name) for some in picture.present.values() for each in some if each.name)


def named(picture: Picture, actor: str) -> str:
    """A person's name, as far as they were seen here, else their login."""
    return picture.me.name if actor == picture.me.id and picture.me.name else picture.names.get(actor, actor)


def phrase(person: Person) -> str:
    """A person and what they do, up to the visit's name: Dirk is assigning."""
    return f"{person.name or person.actor} {_PHRASES.get(person.doing, 'is on')}"


def where(state: State) -> tuple[str, str]:
    """The visit that this person is on, and what they do there; no visit where they look at something else."""
    entry, sheet = state.entry, state.sheet
    visit_id = state.visit_id
    if sheet is not None:
        if sheet.columns not in _LISTS:
            return "", LOOKING
        visit_id = sheet.subject if sheet.subject in state.picture.board.visits else visit_id
        return visit_id, TYPING if entry is not None else ASSIGNING
    if entry is not None and entry.kind not in _ELSEWHERE:
        return visit_id, TYPING
    if state.trying is not None:
        return visit_id, TRYING
    return (visit_id, LOOKING) if state.pane not in ("technicians", "timeline") else ("", LOOKING)
