"""Nobody is sent into a danger that takes more people, more company or better weather than there is.

Units: people who are missing; minutes of being alone beyond the limit; minutes of work outdoors in
unsafe weather, half-open. Two trainees are no company for each other.
Source: the constraint table of the domain (X: two-person hazards, lone worker, unsafe weather).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import lasts_s, later
from dispatchtui.constraints.words import counted, length, minutes, names, span, zone_of
from dispatchtui.core.breaks import first_free
from dispatchtui.core.model import Hazard, WeatherAlert
from dispatchtui.core.refusals import Level, Violation


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each danger that the people who go may not be sent into."""
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    hazards = order.site.hazards if order is not None else ()
    for hazard in hazards:
        if hazard.people > len(trial.people):
            yield _too_few(trial, hazard)
    if len(trial.people) == 1:
        yield from _alone(trial, hazards)
    yield from _untaught(trial)
    if trial.visit.outdoor and trial.visit.territory:
        for key in trial.board.indexes.of("weather_alerts", trial.visit.territory):
            yield from _weather(trial, trial.board.tables["weather_alerts"][key])


def _too_few(trial: Trial, hazard: Hazard) -> Violation:
    there = len(trial.people)
    short = hazard.people - there
    return _violation(
        trial, need=f"{hazard.people} people", have=counted(there, "person"), amount=short, unit="person",
        sentence=(
            f"{trial.visit.id} is at a site with {hazard.kind}, which takes {hazard.people} people, and {there} "
            f"{'goes' if there == 1 else 'go'}: {short} too few."
        ),
    )  # fmt: skip


def _alone(trial: Trial, hazards: tuple[Hazard, ...]) -> Iterator[Violation]:
    """The strictest limit of being alone that the work exceeds."""
    limits = [(each.alone_s, f"with {each.kind}") for each in hazards if each.alone_s is not None]
    ruled_s = trial.rules.alone_s
    if ruled_s is not None:
        limits.append((ruled_s, "by policy"))
    if not limits:
        return
    limit_s, why = min(limits)
    work_s = trial.line.end_s - trial.line.start_s
    if work_s > limit_s:
        yield _violation(
            trial, need=f"alone at most {length(limit_s)}", have=length(work_s),
            amount=minutes(work_s - limit_s), unit="min",
            sentence=(
                f"{trial.technician.id} would be alone at {trial.visit.id} for {length(work_s)}, {why} at most "
                f"{length(limit_s)}: {length(work_s - limit_s)} too long."
            ),
        )  # fmt: skip


def _untaught(trial: Trial) -> Iterator[Violation]:
    """Trainees whom nobody accompanies who is none."""
    technicians = (trial.board.technicians.get(line.technician_id) for line in trial.people)
    if not all(each is not None and "trainee" in each.tags for each in technicians):
        return
    people = [line.technician_id for line in trial.people]
    what = "is a trainee" if len(people) == 1 else "are trainees"
    yield _violation(
        trial, need="somebody who is no trainee", have=names(people), amount=1, unit="person",
        sentence=f"{names(people)} {what} and would go to {trial.visit.id} without anybody who is none.",
        subject=f"technicians/{people[0]}",
    )  # fmt: skip


def _weather(trial: Trial, alert: WeatherAlert) -> Iterator[Violation]:
    line, zone = trial.line, zone_of(trial)
    shared_s = min(line.end_s, alert.end_s) - max(line.start_s, alert.start_s)
    if not (alert.start_s < line.end_s and line.start_s < alert.end_s):
        return
    kind, during = alert.kind or "unsafe weather", span(alert.start_s, alert.end_s, zone, line.start_s)
    yield _violation(
        trial, need="safe weather", have=f"{kind} {during}", amount=minutes(shared_s), unit="min",
        sentence=(
            f"{trial.visit.id} {span(line.start_s, line.end_s, zone)} is outdoors, and {alert.territory} has {kind} "
            f"from {during}: {length(shared_s)} of it."
        ),
        subject=f"weather_alerts/{alert.id}",
    )  # fmt: skip


def _violation(
    trial: Trial, *, need: str, have: str, amount: float, unit: str, sentence: str, subject: str = ""
) -> Violation:
    return Violation(
        constraint="safety",
        level=Level.NOBODY,
        subject=subject or f"work_orders/{trial.visit.work_order_id}",
        need=need,
        have=have,
        amount=amount,
        unit=unit,
        sentence=sentence,
    )


def clears(trial: Trial) -> int | None:
    """The first begin of work outdoors that meets no unsafe weather."""
    if not trial.visit.outdoor or not trial.visit.territory:
        return None
    keys = trial.board.indexes.of("weather_alerts", trial.visit.territory)
    alerts = [trial.board.tables["weather_alerts"][key] for key in keys]
    return later(trial, first_free(trial.line.start_s, lasts_s(trial), [(each.start_s, each.end_s) for each in alerts]))


SAFETY = Constraint(
    name="safety",
    requires="Dangers have the people, the company and the weather that they take.",
    override="X.",
    check=check,
    clears=clears,
    alone=check,
    of_visit=True,
)
