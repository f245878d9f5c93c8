"""The columns of each list: how wide, which share what is left, which go first where it is narrow."""

from __future__ import annotations

from typing import Final

from dispatchtui.tui.widgets.columns import Column

COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "queue": (
        Column("id", "VISIT", 5),
        Column("state", "STATE", 11),
        Column("p", "P", 1),
        Column("due", "DUE", 9, align="right"),
        Column("margin", "MARGIN", 8, align="right"),
        Column("type", "WORK", 11, flex=3, priority=2),
        Column("place", "PLACE", 5, flex=1, priority=6),
        Column("address", "ADDRESS", 12, flex=2, priority=8),
        Column("customer", "CUSTOMER", 10, flex=2, priority=9),
        Column("tech", "TECH", 8, flex=2, priority=1),
        Column("start", "START", 5, priority=3, align="right"),
        Column("marks", "", 2),
    ),
    "technicians": (
        Column("id", "ID", 4),
        Column("name", "NAME", 7, flex=2, priority=1),
        Column("status", "STATUS", 12),
        Column("since", "SINCE", 5, align="right"),
        Column("visit", "VISIT", 5),
        Column("free", "FREE", 5, align="right"),
        Column("left", "LEFT", 7, priority=4),
        Column("gps", "GPS", 4, priority=6, align="right"),
        Column("load", "LOAD", 4, priority=5, align="right"),
        Column("place", "PLACE", 6, flex=1, priority=7),
        Column("skills", "SKILLS", 12, flex=4, priority=8),
    ),
    "alerts": (
        Column("band", "ALERT", 10),
        Column("id", "VISIT", 5),
        Column("margin", "MARGIN", 7, align="right"),
        Column("tech", "TECH", 4, priority=3),
        Column("due", "DUE", 9, priority=4, align="right"),
        Column("eta", "ETA", 9, priority=5, align="right"),
        Column("cause", "CAUSE", 13, flex=1),
    ),
    "candidates": (
        Column("n", "", 1),
        Column("id", "ID", 4),
        Column("name", "TECHNICIAN", 10, flex=1, priority=2),
        Column("there", "THERE", 9, align="right"),
        Column("left", "MARGIN", 8, align="right"),
        Column("drive", "DRIVE", 5, align="right"),
        Column("added", "ADDED", 5, priority=4, align="right"),
        Column("later", "DELAYS", 10, flex=1, priority=3),
        Column("gps", "GPS", 4, priority=6, align="right"),
        Column("mark", "", 2),
        Column("why", "WHY", 14, flex=4, priority=1),
    ),
    "draft": (
        Column("id", "VISIT", 5),
        Column("was", "WAS", 9),
        Column("then", "THEN", 9),
        Column("by", "BY", 6, align="right"),
        Column("left", "MARGIN", 8, align="right", priority=2),
        Column("why", "WHY NOT", 14, flex=4),
    ),
    "excluded": (
        Column("id", "ID", 4),
        Column("name", "TECHNICIAN", 10, flex=1, priority=2),
        Column("rule", "RULE", 15, priority=1),
        Column("why", "WHY NOT", 20, flex=5),
    ),
    "together": (
        Column("n", "", 1),
        Column("id", "ID", 4),
        Column("name", "TECHNICIAN", 10, flex=1, priority=2),
        Column("can", "CAN TAKE", 8),
        Column("added", "ADDED", 5, priority=4, align="right"),
        Column("why", "WHY NOT ALL", 14, flex=4),
    ),
    "effects": (Column("kind", "", 9), Column("id", "VISIT", 6), Column("text", "WHAT CHANGES", 20, flex=1)),
    "results": (Column("id", "VISIT", 9), Column("how", "ACT", 8), Column("text", "", 20, flex=1)),
    "numbered": (Column("n", "", 1), Column("text", "REASON", 20, flex=1)),
    "history": (
        Column("at", "AT", 9, align="right"),
        Column("by", "BY", 8, flex=1),
        Column("what", "WHAT", 20, flex=5),
        Column("why", "WHY", 8, flex=2, priority=2),
        Column("seq", "FACT", 6, priority=5, align="right"),
    ),
    "help": (
        Column("keys", "KEYS", 10),
        Column("verb", "TYPED", 14, flex=1, priority=3),
        Column("what", "WHAT", 30, flex=4),
    ),
    "found": (Column("id", "ID", 6), Column("what", "STATE", 12), Column("text", "WHO AND WHERE", 20, flex=1)),
    "conflict": (Column("side", "", 8), Column("by", "BY", 10, flex=1), Column("what", "WHAT", 24, flex=4)),
    "": (Column("text", "", 10, flex=1),),
}
