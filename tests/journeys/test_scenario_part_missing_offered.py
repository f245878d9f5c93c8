"""Scenario: at 10:12 T01 says that the box is empty; it is counted, met for, and used once, all from the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import PartUse, VisitState
from dispatchtui.core.words import minute
from dispatchtui.solver.proposing.proposal import Option
from tests.builders import ZONE, at
from tests.journeys.proposing import MOST_S, accepted, keyed, offered, opened_on, typed
from tests.journeys.scenarios import a_console, opened
from tests.journeys.test_scenario_part_missing import PART, Missing, the_day

CAUSE = "PART_MISSING:V51"
ERRAND = "V51-P1"
OTHERS_NEED = ("V59", "W59")
"""What T09 needs a part for as well, in the test beside this one."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Missing]:
    rows = [row for row in the_day() if row.id not in OTHERS_NEED]
    desk = Missing(opened(tmp_path / "home", *rows, now_s=at("07:00")).office)
    desk.begin()
    yield desk
    desk.office.stop()


def told(option: Option) -> tuple[str, str, str]:
    row = option.rows[0]
    return option.kind, row.technician_id, minute(row.arrival_s, ZONE) if row.arrival_s is not None else ""


async def test_a_count_at_the_desk_flags_both_and_every_way_for_the_part_to_come_is_offered(desk: Missing) -> None:
    async with a_console(desk, "dp2", plans=True) as me:
        head = desk.head
        await typed(me, "count 1 cap-45 0")
        assert me.said == "VAN01 holds 0 of CAP-45, not 2."
        assert await offered(me, CAUSE) < MOST_S
        assert desk.short()["V57"] == ["V57 needs 1 of CAP-45 and VAN01 of T01 has 0 left for it: 1 too few."]
        (fact,) = [each for each in desk.admin.get("/history", after=head) if each["by"] == "dp2"]
        assert (fact["event"]["kind"], fact["event"]["expected"]) == ("part_level.recorded", 2)
        shown = await opened_on(me, CAUSE)
        assert [told(each) for each in shown.options][:4] == [
            ("meet", "T01", "10:26"), ("depot", "T01", "10:34"), ("meet", "T09", "11:14"), ("return_visit", "", ""),
        ]  # fmt: skip
        assert shown.options[0].sentence == (
            "T01 drives 14 min to T09 for 2 of CAP-45 for V51 and V57, there at 10:26; V51 is done at 11:23; "
            "V57 23 min later."
        )
        await desk.ends_well_on(me)


async def test_meeting_sets_two_aside_and_the_part_is_used_once(desk: Missing) -> None:
    async with a_console(desk, "dp2", plans=True) as me, a_console(desk, "dp3") as other:
        await typed(me, "count VAN01 CAP-45 0")
        await opened_on(me, CAUSE)
        await accepted(me, desk, CAUSE)
        v51 = desk.board.visits["V51"]
        assert (v51.state, v51.state_reason, v51.paused_from_s) == (VisitState.SUSPENDED, "parts", None)
        held = desk.board.tables["part_reservations"].values()
        assert sorted((each.visit_id, each.stock_id) for each in held) == [("V51", "VAN09"), ("V57", "VAN09")]
        assert stock.free(desk.board, "VAN09", PART) == 0
        await me.until(lambda: not me.state.offered.ready and not me.state.offered.looking, 20)
        desk.at(at("10:26"))
        for step in ("release", "accept", "depart", "arrive", "start", "complete"):
            await keyed(me, "escape")
            await typed(me, f"report {step} {ERRAND}")
        await me.until(lambda: desk.board.visits[ERRAND].state is VisitState.DONE, 10)
        await typed(me, "report resume V51")
        desk.at(at("11:20"))
        await typed(me, "report complete V51")
        assert "V51 needs 1 of CAP-45 recorded as used, and has 0, before it is done." in me.screen()
        done = AdvanceVisit(visit_id="V51", step=Step.COMPLETE, parts_used=(PartUse(part=PART),))
        desk.do(desk.phones["T01"], done)
        assert (stock.on_hand(desk.board, "VAN01", PART), stock.on_hand(desk.board, "VAN09", PART)) == (1, 0)
        assert desk.ask(desk.phones["T09"], replace(done, parts_used=(PartUse(part=PART, stock_id="VAN09"),))).refusal
        assert (stock.on_hand(desk.board, "VAN01", PART), stock.on_hand(desk.board, "VAN09", PART)) == (1, 0)
        assert desk.board.visits["V57"].state is not VisitState.SUSPENDED
        await other.until(lambda: "done" in other.line_of(" V51 "))
        await desk.ends_well_on(me, other)


async def test_a_wrong_count_is_one_sentence_and_a_right_one_is_taken_back(desk: Missing) -> None:
    async with a_console(desk, "dp2") as me:
        for line, said in (
            ("count VAN01 CAP-54 0", "Nothing needs or holds a part CAP-54. Did you mean CAP-45?"),
            ("count VAN12 CAP-45 0", "There is no stock VAN12. Did you mean VAN01?"),
            ("count VAN01 CAP-45 none", "How many lie there? A number such as 0, not none."),
            ("count VAN01 CAP-45 2", "VAN01 holds 2 of CAP-45, as is recorded."),
            ("count VAN01", "Count what? STOCK PART NUMBER, such as count VAN01 CAP-45 0"),
        ):  # fmt: skip
            await typed(me, line)
            assert said in me.screen()
            await keyed(me, "escape")
        await typed(me, "count depot cap-45 3")
        await me.until(lambda: stock.on_hand(desk.board, "DEPOT", PART) == 3)
        await keyed(me, "u")
        await me.until(lambda: stock.on_hand(desk.board, "DEPOT", PART) == 6)
        await desk.ends_well_on(me)
