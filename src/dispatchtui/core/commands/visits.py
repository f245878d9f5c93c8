"""Commands on visits that carry a plan: placing, unplacing, amending, locking, noting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.commands.checks import DAY_S, LONGEST_VISIT_S, unfit_duration, unfit_skills, unfit_times
from dispatchtui.core.commands.needs import unfit_buffers, unfit_dependencies, unfit_person, unfit_supplies
from dispatchtui.core.events import (
    AgreementRecorded,
    DurationExtended,
    NoteAdded,
    VisitAmended,
    VisitLocked,
    VisitPlaced,
    VisitUnplaced,
)
from dispatchtui.core.lifecycle import ENDED, PLACED, STARTED, TOLD
from dispatchtui.core.model import (
    Agreement,
    CrewNeed,
    Dependency,
    Duration,
    Lock,
    PartNeed,
    SkillNeed,
    TechnicianId,
    Visit,
    VisitState,
    Window,
)
from dispatchtui.core.planning import planned_crew
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.words import length
from dispatchtui.core.work import service_s

AGREEMENTS = ("access", "promise")
MOST_PEOPLE = 20
"""The most people who go to one visit together."""


class OnVisit(Act, frozen=True, kw_only=True):
    """A command on one visit."""

    visit_id: str

    def subjects(self) -> tuple[str, ...]:
        """The visit."""
        return (f"visits/{self.visit_id}",)


class PlaceVisit(OnVisit, frozen=True, kw_only=True, tag="place_visit"):
    """Give a visit its technician and time, or others than it has; a move is a placing.

    Moving in dispatch and moving in scheduling are this one command. A visit that was already
    released is recalled from the former technician and released to the new one in the same act.
    `mates` go along, with the same start.
    """

    RIGHT: ClassVar[str] = "place"
    technician_id: TechnicianId
    start_s: int
    mates: tuple[TechnicianId, ...] = ()

    def subjects(self) -> tuple[str, ...]:
        """The visit and everybody who is to go."""
        people = (f"technicians/{each}" for each in (self.technician_id, *self.mates))
        return (f"visits/{self.visit_id}", *people)


class UnplaceVisit(OnVisit, frozen=True, kw_only=True, tag="unplace_visit"):
    """Put a planned visit back into the queue; it never vanishes."""

    RIGHT: ClassVar[str] = "place"
    bumped: bool = False

    def right(self) -> str:
        """Displacing takes more than moving does."""
        return "bump" if self.bumped else self.RIGHT


class AmendVisit(OnVisit, frozen=True, kw_only=True, tag="amend_visit"):
    """Change what was promised, how long it takes or what it needs; absent means unchanged."""

    RIGHT: ClassVar[str] = "amend"
    promise: Window | None = None
    duration: Duration | None = None
    earliest_s: int | None = None
    latest_s: int | None = None
    buffer_before_s: int | None = None
    buffer_after_s: int | None = None
    needs: tuple[SkillNeed, ...] | None = None
    crew_needs: tuple[CrewNeed, ...] | None = None
    parts: tuple[PartNeed, ...] | None = None
    equipment: tuple[str, ...] | None = None
    outdoor: bool | None = None
    dependencies: tuple[Dependency, ...] | None = None
    required_technician: str | None = None

    def reaches(self, board: Board) -> dict[str, str]:
        """The visits that it is newly to wait for, and who is newly to go."""
        visit = board.visits.get(self.visit_id)
        awaited = {each.visit_id for each in visit.dependencies} if visit else set()
        news = [each.visit_id for each in self.dependencies or () if each.visit_id not in awaited]
        found = {f"visits/{each}": "dependencies" for each in news}
        if self.required_technician and (visit is None or self.required_technician != visit.required_technician):
            found[f"technicians/{self.required_technician}"] = "required_technician"
        return found


class RecordAgreement(OnVisit, frozen=True, kw_only=True, tag="record_agreement"):
    """Write down what the customer agreed to; `about` is access or promise, and no text takes it back."""

    RIGHT: ClassVar[str] = "amend"
    about: str
    text: str


class ExtendVisit(OnVisit, frozen=True, kw_only=True, tag="extend_visit"):
    """Say that running work takes longer; a fact, so nothing re-times by itself."""

    RIGHT: ClassVar[str] = "on_behalf"
    by_s: int
    reason: str = ""


class LockVisit(OnVisit, frozen=True, kw_only=True, tag="lock_visit"):
    """Say what automation may not move."""

    RIGHT: ClassVar[str] = "lock"
    lock: Lock


class AddNote(OnVisit, frozen=True, kw_only=True, tag="add_note"):
    """Write a remark on a visit."""

    RIGHT: ClassVar[str] = "note"
    text: str


def place_visit(board: Board, command: PlaceVisit, ask: Ask) -> Decision:
    """Place a visit that nobody has set out for."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    wrong = unfit_to_place(visit, command.technician_id, command.mates, ask)
    if wrong is not None:
        return wrong
    crew = planned_crew(board, visit, (command.technician_id, *command.mates), command.start_s)
    if visit.crew == crew:
        return ()
    return (VisitPlaced(visit_id=visit.id, crew=crew, overrides=ask.overrides_of(visit.id),
                        released=visit.state in TOLD),)  # fmt: skip


