"""What may be changed so that a visit fits: each lever is an act of so many units, and the words for it.

Units: minutes, levels, pieces, territories or visits, as each lever says.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.supply import CountStock
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AmendVisit, UnplaceVisit
from dispatchtui.core.model import Absence, Competence, Shift, SkillId, Technician, Visit, Window
from dispatchtui.core.refusals import Violation
from dispatchtui.core.words import length

SHORTEST_S = 5 * 60
"""No visit is made shorter than this."""


DISPLACED = "displaced"
"""What stands against a place that breaks no rule and has somebody else go back to the queue."""


class Pull(Struct, frozen=True):
    """One lever pulled by so many units, for what one rule says against one technician."""

    board: Board
    visit: Visit
    technician: Technician
    broken: Violation
    units: int

    @property
    def seconds(self) -> int:
        """The units, where they are minutes."""
        return self.units * 60

    @property
    def subject(self) -> str:
        """The id of the row that the rule speaks of."""
        return self.broken.subject.partition("/")[2]


class Lever(Struct, frozen=True, kw_only=True):
    """One thing to change, by so many units at most; more of it never fits less.

    `act` makes the command of a pull, or nothing where the lever does not bear on what is broken; `words` tell it
    before "T07 could". `of_visit` changes the visit, so that anybody might fit then.
    """

    name: str
    constraint: str
    unit: str
    most: int
    act: Callable[[Pull], Command | None]
    words: str
    of_visit: bool = False


def _overtime(pull: Pull) -> Command | None:
    shift: Shift | None = pull.board.shifts.get(pull.subject)
    if shift is None:
        return None
    return RecordShift(row=replace(shift, version=0, changed=None, end_s=shift.end_s + pull.seconds))


def _earlier(pull: Pull) -> Command | None:
    shift: Shift | None = pull.board.shifts.get(pull.subject)
    if shift is None:
        return None
    return RecordShift(row=replace(shift, version=0, changed=None, start_s=shift.start_s - pull.seconds))


def _promise(pull: Pull) -> Command | None:
    if pull.visit.promise is None or not pull.broken.need.startswith("promised"):
        return None
    window = Window(start_s=pull.visit.promise.start_s, end_s=pull.visit.promise.end_s + pull.seconds)
    return AmendVisit(visit_id=pull.visit.id, promise=window)


def _limit(pull: Pull) -> Command | None:
    if pull.visit.latest_s is None or not pull.broken.need.startswith("wanted until"):
        return None
    return AmendVisit(visit_id=pull.visit.id, latest_s=pull.visit.latest_s + pull.seconds)


def _level(pull: Pull) -> Command | None:
    skills = pull.technician.skills
    best = max((each for each in skills if each.skill == pull.subject), key=lambda each: each.level, default=None)
    if best is None:
        best = Competence(skill=SkillId(pull.subject), level=0)
    level = best.level + pull.units
    if level > 5:
        return None
    others = tuple(each for each in skills if each is not best)
    found = (*others, replace(best, level=level))
    return RecordTechnician(row=replace(pull.technician, version=0, changed=None, skills=found))


def _covers(pull: Pull) -> Command | None:
    covers = (*pull.technician.covers, pull.visit.territory)
    return RecordTechnician(row=replace(pull.technician, version=0, changed=None, covers=covers))


def _part(pull: Pull) -> Command | None:
    if not pull.broken.subject.startswith("part_levels/"):
        return None
    stock_id, _, part = pull.subject.partition(":")
    there = max(0, stock.on_hand(pull.board, stock_id, part))
    return CountStock(stock_id=stock_id, part=part, on_hand=there + pull.units)


def _back(pull: Pull) -> Command | None:
    away: tuple[Absence, ...] = pull.board.absences_of(pull.technician.id)
    absence = max(away, key=lambda each: each.end_s, default=None)
    if absence is None or absence.end_s - pull.seconds <= absence.start_s:
        return None
    return RecordAbsence(row=replace(absence, version=0, changed=None, end_s=absence.end_s - pull.seconds))


def _shorter(pull: Pull) -> Command | None:
    duration = pull.visit.duration
    if duration is None or duration.p50_s - pull.seconds < SHORTEST_S:
        return None
    p50_s = duration.p50_s - pull.seconds
    shorter = replace(duration, p50_s=p50_s, p80_s=max(p50_s, duration.p80_s - pull.seconds))
    return AmendVisit(visit_id=pull.visit.id, duration=shorter)


def _makes_room(pull: Pull) -> Command | None:
    other = pull.subject
    return UnplaceVisit(visit_id=other, bumped=True) if other != pull.visit.id and other in pull.board.visits else None


LEVERS: tuple[Lever, ...] = (
    Lever(name="overtime", constraint="shift_hours", unit="min", most=6 * 60, act=_overtime,
          words="with {length} of overtime"),
    Lever(name="early_start", constraint="shift_hours", unit="min", most=6 * 60, act=_earlier,
          words="beginning {length} earlier"),
    Lever(name="promise", constraint="promise_window", unit="min", most=24 * 60, act=_promise, of_visit=True,
          words="promised until {length} later"),
    Lever(name="limit", constraint="promise_window", unit="min", most=24 * 60, act=_limit, of_visit=True,
          words="wanted until {length} later"),
    Lever(name="shorter", constraint="*", unit="min", most=12 * 60, act=_shorter, of_visit=True,
          words="with {length} less work"),
    Lever(name="makes_room", constraint=DISPLACED, unit="visit", most=1, act=_makes_room,
          words="with {subject} back in the queue"),
    Lever(name="level", constraint="required_skills", unit="level", most=5, act=_level, words="with {need}"),
    Lever(name="covers", constraint="territory", unit="territory", most=1, act=_covers, words="covering {territory}"),
    Lever(name="part", constraint="parts_on_van", unit="part", most=99, act=_part,
          words="with {units} more of {part} on the van"),
    Lever(name="back_earlier", constraint="*", unit="min", most=12 * 60, act=_back,
          words="back {length} earlier"),
)  # fmt: skip
"""The levers, those that a dispatcher would think of first before the others; `*` bears on whatever is broken."""


def told(lever: Lever, pull: Pull) -> str:
    """What a pull changes, in a few words."""
    return lever.words.format(
        length=length(pull.seconds), units=pull.units, need=pull.broken.need, subject=pull.subject,
        territory=pull.visit.territory, part=pull.subject.partition(":")[2],
    )  # fmt: skip
