"""What an action may ask of the world: values that the app carries out, nothing else.

Never: a socket, a widget, a thing done.
Why: an action that answers with values is tested by reading them, and only one place moves cursors and sends.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason
from dispatchtui.core.foresight import Answer
from dispatchtui.engine.jobs import Job

Tone = Literal["info", "good", "error", "alarm"]
"""An alarm was not asked for by the last key, so moving about does not put it away."""


class Say(Struct, frozen=True):
    """Tell the dispatcher one sentence; the next key puts it away, an alarm only one that does something."""

    sentence: str
    tone: Tone = "info"


class Submit(Struct, frozen=True, kw_only=True):
    """Ask the server for an act.

    `label` says it in the past tense for the message and the undo; `undoes` is the request that it takes back;
    `pre` are the versions that the dispatcher saw; `cause` is the proposal that it was accepted from. Acts of one
    `chain` stand and fall together: behind one that was refused the others are not asked for. Where it `stays`, what
    lies open is not what it was asked from, and is left open.
    """

    act: Command
    label: str
    pre: dict[str, int] = {}
    reason: Reason | None = None
    override: Reason | None = None
    undoes: str = ""
    cause: str = ""
    chain: str = ""
    stays: bool = False


class Each(Struct, frozen=True, kw_only=True):
    """Ask the server for several acts, one after another, each judged and answered on its own.

    `refused` are visits for which nothing can even be asked, and why; `left` those that were not meant. `answer` is
    what is said to the proposal that they come from once something of it has happened; `whole` tells that they are all
    of it.
    """

    title: str
    acts: tuple[Submit, ...]
    refused: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    answer: Answer | None = None
    whole: bool = False


class Move(Struct, frozen=True):
    """Move the cursor of the list that has the keys, by rows."""

    rows: int


class Page(Struct, frozen=True):
    """Move the cursor by pages."""

    pages: int


class Edge(Struct, frozen=True):
    """Move the cursor to the first row (-1) or the last (1)."""

    end: Literal[-1, 1]


class Select(Struct, frozen=True):
    """Put the cursor of a pane on a row, taking newer rows if it is not among those shown."""

    pane: str
    row_id: str


class TakeNewer(Struct, frozen=True):
    """Let the list in hand show its newest rows and order."""


class Reconnect(Struct, frozen=True):
    """Try the link again now."""


class Fetch(Struct, frozen=True):
    """Ask the server for what happened to a visit before this console opened."""

    visit_id: str


class Inquire(Struct, frozen=True):
    """Ask the server for a long answer; what came of it goes into the list that lies open for it."""

    what: Literal["risk", "durations"]


class Work(Struct, frozen=True, kw_only=True):
    """Ask the worker for a job; `title` says what for, `subject` is the row that its result is about."""

    job: Job
    title: str
    subject: str = ""


class Halt(Struct, frozen=True):
    """Stop the job under way; what it has found stays offered."""


class Quit(Struct, frozen=True):
    """Leave the console."""


Effect = (
    Say | Submit | Each | Move | Page | Edge | Select | TakeNewer | Reconnect | Fetch | Inquire | Work | Halt | Quit
)
Effects = tuple[Effect, ...]


def refuse(sentence: str) -> Effects:
    """Say why not, and do nothing."""
    return (Say(sentence, "error"),)
