"""Commands on visits that carry a plan: placing, unplacing, amending, locking, noting."""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.commands.checks import DAY_S, LONGEST_VISIT_S, unfit_duration, unfit_times
from dispatchtui.core.events import (
    DurationExtended,
    NoteAdded,
    VisitAmended,
    VisitLocked,
    VisitPlaced,
    VisitUnplaced,
)
from dispatchtui.core.lifecycle import ENDED, PLACED, STARTED, TOLD
from dispatchtui.core.model import Assignment, Duration, Lock, TechnicianId, Visit, VisitState, Window
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.words import length
from dispatchtui.core.zones import local_day


class _OnVisit(Act, frozen=True, kw_only=True):
    """A command on one visit."""

    visit_id: str

    def subjects(self) -> tuple[str, ...]:
        """The visit."""
        return (f"visits/{self.visit_id}",)


class PlaceVisit(_OnVisit, frozen=True, kw_only=True, tag="place_visit"):
    """Give a visit its technician and time, or others than it has; a move is a placing.

    Moving in dispatch and moving in scheduling are this one command. A visit that was already
    released is recalled from the former technician and released to the new one in the same act.
    """

    RIGHT: ClassVar[str] = "place"
    technician_id: TechnicianId
    start_s: int

    def subjects(self) -> tuple[str, ...]:
        """The visit and the technician."""
        return (f"visits/{self.visit_id}", f"technicians/{self.technician_id}")


class UnplaceVisit(_OnVisit, frozen=True, kw_only=True, tag="unplace_visit"):
    """Put a planned visit back into the queue; it never vanishes."""

    RIGHT: ClassVar[str] = "place"
    bumped: bool = False


class AmendVisit(_OnVisit, frozen=True, kw_only=True, tag="amend_visit"):
    """Change what was promised or how long it takes; absent means unchanged."""

    RIGHT: ClassVar[str] = "amend"
    promise: Window | None = None
    duration: Duration | None = None
    earliest_s: int | None = None
    latest_s: int | None = None


class ExtendVisit(_OnVisit, frozen=True, kw_only=True, tag="extend_visit"):
    """Say that running work takes longer; a fact, so nothing re-times by itself."""

    RIGHT: ClassVar[str] = "on_behalf"
    by_s: int
    reason: str = ""


class LockVisit(_OnVisit, frozen=True, kw_only=True, tag="lock_visit"):
    """Say what automation may not move."""

    RIGHT: ClassVar[str] = "lock"
    lock: Lock


class AddNote(_OnVisit, frozen=True, kw_only=True, tag="add_note"):
    """Write a remark on a visit."""

    RIGHT: ClassVar[str] = "note"
    text: str


def service_s(visit: Visit) -> int:
    """Planned time on site: the p50 and whatever was added; zero when nobody knows."""
    return (visit.duration.p50_s if visit.duration else 0) + visit.extended_s


def planned_line(board: Board, visit: Visit, technician_id: str, start_s: int) -> Assignment:
    """The line that placing would write: on-site times, travel from the stop before, lane."""
    technician = board.technicians[technician_id]
    return Assignment(
        technician_id=TechnicianId(technician_id),
        start_s=start_s,
        end_s=start_s + service_s(visit),
        travel_s=travel.before(board, visit, technician, start_s),
        day=local_day(start_s, technician.zone),
    )


def place_visit(board: Board, command: PlaceVisit, ask: Ask) -> Decision:
    """Place a visit that nobody has set out for."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state not in (VisitState.QUALIFIED, *PLACED):
        return not_from(visit, "placed", _how_to_place(visit))
    line = planned_line(board, visit, command.technician_id, command.start_s)
    if visit.crew == (line,):
        return ()
    if visit.state in TOLD and not ask.actor.may("recall"):
        return Refusal(code=Code.FORBIDDEN, right="recall", subject=f"visits/{visit.id}",
                       sentence=f"{visit.id} is released; moving it recalls it, which takes the "
                                "right to recall.")  # fmt: skip
    return (VisitPlaced(visit_id=visit.id, crew=(line,), overrides=ask.overrides,
                        released=visit.state in TOLD),)  # fmt: skip


def unplace_visit(board: Board, command: UnplaceVisit, ask: Ask) -> Decision:
    """Unplace a visit that was planned and not told to anybody."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state is not VisitState.PLANNED:
        hint = "recall it" if visit.state in TOLD else ""
        return not_from(visit, "unplaced", hint)
    return (VisitUnplaced(visit_id=visit.id, bumped=command.bumped),)


