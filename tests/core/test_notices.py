"""Notices: who would be told what and why, in exact words, and from when on."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AmendVisit, ExtendVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Policy, Rules, Stamps, TechnicianId, TerritoryId, Visit, VisitState
from dispatchtui.core.notices import Notice, notices_of, sendable_s
from dispatchtui.core.rehearsal import carry_out
from tests.builders import ZONE, a_technician, a_visit, a_work_order, a_working_board, at, north, window
from tests.core.random_acts import DAYS, Drawn, a_start, play

S = VisitState
NOW = at("10:00")
NOON = ("11:00", "12:00")
T02, T03 = TechnicianId("T02"), TechnicianId("T03")


def after(board: Board, *acts: Command, at_s: int = NOW) -> Board:
    fork = board.fork()
    for act in acts:
        assert carry_out(fork, act, at_s) is None
    return fork


def told(board: Board, *acts: Command, at_s: int = NOW) -> list[str]:
    return [each.sentence for each in notices_of(board, after(board, *acts, at_s=at_s), at_s)]


def a_told(**fields: object) -> Visit:
    """V13, released to T02 at 11:35 and promised for 11:00 to 12:00, unless said otherwise."""
    given_: dict[str, object] = {"id": "V13", "technician": "T02", "start": "11:35", "state": S.RELEASED,
                                 "promise": NOON, **fields}  # fmt: skip
    return a_visit(**given_)  # type: ignore[arg-type]


def step(which: Step, **more: object) -> AdvanceVisit:
    return AdvanceVisit(visit_id="V13", step=which, reason="so", **more)  # type: ignore[arg-type]


def placed(start: str, technician: TechnicianId = T02) -> PlaceVisit:
    return PlaceVisit(visit_id="V13", technician_id=technician, start_s=at(start))


NOT_KEPT = (
    "The customer of V13 is told: the promise of 11:00 to 12:00 is not kept, with an apology and other times "
    "to choose from."
)
NOBODY = "The customer of V13 is told: nobody comes at 11:35, with an apology and other times to choose from."
NEXT_DAY = (
    "The customer of V13 is told: T02 comes at Tue 22 Oct 11:35 instead of 11:35, "
    "23 h 35 min after the promise of 11:00 to 12:00."
)
RECALLED = "T02 is told: V13 at 11:35 is no longer theirs."
COMES_INSTEAD = "The customer of V13 is told: T03 comes instead, at 11:27."
CASES: list[tuple[str, Visit, Command, list[str]]] = [
    ("another technician, once told", a_told(), placed("11:27", T03),
     [COMES_INSTEAD, RECALLED, "T03 is told: V13 is theirs, to begin at 11:27."]),
    ("another technician, nobody told", a_told(state=S.PLANNED), placed("11:27", T03), []),
    ("another technician, outside the promise", a_told(), placed("12:15", T03),
     ["The customer of V13 is told: T03 comes instead, at 12:15, 15 min after the promise of 11:00 to 12:00.",
      RECALLED, "T03 is told: V13 is theirs, to begin at 12:15."]),
    ("twenty minutes later", a_told(promise=("11:00", "14:00")), placed("11:55"),
     ["The customer of V13 is told: T02 comes at 11:55 instead of 11:35.",
      "T02 is told: V13 begins at 11:55 instead of 11:35."]),
    ("nineteen minutes later", a_told(promise=("11:00", "14:00")), placed("11:54"),
     ["T02 is told: V13 begins at 11:54 instead of 11:35."]),
    ("twenty minutes earlier", a_told(), placed("11:15"),
     ["The customer of V13 is told: T02 comes at 11:15 instead of 11:35.",
      "T02 is told: V13 begins at 11:15 instead of 11:35."]),
    ("planned with a promise, moved inside it", a_told(state=S.PLANNED), placed("11:05"),
     ["The customer of V13 is told: T02 comes at 11:05 instead of 11:35."]),
    ("planned without a promise", a_told(state=S.PLANNED, promise=None), placed("15:00"), []),
    ("released without a promise", a_told(promise=None), placed("12:00"),
     ["The customer of V13 is told: T02 comes at 12:00 instead of 11:35.",
      "T02 is told: V13 begins at 12:00 instead of 11:35."]),
    ("a minute outside the promise", a_told(start="11:50", state=S.PLANNED), placed("12:01"),
     ["The customer of V13 is told: T02 comes at 12:01 instead of 11:50, 1 min after the promise of 11:00 to 12:00."]),
    ("at the end of the promise", a_told(start="11:50", state=S.PLANNED), placed("12:00"), []),
    ("planned outside the promise already", a_told(start="12:30", state=S.PLANNED), placed("12:45"), []),
    ("to another day", a_told(state=S.PLANNED), PlaceVisit(visit_id="V13", technician_id=T02,
                                                           start_s=at("11:35", day="2019-10-22")),
     [NEXT_DAY]),
    ("cancelled", a_told(), step(Step.CANCEL),
     ["The customer of V13 is told: the visit is cancelled.", "T02 is told: V13 at 11:35 is cancelled."]),
    ("cancelled, merely planned", a_told(state=S.PLANNED, promise=None), step(Step.CANCEL),
     ["The customer of V13 is told: the visit is cancelled."]),
    ("cancelled on the way", a_told(state=S.EN_ROUTE), step(Step.CANCEL),
     ["The customer of V13 is told: the visit is cancelled.", "T02 is told: V13 at 11:35 is cancelled."]),
    ("back to the queue", a_told(state=S.PLANNED), UnplaceVisit(visit_id="V13"),
     [NOT_KEPT]),
    ("back to the queue, nobody counts on it", a_told(state=S.PLANNED, promise=None), UnplaceVisit(visit_id="V13"), []),
    ("displaced", a_told(state=S.PLANNED, promise=None), UnplaceVisit(visit_id="V13", bumped=True),
     [NOBODY]),
    ("recalled", a_told(), step(Step.RECALL),
     [NOT_KEPT, RECALLED]),
    ("parked", a_told(promise=None), step(Step.PARK),
     [NOBODY,
      RECALLED]),
    ("rejected by the technician, who knows", a_told(), step(Step.REJECT),
     [NOT_KEPT]),
    ("released", a_told(state=S.PLANNED), step(Step.RELEASE), ["T02 is told: V13 is theirs, to begin at 11:35."]),
    ("accepted", a_told(), step(Step.ACCEPT), []),
    ("started", a_told(state=S.ON_SITE, stamps=Stamps(on_site_s=NOW)), step(Step.START), []),
    ("no access, back to the queue", a_told(state=S.NO_ACCESS), step(Step.RETURN), []),
    ("a promise amended", a_told(), AmendVisit(visit_id="V13", promise=window("11:00", "13:00")), []),
    ("first placed inside the promise", a_visit(id="V13", promise=NOON), placed("11:35"), []),
    ("first placed outside the promise", a_visit(id="V13", promise=NOON), placed("10:50"),
     ["The customer of V13 is told: T02 comes at 10:50, 10 min before the promise of 11:00 to 12:00."]),
    ("placed and released at once", a_visit(id="V13"),
     MoveVisits(moves=(Move(visit_id="V13", technician_id=T03, start_s=at("11:27"), told=True),)),
     ["T03 is told: V13 is theirs, to begin at 11:27."]),
    ("a release taken back", a_told(),
     MoveVisits(moves=(Move(visit_id="V13", technician_id=T02, start_s=at("11:35"), told=False),)),
     [RECALLED]),
]  # fmt: skip


@pytest.mark.parametrize(("visit", "act", "sentences"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_is_told_what(visit: Visit, act: Command, sentences: list[str]):
    assert told(a_working_board(visit), act) == sentences


def an_overrun_day() -> Board:
    """V11 runs on T02's day; V12 to V14 follow it, and T05 is twelve minutes from V13."""
    places = {"W11": 0, "W12": 15, "W13": 35, "W14": 45}
    orders = [a_work_order(id=key, location=north(minutes)) for key, minutes in places.items()]
    working = Stamps(en_route_s=at("09:00"), on_site_s=at("09:00"), working_s=at("09:00"))
    return a_working_board(
        *orders,
        a_technician(id="T05", home=north(47)),
        a_visit(id="V11", technician="T02", start="09:00", state=S.WORKING, stamps=working),
        a_visit(id="V12", technician="T02", start="10:15", state=S.RELEASED, promise=("10:00", "12:00")),
        a_visit(id="V13", technician="T02", start="11:35", state=S.RELEASED, promise=NOON),
        a_visit(id="V14", technician="T02", start="13:15", state=S.RELEASED, promise=("13:00", "15:00")),
    )


