"""Identities, the bounded history, and where server and token are found."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.client import credentials
from dispatchtui.client.facts import Facts, Told
from dispatchtui.client.ids import Ids, derived
from dispatchtui.core.events import NoteAdded
from dispatchtui.errors import UserError
from dispatchtui.protocol.frames import FactLine


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**79 - 1)), min_size=2, max_size=30))
def test_identities_sort_as_they_were_made_even_when_the_clock_goes_back(draws: list[tuple[int, int]]) -> None:
    clock = iter(second for second, _ in draws)
    chance = iter(bits for _, bits in draws)
    ids = Ids(lambda: next(clock), lambda _: next(chance))
    made = [ids.next() for _ in draws]
    assert made == sorted(set(made))
    assert {len(each) for each in made} == {26}


def test_a_derived_identity_is_the_same_again_and_sorts_by_time() -> None:
    assert derived(10.0, 7, "V60", "accept") == derived(10.0, 7, "V60", "accept")
    assert derived(10.0, 7, "V60", "accept") != derived(10.0, 7, "V60", "depart")
    assert derived(10.0, "z") < derived(10.002, "a")


def test_history_is_bounded_and_says_from_where_it_is_whole() -> None:
    facts = Facts(most=3)
    for seq in range(1, 6):
        line = FactLine(seq=seq, at_s=0, by="x", command_id="c", event=msgspec.Raw(b"{}"))
        facts.add(Told(line, NoteAdded(visit_id="V1", text="t"), (f"visits/V{seq % 2}",)))
    assert [told.line.seq for told in facts] == [3, 4, 5]
    assert facts.since == 2
    assert [told.line.seq for told in facts.of("visits/V1")] == [3, 5]
    assert [told.line.seq for told in facts.of("visits/V0")] == [4]
    assert facts.of("visits/V9") == ()


def found(tmp_path: Path, environ: dict[str, str] | None = None, **said: str) -> tuple[str, str]:
    got = credentials.find(environ=environ or {}, home=tmp_path / "home", config=tmp_path / "config", **said)
    return got.url, got.token


def test_what_is_said_wins_over_the_environment_the_login_and_the_local_server(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No server is known"):
        found(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "local.json").write_text(json.dumps({"url": "http://127.0.0.1:9", "token": "local"}))
    credentials.keep_login(tmp_path / "config", "https://far.example/", "far")
    environ = {"DISPATCHTUI_URL": "https://env.example", "DISPATCHTUI_TOKEN": "env"}
    assert found(tmp_path) == ("http://127.0.0.1:9", "local")
    assert found(tmp_path, url="https://far.example") == ("https://far.example", "far")
    assert found(tmp_path, environ) == ("https://env.example", "env")
    assert found(tmp_path, environ, url="https://said.example/", token="said") == ("https://said.example", "said")
    assert found(tmp_path, url="http://127.0.0.1:9") == ("http://127.0.0.1:9", "local")


def test_a_token_that_was_said_outlives_a_start_of_the_local_server_and_its_own_token_is_not_taken(
    tmp_path: Path,
) -> None:
    local = tmp_path / "local.json"
    local.write_text(json.dumps({"url": "http://127.0.0.1:9", "token": "local"}))
    said = credentials.find(environ={}, home=tmp_path, config=tmp_path, token="mine")
    found = credentials.find(environ={}, home=tmp_path, config=tmp_path)
    local.write_text(json.dumps({"url": "http://127.0.0.1:10", "token": "newer"}))
    renewed = [credentials.renewal(each, tmp_path)() for each in (said, found)]
    assert [(each.url, each.token) for each in renewed if each is not None] == [
        ("http://127.0.0.1:10", "mine"),
        ("http://127.0.0.1:10", "newer"),
    ]


def test_a_local_token_is_never_sent_to_another_server(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "local.json").write_text(json.dumps({"url": "http://127.0.0.1:9", "token": "local"}))
    with pytest.raises(UserError, match=r"There is no token for https://far\.example"):
        found(tmp_path, url="https://far.example")


def test_the_login_file_is_nobody_elses_and_keeps_other_servers(tmp_path: Path) -> None:
    credentials.keep_login(tmp_path, "https://one.example", "1")
    path = credentials.keep_login(tmp_path, "https://two.example", "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert credentials.read_logins(tmp_path) == {"https://one.example": "1", "https://two.example": "2"}
    assert [each.name for each in tmp_path.iterdir()] == ["logins.json"]


def test_files_that_cannot_be_read_and_addresses_that_are_none_are_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "logins.json").write_text("{")
    with pytest.raises(UserError, match=r"logins\.json cannot be read"):
        credentials.read_logins(tmp_path)
    with pytest.raises(UserError, match=r"'ftp://x' is no server's address"):
        credentials.normal("ftp://x")


def test_nothing_heavy_is_loaded_before_a_connection_is_opened() -> None:
    program = (
        "import sys, dispatchtui.client.session, dispatchtui.client.credentials, dispatchtui.client.api\n"
        "print(sorted({'httpx', 'websockets', 'zstandard', 'ssl', 'platformdirs', 'anyio'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() in ("[]", "['ssl']")  # asyncio itself loads ssl
