"""Style names and what they look like at each colour depth.

Views say `late`; here it becomes bold red, bright red of sixteen, or bold alone. Three forms of name are known:
`late`, one name; `bar.job+now`, the second drawn over the first; `bar.job|bar.travel`, an edge whose foreground is
the first one's background and whose background is the second one's, for eighth blocks.

Never: colour as the only sign of a state; a colour under depth `none`; a pair below 4.5:1 in the dark and light sets.
Why: dispatchers read this all day, some are colour-blind, and ssh often leaves sixteen colours of unknown shade.

Source: contrast as WCAG 2.2 counts it; ok/risk/late kept apart under Machado et al. 2009, full severity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

from rich.style import Style

from dispatchtui.tui.terminal.detect import Depth, Profile
from dispatchtui.tui.terminal.glyphs import UNICODE, Glyphs

Ground = Literal["", "cursor", "cursor.off"]
"""What a row's cells stand on: nothing special, the cursor row, or the cursor row of a pane without focus."""

DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "#d4d4d4", "dim": "#a0a0a0", "bg": "#1e1e1e", "panel": "#2b2b2b", "strong": "#ffffff",
        "ok": "#6cb6ff", "risk": "#ffd75f", "late": "#ff5f5f", "held": "#c8a2ff", "pending": "#d4d4d4",
        "cursor": "#cfe3ff", "cursor.off": "#2d2d2d", "grid": "#6f6f6f",
        "job": "#2f6299", "next": "#274766", "done": "#454545", "travel": "#333333", "break": "#54457a",
        "locked": "#22614f", "conflict": "#ff8fd8", "off": "#141414", "ink": "#101010",
    }
)  # fmt: skip

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "#1a1a1a", "dim": "#5a5a5a", "bg": "#fafafa", "panel": "#e6e6e6", "strong": "#000000",
        "ok": "#0050c8", "risk": "#705800", "late": "#a00050", "held": "#5b2a9d", "pending": "#1a1a1a",
        "cursor": "#0d2540", "cursor.off": "#e2e2e2", "grid": "#808080",
        "job": "#b5d3f2", "next": "#d3e5f7", "done": "#d0d0d0", "travel": "#e2e2e2", "break": "#d9ccf0",
        "locked": "#b4dccf", "conflict": "#9c1470", "off": "#d6d6d6", "ink": "#ffffff",
    }
)  # fmt: skip

SIXTEEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "risk": "bright_yellow", "late": "bright_red", "held": "bright_magenta", "strong": "bright_white",
        "ok": "bright_cyan", "job": "blue", "next": "blue", "done": "white", "break": "magenta", "locked": "green",
        "conflict": "bright_magenta", "ink": "black",
    }
)  # fmt: skip
"""Roles that have a colour of the sixteen; the others are the terminal's own."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a style name means: colour roles and attributes, and the attributes that stand in for missing colours."""

    fg: str = "text"
    bg: str = "bg"
    attributes: str = ""
    colourless: str = ""


SPECS: Final[Mapping[str, Spec]] = MappingProxyType(
    {
        "text": Spec(),
        "dim": Spec("dim", "bg", "", "dim"),
        "strong": Spec("strong", "bg", "bold", "bold"),
        "title": Spec("dim", "panel", "", "underline"),
        "title.focus": Spec("strong", "panel", "bold", "bold underline"),
        "header": Spec("dim", "panel", "", "underline"),
        "cursor": Spec("ink", "cursor", "", "reverse"),
        "cursor.off": Spec("text", "cursor.off", "", "underline"),
        "mark": Spec("strong", "bg", "bold", "bold"),
        "ok": Spec("ok"),
        "risk": Spec("risk", "bg", "bold", "bold"),
        "late": Spec("late", "bg", "bold", "bold underline"),
        "breached": Spec("late", "bg", "bold reverse", "bold reverse"),
        "waiting": Spec("text"),
        "held": Spec("held"),
        "pending": Spec("pending", "bg", "italic", "italic"),
        "done": Spec("dim", "bg", "", "dim"),
        "info": Spec("ok"),
        "key": Spec("strong", "panel", "bold", "bold"),
        "key.off": Spec("dim", "panel", "", "dim"),
        "bar": Spec("text", "panel", "", ""),
        "bar.dim": Spec("dim", "panel", "", "dim"),
        "bar.alarm": Spec("late", "panel", "bold", "bold reverse"),
        "input": Spec("strong", "panel", "", "underline"),
        "error": Spec("late", "bg", "bold", "bold"),
        "notice": Spec("risk", "bg", "bold", "bold"),
        "stale": Spec("ink", "risk", "bold", "bold reverse"),
        "grid": Spec("grid", "bg", "", "dim"),
        "now": Spec("late", "bg", "bold", "bold"),
        "on_site": Spec("ok", "bg", "bold", "bold"),
        "travelling": Spec("text"),
        "idle": Spec("dim", "bg", "", ""),
        "on_break": Spec("dim", "bg", "", "dim"),
        "off": Spec("dim", "bg", "", "dim"),
        "bar.job": Spec("strong", "job", "", "reverse"),
        "bar.next": Spec("text", "next", "", "underline"),
        "bar.plan": Spec("dim", "bg", "", "dim"),
        "bar.fade": Spec("ok", "bg", "", ""),
        "bar.over": Spec("ink", "risk", "bold", "reverse bold"),
        "bar.held": Spec("held", "panel", "", "underline"),
        "bar.done": Spec("text", "done", "", "reverse dim"),
        "bar.travel": Spec("text", "travel", "", ""),
        "bar.wait": Spec("dim", "bg", "", ""),
        "bar.break": Spec("text", "break", "", ""),
        "bar.risk": Spec("ink", "risk", "", "reverse bold"),
        "bar.late": Spec("ink", "late", "bold", "reverse bold underline"),
        "bar.breached": Spec("ink", "late", "bold underline", "reverse bold underline"),
        "bar.locked": Spec("text", "locked", "", "reverse underline"),
        "bar.conflict": Spec("ink", "conflict", "bold", "reverse bold"),
        "bar.offer": Spec("ink", "ok", "italic", "reverse italic"),
        "bar.off": Spec("dim", "off", "", "dim"),
    }
)