def unfit_to_place(visit: Visit, technician_id: str, mates: Sequence[str], ask: Ask) -> Refusal | None:
    """Refuse a placing that the visit's state forbids, or whose people are not as many as they are named."""
    if visit.state not in (VisitState.QUALIFIED, *PLACED):
        return not_from(visit, "placed", _how_to_place(visit))
    if len({technician_id, *mates}) <= len(mates):
        return invalid("mates", "Everybody goes once: a name stands there twice.")
    if len(mates) >= MOST_PEOPLE:
        return invalid("mates", f"At most {MOST_PEOPLE} people go to one visit.")
    if visit.state in TOLD and not ask.actor.may("recall"):
        return Refusal(code=Code.FORBIDDEN, right="recall", subject=f"visits/{visit.id}",
                       sentence=f"{visit.id} is released; moving it recalls it, which takes the "
                                "right to recall.")  # fmt: skip
    return None


def unplace_visit(board: Board, command: UnplaceVisit, ask: Ask) -> Decision:
    """Unplace a visit that was planned and not told to anybody."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state is not VisitState.PLANNED:
        hint = "recall it" if visit.state in TOLD else ""
        return not_from(visit, "unplaced", hint)
    return (VisitUnplaced(visit_id=visit.id, bumped=command.bumped, overrides=ask.overrides_of(visit.id)),)


def amend_visit(board: Board, command: AmendVisit, ask: Ask) -> Decision:
    """Amend a visit that has not ended."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if visit.state in ENDED:
        return not_from(visit, "amended")
    earliest_s = visit.earliest_s if command.earliest_s is None else command.earliest_s
    latest_s = visit.latest_s if command.latest_s is None else command.latest_s
    wrong = (
        unfit_times(command.promise, earliest_s, latest_s)
        or unfit_duration(command.duration)
        or unfit_buffers(command.buffer_before_s, command.buffer_after_s)
        or unfit_skills(board, command.needs or (), "needs")
        or unfit_supplies(board, command.parts, command.equipment, command.crew_needs)
        or unfit_dependencies(board, visit, command.dependencies)
        or unfit_person(board, command.required_technician)
    )
    if wrong is not None:
        return wrong
    names = (name for name in VisitAmended.__struct_fields__ if name != "visit_id")
    said = {name: value for name in names if (value := getattr(command, name)) is not None}
    news = {name: value for name, value in said.items() if value != getattr(visit, name)}
    return (VisitAmended(visit_id=visit.id, **news),) if news else ()


def record_agreement(board: Board, command: RecordAgreement, ask: Ask) -> Decision:
    """Write down an agreement, in words, while it can still matter."""
    visit = visit_or_refusal(board, command.visit_id)
    if isinstance(visit, Refusal):
        return visit
    if command.about not in AGREEMENTS:
        return invalid("about", f"An agreement is about {' or '.join(AGREEMENTS)}, not {command.about!r}.")
    withdrawn = not command.text and any(each.about == command.about for each in visit.agreements)
    if not (command.text.strip() or withdrawn) or len(command.text) > MOST_TEXT:
        return invalid("text", f"An agreement is told in words, at most {MOST_TEXT} characters.")
    if visit.state in ENDED:
        return not_from(visit, "agreed on")
    return (AgreementRecorded(visit_id=visit.id, agreement=Agreement(about=command.about, text=command.text)),)


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
