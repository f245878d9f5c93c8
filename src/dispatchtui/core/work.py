"""How much time the work of a visit takes of the people who do it.

A line keeps the end that it was planned to. A duration that is amended and work that is extended are
facts about the work and count at once, wherever the visit stands: a line takes the later of its planned
end and of what the work now takes from its planned start. Work that turns out shorter frees nothing
until the visit is placed anew, for the people were told the longer time.

Units: seconds; instants are epoch seconds.
"""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Assignment, Duration, Stamps, Visit, VisitState


def service_s(visit: Visit) -> int:
    """Planned time on site: the p50 and whatever was added; zero when nobody knows."""
    return (visit.duration.p50_s if visit.duration else 0) + visit.extended_s


def longer(duration: Duration | None, by_s: int) -> Duration | None:
    """What had been added to a visit stays with it when it is placed anew."""
    if duration is None or by_s == 0:
        return duration
    return replace(duration, p50_s=max(0, duration.p50_s + by_s), p80_s=max(0, duration.p80_s + by_s))


def ends_s(visit: Visit, line: Assignment) -> int:
    """When the work of a line that has not ended ends, if it begins as planned."""
    planned_s, really_s = line.end_s + visit.extended_s, line.start_s + service_s(visit)
    return max(really_s, planned_s)


def lines_of(visit: Visit) -> tuple[Assignment, ...]:
    """Everybody's lines at the length that they really take."""
    if all(line.end_s == ends_s(visit, line) for line in visit.crew):  # as of nearly every plan
        return visit.crew
    return tuple(replace(line, end_s=ends_s(visit, line)) for line in visit.crew)


def work_on(visit: Visit, line: Assignment, arrival_s: int, now_s: int, goes_on_s: int) -> tuple[int, int]:
    """When work on a stop begins and ends; what is suspended goes on at a time."""
    stamps = visit.stamps
    planned_s = ends_s(visit, line) - line.start_s
    if visit.state in ENDED:
        start_s = stamps.working_s if stamps.working_s is not None else arrival_s
        end_s = stamps.done_s if stamps.done_s is not None else min(line.end_s, now_s)
        return start_s, max(start_s, end_s)
    if visit.state is VisitState.NO_ACCESS:
        told_s = visit.changed.at_s if visit.changed is not None else now_s
        return arrival_s, max(arrival_s, min(told_s, now_s))
    if stamps.working_s is not None:
        return stamps.working_s, max(now_s, _running_end_s(visit, stamps, planned_s, goes_on_s))
    start_s = max(arrival_s, visit.promise.start_s) if visit.promise is not None else arrival_s
    if visit.state is VisitState.ON_SITE:
        start_s = max(arrival_s, now_s)
    return start_s, start_s + planned_s


def _running_end_s(visit: Visit, stamps: Stamps, planned_s: int, goes_on_s: int) -> int:
    """When work that has begun ends; a suspension asked anew how much remains."""
    remaining_s = (visit.remaining_s or 0) + visit.extended_s
    if visit.state is VisitState.SUSPENDED:
        return goes_on_s + remaining_s
    if stamps.resumed_s is not None:
        return stamps.resumed_s + remaining_s
    return (stamps.working_s or goes_on_s) + planned_s
