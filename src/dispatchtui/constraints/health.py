"""The health of the data: what silently keeps people or work out, and the act that mends each gap.

Units: counts of the visits that wait for a place.
Cost: a walk over the people and the visits that have not ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dispatchtui.constraints.health_people import people_gaps
from dispatchtui.constraints.health_scene import IMPORT_PEOPLE, IMPORT_WORK, Gap, Scene, act
from dispatchtui.constraints.words import counted
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, TerritoryId, Visit, WorkOrder
from dispatchtui.core.zones import is_zone

__all__ = ["Gap", "health"]

_DURATION = '{"p50_s": SECONDS, "p80_s": SECONDS}'


def health(board: Board, at_s: int, positions: Mapping[str, Position] | None = None) -> tuple[Gap, ...]:
    """Every gap of the board: of the work first, then of the office, then of the people."""
    scene = Scene(board, at_s, positions or {})
    return (*_work(scene), *_office(scene), *people_gaps(scene))


def _work(scene: Scene) -> Iterator[Gap]:
    """What each visit that has not ended lacks."""
    for visit in scene.ahead:
        order = scene.board.work_orders.get(visit.work_order_id)
        yield from _of_order(scene, visit, order)
        if visit.duration is None or visit.duration.p50_s <= 0:
            said = "no duration" if visit.duration is None else "a duration of 0 min"
            yield Gap(subject=f"visits/{visit.id}", lacks="duration", excludes=_from_automation(visit),
                      mend=act("amend_visit", f'"visit_id": "{visit.id}", "duration": {_DURATION}'),
                      sentence=f"{visit.id} has {said}.")  # fmt: skip


def _of_order(scene: Scene, visit: Visit, order: WorkOrder | None) -> Iterator[Gap]:
    key = f"work_orders/{visit.work_order_id}"
    mend = IMPORT_WORK if order is not None and order.external else act("amend_work_order", '"row": WORK_ORDER')
    if travel.site_of(scene.board, visit) is None:
        yield Gap(subject=key, lacks="location", excludes=_from_automation(visit), mend=mend,
                  sentence=f"{visit.id} has no location, so every way to it is a guess of 20 min.")  # fmt: skip
    if order is None or not is_zone(order.site.zone):
        zone = order.site.zone if order is not None else ""
        said = f"the zone {zone!r}, which is none" if zone else "no time zone"
        yield Gap(subject=key, lacks="time zone", excludes=_from_automation(visit), mend=mend,
                  sentence=f"The site of {visit.id} has {said}.")  # fmt: skip
    if order is None or order.work_type not in scene.board.work_types:
        said = f"the work type {order.work_type!r}, which is not known" if order and order.work_type else "no work type"
        yield Gap(subject=key, lacks="work type", excludes=f"{visit.id} from the skills, parts and SLA of its kind",
                  mend=mend, sentence=f"{visit.id} has {said}.")  # fmt: skip


def _from_automation(visit: Visit) -> str:
    return f"automation from placing {visit.id}"


def _office(scene: Scene) -> Iterator[Gap]:
    """Skills that work needs and nobody has, and territories with work and nobody in them."""
    held = {(each.skill, level) for who in scene.people for each in who.skills for level in range(1, each.level + 1)}
    lacking = Counter(
        (need.skill, need.level)
        for visit in scene.waiting
        for need in visit.needs
        if (need.skill, need.level) not in held
    )
    for (skill, level), number in lacking.items():
        yield Gap(subject=f"skills/{skill}", lacks="anybody who has it",
                  excludes=f"everybody from {scene.of_waiting(number)}", mend=IMPORT_PEOPLE,
                  sentence=f"Nobody has {skill} at level {level}, which {counted(number, 'waiting visit')} "
                  f"{'needs' if number == 1 else 'need'}.")  # fmt: skip
    covered = {territory for who in scene.people for territory in (who.territory, *who.covers)}
    waiting = Counter(visit.territory for visit in scene.waiting)
    for territory in scene.board.territories.values():
        if territory.id not in covered:
            number = waiting[TerritoryId(territory.id)]
            yield Gap(subject=f"territories/{territory.id}", lacks="anybody who covers it",
                      excludes=f"everybody from {scene.of_waiting(number)}", mend=IMPORT_PEOPLE,
                      sentence=f"Nobody covers {territory.id}.")  # fmt: skip
