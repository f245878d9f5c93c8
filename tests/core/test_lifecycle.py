"""The whole life of a visit as one table: every step from every state, and who may take it."""

import pytest

from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import TRANSITIONS, Step, work_order_status
from dispatchtui.core.model import VisitState, WorkOrderStatus
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.rights import ROLES
from tests.builders import a_visit, a_working_board, an_actor, at, record

S, W = VisitState, WorkOrderStatus
DESK = {"dispatcher", "lead", "on_call", "admin"}

# Step, the states it may begin in, the state it ends in, the desk roles that may take it, the visit's technician too?
TABLE: dict[Step, tuple[set[VisitState], VisitState, set[str], bool]] = {
    Step.QUALIFY: ({S.NEW}, S.QUALIFIED, DESK | {"csr", "scheduler"}, False),
    Step.RELEASE: ({S.PLANNED}, S.RELEASED, DESK | {"automation"}, False),
    Step.ACCEPT: ({S.RELEASED}, S.ACCEPTED, DESK, True),
    Step.REJECT: ({S.RELEASED, S.ACCEPTED}, S.QUALIFIED, DESK, True),
    Step.RECALL: ({S.RELEASED, S.ACCEPTED}, S.QUALIFIED, DESK, False),
    Step.DEPART: ({S.ACCEPTED}, S.EN_ROUTE, DESK, True),
    Step.STOP_TRAVEL: ({S.EN_ROUTE}, S.ACCEPTED, DESK, True),
    Step.ARRIVE: ({S.EN_ROUTE}, S.ON_SITE, DESK, True),
    Step.START: ({S.ON_SITE}, S.WORKING, DESK, True),
    Step.SUSPEND: ({S.WORKING}, S.SUSPENDED, DESK, True),
    Step.RESUME: ({S.SUSPENDED}, S.WORKING, DESK, True),
    Step.NO_ACCESS: ({S.ON_SITE}, S.NO_ACCESS, DESK, True),
    Step.RETURN: ({S.NO_ACCESS}, S.QUALIFIED, DESK, False),
    Step.COMPLETE: ({S.WORKING}, S.DONE, DESK, True),
    Step.LEAVE_INCOMPLETE: ({S.WORKING, S.SUSPENDED, S.NO_ACCESS}, S.INCOMPLETE, DESK, True),
    Step.PARK: (
        {S.NEW, S.QUALIFIED, S.PLANNED, S.RELEASED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE},
        S.PARKED,
        DESK | {"scheduler"},
        False,
    ),
    Step.UNPARK: ({S.PARKED}, S.QUALIFIED, DESK | {"scheduler"}, False),
    Step.CANCEL: (
        {S.NEW, S.QUALIFIED, S.PLANNED, S.RELEASED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, S.PARKED},
        S.CANCELLED,
        DESK | {"csr", "integration"},
        False,
    ),
    Step.CLOSE: ({S.DONE}, S.CLOSED, {"back_office", "admin"}, False),
    Step.REOPEN: ({S.DONE, S.CLOSED}, S.WORKING, {"lead", "admin"}, False),
}
UNPLACED_STATES = {S.NEW, S.QUALIFIED, S.PARKED, S.CANCELLED}
FREED = {S.QUALIFIED, S.PARKED, S.CANCELLED}


def in_state(state: VisitState):
    technician = "" if state in UNPLACED_STATES else "T01"
    return a_working_board(a_visit(id="V61", state=state, technician=technician))


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("step", list(Step))
def test_every_step_from_every_state(step: Step, state: VisitState):
    sources, target, _, _ = TABLE[step]
    board = in_state(state)
    act = AdvanceVisit(visit_id="V61", step=step, reason="because", remaining_s=600)
    decision = decide(board, act, Ask(actor=an_actor("admin"), at_s=at("10:00")))
    if state not in sources:
        assert isinstance(decision, Refusal)
        assert (decision.code, decision.subject) == (Code.ILLEGAL, "visits/V61")
        assert state.replace("_", " ").lower() in decision.sentence
        return
    assert not isinstance(decision, Refusal), decision
    record(board, *decision)
    visit = board.visits["V61"]
    assert visit.state is target
    assert visit.version == 2
    assert (not visit.crew) == (target in FREED)


