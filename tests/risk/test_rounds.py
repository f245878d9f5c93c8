"""What is found, kept as rows change: what follows one change at a time is what is found by looking once."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Policy, Rules, Stamps, VisitState
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import RouteForecast, Spread, forecast
from dispatchtui.risk.rounds import AGAIN_S, Rounds, findings
from tests.builders import a_board, a_shift, a_technician, a_visit, an_absence, at

S = VisitState


def nothing(who: str) -> RouteForecast | None:
    return None


def now(board: Board, now_s: int) -> set[Finding]:
    return set(findings(board, now_s, nothing, violations={}, positions={}))


def kept(rounds: Rounds, now_s: int) -> set[Finding]:
    assert rounds.work(now_s, nothing, lambda: False)
    return set(rounds.found(nothing, violations={}, positions={}))


def a_day() -> Board:
    people = [row for who in ("T01", "T02", "T03") for row in (a_technician(id=who), a_shift(technician=who))]
    visits = [
        a_visit(id=f"V{number}", technician=f"T0{number % 3 + 1}", start=f"{9 + number}:00") for number in range(6)
    ]
    return a_board(*people, *visits)


@pytest.mark.parametrize("seed", range(8))
def test_following_each_change_finds_what_looking_once_finds(seed: int):
    chance, board, now_s = Random(seed), a_day(), at("08:30")
    rounds = Rounds(board, now_s)
    assert kept(rounds, now_s) == now(board, now_s)
    for _ in range(60):
        now_s += chance.choice((0, 0, AGAIN_S, 300, 900))
        key = _changed(board, chance, now_s)
        rounds.follow(board, (key,))
        found, known = now(board, now_s), kept(rounds, now_s)
        assert {each for each in known if each.kind != "coverage"} == {
            each for each in found if each.kind != "coverage"
        }


def _changed(board: Board, chance: Random, now_s: int) -> str:
    visit = board.visits[f"V{chance.randrange(6)}"]
    match chance.randrange(5):
        case 0:
            state = chance.choice((S.PLANNED, S.RELEASED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE, S.WORKING, S.NO_ACCESS))
            stamps = Stamps(released_s=now_s, en_route_s=now_s, on_site_s=now_s, working_s=now_s)
            board.put(replace(visit, state=state, stamps=stamps))
        case 1:
            line = replace(visit.crew[0], technician_id=f"T0{chance.randrange(3) + 1}")  # type: ignore[arg-type]
            board.put(replace(visit, crew=(line,)))
        case 2:
            absence = an_absence(technician=f"T0{chance.randrange(3) + 1}", kind=chance.choice(("sick", "meeting")))
            board.put(absence)
            return f"absences/{absence.id}"
        case 3:
            board.drop("absences", "A1")
            return "absences/A1"
        case _:
            board.put(Policy(id="P1", rules=Rules(grace_s=chance.choice((0, 900)))))
            return "policies/P1"
    return f"visits/{visit.id}"


def test_time_alone_makes_somebody_late():
    board = a_day()
    rounds = Rounds(board, at("08:00"))
    assert {each.id for each in kept(rounds, at("08:00")) if each.kind == "late"} == set()
    assert {each.id for each in kept(rounds, at("09:05")) if each.kind == "late"} == {"late:T01"}


def test_what_is_expected_by_now_is_what_is_told():
    """Nothing of the row changed and no time went by; where T01 is did, and with it when they are expected."""
    board, now_s = a_day(), at("09:12")
    line = a_visit(id="V0", technician="T01", start="09:00", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("08:40")))
    board.put(line)
    plain = forecast(board, "T01", now_s)
    there_s = at("09:31")
    first, *others = plain.stops
    there = Spread(p10_s=there_s, p50_s=there_s, p80_s=there_s, p90_s=there_s)
    slow = replace(first, stop=replace(first.stop, arrival_s=there_s), arrival=there)
    later = replace(plain, stops=(slow, *others))
    rounds, routes = Rounds(board, now_s), {"T01": plain}
    rounds.work(now_s, routes.get, lambda: False)
    assert next(each.sentence for each in told_late(rounds, routes)).endswith("12 min late, expected at 09:12.")
    routes["T01"] = later
    assert next(each.sentence for each in told_late(rounds, routes)).endswith("31 min late, expected at 09:31.")


def told_late(rounds: Rounds, routes: dict[str, RouteForecast]) -> list[Finding]:
    found = rounds.found(routes.get, violations={}, positions={})
    return [each for each in found if each.id == "late:T01"]


def test_work_is_done_in_slices():
    board = a_day()
    rounds = Rounds(board, at("09:30"))
    assert [rounds.work(at("09:30"), nothing, lambda: True) for _ in range(4)] == [False, False, False, True]
    rounds.follow(board, ("visits/V0",))
    assert [rounds.work(at("09:30"), nothing, lambda: True) for _ in range(2)] == [False, True]


def test_who_is_gone_is_forgotten():
    board = a_day()
    rounds = Rounds(board, at("09:30"))
    assert "late:T01" in {each.id for each in kept(rounds, at("09:30"))}
    board.drop("technicians", "T01")
    rounds.follow(board, ("technicians/T01",))
    assert "late:T01" not in {each.id for each in kept(rounds, at("09:30"))}
