"""What is said to a proposal: accepted, edited, rejected; expired, applied and undone are said by automation.

The moves of a proposal are acts of their own, each judged alone; this one says what became of the whole.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, unchanged
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.disrupting import KINDS, OPTIONS, OUTCOMES, UNDO_WITHIN_S, proposal_id
from dispatchtui.core.events import ProposalAnswered
from dispatchtui.core.model import Answer
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.rights import Standing

MOST_NAMED = 1000
"""Visits and acts that one answer may name."""


class AnswerProposal(Act, frozen=True, kw_only=True, tag="answer_proposal"):
    """Say what becomes of what is offered for a disruption."""

    RIGHT: ClassVar[str] = "place"
    row: Answer

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where it matters."""
        return self.row.territories


def back_of(answer: Answer) -> MoveVisits:
    """The act that puts back what automation moved: to whom and when each visit stood before, or into the queue."""
    return MoveVisits(moves=tuple(
        Move(visit_id=each.visit_id, technician_id=each.people[0], mates=each.people[1:], start_s=each.start_s)
        if each.people else Move(visit_id=each.visit_id)
        for each in answer.former
    ))  # fmt: skip


def answer_proposal(board: Board, command: AnswerProposal, ask: Ask) -> Decision:
    """Record the answer."""
    row = command.row
    wrong = _unfit(board, row, ask)
    if wrong is not None:
        return wrong
    row = replace(row, answered_by=ask.actor.id, answered_s=ask.at_s, version=0, changed=None)
    before: Answer | None = board.tables["answers"].get(row.id)
    if before is not None and unchanged(replace(before, answered_by="", answered_s=0),
                                        replace(row, answered_by="", answered_s=0)):  # fmt: skip
        return ()
    return (ProposalAnswered(row=row),)


def _unfit(board: Board, row: Answer, ask: Ask) -> Refusal | None:
    if row.trigger not in KINDS:
        return invalid("row.trigger", f"There is no disruption called {row.trigger[:60]!r}.")
    if row.id != proposal_id(row.trigger, row.subject):
        return invalid("row.id", f"What is offered for {row.subject[:60]} is called "
                       f"{proposal_id(row.trigger, row.subject)[:120]}.")  # fmt: skip
    if row.outcome not in OUTCOMES:
        return invalid("row.outcome", f"A proposal is {', '.join(OUTCOMES)}, not {row.outcome[:60]!r}.")
    if row.option and row.option not in OPTIONS:
        return invalid("row.option", f"There is no option called {row.option[:60]!r}.")
    if max(map(len, (row.sentence, row.reason, row.basis, row.subject))) > MOST_TEXT:
        return invalid("row.sentence", f"An answer is told in at most {MOST_TEXT} characters.")
    if max(len(row.visits), len(row.acts)) > MOST_NAMED:
        return invalid("row.visits", f"An answer names at most {MOST_NAMED} visits and as many acts.")
    gone = next((each for each in row.territories if each not in board.territories), None)
    if gone is not None:
        return invalid("row.territories", f"There is no territory {gone[:60]}.")
    if row.outcome == "applied" and ask.actor.standing is not Standing.AUTOMATION:
        return invalid("row.outcome", "Only automation says that it applied a proposal by itself.")
    if row.outcome == "undone":
        return _not_undone(board, row, ask)
    return None


def _not_undone(board: Board, row: Answer, ask: Ask) -> Refusal | None:
    """Refuse to undo what automation did not apply, or no longer may be undone."""
    before: Answer | None = board.tables["answers"].get(row.id)
    if before is None or before.outcome != "applied":
        return Refusal(code=Code.ILLEGAL, subject=f"answers/{row.id}",
                       sentence="Only what automation applied is undone like this.")  # fmt: skip
    if ask.at_s > before.answered_s + UNDO_WITHIN_S:
        return Refusal(code=Code.ILLEGAL, subject=f"answers/{row.id}",
                       sentence=f"It was applied more than {UNDO_WITHIN_S // 60} min ago.")  # fmt: skip
    return None
