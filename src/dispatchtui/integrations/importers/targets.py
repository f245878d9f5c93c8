"""What a mapping may fill, kind by kind, and what each field holds."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.text import MOST_NAME, MOST_TEXT


class Target(Struct, frozen=True):
    """One field of a record: `holds` names the sort of value, `most` the characters of a text."""

    holds: str = "text"
    most: int = MOST_NAME


_TEXT = Target()
_LONG = Target(most=MOST_TEXT)
_INTEGER = Target("integer")
_SECONDS = Target("seconds")
_FLAG = Target("flag")
_INSTANT = Target("instant")
_LIST = Target("list", MOST_TEXT)

TARGETS: dict[str, dict[str, Target]] = {
    "work_orders": {
        "external_id": _TEXT,
        "work_type": _TEXT,
        "summary": _TEXT,
        "details": _LONG,
        "priority": _INTEGER,
        "safety": _FLAG,
        "channel": _TEXT,
        "asked_by": _TEXT,
        "outcome": _TEXT,
        "owner": _TEXT,
        "customer_id": _TEXT,
        "customer_name": _TEXT,
        "customer_phone": _TEXT,
        "customer_email": _TEXT,
        "customer_language": _TEXT,
        "customer_tier": _TEXT,
        "address": _TEXT,
        "site_zone": _TEXT,
        "access_notes": _LONG,
        "territory": _TEXT,
        "sla_policy": _TEXT,
        "requested": _INSTANT,
        "response_due": _INSTANT,
        "resolution_due": _INSTANT,
        "needs": Target("needs", MOST_TEXT),
        "duration_p50": _SECONDS,
        "duration_p80": _SECONDS,
        "promise_start": _INSTANT,
        "promise_end": _INSTANT,
        "earliest": _INSTANT,
        "latest": _INSTANT,
    },
    "technicians": {
        "id": _TEXT,
        "name": _TEXT,
        "zone": _TEXT,
        "territory": _TEXT,
        "covers": _LIST,
        "skills": Target("competences", MOST_TEXT),
        "tags": _LIST,
        "phone": _TEXT,
        "note": _LONG,
        "active": _FLAG,
    },
    "shifts": {
        "id": _TEXT,
        "technician_id": _TEXT,
        "start": _INSTANT,
        "end": _INSTANT,
        "overtime": _SECONDS,
        "break_start": _INSTANT,
        "break_end": _INSTANT,
        "break_length": _SECONDS,
    },
    "assignments": {
        "visit": _TEXT,
        "source": _TEXT,
        "external_id": _TEXT,
        "technician_id": _TEXT,
        "start": _INSTANT,
        "mates": _LIST,
        "override": _TEXT,
        "override_text": _LONG,
    },
}
"""Every field of every kind of record; a location is filled by a section of its own."""

NEEDED: dict[str, tuple[str, ...]] = {
    "work_orders": ("external_id",),
    "technicians": ("id",),
    "shifts": ("id", "technician_id", "start", "end"),
    "assignments": ("technician_id", "start"),
}
"""Fields without which a row names nothing."""

KEY: dict[str, tuple[str, ...]] = {
    "work_orders": ("external_id",),
    "technicians": ("id",),
    "shifts": ("id",),
    "assignments": ("visit", "external_id"),
}
"""The field that tells one record from another: the first of these that a row fills."""

LOCATED = frozenset({"work_orders", "technicians"})
"""Kinds that have a place."""
