"""A real server that applies by itself what its policy allows, says so, and lets anybody take it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.commands.proposals import AnswerProposal, back_of
from dispatchtui.core.commands.ruling import RecordPolicy
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.disrupting import UNDO_WITHIN_S
from dispatchtui.core.events import Reason
from dispatchtui.core.foresight import Effect
from dispatchtui.core.model import Answer, Behaviour, Policy, Rules, VisitState
from dispatchtui.core.requests import Request, Status
from dispatchtui.server.planning import BY_PEOPLE_S, allowing, is_settled
from tests.builders import a_board, a_territory, a_work_order, at
from tests.server.office import Office, seed, until

Open = Callable[..., Office]
NOW = at("07:00")
ALLOWED = Policy(id="AUTO", scope="territory", scope_id="EAST",
                 rules=Rules(auto_accept=("UNPLACED", "EMERGENCY_NEW"), auto_margin_s=0))  # fmt: skip
SEEN = Behaviour(id="field", learned_s=NOW, n=40, work=(Effect(work_type="LEAK", n=40),))


@pytest.fixture
def planned(sqlite_url: str, open_office: Open) -> Office:
    """A server that watches, with three plumbers; what is learned of leaks rests on forty of them."""
    office = open_office(sqlite_url, watch=True, clock_speed=1e-6)
    seed(office.admin)
    office.admin.acts(LearnBehaviour(row=SEEN))
    return office


def the_answer(office: Office, visit_id: str) -> Answer | None:
    assert office.server.office is not None
    answers = office.server.office.hub.board.tables["answers"]
    return next((each for each in answers.values() if each.subject == f"visits/{visit_id}"), None)


def test_what_nobody_has_is_placed_by_itself_where_the_policy_allows_it_and_taken_back(planned: Office) -> None:
    assert planned.server.office is not None
    board = planned.server.office.hub.board
    (taken,) = planned.admin.acts(TakeRequest(row=a_work_order(id="", response_due="11:00", priority=1)))
    visit_id = next(each for each in taken.created if each.startswith("V"))
    assert board.visits[visit_id].state is VisitState.QUALIFIED
    planned.admin.acts(RecordPolicy(row=ALLOWED))
    answer = until(lambda: the_answer(planned, visit_id), "an answer", within_s=60.0)
    assert (answer.outcome, answer.answered_by, answer.visits) == ("applied", "automation", (visit_id,))
    visit = board.visits[visit_id]
    assert visit.state is VisitState.RELEASED, "an emergency is given and told in one act"
    assert visit.changed is not None
    assert visit.changed.by == "automation"
    line = next(each for each in planned.admin.get("/history", limit=200)
                if each["event"]["kind"] == "visit.placed" and each["event"]["visit_id"] == visit_id)  # fmt: skip
    assert (line["cause"], line["reason"]["code"]) == (answer.id, "automatic")
    dora = planned.hire("dora", "dispatcher")
    back = Request(id="back-1", act=back_of(answer), override=Reason(code="other", text="not by itself"))
    assert dora.ask(back)[1].status is Status.APPLIED
    dora.acts(AnswerProposal(row=replace(answer, outcome="undone", version=0, changed=None)))
    assert board.visits[visit_id].state is VisitState.QUALIFIED
    kept = the_answer(planned, visit_id)
    assert kept is not None
    assert (kept.outcome, kept.answered_by) == ("undone", "dora")
    listed = [(each["subject"], each["outcome"]) for each in planned.admin.get("/automation/acts")]
    assert (f"visits/{visit_id}", "undone") in listed
    wes = planned.hire("wes", "dispatcher", territories=["WEST"])
    assert wes.get("/automation/acts") == []
    decides = {each["what"]: each for each in planned.admin.get("/automation")}["plan"]
    assert decides["automatic"]
    assert "UNPLACED, EMERGENCY_NEW in EAST" in decides["sentence"]


def test_what_a_person_said_is_left_alone_and_what_was_applied_until_it_can_no_longer_be_undone() -> None:
    said = Answer(id="UNPLACED:V1", trigger="UNPLACED", subject="visits/V1", outcome="rejected", answered_s=NOW)
    assert not is_settled(None, NOW)
    for outcome in ("rejected", "undone", "accepted", "edited"):
        assert is_settled(replace(said, outcome=outcome), NOW + BY_PEOPLE_S)
        assert not is_settled(replace(said, outcome=outcome), NOW + BY_PEOPLE_S + 1)
    assert is_settled(replace(said, outcome="applied"), NOW + UNDO_WITHIN_S)
    assert not is_settled(replace(said, outcome="applied"), NOW + UNDO_WITHIN_S + 1)
    assert not is_settled(replace(said, outcome="expired"), NOW)


def test_nothing_is_planned_where_no_policy_allows_anything() -> None:
    assert allowing(a_board(), NOW) == ()
    assert allowing(a_board(ALLOWED), NOW) == ("EAST",)
    assert allowing(a_board(a_territory(id="WEST"), replace(ALLOWED, scope="company", scope_id="")), NOW) == ("",)
    assert allowing(a_board(replace(ALLOWED, rules=Rules(auto_accept=()))), NOW) == ()
