"""A command on its way, and the answer to it: what passes between any surface and the desk."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason
from dispatchtui.core.refusals import Refusal, Violation


class Request(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act as somebody asks for it.

    `id` is made by the asker, sorts by time, and is the idempotency key: the same id with the
    same content is answered once. `pre` are the versions that the asker saw, by key
    (`visits/V60`, `lanes/T05:2026-11-21`). `override` answers for every breakable violation.
    """

    id: str
    act: Command
    pre: dict[str, int] = {}
    reason: Reason | None = None
    override: Reason | None = None
    cause: str = ""


class Status(StrEnum):
    """How an act ended."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"status": "outcome"}):
    """The answer to one request; the same request is always answered alike.

    `status` travels as `outcome`, since a problem over HTTP has a number of that name.
    `duplicate` says that this very answer was given before. `seq` is the last fact recorded for
    it, or the head when nothing had to change. `theirs` is the conflicting row as it now is.
    """

    id: str
    status: Status
    seq: int = 0
    epoch: str = ""
    duplicate: bool = False
    versions: dict[str, int] = {}
    created: tuple[str, ...] = ()
    refusal: Refusal | None = None
    theirs: dict[str, object] | None = None
    warnings: tuple[Violation, ...] = ()
    retry_after_s: float | None = None
