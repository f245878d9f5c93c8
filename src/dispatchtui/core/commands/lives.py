"""The command that moves a visit on in its life: released, accepted, driven, worked, done."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import held_for, paused_for, policy_of, stills_until
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.commands.uses import handed_on, left_over, sourced, unfit_use, unrecorded
from dispatchtui.core.commands.visits import not_from
from dispatchtui.core.events import ClockHeld, ClockResumed, VisitAdded, VisitAdvanced
from dispatchtui.core.lifecycle import ENDED, PICKUP, TRANSITIONS, Step
from dispatchtui.core.model import Duration, PartUse, Stamps, Visit, VisitState
from dispatchtui.core.refusals import Refusal, invalid
from dispatchtui.core.work import service_s

COOL_DOWN_S = 24 * 3600
"""A technician who rejects is not offered the visit automatically for a day."""
MOST_AHEAD_S = 300
"""How far a device's clock may run ahead of the desk's."""

MOST_LEFT_S = 30 * 24 * 3600
"""The most work that one visit may leave to the next."""


class AdvanceVisit(Act, frozen=True, kw_only=True, tag="advance_visit"):
    """Take one step in a visit's life.

    `occurred_s` is the device's own time; absent means now. `remaining_s` goes with suspend and
    leave_incomplete, `documents` with complete; `parts_used` may go with any step once work has begun.
    """

    RIGHT: ClassVar[str] = ""
    visit_id: str
    step: Step
    occurred_s: int | None = None
    reason: str = ""
    remaining_s: int | None = None
    documents: tuple[str, ...] = ()
    parts_used: tuple[PartUse, ...] = ()

    def right(self) -> str:
        """The step's own right, from the lifecycle table."""
        return TRANSITIONS[self.step].right

    def subjects(self) -> tuple[str, ...]:
        """The visit."""
        return (f"visits/{self.visit_id}",)

    def reaches(self, board: Board) -> dict[str, str]:
        """The stocks that parts came from, but those in which something is or was there for this very visit."""
        visit = board.visits.get(self.visit_id)
        known = {each.stock_id for each in stock.reservations_for(board, self.visit_id)}
        known |= {each.stock_id for each in visit.parts_used} if visit else set()
        named = [use.stock_id for use in self.parts_used if use.stock_id and use.stock_id not in known]
        return {f"stock_locations/{each}": "parts_used" for each in named}


