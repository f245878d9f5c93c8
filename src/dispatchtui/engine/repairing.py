"""The joint repair of one disruption: its visits find places among the people near them, all at once.

The neighbourhood is planned with what stands in it as the start and the visits of the disruption out of it. A place for
each is there at once, from insertion; then the search looks for better ones. What stands is moved only where that pays
for the trouble, so most routes stay as they are.

Units: epoch seconds; costs in seconds of travel.
Cost: with an encoder that knows the board some 40 ms to the first answer for eight visits among a hundred people; a
later answer tells all its effects and costs some 20 ms a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.disrupting import REPLAN
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Position, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.engine.search import cost, first
from dispatchtui.solver.encoding import Encoded, Encoder, moves_of, near
from dispatchtui.solver.problem import Plan, Progress
from dispatchtui.solver.proposing.brief import brief_rows
from dispatchtui.solver.proposing.deciding import decided, pending
from dispatchtui.solver.proposing.filling import filled
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.proposal import HARD, Disruption, Option
from dispatchtui.solver.proposing.rows import option_of, rows_of
from dispatchtui.solver.proposing.sentences import option_words

MOST_PEOPLE = 12
"""So many people are looked at, beside those whose visits they are."""
AFTER_S = 10 * 3600
"""So long after the last of the visits a day may begin that is looked at."""
ROWS_REST = 3.0
"""Between two answers in full, so many times as long passes as the rows of one take."""
ENGINE = "search"

Told = Callable[[Option], None]


class Neighbourhood(Struct, frozen=True, kw_only=True):
    """The visits that are looked for a place, the people among whom, and the problem that they are."""

    visits: tuple[str, ...]
    people: tuple[str, ...]
    encoded: Encoded


def repair(
    board: Board,
    encoder: Encoder,
    disruption: Disruption,
    now_s: int,
    *,
    seconds: float = 1.0,
    iterations: int = 0,
    seed: int = 1,
    positions: Mapping[str, Position] | None = None,
    told: Told | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Option | None:
    """The best way out that is found within so many seconds; each better one on the way there is told.

    The first that is told is brief; the same with its effects comes next, before the search. Nothing where the
    disruption has no visit that may be moved, or nobody may take any. `encoder` knows `board` as it is, at this moment.
    """
    around = neighbourhood(encoder, disruption, now_s)
    if around is None:
        return None
    problem, start = around.encoded.problem, around.encoded.start
    answers = _Answers(Matter(board, disruption, now_s, positions=positions), around, told)
    plan = first(problem, start)
    brief = answers.brief(plan)
    if told is not None and brief is not None:
        told(brief)
        answers.count(plan)  # before anything better is looked for: nobody can decide on what is not counted
    # OR-Tools take a quarter of a second to load: the first answer does not wait for them.
    from dispatchtui.engine.exact.competing import compete  # noqa: PLC0415

    best = compete(problem, plan, seconds=seconds, iterations=iterations, seed=seed, told=answers.take,
                   stopped=stopped)  # fmt: skip
    return answers.full(best if best.cost <= plan.cost else plan)


def outline(board: Board, encoder: Encoder, disruption: Disruption, now_s: int) -> Option | None:
    """The first answer alone, by insertion: its acts are checked, but not yet their effects."""
    around = neighbourhood(encoder, disruption, now_s)
    if around is None:
        return None
    return _Answers(Matter(board, disruption, now_s), around).brief(first(around.encoded.problem, around.encoded.start))


def neighbourhood(encoder: Encoder, disruption: Disruption, now_s: int) -> Neighbourhood | None:
    """What a repair is about; nothing where no visit may be moved, or nobody may take one."""
    board = encoder.board
    rows = [row for each in disruption.visits if (row := board.visits.get(each)) is not None]
    visits = tuple(each.id for each in rows if each.state in (*PLACED, VisitState.QUALIFIED))
    if not visits:
        return None
    wanted = [(line.start_s if (line := board.visits[each].assignment) is not None else now_s) for each in visits]
    within = (now_s, max(now_s, *wanted) + AFTER_S)
    people = near(encoder, visits, within, most=MOST_PEOPLE)
    own = [line.technician_id for each in visits for line in board.visits[each].crew]
    if not people:
        return None
    encoded = encoder.encode(technicians=dict.fromkeys([*people, *own]), from_s=within[0], until_s=within[1],
                             out=visits, place_unplaced=False, hold=True)  # fmt: skip
    if not encoded.out or not encoded.people:
        return None
    return Neighbourhood(visits=visits, people=people, encoded=encoded)


def added_cost(before: Encoded, after: Encoded, plan: Plan) -> float:
    """By how much a plan costs more than what stood before; both problems are about the same people."""
    return (cost(after.problem, plan) - cost(before.problem, before.start)) / after.scale


class _Answers:
    """Plans as options, told as they come."""

    def __init__(self, matter: Matter, around: Neighbourhood, told: Told | None = None) -> None:
        self._matter, self._around, self._told = matter, around, told
        self._next_at = monotonic()

    def brief(self, plan: Plan) -> Option | None:
        """A plan as an option at once: what it does, without all that follows from it."""
        moves = moves_of(self._around.encoded, plan)
        if not moves:
            return None
        matter, placed = self._matter, {each.visit_id for each in moves if each.technician_id}
        left = [each for each in matter.visits if each.id not in placed and each.state not in ENDED]
        rows = brief_rows(matter.board, moves, matter.now_s, subjects=self._around.visits)
        rows = (
            *(each for each in rows if each.acts or each.visit_id in placed),
            *(pending(matter, each) for each in left),
        )
        return Option(kind=REPLAN, rows=rows, brief=True, cost=self._cost(plan), engine=ENGINE,
                      sentence=option_words(rows))  # fmt: skip

    def take(self, progress: Progress) -> None:
        """Tell a better plan in full, as long as most of the time goes into the search."""
        if monotonic() >= self._next_at:
            self.count(progress.plan)

    def count(self, plan: Plan) -> None:
        """Tell a plan in full."""
        if self._told is None:
            return
        began = monotonic()
        option = self.full(plan)
        self._next_at = monotonic() + ROWS_REST * (monotonic() - began)
        if option is not None:
            self._told(option)

    def full(self, plan: Plan) -> Option | None:
        """A plan as an option with all its effects; visits without a place are for somebody to decide."""
        matter, board = self._matter, self._matter.board
        moves, left = filled(matter, moves_of(self._around.encoded, plan))
        rows = rows_of(board, moves, matter.now_s, positions=matter.positions, subjects=matter.disruption.visits)
        after = board.fork()
        if moves:
            carry_out(after, MoveVisits(moves=tuple(moves)), matter.now_s)
        every = [*rows, *(decided(matter, after, each, None) for each in left)]
        if not every:
            return None
        ordered = sorted(every, key=lambda each: each.grade == HARD)
        return option_of(board, REPLAN, ordered, matter.now_s, positions=matter.positions, engine=ENGINE)

    def _cost(self, plan: Plan) -> float:
        """What a plan costs above that of its start without what is out of it."""
        encoded = self._around.encoded
        out = sum(int(encoded.problem.price[each]) for each in encoded.start.left_out)
        return (plan.cost - cost(encoded.problem, encoded.start) + out) / encoded.scale
