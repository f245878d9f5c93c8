"""More work than the others of the territory have that day.

Units: points: an hour or a visit above the mean of the people of the technician's own territory who are on
shift that local day. The mean is the same whoever takes the visit.
Source: the soft objectives of the domain (spread of hours and jobs); rest after on-call waits for rotas.
"""

from __future__ import annotations

from dispatchtui.constraints.objectives.base import Objective, Weighing


def _above(weighing: Weighing) -> tuple[float, float]:
    """Visits and hours above the mean."""
    trial, day = weighing.trial, weighing.day
    crowd = day.crowd
    if crowd.people < 2:
        return 0, 0
    work_s = trial.line.end_s - trial.line.start_s
    jobs = len(day.stops) + 1 - (crowd.jobs + 1) / crowd.people
    hours = (day.work_s + work_s - (crowd.work_s + work_s) / crowd.people) / 3600
    return max(0, jobs), max(0, hours)


def amount(weighing: Weighing) -> float:
    """Hours and visits above the mean."""
    jobs, hours = _above(weighing)
    return jobs + hours


def sentence(weighing: Weighing, _amount: float) -> str:
    """Say how far above the mean."""
    jobs, hours = _above(weighing)
    where = weighing.trial.technician.territory or "the others"
    return (
        f"{weighing.trial.technician.id} would have {jobs:.1f} visits and {hours:.1f} h more than the mean of {where}."
    )


BALANCE = Objective(
    name="balance",
    minimises="Hours and visits above the mean of the territory that day.",
    unit="point",
    weight_s=60,
    amount=amount,
    sentence=sentence,
)
