"""The command line: one file a noun, and the only place where processes are wired together.

Never: a decision of the domain; heavy imports before a verb is chosen.
Why: `--help` and completion must answer at once, and a verb should pay only for what it uses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatchtui.cli.fast import report
from dispatchtui.errors import DispatchError

if TYPE_CHECKING:
    import typer

HELP = """Dispatch a field-service day from the terminal.

Examples: `dispatchtui day` plays a day on this machine, `dispatchtui serve` runs a server,
`dispatchtui console` opens the console, `dispatchtui get visits --json` reads the board.
"""


def build() -> typer.Typer:
    """Put all verbs on one command line."""
    import typer

    from dispatchtui.cli import (
        automation,
        check,
        console,
        day,
        do,
        doctor,
        field,
        get,
        health,
        import_,
        keep,
        login,
        rank,
        risk,
        serve,
        solve,
        users,
    )

    app = typer.Typer(
        name="dispatchtui",
        help=HELP,
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root())
    for command, name in (
        (day.day, "day"),
        (console.console, "console"),
        (serve.serve, "serve"),
        (field.field, "field"),
        (import_.import_file, "import"),
        (check.check, "check"),
        (rank.rank, "rank"),
        (do.do, "do"),
        (solve.solve, "solve"),
        (doctor.doctor, "doctor"),
        (login.login, "login"),
        (keep.backup, "backup"),
        (keep.restore, "restore"),
    ):
        app.command(name)(command)
    get.app.command("health")(health.health)
    get.app.command("exceptions")(health.exceptions)
    get.app.command("automation")(automation.automation)
    app.add_typer(get.app, name="get")
    app.add_typer(risk.app, name="risk")
    app.add_typer(users.user, name="user")
    app.add_typer(users.token, name="token")
    return app


def run(arguments: list[str]) -> int:
    """Run one command; answer its exit code: 0 well, 1 failed, 2 the person's mistake, 130 interrupted."""
    import typer

    try:
        result = build()(arguments, standalone_mode=False, prog_name="dispatchtui")
    except DispatchError as error:
        return report(error)
    except typer.TyperException as error:
        sys.stderr.write(_sentence(error))
        return int(getattr(error, "exit_code", 2))
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\ndispatchtui: Interrupted.\n")
        return 130
    return result if isinstance(result, int) else 0


def _sentence(error: typer.TyperException) -> str:
    message = getattr(error, "format_message", lambda: str(error))().strip()
    return f"dispatchtui: {message.rstrip('.')}. `--help` shows what there is.\n" if message else ""


def _root() -> Callable[..., None]:
    import typer

    from dispatchtui import __version__

    def tell(wanted: bool) -> None:
        if wanted:
            typer.echo(f"dispatchtui {__version__}")
            raise typer.Exit

    def root(
        version: bool = typer.Option(
            False, "--version", help="Show the version and stop.", is_eager=True, callback=tell
        ),
    ) -> None:
        del version

    return root
