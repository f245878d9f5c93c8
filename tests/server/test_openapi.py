"""The API is what it says: every answer fits its description, and nothing that a fuzzer sends makes a 5xx."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dispatchtui.core.model import TABLES
from dispatchtui.core.text import cleaned
from dispatchtui.server.api import ENDPOINTS
from dispatchtui.server.openapi import description
from tests.server.office import Office, ids, place, seed, settings_for

# A socket of another test may ping in its own thread, which draws from the one source of chance meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {"submit": 60}
"""More examples where there is more to say."""


@pytest.fixture(scope="module")
def described(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("openapi")
    office = Office(settings_for(home, f"sqlite:///{shutil.copy(empty_file, home / 'board.db')}"))
    seed(office.admin)
    office.admin.act(place("V1", "T01", "10:00"))
    yield office
    office.stop()


def test_the_description_is_complete() -> None:
    found = description()
    assert found["openapi"] == "3.1.0"
    rows = {(method.upper(), path) for path, methods in found["paths"].items() for method in methods}
    assert rows == {(row.method, f"/api/v1{row.path}") for row in ENDPOINTS}
    command = found["components"]["schemas"]["Request"]["properties"]["act"]
    assert command["discriminator"]["propertyName"] == "type"
    assert "place_visit" in command["discriminator"]["mapping"]
    submit = found["paths"]["/api/v1/commands"]["post"]["responses"]
    assert {"200", "401", "403", "404", "409", "413", "422", "429", "503"} <= set(submit)
    assert set(submit["409"]["content"]) == {"application/problem+json"}


def test_facts_rows_and_the_feed_have_a_shape(described: Office) -> None:
    found = description()
    schemas = found["components"]["schemas"]
    assert schemas["FactOut"]["properties"]["event"] == {"$ref": "#/components/schemas/Event"}
    kinds = schemas["Event"]["discriminator"]
    assert kinds["propertyName"] == "kind"
    told = {fact["event"]["kind"] for fact in described.admin.get("/history", limit=1000)}
    assert {"visit.placed", "work_order.opened"} <= told <= set(kinds["mapping"])
    assert schemas["Snapshot"]["properties"]["rows"] == {"$ref": "#/components/schemas/Rows"}
    assert set(described.admin.get("/snapshot")["rows"]) <= set(schemas["Rows"]["properties"]) == set(TABLES)
    frames = found["x-websocket"]["/api/v1/feed"]
    assert set(frames["server"]["discriminator"]["mapping"]) == {
        "welcome", "snapshot", "ev", "mark", "pos", "present", "resync", "bye"}  # fmt: skip
    assert set(frames["client"]["discriminator"]["mapping"]) == {"hello", "here"}
    names = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(found)))
    assert names <= set(schemas), "every reference leads somewhere"
    for words in ("/api/v1/feed", "lanes/T05:2026-11-21", "`created`", "4401", "zstd"):
        assert words in found["info"]["description"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("row", ENDPOINTS, ids=lambda row: row.handle.__name__)
def test_no_answer_strays_from_the_description(described: Office, row) -> None:
    api = schemathesis.openapi.from_dict(description())
    headers = {"Authorization": f"Bearer {described.server.token}"}
    operation = api[f"/api/v1{row.path}"][row.method]
    name = row.handle.__name__
    answered: Counter[int] = Counter()

    @settings(max_examples=EXAMPLES.get(name, 12), deadline=None, phases=(Phase.explicit, Phase.generate),
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def answers(case: schemathesis.Case) -> None:
        response = case.call(base_url=described.url, headers=headers)
        answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    answers()
    assert answered.total() >= 1
    assert max(answered) < 500


KNOWN = {
    "visit_id": ("V1", "V2", "V3"), "technician_id": ("T01", "T02"), "work_type": ("LEAK", ""), "skill": ("PLUMB",),
    "territory": ("EAST", "WEST", ""), "sla_policy": ("STD", ""), "zone": ("America/New_York",),
}  # fmt: skip


def _tamed(value: Any, key: str = "") -> Any:
    """The same body with words that can be read and names that exist, so that it comes as far as the rules."""
    if isinstance(value, str):
        known = KNOWN.get(key)
        return known[len(value) % len(known)] if known else next(ids) if key == "id" else cleaned(value, 200)
    if isinstance(value, dict):
        return {cleaned(name, 200): _tamed(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_tamed(each, key) for each in value]
    return value


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_readable_nonsense_that_reaches_the_rules_makes_no_5xx_either(described: Office) -> None:
    api = schemathesis.openapi.from_dict(description())
    headers = {"Authorization": f"Bearer {described.server.token}"}
    statuses: Counter[int] = Counter()

    @settings(max_examples=120, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(case=api["/api/v1/commands"]["POST"].as_strategy())
    def answers(case: schemathesis.Case) -> None:
        case.body = _tamed(case.body)
        response = case.call(base_url=described.url, headers=headers)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    answers()
    assert statuses[200] >= 2, statuses
