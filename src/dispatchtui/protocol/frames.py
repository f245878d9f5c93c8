"""The frames of the feed, and the contract that they keep.

The feed promises: facts in the order of the log; each once; no gap inside the window; an act
never split between frames; resumption from any position in the window, whole or not at all
(`resync`); every frame says which span of the log it covers; the epoch changes when history
does; a digest lets the reader check itself; scope and rights are judged anew at each resume.
It does not promise that an answer to a command comes before or after its facts, nor that a
reader sees every intermediate version of a row: frames carry the facts in full and each row
as it stands at the frame's end.

Who is on which visit (`Here`, `Present`) is told beside all this: never in the log, never a lock,
gone with the socket. A frame of a kind that the reader does not know is passed over; one that came
with a later version is sent only to who said that they speak it.

Units: epoch seconds on the server's clock; digests are sixteen hexadecimal digits.
Source: Kubernetes list-watch, etcd watch, Centrifugo recovery.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Raw, Struct

from dispatchtui.core.events import Reason
from dispatchtui.core.model import Position
from dispatchtui.core.rights import Actor

PROTOCOL = 2
"""The version that this code speaks."""
OLDEST = 1
"""The oldest version that it still speaks; the second brought `Here` and `Present`."""
PRESENCE_SINCE = 2
IDLE_AFTER_S = 60.0
"""Who says nothing for so long is no longer said to be anywhere."""
MARK_EVERY_S = 1.0
"""A mark is sent at least this often; three missed ones make a reader stale."""
STALE_AFTER_S = 3.0

Rows = dict[str, list[Raw]]
"""Rows by table, each in its canonical encoding."""


class FactLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact as the feed tells it; `event` is the tagged fact, decoded when its kind is known."""

    seq: int
    at_s: int
    by: str
    command_id: str
    event: Raw
    session: str = ""
    reason: Reason | None = None
    cause: str = ""


class Frame(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """Base of all frames."""


class Hello(Frame, frozen=True, kw_only=True, tag="hello"):
    """Client: where it stands, and the versions it speaks; `after` is nothing on a fresh start."""

    proto: tuple[int, int] = (OLDEST, PROTOCOL)
    epoch: str = ""
    after: int | None = None
    digest: str = ""


class Here(Frame, frozen=True, kw_only=True, tag="here"):
    """Client: the visit that its person is on, and what they do with it; no visit when on none.

    `doing` is one word, such as looking, assigning or typing.
    """

    visit_id: Annotated[str, Meta(max_length=64)] = ""
    doing: Annotated[str, Meta(max_length=20, pattern=r"^[a-z]*$(?!\n)")] = ""


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    """Server: who the client is, and whether it resumes or gets a snapshot.

    `now_s` and `speed` let the client keep the server's clock (speed 1 but in simulated days).
    `notice` says why when the server cannot record; `session` is what `Present` calls this socket.
    """

    proto: int
    epoch: str
    head: int
    mode: str
    now_s: float
    speed: float = 1.0
    actor: Actor
    notice: str = ""
    session: str = ""


class Snapshot(Frame, frozen=True, kw_only=True, tag="snapshot"):
    """Server: every row in scope at `seq`."""

    epoch: str
    seq: int
    digest: str
    rows: Rows
    positions: list[Position] = []


class Ev(Frame, frozen=True, kw_only=True, tag="ev"):
    """Server: the facts of (after, to] that are in scope, and the rows that they changed.

    `up` holds rows as they stand at `to`; `gone` rows that were removed or left the scope.
    """

    after: int
    to: int
    facts: list[FactLine] = []
    up: Rows = {}
    gone: list[tuple[str, str]] = []


class Mark(Frame, frozen=True, kw_only=True, tag="mark"):
    """Server: nothing else happened in (after, to]; bookmark, heartbeat and check."""

    after: int
    to: int
    digest: str
    now_s: float


class Positions(Frame, frozen=True, kw_only=True, tag="pos"):
    """Server: where devices were last; outside the log and the digest."""

    positions: list[Position]


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One console of somebody, the visit that it is on, what is done there, and since when."""

    session: str
    actor: str
    name: str = ""
    visit_id: str
    doing: str = ""
    since_s: int = 0


class Present(Frame, frozen=True, kw_only=True, tag="present"):
    """Server: everybody who is on a visit in scope now, the reader among them; it replaces what was said before."""

    people: list[Person] = []


class Resync(Frame, frozen=True, kw_only=True, tag="resync"):
    """Server: what the client has cannot be continued; a snapshot follows a new hello."""

    why: str


class Bye(Frame, frozen=True, kw_only=True, tag="bye"):
    """Server: it is going; come back after some time in this span."""

    why: str
    in_ms: tuple[int, int] = (200, 1500)


ClientFrame = Hello | Here
ServerFrame = Welcome | Snapshot | Ev | Mark | Positions | Present | Resync | Bye
