"""A console on a real terminal with a desk in memory, for the tests in a pty."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from msgspec.structs import replace

from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.model import ExternalRef, Note, Row
from dispatchtui.tui.app import Console
from tests.builders import a_technician, a_visit, a_work_order, a_working_board, at
from tests.tui.small_desk import SmallDesk, SmallSession

HOSTILE = {
    "escape": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "clipboard": "\x1b]52;c;aGFja2Vk\x07",
    "link": "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b31m\x9d52;c;aGk=\x9c\x85\x90",
    "markup": "[bold red]x[/] [@click=app.bell]y[/] [/] array[0] :boom:",
    "bidi": "abc\u202edef\u2066ghi\u200fjkl",
    "zero": "a\u200bb\u200dc\ufeffd\u2060e",
    "lines": "a\r\nb\u2028c\x0bd\x0ce\x08\x08f",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪 👍🏽 ☎️ 漢字",
    "marks": "z" + "\u0301" * 500,
    "long": "x" * 100_000,
}


def plain(count: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, count + 1):
        due = f"{12 + number // 60}:{number % 60:02}"
        rows += [a_work_order(id=f"W{number}", response_due=due), a_visit(id=f"V{number}")]
    return rows


def hostile() -> list[Row]:
    rows: list[Row] = []
    for number, (name, text) in enumerate(HOSTILE.items(), 1):
        order = a_work_order(id=f"W{number}", summary=text, customer=text, address=text, response_due=f"11:{number:02}")
        refs = (ExternalRef(source=text, id=text),)
        rows.append(replace(order, details=text, extra={text: text}, external=refs, channel=text))
        visit = a_visit(id=f"V{number}")
        rows.append(replace(visit, notes=(Note(at_s=at("09:00"), by=text, text=text),), state_reason=text))
        rows.append(a_technician(id=f"T1{number}", name=f"{name} {text}"))
    return rows


async def busy(desk: SmallDesk, per_s: int) -> None:
    """Disturb: so many notes a second, by somebody else."""
    ids = list(desk.board.visits)
    number = 0
    while True:
        for _ in range(max(1, per_s // 100)):
            number += 1
            desk.somebody(AddNote(visit_id=ids[number % len(ids)], text=f"note {number}"), by="ana")
        await asyncio.sleep(0.01)


def main() -> int:
    kind, count, feed = (
        os.environ.get("ROWS", "plain"),
        int(os.environ.get("COUNT", "40")),
        int(os.environ.get("FEED", "0")),
    )
    rows = hostile() if kind == "hostile" else plain(count)
    desk = SmallDesk(a_working_board(*rows).rows(), at("10:00"))
    session = SmallSession(desk)
    app = Console(session=session)
    if feed:
        run = session.run

        async def run_busily() -> None:
            disturbing = asyncio.get_running_loop().create_task(busy(desk, feed))
            await run()
            disturbing.cancel()

        session.run = run_busily
    return app.run(mouse=True) or app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
