"""What is offered in the end: a few options that differ, the best first, to leave it as it is last.

Of options that do the same one is kept; one that costs as much or more than another, is no surer and asks as much is
left out. What can be done without asking anybody comes before what somebody has to look at.

Units: costs in seconds of travel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.disrupting import ANOTHER_DAY, BACKFILL, BUMP, HUMAN, KEEP, MEET, MOVE, REPLAN, RESEQUENCE, SWAP
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Disruption, Option, Proposal

PARTS = ("PART_MISSING", "STOCK_WRONG")
"""Disruptions that are about a part."""
FREED = ("CUSTOMER_CANCEL", "TECH_AHEAD")
"""Disruptions that leave somebody time."""
ORDERED = (*FREED, *PARTS)
"""Disruptions whose options are found in their order: what is due first, or done first."""
MOST = 4
"""So many options are offered at most, leaving it as it is among them; for a part to come, one more."""
_GRADES = {GREEN: 0, REVIEW: 1, HARD: 2}
_SEVERAL = {BACKFILL: 3, ANOTHER_DAY: 2, MEET: 2}
"""So many options of a kind are offered; of the others one, and a second where there is nothing else."""
FEW = 2
"""So many are offered before that, beside leaving it as it is."""
UNSURE_PERCENT = 20
"""What breaks its word more probably comes behind what keeps it."""
BETTER_PERCENT = 5
"""By less nothing is worth moving for."""
_SURER = 0.02
"""Chances that differ by less are equally sure."""


def propose(
    board: Board,
    disruption: Disruption,
    options: Iterable[Option],
    *,
    now_s: int,
    final: bool = False,
) -> Proposal:
    """What is offered for a disruption, of all the options that were found for it."""
    every = _distinct(options)
    if disruption.kind in ORDERED:
        # They come in their order already, what is free or lacking deciding it.
        ordered = sorted(every, key=lambda each: (each.kind == KEEP, each.grade == HARD and bool(each.rows)))
    else:
        ordered = _undominated(sorted(every, key=_order))
    chosen = _chosen(disruption, _in_time(disruption, _helping(disruption, ordered)))
    return Proposal(
        id=disruption.id, disruption=disruption, options=tuple(chosen), basis=basis_of(board, disruption),
        seq=board.seq, at_s=now_s, final=final, sentence=_sentence(disruption, chosen),
    )  # fmt: skip


def basis_of(board: Board, disruption: Disruption) -> str:
    """A digest of a disruption and its visits as they stand: what is offered for another basis is something else."""
    visits = [board.visits.get(each) for each in disruption.visits]
    rows = [(each.id, each.version) for each in visits if each is not None]
    cause = board.row(disruption.subject)
    told = f"{disruption.kind} {disruption.subject} {cause.version if cause is not None else 0} {sorted(rows)}"
    return sha256(told.encode()).hexdigest()[:16]


def _order(option: Option) -> tuple[bool, bool, int, bool, bool, float]:
    """The place of an option: to leave it last; what keeps words, and surely so, first; then what asks nobody."""
    hard = sum(each.grade == HARD for each in option.rows)
    late = sum(each.late_s > 0 or "late" in each.asks for each in option.rows)
    unsure = any(row.percent is not None and row.percent > UNSURE_PERCENT for row in option.rows)
    return (
        option.kind == KEEP,
        option.kind == HUMAN,
        hard,
        bool(late),
        unsure,
        option.cost + _GRADES[option.grade] * 1e6,
    )


def _distinct(options: Iterable[Option]) -> list[Option]:
    """One of those that do the same, the best; however it was found, by its own name where it has one."""
    found: dict[object, Option] = {}
    for each in sorted(options, key=lambda each: each.kind == REPLAN):
        key = _does(each)
        if key not in found or _order(each) < _order(found[key]):
            found[key] = each
    same: dict[object, Option] = {}
    for each in found.values():
        same.setdefault(_acts(each) or id(each), each)
    return list(same.values())


def _acts(option: Option) -> Collection[object]:
    """The moves of an option with whatever else it does; nothing where it does nothing."""
    return frozenset(str(each) for row in option.rows for act in row.acts for each in (moves_of(act) or (act,)))


def _does(option: Option) -> Collection[object]:
    """What an option does: who comes to which visit; where that is one visit, it does not matter when on that day."""
    moves = [move for row in option.rows for act in row.acts for move in moves_of(act)]
    if not moves:
        return (option.kind, *sorted(each.visit_id for each in option.rows))
    if option.kind in (MOVE, BUMP):
        return (MOVE, *sorted((each.visit_id, each.technician_id) for each in option.rows))
    return frozenset((move.visit_id, move.people, move.start_s // 900) for move in moves)


def _in_time(disruption: Disruption, options: list[Option]) -> list[Option]:
    """Without those that are too late for what it is all about, where another is in time."""
    late = [max((row.late_s for row in each.rows if row.visit_id in disruption.visits), default=0) for each in options]
    if all(late):
        return options
    return [each for each, late_s in zip(options, late, strict=True) if not late_s or each.kind in (KEEP, REPLAN)]


def _helping(disruption: Disruption, options: list[Option]) -> list[Option]:
    """Without other orders and exchanges after which what it is all about keeps its word no more surely than before.

    Where nothing but that word is at risk, without all that endangers it more.
    """
    least = {RESEQUENCE: BETTER_PERCENT, SWAP: BETTER_PERCENT}

    def helps(option: Option) -> bool:
        rows = [each for each in option.rows if each.visit_id in disruption.visits]
        known = [each.was_percent - each.percent for each in rows
                 if each.was_percent is not None and each.percent is not None]  # fmt: skip
        wanted = least.get(option.kind, 1 - BETTER_PERCENT if disruption.kind == "AT_RISK" else -100)
        return option.kind in (KEEP, HUMAN) or not known or max(known) >= wanted

    return [each for each in options if helps(each)]


def _undominated(options: list[Option]) -> list[Option]:
    """Without those that another of the same kind beats in everything."""
    kept: list[Option] = []
    for option in options:
        beaten = any(
            each.cost <= option.cost and each.confidence >= option.confidence - _SURER
            and _GRADES[each.grade] <= _GRADES[option.grade] and _same_matter(each, option)
            for each in kept
        )  # fmt: skip
        if not beaten:
            kept.append(option)
    return kept


def _same_matter(one: Option, other: Option) -> bool:
    """Whether two options are of one kind, so that whoever reads them would see no difference but the price."""
    return one.kind == other.kind and one.kind in (REPLAN, KEEP)


def _chosen(disruption: Disruption, options: list[Option]) -> list[Option]:
    """A few, not many of a kind; to leave it as it is keeps its place."""
    keep = [each for each in options if each.kind == KEEP][:1]
    others = [each for each in options if each.kind != KEEP]
    given: dict[str, int] = {}
    firsts = []
    for each in others:
        given[each.kind] = given.get(each.kind, 0) + 1
        if given[each.kind] <= _SEVERAL.get(each.kind, 1):
            firsts.append(each)
    seconds = [each for each in others if each not in firsts][: max(0, FEW - len(firsts))]
    chosen = [each for each in others if each in firsts or each in seconds]
    most = MOST + (disruption.kind in PARTS)
    return [*chosen[: most - len(keep)], *keep]


def _sentence(disruption: Disruption, options: list[Option]) -> str:
    if not options:
        return f"{disruption.sentence} Nothing was found that helps."
    return f"{disruption.sentence} {options[0].sentence}"
