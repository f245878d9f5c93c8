"""The same move hears the same verdict from the key, the shell, the API, an import and a batch: one gate judges it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dispatchtui.cli.board_file import BoardFile
from dispatchtui.cli.check import judged
from dispatchtui.cli.doing import Doer
from dispatchtui.client.replica import Replica
from dispatchtui.client.session import Session
from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.health import health
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Skill, SlaPolicy, Territory
from dispatchtui.core.refusals import Violation
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.zones import local
from dispatchtui.integrations.importers.imports import Files, import_rows
from dispatchtui.integrations.importers.rehearsal import Rehearsal
from dispatchtui.tui import intended
from dispatchtui.tui.connection import Connection
from dispatchtui.tui.state import State
from tests.builders import ZONE, at, basics
from tests.constraints.verdict_moves import Day, a_day
from tests.integrations.desk import a_file, shipped
from tests.integrations.test_assignments import HEAD
from tests.server.office import Office, Person, ids, settings_for

NOW_S = at("07:00")
WARNS = ("same_site_duplicate", "cool_down")
"""Rules that only warn a person, so that their moves are done."""
Heard = tuple[str, str, tuple[Any, ...], tuple[Any, ...]]
"""An outcome, its code, and the violations and warnings with every number."""


class Scene:
    """One server on which every rule can be broken, and a lead who tries it on every path."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.office = Office(settings_for(home, clock_speed=1e-9))
        self.day: Day = a_day()
        record = {Territory: RecordTerritory, Skill: RecordSkill, SlaPolicy: RecordSlaPolicy}
        self.office.admin.acts(*(record.get(type(row), RecordWorkType)(row=row) for row in basics()))  # type: ignore[arg-type, operator]
        self.office.admin.acts(*self.day.acts)
        self.lea: Person = self.office.hire("lea", "lead")
        self.loop = asyncio.new_event_loop()
        self.session = Session(self.office.url, self.lea.token)
        self.running = self.loop.create_task(self.session.run())
        self.caught_up()

    def caught_up(self) -> Replica:
        """The session's replica, once it knows all that the server does."""
        head = self.office.admin.get("/readyz")["seq"]
        self.run(self._until(lambda: self.session.live and self.session.replica.cursor >= head))
        return self.session.replica

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                turned = asyncio.Event()
                stop = self.session.listen(lambda _batch, turned=turned: turned.set())
                await turned.wait()
                stop()

    def run(self, what: Any) -> Any:
        return self.loop.run_until_complete(what)

    def state(self) -> State:
        """A console that has just looked at the board."""
        replica, state = self.caught_up(), State()
        state.picture.replace(replica.board)
        Connection(state, session=self.session).take_over(None)
        return state

    def back(self, act: Command, reply_status: str) -> None:
        """Take a move back that was done with a warning, so that the next path finds the same board."""
        if reply_status == Status.APPLIED and isinstance(act, PlaceVisit):
            assert self.office.admin.act(UnplaceVisit(visit_id=act.visit_id)).status is Status.APPLIED
        self.caught_up()

    def close(self) -> None:
        self.run(self.session.close())
        self.run(asyncio.gather(self.running, return_exceptions=True))
        self.loop.close()
        self.office.stop()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    scene = Scene(tmp_path_factory.mktemp("home"))
    yield scene
    scene.close()


def told(violations: Any) -> tuple[Any, ...]:
    """Violations as values, wherever they came from."""
    rows = msgspec.convert(msgspec.to_builtins(violations), tuple[Violation, ...])
    return tuple((*(getattr(row, name) for name in Violation.__struct_fields__),) for row in rows)


def of_reply(reply: Reply) -> Heard:
    refusal = reply.refusal
    code = str(refusal.code) if refusal is not None else ""
    return str(reply.status), code, told(refusal.violations if refusal else ()), told(reply.warnings)


