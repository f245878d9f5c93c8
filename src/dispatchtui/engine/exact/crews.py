"""Who goes together, and when: leads, mates and common begins of several visits, chosen at once.

Ranking takes the lead's best place and then looks who is free beside; here the begin is one at which all parts of a
crew are free, and visits that want the same people share them in the best way. The checker has the last word: what it
refuses is ruled out, and the choice is made again.

Cost: some tens of milliseconds for some visits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct
from ortools.sat.python import cp_model

from dispatchtui.constraints.check import check_moves
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.model import Crew, TechnicianId
from dispatchtui.engine.exact.choosing import solve, solver_of
from dispatchtui.engine.exact.gaps import Crewed, Gap, crewed
from dispatchtui.solver.problem import NEVER

TOGETHER = 6
"""Visits that are chosen for at once; the most urgent ones first."""
STARTS = 24
"""Begins of a visit that are looked at, the cheapest first."""
ROUNDS = 12
"""Choices that the checker may refuse before the rest waits."""
EFFORT = 1.0
SPLIT = 3600
"""What going without the others of a standing crew counts, as a warning does."""


class Model:
    """The choice as it is written down: who may be taken, and what each costs."""

    def __init__(self, refused: set[Choice]) -> None:
        """Begin with nothing but what is ruled out."""
        self.cp = cp_model.CpModel()
        self.refused = refused
        self.taken: dict[Choice, cp_model.IntVar] = {}
        self.goal: list[tuple[cp_model.IntVar, int]] = []

    def new(self) -> cp_model.IntVar:
        """A yes or no."""
        return self.cp.new_bool_var("")


class Choice(Struct, frozen=True):
    """Somebody in a part of a visit's crew, from a moment on."""

    visit: int
    start_s: int
    part: int
    technician_id: str


def place_crews(
    board: Board, visits: Sequence[str], now_s: int, *, from_s: int = 0, until_s: int = NEVER, seed: int = 1
) -> tuple[Move, ...]:
    """Moves that place visits for several people, each with everybody it needs; who finds no such place waits."""
    wanted = [crewed(board, each, now_s, from_s, until_s) for each in visits if board.visits[each].crew_needs]
    wanted.sort(key=lambda each: (-each.price, each.asked.due_s or NEVER, each.id))
    left = [each.id for each in wanted]
    moves: tuple[Move, ...] = ()
    while left:
        some, left = left[:TOGETHER], left[TOGETHER:]
        fork = moved(board, moves) if moves else board
        found = _placed(fork, [crewed(fork, each, now_s, from_s, until_s) for each in some], now_s, seed)
        moves += found
        # Behind one that found its place there may be room for another.
        done = {each.visit_id for each in found}
        left = [each for each in some if each not in done] + left if done else left
    return moves


def _placed(board: Board, wanted: Sequence[Crewed], now_s: int, seed: int) -> tuple[Move, ...]:
    """Choose until the checker refuses nothing of it; what it refused is left out at last."""
    refused: set[Choice] = set()
    moves, wrong = _tried(board, wanted, refused, now_s, seed)
    for _ in range(ROUNDS):
        if not wrong:
            return moves
        moves, wrong = _tried(board, wanted, refused, now_s, seed)
    sound = tuple(each for each in moves if each.visit_id not in wrong)
    return () if any(each.violations for each in check_moves(board, sound, at_s=now_s).values()) else sound


def _tried(
    board: Board, wanted: Sequence[Crewed], refused: set[Choice], now_s: int, seed: int
) -> tuple[tuple[Move, ...], set[str]]:
    """Choose once; answers the moves and which of the visits the checker refuses, noting whom it refuses there."""
    moves, wrong = _chosen(board, wanted, refused, seed), set[str]()
    number = {each.id: place for place, each in enumerate(wanted)}
    for visit_id, verdict in check_moves(board, moves, at_s=now_s).items():
        if verdict.violations:
            wrong.add(visit_id)
            move = next(each for each in moves if each.visit_id == visit_id)
            named = {each.subject for each in verdict.violations}
            parts = list(enumerate(move.people))
            # Where nobody is named, it is the lead at this moment that does not work.
            for part, who in [each for each in parts if f"technicians/{each[1]}" in named] or parts[:1]:
                refused.add(Choice(number[visit_id], move.start_s, part, who))
    return moves, wrong


