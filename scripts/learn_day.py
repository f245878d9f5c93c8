"""Learns what the shipped day begins with from days before it: the same people, territories and work types.

Run after scripts/make_day.py, with the project's own Python: .venv/bin/python scripts/learn_day.py. Each day before
takes another share of that Monday's requests, is planned as a scheduler plans the morning, and is played without a
server and without anybody who dispatches. The same seed always teaches the same.
Cost: some seconds a day.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import repeat
from pathlib import Path

import msgspec
from msgspec.structs import replace

from dispatchtui.cli.playing.opening import morning_plan
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.foresight import Behaviour
from dispatchtui.core.model import VisitState
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.field.draws import Draws
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.world import HOME
from dispatchtui.integrations.importers.day import Day, load_day
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.observations import Exposure, Notebook, Observation, exposure_of

CONFIG = Path(__file__).resolve().parent.parent / "config"
DAYS = 24
SHARE = 0.6
"""The share of the requests that one of the days before takes."""
FIRST_SEED = 1_000_000
"""Days that are dispatched have small seeds, so none of them is among these."""
LENGTH_S = 18 * 3600
"""From its opening a day is played for so long; the last are at home by then."""
SCHEDULER = Actor(id="scheduler", roles=("admin",))
HEAD = """\
# Made by scripts/learn_day.py from {days} simulated days; nothing of it was measured in the city.
# Factors are natural logarithms of the planned time, curves values at evenly spaced probabilities, instants epoch
# seconds, and what ends in _s, leave, early, settle, accept, pause and no_access_wait are seconds.
"""


def past_day(day: Day, back: int) -> tuple[list[Observation], Exposure]:
    """Play the day that was so many days before, and tell what was seen on it."""
    seed = FIRST_SEED + back
    dice = random.Random(seed)
    wanted = [*day.at_start, *(act for _, act in day.arriving)]
    board = Board()
    record(board, (*day.setup, *dice.sample(wanted, round(SHARE * len(wanted)))), day.start_s)
    known = [each for each in board.visits.values() if each.state is VisitState.QUALIFIED]
    morning_plan(board, known, SCHEDULER, day.start_s)
    notebook, found = Notebook(), list[Observation]()
    notebook.seq = board.seq
    played = HeadlessDay(
        board, HOME, Draws(seed), day.start_s, [lambda before, fact: found.extend(notebook.follow(before, fact))]
    )
    played.play(day.start_s + LENGTH_S)
    return [moved(each, day, back) for each in found], exposure_of(board, day.start_s, day.start_s + LENGTH_S)


def record(board: Board, acts: Iterable[Command], at_s: int) -> None:
    """Have acts decided and folded, as the desk does; none may be refused."""
    for act in acts:
        verdict = judge(board, Request(id="day", act=act), SCHEDULER, at_s)
        if not isinstance(verdict, Passed):
            raise SystemExit(f"{act} was refused: {verdict}")
        for event in verdict.events:
            evolve(board, Recorded(seq=board.seq + 1, command_id="day", actor=SCHEDULER.id, at_s=at_s, event=event))


INSTANTS = ("released_s", "accepted_s", "en_route_s", "on_site_s", "working_s", "done_s", "ready_s",
            "planned_leave_s", "extended_s")  # fmt: skip


def moved(seen: Observation, day: Day, back: int) -> Observation:
    """The same, so many days earlier: only the date tells these days apart."""
    instants = {name: at_s - back * 86_400 for name in INSTANTS if (at_s := getattr(seen, name)) is not None}
    date = day.date - timedelta(days=back)
    return replace(seen, id=f"{date} {seen.id}", day=date.isoformat(), **instants)


def learned(day: Day, days: int = DAYS) -> tuple[Behaviour, ...]:
    """What so many days before the day teach."""
    with ProcessPoolExecutor() as pool:
        played = list(pool.map(past_day, repeat(day), range(days, 0, -1)))
    found = [each for seen, _ in played for each in seen]
    hours, absences = sum(watched.hours for _, watched in played), sum(watched.absences for _, watched in played)
    board = Board()
    record(board, day.setup, day.start_s)
    return learn(found, board, day.start_s - 8 * 3600, exposure=Exposure(hours=round(hours, 2), absences=absences))


def written(rows: Iterable[Behaviour], days: int) -> str:
    """The rows as TOML: a line for each effect and each curve."""
    lines = [HEAD.format(days=days)]
    for row in rows:
        fields = msgspec.to_builtins(row)
        driving, reporting = fields.pop("driving", None), fields.pop("reporting", None)
        lines += ["[[behaviours]]", *(f"{name} = {toml(value)}" for name, value in fields.items())]
        for name, part in (("reporting", reporting), ("driving", driving)):
            if part:
                lines += ["", f"[behaviours.{name}]", *(f"{key} = {toml(value)}" for key, value in part.items())]
        lines.append("")
    return "\n".join(lines)


def toml(value: object) -> str:
    """A value in TOML; lists of tables get a line each."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"  {toml(each)},\n" for each in value) + "]"
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def main() -> None:
    """Write behaviour.toml."""
    path = CONFIG / "day" / "behaviour.toml"
    path.unlink(missing_ok=True)  # what was learned of other files than these would not be read
    day = load_day(CONFIG)
    rows = learned(day)
    path.write_text(written(rows, DAYS), encoding="utf-8")
    print(f"{path.name}: {len(rows)} rows from {rows[0].n} stops, {path.stat().st_size:,} bytes.")


if __name__ == "__main__":
    main()
