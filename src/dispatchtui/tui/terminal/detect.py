"""What the terminal can do, told from the environment alone.

Never: a question to the terminal, a guess that paints: in doubt fewer colours and plainer symbols.
Why: Textual sends true colour to TERM=dumb, greyscale true colour under NO_COLOR, and colours rounded
to unreadable pairs where there are 16; and ssh passes TERM on but COLORTERM only if both ends agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dispatchtui.tui.terminal.glyphs import TIERS, Glyphs, Tier

Depth = Literal["truecolor", "256", "16", "none"]
DEPTHS: Final[tuple[Depth, ...]] = ("truecolor", "256", "16", "none")

_HOPELESS: Final = frozenset({"", "dumb", "unknown", "emacs", "network", "dialup"})
_COLOURLESS: Final = ("vt", "ansi-m", "xterm-mono", "linux-m")
_CONSOLES: Final = ("linux", "con80", "cons25")
REFUSAL: Final = (
    "The console needs a terminal that can move its cursor, and TERM is {term!r};"
    " use `dispatchtui get` here for plain text, or set TERM to what your terminal really is."
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the terminal before it is drawn on."""

    term: str
    depth: Depth
    glyphs: Glyphs
    refusal: str | None = None


def detect(environ: Mapping[str, str], color: str = "auto", glyphs: str = "auto") -> Profile:
    """Return what the terminal described by the environment can do.

    `color` is auto or one of `DEPTHS`; `glyphs` is auto, unicode, console or ascii. Any other value counts as auto.
    A terminal that cannot be drawn on has a `refusal`, one sentence for the person.
    """
    term = environ.get("TERM", "")
    depth = next((known for known in DEPTHS if known == color), None) or _depth(term, environ)
    tier = next((known for known in TIERS if known == glyphs), None) or _tier(term, environ)
    refusal = REFUSAL.format(term=term or "not set") if term in _HOPELESS else None
    return Profile(term, depth, TIERS[tier], refusal)


def _depth(term: str, environ: Mapping[str, str]) -> Depth:
    """Return the colour depth; NO_COLOR counts when it is set to anything but the empty string."""
    if environ.get("NO_COLOR") or term in _HOPELESS or term.startswith(_COLOURLESS):
        return "none"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") and not term.startswith(_CONSOLES):
        return "truecolor"
    if term.endswith("-direct"):
        return "truecolor"
    return "256" if "256color" in term or term.startswith(("alacritty", "foot", "xterm-kitty", "wezterm")) else "16"


def _tier(term: str, environ: Mapping[str, str]) -> Tier:
    """Return the set of symbols; the first of LC_ALL, LC_CTYPE and LANG that is set names the encoding.

    With none set the terminal is taken to be UTF-8, as nearly all are; a plain C or POSIX is believed only in LC_ALL,
    because everywhere else it is a default that nobody chose.
    """
    name, value = next(((n, environ[n]) for n in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(n)), ("", "UTF-8"))
    plain = value.upper().replace("-", "")
    if "UTF8" not in plain and not (plain in ("C", "POSIX") and name != "LC_ALL"):
        return "ascii"
    if term.startswith("vt"):
        return "ascii"
    return "console" if term.startswith(_CONSOLES) else "unicode"
