"""The command line as its users run it: real processes against a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.office import Office, seed, settings_for


class Shell:
    """Runs `dispatchtui` in a home of its own."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DISPATCHTUI_")}
        config = {"XDG_CONFIG_HOME": str(home / "config"), "DISPATCHTUI_HOME": str(home), "NO_COLOR": "1"}
        self.environ = {**inherited, **config, **environ}

    def __call__(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dispatchtui", *words],
            env=self.environ, input=said, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def well(self, *words: str, said: str = "") -> str:
        """Run what must succeed; answer what it printed."""
        done = self(*words, said=said)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def refused(self, *words: str, said: str = "", code: int = 2) -> str:
        """Run what must fail with a sentence and no traceback; answer the sentence."""
        done = self(*words, said=said)
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        assert done.stderr.startswith("dispatchtui: "), done.stderr
        return done.stderr.removeprefix("dispatchtui: ").strip()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server with a few visits in it; its home is where the command line looks."""
    office = Office(settings_for(tmp_path_factory.mktemp("home"), watch=True))
    seed(office.admin)
    yield office
    office.stop()


@pytest.fixture
def shell(office: Office) -> Shell:
    """A shell on the server's own machine."""
    return Shell(office.settings.home)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Shell:
    """A shell on a machine that knows no server."""
    return Shell(tmp_path)
