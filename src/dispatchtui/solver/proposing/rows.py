"""Moves made into rows: what becomes of each visit, as acts that the checker lets pass, with all that they change.

A row is green where it breaks no rule, asks nobody and neither breaks nor endangers anybody's word; it is to be looked
at where somebody has to answer for it; it is hard where nobody may do it, and then has no acts.

Units: epoch seconds; costs in seconds of travel.
Cost: a check, an effect and a forecast for each row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.effects import Effects, effects_in
from dispatchtui.constraints.gate import violations_of
from dispatchtui.constraints.objectives import Scene
from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.commands.visits import RecordAgreement
from dispatchtui.core.difference import Difference
from dispatchtui.core.disrupting import ANOTHER_DAY, BUMP, HUMAN, LATER, MOVE, RESEQUENCE
from dispatchtui.core.lifecycle import TOLD, Step
from dispatchtui.core.model import Position, Visit, VisitState
from dispatchtui.core.refusals import Level, Refusal, Violation
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.versions import of_moves, of_visit
from dispatchtui.solver.proposing.breaking import breaks
from dispatchtui.solver.proposing.endangering import Words, is_later
from dispatchtui.solver.proposing.pricing import Routes, confidence, cost_of_moves, late_s
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Option, Row
from dispatchtui.solver.proposing.sentences import option_words, row_words
from dispatchtui.solver.proposing.splitting import Part, parts_of
from dispatchtui.solver.what_if import act_of, people_of

CONSENT, RECALL, LOCK, LATE = "consent", "recall", "lock", "late"
"""What a row may ask beside `override: <rule>`: consent, a told person recalled, a lock broken, a word not kept.

