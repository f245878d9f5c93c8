"""Scenario: a flood is typed at the desk at 11:20; who is offered, and what becomes of whom had to make room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core.model import VisitState
from dispatchtui.core.zones import clock
from dispatchtui.solver.proposing.proposal import Proposal
from tests.builders import ZONE, a_shift, at
from tests.journeys.journey import Dispatcher
from tests.journeys.proposing import MOST_S, accepted, brief, keyed, offered, opened_on, typed
from tests.journeys.scenarios import Desk, a_console, opened, position, rows_to_open
from tests.journeys.test_scenario_emergency import FLOOD, V60, Flood, the_day
from tests.solver.proposing.scenes import PLACES, flood, shifted

NOW = at("11:20")
DAY_S = 24 * 3600
EMERGENCY, BUMPED = f"EMERGENCY_NEW:{V60}", "BUMPED:V31"
INTAKE = (
    '{"type": "take_request", "row": {"id": "", "customer": {"name": "Ada"}, "site": {"address": "1 Mill St", "zone": '
    f'"{ZONE}", "location": {{"latitude": {FLOOD.latitude}, "longitude": {FLOOD.longitude}}}}}, "work_type": "FLOOD", '
    f'"territory": "NORTH", "priority": 1, "safety": true, "requested_s": {NOW}, "sla_policy": "P1"}}}}'
)
"""What is typed behind the colon: the desk has no form for it yet."""

Opening = Callable[..., Flood]


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    desks: list[Flood] = []

    def open_one(**changes: Any) -> Flood:
        rows = [replace(row, **changes) if row.id == "V31" else row for row in the_day()]
        rows += [a_shift(technician=who, start=start, end=end, id=f"{who}:{start}", territories=("NORTH",))
                 for who in ("T03", "T08") for start, end in (("32:00", "41:00"), ("56:00", "65:00"))]  # fmt: skip
        desks.append(Flood(opened(tmp_path / "home", *rows, now_s=at("07:00")).office))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.office.stop()


async def the_flood(me: Dispatcher) -> Proposal:
    """Type the flood, and see what is offered for it."""
    await typed(me, INTAKE)
    assert await offered(me, EMERGENCY) < MOST_S
    return await opened_on(me, EMERGENCY)


def there(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Each option's kind, who comes, and when."""
    rows = [(each.kind, each.rows[0]) for each in proposal.options]
    return [(kind, row.technician_id, clock(row.arrival_s or 0, ZONE)) for kind, row in rows]


async def test_typed_at_the_desk_it_is_placed_in_one_act_and_who_made_room_is_offered_two_dates(
    opening: Opening,
) -> None:
    desk = opening()
    desk.morning()
    async with a_console(desk, "dp1", plans=True) as me, a_console(desk, "dp2") as other:
        shown = await the_flood(me)
        assert there(shown) == [("bump", "T08", "11:38"), ("move", "T03", "12:14")]
        first, second = shown.options
        assert (first.grade, second.rows[0].asks) == ("green", ("late",))
        assert "V22 at 14:00, 1 h 30 min late" in second.sentence
        out = {each.technician_id: each.sentence for each in first.out}
        assert set(out) == {"T06", "T10"}
        assert out["T06"].startswith("PLUMB 2 < 3: ")
        assert out["T10"].startswith("T10 is on call only out of hours")
        head = desk.head
        await accepted(me, desk, EMERGENCY)
        facts = [each for each in desk.admin.get("/history", after=head) if each["event"]["kind"].startswith("visit.")]
        assert len({each["command_id"] for each in facts}) == 1
        placed, routine = desk.board.visits[V60], desk.board.visits["V31"]
        assert [(line.technician_id, line.start_s) for line in placed.crew] == [("T08", at("11:38"))]
        assert placed.state is VisitState.RELEASED
        assert (routine.crew, routine.state, routine.bump_count) == ((), VisitState.QUALIFIED, 1)
        await keyed(me, "escape")
        assert await offered(me, BUMPED) < MOST_S
        dated = [each.rows[0] for each in (await opened_on(me, BUMPED)).options if each.kind == "another_day"]
        assert [row.asks for row in dated] == [("consent",), ("consent",)]
        assert len({(row.start_s or 0) // DAY_S for row in dated}) == 2
        await keyed(other, "r")
        await other.until(lambda: "T08" in other.line_of(f" {V60} "))
        await desk.ends_well_on(me, other)


async def test_who_is_asked_agrees_and_that_is_written_down_with_the_new_date(opening: Opening) -> None:
    desk = opening()
    desk.morning()
    async with a_console(desk, "dp1", plans=True) as me:
        await the_flood(me)
        await accepted(me, desk, EMERGENCY)
        await keyed(me, "escape")
        shown = await opened_on(me, BUMPED)
        number = next(n for n, each in enumerate(shown.options, 1) if each.kind == "another_day")
        row = shown.options[number - 1].rows[0]
        await keyed(me, str(number), "y", "1", "enter")
        await me.until(lambda: BUMPED in desk.board.tables["answers"], 10)
        routine = desk.board.visits["V31"]
        assert [(line.technician_id, line.start_s) for line in routine.crew] == [(row.technician_id, row.start_s)]
        assert routine.promise is not None
        assert routine.promise.start_s <= routine.crew[0].start_s <= routine.promise.end_s
        assert any(each["event"]["kind"] == "visit.agreed" for each in desk.admin.get("/history", subject="V31"))
        await desk.ends_well_on(me)


async def test_displacing_it_a_second_time_asks_for_a_reason(opening: Opening) -> None:
    desk = opening(bump_count=1)
    desk.morning()
    async with a_console(desk, "dp1", plans=True) as me:
        shown = await the_flood(me)
        number = next(n for n, each in enumerate(shown.options, 1) if each.rows[0].technician_id == "T08")
        assert shown.options[number - 1].rows[0].asks == ("override: bump_again",)
        await keyed(me, str(number), "y")
        assert "breaks bump again. Why?" in me.screen()
        await keyed(me, "2", "enter")
        await me.until(lambda: EMERGENCY in desk.board.tables["answers"], 10)
        routine = desk.board.visits["V31"]
        assert (routine.bump_count, [each.constraint for each in routine.overrides]) == (2, ["bump_again"])
        await desk.ends_well_on(me)


@pytest.mark.parametrize(("by_s", "zone"), [(DAY_S, "America/New_York"), (2 * 3600, "America/Denver")])
async def test_it_is_the_same_on_another_day_in_another_zone_by_other_names(
    tmp_path: Path, by_s: int, zone: str
) -> None:
    rows = rows_to_open(shifted(flood(), by_s, zone, (r"^V(\d+)", r"V4\1")))
    desk = Desk(opened(tmp_path / "home", *rows, now_s=NOW + by_s).office)
    try:
        here = tuple(position(who, spot, NOW + by_s) for who, spot in PLACES.items())
        desk.admin.post("/positions", {"positions": here})
        async with a_console(desk, "dp1", plans=True) as me:
            shown = await opened_on(me, "EMERGENCY_NEW:V460")
            assert [brief(each) for each in shown.options] == [("bump", "V460 T08"), ("move", "V460 T03")]
            assert [each.rows[0].arrival_s for each in shown.options] == [at("11:38") + by_s, at("12:14") + by_s]
            await accepted(me, desk, "EMERGENCY_NEW:V460")
            assert (desk.board.visits["V431"].bump_count, desk.board.visits["V431"].crew) == (1, ())
            await desk.ends_well_on(me)
    finally:
        desk.office.stop()
