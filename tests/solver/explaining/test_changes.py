"""The least change with which a visit fits: it fits then, and with one unit less it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.supply import CountStock
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AmendVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.model import (
    Duration,
    PartLevel,
    PartNeed,
    Row,
    SkillId,
    SkillNeed,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Window,
)
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.explaining import Change, changes_for, explain, fits
from tests.builders import a_board, a_shift, a_technician, a_territory, a_visit, a_work_order, an_absence, at
from tests.journeys.scenarios import CENTRE, away

NOW = at("09:00")
SITE = away(20, 90)


def a_day(*rows: Row, visit: Row | None = None, start: str = "08:00", end: str = "17:00", **who: object) -> Board:
    """T01, 20 min from V60, which takes an hour and is wanted in the territory that T01 has."""
    asked = visit or a_visit(id="V60")
    asked = replace(asked, duration=Duration(p50_s=3600, p80_s=3600))  # type: ignore[type-var]
    return a_board(a_technician(id="T01", home=CENTRE, **who), a_shift(technician="T01", start=start, end=end),
                   a_work_order(id="W60", location=SITE), asked, *rows)  # fmt: skip


def less(board: Board, change: Change) -> Command | None:
    """The same act with one unit less; nothing where one unit less is no change at all."""
    if change.amount == 1 and change.unit != "min":
        return None
    match change.act:
        case RecordShift(row=row):
            before = board.shifts[row.id]
            later = row.end_s != before.end_s
            return RecordShift(
                row=replace(row, end_s=row.end_s - 60) if later else replace(row, start_s=row.start_s + 60)
            )
        case AmendVisit(promise=Window() as promise):
            return replace(change.act, promise=replace(promise, end_s=promise.end_s - 60))
        case AmendVisit(latest_s=int() as latest_s):
            return replace(change.act, latest_s=latest_s - 60)
        case AmendVisit(duration=Duration() as duration):
            return replace(change.act, duration=Duration(p50_s=duration.p50_s + 60, p80_s=duration.p80_s + 60))
        case RecordTechnician(row=row):
            *others, last = row.skills
            return RecordTechnician(row=replace(row, skills=(*others, replace(last, level=last.level - 1))))
        case CountStock():
            return replace(change.act, on_hand=change.act.on_hand - 1)
        case RecordAbsence(row=row):
            return RecordAbsence(row=replace(row, end_s=row.end_s + 60))
        case _:
            raise AssertionError(change.act)


def holds(board: Board, visit_id: str, change: Change, now_s: int = NOW) -> bool:
    """Whether the visit fits after the change, and does not with one unit less."""
    fork, other, act = board.fork(), board.fork(), less(board, change)
    assert carry_out(fork, change.act, now_s) is None
    if act is not None:
        assert carry_out(other, act, now_s) is None
    return fits(fork, visit_id, now_s) is not None and fits(other, visit_id, now_s) is None


def busy(start: str, minutes: int) -> Row:
    return replace(a_visit(id="V1", technician="T01", start=start, minutes=minutes))  # type: ignore[type-var]


CASES: dict[str, tuple[Callable[[], Board], int, str]] = {
    # Free at 15:30 at the centre, 20 min away: from 15:50 to 16:50, beyond 16:30 by 20 min.
    "overtime": (lambda: a_day(busy("09:00", 390), a_work_order(id="W1", location=CENTRE), end="16:30"), 20,
                 "With 20 min of overtime T01 could, there at 15:50."),
    "level": (lambda: a_day(visit=replace(a_visit(id="V60"), needs=(SkillNeed(skill=SkillId("GAS"), level=3),))), 3,
              "With GAS 3 T01 could, there at 09:20."),
    "covers": (lambda: a_day(a_territory(id="WEST"), a_territory(id="EAST"),
                             a_work_order(id="W60", location=SITE, territory="WEST"),
                             visit=replace(a_visit(id="V60"), territory=TerritoryId("WEST")), territory="EAST"), 1,
               "Covering WEST T01 could, there at 09:20."),
    "back_earlier": (lambda: a_day(an_absence(technician="T01", start="08:00", end="16:20")), 20,
                     "Back 20 min earlier T01 could, there at 16:00."),
    "part": (lambda: a_day(
        StockLocation(id="VAN1", technician_id=TechnicianId("T01"), territories=(TerritoryId("EAST"),)),
        PartLevel(id="VAN1:CAP-45", stock_id="VAN1", part="CAP-45", on_hand=1, technician_id=TechnicianId("T01")),
        visit=replace(a_visit(id="V60"), parts=(PartNeed(part="CAP-45", quantity=3),))), 2,
        "With 2 more of CAP-45 on the van T01 could, there at 09:20."),
    "promise": (lambda: a_day(visit=replace(a_visit(id="V60"), promise=Window(start_s=at("08:30"), end_s=at("09:10")))),
                10, "Promised until 10 min later it goes to T01, there at 09:20."),
    "limit": (lambda: a_day(visit=replace(a_visit(id="V60"), latest_s=at("09:15"))), 5,
              "Wanted until 5 min later it goes to T01, there at 09:20."),
}  # fmt: skip


@pytest.mark.parametrize("lever", CASES)
def test_the_least_change_of_each_kind_is_found_and_is_the_least(lever: str) -> None:
    make, amount, sentence = CASES[lever]
    board = make()
    found = {each.lever: each for each in changes_for(board, "V60", NOW)}
    assert lever in found, list(found)
    assert (found[lever].amount, found[lever].sentence) == (amount, sentence)
    assert all(holds(board, "V60", each) for each in found.values())


def test_what_fits_needs_no_change_and_what_is_not_there_gets_none() -> None:
    board = a_day()
    assert fits(board, "V60", NOW) is not None
    assert changes_for(board, "V60", NOW) == ()
    assert changes_for(board, "V99", NOW) == ()


def test_what_makes_room_is_named() -> None:
    board = a_day(busy("09:30", 450), a_work_order(id="W1", location=CENTRE),
                  a_work_order(id="W60", location=SITE, priority=1))  # fmt: skip
    found = {each.lever: each for each in changes_for(board, "V60", NOW)}
    assert found["makes_room"].act == UnplaceVisit(visit_id="V1", bumped=True)
    assert found["makes_room"].sentence == "With V1 back in the queue T01 could, there at 09:20."


def test_an_unplaced_visit_is_explained_by_who_has_the_skill_and_what_would_help() -> None:
    make, _, sentence = CASES["overtime"]
    told = explain(make(), "V60", NOW).sentences
    assert sentence in told
    assert told[0].endswith("is free: 1 technician would have the skills.")


def test_one_who_lacks_a_level_is_told_so_with_what_would_help() -> None:
    board = CASES["level"][0]()
    told = explain(board, "V60", NOW, technician_id="T01").sentences
    assert told == ("GAS 0 < 3: T01 is 3 levels short of what V60 needs.", "With GAS 3 T01 could, there at 09:20.")
    assert explain(board, "V60", NOW, technician_id="T77").sentences == ("There is no technician T77.",)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_change_is_the_least_on_any_day(data: st.DataObject) -> None:
    """Two people with full days of their own, and a visit that neither may have."""
    minutes = data.draw(st.integers(60, 420))
    end = data.draw(st.sampled_from(["13:00", "15:00", "17:00"]))
    level, need = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    promise_min = data.draw(st.integers(0, 300))
    visit = replace(
        a_visit(id="V60"), needs=(SkillNeed(skill=SkillId("GAS"), level=need),),
        promise=Window(start_s=at("09:00"), end_s=at("09:00") + promise_min * 60),
        duration=Duration(p50_s=data.draw(st.integers(20, 240)) * 60, p80_s=240 * 60),
    )  # type: ignore[type-var]  # fmt: skip
    other = replace(a_visit(id="V2", technician="T02", start="10:00", minutes=data.draw(st.integers(30, 180))))
    board = a_board(
        a_technician(id="T01", home=CENTRE, skills={"GAS": level}), a_shift(technician="T01", end=end),
        a_technician(id="T02", home=away(40, 200), skills={"GAS": 4}), a_shift(technician="T02", end="14:00"),
        a_work_order(id="W60", location=SITE), a_work_order(id="W1", location=CENTRE),
        a_work_order(id="W2", location=away(10, 10)), visit, busy("09:30", minutes), other,
    )  # fmt: skip
    for change in changes_for(board, "V60", NOW):
        assert holds(board, "V60", change), change
        placed = board.fork()
        carry_out(placed, change.act, NOW)
        place = change.candidate.act
        assert isinstance(place, PlaceVisit) or len(change.candidate.moves) > 1
        assert carry_out(placed, place, NOW) is None
