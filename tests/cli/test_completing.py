"""The shell completes what the server knows, and stays silent when it cannot be asked."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell


def completed(shell: Shell, *words: str) -> list[str]:
    """What bash would be offered behind these words, the last of which has been begun."""
    line = " ".join(("dispatchtui", *words))
    asked = {"_DISPATCHTUI_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words))}
    done = Shell(shell.home, **{**shell.environ, **asked})()
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("rank", ""), ["V1", "V2", "V3"]),
        (("rank", "V2"), ["V2"]),
        (("rank", "X"), []),
        (("rank", "V1", "--tech", "T"), ["T01", "T02", "T03"]),
        (("rank", "--next", "T02"), ["T02"]),
        (("get", "visit", "V"), ["V1", "V2", "V3"]),
        (("do", "sw"), ["swap"]),
    ],
)
def test_what_there_is_completes_what_was_begun(shell: Shell, words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(shell, *words) == offered


def test_without_a_server_nothing_is_offered_and_nothing_said(elsewhere: Shell) -> None:
    assert completed(elsewhere, "rank", "V") == []
    elsewhere.environ |= {"DISPATCHTUI_URL": "http://127.0.0.1:1", "DISPATCHTUI_TOKEN": "none"}
    assert completed(elsewhere, "rank", "V") == []
