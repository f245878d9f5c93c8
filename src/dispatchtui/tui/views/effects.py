"""What would be different, as rows and as one sentence: arrivals, clocks, rules, parts and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from dispatchtui.core.refusals import Level
from dispatchtui.core.sla import Band
from dispatchtui.core.words import about
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.words import MINUTE

if TYPE_CHECKING:
    from dispatchtui.constraints.effects import Effects, SlaChange
    from dispatchtui.core.notices import Notice
    from dispatchtui.solver.what_if import Lapsed

Told = tuple[str, str, str, str]
"""What kind of difference, the visit, the sentence, and its style."""
SHOWN_PERCENT = 5
"""A risk that changes by less is not told."""
MISSED = (Band.LATE, Band.BREACHED)
MOST_NAMED = 3
"""Visits of one kind that are named before they are only counted."""
NOBODY: Mapping[str, int] = MappingProxyType({})
"""No percentage is known of any."""


def rows(found: Effects, lapsed: Iterable[Lapsed] = ()) -> tuple[ViewRow, ...]:
    """Every difference, what stands in the way first."""
    told: list[Told] = [("overtaken", each.visit_id, each.sentence, "error") for each in lapsed]
    told += [("breaks", each.subject.partition("/")[2], each.sentence, "notice") for each in found.broken]
    told += [("clock", each.visit_id, each.sentence, "late" if each.band in MISSED else "text") for each in found.slas]
    told += [("arrival", each.visit_id, each.sentence,
              "late" if (each.late_s and each.promised) or each.queued else "text") for each in found.etas]  # fmt: skip
    told += [("part", "", each.sentence, "notice") for each in found.parts]
    told += [("tells", each.visit_id, each.sentence, "text") for each in found.notices]
    told += [("mends", each.subject.partition("/")[2], each.sentence, "ok") for each in found.mended]
    return tuple(
        ViewRow(str(number), {"kind": (kind, style), "id": (visit_id, "strong"), "text": (sentence, style)})
        for number, (kind, visit_id, sentence, style) in enumerate(told)
    )


def risk_rows(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[ViewRow, ...]:
    """The visits that break their word at clearly another percentage than before, what got worse first.

    Those that nobody had before come last.
    """
    both = ((now[visit_id] - was, visit_id, was) for visit_id, was in before.items() if visit_id in now)
    changed = sorted((each for each in both if abs(each[0]) >= SHOWN_PERCENT), key=lambda each: (-each[0], each[1]))
    told = [(visit_id, f"{visit_id} is late with {was + more}%, {was}% before.", "late" if more > 0 else "ok")
            for more, visit_id, was in changed]  # fmt: skip
    told += [(visit_id, f"{visit_id} is late with {percent}%, nobody had it before.", "text")
             for visit_id, percent in sorted(now.items()) if visit_id not in before]  # fmt: skip
    return tuple(
        ViewRow(f"risk:{visit_id}", {"kind": ("risk", style), "id": (visit_id, "strong"), "text": (sentence, style)})
        for visit_id, sentence, style in told
    )


def notice_rows(notices: Iterable[Notice]) -> tuple[ViewRow, ...]:
    """Who would be told what."""
    return tuple(
        ViewRow(
            str(number), {"kind": ("tells", "notice"), "id": (each.visit_id, "strong"), "text": (each.sentence, "text")}
        )
        for number, each in enumerate(notices)
    )


def summary(moves: int, found: Effects) -> str:
    """The differences counted, in one sentence."""
    return f"{', '.join([_counted(moves, 'move'), *_counts(found)])}."


def preview(found: Effects) -> str:
    """What an act does beside its own visit, counted; nothing when it does nothing more."""
    return ", ".join(_counts(found))


def _counts(found: Effects) -> Iterator[str]:
    yield from losses(found)
    yield from changes(found)


def losses(found: Effects, percents: Mapping[str, int] = NOBODY, most: int = MOST_NAMED) -> Iterator[str]:
    """What gets worse, with the names of the visits, and with the percentage at which each breaks its word if known."""

    def named(visits: Sequence[str]) -> str:
        some = [f"{each} {percents[each]}%" if each in percents else each for each in visits[:most]]
        return f"{', '.join(some)}{f' and {len(visits) - most} more' if len(visits) > most else ''}"

    queued = {each.visit_id for each in found.etas if each.queued}
    missed = [each for each in found.slas if each.visit_id not in queued and each.band in MISSED]
    became = [each.visit_id for each in missed if each.was_band not in MISSED]
    placed = {each.visit_id for each in found.etas if each.placed}
    still = [each.visit_id for each in missed
             if each.was_band in MISSED and each.visit_id not in placed and _much_less(each)]  # fmt: skip
    likely = [visit_id for visit_id in percents if visit_id not in {*became, *still, *queued}]
    later, too_late = [each for each in became if each not in placed], [each for each in became if each in placed]
    if later:
        yield f"{len(later)} more late: {named(later)}"
    if too_late:  # nobody was to come at all
        yield f"{len(too_late)} placed late: {named(too_late)}"
    if still:
        yield f"{len(still)} later still: {named(still)}"
    if likely:
        yield f"{len(likely)} likely late: {named(likely)}"
    if queued:
        yield f"{len(queued)} back to the queue: {named(sorted(queued))}"
    broken = sum(1 for each in found.broken if each.level is not Level.WARNING)
    if broken:
        yield f"{_counted(broken, 'rule')} broken"
    if found.parts:
        yield f"{_counted(len(found.parts), 'part')} short"


def changes(found: Effects) -> Iterator[str]:
    """Everything else that is different, counted: who is told, who is placed, what it saves, driving and overtime."""
    queued = {each.visit_id for each in found.etas if each.queued}
    placed = {each.visit_id for each in found.etas if each.placed and each.eta_s is not None}
    saved = sum(1 for each in found.slas
                if each.visit_id not in queued and each.was_band in MISSED and each.band not in MISSED)  # fmt: skip
    arrivals = sum(1 for each in found.etas if each.visit_id not in queued | placed)
    warned = sum(1 for each in found.broken if each.level is Level.WARNING)
    if placed:
        yield f"{len(placed)} placed"
    if saved:
        yield f"{saved} saved"
    if arrivals:
        yield _counted(arrivals, "other arrival" if placed else "arrival")
    if found.notices:
        yield told(found.notices)
    if abs(found.travel_s) >= 60:
        yield f"{about(found.travel_s)} {'more' if found.travel_s > 0 else 'less'} driving"
    if abs(found.overtime_s) >= 60:
        yield f"{about(found.overtime_s)} {'more' if found.overtime_s > 0 else 'less'} overtime"
    if found.mended:
        yield f"{len(found.mended)} mended"
    if warned:
        yield _counted(warned, "warning")


def _much_less(each: SlaChange) -> bool:
    """Whether what was late already is later by minutes."""
    return each.was_margin_s is not None and each.margin_s is not None and each.was_margin_s - each.margin_s >= MINUTE


def told(notices: Iterable[Notice]) -> str:
    """How many of each would be told."""
    customers = len({each.visit_id for each in notices if each.to == "customer"})
    people = len({each.technician_id for each in notices if each.to != "customer"})
    parts = [_counted(customers, "customer")] if customers else []
    parts += [_counted(people, "technician")] if people else []
    return f"{' and '.join(parts)} would be told"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
