"""Tokens, passwords and the door: who may come in, and how soon they may not any more."""

from __future__ import annotations

import json
import sqlite3
import ssl
import stat
import time

import httpx
import psycopg
import pytest

from dispatchtui.core.requests import Request
from dispatchtui.errors import UserError
from dispatchtui.protocol.frames import Mark
from dispatchtui.server import Server
from dispatchtui.server.process import SEND_BUFFER
from dispatchtui.settings import Limits
from tests.server.office import Office, Person, place, seed, settings_for, until

WITHIN_S = 2.5
"""A second, and the patience that a busy machine asks for."""


def _closes(office: Office, person: Person, act) -> None:
    watcher = person.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    began = time.monotonic()
    act()
    code, _ = watcher.closed(5)
    assert code == 4401
    assert time.monotonic() - began < WITHIN_S
    assert person.http.get("/api/v1/me").status_code == 401
    assert office.admin.get("/me")["id"] == "local"


def _token_id(office: Office, user: str) -> str:
    return next(token["id"] for token in office.admin.get("/tokens") if token["user"] == user)


def test_a_revoked_token_closes_its_sockets_within_a_second(lite: Office):
    ana = lite.hire("ana", "dispatcher")
    token = _token_id(lite, "ana")
    _closes(lite, ana, lambda: lite.admin.http.delete(f"/api/v1/tokens/{token}").raise_for_status())


def test_a_token_revoked_in_the_database_by_somebody_else_does_too(office: Office):
    ana = office.hire("ana", "dispatcher")
    token = _token_id(office, "ana")
    database = office.settings.database

    def revoke() -> None:
        if database.startswith("sqlite"):
            with sqlite3.connect(database.removeprefix("sqlite:///"), timeout=5) as connection:
                connection.execute("UPDATE token SET revoked_s = 1 WHERE id = ?", (token,))
            connection.close()
        else:
            with psycopg.connect(database) as connection:
                connection.execute("UPDATE token SET revoked_s = 1 WHERE id = %s", (token,))

    _closes(office, ana, revoke)


def test_a_disabled_user_is_shut_out_with_all_tokens(lite: Office):
    ana = lite.hire("ana", "dispatcher")
    _closes(lite, ana, lambda: lite.admin.http.delete("/api/v1/users/ana").raise_for_status())


def test_an_expired_token_is_shut_out(lite: Office):
    lite.hire("ana", "dispatcher")
    made = lite.admin.post("/tokens", {"user": "ana", "days": 1.5 / 86_400}).json()
    ana = lite.person(made["token"])
    watcher = ana.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    assert watcher.closed(5)[0] == 4401
    assert ana.http.get("/api/v1/me").status_code == 401


def test_a_token_without_the_right_to_read_hears_nothing(lite: Office):
    seed(lite.admin)
    portal = lite.hire("portal", "customer")
    assert portal.watch().closed() == (4403, "lacks the right read")
    assert portal.get("/visits") == []
    status, reply = portal.ask(Request(id="p", act=place("V1", "T01", "10:00")))
    assert status == 403
    assert reply.refusal is not None
    assert reply.refusal.right == "place"
    nobody = lite.person("dsp_unknown")
    assert nobody.watch().closed()[0] == 4401
    answer = nobody.http.get("/api/v1/visits")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_sockets_of_one_token_are_bounded(open_office, sqlite_url: str):
    office = open_office(sqlite_url, limits=Limits(sockets_per_session=3, mark_s=0.1))
    watchers = [office.admin.watch() for _ in range(3)]
    for watcher in watchers:
        watcher.until(lambda frame: isinstance(frame, Mark))
    assert office.admin.watch().closed()[0] == 4429
    watchers[0].close()
    until(lambda: office.admin.get("/readyz")["readers"] == 2, "the place that was given back")
    office.admin.watch().until(lambda frame: isinstance(frame, Mark))


def test_a_password_gives_a_token_and_guessing_is_slowed(open_office, sqlite_url: str):
    office = open_office(sqlite_url, limits=Limits(logins_per_minute=3))
    body = {"id": "ana", "name": "Ana", "roles": ["dispatcher"], "password": "correct horse"}
    assert office.admin.post("/users", body).status_code == 200
    anybody = Person(office.url, "")
    made = anybody.post("/login", {"user": "ana", "password": "correct horse"})
    assert office.person(made.json()["token"]).get("/me")["id"] == "ana"
    wrong = anybody.post("/login", {"user": "ana", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["detail"]) == (401, "User or password is not right.")
    unknown = anybody.post("/login", {"user": "bob", "password": "wrong"})
    assert unknown.json() == wrong.json()
    slowed = anybody.post("/login", {"user": "ana", "password": "correct horse"})
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1
    anybody.close()


def test_this_machines_console_finds_the_server_and_old_files_are_worth_nothing(open_office, sqlite_url: str):
    office = open_office(sqlite_url)
    path = office.settings.local_file
    told = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (told["url"], told["token"]) == (office.url, office.server.token)
    me = office.admin.get("/me")
    assert me["roles"] == ["admin"]
    assert "override_lead" in me["rights"]
    office.stop()
    again = open_office(sqlite_url)
    assert again.person(told["token"]).http.get("/api/v1/me").status_code == 401
    assert again.admin.get("/me")["id"] == "local"


def test_no_secret_is_listed_or_kept(lite: Office):
    lite.hire("ana", "dispatcher")
    said = lite.admin.http.get("/api/v1/tokens").text + lite.admin.http.get("/api/v1/users").text
    assert "dsp_" not in said
    database = lite.settings.database.removeprefix("sqlite:///")
    with sqlite3.connect(database) as connection:
        kept = "".join(connection.iterdump())
    connection.close()
    assert lite.server.token not in kept


def test_pages_and_strange_names_are_turned_away(lite: Office):
    http = lite.admin.http
    refused = http.get("/api/v1/me", headers={"Origin": "http://evil.example"})
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert "Origin" in refused.json()["detail"]
    assert http.get("/api/v1/me", headers={"Host": "evil.example"}).status_code == 421
    assert http.get("/api/v1/me", headers={"Host": "localhost:1"}).status_code == 200
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "http://evil.example"}  # fmt: skip
    assert http.get("/api/v1/feed", headers=upgrade).status_code == 403


def test_an_open_address_without_tls_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"does not listen on 0\.0\.0\.0 without TLS"):
        settings_for(tmp_path).load({}, home=tmp_path, host="0.0.0.0")


def test_over_tls_it_serves_http_and_feed(tmp_path, sqlite_url: str):
    import trustme

    authority = trustme.CA()
    made = authority.issue_cert("localhost", "127.0.0.1")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made.cert_chain_pems[0].write_to_path(certificate)
    made.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    server = Server(settings_for(tmp_path, sqlite_url, tls_cert=certificate, tls_key=key)).start()
    try:
        assert server.url.startswith("https://127.0.0.1:")
        answer = httpx.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {server.token}"},
                           verify=trusting, trust_env=False)  # fmt: skip
        assert answer.json()["id"] == "local"
    finally:
        server.stop()
    assert SEND_BUFFER < 1024 * 1024


def test_a_taken_port_is_one_sentence(lite: Office, tmp_path):
    port = int(lite.url.rsplit(":", 1)[1])
    with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1 port {port}"):
        Server(settings_for(tmp_path / "other", port=port)).start()
