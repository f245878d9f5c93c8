"""What is held of every plan and every row that comes of a random board.

A plan of its problem breaks nothing that was not broken before, of what it moves and of those whom it gives work. A row
is let through by the gate when its turn comes; one whose visit somebody changed meanwhile is refused, alone. A green
row breaks nothing at any visit, and what another breaks at one that stays it names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from msgspec import Struct

from dispatchtui.constraints.check import check_moves, check_visit
from dispatchtui.constraints.effects import by_subject, is_worse
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.commands.moves import moves_of as moves_in
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.disrupting import REPLAN, proposal_id
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import EVERYWHERE, Actor, Standing
from dispatchtui.engine.repairing import repair
from dispatchtui.engine.search import search
from dispatchtui.solver.encoding import Encoder, moves_of
from dispatchtui.solver.proposing.breaking import BREAKS
from dispatchtui.solver.proposing.brief import brief_rows
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import Disruption, Row
from dispatchtui.solver.proposing.rows import rows_of
from dispatchtui.solver.proposing.ways import options_for
from soaks.solver_visits import NOW_S

UNTIL_S = NOW_S + 38 * 3600
ITERATIONS = (1, 30, 300)
DESK = Actor(id="dora", roles=("dispatcher",), territories=(EVERYWHERE,))


class Trouble(Struct, frozen=True):
    """Something that should not be, and the board on which it was."""

    kind: str
    seed: int
    sentence: str


def planned(board: Board, seed: int, done: Counter[str]) -> list[Trouble]:
    """Plan a board in one of many ways, and look at what its moves break."""
    chance = Random(seed)
    placed = [each.id for each in board.visits.values() if each.state in PLACED]
    people = list(board.technicians)
    encoded = Encoder(board, NOW_S).encode(
        from_s=NOW_S, until_s=UNTIL_S, hold=chance.random() < 0.3,
        out=chance.sample(placed, min(len(placed), chance.randint(0, 3))) if chance.random() < 0.5 else (),
        technicians=chance.sample(people, chance.randint(1, len(people))) if chance.random() < 0.3 else (),
        free=chance.sample(placed, len(placed) // 2) if chance.random() < 0.3 else None,
    )  # fmt: skip
    done["boards"] += 1
    if not encoded.visits or not encoded.people:
        return []
    if moves_of(encoded, encoded.start):
        return [Trouble("the live plan moves", seed, str(moves_of(encoded, encoded.start)[0]))]
    plan = search(encoded.problem, start=encoded.start, iterations=chance.choice(ITERATIONS), seed=seed)
    moves = moves_of(encoded, plan)
    done["moves"] += len(moves)
    return [Trouble(each.constraint, seed, each.sentence) for each in newly_broken(board, moves)]


def newly_broken(board: Board, moves: Sequence[Move]) -> Iterator[Violation]:
    """What moves break that was not broken, or was so by less."""
    for visit_id, verdict in check_moves(board, moves, at_s=NOW_S, standing=Standing.AUTOMATION).items():
        yield from _worse(board, visit_id, verdict.violations)
    after, mine = moved(board, tuple(moves)), {each.visit_id for each in moves}
    given = {(line.technician_id, line.day) for each in mine for line in after.visits[each].crew}
    for visit in board.visits.values():
        if visit.id not in mine and any((line.technician_id, line.day) in given for line in visit.crew):
            found = check_visit(after, visit.id, NOW_S)
            yield from _worse(board, visit.id, [each for each in found if each.level is not Level.WARNING])


def _worse(board: Board, visit_id: str, found: Sequence[Violation]) -> Iterator[Violation]:
    was = by_subject(check_visit(board, visit_id, NOW_S))
    for key, each in by_subject(found).items():
        if key not in was or is_worse(each, was[key]):
            yield each


def accepted(board: Board, seed: int, done: Counter[str]) -> list[Trouble]:
    """Repair a day without somebody and plan it anew; accept the rows through the gate, one after another."""
    chance = Random(seed)
    visits = [each.id for each in board.visits.values() if each.state in PLACED and len(each.crew) == 1]
    encoder = Encoder(board, NOW_S)
    some = tuple(chance.sample(visits, min(len(visits), chance.randint(1, 4))))
    disruption = Disruption(id=proposal_id("AT_RISK", "visits/V1"), kind="AT_RISK", subject="visits/V1", visits=some)
    found = repair(board, encoder, disruption, NOW_S, iterations=100, seed=seed)
    troubles = _through_the_gate(board, seed, found.rows if found is not None else (), done, chance)
    encoded = encoder.encode(from_s=NOW_S, until_s=UNTIL_S)
    if encoded.visits and encoded.people:
        moves = moves_of(encoded, search(encoded.problem, start=encoded.start, iterations=100, seed=seed))
        for rows in (rows_of(board, moves, NOW_S, kind=REPLAN), brief_rows(board, moves, NOW_S)):
            troubles += _through_the_gate(board, seed, rows, done, chance)
    return troubles + _offered(board, seed, done, chance)


def _offered(board: Board, seed: int, done: Counter[str], chance: Random) -> list[Trouble]:
    """What is offered for some of what is wrong, and visits taken from a day: whoever stays there may break a rule."""
    known = disruptions(board, NOW_S)
    troubles: list[Trouble] = []
    for each in chance.sample(known, min(len(known), 3)):
        for option in options_for(board, each, NOW_S):
            troubles += _through_the_gate(board, seed, option.rows, done, chance)
    placed = [each.id for each in board.visits.values() if each.state in PLACED]
    for visit_id in chance.sample(placed, min(len(placed), 3)):
        moves = [Move(visit_id=visit_id)]
        for rows in (rows_of(board, moves, NOW_S), brief_rows(board, moves, NOW_S)):
            troubles += _through_the_gate(board, seed, rows, done, chance)
    return troubles


def _through_the_gate(
    board: Board, seed: int, rows: Sequence[Row], done: Counter[str], chance: Random
) -> list[Trouble]:
    """Each row that takes no answer is admitted when its turn comes; of a visit that was changed it is refused."""
    desk, stale = board.fork(), ""
    if rows and chance.random() < 0.3:
        stale = chance.choice([each.visit_id for each in rows])
        _do(desk, AddNote(visit_id=stale, text="called"), {})
    found: list[Trouble] = []
    touched: set[str] = set()
    came = False  # Something was not done: what waits for it can then not be done either.
    for row in rows:
        # What earlier rows changed is as the accepter knows it: versions are asked of what nobody else touched.
        pre = {key: version for key, version in row.pre.items() if key not in touched}
        if not row.acts or not all(each in {"late", "recall"} or each.startswith(BREAKS) for each in row.asks):
            came = True
            continue
        done["rows"] += 1
        before, desk = desk, desk.fork()
        for act in row.acts:
            refused = _do(desk, act, pre)
            if f"visits/{stale}" in pre:
                done["stale"], came = done["stale"] + 1, True
                if not refused:
                    found.append(Trouble("a stale row passed", seed, row.sentence))
            elif refused and not came:
                found.append(Trouble("a row was refused", seed, f"{row.sentence} {refused}"))
            if not refused:
                touched |= row.pre.keys()
            pre = {}
        found += _unnamed(before, desk, seed, row) if not came else ()
    return found


def _unnamed(before: Board, after: Board, seed: int, row: Row) -> Iterator[Trouble]:
    """Every rule that a row breaks at a visit of the days it touches, and waiting for them, and does not say."""
    moves = {move.visit_id for act in row.acts for move in moves_in(act)}
    for visit in after.visits.values():
        found = [each for each in check_visit(after, visit.id, NOW_S) if each.level is not Level.WARNING]
        was = by_subject(check_visit(before, visit.id, NOW_S)) if found else {}
        for key, each in by_subject(found).items():
            # What two visits break together may be named at either.
            at = {visit.id, each.subject.removeprefix("visits/")}
            named = {f"breaks {each.constraint} at {one}" for one in at} | (
                {f"override: {each.constraint}", "lock"} if at & moves else set())  # fmt: skip
            if (key not in was or is_worse(each, was[key])) and not named & set(row.asks):
                what = "a green row" if row.green else "a row"
                yield Trouble(f"{what} breaks {each.constraint} unsaid", seed, f"{row.sentence} {each.sentence}")


def _do(desk: Board, act: object, pre: dict[str, int]) -> str:
    """Ask the gate, and do what it lets through; answers why it does not."""
    answer = judge(desk, Request(id="r", act=act, pre=pre), DESK, NOW_S)  # type: ignore[arg-type]
    if not isinstance(answer, Passed):
        return answer.sentence
    for event in answer.events:
        evolve(desk, Recorded(seq=desk.seq + 1, command_id="r", actor=DESK.id, at_s=NOW_S, event=event))
    return ""
