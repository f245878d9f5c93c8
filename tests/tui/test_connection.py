"""Where the console finds its server, and how an act of ours is taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dispatchtui.client.credentials import known
from dispatchtui.errors import UserError
from dispatchtui.tui import furniture
from dispatchtui.tui.app import Console, run
from dispatchtui.tui.connection import Connection
from dispatchtui.tui.panes.layout import Frame
from dispatchtui.tui.state import State


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DISPATCHTUI_URL", "DISPATCHTUI_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPATCHTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def started(home: Path, port: int) -> None:
    (home / "local.json").write_text(json.dumps({"url": f"http://127.0.0.1:{port}", "token": f"t{port}"}))


def test_no_server_is_a_sentence_before_anything_is_painted(home: Path) -> None:
    with pytest.raises(UserError, match="No server is known") as caught:
        run()
    assert "dispatchtui serve" in caught.value.hint


def test_a_second_console_finds_the_server_of_the_home_named_and_finds_it_again(home: Path) -> None:
    started(home, 8471)
    found = known()
    assert (found.url, found.token) == ("http://127.0.0.1:8471", "t8471")
    session = Connection(State(), found)._made()
    assert session is not None
    started(home, 8472)
    again = session._renew()
    assert again is not None
    assert (again.url, again.token) == ("http://127.0.0.1:8472", "t8472")


async def test_leaving_while_the_console_still_loads_ends_it_in_good_order(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Console(color="none", glyphs="unicode")
    frames: list[Frame] = []

    def left_meanwhile(*given: Any) -> Frame:
        app.exit(0)
        frames.append(Frame(*given))
        return frames[0]

    monkeypatch.setattr(furniture, "Frame", left_meanwhile)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    assert app._exception is None
    assert app.return_code == 0
    assert not any(frame.is_attached for frame in frames)
