"""Which rules hold for a piece of work: the narrowest policy that is in force says so.

Policies are rows like any other, so console and server always judge alike; a change takes effect
with its event.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Opening, Policy, Rules, Technician, Visit

SCOPES = ("company", "territory", "team", "work_type")
"""From the widest to the narrowest; the narrower one has the last word."""
ROUTING = ("territory", "skill", "round_robin", "account_owner", "last_touch")
"""The routing methods there are."""

DEFAULTS = Rules(
    freeze_s=30 * 60,
    tight_s=10 * 60,
    fresh_s=10 * 60,
    routing=("territory", "skill"),
    working=(Opening(weekdays=(0, 1, 2, 3, 4), opens_min=7 * 60, closes_min=18 * 60),),
    on_call_in_hours=False,
    most_bumps=1,
    eta_change_s=20 * 60,
    earliest_message_min=8 * 60,
    latest_message_min=21 * 60,
    risk_percent=20,
    keep_percent=80,
    grace_s=5 * 60,
    stale_s=90 * 60,
    no_ack_s=10 * 60,
    snooze_s=10 * 60,
    escalate_s=10 * 60,
    auto_accept=(),
    auto_margin_s=10 * 60,
)
"""What holds where no policy says otherwise."""
_ALWAYS = 1 << 62


class _Known(Struct, frozen=True):
    """Rules that were worked out, and the span of time in which nothing about them changes."""

    from_s: int
    until_s: int
    rules: Rules


def rules_for(board: Board, at_s: int, *, territory: str = "", team: str = "", work_type: str = "") -> Rules:
    """The rules in force at a moment for one territory, team and work type; every field of `DEFAULTS` is set.

    Cost: a look-up, once worked out for a scope and until a policy begins, ends or changes.
    """
    policies = board.indexes.policies
    if not policies:
        return DEFAULTS
    key = (territory, team, work_type)
    known: _Known | None = board.indexes.rules.get(key)
    if known is None or not known.from_s <= at_s < known.until_s:
        known = _work_out(policies, at_s, {"company": "", "territory": territory, "team": team, "work_type": work_type})
        board.indexes.rules[key] = known
    return known.rules


def rules_of(board: Board, visit: Visit, technician: Technician | None, at_s: int) -> Rules:
    """The rules in force for a visit, and for the technician it is judged with."""
    if not board.indexes.policies:
        return DEFAULTS
    order = board.work_orders.get(visit.work_order_id)
    return rules_for(board, at_s, territory=visit.territory, team=technician.team if technician else "",
                     work_type=order.work_type if order else "")  # fmt: skip


def _work_out(policies: Iterable[Policy], at_s: int, names: dict[str, str]) -> _Known:
    from_s, until_s, rules = -_ALWAYS, _ALWAYS, DEFAULTS
    mine = [each for each in policies if each.scope in names and each.scope_id == names[each.scope]]
    for policy in sorted(mine, key=_breadth):
        begins_s = -_ALWAYS if policy.from_s is None else policy.from_s
        ends_s = _ALWAYS if policy.until_s is None else policy.until_s
        for moment_s in (begins_s, ends_s):
            if moment_s <= at_s:
                from_s = max(from_s, moment_s)
            else:
                until_s = min(until_s, moment_s)
        if begins_s <= at_s < ends_s:
            rules = _over(rules, policy.rules)
    return _Known(from_s, until_s, rules)


def _breadth(policy: Policy) -> tuple[int, int, str]:
    return SCOPES.index(policy.scope), policy.from_s if policy.from_s is not None else -_ALWAYS, policy.id


def _over(wide: Rules, narrow: Rules) -> Rules:
    said = {name: value for name in Rules.__struct_fields__ if (value := getattr(narrow, name)) is not None}
    return replace(wide, **said) if said else wide
