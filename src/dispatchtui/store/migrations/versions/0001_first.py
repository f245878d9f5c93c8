"""The first schema: head, log, state tables, assignments, replies and principals.

The log is append-only and assignments exclude each other by the database's own means on both
engines. On PostgreSQL a range over text (technician, then time) needs no extension.
"""

# ruff: noqa: ISC004, S608  (SQL reads as text; every name in it is written here)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("event", "mention")

KEYS: dict[str, tuple[sa.Column[object], ...]] = {
    "territories": (sa.Column("name", sa.Text, nullable=False),),
    "skills": (sa.Column("name", sa.Text, nullable=False),),
    "sla_policies": (sa.Column("name", sa.Text, nullable=False),),
    "work_types": (sa.Column("name", sa.Text, nullable=False),),
    "technicians": (
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
    ),
    "shifts": (
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("start_s", Big, nullable=False),
        sa.Column("end_s", Big, nullable=False),
    ),
    "absences": (
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("start_s", Big, nullable=False),
        sa.Column("end_s", Big, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
    ),
    "work_orders": (
        sa.Column("work_type", sa.Text, nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("requested_s", Big, nullable=False),
    ),
    "visits": (
        sa.Column("work_order_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("territory", sa.Text, nullable=False),
    ),
    "lanes": (
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
    ),
}

SQLITE = (
    *(
        f"CREATE TRIGGER {table}_never_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
    # REPLACE deletes without firing the trigger above.
    "CREATE TRIGGER event_never_replace BEFORE INSERT ON event "
    "WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) "
    "BEGIN SELECT RAISE(ABORT, 'event is append-only'); END",
    *(
        f"CREATE TRIGGER assignment_overlap_{verb.lower()} BEFORE {verb} ON assignment "
        "WHEN NEW.blocks AND NEW.start_s < NEW.end_s "
        "BEGIN SELECT RAISE(ABORT, 'overlap') WHERE EXISTS ("
        "SELECT 1 FROM assignment WHERE blocks AND technician_id = NEW.technician_id "
        "AND start_s < NEW.end_s AND end_s > NEW.start_s AND start_s < end_s "
        "AND visit_id <> NEW.visit_id); END"
        for verb in ("INSERT", "UPDATE")
    ),
)
POSTGRESQL = (
    "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
    *(
        f"CREATE TRIGGER {table}_never_{name} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION append_only()"
        for table in APPEND_ONLY
        for name, verb, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
    ),
    'CREATE TYPE planned_time AS RANGE (SUBTYPE = text, COLLATION = "C")',
    "ALTER TABLE assignment ADD CONSTRAINT ex_assignment_overlap EXCLUDE USING gist (("
    "planned_time(technician_id || chr(1) || lpad(start_s::text, 12, '0'), "
    "technician_id || chr(1) || lpad(end_s::text, 12, '0'))) WITH &&) WHERE (blocks)",
)


def upgrade() -> None:
    """Make everything."""
    _log()
    _state()
    _people()
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _log() -> None:
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("seq", Big, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
        sa.CheckConstraint("id = 1", name="ck_head_one_row"),
    )
    texts = ("command_id", "actor", "session", "kind", "scope_from", "scope_to", "entity")
    after = ("body", "reason", "cause", "based_on", "touched")
    op.create_table(
        "event",
        sa.Column("seq", Big, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("version", Big, nullable=False),
        sa.Column("at_s", Big, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in after),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
    )
    op.create_index("ix_event_actor", "event", ["actor", "seq"])
    op.create_table(
        "mention",
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("seq", Big, nullable=False),
        sa.PrimaryKeyConstraint("subject", "seq", name="pk_mention"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("seq", Big, nullable=False),
        sa.Column("at_s", Big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reply"),
    )
    op.create_index("ix_reply_at_s", "reply", ["at_s"])


def _state() -> None:
    for table, keys in KEYS.items():
        op.create_table(
            table,
            sa.Column("id", sa.Text, nullable=False),
            sa.Column("version", Big, nullable=False),
            sa.Column("seq", Big, nullable=False),
            sa.Column("born", Big, nullable=False),
            *keys,
            sa.Column("body", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
    op.create_table(
        "assignment",
        sa.Column("visit_id", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("start_s", Big, nullable=False),
        sa.Column("end_s", Big, nullable=False),
        sa.Column("blocks", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "technician_id", name="pk_assignment"),
        sa.CheckConstraint("0 <= start_s AND start_s <= end_s", name="ck_assignment_span"),
    )
    op.create_index(
        "ix_assignment_blocking",
        "assignment",
        ["technician_id", "start_s"],
        sqlite_where=sa.text("blocks"),
        postgresql_where=sa.text("blocks"),
    )


def _people() -> None:
    op.create_table(
        "principal",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("territories", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_s", Big, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_principal"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("principal_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_s", Big, nullable=False),
        sa.Column("expires_s", Big, nullable=False),
        sa.Column("last_used_s", Big, nullable=True),
        sa.Column("revoked_s", Big, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("sha256", name="uq_token_sha256"),
        sa.ForeignKeyConstraint(["principal_id"], ["principal.id"], name="fk_token_principal_id_principal"),
    )
    op.create_index("ix_token_principal_id", "token", ["principal_id"])
