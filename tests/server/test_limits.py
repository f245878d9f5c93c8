"""What is too much, too deep, too fast or hostile is one clear sentence, and the server stays up."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.requests import Request
from dispatchtui.server.limits import Buckets, too_deep
from dispatchtui.settings import Limits
from tests.server.office import Office, seed, settings_for


@pytest.fixture(scope="module")
def quiet(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One server for all that changes nothing."""
    home = tmp_path_factory.mktemp("quiet")
    office = Office(settings_for(home, f"sqlite:///{shutil.copy(empty_file, home / 'board.db')}"))
    yield office
    office.stop()


def _post(office: Office, raw: bytes, path: str = "/commands"):
    return office.admin.http.post(f"/api/v1{path}", content=raw)


def _note(text: str, request_id: str = "n") -> bytes:
    return msgspec.json.encode(Request(id=request_id, act=AddNote(visit_id="V1", text=text)))


def test_a_body_of_50_mb_is_refused_without_being_read(lite: Office):
    began = time.monotonic()
    answer = _post(lite, b"[" + b" " * 50_000_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["detail"]
    assert time.monotonic() - began < 2
    assert lite.admin.get("/me")["id"] == "local"


def test_a_body_that_hides_its_length_is_cut_off(lite: Office):
    def endless():
        for _ in range(1000):
            yield b" " * 65_536

    address = lite.url.split("//")[1].split(":")
    with socket.create_connection((address[0], int(address[1]))) as line:
        line.sendall(
            f"POST /api/v1/login HTTP/1.1\r\nHost: {address[0]}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        sent = 0
        for chunk in endless():
            try:
                line.sendall(b"10000\r\n" + chunk + b"\r\n")
            except OSError:
                break
            sent += len(chunk)
            line.setblocking(False)
            try:
                if line.recv(1, socket.MSG_PEEK):
                    break
            except BlockingIOError:
                pass
            finally:
                line.setblocking(True)
        answer = line.recv(65_536)
    assert b" 413 " in answer.split(b"\r\n", 1)[0]
    assert sent < 20_000_000


def test_small_bodies_have_the_smaller_limit(lite: Office):
    answer = _post(lite, b"{" + b" " * 70_000, "/positions")
    assert (answer.status_code, "64 KB" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"act":', b'{"r":['])
def test_json_a_hundred_thousand_deep_is_one_sentence(quiet: Office, opening: bytes):
    answer = _post(quiet, opening * 100_000)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["detail"] == "The JSON nests deeper than 32 levels."


def test_brackets_in_words_are_no_depth():
    assert not too_deep(json.dumps({"text": '[[["\\' * 100}).encode(), 5)
    assert too_deep(b"[[[[[[]]]]]]", 5)
    assert not too_deep(b"[[],[],[],[],[],[],[]]", 2)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 400, "not JSON"),
        (b"{", 400, "not JSON"),
        (b"nonsense", 400, "not JSON"),
        (b'{"id":"\xff"}', 400, "not JSON"),
        (
            b'{"id":"\\ud800","act":{"type":"add_note","visit_id":"V1","text":"x"}}',
            400,
            "not JSON: At byte 7 stands the lone surrogate U+D800, half of a character without its other half.",
        ),
        (b'{"id":"\\\\ \\ud83d\\ude00 \\uDC01"}', 400, "At byte 23 stands the lone surrogate U+DC01"),
        (b'{"id":"\\ud800\\ud801"}', 400, "At byte 7 stands the lone surrogate U+D800"),
        (b'{"id":"\xed\xa0\x80"}', 400, "At byte 7 stands the lone surrogate U+D800"),
        (b"[]", 422, "Expected `object`"),
        (b"{}", 422, "missing required field `id`"),
        (b'{"id":"x","act":{"type":"sing"}}', 422, "act.type"),
        (b'{"id":"x","act":{"type":"add_note","visit_id":7,"text":"x"}}', 422, "act.visit_id: Expected `str`"),
        (b'{"id":"","act":{"type":"add_note","visit_id":"V1","text":"x"}}', 422, "An id is needed"),
        (b'{"requests":[]}', 422, "1 to 100"),
    ],
)
def test_what_is_no_command_is_a_sentence_that_names_the_field(quiet: Office, body: bytes, status: int, says: str):
    answer = _post(quiet, body)
    assert answer.status_code == status
    assert says.lower() in answer.json()["detail"].lower()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\x1b]52;c;eA==\x07", "act.text: Character 1 is the control character U+001B (ESC), which is not taken."),
        ("plain\x9b31m", "U+009B (CSI)"),
        ("gate\u202e1234", "U+202E"),
        ("\u2066", "U+2066"),
        ("flag\U000e0067", "tag character"),
        ("z" + "\u0300" * 9, "combining mark"),
        ("x" * 4001, "4,001 characters"),
        ("\x00", "U+0000 (NUL)"),
        ("\x7f", "U+007F (DEL)"),
    ],
)
def test_hostile_text_is_refused_by_name_and_place(quiet: Office, text: str, says: str):
    answer = _post(quiet, _note(text))
    assert (answer.status_code, answer.json()["field"]) == (422, "act.text")
    assert says in answer.json()["detail"]


