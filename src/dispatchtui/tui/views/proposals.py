"""What is offered for what makes the plan wrong: causes, the ways out of one, and what each row of a way does.

Never: a grade that only a colour tells; a row that moves because something newer came.
Why: whoever accepts with one key must have seen before what it does, to whom, and what it costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.disrupting import KEEP, KINDS
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Option, Proposal, Row
from dispatchtui.tui.views import Line, Piece, ViewRow, effects
from dispatchtui.tui.views.naming import names
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import act_by, clock, margin

GRADES: Final[dict[str, tuple[str, str]]] = {GREEN: ("green", "ok"), REVIEW: ("review", "notice"),
                                             HARD: ("hard", "late")}  # fmt: skip
"""Each grade's word and style."""
SHORT: Final = {
    "TECH_LATE_START": "late start", "TECH_AHEAD": "is early", "TECH_UNREACHABLE": "unreachable",
    "NO_ACK": "not accepted", "OVERRUN_REPORTED": "runs over", "OVERRUN_PROJECTED": "may run over",
    "STATUS_STALE": "no report", "TRAVEL_DELAY": "held up", "ROAD_CLOSED": "road closed", "WEATHER": "bad weather",
    "STOCK_WRONG": "less in stock", "SKILL_WRONG": "other skill", "ADDRESS_WRONG": "elsewhere",
    "CUSTOMER_RESCHEDULE": "other time", "CUSTOMER_NO_SHOW": "not there", "EMERGENCY_NEW": "emergency",
    "WALK_IN": "walk-in", "PRIORITY_RAISED": "more urgent", "CERT_EXPIRED": "certificate",
    "CALENDAR_BLOCK": "other duty", "DOUBLE_BOOK_FOUND": "booked twice", "SYNC_CONFLICT": "contradicts",
    "CAPACITY_CLOSED": "slot closed", "UNPLACED": "has nobody", "AT_RISK": "at risk", "BUMPED": "made room",
}  # fmt: skip
"""Causes in the words that a narrow list has room for; the others have room for their own."""
STALE = "stale"
LIKELY = 50
"""From this percentage on a word is likelier broken than kept."""
MOST_WORSE = 6
"""Visits of one kind that are named as worse off, on a line of its own."""
WORKING = "working…"


def sign(picture: Picture, grade: str) -> str:
    """The symbol of a grade."""
    return {GREEN: picture.glyphs.done, REVIEW: "?"}.get(grade, "!")


def rows(picture: Picture, option: Option, overtaken: Mapping[int, Sequence[str]]) -> tuple[ViewRow, ...]:
    """The rows of an option; of those that the board has `overtaken` it is said at once."""
    return tuple(_row(picture, number, each, overtaken.get(number, ())) for number, each in enumerate(option.rows))


def row_id(number: int, row: Row) -> str:
    """The identity of a row while its option is shown."""
    return f"{number}:{row.visit_id}"


def _row(picture: Picture, number: int, row: Row, overtaken: Sequence[str]) -> ViewRow:
    word, style = GRADES[row.grade]
    grade = (f"{sign(picture, row.grade)} {word}", style)
    if overtaken:  # what only happened around it may well leave it as it is
        gone = _moved(overtaken)
        grade = (
            (f"{picture.glyphs.conflict} {STALE}", "error") if gone else (f"{picture.glyphs.pending} {word}", "notice")
        )
    others = {move.visit_id for act in row.acts for move in moves_of(act)} - {row.visit_id}
    sentence = _overtaken(overtaken) if overtaken else row.sentence
    told = len({each.visit_id for each in row.effects.notices})
    return ViewRow(
        row_id(number, row),
        {
            "grade": grade,
            "id": (f"{row.visit_id}+{len(others)}" if others else row.visit_id, "strong"),
            "move": (_move(picture, row), "text" if row.acts else "dim"),
            "there": (clock(row.arrival_s, picture.zone, picture.now_s), "text"),
            "sla": _sla(row, picture.glyphs.arrow),
            "risk": _risk(row, picture.glyphs.arrow),
            "drive": (_more(row.effects.travel_s), "text"),
            "over": (_more(row.effects.overtime_s), "notice" if row.effects.overtime_s >= 60 else "text"),
            "tells": (str(told) if told else "", "text"),
            "asks": (", ".join(_asked(each) for each in row.asks), "notice"),
            "why": (sentence, "error" if overtaken else "dim"),
        },
    )


