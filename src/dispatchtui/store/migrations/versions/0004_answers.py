"""What was said to proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, empty; nothing that is there changes."""
    op.create_table(
        "answers",
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, Big, nullable=False) for name in ("version", "seq", "born")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("trigger", "outcome")),
        sa.Column("answered_s", Big, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
