"""Commands by which the office rules many visits at once: policies, capacity, weather, desk areas."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, missing, named, unchanged
from dispatchtui.core.commands.checks import DAY_S, unfit_id
from dispatchtui.core.commands.limits import unfit_openings
from dispatchtui.core.events import (
    CapacityCellRecorded,
    DeskRecorded,
    PolicyRecorded,
    WeatherAlertRecorded,
    WeatherAlertRemoved,
)
from dispatchtui.core.model import CapacityCell, Desk, Policy, Rules, WeatherAlert
from dispatchtui.core.policy import ROUTING, SCOPES
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.rights import EVERYWHERE

LONGEST_SLOT_S = 2 * DAY_S
MOST_TIGHT_S = 10 * 60
"""What is missing of travel beyond this, nobody may answer for."""


class RecordPolicy(Act, frozen=True, kw_only=True, tag="record_policy"):
    """Make or change a policy."""

    RIGHT: ClassVar[str] = "policy"
    row: Policy

    def territories(self, board: Board) -> tuple[str, ...]:
        """The territory it is for, before and after; everywhere for one that is wider."""
        both = (board.tables["policies"].get(self.row.id), self.row)
        found = [each.scope_id if each.scope == "territory" else EVERYWHERE for each in both if each is not None]
        return tuple(dict.fromkeys(found))


class RecordCapacityCell(Act, frozen=True, kw_only=True, tag="record_capacity_cell"):
    """Set the limits of a slot: close it, cap it, keep part of it for a class of work."""

    RIGHT: ClassVar[str] = "capacity"
    row: CapacityCell

    def names(self, board: Board) -> dict[str, str]:
        """The slot, when there is one of this id."""
        return named(board, f"capacity_cells/{self.row.id}")

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where the slot is, before and after."""
        both = (board.tables["capacity_cells"].get(self.row.id), self.row)
        return tuple(dict.fromkeys(each.territory for each in both if each is not None))


class RecordWeatherAlert(Act, frozen=True, kw_only=True, tag="record_weather_alert"):
    """Announce weather in which work outdoors is not safe."""

    RIGHT: ClassVar[str] = "weather"
    row: WeatherAlert

    def names(self, board: Board) -> dict[str, str]:
        """The alert, when there is one of this id."""
        return named(board, f"weather_alerts/{self.row.id}")

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where the weather is, before and after."""
        both = (board.tables["weather_alerts"].get(self.row.id), self.row)
        return tuple(dict.fromkeys(each.territory for each in both if each is not None))


class RemoveWeatherAlert(Act, frozen=True, kw_only=True, tag="remove_weather_alert"):
    """Call a weather alert off."""

    RIGHT: ClassVar[str] = "weather"
    alert_id: str

    def subjects(self) -> tuple[str, ...]:
        """The alert."""
        return (f"weather_alerts/{self.alert_id}",)


class RecordDesk(Act, frozen=True, kw_only=True, tag="record_desk"):
    """Make or change a desk area; who sits at it stays."""

    RIGHT: ClassVar[str] = "reference"
    row: Desk

    def territories(self, board: Board) -> tuple[str, ...]:
        """Its territories, before and after."""
        both = (board.tables["desks"].get(self.row.id), self.row)
        return tuple(dict.fromkeys(name for each in both if each is not None for name in each.territories))


class HandOverDesk(Act, frozen=True, kw_only=True, tag="hand_over_desk"):
    """Give a desk area to somebody, take it oneself, or leave it (to nobody), with a note for who comes."""

    RIGHT: ClassVar[str] = "desk"
    desk_id: str
    to: str
    note: str = ""

    def subjects(self) -> tuple[str, ...]:
        """The desk."""
        return (f"desks/{self.desk_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The desk's."""
        desk: Desk | None = board.tables["desks"].get(self.desk_id)
        return desk.territories if desk is not None else ()


Ruling = RecordPolicy | RecordCapacityCell | RecordWeatherAlert | RemoveWeatherAlert | RecordDesk | HandOverDesk


def rule(board: Board, command: Ruling, ask: Ask) -> Decision:
    """Decide any command of this file."""
    match command:
        case RecordPolicy():
            return _policy(board, command.row)
        case RecordCapacityCell():
            return _cell(board, command.row)
        case RecordWeatherAlert():
            return _weather(board, command.row)
        case RemoveWeatherAlert():
            if command.alert_id not in board.tables["weather_alerts"]:
                return missing(f"weather_alerts/{command.alert_id}")
            return (WeatherAlertRemoved(alert_id=command.alert_id),)
        case RecordDesk():
            return _desk(board, command.row)
        case HandOverDesk():
            return _handed_over(board, command, ask)


def _policy(board: Board, row: Policy) -> Decision:
    before = board.tables["policies"].get(row.id)
    wrong = (unfit_id(row.id) if before is None else None) or _wrong_scope(board, row) or _wrong_rules(row.rules)
    if wrong is not None:
        return wrong
    if row.from_s is not None and row.until_s is not None and row.until_s <= row.from_s:
        return invalid("row.until_s", "A policy must end after it begins.")
    if max(len(row.text), len(row.on_exception)) > MOST_TEXT:
        return invalid("row.text", f"A policy is told in at most {MOST_TEXT} characters.")
    return () if unchanged(before, row) else (PolicyRecorded(row=row),)


