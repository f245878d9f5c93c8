"""Rows set aside: a CSV file beside the imported one, safe to open in a spreadsheet or a terminal.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which an import
takes off again; control characters are written as escapes, so that nothing obeys them.
Source: OWASP on CSV injection.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from dispatchtui.core.text import wrong_with
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import Cell, number, text_of
from dispatchtui.integrations.importers.wrong import Wrong

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 10_000_000


def safe_cell(cell: Cell) -> str:
    """A cell as it may stand in a file that people open; a plain number stays as it is."""
    text = text_of(cell)
    if wrong_with(text.replace("\r\n", "\n"), _LONGEST):
        text = "".join(_escaped(character) for character in text)
    if text.startswith(_FORMULA) and isinstance(number(text), Wrong):
        return f"'{text}"
    return text


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character in "\n\t" or not wrong_with(character):
        return character
    return character.encode("unicode_escape").decode()


class Aside:
    """A file of rows set aside; it comes into being with its first row, and replaces an older one whole."""

    def __init__(self, path: Path, own: tuple[str, str], columns: Sequence[str]) -> None:
        """Name the file, our two columns, and the columns of the source."""
        self.path = path
        self._header = [*own, *columns]
        self._part = path.with_name(path.name + ".part")
        self._file: Any = None
        self._writer: Any = None
        self.rows = 0

    def add(self, line: int, words: str, cells: Sequence[Cell]) -> None:
        """Set one row aside, with its line and what is to be said about it."""
        try:
            if self._file is None:
                self._file = self._part.open("w", encoding="utf-8", newline="")
                self._writer = csv.writer(self._file, lineterminator="\n")
                self._writer.writerow([safe_cell(name) for name in self._header])
            self._writer.writerow([line, safe_cell(words), *(safe_cell(cell) for cell in cells)])
        except OSError as error:
            raise UserError(
                f"{self.path} cannot be written: {error.strerror}.",
                hint="Say with --report where the rows that are set aside may go.",
            ) from error
        self.rows += 1

    def close(self, *, keep: bool) -> None:
        """Put the file in its place; without rows, remove what an earlier import left there."""
        if self._file is not None:
            self._file.close()
        if keep and self.rows:
            self._part.replace(self.path)
            return
        self._part.unlink(missing_ok=True)
        if keep:
            with suppress(OSError):  # a leftover that cannot be removed does no harm
                self.path.unlink(missing_ok=True)
