"""The checker asked without doing anything: of acts that somebody thinks of, of the whole board, of its data."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.answer import Findings, answer
from dispatchtui.constraints.check import check_visit, severity
from dispatchtui.constraints.effects import Effects
from dispatchtui.constraints.health import Gap, health
from dispatchtui.constraints.reach import outside
from dispatchtui.constraints.veil import is_hidden, names_hidden, veiled
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.refusals import Violation
from dispatchtui.core.scope import Scope
from dispatchtui.server.hostile import wrong_in_value
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint

MOST_ACTS = 100
PIECE = 50
"""Visits that are looked at before somebody else's question has its turn."""


class Acts(Struct, frozen=True, kw_only=True):
    """Acts to be judged together, none of which is done."""

    acts: tuple[Command, ...]


class Broken(Struct, frozen=True, kw_only=True):
    """A visit whose standing plan breaks rules that nobody answered for, the worst first."""

    visit_id: str
    violations: tuple[Violation, ...]


async def check(call: Call) -> Findings | Problem:
    """What the checker says of acts, and what they would change; nothing is done."""
    acts: tuple[Command, ...] = call.body.acts
    if not 1 <= len(acts) <= MOST_ACTS:
        return problem(422, f"One question is about 1 to {MOST_ACTS} acts, not {len(acts)}.", field="acts")
    field, sentence = wrong_in_value(call.body)
    if sentence:
        return problem(422, sentence, field=field)
    hub, actor, scope = call.office.hub, call.actor, call.scope
    now_s, positions = call.office.clock.now_s(), dict(call.office.hub.whereabouts)

    def asked(board: Board) -> Findings:
        refusal = next(filter(None, (outside(board, act, actor) for act in acts)), None)
        if refusal is not None:
            return Findings(ok=False, refusal=refusal)
        return answer_in(board, answer(board, acts, now_s, standing=actor.standing, positions=positions), scope)

    return await hub.study.ask(hub.board, asked)


def answer_in(board: Board, found: Findings, scope: Scope) -> Findings:
    """What of an answer a scope may see."""
    effects, refusal = found.effects, found.refusal
    if refusal is not None:
        refusal = replace(refusal, violations=veiled(board, refusal.violations, scope))

    def shown(sentence: str, *keys: str) -> bool:
        return not any(is_hidden(board, key, scope) for key in keys) and not names_hidden(board, sentence, scope)

    return replace(
        found,
        refusal=refusal,
        violations=veiled(board, found.violations, scope),
        warnings=veiled(board, found.warnings, scope),
        versions={key: version for key, version in found.versions.items() if not is_hidden(board, key, scope)},
        effects=Effects(
            etas=tuple(each for each in effects.etas if shown(each.sentence, f"visits/{each.visit_id}")),
            slas=tuple(each for each in effects.slas if shown(each.sentence, f"visits/{each.visit_id}")),
            broken=veiled(board, effects.broken, scope),
            mended=veiled(board, effects.mended, scope),
            travel_s=effects.travel_s,
            overtime_s=effects.overtime_s,
            parts=veiled(board, effects.parts, scope),
            notices=tuple(each for each in effects.notices if shown(each.sentence, f"visits/{each.visit_id}")),
        ),
    )


async def violations(call: Call) -> list[Broken]:
    """Every rule that a standing plan in the asker's scope breaks and nobody answered for."""
    hub, scope, now_s = call.office.hub, call.scope, call.office.clock.now_s()
    visits = list(hub.board.visits)
    found: list[Broken] = []
    for start in range(0, len(visits), PIECE):
        some = visits[start : start + PIECE]
        found += await hub.study.ask(hub.board, lambda board, some=some: _broken(board, some, now_s, scope))  # type: ignore[misc]
    return sorted(found, key=lambda each: (severity(each.violations[0]), each.visit_id))


def _broken(board: Board, visits: list[str], now_s: int, scope: Scope) -> list[Broken]:
    seen = (visit_id for visit_id in visits if scope.sees(board.visits.get(visit_id)))
    judged = ((visit_id, check_visit(board, visit_id, now_s)) for visit_id in seen)
    return [Broken(visit_id=visit_id, violations=veiled(board, found, scope)) for visit_id, found in judged if found]


async def data_health(call: Call) -> list[Gap]:
    """What silently keeps people or work in the asker's scope out, and the act that mends it."""
    hub, scope = call.office.hub, call.scope
    now_s, positions = call.office.clock.now_s(), dict(call.office.hub.whereabouts)

    def asked(board: Board) -> list[Gap]:
        return [
            each for each in health(board, now_s, positions)
            if not is_hidden(board, each.subject, scope) and not names_hidden(board, each.sentence, scope)
        ]  # fmt: skip

    return await hub.study.ask(hub.board, asked)


ENDPOINTS = (
    Endpoint(method="POST", path="/check", summary="What the checker says of acts together; none is done.",
             handle=check, right="read", body=Acts, answer=Findings, problems=(422,)),
    Endpoint(method="GET", path="/violations", summary="Every rule that a plan breaks and nobody answered for.",
             handle=violations, right="read", answer=list[Broken]),
    Endpoint(method="GET", path="/data-health", summary="What silently keeps people or work out, and what mends it.",
             handle=data_health, right="read", answer=list[Gap]),
)  # fmt: skip