def by_api(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    return of_reply(scene.lea.act(act, override=why))


def by_key(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    """The console's own way: moves proposed on its picture, sent by its session."""
    state = scene.state()
    meant = intended.of_moves(state.picture, intended.moves_of(act))
    wanted = meant.submit(why)
    assert wanted.act == act
    request = Request(id=scene.session.new_id(), act=wanted.act, pre=wanted.pre, override=wanted.override)
    reply: Reply = scene.run(scene.session.submit(request))
    heard = of_reply(reply)
    assert [each[0] for each in heard[2]] == [each.constraint for each in meant.violations][: len(heard[2])]
    return heard


def by_shell(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    found = scene.run(Doer(scene.session, override=why).do(msgspec.json.encode(act).decode()))
    return found["outcome"], found["code"], told(found["violations"]), told(found["warnings"])


def by_batch(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    body = {"requests": [Request(id=next(ids), act=act, override=why)], "atomic": True}
    (reply,) = scene.lea.post("/commands", body).json()["replies"]
    return of_reply(msgspec.convert(reply, Reply))


def by_import(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    """A row of a file of assignments, posted as the import posts it."""
    heard: list[Reply] = []

    def submit(requests: list[Request]) -> list[Reply]:
        answer = scene.lea.post("/commands", {"requests": requests}).json()
        heard.extend(msgspec.convert(answer["replies"], list[Reply]))
        return heard[-len(requests) :]

    return _imported(scene, act, why, submit, heard)


def by_dry_run(scene: Scene, act: Command, why: Reason | None = None) -> Heard:
    replica = scene.caught_up()
    rehearsal, heard = Rehearsal(replica.confirmed, replica.actor, NOW_S), list[Reply]()

    def submit(requests: list[Request]) -> list[Reply]:
        heard.extend(rehearsal.submit(requests))
        return heard[-len(requests) :]

    return _imported(scene, act, why, submit, heard)


def _imported(scene: Scene, act: Command, why: Reason | None, submit: Any, heard: list[Reply]) -> Heard:
    assert isinstance(act, PlaceVisit)
    start = local(act.start_s, ZONE).strftime("%Y-%m-%d %H:%M")
    row = f"{act.visit_id},,,{act.technician_id},{ZONE},{start},,{f'{why.code},{why.text}' if why else ','}"
    path = a_file(scene.home, f"{HEAD}\n{row}\n", f"{next(ids)}.csv")
    report = import_rows(path, shipped("assignments"), submit, by="lea", files=Files.beside(path))
    (reply,) = heard
    if reply.refusal is not None:
        assert report.problems == [f"Line 2: {reply.refusal.sentence}"]
    return of_reply(reply)


PATHS = {"key": by_key, "shell": by_shell, "batch": by_batch, "import": by_import, "dry run": by_dry_run}


def test_the_table_breaks_every_rule_there_is(scene: Scene) -> None:
    assert set(scene.day.moves) == {rule.name for rule in CONSTRAINTS}


@pytest.mark.parametrize("rule", [rule.name for rule in CONSTRAINTS])
def test_every_path_hears_the_same(scene: Scene, rule: str) -> None:
    act = scene.day.moves[rule]
    expected = by_api(scene, act)
    scene.back(act, expected[0])
    outcome, code, violations, warnings = expected
    assert rule in {each[0] for each in (*violations, *warnings)}
    if rule in WARNS:
        assert (outcome, code, violations) == ("applied", "", ())
    else:
        assert (outcome, code) in {("refused", "violations"), ("conflict", "overlap")}
    for name, path in PATHS.items():
        if not isinstance(act, PlaceVisit) and path in (by_import, by_dry_run):
            continue  # a file holds places, not displacements
        assert path(scene, act) == expected, name
        scene.back(act, outcome if path is not by_dry_run else "")


@pytest.mark.parametrize("rule", [rule.name for rule in CONSTRAINTS])
def test_asking_without_acting_names_what_acting_hears(scene: Scene, rule: str) -> None:
    """The question over HTTP, and `check` on the board in a file, tell all that the act would break."""
    act = scene.day.moves[rule]
    asked = scene.lea.post("/check", {"acts": [act]}).json()
    replica = scene.caught_up()
    file = judged(BoardFile(board=replica.confirmed, at_s=NOW_S, acts=(act,)))["acts"]
    every = (told(asked.get("violations", ())), told(asked.get("warnings", ())))
    assert (told(file["violations"]), told(file["warnings"])) == every
    reply = scene.lea.act(act)
    scene.back(act, str(reply.status))
    heard = of_reply(reply)
    assert asked["ok"] is (heard[0] == "applied")
    if heard[1] == "overlap":
        assert heard[2][0] in every[0]
    elif heard[1] == "violations":
        assert heard[2] == every[0]
    else:
        assert heard[3] == every[1]


def overrides(scene: Scene, visit_id: str) -> list[tuple[Any, ...]]:
    """What is kept on a visit of the reasons for which rules were broken."""
    rows = scene.office.admin.get(f"/visits/{visit_id}")["visit"]["overrides"]
    names = ("constraint", "code", "text", "by", "level", "subject", "need", "have", "amount", "unit")
    return [tuple(row.get(name, "") for name in names) for row in rows]


BREAKABLE = ("shift_hours", "required_skills", "dependencies", "promise_window", "crew_complete", "parts_on_van",
             "equipment", "territory", "required_technician", "capacity", "booking_policy", "travel_limit",
             "data_present", "certification_valid")  # fmt: skip


@pytest.mark.parametrize("rule", BREAKABLE)
def test_a_reason_given_on_any_path_is_kept_alike(scene: Scene, rule: str) -> None:
    act, why = scene.day.moves[rule], Reason(code="urgent", text="the main burst")
    assert isinstance(act, PlaceVisit)
    expected = by_api(scene, act, why)
    kept = overrides(scene, act.visit_id)
    assert expected[0] == "applied"
    assert rule in {each[0] for each in kept}
    assert {each[1:4] for each in kept} == {("urgent", "the main burst", "lea")}
    scene.back(act, "applied")
    for name, path in PATHS.items():
        assert path(scene, act, why) == expected, name
        if path is not by_dry_run:
            assert overrides(scene, act.visit_id) == kept, name
            scene.back(act, "applied")


def test_the_server_s_health_is_what_the_shell_finds(scene: Scene) -> None:
    gaps = health(scene.caught_up().confirmed, NOW_S, {})
    assert gaps
    assert scene.lea.get("/data-health") == [msgspec.to_builtins(each) for each in gaps]
