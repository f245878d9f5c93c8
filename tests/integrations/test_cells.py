"""The parsers: every sort of cell, right and wrong, with what is said of the wrong ones."""

# ruff: noqa: DTZ001  (wall clocks, as files hold them)

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dispatchtui.core.model import Competence, Location, SkillNeed
from dispatchtui.integrations.importers.cells import PARSERS, Reading
from dispatchtui.integrations.importers.mapping import Field, Place
from dispatchtui.integrations.importers.places import read_place
from dispatchtui.integrations.importers.times import from_local
from dispatchtui.integrations.importers.wrong import Wrong

US = "%m/%d/%Y %I:%M:%S %p"
NEW_YORK = "America/New_York"
BALTIMORE = Place(latitude="Lat", longitude="Lon", bounds=(39.0, -77.0, 40.0, -76.0))


def read(parse: str, cell: str | datetime, *, holds: str = "text", fold: str = "reject", **field: object):
    rule = Field(column="c", parse=parse, **field)
    tables = {"types": {"Leak": "WATER"}, "ranks": {"WATER": "1"}}
    return PARSERS[parse].read(cell, Reading(field=rule, zone=NEW_YORK, fold=fold, tables=tables, holds=holds))


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("parse", "cell", "value", "more"),
    [
        ("text", "as it is", "as it is", {}),
        ("integer", "21215.0", 21215, {}),
        ("integer", "-3", -3, {}),
        ("minutes", "45", 2700, {}),
        ("hours", "1.5", 5400, {}),
        ("boolean", "Yes", True, {}),
        ("boolean", "0", False, {}),
        ("local_time", "10/21/2019 11:49:49 AM", epoch("2019-10-21T15:49:49"), {"format": US}),
        ("local_time", "2023-12-10T12:00:00.000", epoch("2023-12-10T17:00:00"), {"format": "iso"}),
        ("local_time", datetime(2019, 10, 21, 7, 0), epoch("2019-10-21T11:00:00"), {"format": US}),
        ("utc_time", "2019-10-21T07:00:00-04:00", epoch("2019-10-21T11:00:00"), {"format": "iso"}),
        ("utc_time", "2019-10-21T11:00:00Z", epoch("2019-10-21T11:00:00"), {"format": "iso"}),
        ("table", "Leak", "WATER", {"table": "types"}),
        ("table", "Other", "NONE", {"table": "types", "otherwise": "NONE"}),
        ("table", "Leak", 1, {"table": ("types", "ranks"), "holds": "integer"}),
        ("list", "EAST; WEST;;", ("EAST", "WEST"), {}),
        ("skills", "HVAC:3;GAS", (SkillNeed(skill="HVAC", level=3), SkillNeed(skill="GAS")), {"holds": "needs"}),
        (
            "skills",
            "HV:1@2019-10-21",
            (Competence(skill="HV", valid_until_s=epoch("2019-10-22T03:59:59")),),
            {"holds": "competences"},
        ),
        (
            "skills",
            "HV@2019-01-01..2019-10-21T11:00",
            (
                Competence(
                    skill="HV",
                    valid_from_s=epoch("2019-01-01T05:00:00"),
                    valid_until_s=epoch("2019-10-21T15:00:00"),
                ),
            ),
            {"holds": "competences"},
        ),
    ],
)
def test_a_cell_that_is_right(parse, cell, value, more):
    assert read(parse, cell, **more) == value


@pytest.mark.parametrize(
    ("parse", "cell", "said", "more"),
    [
        ("integer", "3.5", "whole number like 3", {}),
        ("integer", "1e5", "whole number", {}),
        ("minutes", "-1", "between nothing and two weeks", {}),
        ("minutes", "soon", "number like 45", {}),
        ("boolean", "perhaps", "neither yes nor no", {}),
        ("local_time", "21/10/2019 11:49:49 AM", "is not a time like 11/21/2026 02:05:00 PM", {"format": US}),
        ("local_time", "01/01/1900 01:00:00 AM", "is in the year 1900", {"format": US}),
        ("local_time", "2019-10-21T07:00:00Z", "use utc_time", {"format": "iso"}),
        ("utc_time", "2019-10-21T07:00:00", "has no offset", {"format": "iso"}),
        ("table", "Other", "is not listed in [tables.types]", {"table": "types"}),
        ("skills", "3HVAC", "not a skill like HVAC:3", {"holds": "needs"}),
        ("skills", "HVAC:9", "levels go from 1 to 5", {"holds": "needs"}),
        ("skills", "HVAC:1;HVAC:2", "names a skill twice", {"holds": "needs"}),
        ("skills", "HV:1@2019-10-21", "which a need does not have", {"holds": "needs"}),
        ("skills", "HV:1@tomorrow", "has the validity 'tomorrow'", {"holds": "competences"}),
    ],
)
def test_a_cell_that_is_wrong_says_what_would_be_right(parse, cell, said, more):
    found = read(parse, cell, **more)
    assert isinstance(found, Wrong)
    assert said in found.said


def test_a_time_that_never_was_is_refused_with_a_suggestion():
    found = from_local(datetime(2019, 3, 10, 2, 30), NEW_YORK)
    assert isinstance(found, Wrong)
    assert "did not happen" in found.said
    assert "2019-03-10 03:30" in found.said


def test_a_time_that_was_twice_is_refused_unless_the_mapping_says_which():
    twice = datetime(2019, 11, 3, 1, 30)
    found = from_local(twice, NEW_YORK)
    assert isinstance(found, Wrong)
    assert "2019-11-03T01:30-04:00 or 2019-11-03T01:30-05:00" in found.said
    assert from_local(twice, NEW_YORK, "earlier") == epoch("2019-11-03T05:30:00")
    assert from_local(twice, NEW_YORK, "later") == epoch("2019-11-03T06:30:00")


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("39.2904", "-76.6122", Location(latitude=39.2904, longitude=-76.6122)),
        ("", "", None),
        ("39", "-76", "rounded to whole degrees"),
        ("39.0", "-77.00", "rounded to whole degrees"),
        ("0", "0", "rounded to whole degrees"),
        ("-76.6122", "39.2904", "swapped"),
        ("39.2904", "76.6122", "a minus sign may be missing: 39.2904, -76.6122"),
        ("40.7128", "-74.0060", "outside the mapping's bounds, 39 to 40 north and -77 to -76 east"),
        ("39.2904", "", "only one of Lat and Lon"),
        ("39,2904", "-76,6122", "with a point it would be 39.2904"),
        ("nan", "-76.6", "is not a number"),
        ("inf", "-76.6", "is not a number"),
        ("1e999", "-76.6", "is not a finite number"),
        ("239.2904", "-76.6122", "is not on Earth"),
    ],
)
def test_coordinates_are_believed_only_where_they_can_be_true(latitude, longitude, expected):
    found = read_place(latitude, longitude, BALTIMORE)
    if isinstance(expected, str):
        assert isinstance(found, Wrong)
        assert expected in found.said
    else:
        assert found == expected


def test_a_mapping_may_take_what_has_no_place_or_refuse_it():
    strict = Place(latitude="Lat", longitude="Lon", missing="reject")
    assert isinstance(read_place("", "", strict), Wrong)
    lenient = Place(latitude="Lat", longitude="Lon", rounded="accept")
    assert read_place("39", "-77", lenient) is None


def test_swapped_coordinates_are_seen_without_bounds_when_the_globe_shows_it():
    found = read_place("-122.4194", "37.7749", Place(latitude="Lat", longitude="Lon"))
    assert isinstance(found, Wrong)
    assert "swapped" in found.said