LONGER = ExtendVisit(visit_id="V11", by_s=40 * 60)
TO_T05 = PlaceVisit(visit_id="V13", technician_id=TechnicianId("T05"), start_s=at("11:27"))
TWO = [
    "The customer of V12 is told: T02 comes at 10:55 instead of 10:15.",
    "The customer of V13 is told: T05 comes instead, at 11:27.",
]


def customers(before: Board, later: Board) -> list[str]:
    return sorted(each.sentence for each in notices_of(before, later, NOW) if each.to == "customer")


def test_an_overrun_is_told_to_whom_it_moves_by_the_threshold():
    board = an_overrun_day()
    assert customers(board, after(board, LONGER)) == [
        TWO[0],
        "The customer of V13 is told: T02 comes at 12:15 instead of 11:35, 15 min after the promise of 11:00 to 12:00.",
    ]


def test_after_the_decision_two_customers_are_told_and_the_one_moved_by_less_is_not():
    board = an_overrun_day()
    late = after(board, LONGER)
    assert customers(late, after(late, TO_T05)) == TWO
    assert customers(board, after(late, TO_T05)) == TWO


def test_a_row_that_says_the_same_as_before_tells_nobody_however_late_the_day_runs():
    late = after(an_overrun_day(), LONGER)
    again = late.fork()
    for visit in late.visits.values():
        again.put(replace(visit, version=visit.version + 1))
    assert notices_of(late, again, NOW) == ()


