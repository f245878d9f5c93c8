"""Days at the desk for whole scenarios: places so many minutes apart, a server that opens on them, and how they end.

The server's clock stands until a test moves it. Everything that happens after the opening goes through the public
interfaces, by people with names, and rests on the versions that they saw.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from math import cos, hypot, radians, sin
from pathlib import Path

from msgspec.structs import replace

from dispatchtui.client.session import Session
from dispatchtui.core import events as facts
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Event
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Location, Position, Row, TechnicianId, lane_id
from dispatchtui.core.requests import Reply, Request
from dispatchtui.core.travel import DETOUR, METRES_PER_S, distance_m, seconds
from dispatchtui.core.zones import local_day
from dispatchtui.store import Store
from dispatchtui.store.verify import verify
from dispatchtui.tui.app import Console
from dispatchtui.tui.options import worker
from tests.builders import CENTRE, ZONE, basics
from tests.journeys.journey import Dispatcher
from tests.server.office import Office, Person, Watcher, ids, settings_for
from tests.store.acts import record

METRES_PER_MINUTE = 60 * METRES_PER_S / DETOUR
METRES_PER_DEGREE = 111_194.93
STANDING = 1e-6
"""The speed of a clock that stands."""
INTAKE = ("work_order.opened", "visit.added", "absence.recorded")
"""What is new rests on nothing that was there before."""
_OPENINGS: dict[str, Callable[..., Event]] = {
    "territories": facts.TerritoryRecorded, "skills": facts.SkillRecorded, "sla_policies": facts.SlaPolicyRecorded,
    "work_types": facts.WorkTypeRecorded, "policies": facts.PolicyRecorded, "technicians": facts.TechnicianRecorded,
    "shifts": facts.ShiftRecorded, "stock_locations": facts.StockLocationRecorded,
    "part_levels": facts.PartLevelRecorded, "work_orders": facts.WorkOrderOpened, "visits": facts.VisitAdded,
}  # fmt: skip


# Places.


def away(minutes: float, bearing: float, of: Location = CENTRE) -> Location:
    """The place so many minutes of driving away in a direction, to the second."""
    metres, angle = minutes * METRES_PER_MINUTE, radians(bearing)
    place = of
    for _ in range(5):
        north_m, east_m = metres * cos(angle), metres * sin(angle)
        degree_m = METRES_PER_DEGREE * cos(radians(of.latitude))
        place = Location(latitude=of.latitude + north_m / METRES_PER_DEGREE, longitude=of.longitude + east_m / degree_m)
        metres *= minutes * METRES_PER_MINUTE / distance_m(of, place)
    assert seconds(of, place) == seconds(place, of) == round(minutes * 60)
    return place


def between(one: Location, minutes: float, other: Location, other_minutes: float, *, side: int = 1) -> Location:
    """The place so many minutes from one place and so many from another, on one side of the way between them."""
    degree_m = METRES_PER_DEGREE * cos(radians(one.latitude))
    north_m = (other.latitude - one.latitude) * METRES_PER_DEGREE
    east_m = (other.longitude - one.longitude) * degree_m
    wanted, other_wanted = minutes * METRES_PER_MINUTE, other_minutes * METRES_PER_MINUTE
    first, second, place = wanted, other_wanted, one
    for _ in range(20):
        way = hypot(north_m, east_m)
        along = (first**2 - second**2 + way**2) / (2 * way)
        across = side * max(0.0, first**2 - along**2) ** 0.5
        north = (along * north_m - across * east_m) / way
        east = (along * east_m + across * north_m) / way
        place = Location(latitude=one.latitude + north / METRES_PER_DEGREE, longitude=one.longitude + east / degree_m)
        first *= wanted / distance_m(one, place)
        second *= other_wanted / distance_m(other, place)
    assert (seconds(one, place), seconds(other, place)) == (round(minutes * 60), round(other_minutes * 60))
    return place


def position(technician: str, place: Location, at_s: int) -> Position:
    """Where somebody's device is."""
    return Position(
        technician_id=TechnicianId(technician), latitude=place.latitude, longitude=place.longitude, at_s=at_s
    )


# The server and the people.


