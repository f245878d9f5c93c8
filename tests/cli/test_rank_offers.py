"""What somebody could take, asked from the shell: next, or into a time that has become free."""

from __future__ import annotations

import json

from tests.cli.conftest import Shell
from tests.server.office import Office, place


def test_what_somebody_takes_next_is_the_server_s(shell: Shell, office: Office) -> None:
    found = json.loads(shell.well("rank", "--next", "1", "--json"))
    whole = office.admin.get("/technicians/T01/next")
    # The clock goes on between the two questions, so what depends on the second is left out.
    told, said = ([(each["visit_id"], each["technician_id"], each["place"]) for each in some["candidates"]]
                  for some in (found, whole))  # fmt: skip
    assert (found["technician_id"], told) == ("T01", said)
    assert [each["rank"] for each in found["candidates"]] == [1, 2, 3]
    lines = shell.well("rank", "--next", "t01", "--most", "1").splitlines()
    assert "VISIT" in lines[0]
    assert "V1" in lines[1]


def test_a_free_time_is_asked_about_with_its_two_moments(shell: Shell, office: Office) -> None:
    office.admin.acts(place("V1", "T01", "08:00"), place("V2", "T01", "11:00"))
    span = ("2019-10-21T09:00:00-04:00", "2019-10-21T11:00:00-04:00")
    (fits,) = json.loads(shell.well("rank", "--slot", "T01", *span, "--json"))["candidates"]
    assert (fits["visit_id"], fits["after"], fits["before"]) == ("V3", "V1", "V2")
    assert "is no moment with an offset" in shell.refused("rank", "--slot", "T01", "09:00", "11:00")


def test_one_thing_is_asked_at_a_time(shell: Shell) -> None:
    for words in ((), ("V1", "--next", "T01")):
        said = shell.refused("rank", *words)
        assert said == "Name a visit, or --next with a technician, or --slot with a technician and a free time."
    assert shell.refused("rank", "--next", "T77") == "There is no technician T77."