def test_a_released_emergency_that_displaces_routine_work_is_one_instruction_and_one_apology():
    routine = a_visit(id="V31", technician="T02", start="12:30")
    board = a_working_board(a_visit(id="V80", minutes=90), routine)
    act = MoveVisits(
        moves=(
            Move(visit_id="V80", technician_id=T02, start_s=at("11:38"), told=True),
            Move(visit_id="V31", bumped=True),
        )
    )
    assert sorted(told(board, act)) == [
        "T02 is told: V80 is theirs, to begin at 11:38.",
        "The customer of V31 is told: nobody comes at 12:30, with an apology and other times to choose from.",
    ]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at("07:59"), at("08:00")),
        (at("08:00"), at("08:00")),
        (at("14:13"), at("14:13")),
        (at("21:00"), at("21:00")),
        (at("21:00") + 1, at("08:00", day="2019-10-22")),
        (at("23:59"), at("08:00", day="2019-10-22")),
        (at("00:30", day="2019-11-03"), at("08:00", day="2019-11-03")),
        (at("22:00", day="2019-11-02"), at("08:00", day="2019-11-03")),
        (at("22:00", day="2019-03-09"), at("08:00", day="2019-03-10")),
        (at("01:30", day="2019-03-10"), at("08:00", day="2019-03-10")),
    ],
)
def test_a_customer_is_told_within_the_hours_of_the_site(now: int, then: int):
    assert sendable_s(now, Rules(earliest_message_min=480, latest_message_min=1260), ZONE) == then


def test_where_no_hours_are_set_a_customer_is_told_at_once():
    assert sendable_s(at("03:00"), Rules(), ZONE) == at("03:00")


def test_the_hours_are_those_of_the_site_and_a_technician_is_told_at_once():
    order = replace(a_work_order(id="W13", zone="America/Denver"), territory=TerritoryId("EAST"))
    board = a_working_board(order, a_told())
    found = notices_of(board, after(board, step(Step.CANCEL), at_s=at("09:59")), at("09:59"))
    assert [(each.to, each.not_before_s) for each in found] == [("customer", at("10:00")), ("technician", at("09:59"))]


def test_in_the_hour_that_comes_twice_the_clock_is_named():
    day = "2019-11-03"
    board = a_working_board(a_told(promise=None, start=at("00:30", day=day)))
    late = at("01:30", day=day, fold=1)
    act = PlaceVisit(visit_id="V13", technician_id=T02, start_s=late)
    assert told(board, act, at_s=at("00:05", day=day)) == [
        "The customer of V13 is told: T02 comes at 01:30 EST instead of 00:30.",
        "T02 is told: V13 begins at 01:30 EST instead of 00:30.",
    ]


def test_a_policy_moves_the_threshold():
    rules = Policy(id="P1", rules=Rules(eta_change_s=600))
    board = a_working_board(a_told(), rules)
    assert told(board, placed("11:45"))[:1] == ["The customer of V13 is told: T02 comes at 11:45 instead of 11:35."]
    assert told(board, placed("11:44"))[:1] == ["T02 is told: V13 begins at 11:44 instead of 11:35."]


def test_a_notice_names_its_template_and_its_cause():
    board = a_working_board(a_told())
    assert notices_of(board, after(board, placed("11:15")), NOW) == (
        Notice(to="customer", visit_id="V13", template="new_eta", reason="expected 20 min earlier, told from 20 min on",
               not_before_s=NOW, sentence="The customer of V13 is told: T02 comes at 11:15 instead of 11:35."),
        Notice(to="technician", visit_id="V13", technician_id="T02", template="retimed",
               reason="begins at another time", not_before_s=NOW,
               sentence="T02 is told: V13 begins at 11:15 instead of 11:35."),
    )  # fmt: skip


def test_everybody_of_a_crew_is_told_once():
    board = a_working_board(a_visit(id="V13"))
    act = MoveVisits(moves=(Move(visit_id="V13", technician_id=T02, mates=(T03,), start_s=at("11:00"), told=True),))
    crewed = after(board, act)
    assert [each.technician_id for each in notices_of(board, crewed, NOW)] == ["T02", "T03"]
    fewer = after(crewed, PlaceVisit(visit_id="V13", technician_id=T02, start_s=at("11:00")))
    assert [each.sentence for each in notices_of(crewed, fewer, NOW)] == [
        "T03 is told: V13 at 11:00 is no longer theirs."
    ]


@given(DAYS, DAYS)
def test_nobody_is_told_twice_and_nothing_when_nothing_differs(day: list[Drawn], more: list[Drawn]):
    board = a_start()
    play(board, day)
    later = board.fork()
    play(later, more)
    found = notices_of(board, later, NOW)
    assert len({(each.to, each.technician_id, each.visit_id) for each in found}) == len(found)
    assert all(each.sentence.endswith(".") and each.not_before_s >= NOW for each in found)
    assert notices_of(later, later, NOW) == notices_of(board, board.fork(), NOW) == ()
