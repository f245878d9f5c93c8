"""Carrying out what an action asked for: moving cursors, sending, leaving.

Never: a decision.
Why: one table from effect to deed, so that the app itself stays small.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dispatchtui.tui import effects as e
from dispatchtui.tui.answering import asked
from dispatchtui.tui.marking import passed
from dispatchtui.tui.reports import inquire
from dispatchtui.tui.trying import tried
from dispatchtui.tui.widgets import StripList

if TYPE_CHECKING:
    from dispatchtui.client.session import Session
    from dispatchtui.tui.app import Console

DETAIL_PAGE = 10
DETAIL_END = 10_000


def perform(app: Console, effect: e.Effect) -> None:
    """Carry out one effect."""
    _DEEDS[type(effect)](app, effect)


def _on_list(act: Callable[[StripList, Any], None], lines: Callable[[Any], int]) -> Callable[[Console, Any], None]:
    """An effect on the list in hand, or on the detail pane's lines when it has the keys."""

    def deed(app: Console, effect: Any) -> None:
        rows = app.frame.active
        if rows is None:
            app.frame.detail.text.scroll_by(lines(effect))
            return
        before = rows.cursor_index
        act(rows, effect)
        app.follow_cursor()
        if app.state.marking and app.state.on_board:
            low, high = sorted((before or 0, rows.cursor_index or 0))
            passed(app.state, [str(row_id) for row_id in rows.rows[low : high + 1]])

    return deed


def _edge(rows: StripList, effect: e.Edge) -> None:
    if effect.end < 0:
        rows.home()
    else:
        rows.end()


def _select(app: Console, effect: e.Select) -> None:
    app.state.pane = effect.pane
    app.frame.lists[effect.pane].put_cursor(effect.row_id)


def _take_newer(app: Console, _effect: e.TakeNewer) -> None:
    app.state.acts += 1  # the other lists follow as well
    pane = app.frame.lists.get(app.state.pane)
    if pane is not None:
        pane.take_newer()


def _submit(app: Console, effect: e.Submit) -> None:
    if asked(app.state, effect):
        return
    if app.state.trying is None:
        app.send(effect)
    else:
        tried(app.state, effect)


def _each(app: Console, effect: e.Each) -> None:
    if effect.answer is None and asked(app.state, effect):
        return  # what was accepted was answered for already, and its rows rest on each other
    if app.state.trying is None:
        app.connection.submit_each(effect, app.show)
        return
    for submit in effect.acts:
        tried(app.state, submit)
    if effect.refused:
        app.state.say(" ".join(sentence for _, sentence in effect.refused), "error")


def _fetch(app: Console, effect: e.Fetch) -> None:
    app.connection.begin(lambda session: app.connection.look_back(session, effect.visit_id, app.show))


def _inquire(app: Console, effect: e.Inquire) -> None:
    async def ask(session: Session) -> None:
        await inquire(app.state, session, effect, app.size.width)
        app.show()

    app.connection.begin(ask)


def _work(app: Console, effect: e.Work) -> None:
    app.connection.plan(effect)


def _halt(app: Console, _effect: e.Halt) -> None:
    app.connection.halt()


_DEEDS: dict[type, Callable[[Console, Any], None]] = {
    e.Say: lambda app, effect: app.state.say(effect.sentence, effect.tone),
    e.Submit: _submit,
    e.Each: _each,
    e.Move: _on_list(lambda rows, effect: rows.move(effect.rows), lambda effect: int(effect.rows)),
    e.Page: _on_list(lambda rows, effect: rows.page(effect.pages), lambda effect: DETAIL_PAGE * int(effect.pages)),
    e.Edge: _on_list(_edge, lambda effect: DETAIL_END * int(effect.end)),
    e.Select: _select,
    e.TakeNewer: _take_newer,
    e.Reconnect: lambda app, _effect: app.connection.again(),
    e.Fetch: _fetch,
    e.Inquire: _inquire,
    e.Work: _work,
    e.Halt: _halt,
    e.Quit: lambda app, _effect: app.exit(0),
}
