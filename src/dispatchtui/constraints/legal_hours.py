"""Nobody works longer, rests shorter or goes longer without a break than the law allows.

The limits are the office's (`Rules.legal`) and the technician's own (`Technician.hours`), of two the
stricter. What counts as duty, how it is parted and to which week it belongs is told in core.duty. A
visit that makes a duty begin earlier, end later or be at all is judged by the whole of that duty and
week. A visit inside a duty that is there without it (a shift) is judged by the part up to its own end,
and by the rest before its own start and after its own end: what is legal of a shift can be used
though all of it could not.

Work without a break is time on site and travel between stops, until the technician is free for as
long as the break that is owed. A break of the shift needs room in its window between the planned
stops, travel kept; it is told when the visit takes that room away.

Units: minutes over the limit, or short of it.
Cost: nothing where no limit and no break is set; else a walk over a day, for a week's limits over a week.
Source: the constraint table of the domain (X); a break that is not mandatory is a dispatcher's to break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import first_clean
from dispatchtui.constraints.words import length, minutes, moment, span, zone_of
from dispatchtui.core import travel
from dispatchtui.core.breaks import Gap, room_missing
from dispatchtui.core.duty import ONE_DUTY_S, Work, duties, on_duty, shared_s, shift_spans, weeks_of, works_of
from dispatchtui.core.hours import Span, joined
from dispatchtui.core.model import Break, Hours, Shift
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.zones import local

BESIDE_S = 36 * 3600
"""How far beside a visit its own duty and the rests around it are looked for."""
_ALWAYS = 1 << 62


class _Plan(Struct, frozen=True):
    """A technician's duty around a trial, without its visit and with it."""

    trial: Trial
    zone: str
    line: Span
    shifts: tuple[Span, ...]
    without: tuple[Span, ...]
    stretches: tuple[Span, ...]
    works: Sequence[Span]


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each limit that the visit makes the technician exceed, and each break it leaves no room for."""
    limits = _stricter(trial.rules.legal, trial.technician.hours)
    if limits is not None:
        yield from _limited(trial, limits)
    for key in trial.board.indexes.of("shifts", trial.technician.id, "breaks"):
        shift = trial.board.shifts[key]
        if shift.start_s < trial.line.end_s and trial.line.start_s < shift.end_s + shift.overtime_s:
            yield from _without_room(trial, shift)


def _stricter(office: Hours | None, own: Hours | None) -> Hours | None:
    if office is None or own is None:
        return office if own is None else own
    least = {"rest_s", "break_s"}
    said = {}
    for name in Hours.__struct_fields__:
        both = [each for each in (getattr(office, name), getattr(own, name)) if each is not None]
        said[name] = (max if name in least else min)(both, default=None)
    return Hours(**said)


def _limited(trial: Trial, limits: Hours) -> Iterator[Violation]:
    line = trial.line.start_s, max(trial.line.start_s, trial.line.end_s)
    near = line[0] - BESIDE_S, line[1] + BESIDE_S
    if (limits.duty_s, limits.rest_s, limits.work_s) != (None, None, None):
        works = works_of(trial.board, trial.technician.id, *near, trial.visit.id)
        if limits.duty_s is not None or limits.rest_s is not None:
            yield from _duty_and_rest(_plan(trial, line, near, works), limits)
        if limits.work_s is not None and limits.break_s is not None:
            yield from _without_break(trial, works, limits.work_s, limits.break_s)
    if limits.week_s is not None or limits.overtime_week_s is not None:
        for week in weeks_of(*line, zone_of(trial)):
            works = works_of(trial.board, trial.technician.id, *week, trial.visit.id)
            yield from _week(_plan(trial, line, week, works), week, limits)


def _plan(trial: Trial, line: Span, within: Span, around: Sequence[Work]) -> _Plan:
    technician = trial.technician
    shifts = shift_spans(trial.board, technician, *within)
    others = [each[:2] for each in around]
    without = on_duty(technician, shifts, others)
    works = [*others, line]
    covered = any(start_s <= line[0] and line[1] <= end_s for start_s, end_s in without)
    return _Plan(
        trial=trial,
        zone=zone_of(trial),
        line=line,
        shifts=shifts,
        without=without,
        stretches=without if covered else on_duty(technician, shifts, works),
        works=works,
    )


def _duty_and_rest(plan: _Plan, limits: Hours) -> Iterator[Violation]:
    apart_s = min(ONE_DUTY_S, limits.rest_s or ONE_DUTY_S)
    every = duties(plan.stretches, apart_s)
    place = next(number for number, each in enumerate(every) if each[0] <= plan.line[0] and plan.line[1] <= each[1])
    # Judged by the whole of a duty that the visit changes, else by what of it the visit cannot do without.
    inside = every[place] in duties(plan.without, apart_s)
    first_s, last_s = every[place] if not inside else plan.line
    if limits.duty_s is not None and last_s - every[place][0] > limits.duty_s:
        duty_s = last_s - every[place][0]
        told = f"would be on duty {_from(plan, every[place][0], last_s)}, {_hours(duty_s)}"
        yield _violation(plan.trial, limits.duty_s, duty_s, told, "too long")
    if limits.rest_s is not None:
        before = [(every[place - 1][1], first_s)] if place > 0 else []
        after = [(last_s, every[place + 1][0])] if place + 1 < len(every) else []
        for free_s, again_s in (*before, *after):
            if again_s - free_s < limits.rest_s:
                yield _short_rest(plan, free_s, again_s, limits.rest_s)


def _short_rest(plan: _Plan, free_s: int, again_s: int, need_s: int) -> Violation:
    rest_s = again_s - free_s
    told = f"would rest {_hours(rest_s)}, {_from(plan, free_s, again_s)}"
    return _violation(plan.trial, need_s, rest_s, told, "too short")


def _week(plan: _Plan, week: Span, limits: Hours) -> Iterator[Violation]:
    duty_s = shared_s(plan.stretches, week)
    if duty_s == shared_s(plan.without, week):
        duty_s = shared_s(plan.stretches, (week[0], min(week[1], plan.line[1])))
    if limits.week_s is not None and duty_s > limits.week_s:
        yield _violation(
            plan.trial, limits.week_s, duty_s, f"would be on duty {_hours(duty_s)} {_named(plan, week)}", "too much"
        )
    if limits.overtime_week_s is not None and plan.trial.board.indexes.of("shifts", plan.trial.technician.id):
        outside_s = _beyond_s(plan, plan.works, week)
        if outside_s > limits.overtime_week_s and _beyond_s(plan, [plan.line], week) > 0:
            told = f"would work {_hours(outside_s)} outside shifts {_named(plan, week)}"
            yield _violation(plan.trial, limits.overtime_week_s, outside_s, told, "too much")


def _beyond_s(plan: _Plan, works: Sequence[Span], week: Span) -> int:
    """How much work of a week lies outside shifts."""
    return shared_s(joined([*works, *plan.shifts]), week) - shared_s(plan.shifts, week)


def _named(plan: _Plan, week: Span) -> str:
    monday = local(week[0], plan.zone)
    return f"in the week of {monday:%a} {monday.day} {monday:%b}"


def _without_break(trial: Trial, around: Sequence[Work], work_s: int, break_s: int) -> Iterator[Violation]:
    """Follow the work on both sides of the visit for as long as nobody is free for long enough."""
    visit, zone = trial.visit, zone_of(trial)
    mine = Work(trial.line.start_s, trial.line.end_s, visit.id)
    every = sorted([*around, mine])
    stretch: list[Work] = []
    worked_s = 0
    for work in every:
        drive_s = _drive_s(trial, stretch[-1], work) if stretch else 0
        if stretch and work.start_s - stretch[-1].end_s - drive_s >= break_s:
            if mine in stretch:
                break
            stretch, worked_s, drive_s = [], 0, 0
        worked_s += drive_s + work.end_s - work.start_s
        stretch.append(work)
    if mine in stretch and worked_s > work_s:
        during = span(stretch[0].start_s, stretch[-1].end_s, zone, trial.line.start_s)
        yield _violation(trial, work_s, worked_s, f"would work {_hours(worked_s)} from {during} "
                         f"without a break of {length(break_s)}", "too much")  # fmt: skip


def _without_room(trial: Trial, shift: Shift) -> Iterator[Violation]:
    """Yield each break of a shift that has less room with the visit than without it."""
    windows = [at_s for each in shift.breaks for at_s in (each.start_s, each.end_s)]
    moments = [trial.line.start_s, trial.line.end_s, *windows]
    others = works_of(trial.board, trial.technician.id, min(moments), max(moments), trial.visit.id)
    mine = Work(trial.line.start_s, trial.line.end_s, trial.visit.id)
    after = room_missing(shift.breaks, _gaps(trial, sorted([*others, mine])))
    if not any(short_s for _, short_s in after):
        return
    before = room_missing(shift.breaks, _gaps(trial, others))
    for (window, had_s), (_, short_s) in zip(before, after, strict=True):
        if short_s > had_s:
            yield _no_room(trial, shift, window, short_s)


def _gaps(trial: Trial, works: Sequence[Work]) -> list[Gap]:
    """The time between pieces of work, and all time before the first and after the last."""
    gaps: list[Gap] = []
    last: Work | None = None
    for work in works:
        drive_s = _drive_s(trial, last, work) if last is not None else 0
        gaps.append(Gap(last.end_s if last is not None else -_ALWAYS, work.start_s, drive_s))
        last = work
    return [*gaps, Gap(last.end_s if last is not None else -_ALWAYS, _ALWAYS)]


def _drive_s(trial: Trial, first: Work, second: Work) -> int:
    board = trial.board
    places = (travel.site_of(board, board.visits[each.visit_id]) for each in (first, second))
    return travel.seconds(*places)


def _no_room(trial: Trial, shift: Shift, window: Break, short_s: int) -> Violation:
    zone, line = zone_of(trial), trial.line
    first, last = moment(window.start_s, zone, line.start_s), moment(window.end_s, zone, window.start_s)
    need = f"{length(window.length_s)} between {first} and {last}"
    return Violation(
        constraint="legal_hours",
        level=Level.NOBODY if window.mandatory else Level.DISPATCHER,
        subject=f"shifts/{shift.id}",
        need=f"a break of {need}",
        have=length(window.length_s - short_s) if short_s < window.length_s else "no room",
        amount=minutes(short_s),
        unit="min",
        sentence=(
            f"{trial.technician.id} has a break of {need}; {trial.visit.id} {span(line.start_s, line.end_s, zone)} "
            f"leaves {length(short_s)} too little for it."
        ),
    )


def _violation(trial: Trial, limit_s: int, have_s: int, told: str, off: str) -> Violation:
    limit = f"{'at least' if have_s < limit_s else 'at most'} {_hours(limit_s)}"
    off_s = abs(have_s - limit_s)
    return Violation(
        constraint="legal_hours",
        level=Level.NOBODY,
        subject=f"technicians/{trial.technician.id}",
        need=limit,
        have=_hours(have_s),
        amount=minutes(off_s),
        unit="min",
        sentence=f"{trial.technician.id} {told}, with {trial.visit.id}; {limit} is legal: {_hours(off_s)} {off}.",
    )


def _from(plan: _Plan, start_s: int, end_s: int) -> str:
    beside_s = plan.line[0]
    return f"from {moment(start_s, plan.zone, beside_s)} to {moment(end_s, plan.zone, start_s)}"


def _hours(duration_s: int) -> str:
    """A length of time in hours and minutes, however many, as in 50 h 30 min; below an hour as elsewhere."""
    hours, rest = divmod(duration_s, 3600)
    if hours < 24:
        return length(duration_s)
    return f"{hours} h {rest // 60} min" if rest >= 60 else f"{hours} h"


def clears(trial: Trial) -> int | None:
    """The first begin after which rest, breaks and hours are kept."""
    if not any(True for _ in check(trial)):
        return None
    return first_clean(trial, _begins(trial), check)


def _begins(trial: Trial) -> Iterator[int]:
    """When a limit may begin to be kept: after a rest, after a break, after other work, after the shift."""
    limits, board, who = (
        _stricter(trial.rules.legal, trial.technician.hours) or Hours(),
        trial.board,
        trial.technician.id,
    )
    near = trial.line.start_s - BESIDE_S, trial.line.end_s + BESIDE_S
    works = works_of(board, who, *near, trial.visit.id)
    line = trial.line.start_s, max(trial.line.start_s, trial.line.end_s)
    for from_s, until_s in _plan(trial, line, near, works).without:
        yield from (from_s, until_s, until_s + (limits.rest_s or 0))
    shifts = [board.shifts[key] for key in board.indexes.of("shifts", who, "breaks")]
    windows = [each for shift in shifts for each in shift.breaks if near[0] < each.end_s and each.start_s < near[1]]
    yield from (shift.end_s + shift.overtime_s for shift in shifts)
    yield from (at_s for each in windows for at_s in (each.end_s, each.start_s + each.length_s))
    for work in works:
        drive_s = _drive_s(trial, work, Work(*line, trial.visit.id))
        there_s = work.end_s + drive_s
        yield from (work.start_s, work.start_s + 1, there_s, there_s + (limits.break_s or 0))
        yield from (each.end_s + drive_s for each in windows)
        rests = ((each.start_s, each.length_s) for each in windows)
        yield from (at_s + rest_s for from_s, rest_s in rests for at_s in (there_s, max(work.end_s, from_s)))


LEGAL_HOURS = Constraint(
    name="legal_hours",
    requires="Duty, rest, weeks, overtime and breaks stay within the legal limits.",
    override="X; D for a break that is not mandatory.",
    check=check,
    clears=clears,
)
