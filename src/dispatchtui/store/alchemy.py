"""SQLAlchemy over the store's own connections, for SQLModel's reads and Alembic's migrations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from dispatchtui.store.database import Connection, Database


def engine_over(database: Database, connection: Connection) -> Engine:
    """An engine whose only connection is this one; its transactions begin and end explicitly."""
    options: dict[str, Any] = {}
    if database.kind == "sqlite":
        from dispatchtui.store.sqlite import raw_driver  # noqa: PLC0415  (PostgreSQL needs none)

        options["module"] = raw_driver()
    engine = create_engine(database.alchemy_url(), poolclass=StaticPool, creator=lambda: connection.raw, **options)

    @event.listens_for(engine, "begin")
    def _begin(alchemy: Any) -> None:
        # The driver is in autocommit mode, so that schema changes too stay inside the transaction.
        if not _inside(connection):
            alchemy.exec_driver_sql("BEGIN")

    return engine


def _inside(connection: Connection) -> bool:
    raw = connection.raw
    if hasattr(raw, "in_transaction"):
        return bool(raw.in_transaction)
    return bool(raw.info.transaction_status)
