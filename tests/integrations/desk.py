"""A desk in memory that keeps the server's promises: judged, idempotent, answered alike; and files to import."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dispatchtui.constraints.gate import judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.integrations.importers.imports import import_rows
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.mapping_file import find_mapping, read_mapping
from dispatchtui.integrations.importers.report import Report

CONFIG = Path(__file__).resolve().parents[2] / "config"
AT_S = 1_571_655_600


class Desk:
    """Answers batches; `down_after` requests it becomes unavailable, as a killed server does."""

    def __init__(self, *setup: Command) -> None:
        self.board = Board()
        self.stored: dict[str, Reply] = {}
        self.asked: list[Request] = []
        self.down_after: int | None = None
        for number, act in enumerate(setup):
            reply = self.answer(Request(id=f"setup-{number}", act=act))
            assert reply.status is Status.APPLIED, reply.refusal

    def submit(self, requests: list[Request]) -> list[Reply]:
        return [self.answer(request) for request in requests]

    def answer(self, request: Request) -> Reply:
        if self.down_after is not None:
            if self.down_after == 0:
                return Reply(id=request.id, status=Status.UNAVAILABLE)
            self.down_after -= 1
        self.asked.append(request)
        known = self.stored.get(request.id)
        if known is not None:
            return msgspec.structs.replace(known, duplicate=True)
        self.stored[request.id] = reply = self._judged(request)
        return reply

    def _judged(self, request: Request) -> Reply:
        verdict = judge(self.board, request, Actor(id="ann", roles=("admin",)), AT_S)
        if isinstance(verdict, Refusal):
            return Reply(id=request.id, status=Status.REFUSED, refusal=verdict)
        self.board.changes = []
        for event in verdict.events:
            evolve(self.board, Recorded(seq=self.board.seq + 1, command_id=request.id, actor="ann", at_s=AT_S,
                                        event=event))  # fmt: skip
        changes, self.board.changes = self.board.changes, None
        return Reply(
            id=request.id,
            status=Status.APPLIED,
            seq=self.board.seq,
            versions={f"{each.table}/{each.id}": each.after.version for each in changes if each.after},
            created=tuple(each.id for each in changes if each.before is None),
        )


def shipped(name: str) -> Mapping:
    """One of the mappings that ship."""
    return find_mapping(name, CONFIG / "mappings")


def a_mapping(folder: Path, text: str, name: str = "own.toml") -> Mapping:
    """A mapping of one's own, from its text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def a_file(folder: Path, text: str | bytes, name: str = "rows.csv") -> Path:
    """A file with this content, to the byte."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def imported(path: Path, mapping: Mapping, desk: Desk | None = None, by: str = "ann") -> Report:
    """Import a file into a desk, or run dry without one."""
    return import_rows(path, mapping, desk.submit if desk else None, by=by)


SIMPLE = """
kind = "work_orders"
source = "test"
zone = "America/New_York"
[location]
latitude = "lat"
longitude = "lon"
bounds = [39.0, -77.0, 40.0, -76.0]
optional = true
[fields]
external_id = { column = "id", required = true }
summary = { column = "what", required = true }
details = { column = "details", optional = true }
requested = { column = "when", parse = "local_time", format = "%m/%d/%Y %H:%M", optional = true }
priority = { column = "priority", parse = "integer", default = "3", optional = true }
"""
