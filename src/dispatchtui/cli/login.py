"""`dispatchtui login`: become known to a server elsewhere."""

from __future__ import annotations

import getpass
import sys

import typer

from dispatchtui.cli.reach import Reach
from dispatchtui.client.credentials import Credentials, config_folder, keep_login, normal
from dispatchtui.errors import UserError


def login(
    url: str = typer.Argument(help="The server, such as https://dispatch.example.com."),
    user: str = typer.Option("", help="Your name there; asked for when absent."),
    token: str = typer.Option("", help="A token that an administrator gave you, instead of a password."),
) -> None:
    """Log in to a server and remember it; the token is kept in a file that only you can read.

    Example: `dispatchtui login https://dispatch.example.com --user ana`.
    """
    url = normal(url)
    _refuse_open_lines(url)
    if not token:
        user = user or typer.prompt("User")
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        with Reach(Credentials(url=url, token="")) as way:
            token = str(way.send("POST", "/login", {"user": user, "password": password})["token"])
    with Reach(Credentials(url=url, token=token)) as way:
        me = way.get("/me")
    path = keep_login(config_folder(), url, token)
    typer.echo(f"Logged in to {url} as {me['id']}; remembered in {path}.")


def _refuse_open_lines(url: str) -> None:
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise UserError(f"{url} is not reached over TLS.", hint="A server elsewhere needs https://.")
