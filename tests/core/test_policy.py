from msgspec.structs import replace

from dispatchtui.core.model import Policy, Rules, TerritoryId
from dispatchtui.core.policy import DEFAULTS, rules_for, rules_of
from tests.builders import a_board, a_technician, a_visit, at


def a_ruling(name: str, scope: str = "company", scope_id: str = "", **fields: object) -> Policy:
    rules = {key: fields.pop(key) for key in list(fields) if key in Rules.__struct_fields__}
    return Policy(id=name, scope=scope, scope_id=scope_id, rules=Rules(**rules), **fields)  # type: ignore[arg-type]


def test_where_nobody_says_anything_the_defaults_hold():
    assert rules_for(a_board(), at("10:00")) == DEFAULTS
    assert rules_for(a_board(a_ruling("P1", "team", "night", freeze_s=60)), at("10:00")) == DEFAULTS


def test_the_narrower_scope_has_the_last_word_field_by_field():
    board = a_board(
        a_ruling("P4", "company", freeze_s=1, tight_s=1, notice_s=1, lead_s=1),
        a_ruling("P3", "territory", "EAST", freeze_s=2, tight_s=2, notice_s=2),
        a_ruling("P2", "team", "night", freeze_s=3, tight_s=3),
        a_ruling("P1", "work_type", "LEAK", freeze_s=4),
    )
    found = rules_for(board, 0, territory="EAST", team="night", work_type="LEAK")
    assert (found.freeze_s, found.tight_s, found.notice_s, found.lead_s) == (4, 3, 2, 1)
    assert found.routing == DEFAULTS.routing
    assert rules_for(board, 0, territory="WEST").freeze_s == 1


def test_a_policy_holds_from_its_first_moment_until_before_its_last():
    board = a_board(a_ruling("P1", freeze_s=60, from_s=at("08:00"), until_s=at("12:00")))
    clocks = [(at("08:00") - 1, 1800), (at("08:00"), 60), (at("12:00") - 1, 60), (at("12:00"), 1800)]
    assert [rules_for(board, moment).freeze_s for moment, _ in clocks] == [freeze for _, freeze in clocks]
    assert [rules_for(board, moment).freeze_s for moment, _ in reversed(clocks)] == [
        freeze for _, freeze in reversed(clocks)
    ]


def test_of_two_with_one_scope_the_one_that_began_later_holds():
    board = a_board(a_ruling("P1", freeze_s=60, from_s=at("08:00")), a_ruling("P2", freeze_s=90, from_s=at("07:00")))
    assert rules_for(board, at("07:30")).freeze_s == 90
    assert rules_for(board, at("09:00")).freeze_s == 60


def test_nought_is_said_and_absent_is_not():
    board = a_board(a_ruling("P1", freeze_s=300), a_ruling("P2", "territory", "EAST", freeze_s=0))
    assert rules_for(board, 0, territory="EAST").freeze_s == 0


def test_a_change_holds_at_once_and_forks_keep_what_they_had():
    board = a_board(a_ruling("P1", freeze_s=60))
    assert rules_for(board, 0).freeze_s == 60
    fork = board.fork()
    fork.put(a_ruling("P1", freeze_s=90))
    assert (rules_for(fork, 0).freeze_s, rules_for(board, 0).freeze_s) == (90, 60)
    fork.drop("policies", "P1")
    assert rules_for(fork, 0) == DEFAULTS


def test_a_visit_brings_its_territory_and_work_and_the_technician_the_team():
    board = a_board(
        a_visit(id="V61", territory="EAST"),
        replace(a_technician(), team="night"),
        a_ruling("P1", "territory", TerritoryId("EAST"), tight_s=1),
        a_ruling("P2", "team", "night", freeze_s=2),
        a_ruling("P3", "work_type", "LEAK", notice_s=3),
    )
    with_team = rules_of(board, board.visits["V61"], board.technicians["T05"], 0)
    assert (with_team.tight_s, with_team.freeze_s, with_team.notice_s) == (1, 2, 3)
    assert rules_of(board, board.visits["V61"], None, 0).freeze_s == DEFAULTS.freeze_s
