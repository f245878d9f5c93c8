"""What is hidden cannot be probed for, and who only borrows a technician does not change them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.model import Changed, TechnicianId
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from tests.builders import (
    a_request,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    an_actor,
    at,
)

NOW = at("07:00")
LEAD = an_actor("lead", territories=("EAST",))
NOTE = AddNote(visit_id="V61", text="hm")


def a_hiding_board() -> Board:
    """V61 and T01 to T03 in EAST; in WEST a visit, a work order with an outside name, a technician, their shift."""
    board = a_working_board(
        a_visit(id="V61"),
        a_visit(id="V5", work_order="W5", territory="WEST"),
        a_technician(id="T09", territory="WEST"),
        a_shift(technician="T09", id="S9", territories=("WEST",)),
        an_absence(id="A9", technician="T09", territories=("WEST",)),
    )
    hidden = a_work_order(id="W5", territory="WEST", external=(("311", "secret"),))
    board.put(replace(hidden, version=3, changed=Changed(seq=7, at_s=NOW, by="eve")))
    return board


def answer(board: Board, act: Command, actor: Actor = LEAD, pre: dict[str, int] | None = None) -> Passed | Refusal:
    return judge(board, a_request(act=act, pre=pre), actor, NOW)


@pytest.mark.parametrize("version", [0, 1, 3])
@pytest.mark.parametrize(("key", "absent"), [
    ("work_orders/W5", "work_orders/W6"), ("visits/V5", "visits/V6"), ("technicians/T09", "technicians/T08"),
    ("shifts/S9", "shifts/S8"), ("absences/A9", "absences/A8"), ("territories/WEST", "territories/NORTH"),
])  # fmt: skip
def test_a_version_seen_of_a_hidden_row_is_answered_as_of_one_that_is_not_there(key: str, absent: str, version: int):
    board = a_hiding_board()
    hidden = answer(board, NOTE, pre={key: version})
    none = answer(board, NOTE, pre={absent: version})
    if version == 0:
        assert isinstance(hidden, Passed)
        assert isinstance(none, Passed)
    else:
        name, other = key.partition("/")[2], absent.partition("/")[2]
        assert isinstance(none, Refusal)
        assert hidden == replace(none, subject=key, sentence=none.sentence.replace(other, name))
        assert none.code is Code.GONE


HIDDEN_NAMES: list[tuple[Command, str]] = [
    (TakeRequest(row=replace(a_work_order(external=(("311", "secret"),)), id="")), "row.external"),
    (TakeRequest(row=a_work_order(id="W5")), "row.id"),
    (AmendWorkOrder(row=a_work_order(id="W61", external=(("311", "secret"),))), "row.external"),
    (RecordTechnician(row=a_technician(id="T09")), "row.id"),
    (RecordShift(row=a_shift(technician="T01", id="S9")), "row.id"),
    (RecordAbsence(row=an_absence(technician="T01", id="A9")), "row.id"),
]


@pytest.mark.parametrize(("act", "field"), HIDDEN_NAMES)
def test_a_name_that_stands_for_something_hidden_is_taken_and_no_more_is_said(act: Command, field: str):
    lead = an_actor("lead", "csr", territories=("EAST",))
    assert answer(a_hiding_board(), act, lead) == invalid(field, "That name is taken.")


@pytest.mark.parametrize("where", ["WEST", ""])
def test_an_act_that_reaches_elsewhere_is_refused_alike_whether_its_name_is_hidden_or_free(where: str):
    both = [answer(a_hiding_board(), RecordTechnician(row=a_technician(id=who, territory=where)))
            for who in ("T09", "T77")]  # fmt: skip
    assert both[0] == both[1]
    assert isinstance(both[0], Refusal)
    assert both[0].code is Code.FORBIDDEN


def a_lending_board() -> Board:
    """T09 belongs to WEST and covers EAST."""
    both = ("WEST", "EAST")
    return a_working_board(
        a_visit(id="V61"),
        a_technician(id="T09", territory="WEST", covers=("EAST",)),
        a_shift(technician="T09", id="S9", territories=both),
        an_absence(id="A9", technician="T09", territories=both),
    )


BORROWED: list[Command] = [
    RecordTechnician(row=replace(a_technician(id="T09", territory="WEST", covers=("EAST",)), phone="1")),
    RecordTechnician(row=a_technician(id="T09", territory="EAST")),
    RecordShift(row=a_shift(technician="T09", id="S9", end="18:00")),
    RecordShift(row=a_shift(technician="T09", id="S10", end="18:00")),
    RemoveShift(shift_id="S9"),
    RecordAbsence(row=an_absence(technician="T09", id="", kind="sick")),
    RemoveAbsence(absence_id="A9"),
]


@pytest.mark.parametrize("act", BORROWED)
def test_who_only_borrows_a_technician_changes_neither_them_nor_their_time(act: Command):
    found = answer(a_lending_board(), act)
    assert isinstance(found, Refusal)
    assert (found.code, found.right, found.sentence) == (Code.FORBIDDEN, "territory", "Dora may not act in WEST.")
    for wide in (an_actor("lead"), an_actor("lead", territories=("EAST", "WEST"))):
        assert isinstance(answer(a_lending_board(), act, wide), Passed)


def test_work_of_ones_own_territory_is_placed_on_a_borrowed_technician():
    place = PlaceVisit(visit_id="V61", technician_id=TechnicianId("T09"), start_s=at("14:00"))
    assert isinstance(answer(a_lending_board(), place), Passed)


def test_lending_somebody_out_takes_the_territory_that_they_are_to_cover():
    lend = RecordTechnician(row=a_technician(id="T01", covers=("WEST",)))
    found = answer(a_lending_board(), lend)
    assert isinstance(found, Refusal)
    assert found.right == "territory"
    assert set(lend.territories(a_lending_board())) == {"EAST", "WEST"}
    back = RecordTechnician(row=a_technician(id="T09", territory="WEST"))
    assert set(back.territories(a_lending_board())) == {"EAST", "WEST"}


def test_a_technician_calls_in_sick_wherever_they_belong():
    tom = an_actor("technician", id="tom", technician_id="T09", territories=("EAST",))
    sick = RecordAbsence(row=an_absence(technician="T09", id="", kind="sick"))
    assert isinstance(answer(a_lending_board(), sick, tom), Passed)


@pytest.mark.parametrize("wrong", ["", " ", "a b", "x" * 65, "Zoë", "a\x00", "tab\t"])
def test_a_request_is_known_by_visible_ascii(wrong: str):
    found = judge(a_hiding_board(), Request(id=wrong, act=NOTE), LEAD, NOW)
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.INVALID, "id")
    for good in ("x" * 64, "!~", "01JABC"):
        assert isinstance(judge(a_hiding_board(), Request(id=good, act=NOTE), LEAD, NOW), Passed)


@pytest.mark.parametrize("wrong", ["users/eve", "visits", "visits/", "/V61", "", "Visits/V61"])
def test_a_version_seen_is_of_a_row_that_there_can_be(wrong: str):
    found = answer(a_hiding_board(), NOTE, pre={wrong: 0})
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (Code.INVALID, "pre")
    assert found.sentence == f"{wrong!r} is no key of a row, such as visits/V60."