class Desk:
    """One office whose clock a test moves, and who works there."""

    def __init__(self, office: Office) -> None:
        self.office, self.admin = office, office.admin
        self.opened_seq = self.head
        self.watchers: list[Watcher] = []
        self._eyes = self.watch(self.admin)

    @property
    def head(self) -> int:
        """The last fact of the log."""
        seq: int = self.admin.get("/readyz")["seq"]
        return seq

    def at(self, now_s: int) -> None:
        """Let it be that time."""
        server = self.office.server.office
        assert server is not None
        assert now_s >= server.clock.now_s()
        server.clock.not_before(now_s)

    def watch(self, person: Person) -> Watcher:
        """Somebody's feed, that is held against all others at the end."""
        watcher = person.watch()
        self.watchers.append(watcher)
        watcher.up_to(self.head)
        return watcher

    @property
    def board(self) -> Board:
        """The board as a reader has it now."""
        return self._eyes.up_to(self.head).confirmed

    def pre(self, act: Command) -> dict[str, int]:
        """The versions of the rows that an act is about, as they are now."""
        board = self.board
        seen = {key: row.version for key in act.subjects() if (row := board.row(key)) is not None}
        moves = act.moves if isinstance(act, MoveVisits) else (act,) if isinstance(act, PlaceVisit) else ()
        for move in moves:
            if move.technician_id:
                key = lane_id(move.technician_id, local_day(move.start_s, ZONE))
                lane = board.lanes.get(key)
                seen[f"lanes/{key}"] = lane.version if lane is not None else 0
        return {key: version for key, version in seen.items() if not key.startswith("technicians/")}

    def ask(self, person: Person, act: Command, **more: object) -> Reply:
        """Ask for an act on the versions that are there now."""
        return person.ask(Request(id=next(ids), act=act, pre=self.pre(act), **more))[1]  # type: ignore[arg-type]

    def do(self, person: Person, act: Command, **more: object) -> Reply:
        """Do an act that must be applied."""
        reply = self.ask(person, act, **more)
        assert reply.status == "applied", reply
        return reply

    def steps(self, person: Person, visit: str, *steps: Step) -> None:
        """Take a visit on through its life."""
        for step in steps:
            self.do(person, AdvanceVisit(visit_id=visit, step=step))

    async def ends_well_on(self, *consoles: Dispatcher) -> None:
        """The same with what consoles show."""
        seq = self.head
        for each in consoles:
            await each.until(lambda each=each: each.app.given.session.replica.cursor >= seq)
        self.ends_well(*(each.app.given.session.replica.confirmed for each in consoles))

    def ends_well(self, *shown: Board) -> None:
        """Hold what is always true at the end: log, days, acts and all readers tell one story."""
        server = self.office.server.office
        assert server is not None
        seq = self.head
        found = verify(server.store)
        assert found.ok, found.problems
        fresh = self.watch(self.office.hire("fresh", "dispatcher"))  # sees everything, and has seen nothing yet
        boards = [watcher.up_to(seq).confirmed for watcher in (*self.watchers, fresh)]
        assert {(board.seq, board.digest_hex()) for board in (*boards, *shown)} == {(seq, found.digest)}
        assert list(double_booked(boards[0])) == []
        lines = server.store.logged(self.opened_seq)
        assert all(line.actor and line.command_id for line in lines)
        resting = [line for line in lines if line.kind not in INTAKE]
        assert [(line.seq, line.kind) for line in resting if not line.based_on] == []


def double_booked(board: Board) -> Iterator[str]:
    """Two stops of one technician that overlap; parts are fetched while the work that lacks them rests."""
    errands = {(part.visit_id, visit.id) for visit in board.visits.values() for part in visit.fetches}
    for who in board.technicians:
        lines = [(line.start_s, line.end_s, visit.id) for visit in board.route(who) for line in visit.crew
                 if line.technician_id == who]  # fmt: skip
        yield from (f"{who}: {one[2]} and {other[2]}" for one, other in pairwise(sorted(lines))
                    if one[1] > other[0] and (one[2], other[2]) not in errands)  # fmt: skip


def opened(home: Path, *rows: Row, now_s: int, watch: bool = False) -> Desk:
    """A server that opens on these rows, and the basics; it may watch them."""
    settings = settings_for(home, f"sqlite:///{home / 'board.db'}", clock_start_s=now_s, clock_speed=STANDING,
                            watch=watch)  # fmt: skip
    home.mkdir(exist_ok=True)
    given = {(row.TABLE, row.id): row for row in (*basics(), *rows)}
    order = list(_OPENINGS)
    store = Store.open(settings.database)
    record(store, *map(_opening, sorted(given.values(), key=lambda row: order.index(row.TABLE))), by="opening")
    store.close()
    return Desk(Office(settings))


def rows_to_open(board: Board) -> tuple[Row, ...]:
    """The rows of a board that a server can open on; the others follow from them."""
    return tuple(row for row in board.rows() if row.TABLE in _OPENINGS)


def _opening(row: Row) -> Event:
    return _OPENINGS[row.TABLE](row=replace(row, version=0))


@asynccontextmanager
async def a_console(
    desk: Desk, person: str, *, url: str = "", roles: tuple[str, ...] = ("dispatcher",), plans: bool = False
) -> AsyncIterator[Dispatcher]:
    """Somebody sits down at a console of this office; `url` is a way to it other than the straight one.

    One that `plans` has its worker process, as the installed console has, and begins when that has looked once.
    """
    token = desk.office.hire(person, *roles).token
    app = Console(session=Session(url or desk.office.url, token), color="none", glyphs="unicode",
                  worker=worker if plans else None)  # fmt: skip
    async with app.run_test(size=(160, 45)) as pilot:
        me = Dispatcher(app, pilot, None)  # type: ignore[arg-type]
        await me.until(lambda: app._early is None and app.state.link.live and app.state.picture.board.technicians, 15)
        if plans:
            app.connection.planning._since = 0.0  # the console gives a person time to look before it plans
            await me.until(lambda: app.state.offered.revision and not app.state.offered.looking, 30)
        yield me
