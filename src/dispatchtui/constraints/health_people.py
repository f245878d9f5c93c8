"""What keeps people out: no shift, no place to start from, no skills, papers that run out, vans that nobody counted.

Units: days and instants on the technician's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from dispatchtui.constraints.health_scene import IMPORT_PEOPLE, IMPORT_SHIFTS, POSITIONS, Gap, Scene, act
from dispatchtui.constraints.words import length, moment, names
from dispatchtui.core.model import Competence, Shift, Technician, Vehicle, Visit
from dispatchtui.core.policy import rules_for
from dispatchtui.core.stock import van_of
from dispatchtui.core.zones import is_zone

AHEAD_S = 14 * 24 * 3600
"""How far ahead somebody must have a shift."""
SOON_S = 7 * 24 * 3600
"""How long before its end a certification is told of."""


def people_gaps(scene: Scene) -> Iterator[Gap]:
    """Yield what is missing of each technician who can be sent at all."""
    for technician in scene.people:
        yield from _basics(scene, technician)
        yield from _papers(scene, technician)
        yield from _whereabouts(scene, technician)
        yield from _van(scene, technician)
        yield from _vehicles(scene, technician)


def _basics(scene: Scene, technician: Technician) -> Iterator[Gap]:
    who, key = technician.id, f"technicians/{technician.id}"
    everything = f"automation from giving {who} any of {scene.of_waiting()}"
    if technician.home is None:
        yield Gap(subject=key, lacks="start location", excludes=everything, mend=IMPORT_PEOPLE,
                  sentence=f"{who} has no start location, so every way from home is a guess of 20 min.")  # fmt: skip
    if not is_zone(technician.zone):
        said = f"the zone {technician.zone!r}, which is none" if technician.zone else "no time zone"
        yield Gap(subject=key, lacks="time zone", excludes=everything, mend=IMPORT_PEOPLE,
                  sentence=f"{who} has {said}, so their days and times are told in UTC.")  # fmt: skip
    shifts = scene.board.shifts_of(who)
    if not any(each.end_s > scene.at_s and each.start_s < scene.at_s + AHEAD_S for each in shifts):
        past = f"; the last one ended {moment(shifts[-1].end_s, technician.zone, scene.at_s)}" if shifts else ""
        yield Gap(subject=key, lacks="shift", excludes=everything, mend=IMPORT_SHIFTS,
                  sentence=f"{who} has no shift in the coming {length(AHEAD_S)}{past}.")  # fmt: skip
    if not technician.skills:
        share = scene.share(lambda visit: bool(visit.needs))
        yield Gap(subject=key, lacks="skills", excludes=f"{who} from {share}", mend=IMPORT_PEOPLE,
                  sentence=f"{who} has no skills recorded.")  # fmt: skip


def _papers(scene: Scene, technician: Technician) -> Iterator[Gap]:
    """What has expired or is about to, where no other entry of the same skill goes on."""
    for held in technician.skills:
        until_s = held.valid_until_s
        if until_s is None or until_s > scene.at_s + SOON_S or _goes_on(technician, held):
            continue
        share = scene.of_waiting(scene.needing_skill[held.skill])
        then = moment(until_s, technician.zone, scene.at_s)
        over = until_s <= scene.at_s
        away = length(until_s - scene.at_s)
        yield Gap(
            subject=f"technicians/{technician.id}",
            lacks=f"valid {held.skill}",
            excludes=f"{technician.id} from {share}" if over else f"{technician.id} from {share} after {then}",
            mend=IMPORT_PEOPLE,
            sentence=f"{held.skill} of {technician.id} {'expired' if over else 'expires'} {then}, "
            f"{f'{away} ago' if over else f'in {away}'}.",
        )


def _goes_on(technician: Technician, held: Competence) -> bool:
    until_s = held.valid_until_s
    return any(
        each.skill == held.skill
        and each.level >= held.level
        and (each.valid_until_s is None or (until_s is not None and each.valid_until_s > until_s))
        and (each.valid_from_s is None or (until_s is not None and each.valid_from_s <= until_s))
        for each in technician.skills
        if each is not held
    )


def _whereabouts(scene: Scene, technician: Technician) -> Iterator[Gap]:
    shift = next((each for each in scene.board.shifts_of(technician.id) if _runs(each, scene.at_s)), None)
    if shift is None:
        return
    fresh_s = rules_for(scene.board, scene.at_s, territory=technician.territory, team=technician.team).fresh_s or 0
    position = scene.positions.get(technician.id)
    age_s = None if position is None else scene.at_s - position.at_s
    if age_s is not None and age_s <= fresh_s:
        return
    said = "no position" if age_s is None else f"a position that is {length(age_s)} old"
    yield Gap(
        subject=f"technicians/{technician.id}",
        lacks="fresh position",
        excludes=f"{technician.id} from being found by where they are",
        mend=POSITIONS,
        sentence=f"{technician.id} is on shift with {said}; it should be at most {length(fresh_s)} old.",
    )


def _runs(shift: Shift, at_s: int) -> bool:
    return shift.start_s <= at_s < shift.end_s


def _van(scene: Scene, technician: Technician) -> Iterator[Gap]:
    """A van whose stock nobody ever counted, while work of this technician or territory needs parts."""
    board = scene.board
    van = van_of(board, technician.id)
    if van is not None and board.indexes.of("part_levels", van.id):
        return
    covered = ("", technician.territory, *technician.covers)
    number = sum(1 for each in scene.needing_parts if each.territory in covered)
    if not number:
        return
    row = f'{{"id": "VAN-{technician.id}", "technician_id": "{technician.id}"}}'
    a_van = act("record_stock_location", f'"row": {row}')
    said = f"{van.id}, the van of {technician.id}, was never counted" if van else f"{technician.id} has no van stock"
    yield Gap(
        subject=f"stock_locations/{van.id}" if van else f"technicians/{technician.id}",
        lacks="counted parts",
        excludes=f"{technician.id} from {scene.of_waiting(number)}",
        mend=act("count_stock", f'"stock_id": "{van.id}", "part": "PART", "on_hand": NUMBER') if van else a_van,
        sentence=f"{said}, and work that they could take needs parts.",
    )


def _vehicles(scene: Scene, technician: Technician) -> Iterator[Gap]:
    board = scene.board
    vehicles: list[Vehicle] = [board.tables["vehicles"][key] for key in board.indexes.of("vehicles", technician.id)]
    out = [each for each in vehicles if _is_out(each, scene.at_s)]
    left = {kind for each in vehicles if each not in out for kind in (each.kind, *each.equipment)}
    for vehicle in out:
        lost = [kind for kind in vehicle.equipment if kind not in left]

        def concerned(visit: Visit, lost: list[str] = lost) -> bool:
            return any(kind in lost for kind in visit.equipment)

        until_s = vehicle.out_until_s
        back = "until further notice" if until_s is None else f"until {moment(until_s, technician.zone, scene.at_s)}"
        why = f" ({vehicle.out_reason})" if vehicle.out_reason else ""
        share = scene.of_waiting() if len(out) == len(vehicles) else scene.share(concerned)
        yield Gap(
            subject=f"vehicles/{vehicle.id}",
            lacks="service",
            excludes=f"{technician.id} from {share}",
            mend=act("record_vehicle", f'"row": {_in_service(vehicle)}'),
            sentence=f"{vehicle.id} of {technician.id} is out of service {back}{why}"
            f"{f'; without it they have no {names(lost)}' if lost else ''}.",
        )


def _is_out(vehicle: Vehicle, at_s: int) -> bool:
    if vehicle.out_from_s is None or vehicle.out_from_s > at_s:
        return False
    return vehicle.out_until_s is None or vehicle.out_until_s > at_s


def _in_service(vehicle: Vehicle) -> str:
    """The row of a vehicle as it would be in service again."""
    row = replace(vehicle, out_from_s=None, out_until_s=None, out_reason="", version=0, changed=None)
    return msgspec.json.format(msgspec.json.encode(row), indent=0).decode().replace("'", "\\u0027")
