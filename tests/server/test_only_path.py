"""No path writes without the check: the commands, the routes and the calls are enumerated, and a mutant is killed."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

import dispatchtui
from dispatchtui.constraints.gate import Passed
from dispatchtui.core import model as m
from dispatchtui.core.alerting import alert_id
from dispatchtui.core.board import Board
from dispatchtui.core.commands import (
    Command,
    alerts,
    clocks,
    decide,
    learning,
    lives,
    moves,
    proposals,
    reference,
    ruling,
    technicians,
    visits,
)
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.fetching import FetchParts
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReleaseParts,
    ReserveParts,
)
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, TechnicianId, TerritoryId, VisitId
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.server import writer
from dispatchtui.server.api import ENDPOINTS
from dispatchtui.server.api.checks import Acts
from soaks import interleave
from tests.builders import (
    a_shift,
    a_skill,
    a_technician,
    a_territory,
    a_work_order,
    a_work_type,
    an_absence,
    an_actor,
    at,
)
from tests.rows import a_policy
from tests.server.office import START_S, Office, Person, ids, place, seed

SOURCE = Path(dispatchtui.__file__).parent
EAST, T01, V1 = TerritoryId("EAST"), TechnicianId("T01"), VisitId("V1")
WRITES_NO_BOARD = {
    ("POST", "/check"), ("POST", "/positions"), ("POST", "/login"), ("POST", "/users"), ("POST", "/tokens"),
    ("DELETE", "/users/{user_id}"), ("DELETE", "/tokens/{token_id}"),
}  # fmt: skip
"""Everything that is not a reading and not a command: questions, positions, sessions, administration."""


def an_alert(kind: str, visit: str) -> m.Alert:
    """An alert of EAST about a visit."""
    subject = f"visits/{visit}"
    return m.Alert(id=alert_id(kind, subject), kind=kind, subject=subject, visit_id=VisitId(visit), territories=(EAST,))


BEFORE: tuple[Command, ...] = (
    reference.RecordSlaPolicy(row=replace(a_policy(), pauses_by_hand=True)),
    clocks.HoldClock(visit_id="V2", note="the customer asked for it"),
    alerts.RaiseAlert(row=an_alert("breach", "V1")),
    alerts.RaiseAlert(row=an_alert("overrun", "V2")),
    alerts.RaiseAlert(row=an_alert("late", "V3")),
    learning.RecordDurationModel(row=m.DurationModel(id="LEAK:", work_type="LEAK", p50_s=3600, p80_s=4000)),
    place("V2", "T01", "10:00"),
    place("V3", "T03", "07:05"),
    *(
        lives.AdvanceVisit(visit_id="V3", step=step)
        for step in (Step.RELEASE, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START)
    ),
    RecordStockLocation(row=m.StockLocation(id="STOCK1", technician_id=T01)),
    CountStock(stock_id="STOCK1", part="CAP-45", on_hand=5),
    ReserveParts(visit_id=V1, stock_id="STOCK1", part="CAP-45"),
    ruling.RecordWeatherAlert(row=m.WeatherAlert(id="STORM", territory=EAST, start_s=START_S, end_s=START_S + 3600)),
    ruling.RecordDesk(row=m.Desk(id="NORTHSIDE", territories=(EAST,))),
    technicians.RecordAbsence(row=an_absence(id="", technician="T03")),
)


def every_act(board: Board) -> tuple[Command, ...]:
    """One act of each kind, all of them possible on a board that has seen `BEFORE`."""
    absence, reservation = next(iter(board.absences)), next(iter(board.tables["part_reservations"]))
    return (
        TakeRequest(row=a_work_order(id="")),
        AmendWorkOrder(row=a_work_order(id="W1", summary="Water in the attic")),
        place("V1", "T02", "10:00"),
        visits.UnplaceVisit(visit_id="V2"),
        moves.MoveVisits(moves=(moves.Move(visit_id="V1", technician_id=T01, start_s=at("12:00")),
                                moves.Move(visit_id="V2"))),
        lives.AdvanceVisit(visit_id="V2", step=Step.RELEASE),
        visits.AmendVisit(visit_id="V1", latest_s=at("20:00")),
        visits.ExtendVisit(visit_id="V3", by_s=600),
        visits.LockVisit(visit_id="V1", lock=Lock.NO_AUTO),
        visits.AddNote(visit_id="V1", text="gate"),
        visits.RecordAgreement(visit_id="V1", about="access", text="the neighbour opens"),
        technicians.RecordTechnician(row=a_technician(id="T01", name="Another name", version=0)),
        technicians.RecordShift(row=a_shift(technician="T02", id="S9", start="23:40", end="24:00")),
        technicians.RemoveShift(shift_id=next(each.id for each in board.shifts_of("T02"))),
        technicians.RecordAbsence(row=an_absence(id="", technician="T02")),
        technicians.RemoveAbsence(absence_id=absence),
        reference.RecordTerritory(row=a_territory(id="NORTH")),
        reference.RecordSkill(row=a_skill(id="ROOF")),
        reference.RecordSlaPolicy(row=a_policy(id="FAST")),
        reference.RecordWorkType(row=a_work_type(id="ROOF")),
        ruling.RecordPolicy(row=m.Policy(id="HOUSE", rules=m.Rules(freeze_s=60))),
        ruling.RecordCapacityCell(row=m.CapacityCell(id="AM", territory=EAST, start_s=START_S, end_s=START_S + 3600)),
        ruling.RecordWeatherAlert(row=m.WeatherAlert(id="SNOW", territory=EAST, start_s=START_S, end_s=START_S + 60)),
        ruling.RemoveWeatherAlert(alert_id="STORM"),
        ruling.RecordDesk(row=m.Desk(id="SOUTHSIDE", territories=(EAST,))),
        ruling.HandOverDesk(desk_id="NORTHSIDE", to="ana"),
        RecordCrew(row=m.Crew(id="PAIR", members=(T01, TechnicianId("T02")), territory=EAST)),
        RecordVehicle(row=m.Vehicle(id="VAN1", technician_id=T01)),
        RecordStockLocation(row=m.StockLocation(id="DEPOT", kind="depot")),
        CountStock(stock_id="STOCK1", part="CAP-45", on_hand=4),
        ReserveParts(visit_id=V1, stock_id="STOCK1", part="CAP-45"),
        ReleaseParts(reservation_id=reservation),
        FetchParts(visit_id=V1, pickup_id=VisitId("P1"),
                   fetches=(m.Fetch(visit_id=V1, part="CAP-45", stock_id="STOCK1"),)),
        alerts.RaiseAlert(row=an_alert("stale", "V1")),
        alerts.AcknowledgeAlert(alert_id="breach:V1"),
        alerts.SnoozeAlert(alert_id="breach:V1"),
        alerts.EscalateAlert(alert_id="overrun:V2", to="on call"),
        alerts.ResolveAlert(alert_id="late:V3"),
        proposals.AnswerProposal(row=m.Answer(id="UNPLACED:V1", trigger="UNPLACED", subject="visits/V1",
                                              territories=(EAST,), outcome="rejected", reason="other")),
        clocks.HoldClock(visit_id="V1", note="the customer asked for it"),
        clocks.ResumeClock(visit_id="V2"),
        learning.LearnBehaviour(row=m.Behaviour(id="field", no_access=0.02)),
        learning.RecordDurationModel(row=m.DurationModel(id="LEAK:EAST", work_type="LEAK", territory=EAST,
                                                         p50_s=3600, p80_s=4000)),
        learning.RemoveDurationModel(model_id="LEAK:"),
    )  # fmt: skip


def stored(office: Office) -> Board:
    """The board as the database has it."""
    assert office.server.office is not None
    return office.server.office.store.load()


def what_only_the_gate_refuses(office: Office) -> None:
    """Each kind of command, by somebody who may do none: the decision alone would let it happen, the desk does not."""
    seed(office.admin)
    office.admin.acts(*BEFORE)
    before = stored(office)
    acts = every_act(before)
    assert {type(act) for act in acts} == set(get_args(Command)), "every kind of command has its act here"
    nobody = office.hire("nobody", "support")
    for act in acts:
        asked = Ask(actor=an_actor("admin"), at_s=START_S)
        assert not isinstance(decide(before, act, asked), Refusal), act
        status, reply = nobody.ask(Request(id=next(ids), act=act))
        assert reply.refusal is not None, f"{type(act).__name__} went past the gate"
        assert (status, reply.refusal.code) == (403, Code.FORBIDDEN), act
    after = stored(office)
    assert (after.seq, after.digest) == (before.seq, before.digest)


def past_the_gate(board: Board, request: Request, actor: Actor, at_s: int) -> Passed | Refusal:
    """A mutant of the gate: it asks neither rights nor versions nor rules."""
    found = decide(board, request.act, Ask(actor=actor, at_s=at_s, reason=request.reason))
    return found if isinstance(found, Refusal) else Passed(events=found)


def test_every_command_passes_the_gate(lite: Office):
    what_only_the_gate_refuses(lite)


def test_a_desk_that_skips_the_gate_is_noticed(lite: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer, "judge", past_the_gate)
    with pytest.raises(AssertionError, match="went past the gate"):
        what_only_the_gate_refuses(lite)


def test_a_desk_that_skips_the_gate_loses_updates_and_the_interleavings_notice(
    lite: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writer, "judge", past_the_gate)
    found = asyncio.run(interleave.fight(lite.url, lite.server.token, rounds=20, seed=7, least=0))
    assert not found["ok"]
    assert any("an update was lost" in each for each in found["wrong"]), found["wrong"]


def test_every_route_that_is_no_reading_is_the_commands_or_writes_no_board(lite: Office):
    writing = {(row.method, row.path) for row in ENDPOINTS if row.method != "GET"}
    assert writing == {("POST", "/commands"), ("POST", "/risk/learn"), *WRITES_NO_BOARD}
    seed(lite.admin)
    before = stored(lite)
    for path, body in _harmless(lite.admin):
        answer = lite.admin.post(path, body) if body is not None else lite.admin.http.delete(f"/api/v1{path}")
        assert answer.status_code == 200, (path, answer.text)
    after = stored(lite)
    assert (after.seq, after.digest) == (before.seq, before.digest)


def _harmless(admin: Person) -> Iterator[tuple[str, Any]]:
    """Each of the routes that write no board, asked for something that it does; no body to delete."""
    yield "/check", Acts(acts=(place("V1", "T01", "10:00"),))
    yield "/positions", {"positions": [m.Position(technician_id=T01, latitude=39.3, longitude=-76.6, at_s=START_S)]}
    yield "/users", {"id": "ana", "roles": ["dispatcher"], "password": "correct horse"}
    yield "/login", {"user": "ana", "password": "correct horse"}
    yield "/tokens", {"user": "ana", "label": "test"}
    yield f"/tokens/{_token_of(admin, 'ana')}", None
    yield "/users/ana", None


def _token_of(admin: Person, user: str) -> str:
    return next(str(each["id"]) for each in admin.get("/tokens") if each["user"] == user)


def calls(wanted: Callable[[ast.Call, str], bool]) -> set[str]:
    """The files of the package in which such a call is made."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and wanted(node, node.func.attr):
                found.add(str(path.relative_to(SOURCE)))
    return found


def test_only_the_writer_appends_to_the_log_and_only_five_ask_the_desk():
    # A list's append takes one thing, the log's a fact and its changes; that of numpy is no object's own.
    assert calls(lambda call, name: name == "append" and len(call.args) == 2 and ast.unparse(call.func) not in
                 ("np.append", "numpy.append")) == {"server/writer.py"}  # fmt: skip
    assert calls(lambda _, name: name == "writing") == {"server/writer.py"}
    asked = calls(lambda call, name: name == "submit" and "desk" in ast.unparse(call.func))
    assert {each for each in asked if each.startswith("server/")} == {
        "server/api/commands.py", "server/api/learned.py", "server/planning.py", "server/rounds.py",
        "server/watch.py",
    }  # fmt: skip
    inserting = {
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if "INSERT INTO event" in path.read_text()
    }
    assert inserting <= {"store/log.py", "store/batch.py", "store/backup.py"}
