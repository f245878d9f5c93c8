"""Every no over HTTP, as problem details; and which status a desk's reply has.

Source: RFC 9457. A desk's reply keeps its own fields as members; how it ended is its `outcome`.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from msgspec import Struct

from dispatchtui.core.refusals import Code, Refusal, Violation
from dispatchtui.core.requests import Reply, Status

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal of a request as a whole; `right` names the right that was missing.

    `notices` are what whoever runs the server should know.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    right: str = ""
    field: str = ""
    retry_after_s: float | None = None
    notices: tuple[str, ...] = ()


class ReplyProblem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A desk's reply that was not an application: the reply's fields beside the problem's."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    id: str
    outcome: Status
    seq: int = 0
    epoch: str = ""
    duplicate: bool = False
    refusal: Refusal | None = None
    theirs: dict[str, object] | None = None
    warnings: tuple[Violation, ...] = ()
    retry_after_s: float | None = None


_STATUS = {
    Code.OVERLAP: 409,
    Code.STALE: 409,
    Code.GONE: 409,
    Code.EXPIRED: 409,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.ILLEGAL: 422,
    Code.INVALID: 422,
    Code.VIOLATIONS: 422,
}


def problem(
    status: int,
    detail: str,
    *,
    right: str = "",
    field: str = "",
    retry_after_s: float | None = None,
    notices: tuple[str, ...] = (),
) -> Problem:
    """Make a problem whose title is the status's own phrase."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, right=right, field=field,
                   retry_after_s=retry_after_s, notices=notices)  # fmt: skip


def lacks(name: str, right: str, words: str) -> Problem:
    """Refuse because the asker lacks a right, naming it."""
    return problem(403, f"{name} lacks the right {right}: {words}.", right=right)


def status_of(reply: Reply) -> int:
    """The HTTP status of a desk's reply."""
    if reply.status is Status.APPLIED:
        return 200
    if reply.status is Status.UNAVAILABLE or reply.refusal is None:
        return 503 if reply.retry_after_s is not None else 500
    return _STATUS[reply.refusal.code]


def of_reply(reply: Reply) -> ReplyProblem:
    """Wrap a reply that was not an application."""
    detail = reply.refusal.sentence if reply.refusal else "The desk cannot record now; ask again."
    status = status_of(reply)
    return ReplyProblem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, id=reply.id, outcome=reply.status,
        seq=reply.seq, epoch=reply.epoch, duplicate=reply.duplicate, refusal=reply.refusal, theirs=reply.theirs,
        warnings=reply.warnings, retry_after_s=reply.retry_after_s,
    )  # fmt: skip


def encode(found: Problem | ReplyProblem) -> bytes:
    """Encode a problem."""
    return msgspec.json.encode(found)
