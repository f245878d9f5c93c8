"""A value's no: what is wrong with a cell and what would be right."""

from __future__ import annotations

from msgspec import Struct


class Wrong(Struct, frozen=True):
    """What is wrong with a value, as the rest of a sentence that begins with it."""

    said: str


class Problem(Struct, frozen=True, kw_only=True):
    """One row that is not taken: where it stands, which value is wrong, and why."""

    line: int
    column: str = ""
    value: str = ""
    said: str

    @property
    def sentence(self) -> str:
        """The problem in one sentence."""
        shown = self.value if len(self.value) <= 60 else self.value[:59] + "…"
        where = f"Line {self.line:,}, {self.column}" if self.column else f"Line {self.line:,}"
        return f"{where}: {shown!r} {self.said}." if self.column else f"{where}: {self.said}."
