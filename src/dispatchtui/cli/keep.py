"""`dispatchtui backup` and `dispatchtui restore`: one portable file, from and to either engine."""

from __future__ import annotations

from pathlib import Path

import typer

from dispatchtui.settings import Settings

DATABASE = typer.Option(None, help="sqlite:///PATH or postgresql://…; without it the file in --home.")
HOME = typer.Option(None, help="The folder of the server's data.")


def backup(
    file: Path = typer.Argument(help="Where the backup goes; it must not exist."),
    database: str | None = DATABASE,
    home: Path | None = HOME,
) -> None:
    """Copy everything into one file while the server goes on working.

    Examples: `dispatchtui backup monday.db`, `dispatchtui backup --database postgresql://db/dispatch monday.db`.
    """
    from dispatchtui.store import Store
    from dispatchtui.store.backup import backup as copy_out

    store = Store.open(Settings.load(home=home, database=database).database, writable=False)
    try:
        copy_out(store, file)
        head = store.head()
    finally:
        store.close()
    typer.echo(f"{file}: {file.stat().st_size:,} bytes, the log up to {head.seq}.")


def restore(
    file: Path = typer.Argument(help="A backup."),
    database: str | None = DATABASE,
    home: Path | None = HOME,
    force: bool = typer.Option(False, "--force", help="Replace a board that is there; a SQLite file is put aside."),
) -> None:
    """Put a backup in place; the server must be stopped, and every console starts anew from a snapshot.

    Example: `dispatchtui restore monday.db --force`.
    """
    from dispatchtui.store.backup import restore as put_back

    epoch = put_back(file, Settings.load(home=home, database=database).database, force=force)
    typer.echo(f"Restored {file}; the epoch is now {epoch}.")
