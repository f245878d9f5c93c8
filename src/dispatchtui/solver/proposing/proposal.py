"""A proposal: what is offered for one disruption, as a few different options, each made of rows that stand alone.

Units: epoch seconds; costs in seconds of travel, as the objectives price them.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.constraints.effects import Effects
from dispatchtui.core.commands import Command
from dispatchtui.core.parts import Window
from dispatchtui.core.refusals import Violation

GREEN, REVIEW, HARD = "green", "review", "hard"
"""What a row asks of whoever accepts it: nothing; a look (override, consent, a word broken); a way of one's own."""


class Disruption(Struct, frozen=True, kw_only=True):
    """Something that makes the plan wrong, read off the board; `id` is `disrupting.proposal_id(kind, subject)`.

    `visits` are those that it makes wrong, `technicians` those whose day it touches; `act_by_s` and `due_s` are those
    of the visit that presses most. `at_s` is when it came up, as far as the board tells.
    """

    id: str
    kind: str
    subject: str
    visits: tuple[str, ...] = ()
    technicians: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    at_s: int = 0
    due_s: int | None = None
    act_by_s: int | None = None
    sentence: str = ""


class Offer(Struct, frozen=True, kw_only=True):
    """A time on a date that a customer may be offered for a visit: who would come then, and what would be promised."""

    visit_id: str
    technician_id: str
    start_s: int
    promise: Window
    sentence: str


class Out(Struct, frozen=True, kw_only=True):
    """Who or what does not come into question for an option, and why; the visit is told where that is what is out."""

    technician_id: str
    visit_id: str
    constraint: str
    sentence: str


class Row(Struct, frozen=True, kw_only=True):
    """What becomes of one visit, or of those that only go together: acts that stand and fall as one.

    `acts` are done in their order in one request each, the first refused stops the row; none where a person has to find
    a way, as the sentence says. `pre` are the versions it rests on, on the board that was looked at. `asks` names what
    green lacks: `override: <rule>`, `consent`, `recall`, `lock`, `late`. `late_s` is by how much the arrival misses
    what was promised or is due. The percentages are of breach, before and after, where they are known.
    """

    visit_id: str
    kind: str
    grade: str
    acts: tuple[Command, ...] = ()
    pre: dict[str, int] = {}
    technician_id: str = ""
    was_technician_id: str = ""
    start_s: int | None = None
    arrival_s: int | None = None
    late_s: int = 0
    asks: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    effects: Effects = Effects()
    was_percent: int | None = None
    percent: int | None = None
    cost: float = 0.0
    offers: tuple[Offer, ...] = ()
    sentence: str = ""

    @property
    def green(self) -> bool:
        """Whether it breaks nothing and asks nobody."""
        return self.grade == GREEN and bool(self.acts)


class Option(Struct, frozen=True, kw_only=True):
    """One way out, as a whole: its rows in the order in which they are done, what they cost, how sure they are.

    `confidence` (0 to 1) is the chance that every word it touches is kept. `engine` says what found it, `out` who was
    out of the question. One that is `brief` has its acts checked, but its effects are not counted yet: it is shown, and
    accepted only once they are.
    """

    kind: str
    rows: tuple[Row, ...]
    brief: bool = False
    effects: Effects = Effects()
    cost: float = 0.0
    confidence: float = 0.0
    engine: str = ""
    out: tuple[Out, ...] = ()
    sentence: str = ""

    @property
    def grade(self) -> str:
        """The grade of its worst row."""
        grades = [each.grade for each in self.rows]
        return next((each for each in (HARD, REVIEW) if each in grades), GREEN)

    @property
    def green_rows(self) -> tuple[Row, ...]:
        """The rows that may be accepted without a look."""
        return tuple(each for each in self.rows if each.green)


class Proposal(Struct, frozen=True, kw_only=True):
    """What is offered for a disruption on the board at `seq`, the best first; empty options where nothing helps.

    `basis` is a digest of the disruption and its visits as they stood: an answer with another basis is about something
    else. `final` says that nothing better is looked for any more.
    """

    id: str
    disruption: Disruption
    options: tuple[Option, ...] = ()
    basis: str = ""
    seq: int = 0
    at_s: int = 0
    final: bool = False
    sentence: str = ""
