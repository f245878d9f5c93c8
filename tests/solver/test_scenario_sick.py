"""Scenario: at 07:10 a technician with eight visits is sick; what becomes of each, where it can be saved and where not.

Each green row alone, and all of them together, pass the gate.
"""

from __future__ import annotations

import pytest

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Option, Row
from tests.builders import an_actor, at, record
from tests.solver.proposing.scenes import ids, offered, shifted, sick

NOW = at("07:10")
DAY_S = 24 * 3600
FOUR_WEEKS_S = 28 * DAY_S


def replan(board: Board, now_s: int = NOW, name: str = "TECH_SICK:T04") -> Option:
    found = offered(board, name, now_s)
    assert found.options[0].kind == "replan"
    return found.options[0]


def minute(at_s: int | None) -> int | None:
    """The whole minute of an instant, as people are told it."""
    return at_s - at_s % 60 if at_s is not None else None


def by_visit(option: Option) -> dict[str, Row]:
    return {each.visit_id: each for each in option.rows}


def test_eight_visits_are_one_disruption() -> None:
    (found,) = disruptions(sick(), NOW)
    assert (found.id, found.subject) == ("TECH_SICK:T04", "technicians/T04")
    assert found.visits == ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8")
    assert found.sentence == "T04 is sick until 17:00: 8 visits, V1 at 08:30 first."
    assert disruptions(sick(gone=False), NOW) == ()


def test_what_can_be_saved_is_saved_and_the_rest_is_for_somebody_to_decide() -> None:
    rows = by_visit(replan(sick()))
    assert {name: (each.grade, each.technician_id, minute(each.arrival_s)) for name, each in rows.items()} == {
        "V1": (GREEN, "T05", at("08:00")),
        "V2": (GREEN, "T09", at("08:00")),
        "V3": (HARD, "", None),
        "V4": (GREEN, "T06", at("11:30")),
        "V5": (HARD, "", None),
        "V6": (GREEN, "T06", at("08:00")),
        "V7": (GREEN, "T05", at("08:37")),
        "V8": (GREEN, "T07", at("15:00")),
    }
    assert rows["V1"].arrival_s is not None
    assert rows["V1"].arrival_s < at("10:00")
    assert rows["V4"].sentence == "V4 goes from T04 to T06 and T07 at 11:30."
    assert rows["V3"].sentence == (
        "V3 needs 1 of CAP-45 and VAN7 of T07 has 0 left for it: 1 too few. Somebody has to decide about V3: "
        "T07 could be there at 08:00."
    )
    assert (rows["V5"].asks, rows["V5"].sentence) == (
        ("lock",),
        "V5 is locked where it stands: T04 at 12:45. Somebody has to decide about V5: T07 could be there at 08:00.",
    )


def test_who_has_time_may_take_the_whole_day_at_its_times() -> None:
    first, second = offered(sick(), "TECH_SICK:T04", NOW).options
    assert (first.kind, second.kind) == ("replan", "move")
    assert {each.visit_id: each.start_s for each in second.rows if each.technician_id == "T09"} == {
        "V1": at("08:30"), "V2": at("09:45"), "V6": at("13:30"), "V7": at("14:15"), "V8": at("15:00"),
    }  # fmt: skip
    assert second.sentence == ("T09 takes 5 of 8 at their times. 6 of 8 at once and 2 of 8 for somebody to decide.")
    assert [each.kind for each in offered(sick(savable=False), "TECH_SICK:T04", NOW).options] == ["replan"]


def test_what_cannot_be_saved_says_so_with_the_least_late() -> None:
    option = replan(sick(savable=False))
    rows = by_visit(option)
    assert {name: (each.grade, each.technician_id, minute(each.arrival_s)) for name, each in rows.items()} == {
        "V1": (REVIEW, "T05", at("10:35")),
        "V2": (HARD, "", None),
        "V3": (HARD, "", None),
        "V4": (GREEN, "T06", at("11:30")),
        "V5": (HARD, "", None),
        "V6": (GREEN, "T05", at("11:14")),
        "V7": (GREEN, "T09", at("10:50")),
        "V8": (GREEN, "T09", at("15:00")),
    }
    assert (rows["V1"].late_s, rows["V1"].asks) == (35 * 60, ("late",))
    assert rows["V1"].sentence == (
        "V1 cannot be saved, this is the least late: V1 goes from T04 to T05 at 10:35, 35 min late; a word is not kept."
    )
    assert rows["V2"].sentence == (
        "GAS 0 < 2: T05 is 2 levels short of what V2 needs. Somebody has to decide about V2."
    )
    assert option.sentence == "4 of 8 at once, 1 of 8 to be looked at and 3 of 8 for somebody to decide."


