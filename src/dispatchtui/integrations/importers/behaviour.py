"""What was learned of how the day goes, from a TOML file, so that a day begins with what those before it taught.

The file may be absent. Raises: UserError that names the file, the entry, the key and what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.commands.reference import RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordTechnician
from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting, Shape
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.supply import read_entries
from dispatchtui.integrations.importers.wrong import Wrong

FIELD = "field"
"""The row that concerns everybody."""
MOST_FACTOR = 3.0
"""Work that takes twenty times as long as planned, or a twentieth of it, was not learned."""


class EffectEntry(Effect, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An effect as written."""


class ShapeEntry(Shape, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A curve as written."""


class ReportingEntry(Reporting, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When overruns are reported, as written."""


class DrivingEntry(Driving, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long ways take, as written."""

    effects: tuple[EffectEntry, ...] = ()


class BehaviourEntry(Behaviour, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of behaviour as written."""

    work: tuple[EffectEntry, ...] = ()
    shapes: tuple[ShapeEntry, ...] = ()
    reporting: ReportingEntry = ReportingEntry()
    driving: DrivingEntry = DrivingEntry()


def load_behaviour(folder: Path, setup: Iterable[Command], start_s: int) -> list[Command]:
    """What was learned before a day, from behaviour.toml; it may speak only of what `setup` records."""
    path = folder / "behaviour.toml"
    named = {"work_type": set[str](), "territory": set[str](), "technician_id": set[str]()}
    for act in setup:
        match act:
            case RecordWorkType():
                named["work_type"].add(act.row.id)
            case RecordTerritory():
                named["territory"].add(act.row.id)
            case RecordTechnician():
                named["technician_id"].add(act.row.id)
            case _:
                pass

    def row(entry: BehaviourEntry) -> Behaviour | Wrong:
        wrong = next(_wrongs(entry, named, start_s), None)
        return wrong or msgspec.convert(msgspec.to_builtins(entry), Behaviour)

    rows = read_entries(path, "behaviours", BehaviourEntry, row)
    twice = next((each.id for place, each in enumerate(rows) if any(each.id == one.id for one in rows[:place])), None)
    if twice is not None:
        raise UserError(f"{path}, {twice}: it is there twice; once is right.")
    return [LearnBehaviour(row=each) for each in rows]


def _wrongs(entry: BehaviourEntry, named: dict[str, set[str]], start_s: int) -> Iterator[Wrong]:
    """What does not fit: names that are nowhere else, times to come, and figures that nothing could have taught."""
    if entry.id not in {FIELD, *named["territory"]}:
        yield Wrong(f"id: a row is called {FIELD}, or as one of {', '.join(sorted(named['territory']))}")
    if entry.territories != (() if entry.id == FIELD else (entry.id,)):
        yield Wrong("territories: a row is of the territory that it is called after, and field of none")
    if not entry.from_s <= entry.until_s <= entry.learned_s <= start_s:
        yield Wrong("learned_s: it was learned after until_s, that lies after from_s, and all before the day opens")
    for where, effects in (("work", entry.work), ("driving.effects", entry.driving.effects)):
        for number, effect in enumerate(effects):
            yield from _of_effect(f"{where}[{number}]", effect, named)
    for number, shape in enumerate(entry.shapes):
        if shape.work_type and shape.work_type not in named["work_type"]:
            yield _stale(f"shapes[{number}].work_type", shape.work_type, "work_type")
    yield from _of_curves(entry)
    rates = entry.reporting.rates
    if len(rates) != len(entry.reporting.over_s):
        yield Wrong("reporting.rates: one for each of over_s is needed")
    shares = (("no_access", entry.no_access), ("eager", entry.eager))
    for where, chance in (*shares, *(("reporting.rates", each) for each in rates)):
        if not 0 <= chance <= 1:
            yield Wrong(f"{where}: a probability goes from 0 to 1, not {chance:g}")
    driving = entry.driving
    spreads = {"driving.fixed_s": driving.fixed_s, "driving.share": driving.share, "absent_per_h": entry.absent_per_h}
    for where, value in spreads.items():
        if not value >= 0:
            yield Wrong(f"{where}: it is not negative")


def _of_effect(where: str, effect: Effect, named: dict[str, set[str]]) -> Iterator[Wrong]:
    for name, known in named.items():
        word = getattr(effect, name)
        if word and word not in known:
            yield _stale(f"{where}.{name}", word, name)
    if not abs(effect.log_factor) <= MOST_FACTOR:
        yield Wrong(f"{where}.log_factor: a natural logarithm from {-MOST_FACTOR:g} to {MOST_FACTOR:g} is needed, "
                    f"not {effect.log_factor:g}")  # fmt: skip
    if not effect.variance >= 0:
        yield Wrong(f"{where}.variance: it is not negative")


def _of_curves(entry: BehaviourEntry) -> Iterator[Wrong]:
    curves = [(f"shapes[{number}].curve", shape.curve) for number, shape in enumerate(entry.shapes)]
    curves += [(name, getattr(entry, name)) for name in ("leave", "early", "settle", "accept", "pause",
                                                         "no_access_wait")]  # fmt: skip
    curves += [("driving.shape", entry.driving.shape), ("reporting.over_s", entry.reporting.over_s)]
    for where, curve in curves:
        if any(not one <= other for one, other in pairwise(curve)):
            yield Wrong(f"{where}: a curve never falls")


def _stale(where: str, word: str, name: str) -> Wrong:
    """A name that is in no other file of the folder: this was learned of other days."""
    file = {"work_type": "work_types.toml", "territory": "territories.toml", "technician_id": "technicians.csv"}[name]
    return Wrong(f"{where}: {word} is not in {file}; learn anew with scripts/learn_day.py")
