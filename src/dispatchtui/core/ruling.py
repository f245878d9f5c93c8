"""What the office decides for many visits at once: policies, capacity, weather, desk areas.

Units: instants epoch seconds, wall clock minutes after local midnight, dates as 2026-11-21.
"""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.parts import Hours, Part, TerritoryId, Window
from dispatchtui.core.row import Row
from dispatchtui.core.sites import Opening


class Rules(Part, frozen=True, kw_only=True):
    """What a policy may set; absent means that it says nothing about it.

    `freeze_s` before the planned travel start automation moves nothing. `tight_s` of missing travel
    a dispatcher may risk. `legal` are the hours nobody may exceed. `alone_s` is the longest that one
    person may be on a site alone. `fresh_s` is how old a position may be. `routing` are methods in
    order (territory, skill, round_robin, account_owner, last_touch). `working` are the hours of
    business; outside them who is on call may be sent, inside only if `on_call_in_hours`.
    `most_bumps` a visit may be displaced without a reason. Notices: `eta_change_s` a customer is
    told of, not before `earliest_message_min` or after `latest_message_min` of the site's day.
    Booking: `notice_s` and `lead_s` before the arrival, `cancel_notice_s`, `most_reschedules`,
    `blackouts` and `holidays` on which nothing is sold. Risk: a visit is at risk from `risk_percent` of
    breach on, and an act saves it that keeps its word with `keep_percent`; work overruns from `grace_s` after
    its p50; a step is missing after `stale_s`, an acknowledgement after `no_ack_s`; a snooze lasts
    `snooze_s`, and what nobody acknowledges within `escalate_s` is escalated once time presses. Proposals: those for
    the disruptions in `auto_accept` may be applied by automation, where the best costs at least `auto_margin_s` seconds
    of travel less than the next.
    """

    freeze_s: int | None = None
    tight_s: int | None = None
    legal: Hours | None = None
    alone_s: int | None = None
    fresh_s: int | None = None
    routing: tuple[str, ...] | None = None
    working: tuple[Opening, ...] | None = None
    on_call_in_hours: bool | None = None
    most_bumps: int | None = None
    eta_change_s: int | None = None
    earliest_message_min: int | None = None
    latest_message_min: int | None = None
    notice_s: int | None = None
    lead_s: int | None = None
    cancel_notice_s: int | None = None
    most_reschedules: int | None = None
    blackouts: tuple[Window, ...] | None = None
    holidays: tuple[str, ...] | None = None
    risk_percent: int | None = None
    keep_percent: int | None = None
    grace_s: int | None = None
    stale_s: int | None = None
    no_ack_s: int | None = None
    snooze_s: int | None = None
    escalate_s: int | None = None
    auto_accept: tuple[str, ...] | None = None
    auto_margin_s: int | None = None


class Policy(Row, frozen=True, kw_only=True):
    """Rules with a scope and a time: company, territory, team or work type, the narrower one wins.

    `text` says it in plain language and `on_exception` what happens when it is broken.
    """

    TABLE: ClassVar[str] = "policies"
    name: str = ""
    scope: str = "company"
    scope_id: str = ""
    from_s: int | None = None
    until_s: int | None = None
    text: str = ""
    on_exception: str = ""
    rules: Rules = Rules()


class CapacityCell(Row, frozen=True, kw_only=True):
    """The limits of one territory, category of work and slot; what is offered and sold is derived.

    `category` is a skill or a work type, empty for all. `close_at_s` ends the selling of it,
    `stop_at_percent` of what is offered is the most that is sold, `reserved_s` of it is kept for the
    work of one class (`reserved_for`: a work type, a tier or a priority such as P1).
    """

    TABLE: ClassVar[str] = "capacity_cells"
    territory: TerritoryId
    category: str = ""
    start_s: int
    end_s: int
    closed: bool = False
    close_at_s: int | None = None
    stop_at_percent: int = 100
    reserved_for: str = ""
    reserved_s: int = 0
    reason: str = ""


class WeatherAlert(Row, frozen=True, kw_only=True):
    """Weather over a territory in which work outdoors is not safe."""

    TABLE: ClassVar[str] = "weather_alerts"
    territory: TerritoryId
    start_s: int
    end_s: int
    kind: str = ""


class Desk(Row, frozen=True, kw_only=True):
    """A dispatcher's area: its territories, and who sits at it since when."""

    TABLE: ClassVar[str] = "desks"
    name: str = ""
    territories: tuple[TerritoryId, ...] = ()
    holder: str = ""
    since_s: int | None = None
    note: str = ""
