"""What the bars of the timeline and the symbols beside names mean, as rows of the help.

Never: a meaning that only a colour carries; each bar stands here with the sign that it has on the timeline.
Why: who works without colours, or does not see them, must read the day as well as anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.tui.terminal.glyphs import Glyphs
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.timeline import LEGEND
from dispatchtui.tui.views.words import BANDS, STATES, symbol

SAMPLE = "V60"
BAR_CELLS = 8
_BEFORE = {"bar.done": "done", "bar.job": "on_site", "bar.next": "bullet", "bar.risk": "risk", "bar.late": "late",
           "bar.breached": "breached"}  # fmt: skip
_BEHIND = {"bar.locked": "locked", "bar.offer": "pending"}
"""The signs before and behind a visit's name on a bar that has no pattern of its own."""
_BAND_WORDS = {"breached": "breached: has broken its word", "late": "late: will probably break its word",
               "risk": "at risk of breaking its word", "watch": "to be watched", "held": "its clock stands still",
               "": "in time"}  # fmt: skip


def rows(glyphs: Glyphs) -> tuple[ViewRow, ...]:
    """The bars, then what stands on and beside them."""
    return (*_bars(glyphs), *_symbols(glyphs))


def _bars(glyphs: Glyphs) -> Iterator[ViewRow]:
    for style, meaning in LEGEND:
        text = f"{glyphs.fill(style) * BAR_CELLS}"
        if style in _BEFORE or style in _BEHIND:
            name = f"{symbol(glyphs, _BEFORE.get(style, 'bullet'))}{SAMPLE}"
            name += symbol(glyphs, _BEHIND[style]) if style in _BEHIND else ""
            text = f"{name}{text[len(name) :]}"
        yield _row(style, text, style, "timeline", meaning)


def _symbols(glyphs: Glyphs) -> Iterator[ViewRow]:
    behind = (
        (f"{SAMPLE} +66", "begins 66 min behind its plan"), (f"[{SAMPLE}]", "the visit that is selected"),
        (f"{SAMPLE}!", "its plan breaks a rule"), (f"{SAMPLE}{glyphs.conflict}", "a rule was overridden for it"),
        (f"{SAMPLE}{glyphs.held}", "its clock stands still"), (f"{SAMPLE}{glyphs.locked}", "locked"),
        (f"{SAMPLE}{glyphs.pending}", "our change is under way"), (f"{SAMPLE}?", "no answer of the technician yet"),
        (f"{SAMPLE}{glyphs.done}", "somebody looks after its alert"),
        (f"{SAMPLE}{glyphs.present}", "somebody else has it open"),
    )  # fmt: skip
    for text, meaning in behind:
        yield _row(f"behind {text}", text, "text", "symbol", meaning)
    for band, (sign, style) in BANDS.items():
        yield _row(f"band {band}", symbol(glyphs, sign), style, "symbol", _BAND_WORDS[band])
    for state, (word, sign, style) in STATES.items():
        yield _row(f"state {state.value}", symbol(glyphs, sign), style, "symbol", f"a visit that is {word}")


def _row(row_id: str, text: str, style: str, kind: str, meaning: str) -> ViewRow:
    return ViewRow(row_id, {"keys": (text, style), "verb": (kind, "dim"), "what": (meaning, "text")})