def _move(picture: Picture, row: Row) -> str:
    """From whom and when to whom and when."""
    zone, now_s = picture.zone, picture.now_s
    visit = picture.board.visits.get(row.visit_id)
    line = visit.crew[0] if visit is not None and visit.crew else None
    there = line is not None and line.technician_id == row.was_technician_id  # else it has been moved since
    former = f"{row.was_technician_id} {clock(line.start_s, zone, now_s) if line is not None and there else ''}".strip()
    if not row.acts:
        return former or "queue"
    later = f"{row.technician_id} {clock(row.start_s, zone, now_s)}" if row.technician_id else "queue"
    return f"{former or 'queue'} {picture.glyphs.arrow} {later}"


def _sla(row: Row, arrow: str) -> Piece:
    """What is to spare of the visit's most pressing clock, before and after."""
    found = next((each for each in row.effects.slas if each.visit_id == row.visit_id), None)
    late = row.late_s >= 60
    if found is None:
        return (f"{margin(-row.late_s)}" if late else "", "late" if late else "text")
    before, after = margin(found.was_margin_s) or "none", margin(found.margin_s) or "none"
    missed = found.margin_s is not None and found.margin_s < 0
    return (f"{before} {arrow} {after}", "late" if missed else "text")


def _risk(row: Row, arrow: str) -> Piece:
    """At which percentage the visit breaks its word, before and after."""
    before = f"{row.was_percent}%" if row.was_percent is not None else ""
    after = f"{row.percent}%" if row.percent is not None else ""
    if not (before or after):
        return ("", "dim")
    worse = row.percent is not None and row.was_percent is not None and row.percent > row.was_percent
    return (f"{before or '-'}{arrow}{after or '-'}", "notice" if worse else "text")


def _more(seconds: int) -> str:
    return margin(seconds) if abs(seconds) >= 60 else ""


def _asked(ask: str) -> str:
    return ask.removeprefix("override: ").replace("_", " ")


def _moved(keys: Sequence[str]) -> str:
    """The first visit among the rows of the board that changed."""
    return next((key.partition("/")[2] for key in keys if key.startswith("visits/")), "")


def _overtaken(keys: Sequence[str]) -> str:
    if _moved(keys):
        return f"Overtaken: {_moved(keys)} was changed since this was found."
    days = ", ".join(dict.fromkeys(key.partition("/")[2].partition(":")[0] for key in keys))
    return f"The day of {days} has changed since this was found: it is checked again before it is done."


def title(proposal: Proposal | None, waiting: str, place: tuple[int, int], newer: bool) -> str:
    """Which cause of how many, and what is wrong."""
    number = f"PROPOSALS {place[0]} of {place[1]}" if place[1] else "PROPOSALS"
    mark = "  newer: r" if newer else ""
    said = proposal.disruption.sentence or name(proposal) if proposal is not None else f"{waiting}: {WORKING}"
    return f"{number}{mark}  {said}"


def name(proposal: Proposal) -> str:
    """A cause in a few words: T04 is away."""
    found = proposal.disruption
    subject = found.subject.partition("/")[2]
    if found.kind == "OPTIMISE":
        return f"plan {' '.join(map(_day, subject.split()))}"
    kind = KINDS.get(found.kind)
    return f"{subject} {SHORT.get(found.kind) or (kind.words if kind is not None else found.kind.lower())}"


def _day(word: str) -> str:
    """A date as Mon 21 Oct; any other word as it is."""
    try:
        return date.fromisoformat(word).strftime("%a %d %b")
    except ValueError:
        return word


