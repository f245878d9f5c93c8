"""The JSON of VROOM, read field by field: what is asked, in the file's own words.

Source: the API description of VROOM 1.15 (docs/API.md of the project), fields crossed out there included.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from dispatchtui.core.text import cleaned
from dispatchtui.solver.formats import decoding
from dispatchtui.solver.formats.fields import Fields, integer, number, told, told_notes, window, wrong

Window = tuple[int, int]
Location = tuple[float, float]
MOST_JOBS = 20_000
MOST_VEHICLES = 5_000
_PLAN_ONLY = ("service_at", "service_after", "service_before")
_OTHER_STEPS = ("start", "break", "end")
_IDS = 2**63 - 1


class Job(Struct, frozen=True, kw_only=True):
    """A job of the file; empty `windows` are any time, and times by vehicle type stand above the plain ones."""

    id: int
    path: str
    description: str | None
    location: Location | None
    index: int | None
    setup: int
    service: int
    setup_per_type: dict[str, int]
    service_per_type: dict[str, int]
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    skills: frozenset[int]
    priority: int
    windows: tuple[Window, ...]


class Break(Struct, frozen=True, kw_only=True):
    """A break of a vehicle, which may begin in its windows."""

    id: int
    description: str | None
    windows: tuple[Window, ...]
    service: int
    max_load: tuple[int, ...] | None


class Vehicle(Struct, frozen=True, kw_only=True):
    """A vehicle of the file; `factor` is what hundredths of a way's duration it takes, `steps` are ids of jobs."""

    id: int
    path: str
    description: str | None
    profile: str
    type: str
    start: Location | None
    start_index: int | None
    end: Location | None
    end_index: int | None
    capacity: tuple[int, ...] | None
    fixed: int
    per_hour: int
    per_km: int
    per_task_hour: int
    skills: frozenset[int]
    window: Window | None
    breaks: tuple[Break, ...]
    factor: int
    max_tasks: int | None
    max_travel_time: int | None
    max_distance: int | None
    steps: tuple[int, ...]


class Request(Struct, frozen=True, kw_only=True):
    """The whole file; matrices stay as text until it is known which of their places are used."""

    jobs: tuple[Job, ...]
    vehicles: tuple[Vehicle, ...]
    matrices: dict[str, dict[str, list[msgspec.Raw]]]
    notes: tuple[str, ...]


def read_request(text: bytes) -> Request:
    """Read a file.

    Raises: UserError with the place of what is wrong.
    """
    notes: dict[str, list[str]] = {}
    top = Fields({name: each for name, each in decoding.top(text).items() if bytes(each) != b"null"}, "", notes)
    for name in ("jobs", "vehicles", "shipments"):
        if name in top:
            top.value[name] = decoding.values(top.value[name], name)
    if top.take("shipments", []):
        raise wrong("shipments", "goods picked up here and delivered there are not planned yet; only jobs are.")
    jobs = tuple(_job(each) for each in _few(top, "jobs", MOST_JOBS))
    vehicles = tuple(_vehicle(each) for each in _few(top, "vehicles", MOST_VEHICLES))
    _once([(each.id, each.path) for each in jobs], "job")
    _once([(each.id, each.path) for each in vehicles], "vehicle")
    matrices = _matrices(top)
    top.rest()
    _alike(jobs, vehicles)
    return Request(jobs=jobs, vehicles=vehicles, matrices=matrices, notes=told_notes(notes))


def _few(top: Fields, name: str, most: int) -> list[Fields]:
    found = list(top.objects(name))
    if not found:
        raise wrong(name, f"there are none, so there is nothing to plan; at least one of {name} is needed.")
    if len(found) > most:
        raise wrong(name, f"{len(found):,} are more than the {most:,} that are taken.")
    return found


def _once(named: list[tuple[int, str]], what: str) -> None:
    seen: dict[int, str] = {}
    for each, path in named:
        if each in seen:
            raise wrong(f"{path}.id", f"{what} {each} is there already, at {seen[each]}.")
        seen[each] = path


def _id(fields: Fields) -> int:
    return integer(fields.take("id"), fields.at("id"), 0, _IDS)


def _said(fields: Fields) -> str | None:
    return fields.text("description") if "description" in fields else fields.take("description", None)


def _by_type(fields: Fields, name: str) -> dict[str, int]:
    each = fields.object(name)
    return {kind: integer(seconds, f"{each.path}[{told(kind)}]") for kind, seconds in each.value.items()}


def _job(fields: Fields) -> Job:
    old = fields.integers("amount")
    job = Job(
        id=_id(fields),
        path=fields.path,
        description=_said(fields),
        location=fields.location("location"),
        index=fields.maybe("location_index"),
        setup=fields.integer("setup"),
        service=fields.integer("service"),
        setup_per_type=_by_type(fields, "setup_per_type"),
        service_per_type=_by_type(fields, "service_per_type"),
        delivery=fields.integers("delivery") or old,
        pickup=fields.integers("pickup"),
        skills=frozenset(fields.integers("skills")),
        priority=fields.integer("priority", high=100),
        windows=fields.windows("time_windows"),
    )
    fields.rest()
    return job