def test_the_table_names_every_step_and_every_role():
    assert set(TABLE) == set(Step) == set(TRANSITIONS)
    for step, (_, _, roles, field) in TABLE.items():
        assert {role for role, rights in ROLES.items() if TRANSITIONS[step].right in rights} == roles, step
        assert TRANSITIONS[step].field is field, step


def test_working_is_never_cancelled():
    for step in (Step.CANCEL, Step.PARK, Step.RECALL):
        assert S.WORKING not in TRANSITIONS[step].sources


@pytest.mark.parametrize(
    ("step", "state", "stamp"),
    [
        (Step.RELEASE, S.PLANNED, "released_s"),
        (Step.ACCEPT, S.RELEASED, "accepted_s"),
        (Step.DEPART, S.ACCEPTED, "en_route_s"),
        (Step.ARRIVE, S.EN_ROUTE, "on_site_s"),
        (Step.START, S.ON_SITE, "working_s"),
        (Step.RESUME, S.SUSPENDED, "resumed_s"),
        (Step.COMPLETE, S.WORKING, "done_s"),
        (Step.CLOSE, S.DONE, "closed_s"),
    ],
)
def test_a_step_is_stamped_with_when_it_happened_in_the_field(step: Step, state: VisitState, stamp: str):
    board = in_state(state)
    act = AdvanceVisit(visit_id="V61", step=step, occurred_s=at("09:50"))
    decision = decide(board, act, Ask(actor=an_actor("admin"), at_s=at("10:00")))
    assert not isinstance(decision, Refusal)
    record(board, *decision, at_s=at("10:00"))
    assert getattr(board.visits["V61"].stamps, stamp) == at("09:50")


@pytest.mark.parametrize("step", [Step.REJECT, Step.SUSPEND, Step.NO_ACCESS, Step.PARK, Step.CANCEL, Step.REOPEN])
def test_some_steps_ask_for_a_reason(step: Step):
    board = in_state(next(iter(TABLE[step][0])))
    found = decide(board, AdvanceVisit(visit_id="V61", step=step), Ask(actor=an_actor("admin"), at_s=0))
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.INVALID, "reason")


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ((), W.OPEN),
        ((S.NEW,), W.OPEN),
        ((S.QUALIFIED,), W.OPEN),
        ((S.PARKED,), W.OPEN),
        ((S.PLANNED,), W.SCHEDULED),
        ((S.RELEASED,), W.SCHEDULED),
        ((S.ACCEPTED,), W.SCHEDULED),
        ((S.EN_ROUTE,), W.IN_PROGRESS),
        ((S.ON_SITE,), W.IN_PROGRESS),
        ((S.WORKING,), W.IN_PROGRESS),
        ((S.SUSPENDED,), W.IN_PROGRESS),
        ((S.NO_ACCESS,), W.OPEN),
        ((S.DONE,), W.COMPLETED),
        ((S.CLOSED,), W.POSTED),
        ((S.CANCELLED,), W.CANCELLED),
        ((S.INCOMPLETE,), W.OPEN),
        ((S.INCOMPLETE, S.QUALIFIED), W.OPEN),
        ((S.INCOMPLETE, S.PLANNED), W.SCHEDULED),
        ((S.INCOMPLETE, S.DONE), W.COMPLETED),
        ((S.DONE, S.CLOSED), W.COMPLETED),
        ((S.DONE, S.PLANNED), W.SCHEDULED),
        ((S.WORKING, S.PLANNED), W.IN_PROGRESS),
        ((S.CANCELLED, S.CANCELLED), W.CANCELLED),
        ((S.CANCELLED, S.INCOMPLETE), W.OPEN),
        ((S.CANCELLED, S.CLOSED), W.POSTED),
    ],
)
def test_a_work_order_is_what_its_visits_add_up_to(states: tuple[VisitState, ...], status: WorkOrderStatus):
    assert work_order_status(a_visit(state=state) for state in states) is status
