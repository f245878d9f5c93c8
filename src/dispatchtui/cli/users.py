"""`dispatchtui user` and `dispatchtui token`: who may do what, and what they show for it."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from typing import Any

import typer

from dispatchtui.cli.reach import reach
from dispatchtui.cli.tables import show_json, show_table
from dispatchtui.core.rights import EVERYWHERE, ROLES
from dispatchtui.errors import UserError

user = typer.Typer(help="Users: who works here, in which roles and territories.", no_args_is_help=True)
token = typer.Typer(help="Tokens: what a person, a device or another system shows.", no_args_is_help=True)

URL = typer.Option("", help="The server; without it the one found as `console` finds it.")
JSON = typer.Option(False, "--json", help="Print JSON.")


@user.command("add")
def add_user(
    user_id: str = typer.Argument(metavar="USER", help="A short name, such as ana."),
    name: str | None = typer.Option(None, help="The name on screen; without it the short one."),
    role: list[str] | None = typer.Option(
        None, help=f"One of {', '.join(sorted(ROLES))}; may be repeated; a new user is a dispatcher."
    ),
    territory: list[str] | None = typer.Option(
        None, help="A territory in their scope; may be repeated; a new user sees all (*)."
    ),
    technician: str | None = typer.Option(None, help="The technician that this user is, for the role technician."),
    password: bool = typer.Option(False, "--password", help="Ask for a password, so that they can log in."),
    url: str = URL,
) -> None:
    """Add a user, or change the one of that name; what is not said stays as it is.

    Examples: `dispatchtui user add ana --role dispatcher --territory NORTH --password`,
    `dispatchtui user add t08 --role technician --technician T08`.
    """
    unknown = [each for each in role or () if each not in ROLES]
    if unknown:
        raise UserError(f"There is no role {unknown[0]}.", hint=f"Roles: {', '.join(sorted(ROLES))}.")
    said = {"name": name, "roles": role, "territories": territory, "technician_id": technician}
    if password:
        said["password"] = _new_password()
    with reach(url) as way:
        if all(each["id"] != user_id for each in way.get("/users")):
            roles = role or ["dispatcher"]
            said |= {"roles": roles, "territories": territory or ([] if roles == ["technician"] else [EVERYWHERE])}
        body = {"id": user_id, **{field: value for field, value in said.items() if value is not None}}
        way.send("POST", "/users", body)
        now = next(each for each in way.get("/users") if each["id"] == user_id)
    where = "their own work" if now.get("technician_id") else ", ".join(now["territories"])
    typer.echo(f"{user_id}: {', '.join(now['roles'])} in {where}.")


@user.command("list")
def list_users(as_json: bool = JSON, url: str = URL) -> None:
    """List the users. Example: `dispatchtui user list --json`."""
    with reach(url) as way:
        users = way.get("/users")
    if as_json:
        show_json(users)
        return
    columns = ("id", "name", "roles", "territories", "technician_id", "disabled")
    show_table(
        ("USER", "NAME", "ROLES", "TERRITORIES", "TECHNICIAN", "DISABLED"),
        [[_cell(each.get(column)) for column in columns] for each in users],
    )


@user.command("disable")
def disable_user(user_id: str = typer.Argument(metavar="USER", help="Who."), url: str = URL) -> None:
    """Disable a user; their consoles are closed within a second. Example: `dispatchtui user disable ana`."""
    with reach(url) as way:
        way.send("DELETE", f"/users/{user_id}")
    typer.echo(f"{user_id} is disabled.")


@token.command("add")
def add_token(
    user_id: str = typer.Argument(metavar="USER", help="Whom the token stands for."),
    label: str = typer.Option("", help="What carries it, such as 'van 7 tablet'."),
    days: float = typer.Option(90.0, min=0.001, help="Days until it expires."),
    as_json: bool = JSON,
    url: str = URL,
) -> None:
    """Make a token; it is shown once. Example: `dispatchtui token add ana --label laptop --days 30`."""
    with reach(url) as way:
        made = way.send("POST", "/tokens", {"user": user_id, "label": label, "days": days})
    show_json(made) if as_json else typer.echo(made["token"])


@token.command("list")
def list_tokens(as_json: bool = JSON, url: str = URL) -> None:
    """List the tokens, never their secrets. Example: `dispatchtui token list`."""
    with reach(url) as way:
        tokens = way.get("/tokens")
    if as_json:
        show_json(tokens)
        return
    show_table(
        ("TOKEN", "USER", "LABEL", "CREATED", "EXPIRES", "LAST USED", "REVOKED"),
        [
            [
                each["id"],
                each["user"],
                each.get("label"),
                *(_when(each.get(name)) for name in ("created_s", "expires_s", "last_used_s", "revoked_s")),
            ]
            for each in tokens
        ],
    )


@token.command("revoke")
def revoke_token(token_id: str = typer.Argument(metavar="TOKEN", help="Its name in the list."), url: str = URL) -> None:
    """Revoke a token; what it opened is closed within a second. Example: `dispatchtui token revoke adc5b5f7a366`."""
    with reach(url) as way:
        way.send("DELETE", f"/tokens/{token_id}")
    typer.echo(f"Token {token_id} is revoked.")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("New password: ")
    if first != getpass.getpass("Again: "):
        raise UserError("The two passwords differ; nothing was changed.")
    return first


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value if value not in (None, False) else "")


def _when(at_s: float | None) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M") if at_s else ""
