"""What every decision is given besides the command, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.events import Event, Reason
from dispatchtui.core.model import Override, Row, Visit
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.rights import Actor


class Act(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Base of all commands: `RIGHT` is what a desk role needs for it."""

    RIGHT: ClassVar[str] = ""

    def right(self) -> str:
        """The right that this very command needs."""
        return self.RIGHT

    def subjects(self) -> tuple[str, ...]:
        """The keys (`table/id`) of the rows that must exist, and whose territory must be covered."""
        return ()

    def territories(self, board: Board) -> tuple[str, ...]:
        """Territories that the act reaches besides those of its subjects."""
        return ()

    def names(self, board: Board) -> dict[str, str]:
        """The rows that the act's own names stand for already, by key, and the field that names each."""
        return {}

    def reaches(self, board: Board) -> dict[str, str]:
        """The rows that the act newly refers to besides its subjects, by key, and the field that names each.

        Who may not see one is answered as if it were not there.
        """
        return {}


class Ask(Struct, frozen=True, kw_only=True):
    """Who asks, when, why, and which broken constraints they answer for.

    `overrides` were granted by the gate, by visit, and are stored with the plan that they allow.
    """

    actor: Actor
    at_s: int
    reason: Reason | None = None
    overrides: dict[str, tuple[Override, ...]] = {}

    def overrides_of(self, visit_id: str) -> tuple[Override, ...]:
        """What was granted for one visit."""
        return self.overrides.get(visit_id, ())


Decision = Sequence[Event] | Refusal
"""Facts to record (none when nothing would change), or a no."""

MOST_TEXT = 4_000
"""Characters in one text field."""


def named(board: Board, key: str) -> dict[str, str]:
    """The row that an act's own id stands for already, as `Act.names` tells it."""
    return {key: "row.id"} if board.row(key) is not None else {}


def unchanged(before: Row | None, after: Row) -> bool:
    """Whether recording `after` over `before` would say nothing new."""
    if before is None:
        return False
    bare = {"version": 0, "changed": None}
    return bool(replace(before, **bare) == replace(after, **bare))


def missing(key: str) -> Refusal:
    """Refuse because a row is not there."""
    return Refusal(code=Code.NOT_FOUND, subject=key, sentence=_there_is_no(key))


def absent(key: str, field: str) -> Refusal:
    """Refuse a field because a row that it names is not there."""
    return invalid(field, _there_is_no(key))


def _there_is_no(key: str) -> str:
    table, _, row_id = key.partition("/")
    noun = table.removesuffix("s").replace("_", " ").replace("territorie", "territory")
    return f"There is no {noun} {row_id}."


def visit_or_refusal(board: Board, visit_id: str) -> Visit | Refusal:
    """Find a visit, or say that there is none."""
    return board.visits.get(visit_id) or missing(f"visits/{visit_id}")
