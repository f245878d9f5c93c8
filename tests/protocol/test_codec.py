"""Frames to bytes and back, and what comes of everything that is not a frame."""

from __future__ import annotations

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.board import canonical
from dispatchtui.errors import ProtocolError
from dispatchtui.protocol import codec
from dispatchtui.protocol.codec import (
    COMPRESS_FROM,
    decode_client,
    decode_event,
    decode_rows,
    decode_server,
    encode,
    raw_rows,
)
from dispatchtui.protocol.frames import (
    Bye,
    Ev,
    Hello,
    Here,
    Mark,
    Person,
    Present,
    Resync,
    ServerFrame,
    Snapshot,
)
from tests.builders import a_visit, a_working_board
from tests.core.random_acts import DAYS, Drawn, a_start, play

SMALL = st.integers(0, 2**53)
WORDS = st.text(max_size=40).filter(lambda text: text.isprintable())
FRAMES = st.one_of(
    st.builds(Mark, after=SMALL, to=SMALL, digest=WORDS, now_s=st.floats(0, 4e9)),
    st.builds(Resync, why=WORDS),
    st.builds(Bye, why=WORDS, in_ms=st.tuples(SMALL, SMALL)),
    st.builds(Ev, after=SMALL, to=SMALL, gone=st.lists(st.tuples(WORDS, WORDS))),
)


@given(FRAMES)
def test_a_frame_comes_back_as_it_went(frame: ServerFrame):
    assert decode_server(encode(frame)) == frame


@given(DAYS)
def test_a_snapshot_of_any_day_comes_back_row_for_row(day: list[Drawn]):
    board = a_start()
    play(board, day)
    rows = list(board.rows())
    frame = Snapshot(epoch="e", seq=board.seq, digest=board.digest_hex(), rows=raw_rows(rows))
    found = decode_server(encode(frame))
    assert isinstance(found, Snapshot)
    assert {(row.TABLE, row.id): row for row in decode_rows(found.rows)} == {(row.TABLE, row.id): row for row in rows}
    assert all(canonical(row) in [bytes(raw) for raw in found.rows[row.TABLE]] for row in rows)


def test_small_frames_are_text_and_large_ones_are_compressed():
    assert (
        encode(Mark(after=1, to=1, digest="x", now_s=0.5)) == '{"t":"mark","after":1,"to":1,"digest":"x","now_s":0.5}'
    )
    large = encode(Resync(why="x" * COMPRESS_FROM))
    assert isinstance(large, bytes)
    assert len(large) < 100
    assert decode_server(large) == Resync(why="x" * COMPRESS_FROM)


def test_rows_of_tables_that_are_unknown_here_are_passed_over():
    rows = raw_rows([a_visit()])
    rows["gadgets"] = [msgspec.Raw(b'{"id":"G1"}')]
    assert [row.id for row in decode_rows(rows)] == ["V60"]


def test_fields_that_are_unknown_here_are_passed_over():
    assert decode_server('{"t":"resync","why":"so","mood":"good"}') == Resync(why="so")


def test_a_fact_of_a_kind_that_is_newer_than_this_code_is_nothing():
    assert decode_event(b'{"kind":"visit.teleported","visit_id":"V1"}') is None


DEEP = 100_000
MALFORMED = [
    "",
    "null",
    "[]",
    "{}",
    "{",
    '"mark"',
    '{"t":"mark"}',
    '{"t":5,"nonsense":1}',
    '{"t":5}',
    '{"t":"mark","after":"1","to":1,"digest":"x","now_s":0}',
    '{"t":"mark","after":1.5,"to":1,"digest":"x","now_s":0}',
    '{"t":"mark","after":1,"to":1,"digest":"x","now_s":0',
    '{"t":"ev","after":1,"to":2,"facts":[{"seq":1}]}',
    "\ud800",
    "[" * DEEP,
    "[" * DEEP + "]" * DEEP,
    '{"t":"resync","why":' + "[" * DEEP + "]" * DEEP + "}",
    '{"t":"resync","why":"x","more":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}",
    '{"t":"hello","more":' + "[" * DEEP + "]" * DEEP + "}",
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: f"{text[:30]!r}...{len(text)}")
def test_what_is_no_frame_is_an_error_of_the_protocol(text: str):
    for decode in (decode_server, decode_client):
        with pytest.raises(ProtocolError):
            decode(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_an_error_of_the_protocol(raw: bytes):
    for message in (raw, raw.decode("latin-1"), zstandard.compress(raw)):
        with pytest.raises(ProtocolError):
            decode_server(message)


def test_deep_rows_and_facts_are_errors_of_the_protocol_too():
    deep = b"[" * DEEP + b"]" * DEEP
    for raw in (deep, b'{"id":"V1","work_order_id":' + deep + b"}", b'{"id":"V1","new":' + deep + b"}"):
        with pytest.raises(ProtocolError):
            decode_rows({"visits": [msgspec.Raw(raw)]})
    for raw in (b"{", b'{"kind":"visit.noted","new":' + deep + b',"visit_id":"V1","text":"x"}'):
        with pytest.raises(ProtocolError):
            decode_event(raw)


def test_a_client_never_compresses():
    with pytest.raises(ProtocolError, match=r"A client's frame is text\."):
        decode_client(zstandard.compress(b'{"t":"hello"}'))
    assert decode_client('{"t":"hello"}') == Hello()


def test_a_client_does_not_speak_as_a_server():
    with pytest.raises(ProtocolError, match=r"This is no frame of the feed: "):
        decode_client('{"t":"bye","why":"so"}')


def test_a_frame_of_a_kind_that_is_newer_than_this_code_is_nothing():
    for decode in (decode_client, decode_server):
        assert decode('{"t":"telepathy","after":"x"}') is None
    assert decode_server(zstandard.compress(b'{"t":"telepathy"}')) is None


def test_where_somebody_is_is_said_in_one_word_of_small_letters():
    assert decode_client('{"t":"here","visit_id":"V60","doing":"typing"}') == Here(visit_id="V60", doing="typing")
    assert decode_client('{"t":"here"}') == Here()
    long_id, long_word = "V" * 65, "x" * 21
    for wrong in (f'"visit_id":"{long_id}"', f'"doing":"{long_word}"', r'"doing":"\u001b"', r'"doing":"typing\n"',
                  '"doing":"Typing"', '"doing":"two words"'):  # fmt: skip
        with pytest.raises(ProtocolError):
            decode_client('{"t":"here",' + wrong + "}")
    people = [Person(session="a1", actor="dora", name="Dora", visit_id="V60", doing="typing", since_s=7)]
    assert decode_server(encode(Present(people=people))) == Present(people=people)


def test_a_frame_that_unpacks_to_more_than_is_allowed_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(codec, "MOST_BYTES", 10_000)
    bomb = zstandard.compress(b'{"t":"resync","why":"' + b"x" * 20_000 + b'"}')
    assert len(bomb) < 100
    with pytest.raises(ProtocolError, match="unpacks to more than 10,000 bytes"):
        decode_server(bomb)
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 20_000)
    with pytest.raises(ProtocolError, match="cannot be unpacked"):
        decode_server(unsized)
    torn = encode(Snapshot(epoch="e", seq=1, digest="x", rows=raw_rows(list(a_working_board().rows()))))
    assert isinstance(torn, bytes)
    with pytest.raises(ProtocolError):
        decode_server(torn[: len(torn) // 2])
