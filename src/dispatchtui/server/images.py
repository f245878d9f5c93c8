"""Every row as the feed sends it: encoded once, with its hash and its audience.

The hub answers snapshots, digests and resumes from these, so that no reader costs an encoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Raw, Struct

from dispatchtui.core.board import Change, canonical, row_hash
from dispatchtui.core.model import TABLES, Row
from dispatchtui.core.scope import Audience, Scope, audience_of
from dispatchtui.protocol.frames import Rows

MASK = (1 << 64) - 1
Key = tuple[str, str]
"""A row's table and id."""


class Image(Struct, frozen=True):
    """One row, ready to be sent."""

    body: bytes
    hash: int
    audience: Audience


class Images:
    """The image of every row, by table and id."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Encode all rows.

        Cost: about 5 us a row.
        """
        self.tables: dict[str, dict[str, Image]] = {name: {} for name in TABLES}
        for row in rows:
            body = canonical(row)
            self.tables[row.TABLE][row.id] = Image(body, row_hash(row.TABLE, body), audience_of(row))

    def follow(self, change: Change) -> tuple[Image | None, Image | None]:
        """Take over one change; answer the image before and after it."""
        table = self.tables[change.table]
        before = table.get(change.id)
        if change.after is None:
            table.pop(change.id, None)
            return before, None
        after = Image(change.body, change.after_hash, audience_of(change.after))
        table[change.id] = after
        return before, after

    def get(self, key: Key) -> Image | None:
        """The image of one row."""
        return self.tables[key[0]].get(key[1])

    def digest(self, scope: Scope) -> int:
        """The sum of the hashes of the rows in a scope."""
        return sum(image.hash for image in self.within(scope)) & MASK

    def within(self, scope: Scope) -> Iterator[Image]:
        """Every image in a scope."""
        for table in self.tables.values():
            for image in table.values():
                if scope.hears(image.audience):
                    yield image

    def rows(self, scope: Scope) -> Rows:
        """The rows of a scope as a snapshot holds them."""
        found: Rows = {}
        for name, table in self.tables.items():
            bodies = [Raw(image.body) for image in table.values() if scope.hears(image.audience)]
            if bodies:
                found[name] = bodies
        return found
