"""Commands that stop the SLA clocks of a visit and let them run again, with a note of why."""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.board import Board
from dispatchtui.core.clocks import policy_of
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.events import ClockHeld, ClockResumed
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Code, Refusal, invalid


class HoldClock(Act, frozen=True, kw_only=True, tag="hold_clock"):
    """Stop the SLA clocks of a visit, where its policy lets somebody do so; what was promised does not move."""

    RIGHT: ClassVar[str] = "park"
    visit_id: str
    note: str

    def subjects(self) -> tuple[str, ...]:
        """The visit."""
        return (f"visits/{self.visit_id}",)


class ResumeClock(Act, frozen=True, kw_only=True, tag="resume_clock"):
    """Let the SLA clocks of a visit run again."""

    RIGHT: ClassVar[str] = "park"
    visit_id: str
    note: str = ""

    def subjects(self) -> tuple[str, ...]:
        """The visit."""
        return (f"visits/{self.visit_id}",)


def turn_clock(board: Board, command: HoldClock | ResumeClock, ask: Ask) -> Decision:
    """Decide either command."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    note = command.note.strip()
    if len(note) > MOST_TEXT:
        return invalid("note", f"A note has at most {MOST_TEXT} characters.")
    if isinstance(command, ResumeClock):
        if visit.held_from_s is None:
            return _refused(visit, f"The clocks of {visit.id} are not held.")
        return (ClockResumed(visit_id=visit.id, occurred_s=ask.at_s, note=note),)
    if not note:
        return invalid("note", f"A note says why the clocks of {visit.id} are held.")
    policy = policy_of(board, visit)
    if policy is None or not policy.pauses_by_hand:
        named = f"The SLA policy {policy.id} lets nobody" if policy is not None else "No SLA policy lets anybody"
        return _refused(visit, f"{named} hold the clocks of {visit.id}.")
    if visit.state in ENDED or visit.held_from_s is not None:
        state = "held already" if visit.held_from_s is not None else "at an end"
        return _refused(visit, f"The clocks of {visit.id} are {state}.")
    return (ClockHeld(visit_id=visit.id, occurred_s=ask.at_s, note=note),)


def _refused(visit: Visit, sentence: str) -> Refusal:
    return Refusal(code=Code.ILLEGAL, subject=f"visits/{visit.id}", sentence=sentence)
