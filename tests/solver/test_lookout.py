"""What is kept as the board changes equals what is worked out anew, and an event costs what it touches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Absence, Position, Row, Stamps, TechnicianId, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.risk.forecast import forecast
from dispatchtui.solver.lookout import FRESH_FOR_S, Lookout
from dispatchtui.solver.saving import Saving
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.core.random_acts import DAYS, Drawn, a_start, play
from tests.solver.random_boards import boards

NOW = at("10:00")


def settled(board: Board, now_s: int = NOW, *, before: Lookout | None = None) -> Lookout:
    """A lookout that has worked everything out, from nothing but the bands in which visits stood."""
    lookout = Lookout(board, now_s, bands=before.bands if before is not None else None)
    assert lookout.work(lambda: False)
    return lookout


def seen(lookout: Lookout) -> dict[str, object]:
    """Everything that a lookout tells."""
    open_visits = [each for each in lookout.board.visits.values() if each.state not in ENDED]
    return {
        "routes": {who: replace(lookout.route(who), at_s=0) for who in lookout.board.technicians},
        "standings": {each.id: lookout.standing(each) for each in open_visits},
        "savings": {each.id: unpriced(lookout.saving(each)) for each in open_visits},
        "order": lookout.order(),
        "at risk": lookout.at_risk(),
    }


def unpriced(found: Saving | None) -> Saving | None:
    """What can be done, but for its cost and warnings, in which the days of others have a say as well."""
    if found is None or found.best is None:
        return found
    return replace(found, best=replace(found.best, cost=0.0, terms=(), warnings=()))


def keys_between(before: dict[str, Row], board: Board) -> list[str]:
    """The rows that are not what they were."""
    after = {f"{row.TABLE}/{row.id}": row for row in board.rows()}
    return sorted(key for key in {*before, *after} if before.get(key) is not after.get(key))


@given(DAYS, st.lists(st.integers(1, 5), min_size=12, max_size=12), st.booleans())
def test_after_any_day_it_tells_what_one_built_from_nothing_tells(acts: list[Drawn], sizes: list[int], later: bool):
    board = a_start()
    lookout = settled(board)
    while acts:
        size = sizes[len(acts) % len(sizes)]
        before = {f"{row.TABLE}/{row.id}": row for row in board.rows()}
        play(board, acts[:size])
        acts = acts[size:]
        lookout.follow(board, keys_between(before, board))
        if later:
            lookout.at(lookout.now_s + FRESH_FOR_S)
        assert lookout.work(lambda: False)
    assert seen(lookout) == seen(settled(board, lookout.now_s, before=lookout))


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("longer", "move", "free", "due", "done", "sick", "back", "skill", "shift", "wait", "minute")),
        st.integers(0, 30),
        st.integers(0, 40),
    ),
    max_size=10,
)
"""Changes as (kind, which, how)."""


def edited(board: Board, kind: str, which: int, how: int) -> list[str]:
    """Change one row of a board; the keys that changed."""
    visits = sorted(each for each, row in board.visits.items() if row.state not in ENDED) or sorted(board.visits)
    people = sorted(board.technicians)
    visit, who = board.visits[visits[which % len(visits)]], people[how % len(people)]
    order = board.work_orders[visit.work_order_id]
    absences, start_s = sorted(board.absences), at("08:00") + how * 900
    planned = replace(visit, state=VisitState.PLANNED, stamps=Stamps())
    rows: dict[str, Row] = {
        "longer": replace(visit, extended_s=how * 300),
        "move": replace(planned, crew=(a_line(technician=who, start=start_s),)),
        "free": replace(visit, state=VisitState.QUALIFIED, stamps=Stamps(), crew=()),
        "due": replace(order, response_due_s=at("09:00") + how * 600),
        "done": replace(visit, state=VisitState.DONE, stamps=Stamps(working_s=NOW - 60, done_s=NOW)),
        "sick": replace(an_absence(id=f"A{which}", technician=who, kind="sick"), start_s=start_s, end_s=start_s + 7200),
        "skill": a_technician(id=who, home=north(how - 20), skills={"PLUMB": 1 + which % 4}),
        "shift": a_shift(technician=who, end="15:00"),
        "wait": a_visit(id=f"V9{which}", promise=("09:00", "11:30")),
    }
    if kind == "back" and absences:
        board.drop("absences", absences[which % len(absences)])
        return [f"absences/{absences[which % len(absences)]}"]
    if kind not in rows:
        return []
    made = [rows[kind], *([a_work_order(id=f"W9{which}", location=north(how - 20))] if kind == "wait" else [])]
    for row in made:
        board.put(row)
    return [f"{row.TABLE}/{row.id}" for row in made]


@settings(max_examples=40)
@given(boards(), EDITS)
def test_however_a_day_is_changed_it_tells_what_one_built_from_nothing_tells(board: Board, edits: list):
    lookout = settled(board)
    for kind, which, how in edits:
        lookout.follow(board, edited(board, kind, which, how))
        if kind == "minute":
            lookout.at(lookout.now_s + FRESH_FOR_S)
        assert lookout.work(lambda: False)
    assert seen(lookout) == seen(settled(board, lookout.now_s, before=lookout))


def a_packed_day(people: int = 3, *, waiting: int = 2) -> Board:
    """Everybody has three visits, of which T00's are late because of the first; some wait."""
    rows: list[Row] = []
    for number in range(people):
        who = f"T{number:02}"
        rows += [a_technician(id=who, home=north(number)), a_shift(technician=who)]
        begun = Stamps(working_s=at("09:00"))
        over = 75 if number == 0 else 0
        rows.append(a_visit(id=f"V{number}1", technician=who, start="09:00", state=VisitState.WORKING, stamps=begun,
                            extended_minutes=over))  # fmt: skip
        rows += [
            a_visit(id=f"V{number}{place}", technician=who, start=start, promise=(start, end))
            for place, start, end in ((2, "10:30", "11:00"), (3, "14:00", "17:00"))
        ]
    rows += [a_work_order(id=f"W9{number}", response_due="13:00") for number in range(waiting)]
    rows += [a_visit(id=f"V9{number}") for number in range(waiting)]
    return a_board(*rows)


