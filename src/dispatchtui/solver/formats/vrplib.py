"""VRPLIB texts (.vrp): keyed lines and sections, with or without time windows.

Nodes count from 1 and the depot is the first; in plans customers count from 1 behind it, as in .sol files.

Source: TSPLIB 95, and the sections of the VRPLIB form for time windows and service times.
"""

from __future__ import annotations

import numpy as np

from dispatchtui.core.text import cleaned
from dispatchtui.errors import UserError
from dispatchtui.solver.formats.customers import Customers, few
from dispatchtui.solver.formats.fields import told
from dispatchtui.solver.formats.solomon import numbers
from dispatchtui.solver.problem import Ints

_EDGES = ("EUC_2D", "EXACT_2D")
_SECTIONS = {
    "NODE_COORD_SECTION": 3,
    "DEMAND_SECTION": 2,
    "TIME_WINDOW_SECTION": 3,
    "SERVICE_TIME_SECTION": 2,
}
_KEYS = ("NAME", "TYPE", "COMMENT", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME", "EDGE_WEIGHT_TYPE")
_FAR = 10**7

Table = dict[str, dict[int, tuple[int, list[float]]]]


def read_vrplib(text: str) -> tuple[Customers, tuple[str, ...]]:
    """Read a file; also what of it is not used.

    Raises: UserError with the line of what is wrong.
    """
    keys, sections, unknown = _parted(text)
    edges = keys.get("EDGE_WEIGHT_TYPE", (0, "missing"))
    if edges[1] not in _EDGES:
        raise UserError(f"Line {edges[0]}: EDGE_WEIGHT_TYPE {told(edges[1])} is not read; {' and '.join(_EDGES)} are.")
    size = _whole(keys, "DIMENSION", 2)
    vehicles = _whole(keys, "VEHICLES", 1, size - 1)
    few(size - 1, vehicles)
    for name in ("NODE_COORD_SECTION", "DEMAND_SECTION"):
        if name not in sections:
            raise UserError(f"The file: {name} is missing.")
    for name, rows in sections.items():
        lost = next((node for node in range(1, size + 1) if node not in rows), None)
        if lost is not None:
            raise UserError(f"{name}: node {lost} of {size:,} is missing.")
    demand = _column(sections["DEMAND_SECTION"], size, "demand")[:, 0]
    windows, service = _windows(sections, size), _service(keys, sections, size)
    return Customers(
        name=cleaned(keys.get("NAME", (0, "unnamed"))[1], 60),
        kind="VRPLIB",
        vehicles=vehicles,
        capacity=_whole(keys, "CAPACITY", 0),
        points=np.array([sections["NODE_COORD_SECTION"][node][1] for node in range(1, size + 1)]),
        demand=demand,
        windows=windows,
        service=service,
    ), unknown


def _parted(text: str) -> tuple[dict[str, tuple[int, str]], Table, tuple[str, ...]]:
    """The keyed lines and the sections, and what is neither."""
    keys: dict[str, tuple[int, str]] = {}
    sections: Table = {}
    unknown: list[str] = []
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace(":", " : ", 1).split()
        if not words or words == ["EOF"]:
            continue
        if words[0][0].isalpha():
            section = words[0] if words[0].endswith("_SECTION") else ""
            if section and section not in _SECTIONS and section != "DEPOT_SECTION":
                unknown.append(f"The section {told(section)} is unknown and not used: line {number}.")
            elif section in _SECTIONS:
                sections[section] = {}
            elif not section:
                if words[0] not in _KEYS:
                    unknown.append(f"The field {told(words[0])} is unknown and not used: line {number}.")
                keys[words[0]] = (number, line.partition(":")[2].strip())
        elif section in _SECTIONS:
            _row(sections[section], section, number, words)
        elif section == "DEPOT_SECTION":
            if numbers(words, number)[0] not in (1, -1):
                raise UserError(f"Line {number}: the depot must be node 1, and there is one only.")
        elif not section:
            raise UserError(f"Line {number}: a field or a section begins with a letter, not {told(words[0])}.")
    return keys, sections, tuple(unknown)


def _row(rows: dict[int, tuple[int, list[float]]], section: str, number: int, words: list[str]) -> None:
    found = numbers(words, number)
    if len(found) != _SECTIONS[section]:
        raise UserError(f"Line {number}: {_SECTIONS[section]} numbers belong here in {section}, not {len(found)}.")
    if found[0] in rows:
        raise UserError(f"Line {number}: node {found[0]:g} is there already, in line {rows[int(found[0])][0]}.")
    rows[int(found[0])] = (number, found[1:])


def _whole(keys: dict[str, tuple[int, str]], name: str, least: int, default: int | None = None) -> int:
    if name not in keys:
        if default is None:
            raise UserError(f"The file: {name} is missing.")
        return default
    line, value = keys[name]
    if not (value.isascii() and value.isdigit() and least <= int(value[:12]) <= 10**9):
        raise UserError(f"Line {line}: {name} must be a whole number of at least {least}, not {told(value)}.")
    return int(value)


def _column(rows: dict[int, tuple[int, list[float]]], size: int, name: str) -> Ints:
    """The values of a section by node, which are whole and not below zero."""
    for line, values in rows.values():
        for value in values:
            if value < 0 or value != int(value):
                raise UserError(f"Line {line}: the {name} must be a whole number of at least 0, not {value:g}.")
    return np.array([rows[node][1] for node in range(1, size + 1)], dtype=np.int64)


def _windows(sections: Table, size: int) -> Ints:
    rows = sections.get("TIME_WINDOW_SECTION")
    if rows is None:
        return np.tile(np.array([0, _FAR]), (size, 1))
    for line, (begin, end) in rows.values():
        if end < begin:
            raise UserError(f"Line {line}: end {end:g} is before begin {begin:g}.")
    return _column(rows, size, "window")


def _service(keys: dict[str, tuple[int, str]], sections: Table, size: int) -> Ints:
    """Service times: of each node, or one for all customers."""
    if "SERVICE_TIME_SECTION" in sections:
        return _column(sections["SERVICE_TIME_SECTION"], size, "service time")[:, 0]
    service = np.full(size, _whole(keys, "SERVICE_TIME", 0, 0), dtype=np.int64)
    service[0] = 0
    return service
