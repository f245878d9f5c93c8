"""Journeys: what automation did by itself is told, listed with what can be taken back, and taken back with one key."""

from __future__ import annotations

from pathlib import Path

from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.commands.ruling import RecordPolicy
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.disrupting import UNDO_WITHIN_S
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Answer, Former, TechnicianId, VisitId, VisitState
from dispatchtui.core.requests import Request, Status
from dispatchtui.server.rounds import AUTOMATION
from dispatchtui.tui.automatic import kept_by
from tests.builders import a_shift, a_technician, a_visit, a_work_order, at
from tests.journeys.days import a_day
from tests.journeys.journey import Dispatcher, at_the_console
from tests.journeys.scenarios import a_console, opened
from tests.server.test_planning import ALLOWED, SEEN

NOW = at("10:00")


def automation(me: Dispatcher, visit: str = "V60", start: str = "11:00") -> None:
    """Place a visit with T02 as automation does, and say so."""
    desk = me.session.desk
    former = (Former(visit_id=VisitId(visit)),)
    said = Answer(
        id=f"UNPLACED:{visit}", trigger="UNPLACED", subject=f"visits/{visit}", outcome="applied", option="move",
        visits=(VisitId(visit),), former=former, sentence=f"{visit} goes to T02 at {start}.",
    )  # fmt: skip
    placed = PlaceVisit(visit_id=VisitId(visit), technician_id=TechnicianId("T02"), start_s=at(start))
    for number, act in enumerate((placed, AnswerProposal(row=said))):
        request = Request(id=f"plan-{visit}-{number}", act=act, reason=Reason(code="automatic", text="by itself"))
        assert desk.act(request, AUTOMATION).status is Status.APPLIED


async def listed(me: Dispatcher) -> list[tuple[str, str, str]]:
    """What the list of automation says: which visit, how it stands, until when it can be taken back."""
    await me.press("escape")
    await me.type(":automation")
    await me.press("enter")
    return [(row.cells["id"][0], row.cells["how"][0], row.cells["back"][0]) for row in me.state.sheet.rows]


async def test_it_is_told_when_it_happens_and_one_key_puts_it_back() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        automation(me)
        told = "Automation: V60 goes to T02 at 11:00; :automation takes it back until 10:05."
        await me.until(lambda: me.said == told)
        assert await listed(me) == [("V60", "applied", "until 10:05")]
        assert me.state.sheet.title == "Automation did 1 by itself, newest first; 1 can be taken back"
        await me.press("u")
        await me.until(lambda: me.session.desk.board.tables["answers"]["UNPLACED:V60"].outcome == "undone")
        assert not me.session.desk.board.visits["V60"].crew
        answer = me.session.desk.board.tables["answers"]["UNPLACED:V60"]
        assert (answer.answered_by, answer.visits, answer.sentence) == (me.session.actor.id, ("V60",),
                                                                       "V60 goes to T02 at 11:00.")  # fmt: skip
        back = me.session.asked[0]
        assert (back.override, back.cause) == (Reason(code="other", text="not by itself"), "UNPLACED:V60")
        assert await listed(me) == [("V60", "undone by dora", "stays")]
        await me.press("u")
        assert me.said == "dora has taken this back already."


async def test_what_is_older_than_five_minutes_stays() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        automation(me)
        board = me.session.desk.board
        answer = board.tables["answers"]["UNPLACED:V60"]
        assert kept_by(board, answer, NOW + UNDO_WITHIN_S) == ""
        too_late = "It was applied more than 5 min ago: move it by hand."
        assert kept_by(board, answer, NOW + UNDO_WITHIN_S + 1) == too_late


async def test_what_has_begun_or_somebody_changed_since_stays() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        automation(me)
        automation(me, "V63", "14:30")
        await me.until(lambda: len(me.state.picture.board.tables["answers"]) == 2)
        desk = me.session.desk
        assert desk.somebody(UnplaceVisit(visit_id=VisitId("V63"))).status is Status.APPLIED
        for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART):
            assert desk.somebody(AdvanceVisit(visit_id=VisitId("V60"), step=step)).status is Status.APPLIED
        await me.until(lambda: me.state.picture.board.visits["V60"].state is VisitState.EN_ROUTE)
        assert await listed(me) == [("V60", "applied", "stays"), ("V63", "applied", "stays")]
        assert "V60 has begun or is over: it stays." in me.screen()
        assert "V63 was changed by dirk sin" in me.screen()
        await me.press("u")
        assert me.said == "V60 has begun or is over: it stays."
        assert me.session.asked == []


async def test_a_server_that_may_places_what_nobody_has_and_the_desk_says_no(tmp_path: Path) -> None:
    people = [row for who in ("T01", "T02") for row in (a_technician(id=who), a_shift(technician=who))]
    rows = (*people, a_work_order(id="W60", response_due="11:00", priority=1), a_visit(id="V60"))
    desk = opened(tmp_path / "home", *rows, now_s=at("08:30"), watch=True)
    try:
        async with a_console(desk, "dp1") as me:
            desk.admin.acts(LearnBehaviour(row=SEEN), RecordPolicy(row=ALLOWED))
            desk.opened_seq += 2
            await me.until(lambda: "Automation: V60 goes to T0" in me.screen(), 60)
            assert ":automation takes it back until 08:35" in me.screen()
            assert desk.board.visits["V60"].crew
            await me.type(":automation")
            await me.press("enter", "u")
            await me.until(lambda: not desk.board.visits["V60"].crew, 10)
            (answer,) = [each for each in desk.board.tables["answers"].values() if each.subject == "visits/V60"]
            assert (answer.outcome, answer.answered_by) == ("undone", "dp1")
            await me.until(lambda: not me.state.pending)
            desk.ends_well(me.app.given.session.replica.confirmed)
    finally:
        desk.office.stop()
