"""Observations and predictions: kept once, corrected or settled, and read back in order, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from dispatchtui.store import Store
from dispatchtui.store import foresight as module
from dispatchtui.store.foresight import Foresight, Said, Seen
from tests.builders import at

NOON = at("12:00")


def seen(number: int, *, seq: int = 0, body: str = "{}") -> Seen:
    return Seen(visit_id=f"V{number}", seq=seq or number, at_s=NOON + number, body=body)


def said(number: int, horizon_min: int = 60, *, clock: str = "arrival", probability: float = 0.25) -> Said:
    return Said(visit_id=f"V{number}", clock=clock, horizon_min=horizon_min, policy="STD", territory="EAST",
                work_type="LEAK", technician_id="T01", behaviour=3, made_s=NOON, due_s=NOON + number * 60,
                eta_s=None, probability=probability, cause="late start")  # fmt: skip


def test_a_later_observation_of_a_visit_takes_the_place_of_the_former(store: Store) -> None:
    kept = Foresight(store)
    assert kept.last_observed() == 0
    kept.observe([seen(1, seq=10), seen(2, seq=11)])
    corrected = seen(1, seq=20, body='{"work_s":1800}')
    kept.observe([corrected])
    kept.observe([seen(2, seq=4, body='{"old":true}')])
    assert list(kept.observations()) == [seen(2, seq=11), corrected]
    assert kept.last_observed() == 20


def test_many_observations_come_in_the_order_of_their_facts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 7)
    kept = Foresight(store)
    every = [seen(number, seq=100 + number // 3) for number in range(1, 30)]
    kept.observe(list(reversed(every)))
    assert list(kept.observations()) == sorted(every, key=lambda each: (each.seq, each.visit_id))


def test_what_was_said_first_stays(store: Store) -> None:
    kept = Foresight(store)
    first = said(1)
    kept.predict([first, said(1, 30), said(1, clock="work")])
    kept.predict([said(1, probability=0.9), said(2)])
    assert kept.waiting() == [said(1, 30), first, said(1, clock="work"), said(2)]


def test_what_came_of_it_is_written_once(store: Store) -> None:
    kept = Foresight(store)
    kept.predict([said(1), said(2), said(3)])
    broken = replace(said(1), outcome=1, met_s=NOON + 500)
    kept.settle([broken, replace(said(2), outcome=-1)])
    kept.settle([replace(said(1), outcome=0, met_s=NOON)])
    kept.settle([replace(said(2), outcome=1)])
    assert kept.waiting() == [said(3)]
    assert kept.predictions() == [broken, replace(said(2), outcome=-1), said(3)]
    assert kept.predictions(NOON + 120, NOON + 180) == [replace(said(2), outcome=-1)]


def test_nothing_to_keep_asks_for_no_turn(store: Store) -> None:
    kept = Foresight(store)
    with store.turn():  # a second turn would wait for ever
        kept.observe([])
        kept.predict([])
        kept.settle([])
    assert (list(kept.observations()), kept.waiting()) == ([], [])


def test_a_breach_that_turns_out_to_have_been_met_is_put_right_once(store: Store) -> None:
    kept = Foresight(store)
    kept.predict([said(1), said(2)])
    unmet = [replace(said(number), outcome=1) for number in (1, 2)]
    kept.settle(unmet)
    assert (kept.waiting(), kept.unmet(NOON + 120)) == ([], unmet[1:])
    kept.settle([replace(said(1), outcome=0, met_s=NOON + 50)])
    kept.settle([replace(said(1), outcome=1, met_s=NOON + 70)])
    assert kept.predictions() == [replace(said(1), outcome=0, met_s=NOON + 50), unmet[1]]
    assert kept.unmet(0) == unmet[1:]


def test_a_report_reads_the_span_that_it_is_about_and_nothing_else(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'board.db'}")
    with store.reading() as connection:
        plan = connection.all("EXPLAIN QUERY PLAN SELECT * FROM prediction WHERE due_s >= ? AND due_s < ?", (1, 2))
    store.close()
    assert [each[3] for each in plan] == ["SEARCH prediction USING INDEX ix_prediction_due (due_s>? AND due_s<?)"], (
        "a scan of all that was ever predicted takes seconds after some months"
    )