def _wrong_scope(board: Board, row: Policy) -> Refusal | None:
    if row.scope not in SCOPES:
        return invalid("row.scope", f"A policy is for a {', '.join(SCOPES)}, not {row.scope!r}.")
    if (row.scope == "company") == bool(row.scope_id):
        return invalid("row.scope_id", "A company's policy names nothing further; any other names what it is for.")
    table = {"territory": "territories", "work_type": "work_types"}.get(row.scope)
    if table is not None and row.scope_id not in board.tables[table]:
        return invalid("row.scope_id", f"There is no {row.scope.replace('_', ' ')} {row.scope_id}.")
    return None


def _wrong_rules(rules: Rules) -> Refusal | None:
    for name in Rules.__struct_fields__:
        value = getattr(rules, name)
        if isinstance(value, int) and value < 0:
            return invalid(f"row.rules.{name}", f"{name} is not negative.")
    if (rules.tight_s or 0) > MOST_TIGHT_S:
        return invalid("row.rules.tight_s", f"At most {MOST_TIGHT_S} seconds of travel may be missing.")
    for name in ("earliest_message_min", "latest_message_min"):
        if (getattr(rules, name) or 0) > 1440:
            return invalid(f"row.rules.{name}", f"{name} is a time of the day, at most 1440 minutes.")
    unknown = [each for each in rules.routing or () if each not in ROUTING]
    if unknown:
        return invalid("row.rules.routing", f"A routing method is one of {', '.join(ROUTING)}, not {unknown[0]!r}.")
    if not all(map(_is_date, rules.holidays or ())):
        return invalid("row.rules.holidays", "A holiday is a date such as 2026-12-25.")
    if any(each.end_s <= each.start_s for each in rules.blackouts or ()):
        return invalid("row.rules.blackouts", "A blackout must end after it starts.")
    legal = rules.legal
    limits = [getattr(legal, name) for name in legal.__struct_fields__] if legal is not None else []
    if any(each is not None and each <= 0 for each in limits):
        return invalid("row.rules.legal", "Every legal limit is above zero, or absent.")
    return unfit_openings(rules.working or (), "row.rules.working")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _cell(board: Board, row: CapacityCell) -> Decision:
    before = board.tables["capacity_cells"].get(row.id)
    wrong = unfit_id(row.id, ":") if before is None else None
    if wrong is not None:
        return wrong
    if row.territory not in board.territories:
        return invalid("row.territory", f"There is no territory {row.territory}.")
    if row.category and row.category not in board.skills and row.category not in board.work_types:
        return invalid("row.category", f"{row.category} is neither a skill nor a work type.")
    if not 0 < row.end_s - row.start_s <= LONGEST_SLOT_S:
        return invalid("row.end_s", "A slot ends after it starts, and within two days.")
    if not 0 <= row.stop_at_percent <= 1000:
        return invalid("row.stop_at_percent", "Selling stops at 0 to 1000 percent of what is offered.")
    if row.reserved_s < 0 or (row.reserved_s > 0 and not row.reserved_for):
        return invalid("row.reserved_for", "What is reserved is not negative and is reserved for a class of work.")
    return () if unchanged(before, row) else (CapacityCellRecorded(row=row),)


def _weather(board: Board, row: WeatherAlert) -> Decision:
    before = board.tables["weather_alerts"].get(row.id)
    wrong = unfit_id(row.id) if before is None else None
    if wrong is not None:
        return wrong
    if row.territory not in board.territories:
        return invalid("row.territory", f"There is no territory {row.territory}.")
    if row.end_s <= row.start_s:
        return invalid("row.end_s", "Weather must end after it starts.")
    return () if unchanged(before, row) else (WeatherAlertRecorded(row=row),)


def _desk(board: Board, row: Desk) -> Decision:
    before: Desk | None = board.tables["desks"].get(row.id)
    wrong = unfit_id(row.id) if before is None else None
    if wrong is not None:
        return wrong
    unknown = [each for each in row.territories if each not in board.territories]
    if unknown or not row.territories:
        return invalid("row.territories", f"There is no territory {unknown[0]}." if unknown else
                       "A desk area is one territory or more.")  # fmt: skip
    held = {"holder": "", "since_s": None, "note": ""}
    if before is not None:
        held = {"holder": before.holder, "since_s": before.since_s, "note": before.note}  # type: ignore[dict-item]
    row = replace(row, **held)
    return () if unchanged(before, row) else (DeskRecorded(row=row),)


def _handed_over(board: Board, command: HandOverDesk, ask: Ask) -> Decision:
    desk: Desk | None = board.tables["desks"].get(command.desk_id)
    if desk is None:
        return missing(f"desks/{command.desk_id}")
    if len(command.note) > MOST_TEXT or len(command.to) > 64:
        return invalid("note", f"A note has at most {MOST_TEXT} characters, a name at most 64.")
    if desk.holder == command.to:
        state = f"held by {desk.holder}" if desk.holder else "free"
        return Refusal(code=Code.ILLEGAL, subject=f"desks/{desk.id}", sentence=f"{desk.id} is {state} already.")
    row = replace(desk, holder=command.to, since_s=ask.at_s if command.to else None, note=command.note,
                  version=0, changed=None)  # fmt: skip
    return (DeskRecorded(row=row),)
