"""The desk areas: who sits where since when, what a filter may ask of them, and the words of the status line."""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.model import Desk
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import age, clock

MINE, FREE = "mine", "free"


def desks(picture: Picture) -> list[Desk]:
    """Every desk area, by its id."""
    table = picture.board.tables["desks"]
    return [table[key] for key in sorted(table)]


def mine(picture: Picture) -> list[Desk]:
    """The desk areas that this person sits at."""
    return [each for each in desks(picture) if each.holder and each.holder == picture.me.id]


def row(picture: Picture, desk: Desk) -> ViewRow:
    """One desk area: what it covers, who sits there since when, and what they were told."""
    own = bool(desk.holder) and desk.holder == picture.me.id
    since = ""
    if desk.since_s is not None:
        since = f"{clock(desk.since_s, picture.zone, picture.now_s)}, {age(picture.now_s - desk.since_s)}"
    holder = ("you", "strong") if own else (desk.holder or "nobody", "text" if desk.holder else "notice")
    return ViewRow(
        desk.id,
        {
            "id": (desk.id, "strong" if own else "text"),
            "name": (desk.name, "text"),
            "holder": holder,
            "since": (since, "text"),
            "places": (", ".join(desk.territories), "text"),
            "note": (desk.note, "text"),
            "text": (_told(desk, holder[0], since), "text"),
        },
    )


def told(picture: Picture, width: int) -> str:
    """Whose the desks are, for the status line: ours first; who sits at the others where there is room for that."""
    held = [each for each in desks(picture) if each.holder]
    own = [each.id for each in held if each.holder == picture.me.id]
    parts = [f"{'desk' if len(own) == 1 else 'desks'} {', '.join(own)}: you"] if own else []
    for each in held:
        part = f"{'' if parts else 'desk '}{each.id}: {each.holder}"
        if each.holder != picture.me.id and len("; ".join([*parts, part])) <= width:
            parts.append(part)
    return "; ".join(parts)


def asked(picture: Picture, *territories: str) -> Iterator[str]:
    """What a filter finds of the desks that cover any of these territories: their names, mine, free."""
    for desk in picture.board.tables["desks"].values():
        if any(each in desk.territories for each in territories):
            yield desk.id
            yield desk.name
            if not desk.holder:
                yield FREE
            elif desk.holder == picture.me.id:
                yield MINE


def _told(desk: Desk, holder: str, since: str) -> str:
    sits = f"{holder}{f' since {since}' if since else ''}" if desk.holder else "nobody sits there"
    return f"{desk.id}{f' {desk.name}' if desk.name else ''} ({', '.join(desk.territories)}): {sits}" + (
        f": {desk.note}" if desk.note else "."
    )
