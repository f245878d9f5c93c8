"""Where the console finds its server, and how an act of ours is taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatchtui.client.credentials import known
from dispatchtui.errors import UserError
from dispatchtui.tui.app import run
from dispatchtui.tui.connection import Connection
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
