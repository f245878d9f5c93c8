import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
    RemoveWeatherAlert,
)
from dispatchtui.core.model import CapacityCell, Desk, Hours, Opening, Policy, Rules, TerritoryId, WeatherAlert, Window
from dispatchtui.core.refusals import Code
from tests.builders import a_board, at, record
from tests.core.deciding import NOW, facts, no, one

EAST = TerritoryId("EAST")
SLOT = CapacityCell(id="C1", territory=EAST, start_s=at("08:00"), end_s=at("12:00"))
STORM = WeatherAlert(id="WX1", territory=EAST, start_s=at("12:00"), end_s=at("15:00"), kind="storm")
DESK = Desk(id="D1", name="East", territories=(EAST,))


@pytest.mark.parametrize(
    ("row", "act", "kind"),
    [
        (Policy(id="P1", rules=Rules(notice_s=60)), RecordPolicy, e.PolicyRecorded),
        (SLOT, RecordCapacityCell, e.CapacityCellRecorded),
        (STORM, RecordWeatherAlert, e.WeatherAlertRecorded),
        (DESK, RecordDesk, e.DeskRecorded),
    ],
)
def test_what_is_ruled_is_recorded_once(row, act, kind):
    board = a_board()
    fact = one(facts(board, act(row=row)), kind)
    assert fact.row == row
    record(board, fact)
    assert facts(board, act(row=row)) == [], "saying it again says nothing new"


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        (Policy(id="P1", scope="planet"), "row.scope",
         "A policy is for a company, territory, team, work_type, not 'planet'."),
        (Policy(id="P1", scope="territory"), "row.scope_id",
         "A company's policy names nothing further; any other names what it is for."),
        (Policy(id="P1", scope_id="EAST"), "row.scope_id",
         "A company's policy names nothing further; any other names what it is for."),
        (Policy(id="P1", scope="territory", scope_id="MOON"), "row.scope_id", "There is no territory MOON."),
        (Policy(id="P1", scope="work_type", scope_id="MOON"), "row.scope_id", "There is no work type MOON."),
        (Policy(id="P1", from_s=5, until_s=5), "row.until_s", "A policy must end after it begins."),
        (Policy(id="P1", text="x" * 4001), "row.text", "A policy is told in at most 4000 characters."),
        (Policy(id="P1", rules=Rules(notice_s=-1)), "row.rules.notice_s", "notice_s is not negative."),
        (Policy(id="P1", rules=Rules(tight_s=601)), "row.rules.tight_s",
         "At most 600 seconds of travel may be missing."),
        (Policy(id="P1", rules=Rules(earliest_message_min=1441)), "row.rules.earliest_message_min",
         "earliest_message_min is a time of the day, at most 1440 minutes."),
        (Policy(id="P1", rules=Rules(routing=("skill", "dice"))), "row.rules.routing",
         "A routing method is one of territory, skill, round_robin, account_owner, last_touch, not 'dice'."),
        (Policy(id="P1", rules=Rules(holidays=("2019-12-25", "25 Dec"))), "row.rules.holidays",
         "A holiday is a date such as 2026-12-25."),
        (Policy(id="P1", rules=Rules(holidays=("20191225",))), "row.rules.holidays",
         "A holiday is a date such as 2026-12-25."),
        (Policy(id="P1", rules=Rules(blackouts=(Window(start_s=9, end_s=9),))), "row.rules.blackouts",
         "A blackout must end after it starts."),
        (Policy(id="P1", rules=Rules(legal=Hours(duty_s=0))), "row.rules.legal",
         "Every legal limit is above zero, or absent."),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_followed_is_refused_by_field(row: Policy, field: str, sentence: str):
    found = no(a_board(), RecordPolicy(row=row))
    assert (found.code, found.field, found.sentence) == (Code.INVALID, field, sentence)


