"""What is said of what can still be done: every sentence is true, and tells what to do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.foresight import Behaviour, Driving
from dispatchtui.core.model import Duration, Lock, Row, Stamps, Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.risk.forecast import forecast
from dispatchtui.risk.standing import standing_of
from dispatchtui.solver.attention import attention
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.saving import Saving, saving
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north

S = VisitState


def sure(visit: Visit, minutes: int = 60) -> Visit:
    return replace(visit, duration=Duration(p50_s=minutes * 60, p80_s=minutes * 60))


def found(*rows: Row, now: str = "10:00", due: str = "12:00", home: int = 20) -> Saving:
    """What can be done for V61, which is due at noon and 20 minutes from T05, who works from 08:00 to 17:00."""
    given: list[Row] = [a_technician(home=north(home)), a_shift(), a_work_order(id="W61", response_due=due), *rows]
    if not any(row.id == "V61" for row in rows):
        given.append(sure(a_visit(id="V61")))
    return saving(a_board(*given), "V61", at(now))


def test_who_has_it_already_is_not_sent_but_brings_it_forward():
    act = found(sure(a_visit(id="V61", technician="T05", start="13:00")))
    assert (act.outlook, act.act_by_s) == ("", at("11:40"))
    assert act.sentence == "V61 is kept if brought forward with T05 by 11:40: there at 10:20 if begun now."


def test_the_next_thing_says_that_it_is_to_be_brought_forward():
    mine = sure(a_visit(id="V61", technician="T05", start="13:00"))
    order = a_work_order(id="W61", response_due="12:00")
    lookout = Lookout(a_board(a_technician(home=north(20)), a_shift(), order, mine), at("10:00"))
    assert lookout.work(lambda: False)
    assert [(each.visit_id, each.act) for each in attention(lookout)] == [("V61", "a: brought forward with T05")]


def test_a_lock_that_stands_against_it_is_named():
    locked = replace(sure(a_visit(id="V61", technician="T05", start="13:00")), lock=Lock.TIME)
    act = found(locked)
    assert act.outlook == "override: locked"
    assert act.sentence == (
        "V61 is savable only by override: locked, until 11:40: brought forward with T05, there at 10:20 if begun now; "
        "V61 is locked to 13:00, not 10:20 (2 h 40 min away)."
    )


def test_who_is_on_the_way_would_have_to_leave_it():
    """T05 has set out for V61 from far away and will be late; T06 is near, but only an override takes it from them."""
    stamps = Stamps(en_route_s=at("09:55"))
    mine = sure(a_visit(id="V61", technician="T05", start="12:40", state=S.EN_ROUTE, stamps=stamps, travel_minutes=160))
    act = found(mine, a_technician(id="T06", home=north(10)), a_shift(id="S06", technician="T06"), home=160)
    assert act.outlook == "override: locked"
    assert act.sentence == (
        "V61 is savable only by override: locked, until 11:50: T06 would be there at 10:10 if sent now; "
        "T05 would have to leave V61."
    )


def test_work_of_who_would_go_that_is_frozen_is_named():
    stands = sure(a_visit(id="V1", technician="T05", start="10:15", travel_minutes=0))
    act = found(stands, a_work_order(id="W1", location=north(0)), due="10:50")
    assert act.outlook == "override: locked"
    assert act.sentence.endswith("T05 would be there at 10:20 if sent now; V1 of T05 is in its freeze window.")


def test_the_least_late_may_be_who_has_it():
    """T05 comes at 12:20, from the work before it; T06 could not be there before 12:30."""
    mine = sure(a_visit(id="V61", technician="T05", start="12:10", travel_minutes=20))
    begun = Stamps(working_s=at("11:00"))
    busy = sure(a_visit(id="V1", technician="T05", start="11:00", state=S.WORKING, stamps=begun), 50)
    act = found(mine, busy, a_work_order(id="W1", location=north(20)), a_technician(id="T06", home=north(40)),
                a_shift(id="S06", technician="T06"), now="11:50")  # fmt: skip
    assert act.outlook == "lost"
    assert act.sentence == "V61 cannot be saved: the least late is T05, who has it, at 12:20, 20 min late."


UNSURE = Behaviour(id="field", driving=Driving(shape=(-1.6, -1.0, -0.5, 0.0, 0.5, 1.0, 1.6), share=0.1))


def test_what_is_in_time_only_perhaps_is_told_with_its_chance():
    due = "10:21"
    act = found(UNSURE, due=due)
    assert (act.outlook, act.arrives_s) == ("lost", at("10:20"))
    percent = round(100 * act.clean_chance)
    assert 50 <= percent < 80
    assert act.sentence == f"Nobody keeps V61 surely enough: T05 at 10:20 keeps it with {percent}%."
    board = a_board(UNSURE, a_technician(home=north(20)), a_shift(), a_work_order(id="W61", response_due=due),
                    sure(a_visit(id="V61")))  # fmt: skip
    standing = standing_of(board, board.visits["V61"], at("10:00"), None, prospect=act.prospect)
    assert (standing.band, standing.margin_s) == (Band.RISK, 60)
    assert standing.sentence == f"V61 is due at 10:21, could be reached at 10:20: {percent}% in time (not placed)."


@pytest.mark.parametrize("minutes", range(-3, 8))
def test_band_margin_outlook_and_words_agree(minutes: int):
    """However near the due moment is to the earliest arrival, at 10:20."""
    due_s = at("10:20") + minutes * 60
    order = replace(a_work_order(id="W61"), response_due_s=due_s)
    board = a_board(UNSURE, a_technician(home=north(20)), a_shift(), order, sure(a_visit(id="V61")))
    act = saving(board, "V61", at("10:00"))
    told = standing_of(board, board.visits["V61"], at("10:00"), forecast(board, "", at("10:00")), prospect=act.prospect)
    assert told.margin_s is not None
    assert ("cannot be saved" in act.sentence) == ("min late" in told.sentence) == (told.margin_s < 0)
    assert (told.band is Band.LATE) == (act.outlook == "lost" and act.clean_chance <= 1 / 2)
    assert " 0 s late" not in act.sentence
    assert "to spare" not in act.sentence + told.sentence


def test_the_earliest_that_breaks_no_rule_is_told_of_what_is_lost_too():
    """T05 of EAST would be least late for V61 in WEST; T06 of WEST comes half an hour later."""
    west = sure(a_visit(id="V61", territory="WEST"))
    act = found(west, a_technician(id="T06", territory="WEST", home=north(50)), a_shift(id="S06", technician="T06"),
                now="11:50")  # fmt: skip
    assert (act.outlook, act.arrives_s, act.clean_s, act.clean_by) == ("lost", at("12:10"), at("12:40"), "T06")
    assert act.sentence == ("V61 cannot be saved: the least late is T05 at 12:10, 10 min late, by override: territory.")
