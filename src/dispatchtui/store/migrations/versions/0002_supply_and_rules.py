"""What people bring and what the office rules: policies, slots, weather, desks, crews, vehicles, stocks and parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KEYS: dict[str, tuple[tuple[str, bool], ...]] = {
    "policies": (("scope", False), ("scope_id", False)),
    "capacity_cells": (("territory", False), ("start_s", True), ("end_s", True)),
    "weather_alerts": (("territory", False), ("start_s", True), ("end_s", True)),
    "desks": (("name", False), ("holder", False)),
    "crews": (("name", False), ("territory", False)),
    "vehicles": (("name", False), ("technician_id", False)),
    "stock_locations": (("name", False), ("technician_id", False)),
    "part_levels": (("stock_id", False), ("part", False), ("on_hand", True)),
    "part_reservations": (("visit_id", False), ("stock_id", False), ("part", False), ("quantity", True)),
}
"""Each table's key columns, and whether they hold numbers."""


def upgrade() -> None:
    """Make the tables, empty; nothing that is there changes."""
    for table, keys in KEYS.items():
        op.create_table(
            table,
            sa.Column("id", sa.Text, nullable=False),
            sa.Column("version", Big, nullable=False),
            sa.Column("seq", Big, nullable=False),
            sa.Column("born", Big, nullable=False),
            *(sa.Column(name, Big if number else sa.Text, nullable=False) for name, number in keys),
            sa.Column("body", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
