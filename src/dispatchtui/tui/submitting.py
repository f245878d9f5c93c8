"""Acts on their way, and what became of them: told, kept for undo, put up as a conflict.

Never: an act repeated without the dispatcher, but one accepted from a proposal whose day alone has changed since.
Why: a refusal, a conflict and an undo are told in one place, whatever key an act came from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core import versions
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.errors import DispatchError
from dispatchtui.tui import accepting, conflicts, losing, offering, planning, results, undoing
from dispatchtui.tui.effects import Each, Submit
from dispatchtui.tui.state import State
from dispatchtui.tui.undoing import Before

if TYPE_CHECKING:
    from dispatchtui.client.session import Session

NO_WORD = Refusal(code=Code.INVALID, sentence="The server refused without saying why.")


def request_of(session: Session, effect: Submit, pre: dict[str, int] | None = None) -> Request:
    """An act as it is asked for."""
    return Request(id=session.new_id(), act=effect.act, pre=effect.pre if pre is None else pre, reason=effect.reason,
                   override=effect.override, cause=effect.cause)  # fmt: skip


def became(state: State, session: Session, request: Request, effect: Submit, *, before: Before, reply: Reply) -> None:
    """Say what became of an act, keep how to take it back, or put the conflict up for decision."""
    if reply.status is Status.APPLIED:
        conflicts.settled(state, request.act)
        freed = _happened(state, session, request, effect, before=before, reply=reply)
        warned = f" {reply.warnings[0].sentence}" if reply.warnings else ""
        untouched = before.presses == state.presses
        if offering.offer_freed(state, request, untouched=untouched):
            freed = ""
        if not effect.undoes:
            planning.raised(state, request.act, untouched=untouched)
        state.say(f"{_begin(effect.label)}.{warned}{freed}", "good")
        return
    refusal = reply.refusal or NO_WORD
    if effect.undoes:
        state.say(undoing.not_taken_back(state, effect.undoes, refusal, session.replica.board), "alarm")
        return
    if conflicts.met(state, request, effect.label, before, refusal):
        state.say(f"{conflicts.told(state, refusal)} Not done; x decides.", "alarm")
        return
    state.say(f"{refusal.sentence} Not done: {effect.label}.", "alarm")


async def ask_each(
    state: State, session: Session, effect: Each, outcomes: list[results.Outcome], after: Callable[[], None]
) -> None:
    """Ask for one act after another; each rests on what was seen, and on what our own acts before it left."""
    known: dict[str, int] = {}
    place = len(effect.refused)
    state.acts += 1
    broken: dict[str, str] = {}
    for wanted in effect.acts:
        if wanted.chain in broken:
            outcome = replace(outcomes[place], how=results.REFUSED, sentence=broken[wanted.chain])
        else:
            outcome = await _one(state, session, wanted, known, outcome=outcomes[place], group=_group(effect))
        if wanted.chain and outcome.how == results.REFUSED:
            broken.setdefault(wanted.chain, f"Not asked for, for what comes before it was refused: {outcome.sentence}")
        outcomes[place] = outcome
        place += 1
        results.came(state, effect, tuple(outcomes))
        after()
    if not effect.acts:
        results.came(state, effect, tuple(outcomes))
        after()
    await _answer(state, session, effect, outcomes)


async def _one(
    state: State, session: Session, wanted: Submit, known: dict[str, int], *, outcome: results.Outcome, group: str
) -> results.Outcome:
    """Ask for one act of several and say how it ended."""
    pre = {key: known.get(key, version) for key, version in wanted.pre.items()}
    state.pending += 1
    try:
        request, before, reply = await _asked(session, wanted, pre)
        if wanted.cause and _only_the_day(reply):
            pre = {key: version for key, version in pre.items() if not key.startswith("lanes/")}
            request, before, reply = await _asked(session, wanted, pre)
    except DispatchError as error:
        return replace(outcome, how=results.REFUSED, sentence=error.sentence)
    finally:
        state.pending -= 1
    known |= reply.versions
    outcome = replace(outcome, request_id=request.id)
    if reply.status is Status.APPLIED:
        _happened(state, session, request, wanted, before=before, reply=reply, group=group)
        return replace(outcome, how=results.APPLIED, sentence=f"{_begin(wanted.label)}.")
    refusal = reply.refusal or NO_WORD
    if wanted.undoes:
        told = undoing.not_taken_back(state, wanted.undoes, refusal, session.replica.board)
        return replace(outcome, how=results.REFUSED, sentence=told)
    if wanted.cause:  # it was not somebody's own wish: what is offered anew is on the newer board
        return replace(outcome, how=results.REFUSED, sentence=conflicts.told(state, refusal))
    if conflicts.met(state, request, wanted.label, before, refusal):
        return replace(outcome, how=results.REFUSED, sentence=f"{conflicts.told(state, refusal)} x decides.")
    return replace(outcome, how=results.REFUSED, sentence=refusal.sentence)


async def _asked(session: Session, wanted: Submit, pre: dict[str, int]) -> tuple[Request, Before, Reply]:
    request = request_of(session, wanted, pre)
    before = Before(session.replica.board, wanted.act)
    return request, before, await session.submit(request)


def _only_the_day(reply: Reply) -> bool:
    """Whether an act was refused only because the day around it is another: the desk then judges the act itself."""
    refusal = reply.refusal
    return refusal is not None and refusal.code is Code.STALE and refusal.subject.startswith("lanes/")


def _happened(
    state: State, session: Session, request: Request, effect: Submit, *, before: Before, reply: Reply, group: str = ""
) -> str:
    """Keep how an act is taken back and what it freed, told in words."""
    losing.remember(state, request.act, reply)
    if effect.undoes:
        undoing.taken_back(state, effect.undoes, reply)
    else:
        undoing.remember(state, request, effect.label, before, reply, group=group)
    return offering.note_freed(state, request, before.seen, session.replica.board, undoes=effect.undoes)


async def _answer(state: State, session: Session, effect: Each, outcomes: list[results.Outcome]) -> None:
    """Say to the proposal what became of it."""
    done = [each for each in outcomes if each.how == results.APPLIED]
    visits = (name for each in done for name in each.subject.split(", "))
    said = accepting.answered(effect, (each.request_id for each in done), visits, every=len(done) == len(effect.acts))
    if said is None:
        return
    try:
        before = versions.of_answer(session.replica.board, said.cause)
        reply = await session.submit(request_of(session, said, before))
    except DispatchError as error:
        state.say(f"{effect.title}, but that could not be noted: {error.sentence}", "alarm")
    else:
        if reply.status is not Status.APPLIED:
            state.say(f"{effect.title}, but that could not be noted: {(reply.refusal or NO_WORD).sentence}", "alarm")


def _group(effect: Each) -> str:
    """What acts are taken back together by: those that were accepted together."""
    return f"{effect.answer.id} {effect.answer.basis} {id(effect)}" if effect.answer is not None else ""


def _begin(label: str) -> str:
    return label[:1].upper() + label[1:]
