"""A running server and people who talk to it: real sockets on loopback, a real database."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from dispatchtui.client.replica import Replica
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import Skill, SlaPolicy, Territory, WorkType
from dispatchtui.core.requests import Reply, Request
from dispatchtui.protocol.codec import decode_server, encode
from dispatchtui.protocol.frames import Ev, Hello, Mark, Resync, ServerFrame, Snapshot, Welcome
from dispatchtui.server import Server
from dispatchtui.settings import Limits, Settings
from tests.builders import a_shift, a_technician, a_work_order, at, basics

PATIENCE_S = 10.0
START_S = at("07:00")
ids = (f"t-{number:06}" for number in itertools.count())


def until(condition: Callable[[], Any], what: str = "it", within_s: float = PATIENCE_S) -> Any:
    """Wait for a condition, and fail by name when it does not come."""
    deadline = time.monotonic() + within_s
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what} did not come within {within_s} s"
        time.sleep(0.005)


def settings_for(home: Path, database: str = "", **changes: Any) -> Settings:
    """Settings of a test: a free port, a clock that begins at 07:00 of the day, generous rates, nobody who watches."""
    limits = Limits(requests_per_s=10_000, burst=10_000, mark_s=0.1)
    given: dict[str, Any] = {"port": 0, "clock_start_s": START_S, "limits": limits, "watch": False, **changes}
    settings = Settings.load({}, home=home, database=database or None)
    return replace(settings, **given)


class Person:
    """Somebody with a token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            trust_env=False,
            timeout=PATIENCE_S,
        )

    def close(self) -> None:
        self.http.close()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.http.post(f"/api/v1{path}", content=msgspec.json.encode(body))

    def ask(self, request: Request) -> tuple[int, Reply]:
        answer = self.post("/commands", request)
        return answer.status_code, msgspec.json.decode(answer.content, type=Reply)

    def act(self, act: Command, **more: Any) -> Reply:
        """Ask for one act under a fresh id."""
        return self.ask(Request(id=next(ids), act=act, **more))[1]

    def act_request(self) -> Reply:
        """Take a plain request into EAST."""
        return self.act(TakeRequest(row=a_work_order(id="")))

    def acts(self, *acts: Command) -> list[Reply]:
        """Ask for several acts in batches; all of them must be applied."""
        replies: list[Reply] = []
        for some in _batched(acts, 100):
            body = {"requests": [Request(id=next(ids), act=act) for act in some], "atomic": True}
            answer = self.post("/commands", body)
            assert answer.status_code == 200, answer.text
            replies += msgspec.convert(answer.json()["replies"], list[Reply])
        assert all(reply.status == "applied" for reply in replies), replies
        return replies

    def watch(self, replica: Replica | None = None, hello: Hello | None = None) -> Watcher:
        return Watcher(self.url, self.token, replica, hello)


