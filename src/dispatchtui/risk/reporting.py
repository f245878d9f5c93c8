"""A report on predictions as people read it: sentences, and the reliability diagram as lines of text.

The diagram has a line for each tenth of probability. Along it lie what was said and what came, so that down the
lines what was said is the diagonal, and what came lies on it as far as the forecast can be trusted.

Shapes: a diagram is as many lines as tenths, one above and one below; none is longer than the width asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dispatchtui.risk.calibration import BINS, EARLY_MIN, Bin, Report, Scored

MARKS: Final = {"unicode": "●│─█", "console": "•│─█", "ascii": "o|-#"}
"""What came, what was said, where it may lie, and the bar of how many, for what a terminal can draw."""
NARROWEST, WIDEST, ROOM_FOR_BARS = 50, 120, 70
"""Cells of a diagram: below the first it is cut, up to the second it grows, from the third on it has bars."""
ENOUGH = 200
"""Predictions that a tenth holds before its gap is told as the largest."""


def sentences(report: Report) -> tuple[str, ...]:
    """What the report comes to: how many, how good, how well calibrated, what the warnings were worth."""
    is_or_are = "is" if report.waiting == 1 else "are"
    aside = f"{report.voided:,} came to nothing and {report.waiting:,} {is_or_are} not known yet."
    if report.brier is None or report.base_rate is None or report.constant is None:
        return (f"No prediction has been scored; {aside}",)
    days = f"{report.days:,} day{'' if report.days == 1 else 's'}"
    broken = f"{report.base_rate:.1%} of what they were about was broken"
    found = [f"{report.n:,} predictions of {days} are scored, and {broken}; {aside}"]
    skill = f"skill {report.skill:.0%}" if report.skill is not None else "too few broken or kept to tell skill"
    spread = f" ({report.brier_low:.4f} to {report.brier_high:.4f} by day)" if report.brier_low is not None else ""
    found.append(f"The Brier score is {report.brier:.4f}{spread}, "
                 f"that of the best constant for each horizon {report.constant:.4f}: {skill}.")  # fmt: skip
    found.append(_gap(report))
    return (*found, *_warned(report))


def diagram(report: Report, width: int, tier: str = "unicode") -> tuple[str, ...]:
    """The reliability diagram in so many cells: what was said against what came, and how many there were."""
    marks = MARKS[tier]
    cells = min(max(width, NARROWEST), WIDEST)
    bar = cells // 8 if cells >= ROOM_FOR_BARS else 0
    across = cells - 26 - (bar + 1 if bar else 0)
    by_tenth = {round(each.low * BINS): each for each in report.table}
    most = max((each.n for each in report.table), default=1)
    half = "50%".center(across - 6)
    lines = [f"{'said':>8}  {'0%'}{half}{'100%'}  {'came':>5} {'how many':>8}"]
    for tenth in range(BINS):
        each = by_tenth.get(tenth)
        label = f"{tenth * 100 // BINS:>3}-{(tenth + 1) * 100 // BINS}%"
        plot = _plot(each, (tenth + 0.5) / BINS, across, marks)
        told = f"{each.observed:>5.0%} {each.n:>8,}" if each is not None else ""
        many = f" {marks[3] * max(1, round(each.n / most * bar))}" if each is not None and bar else ""
        lines.append(f"{label:<8}  {plot}  {told}{many}".rstrip())
    lines.append(f"{'':10}{marks[0]} came  {marks[1]} said  {marks[2]} 95 of 100 by day")
    return tuple(line[:width] for line in lines)


def tables(report: Report) -> tuple[str, ...]:
    """The horizons and the policies, a line each under their headings."""
    horizons = _table("HORIZON", [(f"{each.name} min", each) for each in report.horizons])
    policies = _table("POLICY", [(each.name or "no policy", each) for each in report.policies])
    return (*horizons, "", *policies)


def _table(heading: str, groups: Sequence[tuple[str, Scored]]) -> list[str]:
    """Groups as aligned lines: how many, how many broken, said on average, Brier, best constant, skill."""
    room = max([len(heading), *(len(name) for name, _ in groups)])
    lines = [f"{heading:<{room}} {'N':>9} {'BROKEN':>7} {'SAID':>7} {'BRIER':>8} {'CONSTANT':>8} {'SKILL':>6}"]
    for name, each in groups:
        skill = f"{each.skill:.0%}" if each.skill is not None else ""
        shares = f"{each.n:>9,} {each.base_rate:>7.1%} {each.predicted:>7.1%}"
        lines.append(f"{name:<{room}} {shares} {each.brier:>8.4f} {each.constant:>8.4f} {skill:>6}".rstrip())
    return lines


def _plot(each: Bin | None, middle: float, across: int, marks: str) -> str:
    def place(share: float) -> int:
        return round(min(1.0, max(0.0, share)) * (across - 1))

    came, said, range_mark = marks[0], marks[1], marks[2]
    line = [" "] * across
    if each is None:
        line[place(middle)] = said
        return "".join(line)
    low, high = place(each.predicted + each.gap_low), place(each.predicted + each.gap_high)
    line[low : high + 1] = range_mark * (high + 1 - low)
    line[place(each.predicted)] = said
    line[place(each.observed)] = came
    return "".join(line)


def _gap(report: Report) -> str:
    full = [each for each in report.table if each.n >= ENOUGH]
    if not full:
        return f"No tenth of probability holds {ENOUGH} predictions yet, so that its gap could be told from chance."
    worst = max(full, key=lambda each: abs(each.gap))
    spread = f", {worst.gap_low * 100:+.1f} to {worst.gap_high * 100:+.1f} by day" if report.days > 1 else ""
    points = f"{abs(worst.gap) * 100:.1f} points {'more' if worst.gap > 0 else 'less'}"
    return (f"The largest gap of a tenth that holds {ENOUGH} predictions or more is at {worst.low:.0%} to "
            f"{worst.high:.0%}: {points} was broken than said{spread}.")  # fmt: skip


def _warned(report: Report) -> tuple[str, ...]:
    warned = report.warned
    found = []
    if warned.early is not None:
        lead = ""
        if warned.lead_median_min is not None and warned.lead_p90_min is not None:
            lead = (
                f", half of them {warned.lead_median_min:.0f} min ahead or more and a tenth {warned.lead_p90_min:.0f}"
            )
        found.append(f"Of {warned.breaches:,} breaches {warned.warned:,} were warned of{lead}; "
                     f"{warned.early:.0%} of all at least {EARLY_MIN} min ahead.")  # fmt: skip
    if warned.false_alarms is not None:
        kept = round(warned.false_alarms * warned.warnings)
        found.append(f"After {kept:,} of {warned.warnings:,} warnings the word was kept: {warned.false_alarms:.0%}.")
    return tuple(found)
