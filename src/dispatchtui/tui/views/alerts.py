"""What somebody has to know of in time, one row for a cause: until when to act, what about, and who has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dispatchtui.constraints.words import names
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Alert, Visit
from dispatchtui.tui.fields import VisitAsked
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Line, Piece, ViewRow, presence
from dispatchtui.tui.views.index import BANDS as BAND_ORDER
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.proposals import ways
from dispatchtui.tui.views.standing import NOTHING_DUE
from dispatchtui.tui.views.words import (
    BAND_WORDS,
    BANDS,
    KIND_WORDS,
    LOST,
    act_by,
    clock,
    expected,
    outlook_words,
    symbol,
    words,
)

if TYPE_CHECKING:
    from dispatchtui.risk.findings import Finding

MOST_NAMED = 4
"""So many visits that an alert covers are named."""
SOON_S = 60 * 60
"""An act that is needed within this is told in bold."""


def ids(picture: Picture, wanted: Filter[Any] | None = None) -> list[str]:
    """The causes in the order in which somebody has to act; a filter asks about the visit that is worst off."""
    visits = picture.board.visits
    gone = {each.id for each in picture.attention.found
            if each.visit_id in visits and visits[each.visit_id].state in ENDED}  # fmt: skip
    return [each.id for each in picture.attention.found
            if each.id not in gone and (wanted is None or _accepted(picture, each, wanted))]  # fmt: skip


def row(picture: Picture, alert_id: str) -> ViewRow:
    """One cause as a row. Raises: LookupError when nothing was ever known of it."""
    found = picture.attention.by_id[alert_id]
    over = alert_id not in picture.attention.present
    alert = picture.attention.alert_of(picture.board, found)
    visit = picture.board.visits.get(found.visit_id)
    standing = picture.standing(visit) if visit is not None else NOTHING_DUE
    plain = "dim" if over else "pending" if picture.is_pending("alerts", alert_id) else "text"
    zone, now_s = picture.zone, picture.known_s  # while the feed is silent nothing comes nearer
    band, style = _band(picture, found)
    lost = found.outlook == LOST
    soon = found.act_by_s is not None and found.act_by_s - now_s < SOON_S
    mark, life_words = life(picture, alert)
    name = found.visit_id or words(found.subject.partition("/")[2])
    return ViewRow(
        alert_id,
        {
            "band": ("over", "dim") if over else (band, style),
            "id": (f"{name}+{len(found.others)}" if found.others else name, plain),
            "actby": (act_by(found.act_by_s, found.outlook, zone, now_s),
                      plain if over else "late" if lost else "strong" if soon else plain),
            "risk": (f"{found.percent}%" if found.percent is not None else "", plain if over else style),
            "eta": (expected(standing.expected, standing.eta_s, zone, now_s), plain),
            "cause": (found.cause or KIND_WORDS.get(found.kind, ""), plain),
            "outlook": (outlook_words(found.outlook) or ways_of(picture, found), "late" if lost else "notice"),
            "marks": (mark + (picture.glyphs.present if found.visit_id in picture.present else ""), "notice"),
            "life": (life_words, "dim" if alert is not None and alert.acknowledged_s is not None else "notice"),
        },
    )  # fmt: skip


def ways_of(picture: Picture, found: Finding) -> str:
    """That the key for proposals has something for an entry."""
    number = picture.ways.get(found.subject) or picture.ways.get(f"visits/{found.visit_id}", 0)
    return ways(number)


def life(picture: Picture, alert: Alert | None) -> tuple[str, str]:
    """What has become of an alert, as a symbol and in words: seen by somebody, quiet until then, passed on."""
    if alert is None:
        return "", ""
    glyphs, told = picture.glyphs, []
    if alert.acknowledged_s is not None:
        told.append((glyphs.done, f"seen by {presence.named(picture, alert.acknowledged_by)}"))
    if alert.snoozed_until_s is not None and alert.snoozed_until_s > picture.known_s:
        told.append((glyphs.held, f"quiet until {clock(alert.snoozed_until_s, picture.zone, picture.now_s)}"))
    if alert.escalated_s is not None:
        told.append((glyphs.more, f"passed on to {words(alert.escalated_to)}"))
    return (told[0][0] if told else ""), ", ".join(word for _, word in told)


def entry_of(picture: Picture, visit: Visit) -> Finding | None:
    """The entry to which a visit belongs as it stands."""
    return picture.attention.entry_of(visit.id, picture.standing(visit).cause_id)


def called(found: Finding) -> str:
    """What an entry is about, in a few words: V13 runs over, or V60 (not placed)."""
    name, cause = found.subject.partition("/")[2], found.cause or KIND_WORDS.get(found.kind, found.kind)
    return cause if name in cause.split() else f"{name} ({cause})"


def covers(found: Finding) -> str:
    """Which visits an entry is about besides the one that it is called by."""
    own = found.subject.partition("/")[2]
    visits = [each for each in dict.fromkeys((found.visit_id, *found.others)) if each not in ("", own)]
    more = len(visits) - MOST_NAMED
    told = names(visits) if more <= 0 else f"{', '.join(visits[:MOST_NAMED])} and {more} more"
    return f"; it covers {told}" if visits else ""


def standing_alert(picture: Picture, subject: str) -> Alert | None:
    """Of the alerts that stand for a visit or a technician, the one that needs somebody first."""
    name = subject.partition("/")[2]
    found = [each for each in picture.board.tables["alerts"].values()
             if each.subject == subject or (subject.startswith("visits/") and each.visit_id == name)]  # fmt: skip
    return min(found, key=lambda each: (each.subject != subject, each.act_by_s or 1 << 40, each.id), default=None)


def strip(picture: Picture) -> Line:
    """What needs somebody first in one line, for screens without room for the pane."""
    first = picture.attention.found[:4]
    if not first:
        return ((f" {picture.glyphs.ok} nothing late or at risk", "bar"),)
    pieces: list[Piece] = []
    for found in first:
        name = found.visit_id or found.subject.partition("/")[2]
        until = act_by(found.act_by_s, found.outlook, picture.zone, picture.known_s)
        said = f"act by {until}" if until and found.outlook != LOST else until
        alarm = found.band is not None and found.band.value in BAND_ORDER[:2]
        parts = (_band(picture, found)[0], name, said, found.cause)
        pieces.append((f" {' '.join(part for part in parts if part)} ", "bar.alarm" if alarm else "bar"))
    return tuple(pieces)


def _band(picture: Picture, found: Finding) -> Piece:
    """The band's symbol and word; of what has none, the kind of alert."""
    if found.band is None:
        return (f"{picture.glyphs.conflict} {KIND_WORDS.get(found.kind, found.kind)}", "notice")
    sign, style = BANDS[found.band.value]
    return (f"{symbol(picture.glyphs, sign)} {BAND_WORDS[found.band.value]}", style)


def _accepted(picture: Picture, found: Finding, wanted: Filter[Any]) -> bool:
    visit = picture.board.visits.get(found.visit_id)
    return visit is not None and wanted.accepts(VisitAsked(picture, visit))