class Watcher:
    """A reader that checks the feed's contract with the client's own replica."""

    def __init__(self, url: str, token: str, replica: Replica | None = None, hello: Hello | None = None) -> None:
        self.replica = replica or Replica()
        self.frames: list[ServerFrame] = []
        self.socket: ClientConnection = connect(
            url.replace("http", "ws", 1) + "/api/v1/feed",
            additional_headers={"Authorization": f"Bearer {token}"},
            compression=None, proxy=None, max_size=None, close_timeout=1, legacy=True,
        )  # fmt: skip
        with suppress(ConnectionClosed):  # who is turned away at the door hears it from `closed`
            self.say(hello or self.replica.hello())

    def say(self, hello: Hello) -> None:
        self.socket.send(encode(hello))

    def next(self, within_s: float = PATIENCE_S) -> ServerFrame:
        """The next frame, applied to the replica, which must accept it."""
        frame = decode_server(self.socket.recv(timeout=within_s))
        self.frames.append(frame)
        changes = self.replica.apply(frame, time.monotonic())
        assert not changes.upgrade
        if isinstance(frame, Resync):
            self.say(Hello())
        else:
            assert not changes.resync, changes.resync
        return frame

    def until(self, condition: Callable[[ServerFrame], Any], within_s: float = PATIENCE_S) -> Any:
        """Read frames until one fits."""
        deadline = time.monotonic() + within_s
        while True:
            assert time.monotonic() < deadline, f"not within {within_s} s; heard {self.kinds()}"
            frame = self.next(max(0.01, deadline - time.monotonic()))
            if condition(frame):
                return frame

    def up_to(self, seq: int) -> Replica:
        """Read until the replica stands at a fact, and a mark has confirmed its digest."""
        self.until(lambda frame: isinstance(frame, Mark) and self.replica.cursor >= seq)
        return self.replica

    def reach(self, seq: int) -> Replica:
        """Read until the replica stands at a fact, without waiting for a mark."""
        while self.replica.cursor < seq:
            self.next()
        return self.replica

    def closed(self, within_s: float = PATIENCE_S) -> tuple[int, str]:
        """Read until the server closes; answer the code and why."""
        deadline = time.monotonic() + within_s
        try:
            while time.monotonic() < deadline:
                self.frames.append(decode_server(self.socket.recv(timeout=max(0.01, deadline - time.monotonic()))))
        except ConnectionClosed as error:
            return (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "")
        raise AssertionError("the socket stayed open")

    def kinds(self) -> list[str]:
        return [type(frame).__name__ for frame in self.frames]

    def facts(self) -> list[int]:
        return [line.seq for frame in self.frames if isinstance(frame, Ev) for line in frame.facts]

    def mode(self) -> str:
        """How the last hello was answered."""
        return next(frame.mode for frame in reversed(self.frames) if isinstance(frame, Welcome))

    def close(self) -> None:
        self.socket.close()


class Office:
    """A server with its data, and its administrator."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server = Server(settings).start()
        self.people: list[Person] = []
        self.watchers: list[Watcher] = []
        self.admin = self.person(self.server.token)

    @property
    def url(self) -> str:
        return self.server.url

    def person(self, token: str) -> Person:
        person = Person(self.url, token)
        self.people.append(person)
        return person

    def hire(self, user: str, *roles: str, territories: Iterable[str] = ("*",), technician: str = "") -> Person:
        """A user with a token of their own."""
        body = {"id": user, "name": user.title(), "roles": roles, "territories": tuple(territories),
                "technician_id": technician}  # fmt: skip
        assert self.admin.post("/users", body).status_code == 200
        return self.person(self.admin.post("/tokens", {"user": user, "label": "test"}).json()["token"])

    def stop(self) -> None:
        for person in self.people:
            person.close()
        self.server.stop()


def seed(person: Person, *, technicians: int = 3, visits: int = 3, west: bool = False) -> None:
    """Basics, plumbers T01.. on shift all day, work orders W1.. with visits V1.., in EAST or every other in WEST."""
    by_type: dict[type, Callable[[Any], Command]] = {
        Territory: lambda row: RecordTerritory(row=row),
        Skill: lambda row: RecordSkill(row=row),
        SlaPolicy: lambda row: RecordSlaPolicy(row=row),
        WorkType: lambda row: RecordWorkType(row=row),
    }
    acts: list[Command] = [by_type[type(row)](row) for row in basics()]
    for number in range(1, technicians + 1):
        territory = "WEST" if west and number % 2 == 0 else "EAST"
        acts.append(RecordTechnician(row=a_technician(id=f"T{number:02}", territory=territory)))
        acts.append(RecordShift(row=a_shift(technician=f"T{number:02}", start="00:30", end="23:30")))
    for number in range(1, 1 + visits):
        territory = "WEST" if west and number % 2 == 0 else "EAST"
        acts.append(TakeRequest(row=a_work_order(id=f"W{number}", territory=territory)))
    person.acts(*acts)


def place(visit: str, technician: str, start: str | int) -> PlaceVisit:
    """The command that places a visit."""
    return PlaceVisit(visit_id=visit, technician_id=technician, start_s=at(start) if isinstance(start, str) else start)


def snapshot_of(frames: Iterable[ServerFrame]) -> Snapshot:
    """The last snapshot among frames."""
    return [frame for frame in frames if isinstance(frame, Snapshot)][-1]


def _batched(items: Iterable[Any], size: int) -> Iterable[list[Any]]:
    them = list(items)
    return (them[start : start + size] for start in range(0, len(them), size))
