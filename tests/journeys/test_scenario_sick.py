"""Scenario: at 07:10 a technician with eight visits is sick, told at a console with its worker, over a real server.

Three keys record it and put the green visits with others; what somebody else took meanwhile fails alone; one key takes
all of it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from tests.builders import at
from tests.journeys.journey import Dispatcher
from tests.journeys.proposing import MOST_S, accepted, keyed, settled
from tests.journeys.scenarios import Desk, a_console, opened, rows_to_open
from tests.solver.proposing.scenes import shifted, sick

NOW = at("07:10")
DAY_S = 24 * 3600
CAUSE = "TECH_SICK:T04"
EIGHT = ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8")

Opening = Callable[..., Desk]


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    desks: list[Desk] = []

    def open_one(board: Board, now_s: int = NOW) -> Desk:
        desks.append(opened(tmp_path / "home", *rows_to_open(board), now_s=now_s))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.office.stop()


async def told_sick(me: Dispatcher, technician: str = "T04") -> float:
    """Record that somebody is sick from now; answer after how many seconds ways out were on screen."""
    await me.type(f":goto {technician}")
    await keyed(me, "enter", "S", "enter")
    began = time.monotonic()
    await me.until(lambda: me.state.mode == "proposals" and me.state.sheet.rows, 20)
    return time.monotonic() - began


def places(board: Board) -> dict[str, tuple[tuple[str, ...], int]]:
    """Who is where when, of the eight."""
    return {name: (tuple(line.technician_id for line in board.visits[name].crew), board.visits[name].crew[0].start_s)
            for name in EIGHT if board.visits[name].crew}  # fmt: skip


def broken(desk: Desk, person: str) -> list[str]:
    found = desk.office.hire(person, "dispatcher").get("/violations")
    return sorted(each["visit_id"] for each in found if each["violations"][0]["constraint"] == "time_off")


async def test_three_keys_put_the_green_visits_with_others_and_leave_two_to_a_person(opening: Opening) -> None:
    desk = opening(sick(gone=False))
    async with a_console(desk, "dp1", plans=True) as me, a_console(desk, "dp2") as other:
        before = places(desk.board)
        assert await told_sick(me) < MOST_S
        assert broken(desk, "eve") == list(EIGHT)
        assert places(desk.board) == before, "all are flagged, none is taken away"
        await settled(me, CAUSE)
        await accepted(me, desk, CAUSE, "Y")
        now = places(desk.board)
        assert now["V1"][1] < at("10:00")
        assert now["V2"][0] == ("T09",)
        assert now["V3"] == before["V3"]
        assert len(now["V4"][0]) == 2
        assert "T07" in now["V4"][0]
        assert now["V5"] == before["V5"]
        assert {name for name, (people, _) in now.items() if "T04" in people} == {"V3", "V5"}
        assert all(at("08:00") <= now[name][1] < at("17:00") for name in ("V6", "V7"))
        assert at("15:00") <= now["V8"][1] <= at("17:00")
        assert broken(desk, "eva") == ["V3", "V5"]
        (answer,) = desk.board.tables["answers"].values()
        assert (answer.outcome, set(answer.visits)) == ("accepted", set(EIGHT) - {"V3", "V5"})
        assert "Somebody has to decide about V3" in me.listed(" V3 ")
        assert "V5 is locked where it stands" in me.listed(" V5 ")
        await other.until(lambda: "T09" in other.line_of(" V2 "))
        await desk.ends_well_on(me, other)


async def test_what_was_accepted_is_taken_back_once_the_sickness_is_and_not_before(opening: Opening) -> None:
    desk = opening(sick(gone=False))
    async with a_console(desk, "dp1", plans=True) as me:
        before = places(desk.board)
        await told_sick(me)
        await settled(me, CAUSE)
        await accepted(me, desk, CAUSE, "Y")
        taken = places(desk.board)
        assert taken != before
        await keyed(me, "escape", "u")
        assert "None of these can be undone" in me.screen()
        assert places(desk.board) == taken
        await keyed(me, "u")
        await me.until(lambda: not desk.board.absences_of("T04"), 10)
        assert "Undone: T04 Technician T04 sick from 07:10." in me.screen()
        await keyed(me, "u")
        assert "Undo 6 accepted together" in me.screen()
        await keyed(me, "u")
        await me.until(lambda: places(desk.board) == before, 10)
        await me.until(lambda: not me.state.pending)
        await desk.ends_well_on(me)


async def test_what_somebody_else_took_meanwhile_fails_with_its_reason_and_the_others_land(opening: Opening) -> None:
    desk = opening(sick(gone=False))
    dp2 = desk.office.hire("dp2", "dispatcher")
    async with a_console(desk, "dp1", plans=True) as me:
        await told_sick(me)
        green = [row.visit_id for row in (await settled(me, CAUSE)).options[0].green_rows]
        desk.do(dp2, MoveVisits(moves=(Move(visit_id="V6", technician_id="T09", start_s=at("16:00")),)))
        await accepted(me, desk, CAUSE, "Y")
        now = places(desk.board)
        assert now["V6"] == (("T09",), at("16:00"))
        assert {name for name in green if "T04" in now[name][0]} == set()
        line = me.listed(" V6 ")
        assert "refused" in line
        assert "dp2" in line
        (answer,) = desk.board.tables["answers"].values()
        assert set(answer.visits) == set(green) - {"V6"}
        await desk.ends_well_on(me)


async def test_what_cannot_be_saved_says_so_with_the_least_late_and_waits_for_a_person(opening: Opening) -> None:
    desk = opening(sick(savable=False, gone=False))
    async with a_console(desk, "dp1", plans=True) as me:
        before = places(desk.board)
        assert await told_sick(me) < MOST_S
        rows = {row.visit_id: row for row in (await settled(me, CAUSE)).options[0].rows}
        assert {name: row.grade for name, row in rows.items()} == {
            "V1": "review", "V2": "hard", "V3": "hard", "V4": "green", "V5": "hard", "V6": "green", "V7": "green",
            "V8": "green",
        }  # fmt: skip
        assert rows["V1"].sentence.startswith("V1 cannot be saved, this is the least late: ")
        assert rows["V1"].late_s // 60 == 35
        assert "Somebody has to decide about V2." in rows["V2"].sentence
        await accepted(me, desk, CAUSE, "Y")
        now = places(desk.board)
        assert {name for name in EIGHT if now[name] == before[name]} == {"V1", "V2", "V3", "V5"}
        assert at("15:00") <= now["V8"][1] <= at("17:00")
        await desk.ends_well_on(me)


@pytest.mark.parametrize(("by_s", "zone"), [(3 * DAY_S, "America/New_York"), (2 * 3600, "America/Denver")])
async def test_it_is_the_same_on_another_day_in_another_zone_by_other_names(
    opening: Opening, by_s: int, zone: str
) -> None:
    desk = opening(shifted(sick(gone=False), by_s, zone, (r"^(T|V)(\d+)", r"\g<1>9\2")), NOW + by_s)
    async with a_console(desk, "dp1", plans=True) as me:
        assert await told_sick(me, "T904") < MOST_S
        await settled(me, "TECH_SICK:T904")
        await accepted(me, desk, "TECH_SICK:T904", "Y")
        left = {visit.id for visit in desk.board.visits.values() if any(a.technician_id == "T904" for a in visit.crew)}
        assert left == {"V93", "V95"}
        assert desk.board.visits["V91"].crew[0].start_s < at("10:00") + by_s
        assert desk.board.visits["V92"].crew[0].technician_id == "T909"
        await desk.ends_well_on(me)
