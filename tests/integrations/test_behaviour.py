"""What the shipped day begins with: learned from simulated days before it, and near to how its field really goes."""

from __future__ import annotations

import re
from math import log
from pathlib import Path

import pytest

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.foresight import Behaviour
from dispatchtui.errors import UserError
from dispatchtui.field.world import HOME
from dispatchtui.integrations.importers.behaviour import load_behaviour
from dispatchtui.integrations.importers.day import Day, load_day
from tests.integrations.desk import CONFIG, Desk

FILE = CONFIG / "day" / "behaviour.toml"


@pytest.fixture(scope="module")
def day() -> Day:
    return load_day(CONFIG)


@pytest.fixture(scope="module")
def learned(day: Day) -> dict[str, Behaviour]:
    return dict(Desk(*day.setup).board.tables["behaviours"])


def test_a_day_opens_with_what_those_before_it_taught(day: Day, learned: dict[str, Behaviour]):
    acts = [act for act in day.setup if isinstance(act, LearnBehaviour)]
    assert day.setup[-len(acts) :] == tuple(acts), "what it speaks of is recorded before it"
    assert set(learned) == {"field", *(act.row.id for act in acts)}
    field = learned["field"]
    assert field.n >= 2000
    assert field.from_s < field.until_s <= field.learned_s < day.start_s
    assert FILE.stat().st_size < 60_000
    assert "simulated days" in FILE.read_text(encoding="utf-8").splitlines()[0]


def test_types_are_as_slow_as_they_are(learned: dict[str, Behaviour]):
    """The field knows by what factor each type differs; the model was told nothing of it."""
    field = learned["field"]
    (general,) = (each for each in field.work if not (each.work_type or each.territory or each.technician_id))
    types = {each.work_type: general.log_factor + each.log_factor for each in field.work
             if each.work_type and not (each.territory or each.technician_id)}  # fmt: skip
    seen = {name: types.get(name, general.log_factor) for name in HOME.type_medians}
    assert seen == pytest.approx({name: log(median) for name, median in HOME.type_medians.items()}, abs=0.13)
    slow = [value for name, value in seen.items() if HOME.type_medians[name] > 1]
    quick = [value for name, value in seen.items() if HOME.type_medians[name] < 1]
    assert min(slow) > max(quick)


def test_ways_and_habits_are_as_the_field_has_them(learned: dict[str, Behaviour]):
    field = learned["field"]
    assert HOME.settle_s[0] <= field.settle[0] <= field.settle[-1] <= HOME.settle_s[1]
    assert HOME.leave_s[0] <= field.leave[0]
    assert field.accept[len(field.accept) // 2] == pytest.approx(HOME.acknowledge_median_s, rel=0.2)
    assert field.no_access == pytest.approx(HOME.no_access, abs=0.015)
    assert field.eager == pytest.approx(HOME.eager, abs=0.01)
    (slope,) = (each for each in field.driving.effects if not (each.territory or each.technician_id))
    assert slope.log_factor == pytest.approx(0.058, abs=0.06), "ways take 1.06 times as long as estimated"
    assert HOME.parking_s[0] < field.driving.base_s < HOME.parking_s[1]


def changed(folder: Path, pattern: str, into: str) -> Path:
    """The shipped file in another folder, with its first such place changed."""
    text, found = re.subn(pattern, into, FILE.read_text(encoding="utf-8"), count=1)
    assert found == 1
    (folder / "behaviour.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("pattern", "into", "said"),
    [
        ('work_type = "LIMB"', 'work_type = "TWIG"', r"TWIG is not in work_types.toml; learn anew with scripts/learn"),
        ('technician_id = "T04"', 'technician_id = "T99"', r", EAST|NORTH: .*T99 is not in technicians.csv"),
        ("log_factor = [-0-9.]+", "log_facto = 1", r"field, work\[0\]: object contains unknown field `log_facto`"),
        ("log_factor = [-0-9.]+", "log_factor = nan", r"field: work\[0\].log_factor: a natural logarithm from -3 to 3"),
        ("variance = [0-9.]+", "variance = -1", r"field: work\[0\].variance: it is not negative"),
        ("no_access = [0-9.]+", "no_access = 3.0", r"field: no_access: a probability goes from 0 to 1, not 3"),
        ("eager = [0-9.]+", "eager = 1.5", r"field: eager: .*1\.5"),
        (r"settle = \[[0-9.]+", "settle = [9000.0", r"field: settle: a curve never falls"),
        ("learned_s = [0-9]+", "learned_s = 1893456000", r"field: learned_s: it was learned after"),
        ("learned_s = [0-9]+", 'learned_s = "monday"', r"field, learned_s: expected `int`, got `str`"),
        ('id = "field"', 'id = "MOON"', r"MOON: id: a row is called field, or as one of EAST, NORTH, SOUTH, WEST"),
        ('id = "NORTH"', 'id = "SOUTH"', r"SOUTH: territories: a row is of the territory that it is called after"),
        ("fixed_s = [0-9.]+", "fixed_s = -1", r"field: driving.fixed_s: it is not negative"),
        (r"rates = \[[0-9.]+", "rates = [0.5, 0.5", r"field: reporting.rates: one for each of over_s is needed"),
        (r"\[\[behaviours\]\]", "[behaviours", r"behaviour.toml is not TOML"),
    ],
)
def test_what_is_odd_is_named(tmp_path: Path, day: Day, pattern: str, into: str, said: str):
    with pytest.raises(UserError, match=said) as caught:
        load_behaviour(changed(tmp_path, pattern, into), day.setup, day.start_s)
    assert str(tmp_path / "behaviour.toml") in str(caught.value)


def test_a_row_is_there_once(tmp_path: Path, day: Day):
    text = FILE.read_text(encoding="utf-8")
    (tmp_path / "behaviour.toml").write_text(text + text[text.rindex("[[behaviours]]") :], encoding="utf-8")
    with pytest.raises(UserError, match="it is there twice"):
        load_behaviour(tmp_path, day.setup, day.start_s)


def test_a_folder_without_the_file_teaches_nothing(tmp_path: Path, day: Day):
    assert load_behaviour(tmp_path, day.setup, day.start_s) == []


def test_what_is_read_is_what_is_kept(day: Day, learned: dict[str, Behaviour]):
    acts: list[Command] = load_behaviour(CONFIG / "day", day.setup, day.start_s)
    rows = [act.row for act in acts if isinstance(act, LearnBehaviour)]
    assert {type(row) for row in rows} == {Behaviour}
    assert [learned[row.id].work for row in rows] == [row.work for row in rows]