def test_in_slices_it_comes_to_the_same_as_at_once():
    board = a_packed_day()
    sliced, slices = Lookout(board, NOW), 1
    while not sliced.work(lambda: True):
        slices += 1
    assert slices > 10
    assert seen(sliced) == seen(settled(board))


def steps(lookout: Lookout) -> int:
    """How many pieces of work it takes until all is fresh."""
    taken = 0
    while not lookout.work(lambda: True):
        taken += 1
    return taken


def after_a_note(people: int, *, waiting: int = 2) -> int:
    """The pieces of work that one changed visit of T02 makes on a board of so many people."""
    board = a_packed_day(people, waiting=waiting)
    lookout = settled(board)
    visit = board.visits["V23"]
    changed = board_of([*board.rows(), replace(visit, version=visit.version + 1)])
    lookout.follow(changed, ["visits/V23"])
    return steps(lookout)


def test_an_event_costs_one_route_and_the_visits_at_risk_however_many_people_there_are():
    """A route, its stops, and as many steps for each of those who wait."""
    few = after_a_note(3)
    assert few == after_a_note(40)
    each = after_a_note(3, waiting=3) - few
    assert after_a_note(3, waiting=7) == few + 5 * each
    assert each < 15


def test_what_nothing_touches_is_worked_out_again_after_a_minute_and_not_before():
    lookout = settled(a_packed_day())
    lookout.at(NOW + FRESH_FOR_S - 1)
    assert steps(lookout) == 0
    lookout.at(NOW + FRESH_FOR_S)
    assert steps(lookout) > 10


def test_while_the_feed_is_silent_nothing_becomes_certain():
    lookout = settled(a_packed_day())
    before = seen(lookout)
    lookout.at(NOW + 3600, known_s=NOW + 30)
    assert steps(lookout) == 0
    assert seen(lookout) == before
    lookout.at(NOW + 3600)
    assert lookout.work(lambda: False)
    assert seen(lookout) != before


def test_where_somebody_is_counts_at_once():
    lookout = settled(a_packed_day())
    route = lookout.route("T01")
    lookout.move(Position(technician_id=TechnicianId("T01"), latitude=39.5, longitude=-76.6, at_s=NOW))
    assert lookout.route("T01") is not route
    assert (
        lookout.route("T01").stops
        == forecast(
            lookout.board,
            "T01",
            NOW,
            Position(technician_id=TechnicianId("T01"), latitude=39.5, longitude=-76.6, at_s=NOW),
        ).stops
    )


def test_what_has_changed_is_told_once():
    lookout = settled(a_packed_day())
    assert {"V02", "V12", "V90"} <= lookout.changed()
    assert lookout.changed() == frozenset()
    board = lookout.board
    lookout.follow(board_of([*board.rows(), replace(board.visits["V12"], promise=None)]), ["visits/V12"])
    assert lookout.work(lambda: False)
    assert lookout.changed() == {"V12", "V02"}, "and T01 has more room for V02"


def test_an_absence_that_is_withdrawn_is_withdrawn_from_whose_it_was():
    sick: Absence = replace(an_absence(technician="T02", kind="sick", start="09:30", end="17:00"), id="A9")
    board = a_board(*a_packed_day().rows(), sick)
    lookout = settled(board)
    assert lookout.standing(board.visits["V22"]).band is Band.LATE
    lookout.follow(a_packed_day(), ["absences/A9"])
    assert lookout.work(lambda: False)
    assert lookout.standing(lookout.board.visits["V22"]).band is not Band.LATE


def test_what_has_ended_is_forgotten():
    lookout = settled(a_packed_day())
    assert "V02" in lookout.order()
    board = lookout.board
    done = replace(board.visits["V02"], state=VisitState.CANCELLED, crew=())
    lookout.follow(board_of([*board.rows(), done]), ["visits/V02"])
    assert lookout.work(lambda: False)
    assert "V02" not in lookout.order()
    assert lookout.saving(done) is None


@pytest.mark.parametrize("table", ["alerts", "desks"])
def test_what_nothing_rests_on_costs_nothing(table: str):
    lookout = settled(a_packed_day())
    lookout.follow(lookout.board, [f"{table}/X"])
    assert steps(lookout) == 0
