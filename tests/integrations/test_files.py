"""Files that cannot be believed as a whole: one sentence each, and nothing is recorded."""

from __future__ import annotations

import zipfile

import pytest

from dispatchtui.errors import UserError
from tests.integrations.desk import SIMPLE, Desk, a_file, a_mapping, imported, shipped

HEAD = "id,what,when,priority,lat,lon\n"
GOOD = "1,Leak,10/21/2019 07:00,2,39.2904,-76.6122\n"


def refusal(path, mapping) -> str:
    desk = Desk()
    with pytest.raises(UserError) as caught:
        imported(path, mapping, desk)
    assert desk.asked == []
    assert not list(path.parent.glob("*.part"))
    return caught.value.sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (HEAD + GOOD + "2,Light", "is truncated: its last line, 3, has 2 of 6 cells"),
        (HEAD + GOOD + '2,"Light out', "is truncated: a quotation that opens in line 3 is not closed"),
        (HEAD + '1,"' + "x\n" * 90_000, "one cell has more than 131,072 characters"),
        ((HEAD + GOOD).encode() + b"2,caf\xe9,,,,\n", "is not UTF-8: byte 78 in line 3 is 0xe9"),
        ((HEAD + GOOD).encode() + "2,caf\u00e9".encode()[:-1], "ends inside a character at byte 79, line 3"),
        ((HEAD + GOOD).encode("utf-16"), "is in UTF-16"),
        ("id;what;when\n1;Leak;\n", "is not separated by ',': its header holds ';'"),
        ("id,what,what\n", "has two columns named 'what'"),
        ("number,what\n1,Leak\n", "has no column 'id', which own.toml reads (fields.external_id); it has number, what"),
    ],
    ids=["empty", "cut-line", "cut-quotation", "open-quotation", "latin-1", "cut-character", "utf-16", "semicolons",
         "two-alike", "other-columns"],
)  # fmt: skip
def test_a_file_that_cannot_be_believed(tmp_path, content, said):
    sentence = refusal(a_file(tmp_path, content), a_mapping(tmp_path, SIMPLE))
    assert said in sentence
    assert "rows.csv" in sentence


def test_a_missing_file_and_a_folder(tmp_path):
    mapping = a_mapping(tmp_path, SIMPLE)
    assert "cannot be read: No such file" in refusal(tmp_path / "absent.csv", mapping)
    assert "cannot be read: Is a directory" in refusal(tmp_path, mapping)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"service_request_id": "1", "stat', "is truncated"),
        ("[1,]", "is not JSON"),
        ('{"requests": []}', "holds no list of records, alone or under 'service_requests'"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_json_that_cannot_be_believed(tmp_path, content, said):
    assert said in refusal(a_file(tmp_path, content, "requests.json"), shipped("open311"))


def test_a_workbook_cut_in_the_middle(tmp_path):
    path = tmp_path / "rows.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>" * 1000)
    path.write_bytes(path.read_bytes()[:-40])
    assert "is truncated" in refusal(path, a_mapping(tmp_path, SIMPLE))


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "rows.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "is no readable workbook" in refusal(path, a_mapping(tmp_path, SIMPLE))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind =", "kid ="), "own.toml, the top level: object contains unknown field `kid`"),
        (('"work_orders"', '"orders"'), "own.toml, kind: 'orders' is not one of work_orders, technicians, shifts"),
        (("America/New_York", "Baltimore"), "own.toml, zone: 'Baltimore' is not an IANA time zone"),
        (('source = "test"', ""), "own.toml, source: the name of the system"),
        (("summary =", "sumary ="), "own.toml, fields.sumary: work_orders have no such field; did you mean summary?"),
        (('parse = "integer"', 'parse = "int"'), "fields.priority.parse: 'int' is not one of text, integer"),
        (('parse = "integer"', 'parse = "boolean"'), "fields.priority.parse: 'boolean' does not give what priority"),
        ((', format = "%m/%d/%Y %H:%M"', ""), "fields.requested.format: times need a format"),
        (("%m/%d/%Y %H:%M", "%H:%M"), "fields.requested.format: '%H:%M' has no year"),
        (("%m/%d/%Y %H:%M", "%q"), "fields.requested.format: '%q' is no strptime format"),
        (('zone = "America/New_York"', ""), "fields.requested.zone: local times need a zone"),
        (('column = "what"', 'colum = "what"'), "own.toml, fields.summary: object contains unknown field `colum`"),
        (('external_id = { column = "id", required = true }', ""), "fields.external_id: work_orders need this field"),
        (("[39.0, -77.0, 40.0, -76.0]", "[-77.0, 39.0, -76.0, 40.0]"), ""),
        (("[39.0, -77.0, 40.0, -76.0]", "[40.0, -77.0, 39.0, -76.0]"), "location.bounds: south, west, north, east"),
        (("[fields]", "[fields"), "own.toml is not TOML"),
    ],
)
def test_a_mapping_is_checked_before_any_row(tmp_path, change, said):
    if not said:
        assert a_mapping(tmp_path, SIMPLE.replace(*change)).location is not None
        return
    with pytest.raises(UserError) as caught:
        a_mapping(tmp_path, SIMPLE.replace(*change))
    assert said in caught.value.sentence


def test_a_mapping_that_does_not_exist_names_those_that_do():
    with pytest.raises(UserError) as caught:
        shipped("boston")
    assert "There is no mapping 'boston'." in caught.value.sentence
    assert "baltimore-311, nyc-311, open311, shifts, technicians, work-orders" in caught.value.hint
