"""What was once written is read for ever: one golden file for each kind of fact and of frame."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from dispatchtui.core.events import Event, Recorded
from dispatchtui.protocol.codec import decode_client, decode_event, decode_rows, decode_server
from dispatchtui.protocol.frames import ClientFrame, Ev, ServerFrame, Snapshot

GOLDEN = Path(__file__).parent / "golden"
EVENTS = sorted((GOLDEN / "events").glob("*.json"))
FRAMES = sorted((GOLDEN / "frames").glob("*.json"))
SEALED = GOLDEN / "sealed.json"


def tag(kind: type) -> str:
    return str(kind.__struct_config__.tag)  # type: ignore[attr-defined]


def kinds(files: list[Path], field: str) -> set[str]:
    return {json.loads(path.read_text())[field] for path in files}


def test_every_kind_of_fact_has_its_file():
    assert kinds(EVENTS, "kind") == {tag(kind) for kind in get_args(Event)}


def test_every_kind_of_frame_has_its_file():
    assert kinds(FRAMES, "t") == {tag(kind) for kind in (*get_args(ClientFrame), *get_args(ServerFrame))}


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_a_fact_is_read_and_nothing_of_it_is_lost(path: Path):
    raw = path.read_bytes()
    event = decode_event(raw)
    assert event is not None
    assert tag(type(event)) == json.loads(raw)["kind"] == re.sub(r"(\.\d+)?\.json$", "", path.name)
    assert json.loads(msgspec.json.encode(event)) == json.loads(raw)


@pytest.mark.parametrize("path", FRAMES, ids=lambda path: path.stem)
def test_a_frame_is_read_and_nothing_of_it_is_lost(path: Path):
    text = path.read_text()
    frame = decode_client(text) if path.name.split(".")[0] in ("hello", "here") else decode_server(text)
    assert json.loads(msgspec.json.encode(frame)) == json.loads(text)
    if isinstance(frame, Snapshot):
        assert [row.id for row in decode_rows(frame.rows)] == ["EAST", "V60"]
    if isinstance(frame, Ev):
        assert [row.id for row in decode_rows(frame.up)] == ["V60"]
        assert decode_event(frame.facts[0].event) is not None


def test_a_line_of_the_log_is_read():
    raw = (GOLDEN / "recorded.json").read_bytes()
    assert json.loads(msgspec.json.encode(msgspec.json.decode(raw, type=Recorded))) == json.loads(raw)


def test_no_golden_file_was_ever_edited():
    present = {
        str(path.relative_to(GOLDEN)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (*EVENTS, *FRAMES, GOLDEN / "recorded.json")
    }
    assert present == json.loads(SEALED.read_text()), "a golden file is never edited; a new one is added to sealed.json"
