"""What the terminal can do is told from its environment; what is drawn stays readable and told apart."""

import itertools

import pytest
from rich.cells import cell_len

from dispatchtui.tui.terminal.detect import detect
from dispatchtui.tui.terminal.glyphs import TIERS, to_ascii
from dispatchtui.tui.terminal.theme import SPECS, Look, Theme

STATES = ("ok", "risk", "late", "breached", "waiting", "held", "pending")


@pytest.mark.parametrize(
    ("environ", "depth", "tier"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "de_DE.UTF-8"}, "truecolor", "unicode"),
        ({"TERM": "xterm-256color", "LANG": "C.UTF-8"}, "256", "unicode"),
        ({"TERM": "tmux-256color"}, "256", "unicode"),
        ({"TERM": "xterm", "LANG": "C.UTF-8"}, "16", "unicode"),
        ({"TERM": "screen", "LANG": "C"}, "16", "unicode"),
        ({"TERM": "linux", "LANG": "C.UTF-8", "COLORTERM": "truecolor"}, "16", "console"),
        ({"TERM": "vt100", "LANG": "C.UTF-8"}, "none", "ascii"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "none", "unicode"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256", "unicode"),
        ({"TERM": "xterm-256color", "LANG": "de_DE.ISO-8859-1"}, "256", "ascii"),
        ({"TERM": "xterm-256color", "LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "256", "ascii"),
        ({"TERM": "xterm-direct"}, "truecolor", "unicode"),
    ],
)
def test_terminals(environ: dict[str, str], depth: str, tier: str) -> None:
    profile = detect(environ)
    assert (profile.depth, profile.glyphs.tier, profile.refusal) == (depth, tier, None)


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {}, {"TERM": "unknown"}])
def test_a_terminal_without_a_cursor_is_refused_in_one_sentence_with_a_way_out(environ: dict[str, str]) -> None:
    refusal = detect(environ).refusal
    assert refusal is not None
    assert "dispatchtui get" in refusal
    assert "\n" not in refusal


def test_what_the_user_says_wins_over_what_the_environment_says() -> None:
    profile = detect({"TERM": "xterm-256color", "NO_COLOR": "1"}, color="16", glyphs="ascii")
    assert (profile.depth, profile.glyphs.tier) == ("16", "ascii")
    assert detect({"TERM": "xterm-256color"}, color="purple").depth == "256"


@pytest.mark.parametrize("tier", TIERS)
def test_every_symbol_fills_one_cell_and_states_have_their_own(tier) -> None:
    glyphs = TIERS[tier]
    for name in glyphs.__dataclass_fields__:
        value = getattr(glyphs, name)
        if isinstance(value, str) and name not in ("tier", "eighths"):
            assert cell_len(value) == 1, name
    assert len({getattr(glyphs, state) for state in STATES}) == len(STATES)
    assert len(glyphs.eighths) in (0, 8)
    if tier == "ascii":
        assert all(getattr(glyphs, name).isascii() for name in glyphs.__dataclass_fields__ if name != "fills")
        assert "".join(glyphs.fills.values()).isascii()


def test_the_console_set_has_only_what_console_fonts_have() -> None:
    glyphs = TIERS["console"]
    used = {c for name in glyphs.__dataclass_fields__ if name not in ("tier", "fills") for c in getattr(glyphs, name)}
    used |= set("".join(glyphs.fills.values()))
    assert {c for c in used if not c.isascii()} <= set("█░▒▲▼→←×‼│─┌›»…•■·")


def test_ascii_likeness_keeps_one_character_for_each() -> None:
    assert to_ascii("é▲ …漢ß") == "e^ ~??"


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("ground", ["", "cursor", "cursor.off"])
@pytest.mark.parametrize("name", sorted(set(SPECS) - {"grid"}))
def test_text_is_readable_on_every_ground(light: bool, ground, name: str) -> None:
    style = Theme("truecolor", light).style(name, ground)
    low, high = sorted((luminance(style.color.triplet.hex), luminance(style.bgcolor.triplet.hex)))
    assert (high + 0.05) / (low + 0.05) >= 4.5


# Machado, Oliveira and Fernandes 2009, severity 1.0.
SEEN_AS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(color: str, eye: str) -> tuple[float, float, float]:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    r, g, b = (min(1, max(0, sum(w * part for w, part in zip(row, linear, strict=True)))) for row in SEEN_AS[eye])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("eye", SEEN_AS)
def test_ok_risk_and_late_stay_apart_for_every_eye(light: bool, eye: str) -> None:
    palette = Theme("truecolor", light).palette
    for a, b in itertools.combinations(("ok", "risk", "late"), 2):
        distance = sum((p - q) ** 2 for p, q in zip(lab(palette[a], eye), lab(palette[b], eye), strict=True)) ** 0.5
        assert distance >= 20, (a, b, distance)


@pytest.mark.parametrize("light", [False, True])
def test_without_colour_there_is_none_and_the_worst_still_stands_out(light: bool) -> None:
    theme = Theme("none", light)
    for name, ground in itertools.product([*SPECS, "bar.job|bar.wait", "bar.job+now", "nonsense"], ("", "cursor")):
        style = theme.style(name, ground)
        assert style.color is None
        assert style.bgcolor is None
    assert theme.style("breached").reverse
    assert theme.style("late").bold
    assert theme.style("text", "cursor").reverse
    assert theme.style("breached", "cursor") != theme.style("text", "cursor")


def test_sixteen_colours_are_the_terminals_own() -> None:
    theme = Theme("16")
    for name, ground in itertools.product(SPECS, ("", "cursor", "cursor.off")):
        style = theme.style(name, ground)
        for color in (style.color, style.bgcolor):
            assert color is None or (color.number is not None and color.number < 16)
    assert theme.style("text", "cursor").reverse


def test_an_edge_shows_one_ground_on_the_other_and_now_keeps_the_bar() -> None:
    theme = Theme()
    edge = theme.style("bar.job|bar.wait")
    assert edge.color == theme.style("bar.job").bgcolor
    assert edge.bgcolor == theme.style("bar.wait").bgcolor
    now = theme.style("bar.job+now")
    assert (now.color, now.bgcolor) == (theme.style("now").color, theme.style("bar.job").bgcolor)


def test_a_look_has_eighths_only_where_both_halves_have_a_colour() -> None:
    assert Look.of(detect({"TERM": "xterm-256color"})).glyphs.eighths
    assert not Look.of(detect({"TERM": "xterm"})).glyphs.eighths
    assert not Look.of(detect({"TERM": "xterm-256color", "NO_COLOR": "1"})).glyphs.eighths
