"""On a day that is played, the last moment to act for a visit moves only when something happens that moves it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.foresight import Behaviour, Driving, Shape
from dispatchtui.core.model import Row, Visit, VisitState
from dispatchtui.field import town
from dispatchtui.field.draws import Draws
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.world import another
from dispatchtui.solver.lookout import Lookout

SEED, PEOPLE, MINUTES = 5, 6, 75
NINE_S = town.begins_s(0) + town.OPENS_S + 3600
DEVIATIONS = (-1.6, -1.0, -0.5, 0.0, 0.5, 1.0, 1.6)
LEARNED = Behaviour(
    id="field",
    driving=Driving(shape=DEVIATIONS, share=0.2),
    shapes=(Shape(curve=tuple(0.3 * each for each in DEVIATIONS)),),
)
EVEN_S = 3 * 60


class Told(Struct, frozen=True):
    """Until when who saves a visit, and whether that breaks a rule."""

    act_by_s: int
    technician_id: str
    outlook: str


def a_morning() -> Board:
    """A day's plan, of which every tenth visit has nobody yet."""
    company = town.a_town(SEED, PEOPLE)
    rows: list[Row] = [*company.rows(), LEARNED]
    for number, row in enumerate(town.a_day(company, SEED, 0)):
        open_ = isinstance(row, Visit) and number % 20 < 2
        rows.append(replace(row, crew=(), state=VisitState.QUALIFIED) if open_ else row)  # type: ignore[call-arg]
    return board_of(rows)


def told_of(lookout: Lookout) -> dict[str, Told]:
    found = {}
    for visit in lookout.board.visits.values():
        saving = lookout.saving(visit)
        if saving is not None and saving.act_by_s is not None and saving.best is not None:
            found[visit.id] = Told(saving.act_by_s, saving.best.technician_id, saving.outlook)
    return found


def test_the_last_moment_to_act_does_not_jump_while_nothing_happens() -> None:
    day = HeadlessDay(a_morning(), another(SEED, tuple(town.TYPES)), Draws(1), NINE_S - 2 * 3600)
    day.play(NINE_S)
    lookout = Lookout(day.board, NINE_S)
    rows = {each.id: each for each in day.board.visits.values()}
    before: dict[str, Told] = {}
    compared, earlier = 0, []
    for minute in range(MINUTES):
        now_s = NINE_S + 60 * minute
        day.play(now_s)
        after = {each.id: each for each in day.board.visits.values()}
        other = [key for key in {*rows, *after} if rows.get(key) is not after.get(key)]
        busy = {line.technician_id for key in other for each in (rows, after) if key in each for line in each[key].crew}
        rows = after
        lookout.follow(day.board, [f"visits/{key}" for key in other])
        for who in day.board.technicians:
            position = day.position(who, now_s)
            if position is not None and position.at_s > now_s - 60:
                lookout.move(position)
        lookout.at(now_s)
        assert lookout.work(lambda: False)
        told = told_of(lookout)
        for visit_id in told.keys() & before.keys():
            then, now = before[visit_id], told[visit_id]
            quiet = not busy & {then.technician_id, now.technician_id}
            if quiet and then.outlook == now.outlook and then.act_by_s >= now_s:
                compared += 1
                earlier += [(minute, visit_id, then, now)] if now.act_by_s < then.act_by_s - EVEN_S else []
        before = told
    assert compared > 300
    assert len(earlier) <= compared // 200, earlier
