"""Writes a populated database of today's schema as SQL text, to be kept once that schema is released.

    python -m tests.store.make_released

Never run for a schema that was released: its files are what such databases look like.
"""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
from pathlib import Path

from dispatchtui.core import events as e
from dispatchtui.core import model as m
from dispatchtui.core.events import AbsenceRecorded, NoteAdded, VisitAdvanced
from dispatchtui.core.foresight import Effect
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.rights import Actor
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight, Said, Seen
from dispatchtui.store.principals import Principals
from dispatchtui.store.schema import CURRENT
from tests.builders import an_absence, at
from tests.postgres import binaries, start
from tests.store.acts import beginnings, placed, record

FOLDER = Path(__file__).parent / "released"
EPOCH = "00112233445566ff"


SUPPLIES: tuple[e.Event, ...] = (
    e.PolicyRecorded(row=m.Policy(id="HOUSE", name="House rules", rules=m.Rules(freeze_s=1800, routing=("skill",)))),
    e.CapacityCellRecorded(row=m.CapacityCell(id="EAST-AM", territory=m.TerritoryId("EAST"), start_s=at("08:00"),
                                              end_s=at("12:00"), stop_at_percent=80)),
    e.WeatherAlertRecorded(row=m.WeatherAlert(id="STORM", territory=m.TerritoryId("EAST"), start_s=at("15:00"),
                                              end_s=at("18:00"), kind="thunderstorm")),
    e.DeskRecorded(row=m.Desk(id="NORTHSIDE", name="North side", territories=(m.TerritoryId("EAST"),), holder="dora")),
    e.CrewRecorded(row=m.Crew(id="PAIR", name="The pair", territory=m.TerritoryId("EAST"),
                              members=(m.TechnicianId("T01"), m.TechnicianId("T02")))),
    e.VehicleRecorded(row=m.Vehicle(id="VAN1", name="Van 1", equipment=("ladder",),
                                    technician_id=m.TechnicianId("T01"))),
    e.StockLocationRecorded(row=m.StockLocation(id="STOCK1", name="Van 1", technician_id=m.TechnicianId("T01"))),
    e.PartLevelRecorded(row=m.PartLevel(id="STOCK1:CAP-45", stock_id="STOCK1", part="CAP-45", on_hand=3)),
    e.PartReserved(row=m.PartReservation(id="R1", visit_id=m.VisitId("V61"), stock_id="STOCK1", part="CAP-45",
                                         quantity=2)),
)  # fmt: skip
"""A row of each table that came with the second schema."""

FORESIGHT: tuple[e.Event, ...] = (
    e.BehaviourLearned(row=m.Behaviour(id="field", learned_s=at("06:00"), n=120, no_access=0.02,
                                       work=(Effect(work_type="LEAK", log_factor=0.1, variance=0.01, n=37),),
                                       leave=(30.0, 60.0, 120.0))),
    e.DurationModelRecorded(row=m.DurationModel(id="LEAK:EAST", work_type="LEAK", territory=m.TerritoryId("EAST"),
                                                p50_s=3840, p80_s=5100, n=37)),
    e.AlertRaised(row=m.Alert(id="breach:V61", kind="breach", subject="visits/V61", visit_id=m.VisitId("V61"),
                              territories=(m.TerritoryId("EAST"),), band="late", percent=83, cause="V60 runs over",
                              due_s=at("11:30"), act_by_s=at("10:40"), raised_s=at("09:55"))),
    e.AlertAcknowledged(alert_id="breach:V61"),
    e.ClockHeld(visit_id="V62", occurred_s=at("09:00"), note="waits for a part"),
)  # fmt: skip
"""A row of each table of the board that came with the third schema, and a clock that stands still."""
ANSWERS: tuple[e.Event, ...] = (
    e.ProposalAnswered(row=m.Answer(id="TECH_SICK:T02", trigger="TECH_SICK", subject="technicians/T02",
                                    territories=(m.TerritoryId("EAST"),), outcome="accepted", option="replan",
                                    visits=(m.VisitId("V61"),), answered_by="ana", answered_s=at("10:00"))),
)  # fmt: skip
"""A row of the table that came with the fourth schema."""
SEEN = Seen(visit_id="V60", seq=12, at_s=at("11:05"), body='{"visit_id":"V60"}')
SAID = Said(visit_id="V61", clock="arrival", horizon_min=45, policy="STD", territory="EAST", work_type="LEAK",
            technician_id="T01", behaviour=1, made_s=at("10:45"), due_s=at("11:30"), eta_s=at("11:42"),
            probability=0.83, cause="V60 runs over")  # fmt: skip
"""An observation and a prediction, which are not in the log."""


def populate(store: Store) -> None:
    """A little of everything."""
    record(store, *beginnings(), placed("V60", "T01", "10:00"), placed("V61", "T01", "11:00"))
    record(store, VisitAdvanced(visit_id="V60", step=Step.RELEASE, occurred_s=at("08:00")), by="carl")
    record(store, AbsenceRecorded(row=an_absence(technician="T02")), NoteAdded(visit_id="V62", text="gate 'B' \u2603"))
    record(store, *SUPPLIES)
    record(store, *FORESIGHT)
    record(store, *ANSWERS)
    kept = Foresight(store)
    kept.observe([SEEN])
    kept.predict([SAID])
    with store.writing() as batch:
        batch.keep_reply("r-1", "print", b'{"id":"r-1"}\x00\xff', 1_600_000_000)
    people = Principals(store)
    people.add_user(Actor(id="ana", name="Ana", roles=("dispatcher",), territories=("EAST",)), 1_600_000_000)
    people.issue("ana", "console", 1_600_000_000, 1_700_000_000)
    with store.turn() as connection:
        connection.execute("UPDATE head SET epoch = ?", (EPOCH,))


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "board.db"
        store = Store.open(f"sqlite:///{path}")
        populate(store)
        store.close()
        raw = sqlite3.connect(path)
        (FOLDER / f"{CURRENT}.sqlite.sql").write_text("\n".join(raw.iterdump()) + "\n")
        raw.close()
    bin_dir = binaries()
    assert bin_dir is not None
    server = start(bin_dir)
    try:
        with server.database() as url:
            store = Store.open(url)
            populate(store)
            store.close()
            dump = subprocess.check_output(
                [str(bin_dir / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", url], text=True
            )
    finally:
        server.stop()
    lines = [line for line in dump.splitlines() if line and not line.startswith(("--", "\\", "SET default_t"))]
    (FOLDER / f"{CURRENT}.postgresql.sql").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
