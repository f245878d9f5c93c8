"""Effects: what is different between two boards, in exact numbers, and equal to a slow walk over everybody."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_visit
from dispatchtui.constraints.effects import Effects, EtaChange, SlaChange, effects_of
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.model import Break, Dependency, PartLevel, PartNeed, Row, StockLocation, TechnicianId, VisitId
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.sla import Band
from dispatchtui.core.timeline import project
from dispatchtui.tui.views.effects import rows
from tests.builders import (
    a_board,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    at,
    north,
)
from tests.core.random_acts import DAYS, Drawn, a_start, play

NOW = at("09:00")
T01, T02, T03 = (TechnicianId(each) for each in ("T01", "T02", "T03"))


def moved(board: Board, *moves: Move) -> Board:
    fork = board.fork()
    assert carry_out(fork, MoveVisits(moves=moves), NOW) is None
    return fork


def to(visit: str, technician: TechnicianId, start: str) -> Move:
    return Move(visit_id=visit, technician_id=technician, start_s=at(start))


def a_day() -> Board:
    """T01 has V1 at 10:00 and V2 at 12:00, a quarter of an hour apart; T02 is free."""
    return a_working_board(
        a_work_order(id="W1", location=north(15)),
        a_work_order(id="W2", location=north(30)),
        a_visit(id="V1", technician="T01", start="10:00"),
        a_visit(id="V2", technician="T01", start="12:00", promise=("11:30", "12:20")),
        technicians=2,
    )


def test_a_lost_place_reads_as_a_loss_and_the_first_place_as_none():
    board = a_day()
    queued = moved(board, Move(visit_id="V2"))
    lost, won = effects_of(board, queued, NOW), effects_of(queued, board, NOW)
    assert [(each.queued, each.placed) for each in (*lost.etas, *won.etas)] == [(True, False), (False, True)]
    assert [each.sentence for each in lost.slas] == [
        "V2 is due in 3 h 20 min and nobody comes; before it had 20 min to spare (watch)."
    ]
    assert [each.sentence for each in won.slas] == ["V2 has 20 min to spare (watch); before it nobody was to come."]
    late = effects_of(board, moved(board, to("V2", T02, "14:34")), NOW)
    assert [each.sentence for each in late.slas] == [
        "V2 is late by 2 h 14 min (late); before it had 20 min to spare (watch)."
    ]


def test_a_move_changes_arrivals_travel_and_clocks_by_exact_amounts():
    board = a_day()
    found = effects_of(board, moved(board, to("V2", T02, "12:10")), NOW)
    assert found.etas == (
        EtaChange(visit_id="V2", was_technician_id="T01", technician_id="T02", was_s=at("12:00"), eta_s=at("12:10"),
                  promised=True, sentence="T02 arrives at V2 at 12:10; before T01 at 12:00."),
    )  # fmt: skip
    assert found.slas == (
        SlaChange(visit_id="V2", was_band=Band.WATCH, band=Band.RISK, was_margin_s=1200, margin_s=600,
                  sentence="V2 has 10 min to spare (risk); before it had 20 min to spare (watch)."),
    )  # fmt: skip
    assert found.travel_s == 15 * 60
    assert found.overtime_s == 0


def test_what_was_not_promised_is_after_its_plan_and_not_late():
    board = a_day()
    board.put(a_visit(id="V2", technician="T01", start="12:00"))
    found = effects_of(board, moved(board, to("V1", T01, "11:30")), NOW)
    assert found.etas[1].sentence == "T01 arrives at V2 at 12:45, 45 min after its plan; before T01 at 12:00."
    assert [each.promised for each in found.etas] == [False, False]
    styles = [row.cells["text"][1] for row in rows(found) if row.cells["kind"][0] == "arrival"]
    assert styles == ["text", "text"]


def test_what_comes_after_is_told_too():
    board = a_day()
    found = effects_of(board, moved(board, to("V1", T01, "11:30")), NOW)
    assert [(each.visit_id, each.was_s, each.eta_s, each.late_s) for each in found.etas] == [
        ("V1", at("10:00"), at("11:30"), 0),
        ("V2", at("12:00"), at("12:45"), 25 * 60),
    ]
    assert found.etas[1].sentence == "T01 arrives at V2 at 12:45, 25 min late; before T01 at 12:00."
    assert [(each.visit_id, each.was_margin_s, each.margin_s, each.band) for each in found.slas] == [
        ("V2", 20 * 60, -25 * 60, Band.LATE)
    ]
    assert [(each.constraint, each.amount) for each in found.broken] == [("no_overlap", 30), ("no_overlap", 30)]


def test_what_goes_back_to_the_queue_arrives_no_more():
    board = a_day()
    found = effects_of(board, moved(board, Move(visit_id="V2")), NOW)
    assert [(each.was_s, each.eta_s, each.sentence) for each in found.etas] == [
        (at("12:00"), None, "V2 goes back to the queue; T01 was to come at 12:00.")
    ]
    assert found.travel_s == -15 * 60
    assert (found.slas[0].was_margin_s, found.slas[0].margin_s) == (20 * 60, at("12:20") - NOW)


def test_what_is_placed_for_the_first_time_had_nobody():
    board = a_working_board(a_visit(id="V1"))
    found = effects_of(board, moved(board, to("V1", T01, "16:30")), NOW)
    assert [each.sentence for each in found.etas] == ["T01 arrives at V1 at 16:30; before nobody."]
    assert found.overtime_s == 30 * 60
    assert [each.constraint for each in found.broken] == ["shift_hours"]
    back = effects_of(moved(board, to("V1", T01, "16:30")), board, NOW)
    assert back.overtime_s == -30 * 60
    assert [each.constraint for each in back.mended] == ["shift_hours"]
    assert back.broken == ()


def test_another_day_is_told_with_its_date():
    board = a_working_board(a_visit(id="V1", technician="T01"))
    later = moved(board, Move(visit_id="V1", technician_id=T01, start_s=at("10:00", day="2019-10-22")))
    assert [each.sentence for each in effects_of(board, later, NOW).etas] == [
        "T01 arrives at V1 at Tue 22 Oct 10:00; before T01 at 10:00."
    ]


def test_overtime_is_what_lies_outside_every_shift():
    rows = [a_technician(id="T01"), a_shift(technician="T01", id="S1", start="08:00", end="12:00"),
            a_shift(technician="T01", id="S2", start="13:00", end="17:00"), a_visit(id="V1", minutes=180)]  # fmt: skip
    board = a_board(*rows)
    assert effects_of(board, moved(board, to("V1", T01, "11:00")), NOW).overtime_s == 60 * 60
    assert effects_of(board, moved(board, to("V1", T01, "14:00")), NOW).overtime_s == 0
    shiftless = a_board(a_technician(id="T01"), a_visit(id="V1"))
    assert effects_of(shiftless, moved(shiftless, to("V1", T01, "11:00")), NOW).overtime_s == 0


def test_a_break_on_the_way_is_no_travel():
    lunch = Break(start_s=at("12:00"), end_s=at("12:30"), length_s=1800)
    board = a_board(
        a_technician(id="T01"), replace(a_shift(technician="T01"), breaks=(lunch,)),
        a_work_order(id="W1", location=north(60)), a_visit(id="V1"),
    )  # fmt: skip
    found = effects_of(board, moved(board, to("V1", T01, "13:00")), NOW)
    assert found.travel_s == 60 * 60


def test_parts_that_become_short_are_told():
    need = (PartNeed(part="CAP-45"),)
    board = a_working_board(
        StockLocation(id="ST1", technician_id=T01),
        PartLevel(id="ST1:CAP-45", stock_id="ST1", part="CAP-45", on_hand=1),
        replace(a_visit(id="V1", technician="T01", start="10:00"), parts=need),
        replace(a_visit(id="V2", technician="T02", start="12:00"), parts=need),
    )
    found = effects_of(board, moved(board, to("V2", T01, "12:00")), NOW)
    assert {each.constraint for each in found.parts} == {"parts_on_van"}
    assert [each.amount for each in found.parts if each.subject == "part_levels/ST1:CAP-45"] == [1]
    counted = board.fork()
    counted.put(PartLevel(id="ST1:CAP-45", stock_id="ST1", part="CAP-45", on_hand=0, technician_id=T01))
    assert [each.sentence for each in effects_of(board, counted, NOW).parts] == [
        "V1 needs 1 of CAP-45 and ST1 of T01 has 0 left for it: 1 too few."
    ]


def test_who_waits_for_a_visit_is_judged_though_nobody_of_theirs_moved():
    waiting = a_visit(id="V2", technician="T02", start="12:00")
    board = a_working_board(
        a_work_order(id="W2", location=north(5)),
        a_visit(id="V1", technician="T01"),
        replace(waiting, dependencies=(Dependency(visit_id=VisitId("V1")),)),
    )
    for move in (to("V1", T01, "11:30"), to("V2", T02, "10:30")):
        found = effects_of(board, moved(board, move), NOW)
        assert sorted((each.constraint, each.subject, each.amount) for each in found.broken) == [
            ("dependencies", "visits/V1", 30), ("dependencies", "visits/V2", 30),
        ], move  # fmt: skip


def test_what_was_broken_and_is_so_by_more_is_broken_and_by_less_is_not():
    board = a_working_board(a_visit(id="V1", technician="T01", start="16:30"))
    worse = effects_of(board, moved(board, to("V1", T01, "17:00")), NOW)
    assert [(each.constraint, each.amount) for each in worse.broken] == [("shift_hours", 60)]
    better = effects_of(board, moved(board, to("V1", T01, "16:15")), NOW)
    assert (better.broken, better.mended) == ((), ())


def test_boards_that_share_nothing_are_compared_row_by_row():
    board = a_day()
    later = moved(board, to("V2", T02, "12:10"))
    apart = board_of(later.rows(), later.seq)
    assert effects_of(board, apart, NOW) == effects_of(board, later, NOW)


def versions_later(row: Row) -> Row:
    return replace(row, version=row.version + 1)


def test_a_row_that_only_got_another_version_changes_nothing():
    board = a_day()
    touched = board.fork()
    for row in board.rows():
        touched.put(versions_later(row))
    assert effects_of(board, touched, NOW) == Effects()


MOVES = st.lists(
    st.builds(
        Move,
        visit_id=st.sampled_from(["V1", "V2", "V3", "V4"]),
        technician_id=st.sampled_from([TechnicianId(""), T01, T02, T03]),
        start_s=st.integers(0, 40).map(lambda slot: at("08:00") + slot * 900),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda move: move.visit_id,
)
TAKEN = [("take", which, 0) for which in range(4)]


def arrivals(board: Board) -> dict[tuple[str, int], tuple[str, int | None]]:
    """Who is at each line of each visit and when, by a walk over everybody."""
    found = {}
    stops = {(who, stop.visit_id): stop.arrival_s for who in board.technicians for stop in project(board, who, NOW)}
    for visit in board.visits.values():
        for place, line in enumerate(visit.crew):
            found[visit.id, place] = (line.technician_id, stops.get((line.technician_id, visit.id)))
    return found


@settings(max_examples=150)
@given(DAYS, MOVES)
def test_effects_equal_a_walk_over_everybody_and_a_check_of_everything(day: list[Drawn], moves: list[Move]):
    board = a_start()
    play(board, [*TAKEN, *day])
    later = board.fork()
    carry_out(later, MoveVisits(moves=tuple(moves)), NOW)
    found = effects_of(board, later, NOW)
    was, now = arrivals(board), arrivals(later)
    differ = [key for key in was.keys() | now.keys() if was.get(key, ("", None)) != now.get(key, ("", None))]
    slow = {(key[0], was.get(key, ("", None)), now.get(key, ("", None))) for key in differ}
    fast = [
        (each.visit_id, (each.was_technician_id, each.was_s), (each.technician_id, each.eta_s)) for each in found.etas
    ]
    assert len(set(fast)) == len(fast)
    assert set(fast) == {each for each in slow if (each[1][1], each[2][1]) != (None, None)}
    assert_told(found, board, later)


def assert_told(found: Effects, board: Board, later: Board) -> None:
    """What a check of every visit on both boards finds, told as worse, as gone, or as no worse than it was."""
    broken, mended = {each.sentence for each in found.broken}, {each.sentence for each in found.mended}
    worse, gone = set(), set()
    for visit_id in later.visits:
        old = {(each.constraint, each.subject, each.unit): each for each in check_visit(board, visit_id, NOW)}
        new = {(each.constraint, each.subject, each.unit): each for each in check_visit(later, visit_id, NOW)}
        gone |= {each.sentence for key, each in old.items() if key not in new}
        for key, each in new.items():
            if (
                key not in old
                or each.amount > old[key].amount
                or "XLDW".index(each.level) < "XLDW".index(old[key].level)
            ):
                worse.add(each.sentence)
    assert (broken, mended) == (worse, gone)


@given(DAYS, MOVES)
def test_nothing_is_different_between_a_board_and_itself_or_after_going_there_and_back(
    day: list[Drawn], moves: list[Move]
):
    board = a_start()
    play(board, [*TAKEN, *day])
    assert effects_of(board, board, NOW) == Effects()
    assert effects_of(board, board.fork(), NOW) == Effects()
    later = board.fork()
    carry_out(later, MoveVisits(moves=tuple(moves)), NOW)
    for row in board.visits.values():
        later.put(replace(row, version=row.version + 2))
    assert effects_of(board, later, NOW) == Effects()
