"""How one stop of a technician really went, from setting out to its end.

Units: instants epoch seconds, durations seconds.
"""

from __future__ import annotations

from msgspec import Struct

DONE, INCOMPLETE, NO_ACCESS = "done", "incomplete", "no_access"
"""How a stop ended."""

STALE, LUMP, LATE, ORDER, QUICK, REOPENED, UNPLANNED, UNSEEN = (
    "stale", "lump", "late", "order", "quick", "reopened", "unplanned", "unseen",
)  # fmt: skip
"""Why nothing is learned from a stop.

stale: a step is missing for hours; lump: several steps were reported at once; late: a step was reported long
after it happened; order: an end before its begin; quick: too short to be true; reopened: said to be done and
taken back, and not at once; unplanned: nobody knew how long it takes; unseen: its begin was not followed.
"""


class Observation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stop as it went; small, and the same from the same facts.

    `id` names the attempt: a later observation of the same id takes the place of an earlier one. Nothing is
    learned from one that is `excluded`; `corrected` tells that it was said to be done before. `planned_s` and
    `p80_s` were planned before any extension, `by_type` tells that this was the kind of work's usual duration.
    `estimate_s` is the travel estimate, absent where either place is unknown. `ready_s` is when the technician
    was free to set out, absent where a break, an absence or another plan in between makes that uncertain, and
    `planned_leave_s` when the plan asked to. `extended_by_s` is what the first report added, at `extended_s`.
    `waited_s` is how long the promise was still to begin on arrival.
    """

    id: str
    visit_id: str
    work_type: str = ""
    territory: str = ""
    technician_id: str = ""
    day: str = ""
    ended: str = DONE
    planned_s: int = 0
    p80_s: int = 0
    by_type: bool = False
    estimate_s: int | None = None
    released_s: int | None = None
    accepted_s: int | None = None
    en_route_s: int | None = None
    on_site_s: int | None = None
    working_s: int | None = None
    done_s: int | None = None
    ready_s: int | None = None
    planned_leave_s: int | None = None
    waited_s: int = 0
    pauses: tuple[int, ...] = ()
    extended_s: int | None = None
    extended_by_s: int = 0
    corrected: bool = False
    on_behalf: bool = False
    excluded: str = ""

    @property
    def clean(self) -> bool:
        """Whether something is learned from it."""
        return not self.excluded

    @property
    def drive_s(self) -> int | None:
        """How long the way took."""
        if self.en_route_s is None or self.on_site_s is None:
            return None
        return self.on_site_s - self.en_route_s

    @property
    def work_s(self) -> int | None:
        """How long the work took, without its pauses; nothing where it was not done."""
        if self.ended != DONE or self.working_s is None or self.done_s is None:
            return None
        return self.done_s - self.working_s - sum(self.pauses)


class Exposure(Struct, frozen=True, kw_only=True):
    """How many hours of shifts were watched, and how often somebody fell ill during one."""

    hours: float = 0.0
    absences: int = 0
