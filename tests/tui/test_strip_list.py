"""Only what is visible and has changed is drawn; what does not fit is dropped, least important first."""

from collections.abc import Hashable, Sequence

import pytest
from textual.app import App, ComposeResult

from dispatchtui.tui.terminal.base import ConsoleBase
from dispatchtui.tui.widgets import Column, Piece, StatusLine, StripList, lay_out

COLUMNS = [
    Column("state", "STATE", 8),
    Column("id", "ID", 6, priority=1),
    Column("name", "NAME", 10, flex=2),
    Column("note", "NOTE", 10, flex=1, priority=3),
    Column("eta", "ETA", 5, priority=2, align="right"),
]


@pytest.mark.parametrize(
    ("width", "keys"),
    [
        (80, ["state", "id", "name", "note", "eta"]),
        (43, ["state", "id", "name", "note", "eta"]),
        (42, ["state", "id", "name", "eta"]),
        (31, ["state", "id", "name"]),
        (20, ["state", "name"]),
        (12, ["state", "name"]),
        (5, ["state"]),
        (0, []),
    ],
)
def test_columns_go_by_priority_and_never_beyond_the_width(width: int, keys: list[str]) -> None:
    laid = lay_out(COLUMNS, width)
    assert [column.key for column, _ in laid] == keys
    if laid:
        assert sum(cells for _, cells in laid) + len(laid) - 1 <= width
        if any(column.flex for column, _ in laid):
            assert sum(cells for _, cells in laid) + len(laid) - 1 == width


class Rows:
    """Rows whose text can be changed, and that counts how often one is built."""

    def __init__(self) -> None:
        self.text = {n: f"row {n}" for n in range(10_000)}
        self.built: list[Hashable] = []

    def revision(self, row_id: Hashable) -> Hashable:
        return self.text[row_id]

    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        self.built.append(row_id)
        return [(self.text[row_id], "late") if key == "name" else (key, "text") for key in keys]


class Sample(ConsoleBase[None]):
    """A list and what it tells."""

    def compose(self) -> ComposeResult:
        self.source = Rows()
        self.told: list[object] = []
        self.list = StripList(COLUMNS, self.source, empty="No visits match")
        self.status = StatusLine()
        yield self.list
        yield self.status

    def on_strip_list_cursor_moved(self, message: StripList.CursorMoved) -> None:
        self.told.append(("moved", message.row_id))

    def on_strip_list_activated(self, message: StripList.Activated) -> None:
        self.told.append(("activated", message.row_id))

    def on_strip_list_held_changed(self, message: StripList.HeldChanged) -> None:
        self.told.append(("newer", message.newer))


def screen_of(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


async def test_only_visible_rows_are_built_and_only_once() -> None:
    app = Sample()
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.set_rows(range(10_000), 1)
        app.list.focus()
        await pilot.pause()
        assert set(app.source.built) == set(range(22))
        screen = screen_of(app)
        assert len(screen) == 24
        assert all(len(text) == 80 for text in screen)
        assert "row 0" in screen[1]
        app.source.built.clear()
        app.source.text[5] = "changed 5"
        app.source.text[500] = "changed 500"
        assert app.list.apply({5, 500}) == 1
        await pilot.pause()
        assert app.source.built == [5]
        assert "changed 5" in screen_of(app)[6]
        app.source.built.clear()
        app.list.move(1)
        await pilot.pause()
        assert sorted(app.source.built) == [0, 1]
        app.list.move(-1)
        await pilot.pause()
        assert sorted(app.source.built) == [0, 1]  # both are remembered as they were


async def test_cursor_marks_clicks_and_what_is_told() -> None:
    app = Sample()
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.set_rows(range(100), 1)
        app.list.focus()
        await pilot.pause()
        app.list.end()
        assert app.list.cursor_id == 99
        app.list.home()
        app.list.page(1)
        assert app.list.cursor_id == 21
        assert app.list.select(50)
        assert not app.list.select("nobody")
        app.list.toggle_mark()
        assert app.list.marked == {50}
        await pilot.pause()
        row = next(text for text in screen_of(app) if "row 50" in text)
        assert row.startswith("▌✓")
        app.list.set_marks([49, 51])
        assert app.list.marked == {49, 51}
        app.list.home()
        await pilot.pause()
        app.told.clear()
        await pilot.click(StripList, offset=(10, 4))
        assert app.list.cursor_id == 3
        await pilot.click(StripList, offset=(10, 4))
        assert app.told == [("moved", 3), ("activated", 3)]
        await pilot.click(StripList, offset=(10, 0))
        assert app.list.cursor_id == 3
        app.told.clear()
        app.list.hold = True
        app.list.set_rows([200, 201, *range(100)], 2)
        assert app.list.newer == 2
        assert app.list.rows[0] == 0
        app.list.release_order()
        await pilot.pause()
        assert app.told == [("newer", 2), ("newer", 0)]
        assert app.list.rows[0] == 200
        assert app.list.cursor_id == 3


async def test_an_empty_list_says_so_and_a_vanished_row_is_not_an_error() -> None:
    app = Sample()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "No visits match" in screen_of(app)[1]
        app.list.set_rows(["unknown", 1], 1)
        await pilot.pause()
        assert "(gone)" in screen_of(app)[1]
        app.list.set_rows([], 2)
        await pilot.pause()
        assert "No visits match" in screen_of(app)[1]
        assert app.list.cursor_id is None
        app.list.move(1)
        app.list.toggle_mark()


async def test_a_status_line_is_drawn_only_when_it_differs() -> None:
    app = Sample()
    async with app.run_test(size=(40, 10)) as pilot:
        assert app.status.show([("left " * 10, "bar")], [("right", "bar.alarm")])
        assert not app.status.show([("left " * 10, "bar")], [("right", "bar.alarm")])
        await pilot.pause()
        text = screen_of(app)[-1]
        assert len(text) == 40
        assert text.endswith("…right")
        assert app.status.show([("\x1b[2J", "nonsense")])
        await pilot.pause()
        assert screen_of(app)[-1].startswith("␛[2J")
