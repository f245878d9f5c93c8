"""Random days for property tests: acts drawn small, decided by the real decisions."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import AddNote, AmendVisit, ExtendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, TechnicianId
from dispatchtui.core.refusals import Refusal
from tests.builders import a_shift, a_technician, a_work_order, a_working_board, an_absence, an_actor, at, record

KINDS = ("take", "place", "place", "place", "unplace", "step", "step", "step", "amend", "extend", "lock", "note",
         "technician", "shift", "unshift", "absence", "unabsence", "order")  # fmt: skip
PEOPLE = ("T01", "T02", "T03")
Drawn = tuple[str, int, int]

DAYS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 95)), max_size=40)
"""Acts as (kind, which, how)."""


def act_of(drawn: Drawn) -> Command:
    """The command that a drawn triple stands for; it may well be refused."""
    kind, which, how = drawn
    visit, person = f"V{which + 1}", TechnicianId(PEOPLE[how % 3])
    external = (("311", str(which)),) if how % 2 else ()
    row = replace(a_work_order(priority=1 + how % 4, external=external), id="", requested_s=0)
    made: dict[str, Command] = {
        "take": TakeRequest(row=row),
        "place": PlaceVisit(visit_id=visit, technician_id=person, start_s=at("06:00") + how * 900),
        "unplace": UnplaceVisit(visit_id=visit, bumped=how % 2 == 0),
        "step": AdvanceVisit(visit_id=visit, step=list(Step)[how % len(Step)], reason="so", remaining_s=how * 60),
        "amend": AmendVisit(visit_id=visit, latest_s=at("12:00") + how),
        "extend": ExtendVisit(visit_id=visit, by_s=how * 60 - 1800),
        "lock": LockVisit(visit_id=visit, lock=list(Lock)[how % len(Lock)]),
        "note": AddNote(visit_id=visit, text=f"note {how}"),
        "technician": RecordTechnician(row=a_technician(id=person, territory=("EAST", "WEST")[which % 2])),
        "shift": RecordShift(row=a_shift(technician=person, id=f"S{which}", overtime_minutes=how)),
        "unshift": RemoveShift(shift_id=f"S{which}"),
        "absence": RecordAbsence(row=replace(an_absence(technician=person, kind="sick"), id="")),
        "unabsence": RemoveAbsence(absence_id=f"A{how}"),
        "order": AmendWorkOrder(row=a_work_order(id=f"W{which + 1}", territory=("EAST", "WEST")[how % 2])),
    }
    return made[kind]


def play(board: Board, day: list[Drawn]) -> None:
    """Decide and record a day's acts on a board; what is refused leaves it alone."""
    for drawn in day:
        at_s = at("07:00") + board.seq * 60
        decision = decide(board, act_of(drawn), Ask(actor=an_actor("admin"), at_s=at_s))
        if not isinstance(decision, Refusal):
            record(board, *decision, at_s=at_s)


def a_start() -> Board:
    """Three people on shift and an empty queue."""
    return a_working_board()
