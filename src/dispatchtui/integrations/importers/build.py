"""Records from values: what a row's fields add up to, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec

from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import (
    Break,
    Competence,
    Customer,
    Duration,
    ExternalRef,
    Location,
    Shift,
    Site,
    SkillNeed,
    Technician,
    TechnicianId,
    TerritoryId,
    Window,
    WorkOrder,
)
from dispatchtui.core.zones import is_zone, local
from dispatchtui.integrations.importers.cells import Value
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.placing import Placing, placing
from dispatchtui.integrations.importers.wrong import Wrong

Values = dict[str, Value]
Built = TakeRequest | RecordTechnician | RecordShift | Placing | Wrong
_encode = msgspec.json.Encoder(order="deterministic").encode


def canonical_act(act: TakeRequest | RecordTechnician | RecordShift | Placing) -> bytes:
    """A command in the one form that is hashed."""
    return _encode(act)


def _text(values: Values, name: str) -> str:
    return cast("str", values.get(name, ""))


def _number(values: Values, name: str) -> int | None:
    return cast("int | None", values.get(name))


def take_request(mapping: Mapping, values: Values, location: Location | None, extra: dict[str, str]) -> Built:
    """A request from a row of work orders."""
    priority = cast("int", values.get("priority", 3))
    if not 1 <= priority <= 4:
        return Wrong(f"priority goes from 1 to 4, not {priority}")
    zone = _text(values, "site_zone")
    if zone and not is_zone(zone):
        return Wrong(f"{zone!r} is not an IANA time zone such as America/New_York")
    duration = _duration(values)
    promise = _promise(values)
    for found in (duration, promise):
        if isinstance(found, Wrong):
            return found
    row = WorkOrder(
        id="",
        work_type=_text(values, "work_type"),
        summary=_text(values, "summary"),
        details=_text(values, "details"),
        priority=priority,
        safety=bool(values.get("safety", False)),
        channel=_text(values, "channel"),
        asked_by=_text(values, "asked_by") or "customer",
        outcome=_text(values, "outcome"),
        owner=_text(values, "owner"),
        customer=_customer(values),
        site=Site(address=_text(values, "address"), location=location, zone=zone,
                  access_notes=_text(values, "access_notes")),
        territory=TerritoryId(_text(values, "territory")),
        sla_policy=_text(values, "sla_policy"),
        requested_s=_number(values, "requested") or 0,
        response_due_s=_number(values, "response_due"),
        resolution_due_s=_number(values, "resolution_due"),
        external=(ExternalRef(source=mapping.source, id=_text(values, "external_id")),),
        extra=extra,
    )  # fmt: skip
    return TakeRequest(
        row=row,
        needs=cast("tuple[SkillNeed, ...] | None", values.get("needs")),
        duration=cast("Duration | None", duration),
        promise=cast("Window | None", promise),
        earliest_s=_number(values, "earliest"),
        latest_s=_number(values, "latest"),
    )


def _customer(values: Values) -> Customer:
    return Customer(
        id=_text(values, "customer_id"),
        name=_text(values, "customer_name"),
        phone=_text(values, "customer_phone"),
        email=_text(values, "customer_email"),
        language=_text(values, "customer_language"),
        tier=_text(values, "customer_tier"),
    )


def _duration(values: Values) -> Duration | Wrong | None:
    p50_s, p80_s = _number(values, "duration_p50"), _number(values, "duration_p80")
    if p50_s is None:
        return None if p80_s is None else Wrong("it has a duration_p80 without a duration_p50")
    p80_s = p50_s if p80_s is None else p80_s
    if p80_s < p50_s:
        return Wrong(f"duration_p80 ({p80_s // 60} min) is less than duration_p50 ({p50_s // 60} min)")
    return Duration(p50_s=p50_s, p80_s=p80_s, source="import")


def _promise(values: Values) -> Window | Wrong | None:
    start_s, end_s = _number(values, "promise_start"), _number(values, "promise_end")
    if start_s is None and end_s is None:
        return None
    if start_s is None or end_s is None:
        return Wrong("a promise needs both its start and its end")
    return Wrong("the promise ends before it starts") if end_s < start_s else Window(start_s=start_s, end_s=end_s)


def record_technician(mapping: Mapping, values: Values, location: Location | None, _extra: dict[str, str]) -> Built:
    """A technician from a row."""
    zone = _text(values, "zone") or mapping.zone
    if zone and not is_zone(zone):
        return Wrong(f"{zone!r} is not an IANA time zone such as America/New_York")
    row = Technician(
        id=_text(values, "id"),
        name=_text(values, "name"),
        zone=zone,
        home=location,
        territory=TerritoryId(_text(values, "territory")),
        covers=tuple(TerritoryId(each) for each in cast("tuple[str, ...]", values.get("covers", ()))),
        skills=cast("tuple[Competence, ...]", values.get("skills", ())),
        tags=cast("tuple[str, ...]", values.get("tags", ())),
        phone=_text(values, "phone"),
        note=_text(values, "note"),
        active=bool(values.get("active", True)),
    )
    return RecordTechnician(row=row)


def record_shift(mapping: Mapping, values: Values, _location: Location | None, _extra: dict[str, str]) -> Built:
    """A shift from a row."""
    start_s, end_s = cast("int", values["start"]), cast("int", values["end"])
    if end_s <= start_s:
        ends = local(end_s, mapping.zone).strftime("%H:%M")
        return Wrong(f"the shift ends at {ends}, before it starts; a night shift's end is on the next day")
    if end_s - start_s > 24 * 3600:
        return Wrong(f"the shift lasts {(end_s - start_s) / 3600:.0f} hours; at most 24 are taken")
    rest = _break(values)
    if isinstance(rest, Wrong):
        return rest
    row = Shift(
        id=_text(values, "id"),
        technician_id=TechnicianId(_text(values, "technician_id")),
        start_s=start_s,
        end_s=end_s,
        overtime_s=_number(values, "overtime") or 0,
        breaks=rest,
    )
    return RecordShift(row=row)


def _break(values: Values) -> tuple[Break, ...] | Wrong:
    start_s, end_s = _number(values, "break_start"), _number(values, "break_end")
    length_s = _number(values, "break_length")
    if start_s is None and end_s is None and not length_s:
        return ()
    if start_s is None or end_s is None or not length_s:
        return Wrong("a break needs break_start, break_end and break_length")
    if not 0 < length_s <= end_s - start_s:
        return Wrong(f"a break of {length_s // 60} min does not fit between its break_start and break_end")
    return (Break(start_s=start_s, end_s=end_s, length_s=length_s),)


BUILDERS: dict[str, Callable[[Mapping, Values, Location | None, dict[str, str]], Built]] = {
    "work_orders": take_request,
    "technicians": record_technician,
    "shifts": record_shift,
    "assignments": placing,
}
"""How each kind of record is built."""
