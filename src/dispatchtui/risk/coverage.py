"""Territories that are about to be left without anybody who could answer a call there.

For each territory and each skill that its open and usual work takes, and that matters of safety take anywhere:
is somebody who has it on shift and there? Only the hours of business count, and people the territory has at all;
who is on call is kept for other hours, who is still taught goes nowhere alone, and a meeting can be left.

Units: epoch seconds; spans are half-open.
Cost: a walk over the visits and one over the people who have such a skill; 1,000 technicians some 10 ms.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.duty import ON_CALL, less, shift_spans
from dispatchtui.core.hours import Span, joined, open_spans
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Competence, SkillNeed, Technician, Territory
from dispatchtui.core.policy import rules_for
from dispatchtui.core.words import minute
from dispatchtui.risk.findings import Finding

AHEAD_S = 2 * 3600
"""How far ahead is looked for hours of business."""
SOON_S = 60 * 60
"""How long before its begin a gap is told of."""
LEAST_S = 15 * 60
"""A gap that is shorter than this is none."""
MOST_NAMED = 4
"""So many people are named as the reason for a gap."""
_NEAR_S = 12 * 3600
_ALWAYS = 1 << 40


class _Holder(Struct, frozen=True):
    """Somebody who has a skill and may be sent, and when they are there with it."""

    technician: Technician
    held: tuple[Competence, ...]
    spans: tuple[Span, ...]


class _Need(Struct, frozen=True):
    """A skill that a territory needs in its hours of business, and who has it."""

    board: Board
    territory: Territory
    skill: str
    hours: tuple[Span, ...]
    holders: tuple[_Holder, ...]

    def clock(self, at_s: int, beside_s: int) -> str:
        """A moment on the territory's own clock."""
        return minute(at_s, self.territory.zone, beside_s)


def coverage_gaps(board: Board, now_s: int) -> tuple[Finding, ...]:
    """Every gap that lasts now or begins within the hour, by territory and skill."""
    needed = _needed(board)
    found: list[Finding] = []
    for territory in sorted(board.territories.values(), key=lambda each: each.id):
        rules = rules_for(board, now_s, territory=territory.id)
        hours = open_spans(rules.working or (), rules.holidays or (), territory.zone, now_s, now_s + AHEAD_S)
        people = [
            each for each in _people(board)
            if territory.id in (each.territory, *each.covers)
            and (rules.on_call_in_hours or ON_CALL not in each.tags)
        ] if hours else []  # fmt: skip
        for skill, level in sorted(needed[territory.id].items()) if people else ():
            holders = tuple(_holder(board, each, held, hours) for each in people if (held := _held(each, skill, level)))
            if holders:
                found += _gaps(_Need(board, territory, skill, hours, holders), now_s)
    return tuple(found)


def _gaps(need: _Need, now_s: int) -> Iterable[Finding]:
    """The first gap in the hours of business that lasts now or is about to begin."""
    there = joined([span for each in need.holders for span in each.spans])
    where, skill = need.territory.id, need.skill
    for start_s, end_s in _without(need.hours, there):
        if end_s > now_s and start_s <= now_s + SOON_S and end_s - start_s >= LEAST_S:
            span = f"from {need.clock(start_s, now_s)} to {need.clock(end_s, now_s)}"
            yield Finding(
                kind="coverage",
                subject=f"territories/{where}:{skill}",
                territories=(where,),
                act_by_s=start_s,
                cause=f"nobody with {skill}",
                sentence=f"{where} is without {skill} {span}: {_reasons(need, start_s)}.",
                act=f"find somebody with {skill}",
            )
            return


def _without(hours: Iterable[Span], there: Iterable[Span]) -> list[Span]:
    """What of some hours nobody fills."""
    left = list(hours)
    for each in there:
        left = [part for span in left for part in less(span, each)]
    return left


def _reasons(need: _Need, at_s: int) -> str:
    """Why each of those who could be there is not, as far as it is due to this day."""
    told = [words for each in need.holders if (words := _reason(need, each, at_s))]
    more = len(told) - MOST_NAMED
    if more > 0:
        told = [*told[:MOST_NAMED], f"and {more} more"]
    return ", ".join(told) or "nobody who has it is on shift that day"


def _reason(need: _Need, holder: _Holder, at_s: int) -> str:
    who = holder.technician.id
    for absence in need.board.absences_of(who):
        if absence.kind in GONE and absence.start_s <= at_s < absence.end_s:
            return f"{who} {GONE[absence.kind]}"
    shifts = [(each.start_s, each.end_s) for each in need.board.shifts_of(who)]
    if any(start_s <= at_s < end_s for start_s, end_s in shifts):
        ended = any(each.valid_until_s is not None and each.valid_until_s <= at_s for each in holder.held)
        return f"{need.skill} of {who} {'expires' if ended else 'is not valid yet'}"
    # Only who is there on the same day is a reason: they end before, or begin after.
    if any(at_s - _NEAR_S < end_s <= at_s for _, end_s in shifts):
        return f"{who} ends"
    begins = [start_s for start_s, _ in shifts if at_s < start_s < at_s + _NEAR_S]
    return f"{who} begins at {need.clock(min(begins), at_s)}" if begins else ""


def _held(who: Technician, skill: str, level: int) -> tuple[Competence, ...]:
    return tuple([each for each in who.skills if each.skill == skill and each.level >= level])


def _holder(board: Board, who: Technician, held: tuple[Competence, ...], hours: tuple[Span, ...]) -> _Holder:
    valid = joined([(each.valid_from_s or 0, each.valid_until_s or _ALWAYS) for each in held])
    with_it = [
        (max(from_s, start_s), min(until_s, end_s))
        for from_s, until_s in shift_spans(board, who, hours[0][0], hours[-1][1])
        for start_s, end_s in valid
        if from_s < end_s and start_s < until_s
    ]
    return _Holder(who, held, tuple(with_it))


def _people(board: Board) -> tuple[Technician, ...]:
    """Everybody who may be sent alone."""
    everybody = (each for each in board.technicians.values() if each.active and "trainee" not in each.tags)
    return tuple(sorted(everybody, key=lambda each: each.id))


def _needed(board: Board) -> dict[str, dict[str, int]]:
    """For each territory the skills that work takes there, and the lowest level that any of it takes."""
    kinds = board.work_types.values()
    always = [need for each in kinds if each.safety for need in each.skills]
    found: dict[str, dict[str, int]] = {territory: {} for territory in board.territories}
    for mine in found.values():
        _lower(mine, always)
    seen: set[tuple[str, str]] = set()
    for visit in board.visits.values():
        mine_here = found.get(visit.territory)
        if mine_here is None:
            continue
        if visit.state not in ENDED:
            _lower(mine_here, visit.needs)
        order = board.work_orders.get(visit.work_order_id)
        usual = (visit.territory, order.work_type) if order is not None else ("", "")
        if usual not in seen:
            seen.add(usual)
            kind = board.work_types.get(usual[1])
            _lower(mine_here, kind.skills if kind is not None else ())
    return found


def _lower(levels: dict[str, int], needs: Iterable[SkillNeed]) -> None:
    for need in needs:
        levels[need.skill] = min(need.level, levels.get(need.skill, need.level))
