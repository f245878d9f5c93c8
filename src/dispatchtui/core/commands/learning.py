"""Commands about what was learned: automation says how the day goes, the scheduler accepts durations to plan with."""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, missing, unchanged
from dispatchtui.core.commands.checks import DAY_S
from dispatchtui.core.durations import planned_for, waiting_for
from dispatchtui.core.events import BehaviourLearned, DurationModelRecorded, DurationModelRemoved, VisitAmended
from dispatchtui.core.model import Behaviour, Duration, DurationModel, duration_model_id
from dispatchtui.core.plausible import implausible
from dispatchtui.core.refusals import invalid
from dispatchtui.core.rights import EVERYWHERE

FIELD = "field"
"""The row of what concerns everybody."""


class LearnBehaviour(Act, frozen=True, kw_only=True, tag="learn_behaviour"):
    """Take over what was learned of how the day goes; it changes what is expected, not what is planned."""

    RIGHT: ClassVar[str] = "watch"
    row: Behaviour


class RecordDurationModel(Act, frozen=True, kw_only=True, tag="record_duration_model"):
    """Accept a learned duration: it is planned with from now on, and for what nobody has been given yet."""

    RIGHT: ClassVar[str] = "policy"
    row: DurationModel

    def territories(self, board: Board) -> tuple[str, ...]:
        """The territory it is for, or everywhere."""
        return (self.row.territory or EVERYWHERE,)


class RemoveDurationModel(Act, frozen=True, kw_only=True, tag="remove_duration_model"):
    """Plan as before the acceptance again, also for what nobody has been given yet."""

    RIGHT: ClassVar[str] = "policy"
    model_id: str

    def subjects(self) -> tuple[str, ...]:
        """The accepted duration."""
        return (f"duration_models/{self.model_id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """The territory it is for, or everywhere."""
        row: DurationModel | None = board.tables["duration_models"].get(self.model_id)
        return (row.territory or EVERYWHERE,) if row is not None else ()


Learning = LearnBehaviour | RecordDurationModel | RemoveDurationModel


def learn(board: Board, command: Learning, ask: Ask) -> Decision:
    """Decide any command of this file."""
    match command:
        case LearnBehaviour():
            return _learned(board, command.row, ask)
        case RecordDurationModel():
            return _accepted(board, command.row)
        case RemoveDurationModel():
            return _withdrawn(board, command.model_id)


def _learned(board: Board, row: Behaviour, ask: Ask) -> Decision:
    if row.id != FIELD and row.id not in board.territories:
        return invalid("row.id", f"What was learned is called {FIELD}, or as a territory, not {row.id[:60]!r}.")
    if row.territories != (() if row.id == FIELD else (row.id,)):
        return invalid("row.territories", f"{row.id} is of the territory it is called after, and {FIELD} of none.")
    if row.learned_s > ask.at_s + DAY_S:
        return invalid("row.learned_s", f"It was learned by now, {ask.at_s}, not at {row.learned_s}.")
    wrong = implausible(row)
    if wrong is not None:
        return invalid(f"row.{wrong[0]}", f"{wrong[0]}: {wrong[1]}.")
    return () if unchanged(board.tables["behaviours"].get(row.id), row) else (BehaviourLearned(row=row),)


def _accepted(board: Board, row: DurationModel) -> Decision:
    if row.work_type not in board.work_types:
        return invalid("row.work_type", f"There is no work type {row.work_type}.")
    if row.territory and row.territory not in board.territories:
        return invalid("row.territory", f"There is no territory {row.territory}.")
    if row.id != duration_model_id(row.work_type, row.territory):
        return invalid("row.id", f"This duration is called {duration_model_id(row.work_type, row.territory)}.")
    if not 0 < row.p50_s <= row.p80_s <= 30 * DAY_S:
        return invalid("row.p50_s", "Half of the work takes longer than nothing, and four fifths at least as long.")
    if unchanged(board.tables["duration_models"].get(row.id), row):
        return ()
    learned = Duration(p50_s=row.p50_s, p80_s=row.p80_s, source="learned")
    waiting = (VisitAmended(visit_id=each.id, duration=learned) for each in waiting_for(board, row)
               if each.duration != learned)  # fmt: skip
    return (DurationModelRecorded(row=row), *waiting)


def _withdrawn(board: Board, model_id: str) -> Decision:
    row: DurationModel | None = board.tables["duration_models"].get(model_id)
    if row is None:
        return missing(f"duration_models/{model_id}")
    planned = [(each, planned_for(board, row.work_type, each.territory, without=row.id))
               for each in waiting_for(board, row)]  # fmt: skip
    waiting = (VisitAmended(visit_id=each.id, duration=duration) for each, duration in planned
               if duration is not None and duration != each.duration)  # fmt: skip
    return (DurationModelRemoved(model_id=row.id), *waiting)
