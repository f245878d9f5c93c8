"""The field's own probabilities: what would come if the same moment were lived again and again.

From what is known at a moment, and nothing later, the very field is played on with other chance, such that all that
has happened until then would have happened too. What it comes to is the best that anybody could say, so an oracle,
and a model, can be held against it without waiting for many days: the mean square of what lies between is what their
Brier score is worse than the best there is.

Cost: half a second a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from msgspec.structs import replace

from benchmarks.risk_days import Question, Trial, ask, opened, questions
from dispatchtui.core import travel
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import Location, Position, Visit, VisitState
from dispatchtui.field.draws import Draws
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.pace import where, work_length_s
from dispatchtui.field.phone import Phone, here, planned_s
from dispatchtui.field.technician import due
from dispatchtui.field.world import World

LIVES = 150
TRIES = 400
"""How often a past is drawn before one that nearly fits is taken."""
NEAR = 0.05
"""How near a device must be to where it was, as a share of the way."""
NEAR_M = 60.0
AHEAD_S = 12 * 3600


class Imagined(Draws):
    """Other chance than that of a day, but for what ended, and for what remains of work that was suspended."""

    __slots__ = ("_ended", "_known", "_rested")

    def __init__(self, known: Draws, life: str, ended: frozenset[str], rested: frozenset[str]) -> None:
        """Take the day's own chance, a name for this life, and the visits that ended and those that were suspended."""
        super().__init__(life)  # type: ignore[arg-type]
        self._known, self._ended, self._rested = known, ended, rested

    def unit(self, *key: object) -> float:
        """The day's own number where that is decided, else another."""
        decided = key[0] in self._ended or (key[0] in self._rested and key[-1] in {"work", "suspend"})
        return self._known.unit(*key) if decided else super().unit(*key)


def beside(trial: Trial, days: Iterable[int], every: int) -> dict[str, float]:
    """Hold model and oracle against the field on every so-many-th question of some days."""
    said: list[tuple[float, float, float]] = []
    for day in days:
        played, true = opened(trial, day)
        for number, asked in enumerate(sorted(questions(played.board, played.now_s))):
            found = ask(played, true, asked)
            if number % every == 0 and found is not None:
                chance = chance_of(played, trial.world, asked)
                if chance is not None:
                    said.append((found[1], found[2], chance))
    model, oracle, field = (list(column) for column in zip(*said, strict=True))
    return {"n": len(said), "model": distance(model, field), "oracle": distance(oracle, field),
            "best_brier": sum(each * (1 - each) for each in field) / len(field)}  # fmt: skip


def chance_of(played: HeadlessDay, world: World, asked: Question) -> float | None:
    """How often a clock is met too late; nothing where no other past fits what is known."""
    board, draws, now_s = played.board, played.draws, asked.at_s
    visit = board.visits[asked.visit_id]
    who = visit.assignment.technician_id if visit.assignment is not None else ""
    position = played.position(who, now_s)
    calm = replace(world, cancel=0.0, reject=0.0)
    ended = frozenset(each.id for each in board.route(who) if each.state in ENDED)
    rested = frozenset(each.id for each in board.route(who) if each.remaining_s is not None)
    now = HeadlessDay(_own(board, who), calm, draws, now_s).phone(who)
    late = lived = 0
    for life in range(LIVES):
        lives = (Imagined(draws, f"{visit.id} {now_s} {life} {number}", ended, rested) for number in range(TRIES))
        chance = next((each for each in lives if _fits(now, each, now_s, position)), None)
        if chance is None:
            continue
        own = _own(board, who)
        HeadlessDay(own, calm, chance, now_s).play(now_s + AHEAD_S)
        after = own.visits[visit.id]
        met_s = after.stamps.done_s if asked.of_work else after.stamps.on_site_s
        if asked.of_work and after.state is VisitState.INCOMPLETE:
            continue
        lived += 1
        late += met_s is None or met_s > asked.due_s
    return late / lived if lived > LIVES // 3 else None


def _own(board: Board, who: str) -> Board:
    """A technician's own rows."""
    route = board.route(who)
    orders = [board.work_orders[each.work_order_id] for each in route]
    rows = (board.technicians[who], *board.shifts_of(who), *board.absences_of(who), *orders, *route)
    return board_of((*board.territories.values(), *board.work_types.values(), *rows), board.seq)


def _fits(now: Phone, chance: Draws, now_s: int, position: Position | None) -> bool:
    """Whether nothing else would have happened until now than what did, as far as that can be seen."""
    phone = Phone(now.board, now.technician_id, now.briefs, chance, now.world)
    for visit in phone.mine:
        if visit.state in STARTED and visit.extended_s and not _would_extend(phone, visit):
            return False
        if visit.state is VisitState.EN_ROUTE and position is not None and not _would_be_there(phone, visit, position):
            return False
    return all(each.at_s > now_s for each in due(phone))


def _would_extend(phone: Phone, visit: Visit) -> bool:
    over_s = work_length_s(phone, visit) - planned_s(visit)
    if over_s < phone.world.overrun_from_s or not phone.draws.chance(phone.world.overrun_reported, visit.id, "overrun"):
        return False
    seen_s = phone.draws.lognormal(over_s, phone.world.overrun_sigma, visit.id, "overrun seen")
    return ceil(seen_s / 300) * 300 == visit.extended_s


def _would_be_there(phone: Phone, visit: Visit, position: Position) -> bool:
    found, begin = where(phone, position.at_s), here(phone, visit)
    order = phone.briefs[visit.id].work_order
    if found is None or begin is None or order.site.location is None:
        return True
    device = Location(latitude=position.latitude, longitude=position.longitude)
    whole_m = travel.distance_m(begin, order.site.location)
    return travel.distance_m(found[0], device) <= max(NEAR_M, NEAR * whole_m)


def distance(said: Sequence[float], field: Sequence[float]) -> float:
    """The mean square between what was said and the field's own probability, less what chance alone puts between."""
    squares = [(one - true) ** 2 - true * (1 - true) / (LIVES - 1) for one, true in zip(said, field, strict=True)]
    return sum(squares) / len(squares)
