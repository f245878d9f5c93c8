"""One story however it is told: judged acts, the rows that are loaded, and the log that is folded."""

from __future__ import annotations

import itertools
import random
import secrets
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, canonical
from dispatchtui.core.commands import (
    AddNote,
    AdvanceVisit,
    Command,
    LockVisit,
    PlaceVisit,
    RecordAbsence,
    RecordTechnician,
    RemoveAbsence,
    UnplaceVisit,
)
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row
from dispatchtui.core.requests import Request
from dispatchtui.store import Overlap, Store
from dispatchtui.store.verify import verify
from tests.builders import a_technician, a_visit, a_working_board, an_absence, an_actor, at
from tests.postgres import Server

VISITS = [f"V{number}" for number in range(60, 66)]
PEOPLE = ["T01", "T02", "T03"]
"""Few of each, so that acts meet."""


def seeded(store: Store) -> Board:
    """A working day recorded as facts, for acts to play on."""
    from dispatchtui.core import events as e

    kinds = {
        "territories": e.TerritoryRecorded, "skills": e.SkillRecorded, "sla_policies": e.SlaPolicyRecorded,
        "work_types": e.WorkTypeRecorded, "technicians": e.TechnicianRecorded, "shifts": e.ShiftRecorded,
        "work_orders": e.WorkOrderOpened, "visits": e.VisitAdded,
    }  # fmt: skip
    day = a_working_board(*(a_visit(id=visit_id, minutes=30) for visit_id in VISITS))
    board = Board(recording=True)
    with store.writing() as batch:
        for row in day.rows():
            append(batch, board, Request(id="seed", act=LockVisit(visit_id="", lock=Lock.NONE)),
                   Passed(events=[kinds[row.TABLE](row=bare(row))]))  # fmt: skip
    return board


def bare(row: Row) -> Row:
    return msgspec.structs.replace(row, version=0)


def append(batch: object, board: Board, request: Request, passed: Passed) -> None:
    from dispatchtui.store import Batch

    assert isinstance(batch, Batch)
    assert board.changes is not None
    for event in passed.events:
        recorded = Recorded(seq=batch.head + 1, command_id=request.id, actor="dora", at_s=at("07:00"), event=event)
        mark = len(board.changes)
        evolve(board, recorded)
        batch.append(recorded, board.changes[mark:])


visit = st.sampled_from(VISITS)
person = st.sampled_from(PEOPLE)
start_s = st.integers(0, 24).map(lambda k: at("08:00") + k * 1_200)
ACTS: st.SearchStrategy[Command] = st.one_of(
    st.builds(PlaceVisit, visit_id=visit, technician_id=person, start_s=start_s),
    st.builds(PlaceVisit, visit_id=visit, technician_id=person, start_s=start_s),
    st.builds(UnplaceVisit, visit_id=visit, bumped=st.booleans()),
    st.builds(AdvanceVisit, visit_id=visit, step=st.sampled_from(Step)),
    st.builds(AddNote, visit_id=visit, text=st.sampled_from(["ring", "gate 'B' \u2603", '{"a":"%s ?"}'])),
    st.builds(LockVisit, visit_id=visit, lock=st.sampled_from(Lock)),
    st.builds(lambda number, who: RecordAbsence(row=an_absence(id=f"A{number}", technician=who)),
              st.integers(1, 3), person),
    st.builds(lambda number: RemoveAbsence(absence_id=f"A{number}"), st.integers(1, 3)),
    st.builds(lambda who, where: RecordTechnician(row=a_technician(id=who, territory=where)),
              person, st.sampled_from(["EAST", "WEST"])),
)  # fmt: skip
BATCHES = st.lists(st.lists(ACTS, min_size=1, max_size=6), min_size=1, max_size=6)


def play(store: Store, batches: list[list[Command]]) -> tuple[Board, int]:
    """Judge and record batches of acts as the desk does; answer the board and how many were recorded."""
    board = seeded(store)
    actor = an_actor("admin")
    applied = 0
    for acts in batches:
        fork = board.fork(recording=True)
        with store.writing() as batch:
            for act in acts:
                request = Request(id=secrets.token_hex(4), act=act)
                verdict = judge(fork, request, actor, at("07:00"))
                if not isinstance(verdict, Passed):
                    continue
                with batch.savepoint():
                    append(batch, fork, request, verdict)
                applied += bool(verdict.events)
        board = fork
    return board, applied


def assert_one_story(store: Store, board: Board) -> None:
    loaded = store.load()
    found = verify(store)
    assert found.problems == ()
    assert loaded.digest_hex() == board.digest_hex() == found.digest
    assert loaded.seq == board.seq
    for who in PEOPLE:
        assert [canonical(each) for each in loaded.route(who)] == [canonical(each) for each in board.route(who)]
        assert loaded.indexes.of("lanes", who) == board.indexes.of("lanes", who)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES)
def test_on_sqlite_rows_and_log_tell_the_boards_story(
    tmp_path: Path, migrated_file: Path, batches: list[list[Command]]
) -> None:
    path = tmp_path / f"{secrets.token_hex(4)}.db"
    shutil.copyfile(migrated_file, path)
    store = Store.open(f"sqlite:///{path}")
    try:
        board, _ = play(store, batches)
        assert_one_story(store, board)
    finally:
        store.close()


@settings(max_examples=8, deadline=None)
@given(BATCHES)
def test_on_postgresql_rows_and_log_tell_the_boards_story(
    postgres: Server, migrated_name: str, batches: list[list[Command]]
) -> None:
    with postgres.database(migrated_name) as url:
        store = Store.open(url)
        try:
            board, _ = play(store, batches)
            assert_one_story(store, board)
        finally:
            store.close()


def test_a_long_story_really_moves_things(store: Store) -> None:
    chance = random.Random(3)
    acts: list[Command] = []
    for _ in range(120):
        acts.append(PlaceVisit(visit_id=chance.choice(VISITS), technician_id=chance.choice(PEOPLE),
                               start_s=at("08:00") + chance.randrange(20) * 1_200))  # fmt: skip
        acts.append(UnplaceVisit(visit_id=chance.choice(VISITS)))
    board, applied = play(store, [acts[k : k + 8] for k in range(0, len(acts), 8)])
    assert applied > 60
    assert_one_story(store, board)


@pytest.mark.parametrize("seed", range(3))
def test_a_gate_that_forgot_overlaps_cannot_double_book(store: Store, seed: int) -> None:
    """With the checker bypassed the database refuses, and the rest of the batch stands."""
    from dispatchtui.core.events import VisitPlaced
    from tests.builders import a_line

    chance = random.Random(seed)
    board = seeded(store).fork(recording=True)
    refused = 0
    with store.writing() as batch:
        for number in range(60):
            line = a_line(technician=chance.choice(PEOPLE), start=at("08:00") + chance.randrange(12) * 600, minutes=30)
            event = VisitPlaced(visit_id=chance.choice(VISITS), crew=(line,))
            trial = board.fork(recording=True)
            request = Request(id=f"r{number}", act=AddNote(visit_id="V60", text="-"))
            try:
                with batch.savepoint():
                    append(batch, trial, request, Passed(events=[event]))
            except Overlap:
                refused += 1
                continue
            board = trial
    assert 5 < refused < 55
    assert_one_story(store, board)
    for who in PEOPLE:
        route = board.route(who)
        assert all(a.crew[0].end_s <= b.crew[0].start_s for a, b in itertools.pairwise(route))
