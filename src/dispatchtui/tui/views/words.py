"""The words and symbols for what the core knows by codes; the same in every pane.

Never: a state without a word, a word that only the code's author understands.
Why: a dispatcher reads words; colour and symbol only help the eye find them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dispatchtui.core.model import Lock, SkillNeed, Visit, VisitState
from dispatchtui.core.zones import local
from dispatchtui.tui.terminal.glyphs import Glyphs

if TYPE_CHECKING:
    from dispatchtui.risk.forecast import Spread
    from dispatchtui.tui.views.standing import Standing

S = VisitState
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400

LOST, NOTHING_NEEDED = "lost", "none"
"""The outlook of what no act saves any more, and of what needs none."""

STATES: Final[dict[VisitState, tuple[str, str, str]]] = {
    S.NEW: ("new", "waiting", "strong"),
    S.QUALIFIED: ("unplaced", "waiting", "strong"),
    S.PLANNED: ("planned", "bullet", "text"),
    S.RELEASED: ("released", "more", "text"),
    S.ACCEPTED: ("accepted", "ok", "text"),
    S.EN_ROUTE: ("en route", "travelling", "travelling"),
    S.ON_SITE: ("on site", "on_site", "on_site"),
    S.WORKING: ("working", "on_site", "on_site"),
    S.SUSPENDED: ("suspended", "held", "held"),
    S.NO_ACCESS: ("no access", "conflict", "notice"),
    S.PARKED: ("parked", "held", "held"),
    S.DONE: ("done", "done", "done"),
    S.CLOSED: ("closed", "done", "done"),
    S.INCOMPLETE: ("incomplete", "off", "done"),
    S.CANCELLED: ("cancelled", "off", "done"),
}
"""Each state's word, the name of its symbol, and its style."""

BANDS: Final[dict[str, tuple[str, str]]] = {
    "breached": ("breached", "breached"),
    "late": ("late", "late"),
    "risk": ("risk", "risk"),
    "watch": ("waiting", "waiting"),
    "held": ("held", "held"),
    "": ("ok", "dim"),
}
"""Each SLA band's symbol and style, and those of clocks that stand still."""

BAND_SHORT: Final = {"breached": "late", "late": "late", "risk": "risk", "watch": "wait", "": "ok"}
"""Each band in four letters, for where a probability would stand."""
BAND_WORDS: Final = {"breached": "BREACHED", "late": "LATE", "risk": "RISK", "watch": "watch", "": ""}

KIND_WORDS: Final = {
    "breach": "breach", "overrun": "overrun", "absent": "absent", "late": "late", "no_ack": "no ack",
    "no_access": "no access", "stale": "no step", "conflict": "conflict", "data": "data", "coverage": "coverage",
    "proposal": "proposal",
}  # fmt: skip
"""Each kind of alert in the words that a row has room for."""

TECHNICIANS: Final[dict[str, tuple[str, str]]] = {
    "working": ("on_site", "on_site"),
    "on site": ("on_site", "on_site"),
    "travelling": ("travelling", "travelling"),
    "suspended": ("held", "held"),
    "no access": ("conflict", "notice"),
    "free": ("idle", "ok"),
    "meeting": ("on_break", "on_break"),
    "sick": ("off", "notice"),
    "leave": ("off", "off"),
    "off shift": ("off", "off"),
    "gone": ("off", "off"),
}
"""The symbol and style of each word for what a technician is doing; other words are plain."""

STILL: Final[dict[VisitState, str]] = {S.PARKED: "parked", S.SUSPENDED: "suspended"}
"""Why the clocks of a visit stand still, by its state; those of others are held by hand."""

LOCKS: Final[dict[Lock, str]] = {
    Lock.NONE: "not locked",
    Lock.RESOURCE: "technician locked",
    Lock.TIME: "time locked",
    Lock.TIME_RANGE: "window locked",
    Lock.RESOURCE_AND_TIME: "technician and time locked",
    Lock.NO_AUTO: "no automation",
}


def symbol(glyphs: Glyphs, name: str) -> str:
    """The symbol of a name in this set."""
    return str(getattr(glyphs, name, " "))