def side(picture: Picture, causes: Iterable[tuple[str, Proposal | None]], at: str, width: int) -> list[Line]:
    """The causes in the order in which somebody has to act, each with the number of its options."""
    lines: list[Line] = []
    for cause, each in causes:
        until_s = each.disruption.act_by_s if each is not None else None
        until = act_by(until_s, "", picture.zone, picture.known_s).partition(" ")[0]
        count = str(len(each.options)) if each is not None and each.options else "-"
        here = cause == at
        called = name(each) if each is not None else cause.partition(":")[2]
        text = f"{picture.glyphs.cursor if here else ' '}{until:>5} {called}"
        style = "title.focus" if here else "text"
        lines.append(((_fit(text, width - len(count) - 2), style), (f" {count} ", style)))
    return lines


def _fit(text: str, cells: int) -> str:
    return text[:cells].ljust(cells) if len(text) <= cells else f"{text[: cells - 1]}~"


def options(picture: Picture, proposal: Proposal | None, at: int) -> Line:
    """The ways out beside each other, each with its digit and how many rows of each grade it has."""
    if proposal is None or not proposal.options:
        said = proposal.sentence if proposal is not None and proposal.final else WORKING
        return ((f" {said or 'No way out was found.'}", "notice"),)
    pieces: list[Piece] = []
    for number, (called, each) in enumerate(zip(names(picture, proposal.options), proposal.options, strict=True)):
        counts = " ".join(f"{sign(picture, grade)}{found}" for grade in GRADES
                          if (found := sum(row.grade == grade for row in each.rows)))  # fmt: skip
        text = f" {number + 1} {called} {counts} "
        pieces += [(text, "title.focus" if number == at else "bar"), (" ", "text")]
    if not proposal.final:
        pieces.append((f" {WORKING}", "dim"))
    return tuple(pieces)


def keys(option: Option | None, gone: Collection[int] = ()) -> Line:
    """What the keys would accept, how sure the words are that it touches, and what it costs; `gone` were overtaken."""
    if option is None:
        return ((" ", "text"),)
    standing = [each for number, each in enumerate(option.rows) if number not in gone and each.acts]
    doing, green = len(standing), sum(each.green for each in standing)
    all_of = f"y accepts {doing} of {len(option.rows)} rows" if len(option.rows) > 1 else "y accepts it"
    all_of += f", Y the {green} green" if green else ""
    if not doing:
        all_of = "y: the plan stays" if option.kind == KEEP else "nothing to accept: a person decides"
        all_of = "nothing to accept any more: r looks again" if gone and option.kind != KEEP else all_of
    known = option.confidence and (doing or option.kind == KEEP)
    sure = f"{round(100 * option.confidence)}% sure to keep every word" if known else ""
    return ((f" {'; '.join(part for part in (all_of, sure) if part)}", "strong"),)


def worse(option: Option | None) -> Line:
    """What an option makes worse, by name: late for certain, or likelier than not; nothing where nothing is."""
    if option is None or option.brief or not any(each.acts for each in option.rows):
        return ()
    likely = {row.visit_id: row.percent for row in option.rows if row.percent is not None and row.percent >= LIKELY
              and (row.was_percent is None or row.was_percent < LIKELY)}  # fmt: skip
    told = "; ".join(effects.losses(option.effects, likely, most=MOST_WORSE))
    return ((f" {told}", "late"),) if told else ()


def comes_to(option: Option | None) -> Line:
    """What an option changes beside that and its own rows, counted."""
    if option is None or not any(each.acts for each in option.rows):
        return ((" ", "text"),)
    if option.brief:
        return ((" its effects are being counted", "notice"),)
    told = ", ".join(effects.changes(option.effects))
    return ((f" {told or 'nothing else changes'}", "text"),)


def ways(number: int) -> str:
    """That the key for proposals has something here."""
    return f"p: {number} way{'' if number == 1 else 's'} out" if number else ""
