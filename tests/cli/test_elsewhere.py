"""A server for others: TLS, login, backup and restore, as an operator does them."""

from __future__ import annotations

import json
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme

from tests.cli.conftest import Shell
from tests.server.office import until


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Shell, str]]:
    """A server over TLS in a process of its own, and a shell that trusts its authority."""
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1", "127.0.0.2")
    cert, key, root = tmp_path / "cert.pem", tmp_path / "key.pem", tmp_path / "root.pem"
    certificate.cert_chain_pems[0].write_to_path(cert)
    certificate.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(root)
    shell = Shell(tmp_path / "server", SSL_CERT_FILE=str(root))
    announce = tmp_path / "announce.json"
    process = subprocess.Popen(
        # 127.0.0.2 is no address that counts as this machine's own, so it stands for a foreign one.
        [sys.executable, "-m", "dispatchtui", "serve", "--host", "127.0.0.2", "--port", "0", "--tls-cert",
         str(cert), "--tls-key", str(key), "--announce", str(announce)],
        env=shell.environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        until(lambda: announce.exists() or process.poll() is not None, "the server", within_s=30)
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        yield shell, json.loads(announce.read_text())["url"]
    finally:
        process.terminate()
        assert process.wait(15) == 0
        if process.stderr:
            process.stderr.close()


def test_a_foreign_address_without_tls_is_refused(elsewhere: Shell) -> None:
    sentence = elsewhere.refused("serve", "--host", "0.0.0.0", "--port", "0")
    assert "without TLS" in sentence


def test_login_over_tls_is_remembered_privately(served: tuple[Shell, str], tmp_path: Path) -> None:
    server, url = served
    assert url.startswith("https://")
    server.well("user", "add", "ana", "--role", "dispatcher", "--password", said="correct horse battery\n")
    home = Shell(tmp_path / "ana", SSL_CERT_FILE=server.environ["SSL_CERT_FILE"])
    assert "as ana" in home.well("login", url, "--user", "ana", said="correct horse battery\n")
    files = list((tmp_path / "ana" / "config").rglob("logins.json"))
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]
    assert home.well("get", "visits").strip() == "Nothing to show."
    assert "password" in home.refused("login", url, "--user", "ana", said="wrong\n").lower()


def test_there_is_no_way_around_the_certificate(served: tuple[Shell, str], tmp_path: Path) -> None:
    _, url = served
    stranger = Shell(tmp_path / "stranger")
    stranger.environ.pop("SSL_CERT_FILE", None)
    assert "certificate" in stranger.refused("login", url, "--token", "x", code=1).lower()
    assert "TLS" in stranger.refused("login", "http://dispatch.example.com", "--token", "x")


def test_a_backup_of_a_running_server_comes_back_under_a_new_epoch(served: tuple[Shell, str], tmp_path: Path) -> None:
    server, url = served
    local = json.loads((tmp_path / "server" / "local.json").read_text())
    trusted = ssl.create_default_context(cafile=server.environ["SSL_CERT_FILE"])
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {local['token']}"}, verify=trusted) as http:
        act = {"id": "first", "act": {"type": "record_territory", "row": {"id": "NORTH", "zone": "America/Chicago"}}}
        before = http.post("/api/v1/commands", json=act).json()
        assert before["outcome"] == "applied"
    backup = tmp_path / "monday.db"
    assert "the log up to 1" in server.well("backup", str(backup))
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert "exists" in server.refused("backup", str(backup))
    other = Shell(tmp_path / "other")
    restored = other.well("restore", str(backup))
    assert before["epoch"].split(".")[0] not in restored
    assert "already holds a board" in other.refused("restore", str(backup))
    assert "epoch" in other.well("restore", str(backup), "--force")
    server.refused("restore", str(backup), "--force", code=1)
