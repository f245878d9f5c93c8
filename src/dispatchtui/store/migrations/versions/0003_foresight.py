"""What was learned and what is expected: behaviours, accepted durations, alerts, observations, predictions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KEYS: dict[str, tuple[tuple[str, bool], ...]] = {
    "duration_models": (("work_type", False), ("territory", False)),
    "behaviours": (("learned_s", True),),
    "alerts": (("kind", False), ("subject", False), ("raised_s", True)),
}
"""Each table of rows with its key columns, and whether they hold numbers."""


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
    op.create_table(
        "observation",
        sa.Column("visit_id", sa.Text, nullable=False),
        sa.Column("seq", Big, nullable=False),
        sa.Column("at_s", Big, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_observation"),
    )
    op.create_index("ix_observation_seq", "observation", ["seq"])
    op.create_table(
        "prediction",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("visit_id", "clock")),
        sa.Column("horizon_min", Big, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("policy", "territory", "work_type", "technician_id")),
        *(sa.Column(name, Big, nullable=False) for name in ("behaviour", "made_s", "due_s")),
        sa.Column("eta_s", Big, nullable=True),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("outcome", Big, nullable=True),
        sa.Column("met_s", Big, nullable=True),
        sa.PrimaryKeyConstraint("visit_id", "clock", "horizon_min", name="pk_prediction"),
    )
    waiting = sa.text("outcome IS NULL")
    op.create_index("ix_prediction_open", "prediction", ["due_s"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_prediction_due", "prediction", ["due_s"])
