"""The mappings that ship, on small files in the shape of the real ones, and on the samples of our own."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from dispatchtui.core.requests import Status
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.day import load_day
from dispatchtui.integrations.importers.reference import load_reference
from tests.integrations.desk import CONFIG, Desk, a_file, imported, shipped

BALTIMORE_HEAD = (
    '"","SRRecordID","ServiceRequestNum","SRType","MethodReceived","CreatedDate","SRStatus","StatusDate","DueDate",'
    '"CloseDate","Agency","LastActivity","LastActivityDate","Outcome","Address","ZipCode","Neighborhood",'
    '"CouncilDistrict","PoliceDistrict","PolicePost","Latitude","Longitude","GeoLocation"\n'
)
NYC_HEAD = (
    "unique_key,created_date,agency,agency_name,complaint_type,descriptor,location_type,incident_zip,incident_address,"
    "city,status,resolution_description,resolution_action_updated_date,borough,open_data_channel_type,latitude,"
    "longitude,location,:@computed_region_efsh_h5xi,closed_date\n"
)


def baltimore(number: str, kind: str, status: str, place: str = "39.3034,-76.6316", created: str = "") -> str:
    """A row in the shape of the export; the facts are those of the derived table, the rest is made."""
    created = created or "10/21/2019 07:02:08 AM"
    return (
        f'"1","x{number}","{number}","{kind}","Phone","{created}","{status}","","10/22/2019 07:02:08 AM","",'
        f'"Transportation",NA,NA,NA,"",NA,"Upton",11,"Western",NA,{place},""\n'
    )


def test_baltimore(tmp_path):
    text = BALTIMORE_HEAD + "".join((
        baltimore("19-00710431", "TRT-Traffic Signal Repairs", "Open"),
        baltimore("19-00710432", "WW-Water Leak (Exterior)", "Closed"),
        baltimore("19-00710433", "WW-Water Leak (Exterior)", "New (Duplicate)"),
        baltimore("19-00710434", "TRS-Parking Complaint", "New", "NA,NA"),
        baltimore("19-00710435", "WW-Water No Water", "Open", "39,-77"),
        baltimore("19-00710436", "WW-Water No Water", "Open", created="11/03/2019 01:30:00 AM"),
    ))  # fmt: skip
    desk = Desk(*load_day(CONFIG).setup)
    report = imported(a_file(tmp_path, text), shipped("baltimore-311"), desk)
    assert (report.created, report.rejected, report.without_location) == (2, 2, 1)
    assert report.skipped == {"closed": 1, "duplicate of another request": 1}
    assert "Longitude: '39, -77' is rounded to whole degrees" in report.problems[0]
    assert "happened twice in America/New_York" in report.problems[1]
    signal = desk.board.by_external("baltimore-311", "19-00710431")
    assert (signal.work_type, signal.priority, signal.territory) == ("SIGNAL_OUT", 1, "WEST")
    assert signal.requested_s == 1571655728
    assert signal.extra["Neighborhood"] == "Upton"
    assert desk.board.by_external("baltimore-311", "19-00710434").work_type == ""


def test_new_york(tmp_path):
    row = "{},2023-12-10T12:00:00.000,DOT,Transportation,{},Pothole,Street,10470,,BRONX,{},,,BRONX,PHONE,{},,11608,\n"
    text = NYC_HEAD + row.format("1", "Street Condition", "Open", "40.906450,-73.851633")
    text += row.format("2", "Noise - Residential", "Closed", ",") + row.format(
        "3", "Noise - Vehicle", "In Progress", ","
    )
    desk = Desk(*load_day(CONFIG).setup)
    report = imported(a_file(tmp_path, text), shipped("nyc-311"), desk)
    assert (report.created, report.rejected, report.skipped) == (2, 0, {"closed": 1})
    order = desk.board.by_external("nyc-311", "1")
    assert (order.work_type, order.summary, order.site.address) == (
        "POTHOLE",
        "Street Condition: Pothole",
        "BRONX, 10470",
    )
    assert order.requested_s == 1702227600
    assert order.extra[":@computed_region_efsh_h5xi"] == "11608"


REQUESTS = [
    {"service_request_id": 638344, "status": "open", "service_name": "Sidewalk repair", "lat": 37.762221815,
     "long": -122.4651145, "requested_datetime": "2010-04-14T06:37:38-08:00", "address": "8TH AVE and JUDAH ST"},
    {"service_request_id": 638349, "status": "closed", "service_name": "Sidewalk repair", "lat": 37.7, "long": -122.4},
    {"service_request_id": 638350, "status": "open", "requested_datetime": "2010-04-14T06:37:38"},
]  # fmt: skip


def test_open311_as_json_and_flattened(tmp_path):
    desk = Desk()
    mapping = shipped("open311")
    for path in (
        a_file(tmp_path, json.dumps(REQUESTS), "list.json"),
        a_file(tmp_path, json.dumps({"service_requests": REQUESTS}), "named.json"),
        a_file(
            tmp_path,
            "service_request_id,status,service_name,lat,long,requested_datetime,address\n"
            "638344,open,Sidewalk repair,37.762221815,-122.4651145,2010-04-14T06:37:38-08:00,8TH AVE and JUDAH ST\n",
            "flat.csv",
        ),
    ):
        report = imported(path, mapping, desk)
        assert report.created + report.unchanged == 1
    assert len(desk.board.work_orders) == 1
    order = desk.board.by_external("open311", "638344")
    assert order.requested_s == 1271255858
    assert order.site.location.latitude == 37.762221815
    assert "has no offset" in imported(tmp_path / "list.json", mapping).problems[0]


def test_our_own_samples(tmp_path):
    desk = Desk(*load_day(CONFIG).setup)
    samples = CONFIG / "samples"
    counts = []
    for name in ("technicians", "shifts", "work-orders"):
        path = a_file(tmp_path, (samples / f"{name}.csv").read_bytes(), f"{name}.csv")
        first, second = imported(path, shipped(name), desk), imported(path, shipped(name), desk)
        counts.append((first.created, first.rejected, second.created, second.unchanged))
    assert counts == [(3, 0, 0, 3), (2, 0, 0, 2), (3, 0, 0, 3)]
    technician = desk.board.technicians["S02"]
    assert [(skill.skill, skill.level) for skill in technician.skills] == [("ELEC", 2), ("HV", 1)]
    night = desk.board.shifts["S02-2026-11-23"]
    assert night.end_s - night.start_s == 8 * 3600
    leak = desk.board.by_external("csv", "A-1001")
    assert leak.extra == {"contract": "gold"}
    visit = desk.board.visits_of(leak.id)[0]
    assert visit.promise.end_s - visit.promise.start_s == 7200


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        (
            "shifts",
            "x,S01,America/New_York,2026-11-23 22:00,2026-11-23 06:00,",
            "a night shift's end is on the next",
        ),
        ("shifts", "x,S01,America/New_York,2026-03-08 02:30,2026-03-08 06:00,", "2026-03-08 03:30 may be meant"),
        ("shifts", "x,S01,Amerika/New_York,2026-11-23 06:00,2026-11-23 07:00,", "is not an IANA time zone"),
        ("shifts", "x,,America/New_York,2026-11-23 06:00,2026-11-23 07:00,", "technician_id: '' is empty"),
        ("shifts", "x,NOBODY,America/New_York,2026-11-23 06:00,2026-11-23 07:00,", "There is no technician NOBODY"),
    ],
)
def test_rows_of_our_own_that_are_wrong(tmp_path, name, row, said):
    head = (CONFIG / "samples" / f"{name}.csv").read_text().splitlines()[0]
    report = imported(a_file(tmp_path, f"{head}\n{row}\n"), shipped(name), Desk())
    assert report.rejected == 1
    assert said in report.problems[0]


def test_reference_data_is_recorded_once(tmp_path):
    acts = load_reference(CONFIG / "day")
    desk = Desk(*acts)
    digest = desk.board.digest
    assert {reply.status for reply in desk.stored.values()} == {Status.APPLIED}
    for number, act in enumerate(acts):
        assert desk.answer(replace(desk.asked[0], id=f"again-{number}", act=act)).versions == {}
    assert desk.board.digest == digest


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "work_types",
            ('skills = "ELEC:1"', 'skills = "ELEK:1"'),
            "STREET_LIGHT: there is no skill ELEK",
        ),
        ("work_types", ("p50_min = 35", 'p50_min = "35"'), "STREET_LIGHT, p50_min: expected `int | null`, got `str`"),
        ("work_types", ("priority = 3", "priority = 5"), "STREET_LIGHT: priority goes from 1 to 4, not 5"),
        ("sla_policies", ("response_min = 60", "response = 60"), "SIGNAL_1H: object contains unknown field `response`"),
        ("territories", ("America/New_York", "Baltimore"), "NORTH: zone 'Baltimore' is not an IANA time zone"),
    ],
)
def test_reference_data_that_is_wrong(tmp_path, name, change, said):
    for path in (CONFIG / "day").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(*change) if path.stem == name else text)
    with pytest.raises(UserError) as caught:
        load_reference(tmp_path)
    assert said in caught.value.sentence
    assert f"{name}.toml" in caught.value.sentence
