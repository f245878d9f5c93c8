"""The disruptions there are: what makes a plan wrong, who may raise it, what is offered for it, and who may be told.

A disruption is read off the board, never stored: whoever looks at the same board sees the same ones. What somebody
said to what was offered for one is an `Answer`, a row.

Source: the list of disruptions of field service dispatch; the options of each are those a good dispatcher thinks of.
"""

from __future__ import annotations

from msgspec import Struct

MOVE, SWAP, RESEQUENCE, LATER, ANOTHER_DAY = "move", "swap", "resequence", "later", "another_day"
MEET, DEPOT, RETURN_VISIT, BUMP, BACKFILL, KEEP = "meet", "depot", "return_visit", "bump", "backfill", "keep_and_tell"
REPLAN, HUMAN = "replan", "human"

OPTIONS: dict[str, str] = {
    MOVE: "somebody else takes it",
    SWAP: "two people change places",
    RESEQUENCE: "the same people in another order",
    LATER: "the same people later today",
    ANOTHER_DAY: "another day, if the customer agrees",
    MEET: "somebody who has the part brings it, or is met",
    DEPOT: "the part is fetched from a depot",
    RETURN_VISIT: "a second visit, with the part set aside",
    BUMP: "something less urgent makes room",
    BACKFILL: "work that waits takes the time that became free",
    KEEP: "the plan stays, and whoever waits is told",
    REPLAN: "several of these together",
    HUMAN: "somebody has to decide",
}
"""What may be offered, in the words of the desk."""


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of disruption.

    `raised_by` are roles, or automation where the board shows it by itself. `freezes` is what automation leaves alone
    at once. `options` are kinds of option in the order in which they are thought of; `tells` who may have to be told.
    """

    words: str
    raised_by: tuple[str, ...]
    freezes: str = ""
    options: tuple[str, ...]
    tells: tuple[str, ...] = ()


_DESK = ("dispatcher", "lead", "on_call")
_FIELD = ("technician", *_DESK)
_OFFICE = ("csr", "scheduler", *_DESK)
_SEEN = ("automation", *_FIELD)

KINDS: dict[str, Kind] = {
    "TECH_SICK": Kind(words="is away", raised_by=_FIELD, freezes="the day of whoever is away",
                      options=(REPLAN, MOVE, BUMP, LATER, ANOTHER_DAY, MEET, HUMAN), tells=("customer", "technician")),
    "TECH_LATE_START": Kind(words="begins late", raised_by=_SEEN,
                            options=(RESEQUENCE, MOVE, SWAP, KEEP), tells=("customer",)),
    "TECH_AHEAD": Kind(words="is ahead of the plan", raised_by=_SEEN, options=(BACKFILL, MOVE, RESEQUENCE)),
    "TECH_UNREACHABLE": Kind(words="cannot be reached", raised_by=_SEEN, options=(MOVE, REPLAN, KEEP)),
    "REJECTED": Kind(words="was rejected", raised_by=_FIELD,
                     options=(MOVE, SWAP, BUMP, LATER, ANOTHER_DAY), tells=("customer",)),
    "NO_ACK": Kind(words="is not acknowledged", raised_by=("automation",), options=(MOVE, SWAP, KEEP)),
    "OVERRUN_REPORTED": Kind(words="runs over, as was reported", raised_by=_FIELD, freezes="the running visit",
                             options=(MOVE, SWAP, RESEQUENCE, BUMP, KEEP), tells=("customer",)),
    "OVERRUN_PROJECTED": Kind(words="will probably run over", raised_by=("automation",), freezes="the running visit",
                              options=(MOVE, SWAP, RESEQUENCE, KEEP), tells=("customer",)),
    "STATUS_STALE": Kind(words="has reported nothing for long", raised_by=("automation",), options=(MOVE, KEEP)),
    "TRAVEL_DELAY": Kind(words="is held up on the way", raised_by=_SEEN,
                         options=(MOVE, SWAP, RESEQUENCE, KEEP), tells=("customer",)),
    "ROAD_CLOSED": Kind(words="cannot be reached by road", raised_by=_SEEN,
                        options=(RESEQUENCE, MOVE, LATER, KEEP), tells=("customer",)),
    "WEATHER": Kind(words="is not safe in this weather", raised_by=_SEEN, freezes="work outdoors in the territory",
                    options=(LATER, SWAP, ANOTHER_DAY), tells=("customer", "technician")),
    "VEHICLE_DOWN": Kind(words="has no vehicle", raised_by=_FIELD, freezes="the day of whoever drives it",
                         options=(REPLAN, MOVE, LATER, ANOTHER_DAY, HUMAN), tells=("customer", "technician")),
    "PART_MISSING": Kind(words="lacks a part", raised_by=_FIELD, freezes="the visit",
                         options=(MEET, DEPOT, MOVE, RETURN_VISIT, KEEP), tells=("customer",)),
    "STOCK_WRONG": Kind(words="has less in stock than was thought", raised_by=_FIELD,
                        options=(MEET, DEPOT, MOVE, RETURN_VISIT, KEEP)),
    "SKILL_WRONG": Kind(words="needs another skill", raised_by=(*_FIELD, "csr"), options=(MOVE, SWAP, ANOTHER_DAY)),
    "ADDRESS_WRONG": Kind(words="is somewhere else", raised_by=(*_FIELD, "csr"),
                          options=(RESEQUENCE, MOVE, LATER), tells=("customer",)),
    "NO_ACCESS": Kind(words="let nobody in", raised_by=_FIELD, options=(LATER, ANOTHER_DAY, KEEP), tells=("customer",)),
    "CUSTOMER_CANCEL": Kind(words="was cancelled", raised_by=_OFFICE, options=(BACKFILL, MOVE, RESEQUENCE)),
    "CUSTOMER_RESCHEDULE": Kind(words="is wanted at another time", raised_by=_OFFICE,
                                options=(MOVE, LATER, ANOTHER_DAY), tells=("customer",)),
    "CUSTOMER_NO_SHOW": Kind(words="was not there", raised_by=_FIELD, options=(LATER, ANOTHER_DAY),
                             tells=("customer",)),
    "EMERGENCY_NEW": Kind(words="is an emergency", raised_by=_OFFICE,
                          options=(MOVE, BUMP, LATER), tells=("customer", "technician")),
    "WALK_IN": Kind(words="came in by itself", raised_by=_FIELD, options=(MOVE, LATER, ANOTHER_DAY)),
    "PRIORITY_RAISED": Kind(words="became more urgent", raised_by=_OFFICE,
                            options=(MOVE, SWAP, RESEQUENCE, BUMP, KEEP), tells=("customer",)),
    "CERT_EXPIRED": Kind(words="lacks a valid certificate", raised_by=("automation",),
                         options=(MOVE, SWAP, ANOTHER_DAY)),
    "CALENDAR_BLOCK": Kind(words="has another commitment", raised_by=("integration", *_FIELD),
                           options=(MOVE, SWAP, RESEQUENCE, LATER)),
    "DOUBLE_BOOK_FOUND": Kind(words="is booked twice", raised_by=("automation",), options=(MOVE, LATER, SWAP)),
    "SYNC_CONFLICT": Kind(words="contradicts what was recorded here", raised_by=("automation",), options=(MOVE, HUMAN)),
    "CAPACITY_CLOSED": Kind(words="lies in a slot that was closed", raised_by=_OFFICE,
                            options=(LATER, ANOTHER_DAY, KEEP)),
    "UNPLACED": Kind(words="has nobody yet", raised_by=("automation",), options=(MOVE, BUMP, LATER, ANOTHER_DAY)),
    "AT_RISK": Kind(words="will probably break its word", raised_by=("automation",),
                    options=(MOVE, SWAP, RESEQUENCE, BUMP, KEEP), tells=("customer",)),
    "BUMPED": Kind(words="had to make room", raised_by=("automation",), options=(LATER, MOVE, ANOTHER_DAY),
                   tells=("customer",)),
    "OPTIMISE": Kind(words="is to be planned better", raised_by=("scheduler", *_DESK), options=(REPLAN,)),
}  # fmt: skip
"""Every disruption by its name; the last ones are what the board itself asks for."""

OUTCOMES = ("accepted", "edited", "rejected", "expired", "applied", "undone")
"""What may be said to a proposal; `applied` by automation alone, `undone` of what it applied."""
UNDO_WITHIN_S = 5 * 60
"""For so long what automation applied can be taken back, if nothing of it has begun."""


def proposal_id(trigger: str, subject: str) -> str:
    """The identity of what is offered for a disruption: `TECH_SICK:T04` for what `technicians/T04` causes."""
    return f"{trigger}:{subject.partition('/')[2]}"
