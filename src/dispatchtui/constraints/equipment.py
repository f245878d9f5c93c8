"""What a visit needs rides on a vehicle that is in service, and nobody drives what is not.

Units: minutes of the way and the work during which a vehicle is out of service, half-open; kinds
of equipment where no vehicle has them. A kind of vehicle is needed by its name as equipment is.
Who has no vehicle recorded is taken to get there all the same.
Source: the constraint table of the domain (L).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import begun, later
from dispatchtui.constraints.words import length, minutes, moment, names, zone_of
from dispatchtui.core.model import Assignment, Vehicle
from dispatchtui.core.refusals import Level, Violation

_ALWAYS_S = 1 << 62


def check(trial: Trial) -> Iterator[Violation]:
    """Yield what no vehicle brings, and the vehicle that is out when the technician has no other."""
    told: set[str] = set()
    if trial.visit.equipment and trial.technician.id == trial.people[0].technician_id:
        for violation in _not_brought(trial):
            told.add(violation.subject)
            yield violation
    own = _vehicles(trial, [trial.line])
    if own and all(_out_s(trial.line, each) > 0 for each in own):
        nearest = min(own, key=lambda each: _out_s(trial.line, each))
        if f"vehicles/{nearest.id}" not in told:
            yield _out(trial, nearest, f"{trial.technician.id} has no vehicle to drive")


def _not_brought(trial: Trial) -> Iterator[Violation]:
    """Each kind that is on no vehicle of anybody who goes, or on none in service."""
    vehicles = _vehicles(trial, trial.people)
    for kind in dict.fromkeys(trial.visit.equipment):
        having = [each for each in vehicles if kind == each.kind or kind in each.equipment]
        if not having:
            yield _missing(trial, kind, vehicles)
            continue
        nearest = min(having, key=lambda each: _out_s(trial.line, each))
        if _out_s(trial.line, nearest) > 0:
            yield _out(trial, nearest, f"{trial.visit.id} needs {kind}, which {nearest.id} has")


def _vehicles(trial: Trial, people: Iterable[Assignment]) -> list[Vehicle]:
    board = trial.board
    keys = (key for line in people for key in board.indexes.of("vehicles", line.technician_id))
    return [board.tables["vehicles"][key] for key in keys]


def _out_s(line: Assignment, vehicle: Vehicle) -> int:
    """Seconds of the way and the work during which a vehicle is out of service."""
    if vehicle.out_from_s is None:
        return 0
    back_s = vehicle.out_until_s if vehicle.out_until_s is not None else _ALWAYS_S
    return max(0, min(line.end_s, back_s) - max(line.start_s - line.travel_s, vehicle.out_from_s))


def _missing(trial: Trial, kind: str, vehicles: list[Vehicle]) -> Violation:
    people = names([line.technician_id for line in trial.people])
    have = names([each.id for each in vehicles]) if vehicles else "no vehicle"
    why = f"no vehicle of {people} has it" if vehicles else f"no vehicle of {people} is recorded"
    return Violation(
        constraint="equipment",
        level=Level.LEAD,
        subject=f"equipment/{kind}",
        need=kind,
        have=have,
        amount=1,
        unit="kind",
        sentence=f"{trial.visit.id} needs {kind}; {why}.",
    )


def _out(trial: Trial, vehicle: Vehicle, why: str) -> Violation:
    zone, line = zone_of(trial), trial.line
    away = f"from {moment(vehicle.out_from_s or 0, zone, line.start_s)} "
    if vehicle.out_until_s is None:
        away += "until further notice"
    else:
        away += f"to {moment(vehicle.out_until_s, zone, line.start_s)}"
    reason = f" ({vehicle.out_reason})" if vehicle.out_reason else ""
    out_s = _out_s(line, vehicle)
    return Violation(
        constraint="equipment",
        level=Level.LEAD,
        subject=f"vehicles/{vehicle.id}",
        need=f"{vehicle.id} in service",
        have=f"out of service {away}",
        amount=minutes(out_s),
        unit="min",
        sentence=(
            f"{why}: {vehicle.id} is out of service {away}{reason}, "
            f"{length(out_s)} of the way to {trial.visit.id} and the work there."
        ),
    )


def clears(trial: Trial) -> int | None:
    """The first begin to which one can drive in a vehicle that has what is needed and is back."""
    own = _vehicles(trial, [trial.line])
    groups = [own] if own else []
    if trial.visit.equipment and trial.technician.id == trial.people[0].technician_id:
        every = _vehicles(trial, trial.people)
        having = ([each for each in every if kind == each.kind or kind in each.equipment]
                  for kind in trial.visit.equipment)  # fmt: skip
        groups += [each for each in having if each]
    start_s = trial.line.start_s
    while True:
        line = begun(trial, start_s).line
        lacking = [group for group in groups if all(_out_s(line, each) > 0 for each in group)]
        if not lacking:
            return later(trial, start_s)
        # Whoever is back first will do; each vehicle is out once.
        start_s = max(min(_back_s(each) for each in group) for group in lacking) + line.travel_s
        if start_s >= _ALWAYS_S:
            return None


def _back_s(vehicle: Vehicle) -> int:
    return _ALWAYS_S if vehicle.out_until_s is None else vehicle.out_until_s


EQUIPMENT = Constraint(
    name="equipment",
    requires="What the visit needs is on a vehicle in service, and who has vehicles has one to drive.",
    override="L.",
    check=check,
    clears=clears,
    alone=check,
)
