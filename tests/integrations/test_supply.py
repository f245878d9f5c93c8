"""Vehicles, stocks, crews, desks and policies from files, and what the shipped day holds of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatchtui.core import stock
from dispatchtui.core.commands.ruling import RecordDesk, RecordPolicy
from dispatchtui.core.commands.technicians import RecordShift
from dispatchtui.core.policy import rules_for
from dispatchtui.core.zones import clock
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.day import load_day
from dispatchtui.integrations.importers.supply import load_rules, load_supply
from tests.integrations.desk import CONFIG, Desk


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(*load_day(CONFIG).setup)


def test_everybody_of_the_day_has_a_van_with_what_they_can_do(desk: Desk):
    board = desk.board
    for technician_id in board.technicians:
        assert len(board.indexes.of("vehicles", technician_id)) == 1
        assert stock.van_of(board, technician_id) is not None
    ada, hugo = stock.van_of(board, "T01"), stock.van_of(board, "T08")
    assert ada
    assert hugo
    assert (stock.on_hand(board, ada.id, "LAMP-LED"), stock.on_hand(board, hugo.id, "LAMP-LED")) == (9, 2)
    assert board.tables["vehicles"]["VAN01"].equipment == ("bucket truck",)
    assert board.tables["part_levels"]["STOCK01:LAMP-LED"].territories == ("NORTH", "EAST")


def test_every_shift_of_the_day_has_a_floating_break_inside_it():
    shifts = [act.row for act in load_day(CONFIG).setup if isinstance(act, RecordShift)]
    zone = "America/New_York"
    spans = {(clock(b.start_s, zone), clock(b.end_s, zone), b.length_s) for row in shifts for b in row.breaks}
    assert spans == {("10:30", "13:30", 1800), ("11:00", "14:00", 1800), ("15:00", "18:00", 1800)}
    assert all(row.start_s <= row.breaks[0].start_s and row.breaks[0].end_s <= row.end_s for row in shifts)


def test_the_house_rules_hold_and_the_narrower_policy_has_the_last_word(desk: Desk):
    rules = rules_for(desk.board, 0, territory="NORTH", work_type="TREE_DOWN")
    assert rules.legal is not None
    assert (rules.legal.duty_s, rules.alone_s, rules.most_bumps) == (12 * 3600, 1800, 1)
    assert rules_for(desk.board, 0, work_type="POTHOLE").alone_s is None


def test_desks_share_all_territories(desk: Desk):
    desks = [act.row for act in load_rules(CONFIG / "day") if isinstance(act, RecordDesk)]
    assert sorted(each for row in desks for each in row.territories) == sorted(desk.board.territories)


def test_files_that_are_not_there_bring_nothing(tmp_path: Path):
    assert (load_rules(tmp_path), load_supply(tmp_path)) == ([], [])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("supply", '[[vehicles]]\nid = "V1"\nwheels = 4\n', "V1: object contains unknown field `wheels`."),
        ("supply", '[[crews]]\nid = "C1"\n', "C1: object missing required field `members`."),
        ("supply", "vehicles = 3\n", "vehicles must be a list of [[vehicles]]."),
        ("rules", '[[policies]]\nid = "P1"\n[policies.rules]\nfreeze_s = "x"\n', "P1, rules.freeze_s: expected"),
        ("rules", '[[desks]]\nid = "D1"\nterritories = []\n', "D1: a desk area is one territory or more."),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, name: str, text: str, said: str):
    (tmp_path / f"{name}.toml").write_text(text)
    with pytest.raises(UserError, match="toml") as caught:
        (load_rules if name == "rules" else load_supply)(tmp_path)
    assert said in str(caught.value)


def test_a_policy_is_read_with_its_words(tmp_path: Path):
    text = '[[policies]]\nid = "P1"\ntext = "So."\n[policies.rules]\nfreeze_s = 600\n'
    (tmp_path / "rules.toml").write_text(text)
    (act,) = load_rules(tmp_path)
    assert isinstance(act, RecordPolicy)
    assert (act.row.text, act.row.rules.freeze_s, act.row.scope) == ("So.", 600, "company")
