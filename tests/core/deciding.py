"""How the tests of commands ask: the facts of a yes, the sentence of a no."""

from typing import TypeVar

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.model import VisitState
from dispatchtui.core.refusals import Refusal
from tests.builders import (
    an_actor,
    at,
)

NOW = at("07:00")
S = VisitState
F = TypeVar("F")


def ask(**changes: object) -> Ask:
    return Ask(actor=an_actor("admin"), at_s=NOW, **changes)  # type: ignore[arg-type]


def facts(board: Board, act: Command) -> list[e.Event]:
    found = decide(board, act, ask())
    assert not isinstance(found, Refusal), found
    return list(found)


def no(board: Board, act: Command) -> Refusal:
    found = decide(board, act, ask())
    assert isinstance(found, Refusal), found
    return found


def one(found: list[e.Event], kind: type[F]) -> F:
    (fact,) = found
    assert isinstance(fact, kind)
    return fact
