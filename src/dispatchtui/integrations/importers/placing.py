"""A row of assignments: which visit goes to whom and when, and why it may break a rule.

The visit is named by its id, or by the outside name of its work order, which is looked up once the whole file
has been read; what comes of it is the same request that a key of the console sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Location, TechnicianId
from dispatchtui.integrations.importers.cells import Value
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.wrong import Wrong

FindVisit = Callable[[str, str], str]
"""The visit that an outside name (source, id) stands for now; nothing when there is none."""


class Placing(Struct, frozen=True, kw_only=True):
    """What a row asks for; `act` has no visit yet while only the outside name is known."""

    act: PlaceVisit
    source: str = ""
    external_id: str = ""
    override: Reason | None = None

    def on(self, find: FindVisit) -> Placing | Wrong:
        """The same with its visit."""
        if self.act.visit_id:
            return self
        visit_id = find(self.source, self.external_id)
        if not visit_id:
            return Wrong(f"there is no visit for {self.external_id!r} of {self.source!r}")
        return replace(self, act=replace(self.act, visit_id=visit_id))


def placing(mapping: Mapping, values: dict[str, Value], _location: Location | None, _extra: object) -> Placing | Wrong:
    """An assignment from a row."""

    def text(name: str) -> str:
        return cast("str", values.get(name, ""))

    if not text("visit") and not text("external_id"):
        return Wrong("it names no visit: its visit or its external_id is needed")
    if text("override_text") and not text("override"):
        return Wrong("it has an override_text without the code of an override")
    act = PlaceVisit(
        visit_id=text("visit"),
        technician_id=TechnicianId(text("technician_id")),
        start_s=cast("int", values["start"]),
        mates=tuple(TechnicianId(each) for each in cast("tuple[str, ...]", values.get("mates", ()))),
    )
    return Placing(
        act=act,
        source=text("source") or mapping.source,
        external_id=text("external_id"),
        override=Reason(code=text("override"), text=text("override_text")) if text("override") else None,
    )


def finder(board: Board) -> FindVisit:
    """Look visits up on a board: the last of the work order that has not ended, else its last."""

    def find(source: str, external_id: str) -> str:
        order = board.by_external(source, external_id)
        visits = board.visits_of(order.id) if order is not None else ()
        going = [each for each in visits if each.state not in ENDED] or list(visits)
        return going[-1].id if going else ""

    return find