def amend_visit(board: Board, command: AmendVisit, ask: Ask) -> Decision:
    """Amend a visit that has not ended."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state in ENDED:
        return not_from(visit, "amended")
    earliest_s = visit.earliest_s if command.earliest_s is None else command.earliest_s
    latest_s = visit.latest_s if command.latest_s is None else command.latest_s
    wrong = unfit_times(command.promise, earliest_s, latest_s) or unfit_duration(command.duration)
    if wrong is not None:
        return wrong
    if (
        command.promise in (None, visit.promise)
        and command.duration in (None, visit.duration)
        and command.earliest_s in (None, visit.earliest_s)
        and command.latest_s in (None, visit.latest_s)
    ):
        return ()
    return (VisitAmended(visit_id=visit.id, promise=command.promise, duration=command.duration,
                         earliest_s=command.earliest_s, latest_s=command.latest_s),)  # fmt: skip


def extend_visit(board: Board, command: ExtendVisit, ask: Ask) -> Decision:
    """Extend work that somebody has set out for or is doing."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state not in STARTED:
        return not_from(visit, "extended", "amend its duration")
    if not -DAY_S <= command.by_s <= DAY_S or command.by_s == 0:
        return invalid("by_s", "An extension is at most a day and not zero.")
    whole_s = service_s(visit) + command.by_s
    # Taking back what was added is always allowed, or an addition to work of unknown length could not be undone.
    if whole_s <= 0 and visit.extended_s + command.by_s < 0:
        return invalid("by_s", f"{visit.id} is planned for {length(service_s(visit))}; something must be left of it.")
    if whole_s > LONGEST_VISIT_S and command.by_s > 0:
        return invalid("by_s", f"A visit takes at most {LONGEST_VISIT_S // DAY_S} days in all.")
    if len(command.reason) > MOST_TEXT:
        return invalid("reason", f"A reason has at most {MOST_TEXT} characters.")
    return (DurationExtended(visit_id=visit.id, by_s=command.by_s, reason=command.reason),)


def lock_visit(board: Board, command: LockVisit, ask: Ask) -> Decision:
    """Lock or unlock a visit."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    return () if visit.lock is command.lock else (VisitLocked(visit_id=visit.id, lock=command.lock),)


def add_note(board: Board, command: AddNote, ask: Ask) -> Decision:
    """Add a remark of bounded length."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if not command.text.strip():
        return invalid("text", "A note needs words.")
    if len(command.text) > MOST_TEXT:
        return invalid("text", f"A note has at most {MOST_TEXT} characters.")
    return (NoteAdded(visit_id=visit.id, text=command.text),)


def not_from(visit: Visit, done: str, hint: str = "") -> Refusal:
    """Refuse because the visit's state does not allow the act."""
    state = visit.state.replace("_", " ").lower()
    tail = f": {hint} first." if hint else "."
    return Refusal(code=Code.ILLEGAL, subject=f"visits/{visit.id}",
                   sentence=f"{visit.id} is {state} and cannot be {done}{tail}")  # fmt: skip


def _how_to_place(visit: Visit) -> str:
    return {
        VisitState.NEW: "qualify it",
        VisitState.PARKED: "unpark it",
        VisitState.EN_ROUTE: "stop the travel",
        VisitState.NO_ACCESS: "return it to the queue",
    }.get(visit.state, "")
