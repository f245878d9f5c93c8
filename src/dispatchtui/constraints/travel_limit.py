"""Nobody drives further than they go: from one stop to the next, and from home.

Units: minutes of the way to the visit and of the way on to the next stop; kilometres in a straight
line from home. The way home is nobody's limit. Of an unknown place nothing is said here.
Source: the constraint table of the domain (D).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import length, minutes
from dispatchtui.core import travel
from dispatchtui.core.model import Location, Visit
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each leg that is too long, and the distance from home that is too far."""
    technician, visit = trial.technician, trial.visit
    here = travel.site_of(trial.board, visit)
    if here is None:
        return
    if technician.longest_leg_s is not None:
        yield from _legs(trial, here, technician.longest_leg_s)
    if technician.radius_m is not None and technician.home is not None:
        away_m = travel.distance_m(technician.home, here)
        if away_m > technician.radius_m:
            yield _too_far(trial, away_m, technician.radius_m)


def _legs(trial: Trial, here: Location, most_s: int) -> Iterator[Violation]:
    board, visit, technician = trial.board, trial.visit, trial.technician
    around = board.around(technician.id, trial.line.start_s, trial.line.start_s, skip=visit.id)
    places = [technician.home, *(travel.site_of(board, stop) for stop in around)]
    if all(place is None or travel.seconds(place, here) <= most_s for place in places):
        return  # Whichever of them they come from and go on to.
    previous = travel.stop_before(board, visit, technician, trial.line.start_s)
    there = technician.home if previous is None else travel.site_of(board, previous)
    if there is not None and travel.seconds(there, here) > most_s:
        way = f"{'home' if previous is None else previous.id} to {visit.id}"
        yield _too_long(trial, way, travel.seconds(there, here), most_s, previous)
    following = travel.stop_after(board, visit, trial.line)
    onward = travel.site_of(board, following) if following is not None else None
    if following is not None and onward is not None and travel.seconds(here, onward) > most_s:
        yield _too_long(trial, f"{visit.id} to {following.id}", travel.seconds(here, onward), most_s, following)


def _too_long(trial: Trial, way: str, drive_s: int, most_s: int, other: Visit | None) -> Violation:
    who = trial.technician.id
    return Violation(
        constraint="travel_limit",
        level=Level.DISPATCHER,
        subject=f"visits/{other.id}" if other is not None else f"technicians/{who}",
        need=f"at most {length(most_s)}",
        have=length(drive_s),
        amount=minutes(drive_s - most_s),
        unit="min",
        sentence=(
            f"{who} needs {length(drive_s)} from {way} and drives at most {length(most_s)} from one stop to the next: "
            f"{length(drive_s - most_s)} too much."
        ),
    )


def _too_far(trial: Trial, away_m: float, most_m: int) -> Violation:
    who = trial.technician.id
    return Violation(
        constraint="travel_limit",
        level=Level.DISPATCHER,
        subject=f"technicians/{who}",
        need=f"at most {_distance(most_m)}",
        have=_distance(away_m),
        amount=(away_m - most_m) / 1000,
        unit="km",
        sentence=(
            f"{trial.visit.id} is {_distance(away_m)} from the home of {who}, who goes at most "
            f"{_distance(most_m)} from there: {_distance(away_m - most_m)} too far."
        ),
    )


def _distance(metres: float) -> str:
    """A distance as 12.3 km, or 250 m where that says more; never nothing."""
    return f"{round(metres / 1000, 1):g} km" if metres >= 1000 else f"{ceil(metres)} m"


TRAVEL_LIMIT = Constraint(
    name="travel_limit",
    requires="No leg is longer and no site further from home than the technician goes.",
    override="D.",
    check=check,
)
