"""The day that ships: what it holds, what it may not hold, and that it can be dispatched."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date

import pytest

from dispatchtui.core import travel
from dispatchtui.core.commands.reference import RecordSkill, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.model import VisitState
from dispatchtui.core.zones import clock, local_day
from dispatchtui.integrations.importers.day import load_day
from tests.integrations.desk import CONFIG, Desk


@pytest.fixture(scope="module")
def day():
    return load_day(CONFIG)


@pytest.fixture(scope="module")
def board(day):
    desk = Desk(*day.setup, *day.at_start, *(act for _, act in day.arriving))
    return desk.board


def test_the_day_opens_with_a_backlog_and_goes_on_with_arrivals(day):
    assert (day.date, day.zone, clock(day.start_s, day.zone)) == (date(2019, 10, 21), "America/New_York", "07:00")
    assert (len(day.at_start), len(day.arriving)) == (114, 103)
    assert all(act.row.requested_s < day.start_s for act in day.at_start)
    moments = [at_s for at_s, _ in day.arriving]
    assert moments == sorted(moments)
    assert clock(moments[-1], day.zone) < "11:50"
    assert all(at_s == act.row.requested_s for at_s, act in day.arriving)
    assert "City of Baltimore" in day.attribution


def test_every_visit_is_ready_to_be_planned(board):
    assert len(board.visits) == 217
    assert Counter(visit.state for visit in board.visits.values()) == {VisitState.QUALIFIED: 217}
    for order in board.work_orders.values():
        assert order.site.location is not None
        assert order.territory in board.territories
        assert order.response_due_s is not None


def test_the_roster_is_made_and_says_so(day):
    people = [act.row for act in day.setup if isinstance(act, RecordTechnician)]
    shifts = [act.row for act in day.setup if isinstance(act, RecordShift)]
    assert len(people) == len(shifts) == 24
    assert {person.note for person in people} == {"made for the demo"}
    assert all(re.fullmatch(r"\+1 410 555 01\d\d", person.phone) for person in people)
    spans = Counter(f"{clock(each.start_s, day.zone)}-{clock(each.end_s, day.zone)}" for each in shifts)
    assert set(spans) == {"07:00-15:30", "08:00-16:30", "12:00-20:30"}
    expiring = [skill for person in people for skill in person.skills if skill.valid_until_s]
    assert sum(local_day(skill.valid_until_s, day.zone) == "2019-10-21" for skill in expiring) == 3


def test_every_need_can_be_met_by_several_people(day):
    skills = {act.row.id for act in day.setup if isinstance(act, RecordSkill)}
    people = [act.row for act in day.setup if isinstance(act, RecordTechnician)]
    for work_type in (act.row for act in day.setup if isinstance(act, RecordWorkType)):
        able = [
            person
            for person in people
            if all(
                any(has.skill == need.skill and has.level >= need.level for has in person.skills)
                for need in work_type.skills
            )
        ]
        assert {need.skill for need in work_type.skills} <= skills
        assert len(able) >= 2, work_type.id


def test_customers_are_made_and_say_so(board):
    customers = [order.customer for order in board.work_orders.values() if order.customer.name]
    assert len(customers) > 50
    assert all(customer.name.endswith("(made)") for customer in customers)
    assert all(re.fullmatch(r"\+1 443 555 01\d\d", customer.phone) for customer in customers)


def test_the_table_holds_facts_and_no_street_address():
    text = (CONFIG / "day" / "requests.csv").read_text(encoding="utf-8")
    head, rows = text.splitlines()[:3], list(csv.DictReader(text.splitlines()[3:]))
    assert "City of Baltimore, Open Baltimore" in head[0]
    assert set(rows[0]) == {"request_id", "type", "channel", "created", "due", "neighborhood", "council_district",
                            "police_district", "latitude", "longitude"}  # fmt: skip
    assert not re.search(r"\b\d+ [A-Z]+ (ST|AVE|RD|DR|CT|LN|BLVD)\b|2121\d", text)
    assert all(re.fullmatch(r"-?\d+\.\d{4}", row[name]) for row in rows for name in ("latitude", "longitude"))


def test_places_lie_in_their_territory(day, board):
    rings = {act.row.id: act.row.ring for act in day.setup if isinstance(act, RecordTerritory)}
    inside = sum(_within(order.site.location, rings[order.territory]) for order in board.work_orders.values())
    assert inside / len(board.work_orders) > 0.93


def test_about_four_fifths_of_the_day_fit(day, board):
    """A dispatcher who always sends a free person to the most pressing near work does most of it, not all."""
    people = {act.row.id: act.row for act in day.setup if isinstance(act, RecordTechnician)}
    ends = {act.row.technician_id: act.row.end_s for act in day.setup if isinstance(act, RecordShift)}
    free = sorted((act.row.start_s, act.row.technician_id) for act in day.setup if isinstance(act, RecordShift))
    at = {name: person.home for name, person in people.items()}
    left = dict(board.visits)
    done = 0
    while free:
        now_s, name = free.pop(0)
        choices = [found for visit in left.values() if (found := _trial(board, visit, people[name], at[name], now_s))]
        choices = [found for found in choices if found[1] <= ends[name]]
        if choices:
            _, end_s, visit = min(choices, key=lambda found: found[0])
            at[name] = travel.site_of(board, left.pop(visit.id))
            done += 1
            free.append((end_s, name))
        elif now_s + 900 < ends[name]:
            free.append((now_s + 900, name))
        free.sort()
    assert 0.70 <= done / len(board.visits) <= 0.88


def _trial(board, visit, person, place, now_s):
    """What sending a person now would cost, when they are able and the request is known."""
    order = board.work_orders[visit.work_order_id]
    if order.requested_s > now_s or order.territory not in (person.territory, *person.covers):
        return None
    travel_s = travel.seconds(place, order.site.location)
    start_s = max(now_s + travel_s, visit.promise.start_s if visit.promise else 0)
    end_s = start_s + visit.duration.p50_s
    for need in visit.needs:
        has = next((each for each in person.skills if each.skill == need.skill and each.level >= need.level), None)
        if has is None or (has.valid_until_s and has.valid_until_s < end_s):
            return None
    slack_s = max(0, order.response_due_s - start_s)
    cost = (slack_s / 60 + travel_s / 15 + (start_s - travel_s - now_s) / 20) * (0.5 + order.priority / 4)
    return cost, end_s, visit


def _within(place, ring):
    inside = False
    for one, two in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (one.latitude > place.latitude) != (two.latitude > place.latitude):
            share = (place.latitude - one.latitude) / (two.latitude - one.latitude)
            inside ^= place.longitude < one.longitude + share * (two.longitude - one.longitude)
    return inside
