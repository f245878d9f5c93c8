import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift
from dispatchtui.core.commands.visits import AddNote, ExtendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.events import VisitPlaced
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Changed, Lock, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Code, Level, Refusal
from dispatchtui.core.rights import ROLES, Actor
from dispatchtui.core.scope import scope_of, territories_of
from tests.builders import (
    a_request,
    a_shift,
    a_technician,
    a_visit,
    a_working_board,
    an_absence,
    an_actor,
    at,
)

NOW = at("07:00")


def place(visit: str = "V61", technician: str = "T01", start: str = "10:00") -> PlaceVisit:
    return PlaceVisit(visit_id=visit, technician_id=TechnicianId(technician), start_s=at(start))


def refused(board: Board, act: Command, actor: Actor | None = None, **asked: object) -> Refusal:
    found = judge(board, a_request(act=act, **asked), actor or an_actor(), NOW)  # type: ignore[arg-type]
    assert isinstance(found, Refusal), found
    return found


def passed(board: Board, act: Command, actor: Actor | None = None, **asked: object) -> Passed:
    found = judge(board, a_request(act=act, **asked), actor or an_actor(), NOW)  # type: ignore[arg-type]
    assert isinstance(found, Passed), found
    return found


def test_a_good_act_passes_with_its_facts():
    board = a_working_board(a_visit(id="V61"))
    (fact,) = passed(board, place()).events
    assert isinstance(fact, VisitPlaced)
    assert (fact.crew[0].technician_id, fact.crew[0].start_s, fact.overrides) == ("T01", at("10:00"), ())


def test_without_the_right_nothing_else_is_looked_at():
    found = refused(a_working_board(), place("V99"), an_actor("support"), pre={"visits/V99": 3})
    assert (found.code, found.right) == (Code.FORBIDDEN, "place")
    assert found.sentence == "Dora lacks the right place: place, move and unplace visits."


def test_what_is_out_of_scope_is_answered_as_if_it_were_not_there():
    board = a_working_board(a_visit(id="V61", territory="WEST"))
    narrow = an_actor(territories=("EAST",))
    hidden, absent = refused(board, place("V61"), narrow), refused(board, place("V99"), narrow)
    assert (hidden.code, hidden.sentence) == (Code.NOT_FOUND, "There is no visit V61.")
    assert hidden == replace(absent, sentence="There is no visit V61.", subject="visits/V61")


def test_scope_comes_before_versions_and_rules():
    board = a_working_board(a_visit(id="V61", territory="WEST"))
    board.put(a_visit(id="V62", technician="T01"))
    found = refused(board, place("V61"), an_actor(territories=("EAST",)), pre={"visits/V61": 99})
    assert found.code is Code.NOT_FOUND


def test_an_overlap_is_said_before_a_stale_version():
    winner = replace(a_visit(id="V62", technician="T01"), changed=Changed(seq=9, at_s=NOW - 5, by="eve"))
    board = a_working_board(a_visit(id="V61"), winner)
    found = refused(board, place(), pre={"visits/V61": 99})
    assert (found.code, found.subject, found.by, found.at_s) == (Code.OVERLAP, "visits/V62", "eve", NOW - 5)
    assert found.sentence == "T01 is at V62 from 10:00 to 11:00; V61 10:00 to 11:00 overlaps by 1 h."


def test_a_stale_version_is_said_before_a_broken_rule_and_tells_who_changed_it():
    visit = replace(a_visit(id="V61", needs={"ELEC": 2}), version=4, changed=Changed(seq=9, at_s=NOW, by="eve"))
    board = a_working_board(visit)
    found = refused(board, place(), pre={"visits/V61": 3})
    assert (found.code, found.by) == (Code.STALE, "eve")
    assert found.sentence == "V61 was changed by eve: you saw version 3, it is now 4."
    assert refused(board, place(), pre={"visits/V61": 4}).code is Code.VIOLATIONS


def test_a_row_that_was_seen_and_is_gone_is_said_to_be_gone():
    board = a_working_board(a_visit(id="V61"))
    found = refused(board, place(), pre={"absences/A7": 1})
    assert (found.code, found.sentence) == (Code.GONE, "A7 is gone.")


def test_what_stands_in_the_way_outside_a_scope_is_not_named():
    both = a_technician(id="T09", covers=("WEST",))
    board = a_working_board(both, a_shift(technician="T09", territories=("EAST", "WEST")), a_visit(id="V61"))
    hidden = replace(a_visit(id="V62", technician="T09", territory="WEST"), changed=Changed(seq=9, at_s=5, by="eve"))
    board.put(hidden)
    narrow = an_actor(territories=("EAST",))
    found = refused(board, place("V61", "T09"), narrow)
    assert (found.code, found.subject, found.by, found.at_s) == (Code.OVERLAP, "", "", None)
    assert found.sentence == "The technician has other work then, outside your territories."
    assert "V62" not in str(found)
    assert refused(board, place("V61", "T01"), narrow, pre={"visits/V62": 1}).code is Code.GONE
    assert refused(board, place("V61", "T09"), an_actor()).subject == "visits/V62"


