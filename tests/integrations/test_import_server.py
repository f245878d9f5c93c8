"""An import against the real server, which is killed between two runs: nothing is lost and nothing doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.integrations.desk import CONFIG, a_file
from tests.integrations.test_shipped import BALTIMORE_HEAD, baltimore

TYPES = ("WW-Water Leak (Exterior)", "WW-Water No Water", "FOR-Down Tree", "TRT-Traffic Signal Repairs")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "DISPATCHTUI_HOME": str(home), "NO_COLOR": "1"}


def start(home: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    """Start a server and wait until it says where it is."""
    announced = home / "announced.json"
    announced.unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "dispatchtui", "serve", "--port", "0", "--announce", str(announced)],
        env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 30
    while not announced.exists():
        assert process.poll() is None, "the server stopped"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    said = json.loads(announced.read_text())
    return process, said["url"], said["token"]


def run_import(home: Path, path: Path, *more: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "dispatchtui", "import", str(path), "-m", "baltimore-311", "--json", *more],
        env=environment(home), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_file_reaches_the_server_once(tmp_path, home):
    text = BALTIMORE_HEAD + "".join(baltimore(f"19-{n:08}", TYPES[n % 4], "Open") for n in range(250))
    text += baltimore("19-99999999", "FOR-Down \x1b]52;c;eA==\x07Tree\u202e", "New")
    path = a_file(tmp_path, text)
    server, url, token = start(home)
    try:
        first = run_import(home, path, "--reference", str(CONFIG / "day"))
        assert (first["created"], first["cleaned"], first["rejected"]) == (251, 1, 0)
        server.kill()
        server.wait()
        server, url, token = start(home)
        second = run_import(home, path)
        assert (second["created"], second["unchanged"], second["rejected"]) == (0, 251, 0)
        visits = httpx.get(f"{url}/api/v1/visits", headers={"Authorization": f"Bearer {token}"}, timeout=10).text
        assert visits.count('"id":"V') + visits.count('"id": "V') == 251
        assert "\\u001b" not in visits
        assert "\u202e" not in visits
    finally:
        server.kill()
        server.wait()
