"""What became of several acts that were asked for together: a line each, in the order in which they were asked.

Never: an act that fails without its sentence; a line that moves when another is answered.
Why: each act is judged on its own, so some may happen and others not, and the dispatcher must see which.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.commands.moves import moves_of
from dispatchtui.tui.effects import Each, Submit
from dispatchtui.tui.state import READING, Sheet, State
from dispatchtui.tui.views import ViewRow

WAITING, APPLIED, REFUSED, LEFT = "waiting", "applied", "refused", "left"
_STYLES = {WAITING: "pending", APPLIED: "ok", REFUSED: "error", LEFT: "notice"}


class Outcome(Struct, frozen=True, kw_only=True):
    """One act's line: what it is about, how it ended, the sentence, and the request that it was asked with."""

    subject: str
    how: str = WAITING
    sentence: str = ""
    request_id: str = ""


class Listed(Struct, frozen=True, kw_only=True):
    """What a list of outcomes is of: its title, and the requests that happened."""

    title: str
    requests: tuple[str, ...] = ()


def subject_of(submit: Submit) -> str:
    """What an act is about, as its line is called: the visits that it moves, or its one row."""
    moves = moves_of(submit.act)
    names = [move.visit_id for move in moves] or [key.partition("/")[2] for key in submit.act.subjects()]
    return ", ".join(names)


def begun(state: State, each: Each) -> tuple[Outcome, ...]:
    """Show a line for every act, those that could not even be asked first, and put the list it came from away."""
    outcomes = (
        *(Outcome(subject=visit_id, how=REFUSED, sentence=sentence) for visit_id, sentence in each.refused),
        *(Outcome(subject=subject_of(submit), sentence=submit.label) for submit in each.acts),
        *(Outcome(subject=visit_id, how=LEFT, sentence=sentence) for visit_id, sentence in each.left),
    )
    state.sheet = _sheet(each.title, outcomes)
    return outcomes


def came(state: State, each: Each, outcomes: tuple[Outcome, ...]) -> None:
    """Show what is known by now, if the list still lies open; what happened needs its mark no longer."""
    done = {name for outcome in outcomes if outcome.how == APPLIED for name in outcome.subject.split(", ")}
    state.marks = {name: None for name in state.marks if name not in done}
    sheet = state.sheet
    if sheet is not None and sheet.columns == "results" and sheet.payload.title == each.title:
        state.sheet = replace(_sheet(each.title, outcomes), at=sheet.at, below=sheet.below)
    if any(outcome.how == WAITING for outcome in outcomes):
        return
    failed = [outcome for outcome in outcomes if outcome.how == REFUSED]
    left = len(each.left)
    if failed and len(failed) + left == len(outcomes):
        state.say(f"Nothing was done. {failed[0].sentence}", "alarm")
        return
    told = f"{each.title}: {len(outcomes) - len(failed) - left} applied, {len(failed)} refused"
    told = f"{told}{f', {left} left' if left else ''}."
    state.say(f"{told} {failed[0].sentence}" if failed else told, "alarm" if failed else "good")


def rows_before(each: Each) -> tuple[ViewRow, ...]:
    """What would become of each, before anything is asked for."""
    refused = [(name, "not", sentence, "error") for name, sentence in each.refused]
    asked = [(subject_of(submit), "would be", submit.label, "text") for submit in each.acts]
    return tuple(ViewRow(str(number), {"kind": (how, style), "id": (name, "strong"), "text": (text, style)})
                 for number, (name, how, text, style) in enumerate([*refused, *asked]))  # fmt: skip


def _sheet(title: str, outcomes: tuple[Outcome, ...]) -> Sheet:
    rows = tuple(_row(number, outcome) for number, outcome in enumerate(outcomes))
    requests = tuple(each.request_id for each in outcomes if each.how == APPLIED)
    none = not requests and all(each.how != WAITING for each in outcomes)
    shown = f"Nothing was done. {title}" if none else title
    return Sheet(kind=READING, title=shown, rows=rows, columns="results",
                 payload=Listed(title=title, requests=requests), at=rows[0].id if rows else "")  # fmt: skip


def _row(number: int, outcome: Outcome) -> ViewRow:
    style = _STYLES[outcome.how]
    cells = {"id": (outcome.subject, "strong"), "how": (outcome.how, style), "text": (outcome.sentence, "text")}
    return ViewRow(str(number), cells)