What it breaks at a visit that stays is named as `breaks <rule> at <visit>`."""
NEAR_S = 36 * 3600
"""A row changes nothing of the stops that are further away in time: a day, its night, and the morning after."""
Steps = Mapping[str, tuple[Command, ...]]
"""What is done to a visit before it is moved, by its id."""
_FIRST = {
    VisitState.NEW: Step.QUALIFY,
    VisitState.EN_ROUTE: Step.STOP_TRAVEL,
    VisitState.NO_ACCESS: Step.RETURN,
}
"""The step without which a visit in such a state cannot be moved."""


def rows_of(
    board: Board,
    moves: Sequence[Move],
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    steps: Steps | None = None,
    subjects: Collection[str] = (),
    kind: str = "",
    together: bool = False,
) -> tuple[Row, ...]:
    """The rows that make these moves, in the order in which they are done; each stands alone where it can.

    `steps` come before the move of a visit, as its customer's consent does; `subjects` are the visits that it is all
    about, by which rows are named. `kind` is what every row is called; without it each is called for what it does.
    Moves that are meant `together` are one row.
    """
    before = {each.visit_id: _steps_of(board, each, steps) for each in moves}
    ready, rows = board.fork(), []
    stopped: dict[str, Refusal] = {}
    for visit_id, acts in before.items():
        refusal = next(filter(None, (carry_out(ready, act, now_s) for act in acts)), None)
        if refusal is not None:
            stopped[visit_id] = refusal
    rows = [hard_row(board, visit_id, refusal.sentence) for visit_id, refusal in stopped.items()]
    sound = [each for each in moves if each.visit_id not in stopped]
    present, words = board.fork(), Words(Routes(board, now_s, positions))
    scene = Scene(present, now_s)
    parts = (tuple(sound),) if together else parts_of(ready, sound, now_s)
    for part in parts if sound else ():
        acts = (*(act for move in part for act in before[move.visit_id]), act_of(ready, part))
        row = _row(_Made(present, part, acts, now_s, subjects), words, kind, scene)
        rows.append(row)
        if row.acts:
            touched = people_of(present, part)
            for act in acts:
                carry_out(present, act, now_s)
            scene.forget(touched)
    return tuple(rows)


def hard_row(
    board: Board, visit_id: str, sentence: str, *, violations: Sequence[Violation] = (), kind: str = HUMAN
) -> Row:
    """A visit for which somebody has to find a way, and why."""
    visit = board.visits[visit_id]
    line = visit.crew[0] if visit.crew else None
    return Row(
        visit_id=visit_id, kind=kind, grade=HARD, pre=of_visit(board, visit), violations=tuple(violations),
        was_technician_id=line.technician_id if line is not None else "", sentence=sentence,
    )  # fmt: skip


def option_of(
    board: Board,
    kind: str,
    rows: Sequence[Row],
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    engine: str = "ranking",
    sentence: str = "",
) -> Option:
    """The option that these rows make, with what they change together and how sure it is."""
    after = board.fork()
    for row in rows:
        for act in row.acts:
            carry_out(after, act, now_s)
    difference = Difference(board, after, now_s, positions)
    effects = rows[0].effects if len(rows) == 1 else effects_in(difference)
    touched = dict.fromkeys([*(row.visit_id for row in rows), *difference.visits,
                             *(each.visit_id for each in effects.etas)])  # fmt: skip
    return Option(
        kind=kind, rows=tuple(rows), effects=effects, cost=sum(row.cost for row in rows),
        confidence=confidence(Routes(after, now_s, positions), touched) if touched else 0.0, engine=engine,
        sentence=sentence or option_words(rows),
    )  # fmt: skip


class _Made:
    """A part of the moves done on a fork, and what the checker says of its acts."""

    def __init__(
        self, board: Board, part: Part, acts: tuple[Command, ...], now_s: int, subjects: Collection[str]
    ) -> None:
        """Do the acts."""
        self.board, self.part, self.acts, self.now_s = board, part, acts, now_s
        self.after = board.fork()
        self.violations: tuple[Violation, ...] = ()
        self.refusal: Refusal | None = None
        found: list[Violation] = []
        for act in acts:
            found += [each for some in violations_of(self.after, act, now_s).values() for each in some]
            self.refusal = self.refusal or carry_out(self.after, act, now_s)
        self.violations = tuple(sorted((each for each in found if each.level is not Level.WARNING), key=severity))
        named = [each for each in part if each.visit_id in subjects] or [each for each in part if each.technician_id]
        self.lead = (named or list(part))[0]
        self.visit: Visit = board.visits[self.lead.visit_id]
        self.then: Visit = self.after.visits[self.lead.visit_id]


def _row(made: _Made, words: Words, kind: str, scene: Scene) -> Row:
    visit, then, now_s, was = made.visit, made.then, made.now_s, words.routes
    difference = Difference(made.board, made.after, now_s, was.positions, near_s=NEAR_S)
    effects = effects_in(difference)
    now = Routes(made.after, now_s, was.positions)
    stop = now.stop(visit.id)
    line = then.crew[0] if then.crew else None
    arrival_s = None if line is None else max(stop.stop.arrival_s, line.start_s) if stop is not None else line.start_s
    row = Row(
        visit_id=visit.id, kind=kind or _kind(made), grade=GREEN, acts=made.acts, pre=of_moves(was.board, made.part),
        technician_id=line.technician_id if line is not None else "",
        was_technician_id=visit.crew[0].technician_id if visit.crew else "",
        start_s=line.start_s if line is not None else None, arrival_s=arrival_s,
        late_s=late_s(made.after, then, arrival_s, now_s) if arrival_s is not None else 0,
        violations=made.violations, effects=effects, was_percent=was.percent(visit.id), percent=now.percent(visit.id),
        cost=cost_of_moves(made.board, made.after, made.part, now_s, travel_s=effects.travel_s, scene=scene),
    )  # fmt: skip
    worst = made.violations[0].level if made.violations else None
    if made.refusal is not None or worst is Level.NOBODY:
        why = made.refusal.sentence if made.refusal is not None else made.violations[0].sentence
        return replace(row, grade=HARD, acts=(), sentence=why)
    asks = _asks(made, effects, row.late_s)
    if any(each.level is not Level.WARNING for each in effects.broken):
        asks = (*asks, *breaks(difference, {each.visit_id for each in made.part}, made.violations))
    unsure = words.endangered(now, difference.reached) if LATE not in asks else {}
    words.go_on(now, difference.reached)
    asks = (*asks, LATE) if unsure else asks
    row = replace(row, grade=REVIEW if asks else GREEN, asks=asks)
    return replace(row, sentence=row_words(made.board, made.after, row, made.part, now_s, unsure=unsure))


def _asks(made: _Made, effects: Effects, late: int) -> tuple[str, ...]:
    """What keeps a part from being green."""
    asks = [LOCK if each.constraint == "locked" and each.unit == "lock" else f"override: {each.constraint}"
            for each in made.violations]  # fmt: skip
    if any(isinstance(act, RecordAgreement) for act in made.acts):
        asks.append(CONSENT)
    if any(_recalled(made.board, move) for move in made.part):
        asks.append(RECALL)
    worse = any(each.margin_s is not None and each.visit_id not in _queued(made)
                and is_later(-each.margin_s, None if each.was_margin_s is None else -each.was_margin_s)
                for each in effects.slas)  # fmt: skip
    if worse or (late > 0 and not _was_later(made, late)):
        asks.append(LATE)
    return tuple(dict.fromkeys(asks))


def _queued(made: _Made) -> set[str]:
    return {each.visit_id for each in made.part if not each.technician_id}


def _was_later(made: _Made, late: int) -> bool:
    """Whether somebody who is there for it now would be later still."""
    visit = made.visit
    if not visit.crew or _gone(made.board, visit, visit.crew[0].technician_id):
        return False
    stop = Routes(made.board, made.now_s).stop(visit.id)
    return stop is not None and late_s(made.board, visit, stop.arrival.p50_s, made.now_s) > late


def _recalled(board: Board, move: Move) -> bool:
    """Whether somebody who was told of a visit, and is there to be told, need not go any more."""
    visit = board.visits[move.visit_id]
    if visit.state not in (*TOLD, VisitState.EN_ROUTE):
        return False
    left = [line.technician_id for line in visit.crew if line.technician_id not in move.people]
    return any(not _gone(board, visit, who) for who in left)


def _gone(board: Board, visit: Visit, technician_id: str) -> bool:
    """Whether sickness or leave keeps somebody from a visit."""
    line = next(each for each in visit.crew if each.technician_id == technician_id)
    return any(each.kind in GONE and each.start_s < line.end_s and line.start_s < each.end_s
               for each in board.absences_of(technician_id))  # fmt: skip


def _kind(made: _Made) -> str:
    visit, then = made.visit, made.then
    if not then.crew:
        return BUMP
    line = visit.crew[0] if visit.crew else None
    if line is not None and line.day != then.crew[0].day:
        return ANOTHER_DAY
    if any(each.bumped for each in made.part):
        return BUMP
    if line is None or line.technician_id != then.crew[0].technician_id:
        return MOVE
    return LATER if then.crew[0].start_s > line.start_s and len(made.part) == 1 else RESEQUENCE


def _steps_of(board: Board, move: Move, steps: Steps | None) -> tuple[Command, ...]:
    return (*first_steps(board, move.visit_id), *(steps or {}).get(move.visit_id, ()))


def first_steps(board: Board, visit_id: str) -> tuple[Command, ...]:
    """What has to happen before a visit can be moved: who is on the way stops, what waits before the door returns."""
    visit = board.visits.get(visit_id)
    step = _FIRST.get(visit.state) if visit is not None else None
    return (AdvanceVisit(visit_id=visit_id, step=step),) if step is not None else ()