def advance_visit(board: Board, command: AdvanceVisit, ask: Ask) -> Decision:
    """Take the step when the visit's state and the step's guards allow it."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    transition = TRANSITIONS[command.step]
    if visit.state not in transition.sources:
        return not_from(visit, transition.past if transition.past != "set out" else "driven to")
    wrong = _guard(board, visit, command, ask)
    if wrong is not None:
        return wrong
    uses = sourced(board, visit, command.parts_used)
    occurred_s = command.occurred_s if command.occurred_s is not None else ask.at_s
    reason = command.reason or (ask.reason.text or ask.reason.code if ask.reason else "")
    cool_down = ask.at_s + COOL_DOWN_S if command.step is Step.REJECT else None
    remaining_s = command.remaining_s
    if command.step is Step.SUSPEND and remaining_s is None:
        remaining_s = _left(visit, occurred_s)
    fact = VisitAdvanced(visit_id=visit.id, step=command.step, occurred_s=occurred_s,
                         reason=reason, remaining_s=remaining_s,
                         cool_down_until_s=cool_down, documents=command.documents,
                       parts_used=uses, overrides=ask.overrides_of(visit.id))  # fmt: skip
    clock = _clock(board, visit, command.step, occurred_s, reason)
    if command.step is Step.LEAVE_INCOMPLETE:
        child = _child(board, visit, command, uses, occurred_s)
        return (fact, *clock, VisitAdded(row=child), *handed_on(board, visit, child.id, uses))
    return (fact, *clock)


def _clock(
    board: Board, visit: Visit, step: Step, occurred_s: int, reason: str
) -> tuple[ClockHeld | ClockResumed, ...]:
    """The clocks stand still while work is suspended, where the SLA policy says so; no hold outlasts the visit."""
    policy = policy_of(board, visit)
    over = visit.state is VisitState.SUSPENDED or TRANSITIONS[step].target in ENDED
    if over and visit.held_from_s is not None:
        return (ClockResumed(visit_id=visit.id, occurred_s=occurred_s),)
    if step is Step.SUSPEND and policy is not None and policy.pauses_when_suspended and visit.held_from_s is None:
        return (ClockHeld(visit_id=visit.id, occurred_s=occurred_s, note=reason),)
    return ()


def _left(visit: Visit, at_s: int) -> int:
    """What of the planned work remains at a time, when nobody said."""
    begun_s = visit.stamps.working_s if visit.stamps.working_s is not None else at_s
    whole_s = service_s(visit)
    if visit.stamps.resumed_s is not None:
        begun_s, whole_s = visit.stamps.resumed_s, (visit.remaining_s or 0) + visit.extended_s
    return max(0, whole_s - max(0, at_s - begun_s))


def _guard(board: Board, visit: Visit, command: AdvanceVisit, ask: Ask) -> Refusal | None:
    transition = TRANSITIONS[command.step]
    if transition.reason and not (command.reason.strip() or ask.reason):
        return invalid("reason", f"A reason is needed before {visit.id} is {transition.past}.")
    if len(command.reason) > MOST_TEXT:
        return invalid("reason", f"A reason has at most {MOST_TEXT} characters.")
    if command.occurred_s is not None and command.occurred_s > ask.at_s + MOST_AHEAD_S:
        return invalid("occurred_s", "It cannot have happened in the future.")
    if command.remaining_s is not None and not 0 <= command.remaining_s <= MOST_LEFT_S:
        return invalid("remaining_s", "What remains is not negative and at most 30 days.")
    wrong = unfit_use(board, visit, command.parts_used)
    if wrong is not None:
        return wrong
    if command.step in (Step.QUALIFY, Step.UNPARK):
        return _ready(board, visit)
    if command.step is Step.LEAVE_INCOMPLETE and command.remaining_s is None:
        return invalid("remaining_s", "How much work remains is needed.")
    if command.step is Step.COMPLETE:
        order = board.work_orders.get(visit.work_order_id)
        work_type = board.work_types.get(order.work_type) if order else None
        needed = work_type.documents if work_type is not None and visit.kind != PICKUP else ()
        lacking = [each for each in needed if each not in command.documents]
        if lacking:
            return invalid("documents", f"{visit.id} needs {', '.join(lacking)} before it is done.")
        return unrecorded(visit, sourced(board, visit, command.parts_used))
    return None


def _ready(board: Board, visit: Visit) -> Refusal | None:
    order = board.work_orders.get(visit.work_order_id)
    if order is None or not order.work_type:
        return invalid("work_type", f"{visit.id} needs a work type before it is qualified.")
    if visit.duration is None:
        return invalid("duration", f"{visit.id} needs a duration before it is qualified.")
    return None


def _child(board: Board, visit: Visit, command: AdvanceVisit, uses: tuple[PartUse, ...], occurred_s: int) -> Visit:
    remaining_s = command.remaining_s or 0
    fresh = Visit(id=board.next_id("V"), work_order_id=visit.work_order_id)
    return replace(
        fresh,
        number=max(each.number for each in board.visits_of(visit.work_order_id)) + 1,
        kind="return",
        state=VisitState.QUALIFIED,
        territory=visit.territory,
        needs=visit.needs,
        crew_needs=visit.crew_needs,
        parts=left_over(visit, uses),
        equipment=visit.equipment,
        outdoor=visit.outdoor,
        duration=Duration(p50_s=remaining_s, p80_s=remaining_s, source="technician"),
        stamps=Stamps(),
        # The clocks are those of the work order, so that what stood still for one visit did for the next.
        held_s=held_for(visit, occurred_s),
        paused_s=paused_for(visit, occurred_s),
        stills=stills_until(visit, occurred_s),
    )