_DARK_INK_ON_SIXTEEN: Final = frozenset({"bar.done", "bar.locked"})


@dataclass(slots=True)
class Theme:
    """A palette at a colour depth, and the styles already worked out from it."""

    depth: Depth = "truecolor"
    light: bool = False
    _styles: dict[tuple[str, Ground], Style] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Return what tells this theme from another, for caches."""
        return f"{self.depth}-{'light' if self.light else 'dark'}"

    @property
    def palette(self) -> Mapping[str, str]:
        """Return the colour of each role; roles that are missing are the terminal's own."""
        if self.depth == "none":
            return MappingProxyType({})
        if self.depth == "16":
            return SIXTEEN
        return LIGHT if self.light else DARK

    def style(self, name: str, on: Ground = "") -> Style:
        """Return the style of a name, as it stands on a row of the given ground; an unknown name is plain text.

        Cost: 0.1 us once a pair has been asked for.
        """
        key = (name, on)
        found = self._styles.get(key)
        if found is None:
            found = self._styles[key] = self._work_out(name, on)
        return found

    def _work_out(self, name: str, on: Ground) -> Style:
        """Combine the parts of a name."""
        if "|" in name:
            left, _, right = name.partition("|")
            below, above = self.style(left, on), self.style(right, on)
            return Style(color=below.bgcolor, bgcolor=above.bgcolor)
        if "+" in name:
            base, _, over = name.partition("+")
            top, bottom = self.style(over), self.style(base, on)
            reverse = None if bottom.bgcolor else bottom.reverse
            return Style(color=top.color, bgcolor=bottom.bgcolor, bold=True, reverse=reverse)
        return self._plain(SPECS.get(name, SPECS["text"]), on, name)

    def _plain(self, spec: Spec, on: Ground, name: str) -> Style:
        """Return the style of a single name on a ground."""
        grounded = bool(on) and spec.bg == "bg"
        if self.depth == "none":
            extra = SPECS[on].colourless if grounded else ""
            words = set(spec.colourless.split()) | set(extra.split())
            if grounded and on == "cursor" and "reverse" in spec.colourless:
                words.add("underline")
            return Style.parse(" ".join(sorted(words))) if words else Style()
        palette = self.palette
        if self.depth == "16":
            fg = "ink" if name in _DARK_INK_ON_SIXTEEN else spec.fg
            if grounded:
                attributes = " ".join({*spec.attributes.split(), "reverse" if on == "cursor" else "underline"})
                return _style(None if on == "cursor" else palette.get(fg), None, attributes)
            dim = " dim" if spec.fg in ("dim", "grid") else ""
            reverse = " reverse" if spec.bg == "cursor" else " underline" if spec.bg == "cursor.off" else ""
            return _style(palette.get(fg), palette.get(spec.bg), spec.attributes + dim + reverse)
        if not grounded:
            return _style(palette[spec.fg], palette[spec.bg], spec.attributes)
        if on == "cursor":
            other = DARK if self.light else LIGHT
            return _style(other[spec.fg], palette["cursor"], spec.attributes)
        return _style(palette[spec.fg], palette["cursor.off"], spec.attributes)


def _style(fg: str | None, bg: str | None, attributes: str) -> Style:
    """Build a Rich style."""
    base = Style(color=fg, bgcolor=bg)
    return base + Style.parse(attributes) if attributes.strip() else base


@dataclass(frozen=True, slots=True)
class Look:
    """How everything is drawn: a theme and a set of symbols that belong together."""

    theme: Theme
    glyphs: Glyphs

    @classmethod
    def of(cls, profile: Profile, light: bool = False) -> "Look":
        """Return the look for a terminal; eighth blocks need a colour for both of their halves."""
        glyphs = profile.glyphs
        if profile.depth in ("16", "none"):
            glyphs = replace(glyphs, eighths="")
        return cls(Theme(profile.depth, light), glyphs)

    @property
    def name(self) -> str:
        """Return what tells this look from another, for caches."""
        return f"{self.theme.name}-{self.glyphs.tier}"


DEFAULT_LOOK: Final = Look(Theme(), UNICODE)
"""The look of tests and of widgets outside the console's app: true colour, dark, all symbols."""
