"""What every row of the board is: a thing with an identity and a version."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from dispatchtui.core.parts import Changed


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thing with an identity and a version; the board is made of these."""

    TABLE: ClassVar[str] = ""

    id: str
    version: int = 0
    changed: Changed | None = None
