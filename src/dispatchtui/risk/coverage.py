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


class _Need(Struct, frozen=True):
    """A skill at a level that a territory needs in its hours of business, and who of its people has it."""

    board: Board
    territory: Territory
    skill: str
    hours: tuple[Span, ...]
    holders: tuple[tuple[Technician, tuple[Competence, ...]], ...]
    present: dict[str, tuple[Span, ...]]

    def clock(self, at_s: int, beside_s: int) -> str:
        """A moment on the territory's own clock."""
        return minute(at_s, self.territory.zone, beside_s)


def coverage_gaps(board: Board, now_s: int) -> tuple[Finding, ...]:
    """Every gap that lasts now or begins within the hour, by territory and skill."""
    needed, everybody = _needed(board), _people(board)
    found: list[Finding] = []
    for territory in sorted(board.territories.values(), key=lambda each: each.id):
        rules = rules_for(board, now_s, territory=territory.id)
        hours = open_spans(rules.working or (), rules.holidays or (), territory.zone, now_s, now_s + AHEAD_S)
        people = [
            each for each in everybody.get(territory.id, ()) if rules.on_call_in_hours or ON_CALL not in each.tags
        ]
        present: dict[str, tuple[Span, ...]] = {}
        for skill, level in sorted(needed[territory.id].items()) if hours else ():
            holders = tuple([(each, held) for each in people if (held := _held(each, skill, level))])
            if holders:
                found += _gaps(_Need(board, territory, skill, hours, holders, present), now_s)
    return tuple(found)


def _gaps(need: _Need, now_s: int) -> Iterable[Finding]:
    """The first gap in the hours of business that lasts now or is about to begin."""
    where, skill = need.territory.id, need.skill
    for start_s, end_s in _uncovered(need):
        if end_s > now_s and start_s <= now_s + SOON_S and end_s - start_s >= LEAST_S:
            span = f"from {need.clock(start_s, now_s)} to {need.clock(end_s, start_s)}"
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


def _uncovered(need: _Need) -> list[Span]:
    """What of the hours of business nobody fills who has the skill; as soon as all is filled nobody else is asked."""
    left = list(need.hours)
    for who, held in need.holders:
        for there in _there(need, who, held):
            left = [part for span in left for part in less(span, there)]
        if not left:
            break
    return left


def _there(need: _Need, who: Technician, held: tuple[Competence, ...]) -> tuple[Span, ...]:
    """When somebody is on shift, not away, and may use the skill."""
    spans = need.present.get(who.id)
    if spans is None:
        spans = need.present[who.id] = shift_spans(need.board, who, need.hours[0][0], need.hours[-1][1])
    if any(each.valid_from_s is None and each.valid_until_s is None for each in held):
        return spans
    valid = joined([(each.valid_from_s or 0, each.valid_until_s or _ALWAYS) for each in held])
    return tuple(
        (max(from_s, start_s), min(until_s, end_s))
        for from_s, until_s in spans
        for start_s, end_s in valid
        if from_s < end_s and start_s < until_s
    )


def _reasons(need: _Need, at_s: int) -> str:
    """Why each of those who could be there is not, as far as it is due to this day."""
    told = [words for who, held in need.holders if (words := _reason(need, who.id, held, at_s))]
    more = len(told) - MOST_NAMED
    if more > 0:
        told = [*told[:MOST_NAMED], f"and {more} more"]
    return ", ".join(told) or "nobody who has it is on shift that day"


def _reason(need: _Need, who: str, held: tuple[Competence, ...], at_s: int) -> str:
    for absence in need.board.absences_of(who):
        if absence.kind in GONE and absence.start_s <= at_s < absence.end_s:
            return f"{who} {GONE[absence.kind]}"
    shifts = [(each.start_s, each.end_s) for each in need.board.shifts_of(who)]
    if any(start_s <= at_s < end_s for start_s, end_s in shifts):
        ended = any(each.valid_until_s is not None and each.valid_until_s <= at_s for each in held)
        return f"{need.skill} of {who} {'expires' if ended else 'is not valid yet'}"
    # Only who is there on the same day is a reason: they end before, or begin after.
    if any(at_s - _NEAR_S < end_s <= at_s for _, end_s in shifts):
        return f"{who} ends"
    begins = [start_s for start_s, _ in shifts if at_s < start_s < at_s + _NEAR_S]
    return f"{who} begins at {need.clock(min(begins), at_s)}" if begins else ""


def _held(who: Technician, skill: str, level: int) -> tuple[Competence, ...]:
    return tuple([each for each in who.skills if each.skill == skill and each.level >= level])


def _people(board: Board) -> dict[str, list[Technician]]:
    """Who may be sent alone, by each territory that they cover."""
    offers = board.indexes.offers
    known: dict[str, list[Technician]] | None = offers.get(("coverage",))
    if known is None:
        known = offers[("coverage",)] = {}
        for who in sorted(board.technicians.values(), key=lambda each: each.id):
            if who.active and "trainee" not in who.tags:
                for territory in dict.fromkeys((who.territory, *who.covers)):
                    known.setdefault(territory, []).append(who)
    return known


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
