"""What a search finds: visits (ended ones too) and technicians, best matches first."""

from __future__ import annotations

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.tui.fields import TechnicianAsked, VisitAsked, technician_filter, visit_filter
from dispatchtui.tui.filter import Wrong
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import STATES, symbol

MOST_FOUND = 50
LEAST_DIGITS = 4


def found_rows(picture: Picture, text: str) -> tuple[ViewRow, ...]:
    """The rows that hold every word typed; the same language as a filter.

    Cost: 1 us a visit for each word.
    """
    visits, people = visit_filter(text), technician_filter(text)
    if not text.strip():
        return ()
    found: list[tuple[tuple[int, int, str], ViewRow]] = []
    wanted = text.strip().casefold()
    number = telephone(text)
    if not isinstance(people, Wrong):
        for technician in picture.board.technicians.values():
            if people.accepts(TechnicianAsked(picture, technician)) or _rings(number, technician.phone):
                row = ViewRow(f"technicians/{technician.id}", {
                    "id": (technician.id, "strong"), "what": (picture.status(technician.id).word, "text"),
                    "text": (f"{technician.name} {technician.phone}", "text")})  # fmt: skip
                found.append(((0 if technician.id.casefold() == wanted else 1, 0, technician.id), row))
    if not isinstance(visits, Wrong):
        for visit in picture.board.visits.values():
            order = picture.order(visit)
            if not (visits.accepts(VisitAsked(picture, visit)) or (order and _rings(number, order.customer.phone))):
                continue
            word, sign, style = STATES[visit.state]
            said = [order.customer.name, order.customer.phone, order.site.address, order.summary] if order else []
            row = ViewRow(f"visits/{visit.id}", {
                "id": (visit.id, "strong"), "what": (f"{symbol(picture.glyphs, sign)} {word}", style),
                "text": (", ".join(part for part in said if part), "text")})  # fmt: skip
            exact = 0 if visit.id.casefold() == wanted else 1
            found.append(((exact, 2 if visit.state in ENDED else 1, visit.id), row))
    return tuple(row for _, row in sorted(found, key=lambda each: each[0])[:MOST_FOUND])


def telephone(text: str) -> str:
    """The digits of what may be a telephone number, however it was typed; nothing when it is none."""
    digits = "".join(each for each in text if each.isdigit())
    others = {each for each in text if not each.isdigit()}
    # A leading 0 or 00 is how the number is dialled, not how it is written with its country.
    return digits.lstrip("0") if len(digits) >= LEAST_DIGITS and others <= set(" +-()./") else ""


def _rings(number: str, phone: str) -> bool:
    """Whether a telephone has the number in it."""
    return bool(number and phone) and number in "".join(each for each in phone if each.isdigit())