@pytest.mark.parametrize("savable", [True, False])
def test_the_green_set_passes_the_gate_row_by_row_and_as_a_whole(savable: bool) -> None:
    board = sick(savable=savable)
    option = replan(board)
    whole = board_of(board.rows(), board.seq)
    for row in option.green_rows:
        alone = board_of(board.rows(), board.seq)
        for on in (alone, whole):
            for act in row.acts:
                assert done(on, act), row.sentence
    moved = {visit_id for visit_id, visit in whole.visits.items() if visit != board.visits[visit_id]}
    assert moved == {each.visit_id for each in option.green_rows}
    assert [each for each in disruptions(whole, NOW) if each.id != "TECH_SICK:T04"] == []


def done(board: Board, act: Command) -> bool:
    answer = judge(board, Request(id="r-1", act=act), an_actor(), NOW)
    if not isinstance(answer, Passed):
        return False
    record(board, *answer.events, at_s=NOW)
    return True


def test_a_row_whose_visit_somebody_else_took_fails_alone() -> None:
    board = sick()
    option = replan(board)
    first, second = option.green_rows[:2]
    assert done(board, first.acts[0])
    stale = judge(board, Request(id="r-2", act=first.acts[0], pre=first.pre), an_actor(), NOW)
    assert not isinstance(stale, Passed)
    assert "changed" in stale.sentence
    # What the first row changed itself its answer told: both leave the day of T04.
    pre = {key: version for key, version in second.pre.items() if key not in first.pre}
    assert isinstance(judge(board, Request(id="r-3", act=second.acts[0], pre=pre), an_actor(), NOW), Passed)


def test_messages_go_only_to_customers_of_what_moves_and_not_before_eight() -> None:
    option = replan(sick())
    told = [each for each in option.effects.notices if each.to == "customer"]
    assert {each.visit_id for each in told} == {each.visit_id for each in option.green_rows}
    assert {each.not_before_s for each in told} == {at("08:00")}


@pytest.mark.parametrize(
    ("by_s", "zone"),
    [(DAY_S, "America/New_York"), (FOUR_WEEKS_S, "America/New_York"), (-3600 * 5, "Europe/London"),
     (7200, "America/Denver"), (13 * DAY_S - 5 * 3600, "America/New_York")],
)  # fmt: skip
def test_it_is_the_same_on_other_days_in_other_zones_and_by_other_names(by_s: int, zone: str) -> None:
    there = shifted(sick(), by_s, zone, (r"^(T|V)(\d+)", r"\g<1>9\2"))
    option = replan(there, NOW + by_s, "TECH_SICK:T904")
    mine = by_visit(replan(sick()))
    assert {each.visit_id: (each.grade, each.technician_id, each.arrival_s) for each in option.rows} == {
        f"V9{name[1:]}": (each.grade, f"T9{each.technician_id[1:]}" if each.technician_id else "",
                          each.arrival_s + by_s if each.arrival_s is not None else None)
        for name, each in mine.items()
    }  # fmt: skip


def test_who_is_sick_is_not_offered_their_next_shift_though_it_is_of_the_same_date() -> None:
    by_s = 13 * DAY_S - 9 * 3600
    option = replan(shifted(sick(), by_s, "America/New_York"), NOW + by_s)
    assert "T04" not in {each.technician_id for each in option.rows}
    assert by_visit(option)["V3"].grade == HARD


def test_what_is_accepted_is_no_disruption_any_more() -> None:
    board = sick()
    for row in replan(board).green_rows:
        for act in row.acts:
            assert done(board, act)
    assert ids(disruptions(board, NOW)) == ["TECH_SICK:T04"]
    assert disruptions(board, NOW)[0].visits == ("V3", "V5")


def test_an_override_that_it_asks_is_one_that_lets_it_pass() -> None:
    board = sick(savable=False)
    row = by_visit(replan(board))["V1"]
    request = Request(id="r-4", act=row.acts[0], pre=row.pre, override=Reason(code="late"))
    assert isinstance(judge(board, request, an_actor(), NOW), Passed)
