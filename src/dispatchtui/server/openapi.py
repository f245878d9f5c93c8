"""The API described by itself: OpenAPI 3.1 from the table of routes and the types that it names.

Source: OpenAPI 3.1.0; schemas by msgspec.
"""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

import dispatchtui
from dispatchtui.core.events import Event
from dispatchtui.core.model import TABLES
from dispatchtui.protocol.frames import ClientFrame, Ev, FactLine, ServerFrame, Snapshot
from dispatchtui.server.api import ENDPOINTS
from dispatchtui.server.api.history import FactOut, schema_hook
from dispatchtui.server.problems import MEDIA_TYPE, Problem
from dispatchtui.server.prose import ABOUT, FEED
from dispatchtui.server.routes import PREFIX, Endpoint

REF = "#/components/schemas/{name}"
_BESIDE: tuple[Any, ...] = (Event, *TABLES.values(), ClientFrame, ServerFrame)
"""What no endpoint takes or answers by itself."""
_NAME = re.compile(r"\{(\w+)\}")


@cache
def document() -> bytes:
    """The whole description, encoded."""
    return msgspec.json.encode(description())


def description() -> dict[str, Any]:
    """The whole description."""
    types = list(dict.fromkeys([*(each for row in ENDPOINTS for each in _types(row)), *_BESIDE]))
    described, components = msgspec.json.schema_components(types, schema_hook=schema_hook, ref_template=REF)
    schemas = dict(zip(types, described, strict=True))
    _shape(components, schemas)
    paths: dict[str, dict[str, Any]] = {}
    for row in ENDPOINTS:
        paths.setdefault(PREFIX + row.path, {})[row.method.lower()] = _operation(row, schemas, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "dispatchtui", "version": dispatchtui.__version__,
                 "description": ABOUT},
        "paths": paths,
        "x-websocket": {f"{PREFIX}/feed": {"summary": FEED, "client": schemas[ClientFrame],
                                           "server": schemas[ServerFrame]}},
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _shape(components: dict[str, Any], schemas: dict[Any, Any]) -> None:
    """Say what stands where answers hold JSON that was encoded before: facts by their kind, rows by their table."""
    components["Event"] = schemas[Event]
    tables = {name: {"type": "array", "items": schemas[row]} for name, row in TABLES.items()}
    components["Rows"] = {"type": "object", "properties": tables, "additionalProperties": False}
    for fact in (FactOut, FactLine):
        components[fact.__name__]["properties"]["event"] = {"$ref": REF.format(name="Event")}
    for frame, field in ((Snapshot, "rows"), (Ev, "up")):
        components[frame.__name__]["properties"][field] = {"$ref": REF.format(name="Rows")}


def _types(row: Endpoint) -> list[Any]:
    found: list[Any] = [Problem]
    for each in (row.body, row.query, row.answer, row.refusal):
        found += each if isinstance(each, tuple) else [] if each is None else [each]
    return found


def _schema(kind: Any, schemas: dict[Any, Any]) -> Any:
    """The schema of a type, or of any one of several."""
    return {"anyOf": [schemas[each] for each in kind]} if isinstance(kind, tuple) else schemas[kind]


def _operation(row: Endpoint, schemas: dict[Any, Any], components: dict[str, Any]) -> dict[str, Any]:
    name = row.handle.__name__
    found: dict[str, Any] = {"operationId": name, "summary": row.summary, "responses": _responses(row, schemas)}
    parameters = [
        {"name": each, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for each in _NAME.findall(row.path)
    ]
    if row.query is not None:
        said = components[row.query.__name__]
        needed = said.get("required", ())
        parameters += [
            {"name": each, "in": "query", **({"required": True} if each in needed else {}), "schema": schema}
            for each, schema in said["properties"].items()
        ]
    if parameters:
        found["parameters"] = parameters
    if row.body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _schema(row.body, schemas)}},
        }
    if not row.public:
        found["security"] = [{"token": []}]
    if row.right:
        found["description"] = f"Needs the right {row.right}."
    return found


def _responses(row: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    answer = {"schema": _schema(row.answer, schemas)} if row.answer is not None else {}
    found: dict[str, Any] = {"200": {"description": "Done.", "content": {row.media: answer}}}
    statuses = {*row.problems, 403, 421, 429}
    if not row.public:
        statuses |= {401, 422, 503, 500}
    if row.body is not None:
        statuses |= {400, 413, 422}
    for status in sorted(statuses):
        schema = _schema(row.refusal if row.refusal and status in row.problems else Problem, schemas)
        found[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}.",
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
    return found
