"""What text may be: words that a person can read and a terminal cannot obey.

The desk refuses what `wrong_with` names; an import takes what `cleaned` leaves and keeps the
raw aside.
Never: markup, languages, spelling; any script of Unicode is welcome.
Source: Unicode general categories (UAX 44), bidirectional controls (UAX 9), tag characters.
"""

from __future__ import annotations

import re
import unicodedata

MOST_TEXT = 4_000
"""Characters in a text that somebody wrote: a note, a description, a reason."""
MOST_NAME = 200
"""Characters in everything else: names, identities, codes, addresses of a line."""
MOST_ID = 64
"""Characters in an id that somebody made up."""
_IN_IDS = "-_."
MOST_MARKS = 4
"""Combining marks in a row; the longest that a living language needs."""

MOST_CODE = 40
"""Characters in the code of a reason."""
_CODE = re.compile(rf"\w{{1,{MOST_CODE}}}")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""

_BIDI = "\u202a-\u202e\u2066-\u2069"
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff" + _BIDI + "\U000e0000-\U000e007f]"
)  # fmt: skip
_LINE_ENDS = re.compile("\r\n?|\x85|\x0b|\x0c")
_CONTROL_NAMES = {0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0D: "CR", 0x1B: "ESC", 0x7F: "DEL", 0x9B: "CSI", 0x9D: "OSC"}


def wrong_with(text: str, most: int = MOST_TEXT) -> str:
    """Say what keeps a text from being taken, naming the character and its place; nothing when it is good.

    Cost: 0.2 us for plain text.
    """
    if len(text) > most:
        return f"It has {len(text):,} characters; at most {most:,} are taken."
    if text.isascii() and text.isprintable():
        return ""
    found = _SUSPECT.search(text)
    if found is not None:
        return f"Character {found.start() + 1} is {_called(found.group())}, which is not taken."
    place = _long_run(text)
    if place is not None:
        return (
            f"Character {place + 1} is the {MOST_MARKS + 1}th combining mark in a row; at most {MOST_MARKS} are taken."
        )
    return ""


def wrong_id(text: str, also: str = "") -> str:
    """Say what keeps a text from being an id that somebody made up; nothing when it is good.

    Ids stand in keys (`table/id`), in addresses and in what people type, so few characters are in them; a
    lane's id is a technician and a day with a colon between, which is why a colon is not one of them.
    """
    if not text:
        return "An id is needed."
    if len(text) > MOST_ID:
        return f"An id has at most {MOST_ID} characters, not {len(text):,}."
    strange = next((each for each in text if not (each.isascii() and (each.isalnum() or each in _IN_IDS + also))), "")
    if strange:
        return f"{strange!r} cannot be in an id; letters, digits and {' '.join(_IN_IDS + also)} can."
    return "" if text.strip(".") else "An id is more than dots."


def is_seen(text: str) -> bool:
    """Whether a text holds a character that can be seen: spaces, zero widths and lone marks are none."""
    return any(unicodedata.category(each)[0] in "LNPS" and each not in _BLANK for each in text)


def wrong_code(code: str) -> str:
    """Say what keeps a text from being the code of a reason; nothing when it is good."""
    if _CODE.fullmatch(code):
        return ""
    return f"The code of a reason is one word of letters, digits and _, at most {MOST_CODE} characters, not {code!r}."


def cleaned(text: str, most: int = MOST_TEXT) -> str:
    """Leave of a text what may be taken: line ends become one, what is hostile goes, the rest is cut."""
    if len(text) <= most and text.isascii() and text.isprintable():
        return text
    kept = _SUSPECT.sub("", _LINE_ENDS.sub("\n", text))
    return (kept if kept.isascii() else _without_long_runs(kept))[:most]


def _called(character: str) -> str:
    code = ord(character)
    point = f"U+{code:04X}"
    if code < 0x20 or 0x7F <= code <= 0x9F:
        name = _CONTROL_NAMES.get(code)
        return f"the control character {point} ({name})" if name else f"the control character {point}"
    if 0xD800 <= code <= 0xDFFF:
        return f"half of a surrogate pair ({point})"
    if code >= 0xE0000:
        return f"the invisible tag character {point}"
    return f"{point} ({unicodedata.name(character, 'unnamed').lower()}), which reorders text"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _long_run(text: str) -> int | None:
    """Where the first mark too many stands."""
    if text.isascii():
        return None
    run = 0
    for place, character in enumerate(text):
        run = run + 1 if character > "\u02ff" and _is_mark(character) else 0
        if run > MOST_MARKS:
            return place
    return None


def _without_long_runs(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if character > "\u02ff" and _is_mark(character) else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
