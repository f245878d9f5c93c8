"""What the standing of plans rests on: whose day a changed row concerns, or that it concerns everybody's."""

from __future__ import annotations

from typing import Final

from dispatchtui.core.board import Board

OF_SOMEBODY: Final = ("shifts", "absences", "lanes", "part_levels", "part_reservations", "stock_locations")
"""Tables of which a row concerns the day of one technician, as far as that is known."""
OF_PLANS: Final = (*OF_SOMEBODY, "sla_policies", "work_types", "policies", "skills", "territories", "vehicles", "crews",
                   "weather_alerts")  # fmt: skip
"""Tables of which a row may concern any plan."""


def whose(board: Board, table: str, row_id: str) -> str:
    """The technician whose day alone a row concerns; nobody where that is not known, as of a row that is gone."""
    if table not in OF_SOMEBODY:
        return ""
    row = board.tables[table].get(row_id)
    if table in ("part_levels", "part_reservations") and row is not None:
        row = board.tables["stock_locations"].get(row.stock_id)
    gone = row_id.partition(":")[0] if table == "lanes" else ""
    return str(row.technician_id) if row is not None else gone
