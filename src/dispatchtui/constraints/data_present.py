"""What a plan rests on is known: place, duration, zones, shift, skills.

Units: one violation for each thing that is missing. Automation never plans on a guess; a
person may, knowingly.
Source: the constraint table of the domain (automation X, person D).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.roles import needs_of
from dispatchtui.core import travel
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.zones import is_zone


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each thing that is missing, and whose it is."""
    for subject, thing, sentence in _missing(trial):
        yield Violation(
            constraint="data_present",
            level=Level.NOBODY if trial.automated else Level.DISPATCHER,
            subject=subject,
            need=thing,
            have="nothing",
            amount=1,
            unit="field",
            sentence=sentence,
        )


def _missing(trial: Trial) -> Iterator[tuple[str, str, str]]:
    visit, technician, board = trial.visit, trial.technician, trial.board
    order = board.work_orders.get(visit.work_order_id)
    work, person = f"work_orders/{visit.work_order_id}", f"technicians/{technician.id}"
    if travel.site_of(board, visit) is None:
        yield work, "location", f"{visit.id} has no location; travel to it is a guess of 20 min."
    if order is None or not is_zone(order.site.zone):
        yield work, "site zone", f"The site of {visit.id} has no time zone."
    if visit.duration is None or visit.duration.p50_s <= 0:
        yield f"visits/{visit.id}", "duration", f"{visit.id} has no duration above 0 min."
    if technician.home is None:
        yield person, "start location", f"{technician.id} has no start location; travel from it is a guess of 20 min."
    if not is_zone(technician.zone):
        yield person, "technician zone", f"{technician.id} has no time zone."
    if not board.indexes.of("shifts", technician.id):
        yield person, "shift", f"{technician.id} has no shift."
    needs = needs_of(trial)
    if needs and not technician.skills:
        yield person, "skills", f"{technician.id} has no skills recorded and {visit.id} needs {len(needs)}."


DATA_PRESENT = Constraint(
    name="data_present",
    requires="Location, duration above 0, time zones, a shift and skills are known.",
    override="X for automation; D for a person.",
    check=check,
    alone=check,
    timeless=True,
)