def _chosen(board: Board, wanted: Sequence[Crewed], refused: set[Choice], seed: int) -> tuple[Move, ...]:
    model = Model(refused)
    for place, each in enumerate(wanted):
        _write(model, place, each, _starts(each, wanted))
    _apart(model, wanted)
    _keep_together(model, board)
    if not model.goal:
        return ()
    variables, prices = [each for each, _ in model.goal], [price for _, price in model.goal]
    model.cp.minimize(cp_model.LinearExpr.weighted_sum(variables, prices))
    solver = solver_of(seed, EFFORT)
    if solve(solver, model.cp, None) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    people: dict[int, dict[int, str]] = defaultdict(dict)
    starts: dict[int, int] = {}
    for choice, variable in model.taken.items():
        if solver.boolean_value(variable):
            people[choice.visit][choice.part], starts[choice.visit] = choice.technician_id, choice.start_s
    return tuple(
        Move(visit_id=wanted[place].id, technician_id=TechnicianId(parts[0]), start_s=starts[place],
             mates=tuple(TechnicianId(parts[part]) for part in sorted(parts) if part))
        for place, parts in sorted(people.items())
    )  # fmt: skip


def _starts(each: Crewed, wanted: Sequence[Crewed]) -> list[int]:
    """When a visit may begin: where a gap of somebody begins, or behind another of the visits that does; soon first."""
    starts = set(each.starts())
    for other in wanted:
        if other is not each:
            starts |= {start_s + _apart_s(other, each) for start_s in other.starts()}
    possible = [start_s for start_s in starts if all(_free(part, start_s) for part in each.parts)]
    return sorted(possible, key=lambda moment: (each.waiting(moment), moment))[:STARTS]


def _write(model: Model, place: int, each: Crewed, starts: Sequence[int]) -> None:
    """The common begins of a visit: at one that is taken, each part has one person, and nobody two parts."""
    begins = []
    for start_s in starts:
        begin = model.new()
        begins.append(begin)
        model.goal.append((begin, round(each.waiting(start_s) - each.price)))
        own: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        for number, part in enumerate(each.parts):
            filling = []
            for who, price in _free(part, start_s).items():
                choice = Choice(place, start_s, number, who)
                if choice not in model.refused:
                    variable = model.taken[choice] = model.new()
                    filling.append(variable)
                    own[who].append(variable)
                    model.goal.append((variable, round(price)))
            model.cp.add(cp_model.LinearExpr.sum(filling) == begin)
        for variables in own.values():
            model.cp.add_at_most_one(variables)
    model.cp.add_at_most_one(begins)


def _free(part: Sequence[Gap], start_s: int) -> dict[str, float]:
    """Who of a part is free at a moment, and at what price."""
    found: dict[str, float] = {}
    for gap in part:
        if gap.from_s <= start_s <= gap.until_s:
            found[gap.technician_id] = gap.price
    return found


def _apart(model: Model, wanted: Sequence[Crewed]) -> None:
    """Nobody is at two visits at once, the way between them included."""
    there: dict[tuple[str, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for choice, variable in model.taken.items():
        there[choice.technician_id, choice.visit, choice.start_s].append(variable)
    of_person: dict[str, list[tuple[int, int, list[cp_model.IntVar]]]] = defaultdict(list)
    for (who, visit, start_s), variables in there.items():
        of_person[who].append((visit, start_s, variables))
    for places in of_person.values():
        for number, (visit, start_s, variables) in enumerate(places):
            for other, begin_s, others in places[number + 1 :]:
                if visit != other and _meet(wanted[visit], start_s, wanted[other], begin_s):
                    model.cp.add_at_most_one([*variables, *others])


def _meet(one: Crewed, start_s: int, other: Crewed, begin_s: int) -> bool:
    if begin_s < start_s:
        one, start_s, other, begin_s = other, begin_s, one, start_s
    return start_s + _apart_s(one, other) > begin_s


def _apart_s(one: Crewed, other: Crewed) -> int:
    """How long after the begin of a visit whoever goes to it can begin with another."""
    buffers_s = one.asked.visit.buffer_after_s + other.asked.visit.buffer_before_s
    return one.asked.length_s + travel.seconds(one.asked.site, other.asked.site) + buffers_s


def _keep_together(model: Model, board: Board) -> None:
    """What it is worth that all of a standing crew go together."""
    there: dict[tuple[int, int, str], list[cp_model.IntVar]] = defaultdict(list)
    for choice, variable in model.taken.items():
        there[choice.visit, choice.start_s, choice.technician_id].append(variable)
    crews: list[Crew] = list(board.tables["crews"].values())
    for visit, start_s in sorted({(visit, start_s) for visit, start_s, _ in there}):
        for crew in crews:
            holds = (crew.from_s is None or crew.from_s <= start_s) and (crew.until_s is None or start_s < crew.until_s)
            if holds and all((visit, start_s, member) in there for member in crew.members):
                together = model.new()
                for member in crew.members:
                    model.cp.add(cp_model.LinearExpr.sum(there[visit, start_s, member]) >= together)
                model.goal.append((together, -SPLIT))
