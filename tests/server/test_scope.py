"""Nobody ever receives or changes a row outside their scope: random people, random acts, real sockets.

The oracle here is written anew from the words of the rule and shares no code with it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordTerritory
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordStockLocation,
)
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import (
    StockLocation,
    TechnicianId,
)
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import ROLES
from dispatchtui.protocol.frames import Ev, Mark, Snapshot
from dispatchtui.server.api.checks import Acts
from tests.builders import a_shift, a_technician, a_territory, a_work_order, at
from tests.server.office import Office, Person, Watcher, ids, seed, settings_for
from tests.server.random_requests import TERRITORIES, commands

# A socket of another person may ping in its own thread, which draws from the one source of chance meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module")
UNTOLD = ("NEW", "QUALIFIED", "PLANNED")
EVERYBODYS = ("skills", "sla_policies", "work_types", "policies", "desks")
VANS = ("vehicles", "stock_locations", "part_levels")
"""What is somebody's, and everybody's who works here when it is nobody's."""
PLACED = ("work_orders", "visits", "crews", "capacity_cells", "weather_alerts")
"""What lies in one territory."""


@pytest.fixture(scope="module")
def shared(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("scope")
    office = Office(settings_for(home, f"sqlite:///{shutil.copy(empty_file, home / 'board.db')}"))
    seed(office.admin, technicians=4, visits=6, west=True)
    office.admin.act(RecordTerritory(row=a_territory(id="NORTH")))
    # T09 works in two territories and is full with V9 of one of them, which no random act touches.
    office.admin.acts(
        RecordTechnician(row=a_technician(id="T09", covers=("WEST",))),
        RecordShift(row=a_shift(technician="T09", start="07:00", end="08:05", territories=("EAST", "WEST"))),
        *(TakeRequest(row=a_work_order(id="", territory="WEST")) for _ in range(3)),
        PlaceVisit(visit_id="V9", technician_id=TechnicianId("T09"), start_s=at("07:05")),
        *(RecordStockLocation(row=StockLocation(id=f"STOCK{number}", technician_id=TechnicianId(f"T{number:02}")))
          for number in (1, 2)),
        RecordStockLocation(row=StockLocation(id="STOCK3", kind="depot")),
        *(CountStock(stock_id=f"STOCK{number}", part="CAP-45", on_hand=50) for number in (1, 2, 3)),
    )  # fmt: skip
    yield office
    office.stop()


class Somebody(msgspec.Struct):
    """One made-up person."""

    roles: list[str]
    territories: list[str]
    technician: str

    def may(self, right: str) -> bool:
        return any(right in ROLES[role] for role in self.roles)

    def may_see(self, table: str, row: dict[str, Any]) -> bool:
        """The rule in its own words, on a row as JSON."""
        if not self.may("read") and not self.technician:
            return False
        if table in EVERYBODYS:
            return True
        if not self.may("read"):
            return self._own(table, row)
        if table in PLACED:
            return row.get("territory", "") in self.territories
        if table in VANS and not row.get("technician_id", ""):
            return True
        if table == "territories":
            return row["id"] in self.territories
        if table == "technicians":
            return any(each in self.territories for each in (row.get("territory", ""), *row.get("covers", ())))
        return any(each in self.territories for each in row.get("territories", ()))

    def _own(self, table: str, row: dict[str, Any]) -> bool:
        if not self.technician:
            return False
        if table in VANS and not row.get("technician_id", ""):
            return True
        if table == "visits":
            mine = any(line["technician_id"] == self.technician for line in row.get("crew", ()))
            return mine and row.get("state", "NEW") not in UNTOLD
        if table == "technicians":
            return bool(row["id"] == self.technician)
        if table == "crews":
            return self.technician in row.get("members", ())
        owner = row.get("technician_id", "")
        if table == "part_reservations":
            return self.technician in row.get("told", ())
        return table in ("shifts", "absences", "lanes", *VANS) and owner == self.technician

    def may_touch(self, table: str, row: dict[str, Any]) -> bool:
        """Territory alone bounds a change; a technician's own work is theirs wherever it is."""
        return (
            self.may_see(table, row)
            or self._own(table, row)
            or (table in ("visits", "work_orders") and row.get("territory", "") in self.territories)
        )


somebodies = st.builds(
    Somebody,
    st.lists(st.sampled_from(sorted(set(ROLES) - {"automation"})), min_size=1, max_size=2),
    st.lists(st.sampled_from(TERRITORIES), min_size=1, max_size=2, unique=True),
    st.sampled_from(["", "T01", "T02"]),
)


def _rows(frames: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for frame in frames:
        tables = frame.rows if isinstance(frame, Snapshot) else frame.up if isinstance(frame, Ev) else {}
        for table, bodies in tables.items():
            for body in bodies:
                yield table, json.loads(bytes(body))


def _check_frames(who: Somebody, watcher: Watcher) -> None:
    had: set[tuple[str, str]] = set()
    for frame in watcher.frames:
        for table, row in _rows([frame]):
            assert who.may_see(table, row), f"{who} received {table} {row}"
            had.add((table, row["id"]))
        if isinstance(frame, Ev):
            for key in frame.gone:
                assert tuple(key) in had, f"{who} was told that {key} is gone, which they never had"
            for line in frame.facts:
                event = json.loads(bytes(line.event))
                if "visit_id" in event:
                    assert ("visits", event["visit_id"]) in had, f"{who} was told {event}"
                if "row" in event and "territory" in event["row"] and event["kind"] != "technician.recorded":
                    assert event["row"]["territory"] in who.territories or who.technician, f"{who} was told {event}"


def _check_reads(who: Somebody, person: Person, board: dict[str, Any], log: list[dict[str, Any]]) -> None:
    """Every answer over HTTP is searched for what is hidden; the log for what always was."""
    hidden = _hidden(who, board)
    seen = person.get("/visits")
    assert all(who.may_see("visits", row) for row in seen)
    _names_none(seen, hidden)
    technicians = person.get("/technicians")
    assert all(who.may_see("technicians", row) for row in technicians)
    _names_none(technicians, hidden)
    snapshot = person.get("/snapshot")
    for table, rows in snapshot["rows"].items():
        assert all(who.may_see(table, row) for row in rows)
    _names_none(snapshot, hidden)
    for row in technicians:
        _names_none(person.get(f"/technicians/{row['id']}"), hidden)
    if who.may("read"):
        beside = [f"/technicians/{row['id']}/next" for row in technicians[:2]]
        for path in ("/alerts", "/risk", "/violations", "/data-health", *beside):
            _names_none(person.get(path), hidden)
        acts = tuple(PlaceVisit(visit_id=row["id"], technician_id=each["id"], start_s=at("10:00"))
                     for row, each in zip(seen, technicians, strict=False))  # fmt: skip
        if acts:
            _names_none(person.post("/check", Acts(acts=acts)).json(), hidden)
    for row in seen:
        brief = person.get(f"/visits/{row['id']}")
        # What happened to a visit that was seen is told as it was seen then, so facts are looked at below.
        _names_none({**brief, "facts": [], "work_order": None if who.technician else brief["work_order"]}, hidden)
        if who.may("read") and row in seen[:3]:
            _names_none(person.get(f"/visits/{row['id']}/candidates"), hidden)
    if who.may("history"):
        _names_none(person.get("/history", limit=1000), _always_hidden(who, log))


def _hidden(who: Somebody, board: dict[str, Any]) -> set[str]:
    """The visits and work orders that this person may not see now."""
    rows = {key: msgspec.to_builtins(row) for key, row in board.items()}
    tables = ("visits", "work_orders") if who.may("read") else ("visits",)
    return {
        row["id"] for key, row in rows.items()
        if key.split("/")[0] in tables and not who.may_see(key.split("/")[0], row)
    }  # fmt: skip


def _always_hidden(who: Somebody, log: list[dict[str, Any]]) -> set[str]:
    """The visits that never were in this person's territories, by what the whole log says."""
    ever: dict[str, set[str]] = {}
    order_of: dict[str, str] = {}
    for fact in log:
        event = fact["event"]
        if event["kind"] in ("work_order.opened", "work_order.amended"):
            ever.setdefault(event["row"]["id"], set()).add(event["row"].get("territory", ""))
        elif event["kind"] == "visit.added":
            order_of[event["row"]["id"]] = event["row"]["work_order_id"]
    if not who.may("read"):
        return set()
    return {visit for visit, order in order_of.items() if ever[order].isdisjoint(who.territories)}


def _names_none(answer: Any, hidden: set[str]) -> None:
    """Fail when an answer names anything of these, in whatever field or sentence."""
    said = set(re.findall(r"[A-Za-z0-9]+", json.dumps(answer)))
    assert not said & hidden, f"named {sorted(said & hidden)} in {json.dumps(answer)[:2000]}"


@settings(
    max_examples=12,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(who=somebodies, acts=st.lists(st.tuples(st.booleans(), commands()), min_size=5, max_size=25))
def test_nobody_receives_or_changes_what_lies_outside_their_scope(
    shared: Office, who: Somebody, acts: list[tuple[bool, Command]]
) -> None:
    person = shared.hire(f"u{next(ids)}", *who.roles, territories=who.territories, technician=who.technician)
    everything = shared.admin.watch()
    everything.until(lambda frame: isinstance(frame, Mark))
    hears = who.may("read") or bool(who.technician and who.may("field"))
    watcher = person.watch()
    if hears:
        watcher.until(lambda frame: isinstance(frame, Mark))
    last = 0
    for by_admin, act in acts:
        before = {key: msgspec.to_builtins(row) for key, row in _board(everything).items()}
        if by_admin:
            last = max(last, shared.admin.act(act).seq)
            everything.reach(last)
            continue
        _, reply = person.ask(Request(id=next(ids), act=act))
        if reply.status != "applied":
            asked = set(re.findall(r"[A-Za-z0-9]+", msgspec.json.encode(act).decode()))
            _names_none(msgspec.to_builtins(reply), _hidden(who, _board(everything)) - asked)
        if reply.theirs is not None and reply.refusal is not None:
            assert who.may_see(reply.refusal.subject.split("/")[0], reply.theirs)
        if reply.status == "applied":
            last = max(last, reply.seq)
            everything.reach(reply.seq)
            after = _board(everything)
            for key in reply.versions:
                table = key.split("/")[0]
                for row in (before.get(key), msgspec.to_builtins(after[key])):
                    if row is not None and table != "lanes":
                        assert who.may_touch(table, row), f"{who} changed {key}: {row} by {act}"
    if hears:
        watcher.up_to(last)
        _check_frames(who, watcher)
    else:
        assert watcher.closed()[0] == 4403
    _check_reads(who, person, _board(everything), _whole_log(shared.admin))
    watcher.close()
    everything.close()
    person.close()


def _whole_log(admin: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := admin.get("/history", limit=1000, after=found[-1]["seq"] if found else 0):
        found += page
    return found


def _board(watcher: Watcher) -> dict[str, Any]:
    return {f"{row.TABLE}/{row.id}": row for row in watcher.replica.confirmed.rows()}


def test_the_oracle_has_teeth(shared: Office) -> None:
    eva = Somebody(["dispatcher"], ["EAST"], "")
    assert not eva.may_see("visits", {"id": "V2", "territory": "WEST"})
    assert not eva.may_see("technicians", {"id": "T02", "territory": "WEST"})
    assert eva.may_see("technicians", {"id": "T02", "territory": "WEST", "covers": ["EAST"]})
    with pytest.raises(AssertionError, match="named"):
        _names_none([{"sentence": "T01 is at V2 from 10:00."}], {"V2"})
    events = [{"kind": "work_order.opened", "row": {"id": "W2", "territory": "WEST"}},
              {"kind": "visit.added", "row": {"id": "V2", "work_order_id": "W2"}}]  # fmt: skip
    assert _always_hidden(eva, [{"event": event} for event in events]) == {"V2"}
    watcher = shared.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    with pytest.raises(AssertionError, match="received"):
        _check_frames(eva, watcher)
    watcher.close()
