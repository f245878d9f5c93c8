"""Routes drawn with braille dots: two by four in a cell, so that 80 columns show some thousand places.

Never: a colour where nobody sees it; more columns than were asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Point = tuple[float, float]
_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot, by row and column in its cell (Unicode, Braille Patterns)."""
_COLOURS = (36, 33, 35, 32, 34, 31, 96, 93, 95, 92, 94, 91)


def drawn(lines: Sequence[Sequence[Point]], columns: int, rows: int, *, coloured: bool) -> list[str]:
    """The lines as text of at most so many columns and rows; nothing when there is nothing to see."""
    points = [point for line in lines for point in line]
    if len(set(points)) < 2:
        return []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    step = max((right - left) / (columns * 2 - 1), (high - low) / (rows * 4 - 1))
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    for number, line in enumerate(lines):
        dots = [(round((x - left) / step), round((high - y) / step)) for x, y in line]
        for across, down in _walked(dots):
            cell = (down // 4, across // 2)
            bits = cells.get(cell, (0, 0))[0] | _DOTS[down % 4][across % 2]
            cells[cell] = (bits, _COLOURS[number % len(_COLOURS)])
    last = max(row for row, _ in cells)
    wide = max(column for _, column in cells)
    return [_row(cells, row, wide, coloured=coloured) for row in range(last + 1)]


def _walked(dots: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Every dot on the straight ways between dots."""
    for (x, y), (to_x, to_y) in zip(dots, [*dots[1:], dots[-1]] if dots else [], strict=True):
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            yield round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)


def _row(cells: dict[tuple[int, int], tuple[int, int]], row: int, wide: int, *, coloured: bool) -> str:
    text, current = "", 0
    for column in range(wide + 1):
        bits, colour = cells.get((row, column), (0, 0))
        if coloured and bits and colour != current:
            text, current = f"{text}\x1b[{colour}m", colour
        text += chr(_BLANK + bits) if bits else " "
    return (text.rstrip() + "\x1b[0m") if current else text.rstrip()
