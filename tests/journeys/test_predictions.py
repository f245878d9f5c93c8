"""Predictions and durations at the desk: the report as a screen, and a suggested duration accepted with two Enters."""

from __future__ import annotations

import asyncio
from typing import Any

from dispatchtui.client.api import Suggested
from dispatchtui.core.model import DurationModel, TerritoryId
from dispatchtui.errors import Unavailable
from dispatchtui.risk.automation import Automated
from dispatchtui.risk.calibration import Prediction, Report, score
from tests.builders import a_visit, a_working_board, an_actor, at
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")
TUNE_UP = DurationModel(id="LEAK:EAST", work_type="LEAK", territory=TerritoryId("EAST"), p50_s=4440, p80_s=5400, n=37,
                        low_s=2400, high_s=9000, was_s=3600)  # fmt: skip
RIGHT = 40
"""Of a hundred predictions of 40 percent so many come true."""


class Told:
    """What the server answers; what it has no answer to fails as the API does."""

    def __init__(self, *, report: Report | None = None, suggested: tuple[Suggested, ...] = ()) -> None:
        self.report, self.suggested = report, suggested
        self.may = asyncio.Event()
        self.may.set()

    async def risk_report(self) -> Report:
        await self.may.wait()
        if self.report is None:
            raise Unavailable("The server has no answer now.")
        return self.report

    async def automation(self) -> list[Automated]:
        return [Automated(what="release", automatic=True, ahead_s=1800, sentence="Visits are released 30 min ahead."),
                Automated(what="plan", automatic=False, sentence="People place visits.")]  # fmt: skip

    async def suggestions(self) -> list[Suggested]:
        return list(self.suggested)


def a_report() -> Report:
    return score(Prediction(visit_id=f"V{number}", horizon_min=30, probability=0.4, day=number % 7,
                            outcome=int(number < RIGHT)) for number in range(100))  # fmt: skip


def rows() -> tuple[Any, ...]:
    """V60 waits for a tune-up."""
    return tuple(a_working_board(a_visit(id="V60", state="QUALIFIED")).rows())


async def typed(me: Dispatcher, line: str) -> None:
    await me.press(":")
    await me.type(line)
    await me.press("enter")


async def test_the_report_opens_at_once_and_is_there_when_the_server_has_told() -> None:
    async with at_the_console(*rows(), now_s=NOW) as me:
        me.session.api = told = Told(report=a_report())
        told.may.clear()
        await typed(me, "risk")
        assert "The server is asked." in me.screen()
        told.may.set()
        await me.until(lambda: "Predictions: 100 scored, Brier 0.2400 against 0.2400, skill 0%" in me.screen())
        assert me.line_of(" 40-50%").split()[-3:-1] == ["40%", "100"]
        assert "●" in me.line_of(" 40-50%")
        assert "release: Visits are released 30 min ahead." in me.screen()
        assert "plan: People place visits." in me.screen()
        await me.press("escape")
        assert "Predictions" not in me.screen()


async def test_on_a_small_screen_the_diagram_comes_first_and_the_rest_is_scrolled_to() -> None:
    async with at_the_console(*rows(), now_s=NOW, size=(80, 24)) as me:
        me.session.api = Told(report=a_report())
        await typed(me, "risk")
        await me.until(lambda: " 90-100%" in me.screen())
        assert "    said  0%" in me.screen()
        assert "plan: People place visits." not in me.screen()
        await me.press("G")
        assert "plan: People place visits." in me.screen()


async def test_an_answer_that_fails_is_said_and_comes_into_no_other_list() -> None:
    async with at_the_console(*rows(), now_s=NOW) as me:
        me.session.api = told = Told()
        await typed(me, "risk")
        await me.until(lambda: "The server has no answer now." in me.said)
        await me.press("escape")
        told.report = a_report()
        told.may.clear()
        await typed(me, "risk")
        await me.press("escape", "D")
        told.may.set()
        await asyncio.sleep(0)
        await me.pilot.pause()
        assert "Data health" in me.screen()
        assert me.state.sheet.columns == "health"


async def test_a_suggested_duration_is_accepted_with_two_enters() -> None:
    planner = an_actor("scheduler")
    async with at_the_console(*rows(), now_s=NOW, size=(120, 40), actor=planner) as me:
        me.session.api = Told(suggested=(Suggested(model=TUNE_UP, sentence="Water leak, EAST: +14 min, n=37"),))
        await typed(me, "durations")
        await me.until(lambda: me.listed("▌ LEAK"))
        assert me.listed("▌ LEAK").split()[-9:] == ["1:00", "1:14", "1:30", "+14", "min", "37", "40m", "to", "2:30"]
        assert me.said == "Water leak, EAST: +14 min, n=37"
        await me.press("enter")
        assert "Plan LEAK in EAST with 1:14 instead of 1:00? 1 waiting visit changes." in me.screen()
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.tables["duration_models"])
        model = me.session.desk.board.tables["duration_models"]["LEAK:EAST"]
        assert (model.p50_s, model.n) == (4440, 37)
        assert me.session.desk.board.visits["V60"].duration.p50_s == 4440
        assert "LEAK in EAST is planned with 74 min." in me.said
        await me.do("undo")
        await me.until(lambda: not me.session.desk.board.tables["duration_models"])


async def test_who_may_not_plan_durations_is_told_why_there_is_no_list() -> None:
    async with at_the_console(*rows(), now_s=NOW) as me:
        await typed(me, "durations")
        assert "lacks the right policy" in me.said


async def test_without_suggestions_the_list_says_so() -> None:
    async with at_the_console(*rows(), now_s=NOW, actor=an_actor("scheduler")) as me:
        me.session.api = Told()
        await typed(me, "durations")
        await me.until(lambda: "0 suggestions" in me.screen())
        assert "What is planned is what the days took" in me.screen()
        await me.press("enter")
        assert me.said == "There is nothing to accept."
