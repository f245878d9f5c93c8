"""Ways between the places of a VROOM file: its matrices, or the distance over the globe where it gives none.

Units: seconds, metres, and the file's own money.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.solver.formats.fields import wrong
from dispatchtui.solver.formats.vroom_file import Job, Location, Request, Vehicle

Matrix = NDArray[np.int32]
DETOUR = 1.3
SPEED_KMH = 40.0
RADIUS_M = 6_371_008.8
LONGEST = 2**31 // 100 - 1
"""The largest number of a matrix: hundredths of it still fit the search's numbers."""
MOST_CELLS = 150_000_000
ESTIMATED = f"There are no matrices: ways are {DETOUR} times the distance over the globe, at {SPEED_KMH:.0f} km/h."


class Ways(Struct, frozen=True, kw_only=True):
    """What it takes from place to place, by profile, and where each job, start and end is; -1 is nowhere.

    Shapes: each matrix is [P, P].
    """

    durations: dict[str, Matrix]
    distances: dict[str, Matrix]
    costs: dict[str, Matrix]
    jobs: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    points: tuple[Location | None, ...]
    estimated: bool


def ways_of(request: Request) -> Ways:
    """Read the ways that the file's jobs and vehicles need.

    Raises: UserError with the place of what is wrong.
    """
    for each in request.vehicles:
        if each.start is None and each.start_index is None and each.end is None and each.end_index is None:
            raise wrong(each.path, "start and end are both missing; at least one of them is needed.")
    return _given(request) if request.matrices else _estimated(request)


def _estimated(request: Request) -> Ways:
    """Ways over the globe, between the places that the file names."""
    seen: dict[Location, int] = {}

    def place(at: Location) -> int:
        return seen.setdefault(at, len(seen))

    jobs = []
    for job in request.jobs:
        if job.location is None:
            raise wrong(job.path, "location is missing, and there are no matrices.")
        jobs.append(place(job.location))
    ends = {"start": [-1] * len(request.vehicles), "end": [-1] * len(request.vehicles)}
    for number, each in enumerate(request.vehicles):
        for name, at, index in (("start", each.start, each.start_index), ("end", each.end, each.end_index)):
            if at is None and index is not None:
                raise wrong(f"{each.path}.{name}", "a location is missing, and there are no matrices.")
            if at is not None:
                ends[name][number] = place(at)
    _fits(len(seen), 1)
    distances = globe(list(seen))
    durations = _blocks(len(distances), lambda rows: distances[rows] / (SPEED_KMH / 3.6))
    profiles = {each.profile for each in request.vehicles}
    return Ways(
        durations=dict.fromkeys(profiles, durations),
        distances=dict.fromkeys(profiles, distances),
        costs={},
        jobs=tuple(jobs),
        starts=tuple(ends["start"]),
        ends=tuple(ends["end"]),
        points=tuple(seen),
        estimated=True,
    )


def globe(points: list[Location]) -> Matrix:
    """Metres of road between points, as `DETOUR` times the great circle (haversine)."""
    longitude, latitude = np.radians(np.array(points, dtype=float)).T

    def metres(rows: slice) -> NDArray[np.float64]:
        height = np.sin((latitude[rows, None] - latitude[None, :]) / 2) ** 2
        width = np.sin((longitude[rows, None] - longitude[None, :]) / 2) ** 2
        part = height + np.cos(latitude)[rows, None] * np.cos(latitude)[None, :] * width
        length: NDArray[np.float64] = 2 * RADIUS_M * DETOUR * np.arcsin(np.sqrt(np.clip(part, 0, 1)))
        return length

    return _blocks(len(points), metres)


def _blocks(size: int, made: Callable[[slice], NDArray[np.float64]]) -> Matrix:
    """A matrix made some rows at a time: between nine thousand places the steps on the way would take gigabytes."""
    found = np.empty((size, size), dtype=np.int32)
    for begin in range(0, size, 256):
        rows = slice(begin, begin + 256)
        found[rows] = np.rint(made(rows))
    return found


