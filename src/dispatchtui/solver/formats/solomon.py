"""The text files of Solomon and of Gehring and Homberger: a VEHICLE and a CUSTOMER table.

Source: Solomon 1987, Gehring and Homberger 1999, as their instances are published.
"""

from __future__ import annotations

import numpy as np

from dispatchtui.core.text import cleaned
from dispatchtui.errors import UserError
from dispatchtui.solver.formats.customers import Customers, few
from dispatchtui.solver.formats.fields import told

_COLUMNS = "number, x, y, demand, ready time, due date and service time"


def read_solomon(text: str) -> Customers:
    """Read a file.

    Raises: UserError with the line of what is wrong.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, words) for number, words in lines if words]
    heads = {words[0].upper(): place for place, (_number, words) in enumerate(lines) if words[0].isalpha()}
    for name in ("VEHICLE", "CUSTOMER"):
        if name not in heads:
            raise UserError(f"The file: a line {name} is missing.")
    vehicles, capacity = _fleet(lines, heads["VEHICLE"])
    rows = [
        _customer(number, words) for number, words in lines[heads["CUSTOMER"] + 1 :] if words[0][0] in "0123456789-+."
    ]
    if len(rows) < 2:
        raise UserError("The file: under CUSTOMER belong a depot and at least one customer.")
    few(len(rows) - 1, vehicles)
    for place, (number, row) in enumerate(rows):
        if row[0] != place:
            raise UserError(
                f"Line {number}: customer {row[0]:g} stands where {place} belongs; they are numbered from 0."
            )
        if row[5] < row[4]:
            raise UserError(f"Line {number}: due date {row[5]:g} is before ready time {row[4]:g}.")
    table = np.array([row for _number, row in rows])
    return Customers(
        name=cleaned(" ".join(lines[0][1]), 60),
        kind="Solomon",
        vehicles=vehicles,
        capacity=capacity,
        points=table[:, 1:3],
        demand=table[:, 3].astype(np.int64),
        windows=np.ascontiguousarray(table[:, 4:6].astype(np.int64)),
        service=table[:, 6].astype(np.int64),
    )


def _fleet(lines: list[tuple[int, list[str]]], place: int) -> tuple[int, int]:
    """The vehicles and their capacity: the first two numbers under VEHICLE."""
    for number, words in lines[place + 1 : place + 3]:
        if words[0][0].isdigit():
            found = numbers(words, number)
            if len(found) != 2 or found[0] < 1 or found[1] < 0:
                raise UserError(
                    f"Line {number}: a number of vehicles and a capacity belong here, not {told(' '.join(words))}."
                )
            return int(found[0]), int(found[1])
    raise UserError(f"Line {lines[place][0]}: under VEHICLE a number of vehicles and a capacity are missing.")


def _customer(number: int, words: list[str]) -> tuple[int, list[float]]:
    row = numbers(words, number)
    if len(row) != 7:
        raise UserError(f"Line {number}: {_COLUMNS} belong here, 7 numbers, not {len(row)}.")
    for name, value in zip(("demand", "ready time", "due date", "service time"), row[3:], strict=True):
        if value < 0 or value != int(value):
            raise UserError(f"Line {number}: the {name} must be a whole number of at least 0, not {value:g}.")
    return number, row


def numbers(words: list[str], line: int) -> list[float]:
    """The numbers of a line."""
    found = []
    for word in words:
        try:
            value = float(word)
        except ValueError:
            raise UserError(f"Line {line}: {told(word)} is not a number.") from None
        if not -1e9 <= value <= 1e9:
            raise UserError(f"Line {line}: {told(word)} is not between -1,000,000,000 and 1,000,000,000.")
        found.append(value)
    return found
