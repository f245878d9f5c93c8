"""Random boards for ranking: a few technicians, their routes, promises, dues, locks, crews and absences."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Lock, Row, Stamps, VisitState, Window
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north

S = VisitState
AT_S = at("10:00")
STOPS = st.lists(
    st.tuples(
        st.integers(0, 18),  # five minutes between the stops
        st.integers(1, 8),  # quarters of work
        st.integers(-25, 25),  # where
        st.sampled_from((S.PLANNED, S.PLANNED, S.RELEASED, S.ACCEPTED, S.WORKING, S.DONE)),
        st.sampled_from((Lock.NONE, Lock.NONE, Lock.NONE, Lock.TIME, Lock.NO_AUTO, Lock.RESOURCE)),
        st.integers(1, 4),  # priority
        st.none() | st.integers(0, 3),  # hours of promise around the plan
        st.none() | st.integers(-2, 6),  # half hours from the plan until due
    ),
    max_size=6,
)
PERSON = st.tuples(
    STOPS,
    st.integers(-30, 30),
    st.integers(1, 4),
    st.sampled_from(("EAST", "EAST", "WEST")),
    st.none() | st.tuples(st.integers(0, 40), st.integers(1, 8), st.sampled_from(("meeting", "sick"))),
    st.booleans(),
)


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """A board at 10:00 with V0 waiting, and one to four technicians on their way through a day."""
    rows: list[Row] = [
        a_work_order(id="W0", location=north(draw(st.integers(-20, 20))), priority=draw(st.integers(1, 4)),
                     response_due=draw(st.sampled_from((None, "11:00", "15:00")))),
        a_visit(id="V0", minutes=draw(st.sampled_from((30, 60, 90))), needs={"PLUMB": draw(st.integers(1, 3))},
                promise=draw(st.sampled_from((None, ("10:00", "12:00"), ("14:00", "16:00"))))),
    ]  # fmt: skip
    for number, person in enumerate(draw(st.lists(PERSON, min_size=1, max_size=4))):
        rows += _rows_of(f"T{number:02}", number * 10, *person)
    return a_board(*rows)


def _rows_of(who: str, first: int, stops: list, home: int, level: int, where: str, absence: tuple | None,
             tomorrow: bool) -> list[Row]:  # fmt: skip
    rows: list[Row] = [
        a_technician(id=who, home=north(home), skills={"PLUMB": level}, territory=where),
        a_shift(technician=who, overtime_minutes=30),
    ]
    if tomorrow:
        rows.append(a_shift(technician=who, start="32:00", end="41:00", id=f"{who}:tomorrow"))
    if absence is not None:
        begin, quarters, kind = absence
        rows.append(an_absence(id=f"A{first}", technician=who, kind=kind, start=f"{8 + begin // 4}:{begin % 4 * 15:02}",
                               end=f"{8 + (begin + quarters) // 4}:{(begin + quarters) % 4 * 15:02}"))  # fmt: skip
    busy_s, running = at("08:00"), False
    for number, (pause, quarters, place, drawn, lock, priority, promise, due) in enumerate(stops, first + 1):
        start_s = busy_s + pause * 300
        busy_s = start_s + quarters * 900
        begun = drawn is S.WORKING and start_s <= AT_S and not running
        state = drawn if begun or (drawn is S.DONE and busy_s <= AT_S and not running) else S.PLANNED
        state = drawn if drawn in (S.RELEASED, S.ACCEPTED) else state
        running = running or begun
        stamps = {S.WORKING: Stamps(working_s=start_s), S.DONE: Stamps(working_s=start_s, done_s=busy_s)}
        order = a_work_order(id=f"W{number}", location=north(place), priority=priority)
        rows.append(order if due is None else replace(order, response_due_s=start_s + due * 1800))
        visit = a_visit(id=f"V{number}", technician=who, start=start_s, minutes=quarters * 15, state=state, lock=lock,
                        stamps=stamps.get(state, Stamps()))  # fmt: skip
        if promise is not None:
            low, high = start_s - promise * 3600, start_s + promise * 3600
            visit = replace(visit, promise=window_of(low, high))
        rows.append(visit)
    return rows


def window_of(start_s: int, end_s: int) -> Window:
    """A promise between two instants."""
    return Window(start_s=start_s, end_s=end_s)
