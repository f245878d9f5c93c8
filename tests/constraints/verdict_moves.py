"""One move for each rule, and the commands that make a day on which it breaks that very rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.reference import RecordTerritory
from dispatchtui.core.commands.ruling import RecordCapacityCell, RecordPolicy
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AmendVisit, LockVisit, PlaceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Ban,
    CapacityCell,
    CrewNeed,
    Dependency,
    Hazard,
    Hours,
    Lock,
    Opening,
    PartNeed,
    Policy,
    Rules,
    Site,
    SkillId,
    SkillNeed,
    Technician,
    TechnicianId,
    TerritoryId,
    VisitId,
    Window,
)
from tests.builders import a_competence, a_shift, a_technician, a_territory, a_work_order, an_absence, at, north


@dataclass
class Day:
    """The commands that set the day up, and the move that breaks each rule."""

    acts: list[Command] = field(default_factory=list)
    moves: dict[str, Command] = field(default_factory=dict)
    visits: int = 0

    def person(self, who: str, *, start: str = "00:30", end: str = "23:30", row: Technician | None = None) -> str:
        """Somebody on shift."""
        self.acts += [RecordTechnician(row=row or a_technician(id=who)),
                      RecordShift(row=a_shift(technician=who, start=start, end=end))]  # fmt: skip
        return who

    def visit(
        self, *, site: Site | None = None, territory: str = "EAST", place: float = -1, work: str = "LEAK",
        needs: dict[str, int] | None = None, promise: Window | None = None,
    ) -> str:  # fmt: skip
        """A visit of one hour that waits, at a spot of its own a few metres further than the last."""
        self.visits += 1
        spot = north(self.visits / 500 if place < 0 else place)
        order = a_work_order(id=f"W{self.visits}", territory=territory, location=spot, work_type=work)
        if site is not None:
            order = replace(order, site=replace(site, location=spot, zone=order.site.zone))
        skills = tuple(SkillNeed(skill=SkillId(name), level=level) for name, level in (needs or {}).items())
        self.acts.append(TakeRequest(row=order, needs=skills, promise=promise))
        return f"V{self.visits}"

    def place(self, visit: str, who: str, start: str) -> None:
        """Give a visit its place before anything is judged."""
        self.acts.append(a_move(visit, who, start))

    def breaks(self, rule: str, visit: str, who: str, start: str) -> None:
        """The move that breaks a rule."""
        self.moves[rule] = a_move(visit, who, start)


def a_move(visit: str, who: str, start: str) -> PlaceVisit:
    return PlaceVisit(visit_id=visit, technician_id=TechnicianId(who), start_s=at(start))


def a_day() -> Day:
    """Every rule, broken once."""
    day = Day()
    day.person("T01")
    _of_time(day)
    _of_people(day)
    _of_work(day)
    _of_the_office(day)
    return day


def _of_time(day: Day) -> None:
    taken = day.visit()
    day.place(taken, "T01", "10:00")
    day.breaks("no_overlap", day.visit(), "T01", "10:30")
    day.breaks("not_past", day.visit(), "T01", "06:00")
    day.person("T02")
    day.acts.append(RecordAbsence(row=replace(an_absence(technician="T02", start="12:00", end="13:00"), id="")))
    day.breaks("time_off", day.visit(), "T02", "12:30")
    day.person("T03", start="08:00", end="17:00")
    day.breaks("shift_hours", day.visit(), "T03", "16:30")
    day.person("T04", start="08:00", end="17:00", row=replace(a_technician(id="T04"), hours=Hours(duty_s=10 * 3600)))
    day.breaks("legal_hours", day.visit(), "T04", "17:30")
    waits = day.visit()
    day.acts.append(AmendVisit(visit_id=waits, dependencies=(Dependency(visit_id=VisitId(taken)),)))
    day.breaks("dependencies", waits, "T02", "10:30")
    day.breaks("promise_window", day.visit(promise=Window(start_s=at("14:00"), end_s=at("15:00"))), "T01", "16:00")
    day.breaks("access_hours", day.visit(site=Site(hours=(Opening(opens_min=480, closes_min=960),))), "T01", "17:30")


def _of_people(day: Day) -> None:
    day.person("T05", row=replace(a_technician(id="T05"), tags=("on_call",)))
    day.breaks("on_call", day.visit(), "T05", "10:00")
    day.breaks("required_skills", day.visit(needs={"ELEC": 1}), "T01", "12:00")
    day.person("T06", row=a_technician(id="T06", skills=(a_competence(valid_until_s=at("10:30")),)))
    day.breaks("certification_valid", day.visit(needs={"PLUMB": 2}), "T06", "10:00")
    day.person("T07", row=replace(a_technician(id="T07"), home=None))
    day.breaks("data_present", day.visit(), "T07", "10:00")
    day.breaks("territory", day.visit(territory="WEST"), "T01", "12:00")
    day.person("T08", row=replace(a_technician(id="T08"), longest_leg_s=600))
    day.breaks("travel_limit", day.visit(place=20), "T08", "10:00")
    day.person("T09")
    rejected = day.visit()
    day.place(rejected, "T09", "15:00")
    day.acts += [AdvanceVisit(visit_id=rejected, step=Step.RELEASE),
                 AdvanceVisit(visit_id=rejected, step=Step.REJECT, reason="busy")]  # fmt: skip
    day.breaks("cool_down", rejected, "T09", "15:00")


def _of_work(day: Day) -> None:
    crew, parts, lift, named = day.visit(), day.visit(), day.visit(), day.visit()
    day.acts += [
        AmendVisit(visit_id=crew, crew_needs=(CrewNeed(),)),
        AmendVisit(visit_id=parts, parts=(PartNeed(part="CAP-45"),)),
        AmendVisit(visit_id=lift, equipment=("LIFT",)),
        AmendVisit(visit_id=named, required_technician="T02"),
    ]
    day.breaks("crew_complete", crew, "T01", "12:00")
    day.breaks("parts_on_van", parts, "T01", "12:00")
    day.breaks("equipment", lift, "T01", "12:00")
    day.breaks("required_technician", named, "T01", "12:00")
    day.breaks("safety", day.visit(site=Site(hazards=(Hazard(kind="asbestos", people=3),))), "T01", "12:00")
    banned = Site(bans=(Ban(technician_id=TechnicianId("T01")),))
    day.breaks("excluded_technician", day.visit(site=banned), "T01", "12:00")
    day.person("T10")
    day.place(day.visit(place=2), "T10", "14:00")
    day.breaks("same_site_duplicate", day.visit(place=2), "T02", "14:30")


def _of_the_office(day: Day) -> None:
    day.acts += [RecordTerritory(row=a_territory(id=name, name=name.title())) for name in ("NORTH", "SOUTH")]
    day.person("T11", row=a_technician(id="T11", territory="NORTH", covers=("SOUTH", "EAST")))
    day.acts += [
        RecordCapacityCell(row=CapacityCell(id="CELL1", territory=TerritoryId("NORTH"), start_s=at("10:00"),
                                            end_s=at("12:00"), closed=True, reason="storm")),
        RecordPolicy(row=Policy(id="P1", name="Holiday", scope="territory", scope_id="SOUTH",
                                rules=Rules(holidays=("2019-10-21",)))),
    ]  # fmt: skip
    day.breaks("capacity", day.visit(territory="NORTH"), "T11", "10:00")
    day.breaks("booking_policy", day.visit(territory="SOUTH"), "T11", "13:00")
    locked, bumped = day.visit(), day.visit()
    day.place(locked, "T11", "17:00")
    day.acts.append(LockVisit(visit_id=locked, lock=Lock.RESOURCE))
    day.breaks("locked", locked, "T10", "17:00")
    displaced = MoveVisits(moves=(Move(visit_id=bumped, bumped=True),))
    day.place(bumped, "T11", "20:00")
    day.acts.append(displaced)
    day.place(bumped, "T11", "20:00")
    day.moves["bump_again"] = displaced