def test_openings_of_a_policy_open_before_they_close():
    wrong = Policy(id="P1", rules=Rules(working=(Opening(opens_min=600, closes_min=600),)))
    assert no(a_board(), RecordPolicy(row=wrong)).field == "row.rules.working"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"territory": TerritoryId("MOON")}, "There is no territory MOON."),
        ({"category": "DANCE"}, "DANCE is neither a skill nor a work type."),
        ({"end_s": SLOT.start_s}, "A slot ends after it starts, and within two days."),
        ({"end_s": SLOT.start_s + 2 * 86400 + 1}, "A slot ends after it starts, and within two days."),
        ({"stop_at_percent": -1}, "Selling stops at 0 to 1000 percent of what is offered."),
        ({"stop_at_percent": 1001}, "Selling stops at 0 to 1000 percent of what is offered."),
        ({"reserved_s": 60}, "What is reserved is not negative and is reserved for a class of work."),
        ({"reserved_s": -1}, "What is reserved is not negative and is reserved for a class of work."),
    ],
)
def test_a_slot_that_makes_no_sense_is_refused(changes: dict[str, object], sentence: str):
    assert no(a_board(), RecordCapacityCell(row=replace(SLOT, **changes))).sentence == sentence


def test_the_limits_of_a_slot_are_themselves_allowed():
    for changes in ({"end_s": SLOT.start_s + 2 * 86400}, {"stop_at_percent": 0}, {"stop_at_percent": 1000},
                    {"category": "PLUMB"}, {"category": "LEAK"}, {"reserved_s": 60, "reserved_for": "P1"}):  # fmt: skip
        assert facts(a_board(), RecordCapacityCell(row=replace(SLOT, **changes)))


def test_weather_is_announced_for_a_while_and_called_off_once():
    assert no(a_board(), RecordWeatherAlert(row=replace(STORM, end_s=STORM.start_s))).sentence == (
        "Weather must end after it starts."
    )
    board = a_board(STORM)
    assert one(facts(board, RemoveWeatherAlert(alert_id="WX1")), e.WeatherAlertRemoved).alert_id == "WX1"
    assert no(board, RemoveWeatherAlert(alert_id="WX2")).sentence == "There is no weather alert WX2."


def test_a_desk_has_territories_that_there_are_and_keeps_who_sits_at_it():
    assert (
        no(a_board(), RecordDesk(row=replace(DESK, territories=()))).sentence == "A desk area is one territory or more."
    )
    assert no(a_board(), RecordDesk(row=replace(DESK, territories=(TerritoryId("MOON"),)))).sentence == (
        "There is no territory MOON."
    )
    held = a_board(replace(DESK, holder="dora", since_s=5, note="quiet"))
    wider = one(facts(held, RecordDesk(row=replace(DESK, territories=(EAST, TerritoryId("WEST")), holder="eve"))),
                e.DeskRecorded)  # fmt: skip
    assert (wider.row.holder, wider.row.since_s, wider.row.note) == ("dora", 5, "quiet")


def test_a_desk_is_handed_over_with_a_note_and_left_to_nobody():
    board = a_board(DESK)
    taken = one(facts(board, HandOverDesk(desk_id="D1", to="dora", note="T05 is late")), e.DeskRecorded).row
    assert (taken.holder, taken.since_s, taken.note) == ("dora", NOW, "T05 is late")
    assert no(board, HandOverDesk(desk_id="D1", to="")).sentence == "D1 is free already."
    board.put(taken)
    assert no(board, HandOverDesk(desk_id="D1", to="dora")).sentence == "D1 is held by dora already."
    left = one(facts(board, HandOverDesk(desk_id="D1", to="")), e.DeskRecorded).row
    assert (left.holder, left.since_s) == ("", None)
    assert no(board, HandOverDesk(desk_id="D9", to="dora")).code is Code.NOT_FOUND
    assert no(board, HandOverDesk(desk_id="D1", to="x" * 65)).field == "note"


def test_where_a_ruling_reaches_is_before_and_after():
    board = a_board(SLOT, STORM, DESK, Policy(id="P1", scope="territory", scope_id="EAST"))
    west = TerritoryId("WEST")
    moved = RecordCapacityCell(row=replace(SLOT, territory=west))
    assert moved.territories(board) == ("EAST", "WEST")
    assert RecordWeatherAlert(row=replace(STORM, territory=west)).territories(board) == ("EAST", "WEST")
    assert RecordDesk(row=replace(DESK, territories=(west,))).territories(board) == ("EAST", "WEST")
    assert RecordPolicy(row=Policy(id="P1")).territories(board) == ("EAST", "*")
    assert HandOverDesk(desk_id="D1", to="dora").territories(board) == ("EAST",)
