"""Which schema a database has, and bringing it to this code's.

The version is read in plain SQL at every start; Alembic is imported only when there is
something to migrate.
"""

from __future__ import annotations

from pathlib import Path

from dispatchtui.errors import StorageError
from dispatchtui.store.database import Connection, Database

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every schema ever released, oldest first; the last is what this code reads and writes."""
CURRENT = REVISIONS[-1]
_LOCK = 0x64697370
"""Two nodes that start at once migrate one after the other."""


def prepare(database: Database, connection: Connection, *, migrates: bool = True) -> None:
    """Bring the schema to this code's, or say in a sentence why not.

    Raises: StorageError for a foreign database, a newer schema, or a migration that failed.
    """
    present = version(database, connection)
    if present == CURRENT:
        return
    if present and present not in REVISIONS:
        raise StorageError(
            f"{database.where} was written by a newer dispatchtui: its schema is {present}, this one knows {CURRENT}.",
            hint="Upgrade dispatchtui, or restore an older backup.",
        )
    if not migrates:
        raise StorageError(f"{database.where} has the older schema {present or 'none'}; this one needs {CURRENT}.",
                           hint="Start the server once to upgrade it.")  # fmt: skip
    migrate(database, connection)


def version(database: Database, connection: Connection) -> str:
    """The schema's revision; empty for a database in which there is nothing.

    Raises: StorageError when the tables are somebody else's.
    """
    tables = database.tables(connection)
    if "alembic_version" not in tables:
        if tables:
            raise StorageError(f"{database.where} belongs to another program: it holds {min(tables)}.",
                               hint="Name an empty database.")  # fmt: skip
        return ""
    row = connection.one("SELECT version_num FROM alembic_version")
    return str(row[0]) if row else ""


def migrate(database: Database, connection: Connection, target: str = "head") -> None:
    """Upgrade in one transaction: a failure leaves the schema as it was.

    Cost: importing Alembic and SQLAlchemy takes some tenths of a second.
    """
    from alembic import command  # noqa: PLC0415  (only a migration pays for it)
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from dispatchtui.store.alchemy import engine_over  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    lone = engine_over(database, connection)
    try:
        with lone.connect() as alchemy, alchemy.begin():
            if database.kind == "postgresql":
                alchemy.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config.attributes["connection"] = alchemy
            command.upgrade(config, target)
    except DBAPIError as error:
        raise database.explain(error.orig if isinstance(error.orig, Exception) else error) from error