def _vehicle(fields: Fields) -> Vehicle:
    costs = fields.object("costs")
    hours = fields.take("time_window", None)
    speed = number(fields.take("speed_factor", 1), fields.at("speed_factor"), 0.01, 5)
    vehicle = Vehicle(
        id=_id(fields),
        path=fields.path,
        description=_said(fields),
        profile=fields.text("profile", "car"),
        type=fields.text("type"),
        start=fields.location("start"),
        start_index=fields.maybe("start_index"),
        end=fields.location("end"),
        end_index=fields.maybe("end_index"),
        capacity=fields.integers("capacity") if "capacity" in fields else fields.take("capacity", None),
        fixed=costs.integer("fixed"),
        per_hour=costs.integer("per_hour", 3600),
        per_km=costs.integer("per_km"),
        per_task_hour=costs.integer("per_task_hour"),
        skills=frozenset(fields.integers("skills")),
        window=None if hours is None else window(hours, fields.at("time_window")),
        breaks=_breaks(fields, hours),
        factor=round(100 / speed),
        max_tasks=fields.maybe("max_tasks"),
        max_travel_time=fields.maybe("max_travel_time"),
        max_distance=fields.maybe("max_distance"),
        steps=_steps(fields),
    )
    costs.rest()
    fields.rest()
    return vehicle


def _breaks(fields: Fields, hours: list[int] | None) -> tuple[Break, ...]:
    """The breaks in the order in which they are taken: by their first window."""
    found = []
    for each in fields.objects("breaks"):
        spans = each.windows("time_windows")
        if hours and spans and not any(begin <= hours[1] and hours[0] <= end for begin, end in spans):
            raise wrong(each.at("time_windows"), f"none of them lies in the working time {hours[0]} to {hours[1]}.")
        limit = each.integers("max_load") if "max_load" in each else each.take("max_load", None)
        found.append(
            (each.path, Break(id=_id(each), description=_said(each), windows=spans,
                              service=each.integer("service"), max_load=limit))
        )  # fmt: skip
        each.rest()
    _once([(each.id, path) for path, each in found], "break")
    return tuple(sorted((each for _path, each in found), key=lambda each: each.windows[:1] or ((0, 0),)))


def _steps(fields: Fields) -> tuple[int, ...]:
    """The jobs of a route that is to be improved, in order; when they were served matters to a check of plans alone."""
    jobs = []
    for each in fields.objects("steps"):
        kind = each.text("type") if "type" in each else each.take("type")
        if kind == "job":
            jobs.append(_id(each))
        elif kind in ("pickup", "delivery"):
            raise wrong(f"{each.path}.type", "pickups and deliveries are not planned yet; only jobs are.")
        elif kind not in _OTHER_STEPS:
            raise wrong(f"{each.path}.type", f"{told(kind)} is none of start, job, break and end.")
        for name in _PLAN_ONLY:
            if each.take(name, None) is not None:
                each.note(f"{name} is not used, as in VROOM when it solves: steps give the order to begin with")
        each.take("id", None)
        for known in ("description", "location", "location_index", "arrival", "duration", "setup", "service", "load",
                      "waiting_time", "violations", "distance", "job"):  # fmt: skip
            each.take(known, None)  # whoever copies the steps of an answer brings these; VROOM does not mind either
        each.rest()
    return tuple(jobs)


def _matrices(top: Fields) -> dict[str, dict[str, list[msgspec.Raw]]]:
    """Rows of each matrix, not read yet; the old `matrix` is the durations of cars."""
    found: dict[str, dict[str, list[msgspec.Raw]]] = {}
    if "matrix" in top:
        found["car"] = {"durations": decoding.rows(top.take("matrix"), "matrix")}
    given = top.take("matrices", None)
    for profile, raw in decoding.fields(given, "matrices").items() if given is not None else ():
        path = f"matrices.{cleaned(profile, 40)}"
        kinds = decoding.fields(raw, path)
        for kind in kinds.keys() - {"durations", "distances", "costs"}:
            top.note(f"The field {told(kind)} is unknown and not used", path)
        found[profile] = {
            kind: decoding.rows(rows, f"{path}.{kind}")
            for kind, rows in kinds.items()
            if kind in ("durations", "distances", "costs") and bytes(rows) != b"null"
        }
    return found


def _alike(jobs: tuple[Job, ...], vehicles: tuple[Vehicle, ...]) -> None:
    """Loads must have as many numbers everywhere."""
    wide, where = 0, ""
    named = [
        (each.path, kind, load)
        for each in jobs
        for kind, load in (("delivery", each.delivery), ("pickup", each.pickup))
    ]
    named += [(each.path, "capacity", each.capacity or ()) for each in vehicles]
    named += [(each.path, "breaks.max_load", rest.max_load or ()) for each in vehicles for rest in each.breaks]
    for path, kind, load in named:
        if load and not wide:
            wide, where = len(load), f"{path}.{kind}"
        if load and len(load) != wide:
            raise wrong(f"{path}.{kind}", f"{len(load)} numbers where {where} has {wide}; loads are alike everywhere.")
