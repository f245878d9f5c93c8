"""Random days for property tests: acts drawn small, decided by the real decisions."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.alerting import OUTCOMES
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.alerts import AcknowledgeAlert, EscalateAlert, RaiseAlert, ResolveAlert, SnoozeAlert
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.commands.fetching import FetchParts
from dispatchtui.core.commands.learning import LearnBehaviour, RecordDurationModel, RemoveDurationModel
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.commands.reference import RecordSlaPolicy
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
    RemoveWeatherAlert,
)
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReleaseParts,
    ReserveParts,
)
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import (
    AddNote,
    AmendVisit,
    ExtendVisit,
    LockVisit,
    PlaceVisit,
    RecordAgreement,
    UnplaceVisit,
)
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import (
    Alert,
    Answer,
    Behaviour,
    CapacityCell,
    Crew,
    Dependency,
    Desk,
    DurationModel,
    Fetch,
    Lock,
    PartLevel,
    PartNeed,
    PartUse,
    Policy,
    Rules,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
    VisitId,
    WeatherAlert,
)
from dispatchtui.core.refusals import Refusal
from tests.builders import a_shift, a_technician, a_work_order, a_working_board, an_absence, an_actor, at, record
from tests.rows import a_policy
from tests.time_rows import a_break, an_opening, limits

KINDS = (
    *("take",) * 3, *("place",) * 6, *("step",) * 8, *("pair", "swap", "move", "need", "reserve", "reserve", "fetch"),
    *("unreserve", "unplace", "amend", "agree", "extend", "lock", "note", "order", "technician", "shift", "unshift"),
    *("absence", "unabsence", "crew", "vehicle", "stock", "count", "policy", "cell", "weather", "unweather"),
    *("desk", "seat", "sla", "hold", "hold", "resume", "model", "unmodel", "learn"),
    *("raise", "raise", "acknowledge", "snooze", "escalate", "resolve", "answer"),
)  # fmt: skip
PEOPLE = ("T01", "T02", "T03")
Drawn = tuple[str, int, int]

DAYS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 95)), max_size=60)
"""Acts as (kind, which, how)."""


def act_of(drawn: Drawn) -> Command:
    """The command that a drawn triple stands for; it may well be refused."""
    kind, which, how = drawn
    visit, person = f"V{which + 1}", TechnicianId(PEOPLE[how % 3])
    external = (("311", str(which)),) if how % 2 else ()
    row = replace(a_work_order(priority=1 + how % 4, external=external), id="", requested_s=0)
    who = a_technician(id=person, territory=("EAST", "WEST")[which % 2])
    lawful = limits(duty=10, rest=8, week=20, overtime=2, work=4, break_minutes=15)
    shift = a_shift(technician=person, id=f"S{which}", overtime_minutes=how)
    order = a_work_order(id=f"W{which + 1}", territory=("EAST", "WEST")[how % 2])
    made: dict[str, Command] = {
        "take": TakeRequest(row=row),
        "place": PlaceVisit(visit_id=visit, technician_id=person, start_s=at("06:00") + how * 900),
        "pair": PlaceVisit(
            visit_id=visit,
            technician_id=person,
            start_s=at("06:00") + how * 900,
            mates=(TechnicianId(PEOPLE[(how + 1) % 3]),),
        ),
        "unplace": UnplaceVisit(visit_id=visit, bumped=how % 2 == 0),
        "step": AdvanceVisit(
            visit_id=visit,
            step=list(Step)[how % len(Step)],
            reason="so",
            remaining_s=how * 60,
            parts_used=(PartUse(part="CAP-45", quantity=1 + how % 2),) if how % 3 == 0 else (),
        ),
        "amend": AmendVisit(visit_id=visit, latest_s=at("12:00") + how),
        "extend": ExtendVisit(visit_id=visit, by_s=how * 60 - 1800),
        "lock": LockVisit(visit_id=visit, lock=list(Lock)[how % len(Lock)]),
        "note": AddNote(visit_id=visit, text=f"note {how}"),
        "technician": RecordTechnician(row=replace(who, hours=(None, lawful)[how % 2])),
        "shift": RecordShift(row=replace(shift, breaks=(a_break(minutes=15 + how),) if how % 2 else ())),
        "unshift": RemoveShift(shift_id=f"S{which}"),
        "absence": RecordAbsence(row=replace(an_absence(technician=person, kind="sick"), id="")),
        "unabsence": RemoveAbsence(absence_id=f"A{how}"),
        "order": AmendWorkOrder(row=replace(order, site=replace(order.site, hours=(an_opening(),) if how % 3 else ()))),
    }
    if kind in made:
        return made[kind]
    return _moving(kind, which, how) or _foreseen(kind, which, how) or _supplied(kind, which, how)


def _moving(kind: str, which: int, how: int) -> Command | None:
    """The commands that move several visits, or say what one of them needs."""
    visit, other = f"V{which + 1}", f"V{(which + 1 + how % 5) % 6 + 1}"
    person, second = TechnicianId(PEOPLE[how % 3]), TechnicianId(PEOPLE[which % 3])
    start_s = at("06:00") + how * 900
    made: dict[str, Command] = {
        "swap": MoveVisits(moves=(Move(visit_id=visit, technician_id=person, start_s=start_s),
                                  Move(visit_id=other, technician_id=second, start_s=start_s + which * 1800))),
        "move": MoveVisits(moves=(Move(visit_id=visit, technician_id=person, start_s=start_s, mates=(second,)),
                                  Move(visit_id=other, bumped=how % 2 == 0))),
        "need": AmendVisit(visit_id=visit, parts=(PartNeed(part="CAP-45", quantity=1 + how % 3),),
                           dependencies=(Dependency(visit_id=VisitId(other), min_gap_s=how * 60),),
                           required_technician=person, outdoor=how % 2 == 0),
        "agree": RecordAgreement(visit_id=visit, about=("access", "promise")[how % 2], text=f"agreed {how}"),
    }  # fmt: skip
    return made.get(kind)


def _foreseen(kind: str, which: int, how: int) -> Command | None:
    """The commands on clocks that stand, on what was learned and on what somebody has to know of."""
    visit, territory = f"V{which + 1}", TerritoryId(("EAST", "WEST", "")[how % 3])
    alert = f"breach:{visit}"
    row = Alert(id=alert, kind="breach", subject=f"visits/{visit}", visit_id=VisitId(visit), percent=how,
                territories=(territory,) if territory else (), band=("risk", "late")[how % 2])  # fmt: skip
    model = DurationModel(id=f"LEAK:{territory}", work_type="LEAK", territory=territory, p50_s=1800 + how * 60,
                          p80_s=3600 + how * 60)  # fmt: skip
    made: dict[str, Command] = {
        "sla": RecordSlaPolicy(row=replace(a_policy(), pauses_when_parked=how % 2 == 0,
                                           pauses_when_suspended=which % 2 == 0, pauses_by_hand=how % 3 > 0)),
        "hold": HoldClock(visit_id=visit, note="the customer asked for it"),
        "resume": ResumeClock(visit_id=visit),
        "model": RecordDurationModel(row=model),
        "unmodel": RemoveDurationModel(model_id=model.id),
        "learn": LearnBehaviour(row=Behaviour(id="field", n=which, no_access=how / 1000)),
        "raise": RaiseAlert(row=row),
        "acknowledge": AcknowledgeAlert(alert_id=alert),
        "snooze": SnoozeAlert(alert_id=alert, for_s=60 * (1 + how) if how % 2 else None),
        "escalate": EscalateAlert(alert_id=alert, to=("on call", "lea")[how % 2]),
        "answer": AnswerProposal(row=Answer(id=f"UNPLACED:{visit}", trigger="UNPLACED", subject=f"visits/{visit}",
                                            outcome=("accepted", "rejected", "expired")[how % 3],
                                            territories=(territory,) if territory else ())),
        "resolve": ResolveAlert(alert_id=alert, outcome=OUTCOMES[how % 3]),
    }  # fmt: skip
    return made.get(kind)


def _supplied(kind: str, which: int, how: int) -> Command:
    """The commands on what people bring, and on what the office rules."""
    visit, person = VisitId(f"V{which + 1}"), TechnicianId(PEOPLE[how % 3])
    territory, stock = TerritoryId(("EAST", "WEST")[how % 2]), f"STOCK{which % 2}"
    start_s = at("06:00") + how * 900
    made: dict[str, Command] = {
        "crew": RecordCrew(row=Crew(id=f"C{which % 2}", territory=territory,
                                    members=(person, TechnicianId(PEOPLE[(how + 1) % 3])))),
        "vehicle": RecordVehicle(row=Vehicle(id=f"VAN{which % 3}", equipment=("ladder",)[: how % 2],
                                             technician_id=person if how % 5 else TechnicianId(""))),
        "stock": RecordStockLocation(row=StockLocation(id=stock, technician_id=person) if how % 5
                                     else StockLocation(id=stock, kind="depot")),
        "count": CountStock(stock_id=stock, part="CAP-45", on_hand=how),
        "reserve": ReserveParts(visit_id=visit, stock_id=stock, part="CAP-45", quantity=1 + how % 3),
        "fetch": FetchParts(visit_id=visit, pickup_id=VisitId(f"P{how}"), remaining_s=how * 60,
                            fetches=(Fetch(visit_id=visit, part="CAP-45", stock_id=stock, quantity=1 + how % 3),)),
        "unreserve": ReleaseParts(reservation_id=f"R{how}"),
        "policy": RecordPolicy(row=Policy(id=f"P{which % 2}", scope=("company", "territory")[how % 2],
                                          scope_id=territory if how % 2 else "", rules=Rules(freeze_s=how * 60))),
        "cell": RecordCapacityCell(row=CapacityCell(id=f"CELL{which % 2}", territory=territory, start_s=start_s,
                                                    end_s=start_s + 7200, closed=how % 3 == 0)),
        "weather": RecordWeatherAlert(row=WeatherAlert(id=f"STORM{which % 2}", territory=territory, start_s=start_s,
                                                       end_s=start_s + 7200, kind="thunderstorm")),
        "unweather": RemoveWeatherAlert(alert_id=f"STORM{which % 2}"),
        "desk": RecordDesk(row=Desk(id=f"DESK{which % 2}", name=f"Desk {how}", territories=(territory,))),
        "seat": HandOverDesk(desk_id=f"DESK{which % 2}", to=("dora", "carl", "")[how % 3]),
    }  # fmt: skip
    return made[kind]


def play(board: Board, day: list[Drawn]) -> None:
    """Decide and record a day's acts on a board; what is refused leaves it alone."""
    for drawn in day:
        at_s = at("07:00") + board.seq * 60
        decision = decide(board, act_of(_there(board, drawn)), Ask(actor=an_actor("admin"), at_s=at_s))
        if not isinstance(decision, Refusal):
            record(board, *decision, at_s=at_s)


def _there(board: Board, drawn: Drawn) -> Drawn:
    """The same act; what is to be withdrawn, which has its number from the log, is one that is there."""
    kind, which, _ = drawn
    table = {"unreserve": "part_reservations", "unabsence": "absences"}.get(kind)
    numbers = sorted(int(row_id[1:]) for row_id in board.tables[table]) if table else []
    return (kind, which, numbers[which % len(numbers)]) if numbers else drawn


def a_start() -> Board:
    """Three people on shift, a van with parts, and an empty queue."""
    van = StockLocation(id="STOCK1", technician_id=TechnicianId("T01"), territories=(TerritoryId("EAST"),))
    return a_working_board(van, PartLevel(id="STOCK1:CAP-45", stock_id="STOCK1", part="CAP-45", on_hand=9))
