"""The one way from data to a cell: text that can do nothing to a terminal but be read.

Never: markup, escape sequences, invisible characters, unbounded length.
Why: terminals obey control bytes wherever they come from, and neither Textual nor Rich
removes them; a customer's note must not be able to move the cursor, write the clipboard,
hide or reverse other words, or freeze the screen. Whoever draws calls `safe` first and
never checks anything else.

Source: Unicode general categories (UAX 44) and bidirectional controls (UAX 9).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from rich.cells import cell_len, chop_cells, get_character_cell_size, set_cell_size

LIMIT: Final = 512
"""How many characters of one value are ever drawn in a line."""

ELLIPSIS: Final = "…"
UNKNOWN: Final = "\ufffd"
NEWLINE: Final = "␤"
INVISIBLE: Final = "·"
REORDER: Final = "⇄"
MARK_CARRIER: Final = "◌"
MARKS_PER_CELL: Final = 4
TAB_CELLS: Final = 4

_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Ranges in which every printable character fills at least one cell. Whatever lies outside is looked at one by one.
_FILLS_A_CELL: Final = (
    "\x20-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2bff"
    "\u3041-\u3096\u309b-\u3163\u3165-\u318e\u3200-\ua4cf\uac00-\ud7a3\uff01-\uff9f"
    "\U0001f000-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U0003fffd"
)
_SUSPECT: Final = re.compile(f"[^{_FILLS_A_CELL}]").search


def safe(text: str, limit: int = LIMIT) -> str:
    """Return the text as it may be drawn in one line, at most `limit` characters of it.

    What cannot be seen becomes a symbol: controls their picture, line ends ␤, direction overrides ⇄, zero-width
    characters ·, and what has no agreed picture U+FFFD. A character keeps at most four combining marks.
    Variation selectors and skin tones go, because terminals disagree about their width.

    Cost: 0.15 us for a plain value, about 0.15 us a character for the rest, never more than `limit` characters.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if len(text) > limit:
        return _visible(text[: max(limit - 1, 0)])[: max(limit - 1, 0)] + ELLIPSIS[: max(limit, 0)]
    return _visible(text)


def safe_lines(text: str, width: int, max_lines: int) -> list[str]:
    """Return the text wrapped at words into safe lines no wider than `width` cells, at most `max_lines` of them.

    Line ends and tabs keep their meaning here; if anything is left out the last line ends in an ellipsis.
    """
    if width <= 0 or max_lines <= 0:
        return []
    budget = max_lines * max(width, 8) * (MARKS_PER_CELL + 1)
    given = text[:budget].replace("\r\n", "\n").replace("\r", "\n")
    lines: list[str] = []
    for paragraph in given.split("\n"):
        lines.extend(_wrap(safe(paragraph.expandtabs(TAB_CELLS), budget), width))
        if len(lines) > max_lines:
            break
    if len(lines) > max_lines or len(text) > budget:
        lines = lines[:max_lines]
        room = width - 1
        last = lines[-1] if cell_width(lines[-1]) <= room else str(set_cell_size(lines[-1], room))
        lines[-1] = last.rstrip() + ELLIPSIS
    return lines


def cell_width(text: str) -> int:
    """Return how many terminal cells safe text fills, by the table that draws it."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Cut or pad safe text to exactly `width` cells; what is cut ends in an ellipsis.

    Cost: 0.2 us for plain text.
    """
    if width <= 0:
        return ""
    filled = len(text) if text.isascii() else cell_len(text)
    if filled == width:
        return text
    if filled < width:
        return text + " " * (width - filled) if align == "left" else " " * (width - filled) + text
    return str(set_cell_size(text, width - 1)) + ELLIPSIS


def is_foreign(character: str) -> bool:
    """Tell whether a character must never reach a terminal as text."""
    return not character.isprintable() and unicodedata.category(character) != "Zs"


def _visible(text: str) -> str:
    """Replace what cannot be seen, one character at a time where there is any doubt."""
    if text.isprintable() and not _SUSPECT(text):
        return text
    drawn: list[str] = []
    marks = 0
    for character in text:
        picture = _picture(character)
        if picture is None:
            marks += 1
            if not drawn:
                drawn.append(MARK_CARRIER)
            if marks <= MARKS_PER_CELL:
                drawn.append(character)
            elif marks == MARKS_PER_CELL + 1:
                drawn.append(INVISIBLE)
        elif picture:
            drawn.append(picture)
            marks = 0
    return "".join(drawn)


@lru_cache(maxsize=4096)
def _picture(character: str) -> str | None:
    """Return what stands for a character: itself, a symbol, nothing, or None for a mark on the one before."""
    code = ord(character)
    if character == "\t":
        return " "
    if character in "\n\u2028\u2029\x85":
        return NEWLINE
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x1F3FB <= code <= 0x1F3FF:
        return ""
    if character in _BIDI:
        return REORDER
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if not character.isprintable():
        return INVISIBLE if category == "Cf" and code < 0xE0000 else UNKNOWN
    if get_character_cell_size(character) == 0:
        return None if category in ("Mn", "Me", "Mc") else INVISIBLE
    return INVISIBLE if code == 0x3164 else character


def _wrap(line: str, width: int) -> list[str]:
    """Break one safe line at spaces, and within a word only where the word alone is too wide."""
    if cell_width(line) <= width:
        return [line]
    lines: list[str] = []
    current = ""
    for word in line.split(" "):
        candidate = f"{current} {word}" if current else word
        if cell_width(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        pieces = chop_cells(word, width) if word else [""]
        lines.extend(pieces[:-1])
        current = pieces[-1]
    lines.append(current)
    return lines
