"""How much time the work of a visit takes of the people who do it.

A line keeps the end that it was planned to. A duration that is amended and work that is extended are
facts about the work and count at once, wherever the visit stands: a line takes the later of its planned
end and of what the work now takes from its planned start. Work that turns out shorter frees nothing
until the visit is placed anew, for the people were told the longer time.

Units: seconds; instants are epoch seconds.
"""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.model import Assignment, Visit


def service_s(visit: Visit) -> int:
    """Planned time on site: the p50 and whatever was added; zero when nobody knows."""
    return (visit.duration.p50_s if visit.duration else 0) + visit.extended_s


def ends_s(visit: Visit, line: Assignment) -> int:
    """When the work of a line that has not ended ends, if it begins as planned."""
    planned_s, really_s = line.end_s + visit.extended_s, line.start_s + service_s(visit)
    return max(really_s, planned_s)


def lines_of(visit: Visit) -> tuple[Assignment, ...]:
    """Everybody's lines at the length that they really take."""
    if all(line.end_s == ends_s(visit, line) for line in visit.crew):  # as of nearly every plan
        return visit.crew
    return tuple(replace(line, end_s=ends_s(visit, line)) for line in visit.crew)
