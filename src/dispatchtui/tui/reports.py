"""What the server is asked for at length: how good predictions were, and which durations it would plan with.

Never: a list that waits for the answer before it opens; a duration that is planned with before somebody said so.
Why: what follows from thousands of visits is worked out where they are kept, and the dispatcher goes on meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.commands.learning import RecordDurationModel
from dispatchtui.errors import DispatchError
from dispatchtui.tui import sheets
from dispatchtui.tui.effects import Effects, Inquire, Submit, refuse
from dispatchtui.tui.state import READING, SUGGESTIONS, Sheet, State

if TYPE_CHECKING:
    from dispatchtui.client.session import Session

ASKED = "The server is asked."


def open_risk(state: State) -> Effects:
    """Show how good predictions were, and what is decided without a person, once the server has told."""
    state.sheet = Sheet(kind=READING, title="Predictions", columns="risk", below=state.sheet, empty=ASKED)
    return (Inquire("risk"),)


def open_durations(state: State) -> Effects:
    """List the durations that the days suggest, once the server has told; Enter accepts one."""
    state.sheet = Sheet(kind=SUGGESTIONS, title="Durations", columns="durations", below=state.sheet, empty=ASKED)
    return (Inquire("durations"),)


async def inquire(state: State, session: Session, effect: Inquire, width: int) -> None:
    """Ask, and put what came of it into the list if it still lies open; `width` is that of the screen."""
    try:
        fresh = await (_report(session, state, width) if effect.what == "risk" else _suggested(session))
    except DispatchError as error:
        state.say(error.sentence, "error")
        fresh = Sheet(kind="", title="", empty=error.sentence)
    sheet = state.sheet
    if sheet is not None and sheet.columns == effect.what:
        at = sheet.at if any(row.id == sheet.at for row in fresh.rows) else fresh.rows[0].id if fresh.rows else ""
        state.sheet = replace(sheet, title=fresh.title or sheet.title, rows=fresh.rows, payload=fresh.payload, at=at,
                              empty=fresh.empty)  # fmt: skip


def accept(state: State) -> Effects:
    """Plan with the duration under the cursor, after Enter."""
    from dispatchtui.tui.views import durations as view  # noqa: PLC0415  (only who looks needs it)

    sheet = state.sheet
    if sheet is None or not sheet.rows:
        return refuse("There is nothing to accept.")
    model = sheet.payload[sheet.rows[sheet.picked()].id]
    act = Submit(
        act=RecordDurationModel(row=model), label=f"{view.work_of(model)} is planned with {model.p50_s // 60} min"
    )
    return sheets.open_confirm(state, view.question(state.picture, model), lambda: (act,), model.id)


async def _report(session: Session, state: State, width: int) -> Sheet:
    from dispatchtui.tui.views import calibration as view  # noqa: PLC0415

    report = await session.read(lambda api: api.risk_report())
    decided = await session.read(lambda api: api.automation())
    rows = view.rows(report, decided, width, state.picture.glyphs.tier)
    return Sheet(kind=READING, title=view.title(report), rows=rows)


async def _suggested(session: Session) -> Sheet:
    from dispatchtui.tui.views import durations as view  # noqa: PLC0415

    found = await session.read(lambda api: api.suggestions())
    number = f"{len(found)} suggestion{'' if len(found) == 1 else 's'}"
    return Sheet(kind=SUGGESTIONS, title=f"Durations: {number} of what the days took; Enter accepts one",
                 rows=view.rows(found), payload={each.model.id: each.model for each in found},
                 empty="What is planned is what the days took, as far as enough of them are known.")  # fmt: skip