def test_a_lane_that_nobody_has_touched_is_version_nought():
    board = a_working_board(a_visit(id="V61"))
    assert passed(board, place(), pre={"lanes/T01:2019-10-21": 0})
    assert refused(board, place(), pre={"lanes/T01:2019-10-21": 2}).code is Code.GONE


def test_the_state_is_said_before_the_rules_that_would_be_broken():
    board = a_working_board(a_visit(id="V61", state=VisitState.DONE, technician="T02", needs={"ELEC": 5}))
    found = refused(board, place())
    assert (found.code, found.sentence) == (Code.ILLEGAL, "V61 is done and cannot be placed.")


OVERRIDES = [
    # territory: D; skills: L; a sick technician: X
    ("territory", "dispatcher", "agreed", "", Code.VIOLATIONS, False),
    ("territory", "dispatcher", "", "", Code.VIOLATIONS, True),
    ("territory", "dispatcher", "other", "", Code.VIOLATIONS, True),
    ("territory", "dispatcher", "other", "asked by phone", Code.VIOLATIONS, False),
    ("skills", "dispatcher", "agreed", "with a word", Code.VIOLATIONS, True),
    ("skills", "lead", "agreed", "", Code.VIOLATIONS, True),
    ("skills", "lead", "agreed", "he has done it before", Code.VIOLATIONS, False),
    ("sick", "lead", "agreed", "he will come", Code.VIOLATIONS, True),
    ("sick", "admin", "agreed", "he will come", Code.VIOLATIONS, True),
]


@pytest.mark.parametrize(("rule", "role", "code", "text", "answer", "is_refused"), OVERRIDES)
def test_who_may_break_what_and_with_which_words(
    rule: str, role: str, code: str, text: str, answer: Code, is_refused: bool
):
    visits = {
        "territory": a_visit(id="V61", territory="WEST"),
        "skills": a_visit(id="V61", needs={"PLUMB": 4}),
        "sick": a_visit(id="V61"),
    }
    board = a_working_board(visits[rule])
    if rule == "sick":
        board.put(an_absence(technician="T01", start="08:00", end="17:00", kind="sick"))
    found = judge(board, a_request(act=place(), override=code, override_text=text), an_actor(role), NOW)
    if is_refused:
        assert isinstance(found, Refusal)
        assert found.code is answer
        assert found.violations
    else:
        assert isinstance(found, Passed)
        (fact,) = found.events
        assert isinstance(fact, VisitPlaced)
        assert [(each.code, each.text, each.by) for each in fact.overrides] == [(code, text, "dora")]


def test_the_right_that_is_missing_for_an_override_is_named():
    board = a_working_board(a_visit(id="V61", needs={"PLUMB": 4}))
    found = refused(board, place(), override="agreed", override_text="please")
    assert found.right == "override_lead"
    assert found.sentence.startswith("PLUMB 3 < 4")


def test_a_warning_lets_the_act_pass_and_goes_with_it():
    from dispatchtui.core.model import CoolDown

    rejected = replace(a_visit(id="V61"), cool_downs=(CoolDown(technician_id=TechnicianId("T01"), until_s=NOW + 3600),))
    warnings = passed(a_working_board(rejected), place()).warnings
    assert [(each.constraint, each.level) for each in warnings] == [("cool_down", Level.WARNING)]


def test_automation_is_judged_more_strictly():
    board = a_working_board(a_visit(id="V61", technician="T02", start="10:00", lock=Lock.NO_AUTO))
    assert passed(board, place())
    found = refused(board, place(), an_actor("automation"))
    assert found.sentence == "V61 is locked for people only."


def test_a_move_of_what_was_told_takes_the_right_to_recall():
    board = a_working_board(a_visit(id="V61", technician="T02", start="10:00", state=VisitState.RELEASED))
    assert refused(board, place(), an_actor("scheduler")).right == "recall"
    (fact,) = passed(board, place()).events
    assert isinstance(fact, VisitPlaced)
    assert fact.released


def test_unplacing_and_recalling_ask_for_the_lock():
    board = a_working_board(a_visit(id="V61", technician="T01", lock=Lock.TIME))
    assert refused(board, UnplaceVisit(visit_id="V61")).code is Code.VIOLATIONS
    assert passed(board, UnplaceVisit(visit_id="V61"), override="agreed")
    told = a_working_board(a_visit(id="V61", technician="T01", lock=Lock.TIME, state=VisitState.RELEASED))
    recall = AdvanceVisit(visit_id="V61", step=Step.RECALL)
    assert refused(told, recall).code is Code.VIOLATIONS
    assert passed(told, recall, override="agreed")


