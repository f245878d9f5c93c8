"""What a search finds: visits (ended ones too) and technicians, best matches first."""

from __future__ import annotations

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.tui.fields import TechnicianAsked, VisitAsked, technician_filter, visit_filter
from dispatchtui.tui.filter import Wrong
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import STATES, symbol

MOST_FOUND = 50


def found_rows(picture: Picture, text: str) -> tuple[ViewRow, ...]:
    """The rows that hold every word typed; the same language as a filter.

    Cost: 1 us a visit for each word.
    """
    visits, people = visit_filter(text), technician_filter(text)
    if not text.strip():
        return ()
    found: list[tuple[tuple[int, int, str], ViewRow]] = []
    wanted = text.strip().casefold()
    if not isinstance(people, Wrong):
        for technician in picture.board.technicians.values():
            if people.accepts(TechnicianAsked(picture, technician)):
                row = ViewRow(f"technicians/{technician.id}", {
                    "id": (technician.id, "strong"), "what": (picture.status(technician.id).word, "text"),
                    "text": (f"{technician.name} {technician.phone}", "text")})  # fmt: skip
                found.append(((0 if technician.id.casefold() == wanted else 1, 0, technician.id), row))
    if not isinstance(visits, Wrong):
        for visit in picture.board.visits.values():
            if not visits.accepts(VisitAsked(picture, visit)):
                continue
            order = picture.order(visit)
            word, sign, style = STATES[visit.state]
            said = [order.customer.name, order.site.address, order.summary] if order else []
            row = ViewRow(f"visits/{visit.id}", {
                "id": (visit.id, "strong"), "what": (f"{symbol(picture.glyphs, sign)} {word}", style),
                "text": (", ".join(part for part in said if part), "text")})  # fmt: skip
            exact = 0 if visit.id.casefold() == wanted else 1
            found.append(((exact, 2 if visit.state in ENDED else 1, visit.id), row))
    return tuple(row for _, row in sorted(found, key=lambda each: each[0])[:MOST_FOUND])