def clock(at_s: float | None, zone: str, now_s: float | None = None) -> str:
    """A local time as 14:05; with its day in front when that is not the day of `now_s`."""
    if at_s is None:
        return ""
    then = local(int(at_s), zone)
    if now_s is not None and then.date() != local(int(now_s), zone).date():
        days = abs(at_s - now_s) / DAY
        return then.strftime("%a %H:%M") if days < 6 else then.strftime("%d %b")
    return then.strftime("%H:%M")


def span(seconds: float | None) -> str:
    """How long, as 42m, 1:05 or 2d 3h."""
    if seconds is None:
        return ""
    minutes = int(abs(seconds) // MINUTE)
    sign = "-" if seconds < 0 and minutes else ""
    if minutes < 60:
        return f"{sign}{minutes}m"
    if minutes < 24 * 60:
        return f"{sign}{minutes // 60}:{minutes % 60:02}"
    return f"{sign}{minutes // (24 * 60)}d {minutes // 60 % 24}h"


def expected(spread: Spread | None, at_s: int | None, zone: str, now_s: int) -> str:
    """When something will probably happen, and by how many minutes later it may be in one of five cases: 15:50 +9."""
    if spread is None:
        return clock(at_s, zone, now_s)
    more_s = spread.p80_s - spread.p50_s
    more = f" +{more_s // MINUTE}" if more_s < 100 * MINUTE else f" +{round(more_s / HOUR)}h"
    return f"{clock(spread.p50_s, zone, now_s)}{more if more_s >= MINUTE else ''}"


def between(spread: Spread, zone: str, now_s: int) -> str:
    """The moments between which something happens in eight of ten cases; nothing where there is no doubt."""
    if spread.p90_s - spread.p10_s < MINUTE:
        return ""
    return f"{clock(spread.p10_s, zone, now_s)} to {clock(spread.p90_s, zone, spread.p10_s)}"


def act_by(at_s: int | None, outlook: str, zone: str, now_s: int) -> str:
    """Until when to act, with the minutes left within the hour; `lost` where no act helps any more."""
    if outlook == LOST:
        return "lost"
    if at_s is None:
        return ""
    left_s = at_s - now_s
    return f"{clock(at_s, zone, now_s)}{f' {span(left_s)}' if 0 <= left_s < HOUR else ''}"


def outlook_words(outlook: str) -> str:
    """What there is still to be done about it, where that is not plain: cannot be saved, or only by breaking a rule."""
    return "cannot be saved" if outlook == LOST else "" if outlook == NOTHING_NEEDED else words(outlook)


def short(seconds: int) -> str:
    """How long in at most four letters: 42m, 9:05, 11h, 2d."""
    if seconds < 10 * HOUR:
        return span(seconds)
    return f"{seconds // HOUR}h" if seconds < 2 * DAY else f"{seconds // DAY}d"


def margin(seconds: float | None) -> str:
    """How much time is left, with its sign: +42m, -1:05."""
    if seconds is None:
        return ""
    text = span(seconds)
    return text if text.startswith("-") else f"+{text}"


def to_spare(standing: Standing) -> str:
    """What is to spare, with its sign; where that is only time left, and nobody is expected, it says so.

    Of what nobody has and nobody would keep it is what the best arrival has to spare, or by how much it is late.
    """
    if standing.margin_s is None:
        return "nobody" if standing.outlook == LOST else ""
    runs = standing.eta_s is not None and not standing.paused
    if runs or standing.at_best or standing.margin_s < 0:
        return margin(standing.margin_s)
    return f"{short(standing.margin_s)} left"


def age(seconds: float) -> str:
    """How long ago, short: 12s, 4m, 2:10."""
    return f"{max(0, int(seconds))}s" if seconds < MINUTE else span(seconds)


def words(name: str) -> str:
    """A code as words: two_person_lift becomes two person lift."""
    return name.replace("_", " ").replace("-", " ").lower()


def needs(skills: tuple[SkillNeed, ...]) -> str:
    """The skills needed, as PLUMB 2, GAS."""
    return ", ".join(f"{need.skill} {need.level}" if need.level > 1 else str(need.skill) for need in skills)


def state_word(visit: Visit) -> str:
    """The word for a visit's state."""
    return STATES[visit.state][0]
