"""Which planned durations the scheduler may want to change, because the work really takes longer or shorter.

Nothing applies by itself: a suggestion holds the row that would be accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.durations import planned_for
from dispatchtui.core.foresight import Behaviour, DurationModel, Effect, duration_model_id
from dispatchtui.core.model import Duration
from dispatchtui.core.parts import TerritoryId
from dispatchtui.risk.learning.curves import ENOUGH, Array
from dispatchtui.risk.learning.observed import Observation, latest
from dispatchtui.risk.learning.work import measured, reference_s

LEAST_S, LEAST_SHARE = 300, 0.10
"""A difference below both is not worth a change."""
SURE = 2.0
"""A difference is clear that is so many times as great as its own uncertainty."""
MOST = 0.8
"""Work of which a greater share was in one territory says nothing of the others; so much has to agree with all."""
MINUTE_S = 60


class Suggestion(Struct, frozen=True, kw_only=True):
    """A planned duration to accept, and the sentence that explains it: tune-up, SOUTH: +14 min, n=37."""

    model: DurationModel
    sentence: str


class _Learned(Struct, frozen=True):
    """What was learned, by group: effects, and the curves of types."""

    effects: dict[tuple[str, str, str], Effect]
    curves: dict[str, Array]

    def of(self, *group: str) -> tuple[float, float]:
        """What a group adds, and the variance of that."""
        work_type, territory, technician_id = group
        effect = self.effects.get((work_type, territory, technician_id))
        return (effect.log_factor, effect.variance) if effect is not None else (0.0, 0.0)


def suggestions(
    behaviours: Iterable[Behaviour], observations: Iterable[Observation], board: Board
) -> tuple[Suggestion, ...]:
    """What to plan with instead, the change that moves the most work first; only what is clear.

    A territory is told apart from its work type only where it clearly differs from that.
    """
    rows = tuple(behaviours)
    learned = _Learned(
        {(each.work_type, each.territory, each.technician_id): each for row in rows for each in row.work},
        {each.work_type: np.array(each.curve) for row in rows for each in row.shapes},
    )
    if "" not in learned.curves:
        return ()
    by_type: dict[str, list[Observation]] = {}
    usual = tuple(each for each in latest(observations) if each.by_type)
    for each in measured(usual, board).observations:
        by_type.setdefault(each.work_type, []).append(each)
    found: list[Suggestion] = []
    for work_type in sorted(by_type):
        found += _of_type(learned, board, work_type, by_type[work_type])
    return tuple(sorted(found, key=_weight))


def _weight(suggestion: Suggestion) -> tuple[int, str]:
    model = suggestion.model
    return -abs(model.p50_s - model.was_s) * model.n, model.id


def _of_type(learned: _Learned, board: Board, work_type: str, observations: Sequence[Observation]) -> list[Suggestion]:
    """The suggestions for one work type: for all territories, and for those that clearly differ."""
    if work_type not in board.work_types:
        return []
    models = board.tables["duration_models"]
    by_territory: dict[str, list[Observation]] = {}
    for each in observations:
        by_territory.setdefault(each.territory, []).append(each)
    # What has a duration of its own would not follow that of the type.
    following = [each for each in observations if duration_model_id(work_type, each.territory) not in models]
    found: list[Suggestion] = []
    planned, everywhere = planned_for(board, work_type, ""), None
    largest = max((len(each) for each in by_territory.values()), default=0)
    if largest <= MOST * len(observations) or len(board.territories) <= 1:
        everywhere = _suggestion(learned, board, (work_type, ""), following, planned)
    groups = [each for territory, each in by_territory.items() if duration_model_id(work_type, territory) not in models]
    if everywhere is not None and not _agree(learned, board, groups, everywhere.model):
        everywhere = None
    if everywhere is not None:
        found.append(everywhere)
    for territory in sorted(each for each in by_territory if each):
        planned = planned_for(board, work_type, territory)
        own = _suggestion(learned, board, (work_type, territory), by_territory[territory], planned)
        if own is None:
            continue
        follows = everywhere is not None and duration_model_id(work_type, territory) not in models
        if not follows or everywhere is None or _apart(own.model, everywhere.model.p50_s, _unsure(learned, own.model)):
            found.append(own)
    return found


def _suggestion(
    learned: _Learned,
    board: Board,
    group: tuple[str, str],
    observations: Sequence[Observation],
    planned: Duration | None,
) -> Suggestion | None:
    """What to plan with for a group; nothing where that is not clear."""
    work_type, territory = group
    if len(observations) < ENOUGH or planned is None or planned.p50_s <= 0:
        return None
    p50_s, p80_s = _expected(learned, board, observations)
    worked = [work_s for each in observations if (work_s := each.work_s) is not None]
    model = DurationModel(
        id=duration_model_id(work_type, territory),
        work_type=work_type,
        territory=TerritoryId(territory),
        p50_s=p50_s,
        p80_s=p80_s,
        n=len(observations),
        low_s=min(worked),
        high_s=max(worked),
        was_s=planned.p50_s,
    )
    if not _apart(model, planned.p50_s, _unsure(learned, model)):
        return None
    name = board.work_types[work_type].name or work_type
    more = _minutes(model.p50_s - planned.p50_s)
    return Suggestion(model=model, sentence=f"{name}, {territory or 'everywhere'}: {more:+} min, n={model.n}")


def _expected(learned: _Learned, board: Board, observations: Sequence[Observation]) -> tuple[int, int]:
    """What half, and what four fifths of work of one type are to be expected to take at most, in whole minutes."""
    curve = learned.curves.get(observations[0].work_type, learned.curves[""])
    places = np.array([_place(learned, each) for each in observations])
    p50, p80 = np.exp(np.quantile(places[:, None] + curve[None, :], (0.5, 0.8), method="hazen"))
    usual_s = reference_s(observations[0], board)
    p50_s = max(MINUTE_S, _minutes(usual_s * float(p50)) * MINUTE_S)
    return p50_s, max(p50_s, _minutes(usual_s * float(p80)) * MINUTE_S)


def _agree(learned: _Learned, board: Board, groups: Iterable[Sequence[Observation]], model: DurationModel) -> bool:
    """Whether most of the work is in territories that go at least half of a way that is suggested for all."""
    way_s, going, all_of_it = model.p50_s - model.was_s, 0, 0
    for each in groups:
        own_s = _expected(learned, board, each)[0] - model.was_s
        all_of_it += len(each)
        going += len(each) if 2 * own_s * way_s >= way_s * way_s else 0
    return going >= MOST * all_of_it


def _place(learned: _Learned, each: Observation) -> float:
    """Where the work of an observation was to be expected, as a log factor of what is planned."""
    groups = (
        ("", "", ""),
        (each.work_type, "", ""),
        ("", each.territory, ""),
        ("", "", each.technician_id),
        (each.work_type, each.territory, ""),
        (each.work_type, each.territory, each.technician_id),
    )
    return sum(learned.of(*group)[0] for group in dict.fromkeys(groups))


def _unsure(learned: _Learned, model: DurationModel) -> float:
    """How sure the logarithm of a learned p50 is, as a standard deviation."""
    groups = (
        ("", "", ""),
        (model.work_type, "", ""),
        ("", model.territory, ""),
        (model.work_type, model.territory, ""),
    )
    return float(sum(learned.of(*group)[1] for group in dict.fromkeys(groups)) ** 0.5)


def _apart(model: DurationModel, other_s: int, unsure: float) -> bool:
    """Whether a learned p50 clearly differs from another, and by enough to matter."""
    apart_s = abs(model.p50_s - other_s)
    clear = abs(np.log(model.p50_s / other_s)) > SURE * unsure
    return bool(clear and apart_s >= MINUTE_S and (apart_s >= LEAST_S or apart_s >= LEAST_SHARE * other_s))


def _minutes(duration_s: float) -> int:
    return round(duration_s / MINUTE_S)
