"""Three sets of symbols, for terminals that can draw all, some or none beyond ASCII.

Never: a symbol wider than one cell, or one whose meaning depends on its colour.
Why: the Linux console lacks half blocks, eighths, circles and ticks; a terminal that is not
UTF-8 breaks the layout on the first of them. Every state keeps a symbol of its own in each set.

Source: glyph tables of the Lat15 and Uni2 console fonts (Fixed and Terminus).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Tier = Literal["unicode", "console", "ascii"]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of symbols; each fills exactly one cell."""

    tier: Tier
    ok: str
    risk: str
    late: str
    breached: str
    waiting: str
    held: str
    pending: str
    done: str
    locked: str
    conflict: str
    present: str
    idle: str
    travelling: str
    on_site: str
    on_break: str
    off: str
    cursor: str
    mark: str
    arrow: str
    more: str
    bullet: str
    up: str
    down: str
    bar: str
    rule: str
    now: str
    ellipsis: str
    eighths: str
    fills: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fill(self, style: str) -> str:
        """Return the character a bar of this style is filled with where colour alone would not tell."""
        return self.fills.get(style, " ")


UNICODE: Final = Glyphs(
    tier="unicode",
    ok="●", risk="◆", late="▲", breached="✖", waiting="○", held="‖", pending="~", done="✓", locked="▪", conflict="‼",
    present="◉",
    idle="○", travelling="→", on_site="●", on_break="‖", off="✕",
    cursor="▌", mark="✓", arrow="→", more="›", bullet="•", up="▲", down="▼",
    bar="│", rule="─", now="│", ellipsis="…", eighths=" ▏▎▍▌▋▊▉",
    fills=MappingProxyType(
        {"bar.travel": "·", "bar.break": "░", "bar.conflict": "‼", "bar.off": "╱", "bar.plan": "▁", "bar.fade": "▒",
         "bar.over": "▞", "bar.held": "‖"}
    ),
)  # fmt: skip

CONSOLE: Final = Glyphs(
    tier="console",
    ok="•", risk="!", late="▲", breached="×", waiting="-", held="=", pending="~", done="+", locked="■", conflict="‼",
    present="&",
    idle="-", travelling="→", on_site="■", on_break="=", off="×",
    cursor="›", mark="+", arrow="→", more="›", bullet="•", up="▲", down="▼",
    bar="│", rule="─", now="│", ellipsis="…", eighths="",
    fills=MappingProxyType(
        {"bar.travel": "·", "bar.break": "░", "bar.conflict": "‼", "bar.off": "▒", "bar.wait": "-", "bar.plan": "_",
         "bar.fade": "~", "bar.over": "%", "bar.held": "="}
    ),
)  # fmt: skip

ASCII: Final = Glyphs(
    tier="ascii",
    ok=".", risk="!", late="L", breached="X", waiting="o", held="=", pending="~", done="+", locked="#", conflict="X",
    present="&",
    idle="-", travelling=">", on_site="@", on_break="=", off="x",
    cursor=">", mark="*", arrow=">", more=">", bullet="*", up="^", down="v",
    bar="|", rule="-", now="|", ellipsis="~", eighths="",
    fills=MappingProxyType(
        {
            "bar.job": "=", "bar.done": "+", "bar.risk": "!", "bar.late": "L", "bar.breached": "X", "bar.locked": "#",
            "bar.travel": "-", "bar.wait": ".", "bar.break": "b", "bar.conflict": "X", "bar.off": "/", "bar.next": "=",
            "bar.plan": "_", "bar.fade": "~", "bar.over": "%", "bar.held": "h",
        }
    ),
)  # fmt: skip

TIERS: Final[Mapping[Tier, Glyphs]] = MappingProxyType({"unicode": UNICODE, "console": CONSOLE, "ascii": ASCII})

_TO_ASCII: Final = str.maketrans(
    {
        "…": "~", "·": ".", "•": "*", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "«": "<", "»": ">",
        "→": ">", "←": "<", "↑": "^", "↓": "v", "⇄": "%", "␤": "/", "×": "x", "●": "o", "○": "-", "◆": "!", "▲": "^",
        "▼": "v", "✖": "X", "✕": "x", "✓": "+", "■": "#", "▪": "#", "│": "|", "┃": "|", "─": "-", "━": "-", "┌": "+",
        "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+",
        "╯": "+", "▌": "|", "▏": "|", "▊": "|", "▔": "-", "▁": "_", "▀": "-", "▄": "_", "░": ":", "▒": "#", "█": "#",
        "›": ">", "‹": "<", "‼": "X", "‖": "=", "╱": "/", "▞": "%", "◉": "&", "\ufffd": "?",
    }
)  # fmt: skip


def to_ascii(text: str) -> str:
    """Return the text in ASCII, symbol for symbol, with a question mark for what has no likeness.

    Wide characters must have been taken apart before: every character here stands for one cell.
    """
    if text.isascii():
        return text
    return "".join(_ascii(character) for character in text.translate(_TO_ASCII))


def _ascii(character: str) -> str:
    """Return a character, the letter an accented one is made from, or a question mark."""
    first = unicodedata.normalize("NFKD", character)[:1]
    return first if first.isascii() else "?"
