"""What the days suggest to plan with, as rows: which work where, planned how long, and what it really took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dispatchtui.core.durations import waiting_for
from dispatchtui.core.model import DurationModel
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import span

if TYPE_CHECKING:
    from dispatchtui.client.api import Suggested


def rows(suggestions: Sequence[Suggested]) -> tuple[ViewRow, ...]:
    """A row for each suggestion, by the name that its duration would have."""
    return tuple(_row(each) for each in suggestions)


def question(picture: Picture, model: DurationModel) -> str:
    """What accepting a suggestion does, asked before it is done."""
    number = len(waiting_for(picture.board, model))
    waiting = f"{number} waiting visit{' changes' if number == 1 else 's change'}"
    return f"Plan {work_of(model)} with {span(model.p50_s)} instead of {span(model.was_s)}? {waiting}."


def work_of(model: DurationModel) -> str:
    """Which work in which territory."""
    return f"{model.work_type} in {model.territory or 'all territories'}"


def _row(suggestion: Suggested) -> ViewRow:
    model = suggestion.model
    by_min = round((model.p50_s - model.was_s) / 60)
    return ViewRow(
        model.id,
        {
            "work": (model.work_type, "strong"),
            "place": (model.territory or "all", "text"),
            "was": (span(model.was_s), "text"),
            "half": (span(model.p50_s), "text"),
            "most": (span(model.p80_s), "text"),
            "by": (f"{by_min:+} min", "notice"),
            "n": (f"{model.n:,}", "text"),
            "between": (f"{span(model.low_s)} to {span(model.high_s)}", "dim"),
            "text": (suggestion.sentence, "text"),
        },
    )
