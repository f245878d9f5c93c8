"""How likely each of those listed keeps the visit's word, worked out once the list is painted.

Never: a row that moves because of it: who would stand first by now is said above the list.
Why: what Enter does must be what stood there when the finger went down.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from dispatchtui.core.policy import rules_of
from dispatchtui.tui.choosing import Choices, told
from dispatchtui.tui.state import CANDIDATES, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views import candidates as candidate_view


def weigh(state: State, enough: Callable[[], bool]) -> bool:
    """Work out how likely those listed keep the visit's word, until it is enough; tell whether any was."""
    sheet = state.sheet
    if sheet is None or not unweighed(state):
        return False
    from dispatchtui.solver.saving import keeps  # noqa: PLC0415  (loaded with the risks)

    picture = state.picture
    choices: Choices = sheet.payload
    weighed: dict[str, ViewRow] = {}
    for row in choices.every:
        if row.id in choices.percents:
            continue
        each = choices.by_row[row.id]
        route = picture.risks.route(each.technician_id) if picture.risks is not None else None
        percent = keeps(picture.board, each, picture.now_s, route=route, visit_id=sheet.subject)
        choices.percents[row.id] = percent
        weighed[row.id] = candidate_view.with_keeping(row, percent)
        if enough():
            break
    choices.every = tuple(weighed.get(row.id, row) for row in choices.every)
    choices.better = _better(state, choices, sheet.subject)
    state.sheet = replace(sheet, rows=tuple(weighed.get(row.id, row) for row in sheet.rows),
                          title=f"{sheet.subject} to whom? {told(choices)}")  # fmt: skip
    return True


def unweighed(state: State) -> bool:
    """Whether some of those listed lack the percentage at which they keep the visit's word."""
    sheet = state.sheet
    if sheet is None or sheet.kind != CANDIDATES or sheet.columns != "candidates" or state.picture.risks is None:
        return False
    choices: Choices = sheet.payload
    return len(choices.percents) < len(choices.every)


def _better(state: State, choices: Choices, visit_id: str) -> str:
    """Who is known by now to keep the word, where who stands first does not; the rows that are shown stay."""
    visit, first = state.picture.board.visits.get(visit_id), choices.every[0].id
    saving = state.picture.standing(visit).saving if visit is not None else None
    percent = choices.percents.get(first)
    if visit is None or saving is None or saving.outlook or saving.best is None or percent is None:
        return ""
    enough = rules_of(state.picture.board, visit, None, state.picture.now_s).keep_percent or 0
    who = saving.best.technician_id
    return who if who != first and percent < enough <= round(100 * saving.chance) else ""