def test_work_is_not_taken_up_again_where_somebody_else_now_stands():
    done = a_visit(id="V61", technician="T01", state=VisitState.DONE, stamps=Stamps(on_site_s=1, done_s=2))
    reopen = AdvanceVisit(visit_id="V61", step=Step.REOPEN, reason="leaks again")
    assert passed(a_working_board(done), reopen, an_actor("lead"))
    taken = a_working_board(done, a_visit(id="V62", technician="T01", start="10:30"))
    found = refused(taken, reopen, an_actor("lead"))
    assert (found.code, found.subject) == (Code.OVERLAP, "visits/V62")


def technician(**changes: object) -> Actor:
    return an_actor("technician", id="tom", technician_id="T01", **changes)  # type: ignore[arg-type]


def test_a_technician_reports_on_their_own_visits_and_no_others():
    board = a_working_board(
        a_visit(id="V61", technician="T01", state=VisitState.RELEASED),
        a_visit(id="V62", technician="T02", state=VisitState.RELEASED),
        a_visit(id="V63", technician="T01", start="12:00"),
    )
    accept = AdvanceVisit(visit_id="V61", step=Step.ACCEPT)
    assert passed(board, accept, technician())
    assert refused(board, AdvanceVisit(visit_id="V62", step=Step.ACCEPT), technician()).code is Code.FORBIDDEN
    assert refused(board, AdvanceVisit(visit_id="V61", step=Step.RECALL), technician()).right == "recall"
    untold = refused(board, AdvanceVisit(visit_id="V63", step=Step.ACCEPT), technician())
    assert untold.code is Code.NOT_FOUND
    assert refused(board, place(), technician()).right == "place"
    assert refused(board, AddNote(visit_id="V62", text="hm"), technician()).code is Code.NOT_FOUND
    assert passed(board, AddNote(visit_id="V61", text="hm"), technician())


def test_a_technician_calls_in_sick_for_themselves_alone():
    board = a_working_board()
    mine = replace(an_absence(technician="T01", kind="sick"), id="", version=0)
    assert passed(board, RecordAbsence(row=mine), technician())
    theirs = replace(mine, technician_id=TechnicianId("T02"))
    assert refused(board, RecordAbsence(row=theirs), technician()).right == "absence"


def test_an_id_cannot_be_used_to_take_over_what_belongs_to_somebody_else():
    west = a_technician(id="T09", territory="WEST")
    board = a_working_board(west, a_shift(technician="T09", id="S9", territories=("WEST",)))
    lead = an_actor("lead", territories=("EAST",))
    found = refused(board, RecordShift(row=a_shift(technician="T01", id="S9")), lead)
    assert (found.code, found.sentence) == (Code.INVALID, "That name is taken.")
    board.put(an_absence(id="A9", technician="T09"))
    theft = an_absence(id="A9", technician="T01")
    assert refused(board, RecordAbsence(row=theft), lead).sentence == "That name is taken."


ACTS: list[Command] = [
    place("V61", "T01"),
    UnplaceVisit(visit_id="V62"),
    LockVisit(visit_id="V61", lock=Lock.TIME),
    AddNote(visit_id="V61", text="hm"),
    ExtendVisit(visit_id="V64", by_s=600),
    *(AdvanceVisit(visit_id=visit, step=step, reason="so", remaining_s=60)
      for step in Step for visit in ("V61", "V62", "V63", "V64")),
    RecordShift(row=a_shift(technician="T01", id="S1")),
    RecordAbsence(row=an_absence(technician="T01")),
]  # fmt: skip


@given(
    roles=st.lists(st.sampled_from(sorted(ROLES)), min_size=1, max_size=3),
    territories=st.sampled_from([("*",), ("EAST",), ("WEST",), ("EAST", "WEST"), ()]),
    own=st.sampled_from(["", "T01", "T02"]),
    act=st.sampled_from(ACTS),
)
def test_nobody_changes_a_row_outside_their_scope(
    roles: list[str], territories: tuple[str, ...], own: str, act: Command
):
    board = a_working_board(
        a_visit(id="V61"),
        a_visit(id="V62", technician="T02", territory="EAST"),
        a_visit(id="V63", technician="T01", territory="WEST", state=VisitState.RELEASED, start="12:00"),
        a_visit(id="V64", technician="T02", territory="EAST", state=VisitState.WORKING, start="14:00"),
    )
    actor = an_actor(*roles, territories=territories, technician_id=own)
    found = judge(board, a_request(act=act, override="agreed", override_text="so"), actor, NOW)
    if isinstance(found, Passed):
        for key in act.subjects():
            row = board.row(key)
            assert row is not None
            within = scope_of(actor).sees(row)
            writes_only = not actor.may("read") and not own and actor.covers(territories_of(row) or ("none",))
            assert within or writes_only, (key, actor)