def _given(request: Request) -> Ways:
    """The file's matrices, cut to the places in use."""
    used = _Used(request)
    _fits(len(used.order), len({each.profile for each in request.vehicles}))
    durations: dict[str, Matrix] = {}
    distances: dict[str, Matrix] = {}
    costs: dict[str, Matrix] = {}
    for each in request.vehicles:
        if each.profile in durations:
            continue
        path = f"matrices.{each.profile if each.profile.isidentifier() else 'profile'}"
        kinds = request.matrices.get(each.profile, {})
        if "durations" not in kinds:
            raise wrong(path, f"durations are missing, and {each.path} travels by them.")
        for kind, into in (("durations", durations), ("distances", distances), ("costs", costs)):
            if kind in kinds:
                into[each.profile] = _matrix(kinds[kind], f"{path}.{kind}", used)
    for each in request.vehicles:
        _priced(each, has_distances=each.profile in distances, has_costs=each.profile in costs)
    return Ways(
        durations=durations,
        distances=distances,
        costs=costs,
        jobs=used.jobs,
        starts=used.starts,
        ends=used.ends,
        points=used.points,
        estimated=False,
    )


def _priced(vehicle: Vehicle, *, has_distances: bool, has_costs: bool) -> None:
    if vehicle.per_km and not has_distances and not has_costs:
        raise wrong(f"{vehicle.path}.costs.per_km", "the matrices of its profile give no distances.")
    if vehicle.max_distance is not None and not has_distances:
        raise wrong(f"{vehicle.path}.max_distance", "the matrices of its profile give no distances.")
    if vehicle.per_hour != 3600 and has_costs:
        raise wrong(f"{vehicle.path}.costs.per_hour", "the matrices of its profile give costs already.")


class _Used:
    """Which rows of the matrices are in use, and where they stand once the others are left out."""

    def __init__(self, request: Request) -> None:
        self.seen: dict[int, int] = {}
        self.order: list[tuple[int, str, Location | None]] = []
        self.jobs = tuple(self._job(each) for each in request.jobs)
        pairs = [
            (self._end(each, "start", each.start_index, each.start), self._end(each, "end", each.end_index, each.end))
            for each in request.vehicles
        ]
        self.starts = tuple(start for start, _end in pairs)
        self.ends = tuple(end for _start, end in pairs)
        self.points = tuple(at for _index, _path, at in self.order)

    def _job(self, job: Job) -> int:
        if job.index is None:
            raise wrong(job.path, "location_index is missing; with matrices each job names its row.")
        return self._place(job.index, f"{job.path}.location_index", job.location)

    def _end(self, vehicle: Vehicle, name: str, index: int | None, at: Location | None) -> int:
        if index is None and at is not None:
            raise wrong(vehicle.path, f"{name}_index is missing; with matrices each {name} names its row.")
        return -1 if index is None else self._place(index, f"{vehicle.path}.{name}_index", at)

    def _place(self, index: int, path: str, at: Location | None) -> int:
        if index not in self.seen:
            self.seen[index] = len(self.order)
            self.order.append((index, path, at))
        place = self.seen[index]
        if at is not None and self.order[place][2] is None:
            self.order[place] = (index, self.order[place][1], at)
        return place


def _matrix(rows: list[msgspec.Raw], path: str, used: _Used) -> Matrix:
    """The rows and columns in use of a square matrix."""
    size = len(rows)
    columns = np.array([index for index, _path, _at in used.order], dtype=np.int64)
    for index, place, _at in used.order:
        if index >= size:
            raise wrong(place, f"{index} is beyond the {size:,} rows of {path}.")
    found = np.empty((len(columns), len(columns)), dtype=np.int32)
    for number, index in enumerate(columns.tolist()):
        found[number] = _row(rows[index], f"{path}[{index}]", size)[columns]
    return found


def _row(raw: msgspec.Raw, path: str, size: int) -> NDArray[np.int32]:
    try:
        row = msgspec.json.decode(raw, type=list[int])
    except msgspec.ValidationError as error:
        at = str(error).rpartition("`$")[2].rstrip("`") if "`$" in str(error) else ""
        raise wrong(f"{path}{at}", "a whole number belongs here.") from None
    if len(row) != size:
        raise wrong(path, f"{len(row):,} numbers in a matrix of {size:,} rows; it must be square.")
    low, high = min(row), max(row)
    if low < 0 or high > LONGEST:
        bad = next(place for place, each in enumerate(row) if not 0 <= each <= LONGEST)
        raise wrong(f"{path}[{bad}]", f"{row[bad]} is not between 0 and {LONGEST:,}.")
    return np.array(row, dtype=np.int32)


def _fits(places: int, profiles: int) -> None:
    if places * places * profiles > MOST_CELLS:
        raise wrong("The file", f"{places:,} places with {profiles} profiles are more ways than fit here.")
