"""How far a search is: the time it took, by how much the plan is better, and how to stop it.

Never: what a search weighs plans by, told as if somebody drove it.
Why: that counts lateness, overtime and change along with driving; what can be checked are these, each for itself.
"""

from __future__ import annotations

from dispatchtui.engine.jobs import Found
from dispatchtui.tui.offered import Running

THOUSAND = 1000


def line(running: Running) -> str:
    """One sentence of a job under way: seconds, tries, and by how many per cent the plan is better."""
    found = running.found
    if found is None:
        return f"{running.title}: working… Esc stops it."
    tried = f", {counted(found.iterations)} tries" if found.iterations else ""
    return f"{running.title}: {found.elapsed_s:.0f} s{tried}{_better(found.first_cost, found.cost)}. Esc stops it."


def brief(running: Running) -> str:
    """The same for the status line, in a few letters."""
    found = running.found
    if found is None:
        return "planning"
    return f"planning {found.elapsed_s:.0f} s {percent(found.first_cost, found.cost)}".rstrip()


def percent(before: float, now: float) -> str:
    """By how much a plan costs less, in per cent of what it cost; nothing where that says nothing."""
    return f"-{100 * (before - now) / before:.1f}%" if before > now > 0 else ""


def counted(number: int) -> str:
    """A number in at most five letters."""
    if number < 10 * THOUSAND:
        return str(number)
    return f"{number // THOUSAND}k" if number < 10 * THOUSAND**2 else f"{number // THOUSAND**2}M"


def _better(before: float, now: float) -> str:
    if not before:
        return ""
    return ", nothing better yet" if now >= before else f", {percent(before, now)[1:]} better"


def told(found: Found) -> str:
    """What came of a search: by how much the plan is better, in how many moves."""
    rows = len(found.option.rows) if found.option is not None else 0
    moves = f"{rows} move{'' if rows == 1 else 's'}"
    better = percent(found.first_cost, found.cost)
    by = f", {better[1:]} better" if better else ""
    return f"{moves}{by}, in {found.elapsed_s:.1f} s."
