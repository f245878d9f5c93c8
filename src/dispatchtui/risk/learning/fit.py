"""What the observations teach, as the rows that forecasts are made from.

Cost: linear in the observations; 50,000 take about a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Behaviour, Driving, Effect
from dispatchtui.core.parts import TerritoryId
from dispatchtui.risk.learning.curves import ENOUGH, seconds
from dispatchtui.risk.learning.driving import fit_driving
from dispatchtui.risk.learning.observations import Exposure, Observation, exposure_of
from dispatchtui.risk.learning.observed import NO_ACCESS, latest
from dispatchtui.risk.learning.reporting import fit_reporting
from dispatchtui.risk.learning.work import fit_work, measured

FIELD = "field"
"""The row that concerns everybody."""
MARGINS_S = (600, 300, 0)
"""By how much the plan was to have asked somebody to leave before they were free; the first that has enough counts."""
SLACKS_S = (2700, 1800, 1200)
"""How much time somebody was to have before the plan asked them to leave; the first that has enough counts."""
MANY = 200
WATCHED_H = 100.0
"""From fewer hours of shifts than this nothing is said of falling ill."""
BEFORE_S = 12 * 3600
"""The shift of an observation began at most so long before it."""


def learn(
    observations: Iterable[Observation], board: Board, now_s: int, *, exposure: Exposure | None = None
) -> tuple[Behaviour, ...]:
    """Learn from observations: a row for everybody, and one for each territory whose technicians differ.

    The order does not matter, and of several observations of one attempt only the last counts. A part of
    which too little is known stays empty, and then nothing is assumed of it. `exposure` are the hours of shifts
    and the absences in them; those on the board since the first observation unless given.
    """
    clean = latest(observations)
    if not clean:
        return ()
    done = measured(clean, board)
    work = fit_work(done)
    driving = fit_driving(clean)
    begun = [each.en_route_s for each in clean if each.en_route_s is not None]
    ended = [each.done_s for each in clean if each.done_s is not None]
    from_s, until_s = min(begun, default=now_s), max(ended, default=now_s)
    if exposure is None:
        exposure = exposure_of(board, from_s - BEFORE_S, now_s)
    field = Behaviour(
        id=FIELD,
        learned_s=now_s,
        from_s=from_s,
        until_s=until_s,
        n=len(clean),
        work=_for_all(work.effects),
        shapes=work.shapes,
        reporting=fit_reporting(done.observations),
        driving=replace(driving, effects=_for_all(driving.effects)),
        leave=seconds(_leaves(clean)),
        early=seconds(_earlies(clean)),
        settle=seconds(_settles(clean)),
        accept=seconds(_accepts(clean)),
        pause=seconds(pause for each in clean for pause in each.pauses),
        no_access=_no_access(clean),
        no_access_wait=seconds(_waits(clean)),
        absent_per_h=_absent(exposure),
        eager=_eager(clean),
    )
    return field, *_rows_of_territories(field, board, work.effects, driving)


def _for_all(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    return tuple(each for each in effects if not each.technician_id)


def _rows_of_territories(
    field: Behaviour, board: Board, work: Sequence[Effect], driving: Driving
) -> Iterator[Behaviour]:
    """What differs between technicians, by the territory that they belong to."""
    home = {each.id: each.territory for each in board.technicians.values() if each.territory}
    for territory in sorted(set(home.values()) - {FIELD}):
        mine = tuple(each for each in work if home.get(each.technician_id) == territory)
        ways = tuple(each for each in driving.effects if home.get(each.technician_id) == territory)
        if mine or ways or territory in board.tables["behaviours"]:  # what was learned before no longer holds
            yield Behaviour(
                id=territory,
                territories=(TerritoryId(territory),),
                learned_s=field.learned_s,
                from_s=field.from_s,
                until_s=field.until_s,
                n=sum(each.n for each in mine if not each.work_type),
                work=mine,
                driving=Driving(effects=ways),
            )


def _slack(each: Observation) -> tuple[int, int, int] | None:
    """When somebody was free, was to leave and left."""
    if each.ready_s is None or each.planned_leave_s is None or each.en_route_s is None:
        return None
    return each.ready_s, each.planned_leave_s, each.en_route_s


def _leaves(observations: Sequence[Observation]) -> list[int]:
    """From being free to setting out, of those who were to have left before they were free."""
    slacks = [slack for each in observations if (slack := _slack(each)) is not None]
    found: list[int] = []
    for margin_s in MARGINS_S:
        found = [left_s - ready_s for ready_s, plan_s, left_s in slacks if ready_s - plan_s >= margin_s]
        if len(found) >= MANY:
            break
    return found


def _earlies(observations: Sequence[Observation]) -> list[int]:
    """How much before the plan somebody set out who had been free for long."""
    slacks = [slack for each in observations if (slack := _slack(each)) is not None]
    found: list[int] = []
    for slack_s in SLACKS_S:
        found = [plan_s - left_s for ready_s, plan_s, left_s in slacks if plan_s - ready_s >= slack_s]
        if len(found) >= MANY:
            break
    return found


def _settles(observations: Sequence[Observation]) -> Iterator[int]:
    """From arriving to working, where the promise had begun."""
    for each in observations:
        if each.on_site_s is not None and each.working_s is not None and not each.waited_s:
            yield each.working_s - each.on_site_s


def _accepts(observations: Sequence[Observation]) -> Iterator[int]:
    """From being told to accepting."""
    for each in observations:
        if each.released_s is not None and each.accepted_s is not None and each.accepted_s >= each.released_s:
            yield each.accepted_s - each.released_s


def _waits(observations: Sequence[Observation]) -> Iterator[int]:
    """From arriving to saying that nobody opens."""
    for each in observations:
        if each.ended == NO_ACCESS and each.on_site_s is not None and each.done_s is not None:
            yield each.done_s - each.on_site_s


def _no_access(observations: Sequence[Observation]) -> float:
    """How likely it is that nobody opens."""
    if len(observations) < ENOUGH:
        return 0.0
    closed = sum(each.ended == NO_ACCESS for each in observations)
    return round((closed + 0.5) / (len(observations) + 1), 4)


def _eager(observations: Sequence[Observation]) -> float:
    """The share of breaks that are taken as soon as they may be, of those that could have waited."""
    rested = [each.rested for each in observations if each.rested is not None]
    if len(rested) < ENOUGH:
        return 0.0
    return round((sum(rested) + 0.5) / (len(rested) + 1), 4)


def _absent(watched: Exposure) -> float:
    """How often somebody falls ill in an hour of a shift."""
    if watched.hours < WATCHED_H:
        return 0.0
    return round((watched.absences + 0.5) / (watched.hours + 1), 6)