def test_hostile_text_hides_in_no_field(lite: Office):
    esc = "\x1b[2J"
    for body in (
        {"id": esc, "act": {"type": "add_note", "visit_id": "V1", "text": "x"}},
        {"id": "x", "act": {"type": "add_note", "visit_id": esc, "text": "x"}},
        {"id": "x", "act": {"type": "add_note", "visit_id": "V1", "text": "x"}, "cause": esc},
        {"id": "x", "act": {"type": "add_note", "visit_id": "V1", "text": "x"}, "reason": {"code": esc}},
        {"id": "x", "act": {"type": "add_note", "visit_id": "V1", "text": "x"}, "pre": {esc: 1}},
        {"id": "x", "act": {"type": "take_request", "row": {"id": "", "customer": {"name": esc}}}},
        {"id": "x", "act": {"type": "take_request", "row": {"id": "", "extra": {"a": esc}}}},
        {"id": "x", "act": {"type": "take_request", "row": {"id": "", "extra": {esc: "a"}}}},
        {"id": "x", "act": {"type": "record_technician", "row": {"id": "T", "tags": ["ok", esc]}}},
        {"requests": [{"id": "x", "act": {"type": "add_note", "visit_id": "V1", "text": esc}}]},
    ):
        answer = _post(lite, json.dumps(body).encode())
        assert answer.status_code == 422, body
        assert "U+001B" in answer.json()["detail"]
    assert lite.admin.get("/history") == []
    many = _post(lite, _note("x" * 100_000))
    assert "100,000 characters" in many.json()["detail"]


def test_words_of_any_language_are_kept_as_they_are(lite: Office):
    seed(lite.admin)
    text = "Tür öffnen\n\tمرحبا हिन्दी 東京 👩\u200d🔧 [/] [@click=app.quit] e\u0301"
    assert _post(lite, _note(text)).status_code == 200
    assert lite.admin.get("/visits/V1")["visit"]["notes"][0]["text"] == text


@pytest.mark.parametrize("start", [-1, 10**12, 2**62, 10**30])
def test_moments_beyond_any_calendar_are_refused(lite: Office, start: int):
    seed(lite.admin)
    act = {"type": "place_visit", "visit_id": "V1", "technician_id": "T01", "start_s": start}
    answer = _post(lite, json.dumps({"id": "x", "act": act}).encode())
    assert answer.status_code == 422
    assert answer.json()["field"] == "act.start_s"


def test_who_asks_too_fast_waits_and_others_do_not(open_office, sqlite_url: str):
    office = open_office(sqlite_url, limits=Limits(requests_per_s=1, burst=5))
    answers = [office.admin.http.get("/api/v1/me") for _ in range(8)]
    assert [answer.status_code for answer in answers].count(429) >= 2
    late = next(answer for answer in answers if answer.status_code == 429)
    assert int(late.headers["retry-after"]) >= 1
    assert office.admin.http.get("/livez").status_code == 200


def test_a_bucket_fills_again_and_is_forgotten():
    buckets = Buckets(rate=1000, burst=2)
    assert buckets.take("a") == buckets.take("a") == 0
    assert 0 < buckets.take("a") < 0.01
    assert buckets.take("b") == 0


def test_an_unknown_address_and_method_are_problems_too(lite: Office):
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/visits", 405), ("GET", "/", 404)):
        answer = lite.admin.http.request(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
    assert lite.admin.http.get("/api/v1/visits/V999").json()["detail"] == "There is no visit V999."
