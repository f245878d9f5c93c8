"""What an import did, in numbers and in the first problems; as text for people and as JSON for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

from dispatchtui.core.text import cleaned

MOST_PROBLEMS = 20
"""Problems told in the report itself; all of them are in the file of rejected rows."""


class Report(Struct, kw_only=True):
    """The figures of one import.

    `rows` = created + amended + unchanged + rejected + passed over + repeated, once committed;
    before that, `ready` stands for the first three. `unchanged` counts rows whose record says
    the same already, and rows of this very file that an earlier run had recorded.
    """

    file: str
    mapping: str
    kind: str
    digest: str
    dry_run: bool = False
    rows: int = 0
    ready: int = 0
    repeated: int = 0
    rejected: int = 0
    cleaned: int = 0
    without_location: int = 0
    created: int = 0
    amended: int = 0
    unchanged: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    columns_kept: bool = False
    problems: list[str] = field(default_factory=list)
    rejected_file: str = ""
    cleaned_file: str = ""
    hint: str = ""

    @property
    def exit_code(self) -> int:
        """0 when every row was taken or rightly passed over, 1 when some were rejected."""
        return 1 if self.rejected else 0

    def reject(self, sentence: str) -> None:
        """Count a rejected row, and tell it while there is room."""
        self.rejected += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(cleaned(sentence).replace("\n", " "))

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built | {"exit_code": self.exit_code}

    def as_text(self) -> str:
        """The report as lines for a person."""
        lines = [f"{self.file} by {self.mapping}: {_count(self.rows, 'row')} of {self.kind.replace('_', ' ')}"]
        if self.dry_run:
            lines.append(f"  {self.ready:>7,}  ready; nothing was recorded (dry run)")
        else:
            lines += [f"  {self.created:>7,}  created", f"  {self.amended:>7,}  amended",
                      f"  {self.unchanged:>7,}  unchanged"]  # fmt: skip
        lines += [f"  {number:>7,}  passed over: {because}" for because, number in self.skipped.items()]
        if self.repeated:
            lines.append(f"  {self.repeated:>7,}  repeated in the file, word for word")
        lines.append(f"  {self.rejected:>7,}  rejected" + (f", see {self.rejected_file}" if self.rejected_file else ""))
        lines += [f"           {sentence}" for sentence in self.problems]
        if self.rejected > len(self.problems):
            lines.append(f"           and {self.rejected - len(self.problems):,} more")
        if self.hint:
            lines.append(f"           {self.hint}")
        if self.cleaned:
            lines.append(f"  {self.cleaned:>7,}  cleaned of what a terminal would obey or a field cannot hold; "
                         f"their raw text is in {self.cleaned_file}")  # fmt: skip
        if self.without_location:
            lines.append(f"  {self.without_location:>7,}  without a location")
        if self.unknown_columns:
            names = ", ".join(self.unknown_columns[:8]) + (" …" if len(self.unknown_columns) > 8 else "")
            fate = "kept with each work order" if self.columns_kept else "not used"
            lines.append(f"           columns that the mapping does not know, {fate}: {names}")
        return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
