"""Every name of Textual's that it does not promise and that we use: an upgrade fails here, not on a screen."""

import gc
import inspect
import os
import subprocess
import sys

import pytest
import textual
from rich.color import Color
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.containers import Vertical
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import Monochrome, NoColor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from dispatchtui.tui.terminal.base import ConsoleBase
from dispatchtui.tui.terminal.environment import SETTINGS
from dispatchtui.tui.terminal.paint import COLLECT_AFTER, lay_out_now, settle_memory


def test_textual_is_the_version_these_seams_were_read_in() -> None:
    assert textual.__version__ == "8.2.8"


def test_display_is_the_one_place_where_updates_become_bytes() -> None:
    assert list(inspect.signature(App._display).parameters) == ["self", "screen", "renderable"]
    source = inspect.getsource(App._display)
    for name in ("_batch_count", "_closed", "_running", "post_display_hook", "CompositorUpdate"):
        assert name in source
    assert "_display(self, update)" in inspect.getsource(Screen._compositor_refresh)


def test_updates_are_made_of_what_the_front_buffer_reads() -> None:
    assert issubclass(LayoutUpdate, CompositorUpdate)
    layout = LayoutUpdate([[Strip.blank(3)]], Region(0, 0, 3, 1))
    assert (layout.strips, layout.region) == ([[Strip.blank(3)]], Region(0, 0, 3, 1))
    chops = ChopsUpdate([{0: Strip.blank(3)}], [(0, 0, 3)], [[3]])
    assert (chops.chops, chops.spans, chops.chop_ends) == ([{0: Strip.blank(3)}], [(0, 0, 3)], [[3]])
    assert callable(Compositor.render_full_update)


def test_painting_now_does_what_the_frame_timer_does() -> None:
    source = inspect.getsource(Screen._on_timer_update)
    for name in ("_layout_required", "_scroll_required", "_dirty_widgets", "update_widgets", "_compositor_refresh"):
        assert name in source
    assert "_repaint_required" in inspect.getsource(Widget._check_refresh)
    assert "_exchange_repaint_regions" in inspect.getsource(Compositor.update_widgets)


def test_laying_out_now_does_what_the_frame_timer_does() -> None:
    source = inspect.getsource(Screen._refresh_layout)
    for name in ("_compositor.reflow", "_size_updated", "_batch_count", "call_later(self._compositor_refresh)"):
        assert name in source
    assert "_clear_arrangement_cache" in inspect.getsource(Widget._check_refresh)
    assert callable(Compositor.visible_widgets.fget)
    assert "issubset" in inspect.getsource(Compositor.update_widgets)
    assert "if self.BLANK" in inspect.getsource(Widget.render_lines)


async def test_what_is_laid_out_now_has_its_size_before_anything_else_runs() -> None:
    app: ConsoleBase[None] = ConsoleBase()
    async with app.run_test(size=(80, 24)) as pilot:
        upper, lower = Static(), Static()
        upper.styles.height, lower.styles.height, lower.display = "1fr", 6, False
        both = Vertical(upper, lower)
        await app.mount(both)
        await pilot.pause()
        assert (upper.size.height, lower.size.height) == (24, 0)
        lower.display = True
        assert lay_out_now(app.screen, both)
        assert (upper.size.height, lower.size.height, lower.region.y) == (18, 6, 18)
        assert not any(each._layout_required for each in (app.screen, both, upper, lower))
        assert app.paint_now(upper, lower)
        await pilot.pause()
        assert (upper.size.height, lower.size.height) == (18, 6)


def test_styles_keep_their_attributes_where_they_are_read() -> None:
    style = Style(bold=True, dim=True, italic=True, underline=True, reverse=True, strike=True, blink=False)
    assert style._attributes & style._set_attributes == 1 | 2 | 4 | 8 | 64 | 256
    assert Color.parse("#ff0000").get_ansi_codes() == ("38", "2", "255", "0", "0")


def test_the_parser_says_when_a_lone_escape_is_due() -> None:
    parser = XTermParser()
    assert parser._timeout_time is None
    assert list(parser.feed("\x1b")) == []
    assert parser._timeout_time is not None
    assert [event.key for event in parser.feed("[A")] == ["up"]


def test_the_driver_has_the_parts_that_are_replaced() -> None:
    for name in (
        "_enable_mouse_support", "_disable_mouse_support", "_enable_mouse_pixels", "_query_in_band_window_resize",
        "_request_terminal_sync_mode_support", "run_input_thread", "process_message", "_sigcont_application", "close",
    ):  # fmt: skip
        assert callable(getattr(LinuxDriver, name)), name
    source = inspect.getsource(LinuxDriver)
    assert "self._writer_thread = WriterThread(self._file)" in source
    assert "self._writer_thread.start()" in source
    assert "self._file = sys.__stderr__" in source
    assert 'self.write("\\x1b[?1004h")' in source
    assert "signal.signal(signal.SIGWINCH, on_terminal_resize)" in source


@pytest.mark.parametrize("first", ["dispatchtui.tui.terminal", "textual.app"])
def test_textual_works_with_what_we_set_whoever_is_imported_first(first: str) -> None:
    code = (
        f"import {first}, dispatchtui.tui.terminal, textual.constants as c; from textual.screen import UPDATE_PERIOD;"
        "print(c.MAX_FPS, c.ESCAPE_DELAY, c.TEXTUAL_ANIMATIONS, c.SMOOTH_SCROLL, UPDATE_PERIOD)"
    )
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=clean)
    assert done.stdout.split() == ["240", "0.025", "none", "False", str(1 / 240)]
    assert "constants.ESCAPE_DELAY" in inspect.getsource(XTermParser.parse)
    assert "UPDATE_PERIOD" in inspect.getsource(Screen._update_timer.fget)


def test_nothing_heavy_is_imported_for_the_first_paint() -> None:
    code = "import sys, dispatchtui.tui.terminal.base, dispatchtui.tui.widgets; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"httpx", "websockets", "typer", "msgspec", "ortools", "numba", "sqlalchemy", "starlette"}


async def test_the_base_app_offers_no_palette_and_writes_no_screenshot(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    app: ConsoleBase[None] = ConsoleBase()
    assert not any(isinstance(kept, (Monochrome, NoColor)) for kept in app._filters)
    async with app.run_test() as pilot:
        assert not app.use_command_palette
        assert list(app.get_system_commands(app.screen)) == []
        app.action_screenshot()
        await pilot.pause()
        assert app.rtt_ms is None
    assert list(tmp_path.iterdir()) == []


def test_settled_memory_is_left_out_of_collections() -> None:
    before, thresholds = gc.get_freeze_count(), gc.get_threshold()
    try:
        settle_memory()
        assert gc.get_freeze_count() > before
        assert gc.get_threshold() == COLLECT_AFTER
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
