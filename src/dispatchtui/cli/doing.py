"""A line as the console's command line takes it, carried out without a screen.

The console's own parser, action table and acts run on a console's state; what would be sent is sent by the same
session. A list that the console would open is answered as rows; a reason that it would ask for must be given with
the line; what it would ask Enter for is done, because whoever typed the line has meant it.
Never: a rule, a right or a way of placing of its own.
Why: what can be pressed can be scripted, and is judged alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from dispatchtui.cli import wording
from dispatchtui.client.replica import Changes
from dispatchtui.client.session import Batch, Session
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.tui import choosing, intended, reports, sheets, undoing
from dispatchtui.tui.actions import ACTIONS, BY_NAME
from dispatchtui.tui.commandline import MOST_WORDS, action_of, run_line, words_of
from dispatchtui.tui.connection import Connection
from dispatchtui.tui.effects import Each, Effects, Fetch, Inquire, Say, Submit
from dispatchtui.tui.intended import Intended
from dispatchtui.tui.state import CONFIRM, DRAFT, REASONS, State

GOOD = ("applied", "shown", "said")
NOT_UNDERSTOOD = "wrong"
ASKS_ENTER = (CONFIRM, DRAFT)
"""Modes in which the console waits for Enter before it sends what was typed."""
PAPER = 80
"""Cells of a line of what a screen would show."""
SCREEN_ONLY = ("quit", "help", "reconnect", "filter-by", "next")
"""Actions that mean something on a screen only."""


class Doer:
    """Carries out typed lines on a live session, one after another."""

    def __init__(self, session: Session, reason: Reason | None = None, override: Reason | None = None) -> None:
        """Take the session and the reasons that go with every line."""
        self.session, self.reason, self.override = session, reason, override
        self.state = State()
        self._link = Connection(self.state, session=session)
        self._changes = Changes(replaced=True)
        self._went = False
        session.listen(self._heard)

    async def do(self, line: str) -> dict[str, Any]:
        """Carry out one line; answer what became of it."""
        wrong = _wrong(line)
        if wrong:
            return {"line": line, "outcome": NOT_UNDERSTOOD, "sentence": wrong}
        await asyncio.sleep(0)  # what came in this turn is told first
        self._look()
        found = await self._act(line) if line.lstrip().startswith("{") else await self._typed(line)
        return {"line": line, **found}

    def _heard(self, batch: Batch) -> None:
        self._changes = self._changes.plus(batch.changes)

    def _look(self) -> None:
        """See the board as it now is, with nothing lying open, and nothing selected but what `goto` went to."""
        changes, self._changes = self._changes, Changes()
        self._link.take_over(changes)
        state = self.state
        state.sheet = state.entry = state.message = None
        if not self._went:
            state.visit_id = state.technician_id = ""
            state.pane = "queue"

    async def _act(self, line: str) -> dict[str, Any]:
        """An act as JSON, as the API takes it."""
        act = msgspec.json.decode(line, type=Command)
        return await self._send(Submit(act=act, label="done", reason=self.reason, override=self.override))

    async def _typed(self, line: str) -> dict[str, Any]:
        effects = run_line(self.state, line)
        self._went = action_of(words_of(line)[0]) is BY_NAME["goto"]
        refused = next((each for each in effects if isinstance(each, Say) and each.tone == "error"), None)
        if refused is not None:
            return self._refused(line, refused.sentence)
        for _ in range(2):  # what asks for a reason may ask for Enter behind it
            sheet = self.state.sheet
            if sheet is None or wanted_of(effects):
                break
            if sheet.kind == REASONS:
                reason = wording.meant(sheet.payload[0], self.reason)
                if isinstance(reason, str):
                    asked, mark, _ = sheet.title.partition("?")
                    return {"outcome": NOT_UNDERSTOOD, "sentence": f"{asked}{mark} {reason}"}
                effects = sheets.for_reason(self.state, reason)
            elif sheet.kind == DRAFT and sheet.payload.intended.violations:
                tried: Intended = sheet.payload.intended
                if self.override is None or intended.beyond(tried.violations, self.state.picture.me) is not None:
                    return self._broken(tried.violations)
                effects = (tried.submit(self.override),)
            elif sheet.kind in ASKS_ENTER:
                effects = self._enter(sheet.kind)
        for effect in effects:
            if isinstance(effect, Fetch):
                await self._link.look_back(self.session, effect.visit_id, lambda: None)
            elif isinstance(effect, Inquire):
                await reports.inquire(self.state, self.session, effect, PAPER)
        wanted = wanted_of(effects)
        if not wanted:
            return self._shown(effects)
        sent: list[dict[str, Any]] = []
        known: dict[str, int] = {}
        for each in wanted:  # each rests on what was seen, and on what those before it left
            pre = {key: known.get(key, version) for key, version in each.pre.items()}
            sent.append(await self._send(msgspec.structs.replace(each, pre=pre)))
            known |= sent[-1]["versions"]
        return sent[0] if len(sent) == 1 else _together(sent)

    def _enter(self, mode: str) -> Effects:
        """What Enter does in a mode of the console."""
        for action in ACTIONS:
            if "enter" in action.keys and mode in action.modes:
                return action.run(self.state)
        return ()

    def _refused(self, line: str, sentence: str) -> dict[str, Any]:
        """What the console would not send."""
        verb, *_ = words_of(line)
        action = action_of(verb)
        if action is not None and wording.wants_name(sentence):
            return {"outcome": NOT_UNDERSTOOD, "sentence": wording.named(action)}
        return {"outcome": "refused", "sentence": wording.without_keys(sentence)}

    def _broken(self, violations: tuple[Violation, ...]) -> dict[str, Any]:
        """What is not sent because it breaks rules, and how it would be."""
        sentence = wording.how_to_break(violations, self.state.picture.me)
        return {"outcome": "refused", "code": "violations", "sentence": sentence,
                "violations": [_plain(each) for each in violations]}  # fmt: skip

    async def _send(self, effect: Submit) -> dict[str, Any]:
        before = undoing.Before(self.session.replica.board, effect.act)
        request = Request(id=self.session.new_id(), act=effect.act, pre=effect.pre,
                          reason=effect.reason or self.reason, override=effect.override or self.override)  # fmt: skip
        reply = await self.session.submit(request)
        if reply.status is Status.APPLIED:
            if effect.undoes:
                undoing.taken_back(self.state, effect.undoes, reply)
            else:
                undoing.remember(self.state, request, effect.label, before, reply)
        answered = _answered(request, effect.label, reply)
        broken = reply.refusal.violations if reply.refusal is not None else ()
        hopeless = any(each.level is Level.NOBODY for each in broken)
        if broken and request.override is None and not hopeless:
            answered["sentence"] = wording.how_to_break(broken, self.state.picture.me)
        return answered

    def _shown(self, effects: Effects) -> dict[str, Any]:
        """What the console would show: a line to fill in, a list, a sentence."""
        state = self.state
        if state.entry is not None:
            begun = f"{state.entry.prompt}{state.entry.text}".strip()
            return {"outcome": NOT_UNDERSTOOD, "sentence": f"It needs more words: {begun}"}
        choosing.fill(state)
        if state.sheet is not None:
            rows = [{"id": row.id, **{name: cell[0] for name, cell in row.cells.items()}} for row in state.sheet.rows]
            return {"outcome": "shown", "sentence": wording.without_keys(state.sheet.title), "rows": rows}
        said = state.message or next((each for each in effects if isinstance(each, Say)), None)
        return {"outcome": "said", "sentence": said.sentence if said is not None else "Nothing had to be done."}


def _wrong(line: str) -> str:
    """What keeps a line from being understood at all."""
    if line.lstrip().startswith("{"):
        try:
            msgspec.json.decode(line, type=Command)
        except msgspec.DecodeError as error:
            return f"This is no act: {error}."
        return ""
    words = words_of(line)
    if not words:
        return "There is nothing in this line."
    action = action_of(words[0])
    if action is None:
        refused = run_line(State(), line)
        return next((each.sentence for each in refused if isinstance(each, Say)), "There is no such command.")
    if action.name in SCREEN_ONLY:
        return f"{action.verbs[0]} needs the screen of `dispatchtui console`."
    if len(words) - 1 > MOST_WORDS.get(action.name, 0):
        return f"{words[0]} takes {action.usage or 'no words'}, not {len(words) - 1} words."
    return ""


def wanted_of(effects: Effects) -> list[Submit]:
    """The acts that effects ask for, one after another."""
    found: list[Submit] = []
    for effect in effects:
        found += [effect] if isinstance(effect, Submit) else effect.acts if isinstance(effect, Each) else ()
    return found


def _answered(request: Request, label: str, reply: Reply) -> dict[str, Any]:
    refusal = reply.refusal
    violations = refusal.violations if refusal is not None else ()
    found: dict[str, Any] = {
        "outcome": str(reply.status),
        "sentence": refusal.sentence
        if refusal is not None
        else f"{label[:1].upper()}{label[1:]}."
        if label
        else "Done.",
        "code": str(refusal.code) if refusal is not None else "",
        "violations": [_plain(each) for each in violations],
        "warnings": [_plain(each) for each in reply.warnings],
        "id": request.id,
        "seq": reply.seq,
        "versions": reply.versions,
        "created": list(reply.created),
        "act": msgspec.to_builtins(request.act),
    }
    return found


def _together(sent: list[dict[str, Any]]) -> dict[str, Any]:
    """Several acts of one line: as good as the worst of them."""
    worst: Callable[[dict[str, Any]], bool] = lambda each: each["outcome"] not in GOOD  # noqa: E731
    first = next(filter(worst, sent), sent[0])
    return {"outcome": first["outcome"], "sentence": first["sentence"], "acts": sent}


def _plain(violation: Violation) -> dict[str, Any]:
    return {name: str(each) if name == "level" else each for name, each in msgspec.structs.asdict(violation).items()}
