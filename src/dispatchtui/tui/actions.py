"""The one table of what a dispatcher can do: name, keys, words, modes, right, when it can, and what it does.

Footer, help, command line and key reference are read from it; a key or verb exists only here.
Never: a key bound anywhere else; a key that does nothing and does not say why.
Why: what the console shows and what it does cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dispatchtui.tui import (
    accepting,
    acts,
    alerting,
    automatic,
    choosing,
    conflicts,
    deciding,
    desks,
    drafting,
    health,
    hindrances,
    lines,
    marking,
    moves,
    offering,
    offers,
    optimising,
    prompts,
    reports,
    sheets,
    supplying,
    together,
    trying,
    undoing,
    walking,
)
from dispatchtui.tui.action import Action
from dispatchtui.tui.effects import Effects
from dispatchtui.tui.state import (
    AUTOMATIC,
    BACKLOG,
    BOARD,
    CANDIDATES,
    CONFIRM,
    CONFLICT,
    DRAFT,
    EFFECTS,
    LINE,
    LISTS,
    OFFERS,
    PROPOSALS,
    READING,
    REASONS,
    SUGGESTIONS,
    WHAT_IF,
    State,
)

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
BOTH = (BOARD, WHAT_IF)
"""On the live board and on the one that is tried."""
OVER = (*LISTS, CONFLICT, CONFIRM)
"""With something lying over the board."""


def _help(state: State) -> Effects:
    """Show the keys that work here and now."""
    from dispatchtui.tui.views.help import open_help  # noqa: PLC0415  (it reads this table)

    return open_help(state, ACTIONS)


def _a(name: str, keys: str, label: str, text: str, run: Callable[..., Effects], **more: Any) -> Action:
    return Action(name=name, keys=tuple(keys.split()), label=label, help=text, run=run, **more)


_MOVING = (*BOTH, *LISTS)
_ACT: dict[str, Any] = {"group": "act", "sends": True}

ACTIONS: tuple[Action, ...] = (
    _a("down", "j down", "down", "Move down.", moves.down, modes=_MOVING),
    _a("up", "k up", "up", "Move up.", moves.up, modes=_MOVING),
    _a("left", "h left", "left", "The pane before; on the timeline the visit before.", moves.left, modes=BOTH),
    _a("right", "l right", "right", "The next pane; on the timeline the next visit.", moves.right, modes=BOTH),
    _a("first", "gg home", "first", "Go to the first row.", moves.first, modes=_MOVING),
    _a("last", "G end", "last", "Go to the last row.", moves.last, modes=_MOVING),
    _a("page-down", "ctrl+d pagedown", "page down", "Move a page down.", moves.page_down, modes=_MOVING),
    _a("page-up", "ctrl+u pageup", "page up", "Move a page up.", moves.page_up, modes=_MOVING),
    _a("next-pane", "tab", "pane", "Go to the next pane.", moves.next_pane, foot=70, modes=BOTH),
    _a("previous-pane", "shift+tab", "pane before", "Go to the pane before.", moves.previous_pane, modes=BOTH),
    _a("pane", "1 2 3 4 5", "pane", "Queue, technicians, alerts, timeline, detail.", moves.pane, keyed=True,
       modes=BOTH),
    _a("zoom", "Z", "zoom", "Give the pane the whole screen, or give it back.", moves.zoom, foot=75, modes=BOTH),
    _a("enter", "enter", "more", "Show more of the row: its details, a technician's day.", moves.enter, modes=BOTH),
    _a("next", "n", "next", "Go to the next visit that needs you, most urgent first.", walking.next_thing,
       verbs=("next",), foot=20, modes=BOTH),
    _a("acknowledge", "space", "seen", "Say that you look after the alert of the row or the visit; all see that.",
       alerting.acknowledge, right="alerts", enabled=alerting.hinders_acknowledging, verbs=("ack", "acknowledge"),
       usage="[VISIT|ALERT]", foot=22, **_ACT),
    _a("snooze", "z", "snooze", "Let the alert be quiet, 10 minutes where the policy says nothing else.",
       alerting.snooze, right="alerts", enabled=alerting.hinders_snoozing, verbs=("snooze",),
       usage="[MINUTES [VISIT|ALERT]]", foot=23, **_ACT),
    _a("newer", "r", "newer", "Take the newer rows and their order; rank candidates anew.", moves.newer,
       modes=(*BOTH, CANDIDATES, DRAFT, PROPOSALS), foot=60),
    _a("proposals", "p", "proposals", "Show the ways out of what is under the cursor, else of what presses most.",
       deciding.open_proposals, right="place", group="act", verbs=("proposals",), foot=21),
    _a("back", "escape", "back", "Leave the list, the message, the filter or the zoom.", moves.back,
       modes=(*BOTH, *OVER), foot=95),
    _a("filter", "/", "filter", "Filter this pane while you type: late place:EAST -p:4 due<12.", prompts.start_filter,
       group="find", foot=50, modes=BOTH),
    _a("filter-by", "", "filter", "Filter this pane; without words, show everything.", acts.filter_by, group="find",
       verbs=("filter", "fi"), usage="WORDS", modes=BOTH),
    _a("find", "f", "find", "Find any visit, technician, customer or telephone.", prompts.start_find, group="find",
       foot=55, modes=BOTH),
    _a("goto", "", "goto", "Go to a visit or technician by id, number or name.", moves.goto, group="find",
       verbs=("goto", "g"), usage="VISIT|TECH", modes=BOTH),
    _a("assign", "a", "assign", "Rank who can take the visit; Enter takes the first, a digit another.", acts.assign,
       many=together.open_together, group="act", right="place", enabled=hindrances.assign, verbs=("assign", "a"),
       usage="[VISIT [TECH]]", foot=10, modes=BOTH),
    _a("take", "enter", "take", "Give the visit to the candidate under the cursor.", acts.take, modes=(CANDIDATES,),
       right="place", enabled=offering.hinders_taking, foot=10, **_ACT),
    _a("take-nth", " ".join(DIGITS), "1-9 take", "Give the visit to the candidate of that number.", acts.take,
       modes=(CANDIDATES,), right="place", enabled=offering.hinders_taking, keyed=True, foot=11, **_ACT),
    _a("override", "o", "override", "Break the rule shown, with a reason of one digit.", choosing.open_override,
       modes=(CANDIDATES, DRAFT), right="override", group="act", enabled=offering.hinders_taking, foot=13),
    _a("places", "+ =", "positions", "Every position in the day of the technician under the cursor.",
       offering.open_places, modes=(CANDIDATES,), group="find", foot=14),
    _a("backlog", "b", "backlog", "List what nobody has yet; Enter ranks who can take the first.",
       offering.open_backlog, modes=BOTH, right="place", group="act", verbs=("backlog",), foot=54),
    _a("place-from-backlog", "enter", "to whom", "Rank who can take the visit under the cursor.",
       offering.place_from_backlog, modes=(BACKLOG,), right="place", group="act", foot=10),
    _a("backfill", "B", "backfill", "List what fits into the time that became free last.", offering.open_backfill,
       modes=BOTH, right="place", group="act", enabled=hindrances.freed, verbs=("backfill",)),
    _a("narrow", "/ f", "only", "Leave only the rows of the list that hold what you type.", prompts.start_narrow,
       modes=OVER, group="find", enabled=hindrances.narrow, foot=15),
    _a("why", "w", "why not", "List who is not offered, and why.", acts.why, modes=(*BOTH, CANDIDATES), group="find",
       enabled=hindrances.visit, verbs=("why", "w"), usage="[VISIT [TECH]]", foot=14),
    _a("mark", "v", "mark", "Mark the visit and those passed until v again; acts on marks ask for each.",
       marking.mark, group="find", foot=52, modes=BOTH),
    _a("swap-next", "J", "swap on", "Swap the visit with the next one of its day; Enter does it.",
       drafting.swap_next, modes=(*BOTH, DRAFT), right="place", group="act", enabled=hindrances.moved, foot=46),
    _a("swap-previous", "K", "swap back", "Swap the visit with the one before it; Enter does it.",
       drafting.swap_previous, modes=(*BOTH, DRAFT), right="place", group="act", enabled=hindrances.moved, foot=47),
    _a("begin-later", ">", "+15 min", "Begin a quarter of an hour later; again for more, Enter does it.",
       drafting.begin_later, modes=(*BOTH, DRAFT), right="place", group="act", enabled=hindrances.moved, foot=48),
    _a("begin-earlier", "<", "-15 min", "Begin a quarter of an hour earlier; again for more, Enter does it.",
       drafting.begin_earlier, modes=(*BOTH, DRAFT), right="place", group="act", enabled=hindrances.moved, foot=49),
    _a("swap", "X", "exchange", "Let two visits take each other's place: the two marked, or this one and another.",
       drafting.exchange, right="place", group="act", enabled=hindrances.visit, verbs=("swap",),
       usage="VISIT [VISIT]", modes=BOTH),
    _a("sequence", "", "sequence", "Propose the order of a day that drives least and is least late; Enter does it.",
       drafting.sequence, right="place", group="act", verbs=("sequence",), usage="[TECH]"),
    _a("send-draft", "enter", "do it", "Do what was tried, as one act.", drafting.send, modes=(DRAFT,), right="place",
       foot=10, **_ACT),
    _a("accept-proposal", "y", "accept", "Accept every row of the option; those that ask something ask for it.",
       accepting.accept_all, modes=(PROPOSALS,), right="place", enabled=accepting.hinders_all, foot=10, **_ACT),
    _a("accept-green", "Y", "the green", "Accept the rows that break nothing and ask nobody; leave the others.",
       accepting.accept_green, modes=(PROPOSALS,), right="place", enabled=accepting.hinders_green, foot=11, **_ACT),
    _a("accept-row", "enter o", "this row", "Accept the row under the cursor alone, with a reason where it asks one.",
       accepting.accept_row, modes=(PROPOSALS,), right="place", enabled=accepting.hinders_all, foot=12, **_ACT),
    _a("reject-proposal", "x", "reject", "Reject what is offered, for a reason of one digit.", accepting.reject,
       modes=(PROPOSALS,), right="place", enabled=deciding.hinders_option, foot=13, **_ACT),
    _a("next-option", "l right tab", "option", "Show the next option.", deciding.next_option, modes=(PROPOSALS,),
       foot=30),
    _a("previous-option", "h left shift+tab", "option before", "Show the option before.", deciding.previous_option,
       modes=(PROPOSALS,)),
    _a("choose-option", " ".join(DIGITS), "1-9 option", "Show the option of that number.", deciding.choose,
       modes=(PROPOSALS,), keyed=True),
    _a("next-cause", "J n", "next", "Go to the next thing that something is offered for.", deciding.next_cause,
       modes=(PROPOSALS,), foot=20),
    _a("previous-cause", "K N", "before", "Go to the one before.", deciding.previous_cause, modes=(PROPOSALS,),
       foot=22),
    _a("try-option", "W", "what if", "Try the option on a fork of the board that all panes show.", deciding.try_on,
       modes=(PROPOSALS,), right="place", group="act", enabled=deciding.hinders_option, foot=40),
    _a("by-hand", "a", "by hand", "Rank who can take the visit of the row.", deciding.by_hand, modes=(PROPOSALS,),
       right="place", group="act", enabled=deciding.hinders_option, foot=41),
    _a("why-not-row", "w", "why not", "List who is not offered for the visit of the row, and why.", deciding.why_not,
       modes=(PROPOSALS,), group="find", enabled=deciding.hinders_option, foot=42),
    _a("optimise", "O", "optimise", "Plan a day better, today's if none is named; what is found is shown as a diff.",
       optimising.optimise, right="place", group="act", verbs=("optimise", "optimize"),
       usage="[TERRITORY|TECH…] [today|tomorrow]", foot=56),
    _a("resequence", "", "resequence", "Put the route of a technician in a better order, as a diff to accept.",
       optimising.resequence, right="place", group="act", verbs=("resequence",), usage="[TECH]"),
    _a("plan-days", "", "plan days", "Plan 2 to 14 days: who does what on which day, as a diff to accept.",
       optimising.plan_days, right="place", group="act", verbs=("plan-days",), usage="[DAYS]"),
    _a("explain", "", "explain", "Say who gets a visit and why, or why nobody does and what would have to change.",
       optimising.explain, group="find", verbs=("explain",), usage="[VISIT [TECH]]", modes=BOTH),
    _a("qualify", "y", "qualify", "Take a new visit into the queue: it has a type and a duration.", acts.qualify,
       right="qualify", enabled=hindrances.qualify, verbs=("qualify",), usage="[VISIT]", **_ACT),
    _a("release", "R", "release", "Release the planned visit to its technician.", acts.release, right="release",
       many=marking.each, enabled=hindrances.release, verbs=("release", "rel"), usage="[VISIT]", foot=30, **_ACT),
    _a("unassign", "U", "unassign", "Put the visit back into the queue, recalling it when it was released.",
       acts.unassign, right="place", enabled=hindrances.unplace, many=marking.confirmed,
       verbs=("unassign", "un"), usage="[VISIT [REASON]]", foot=32, **_ACT, modes=BOTH),
    _a("lock", "i", "lock", "Turn the lock: technician, time, window, both, no automation, none.", acts.lock,
       many=marking.each, right="lock", enabled=hindrances.ended, verbs=("lock",), usage="[VISIT [KIND]]", foot=40,
       **_ACT),
    _a("park", "H", "park", "Park the visit for a reason of one digit, or take it back.", acts.park, right="park",
       many=marking.with_reason("park"),
       enabled=hindrances.park, verbs=("park", "hold"), usage="[VISIT [REASON]]", foot=34, **_ACT),
    _a("cancel", "c", "cancel", "Cancel the visit: a digit picks the reason, Enter cancels.", acts.cancel,
       many=marking.with_reason("cancel"), right="cancel",
       enabled=hindrances.cancel, verbs=("cancel",), usage="[VISIT [REASON]]", foot=36, **_ACT),
    _a("extend", "e", "extend", "Say by how many minutes running work takes longer.", acts.extend, right="on_behalf",
       group="act", enabled=hindrances.extend, verbs=("extend",), usage="[VISIT [MINUTES]]", foot=38),
    _a("note", "N", "note", "Write a note on the visit.", acts.note, right="note", group="act", many=marking.note,
       enabled=hindrances.visit, verbs=("note",), usage="[VISIT] [WORDS]", foot=42),
    _a("sick", "S", "sick", "Record the technician as sick until the end of the shift.", acts.sick, right="absence",
       group="act", enabled=hindrances.sick, verbs=("sick",), usage="[TECH [HHMM]]", foot=39),
    _a("count", "", "count", "Say how much of a part really lies in a stock, or on a technician's van.",
       supplying.count, right="supply", verbs=("count",), usage="STOCK|TECH PART NUMBER", **_ACT),
    _a("hold-clock", "", "hold clock", "Stop the SLA clocks of a visit, where its policy lets you; the note says why.",
       alerting.hold_clock, right="park", verbs=("hold-clock",), usage="VISIT NOTE", **_ACT),
    _a("resume-clock", "", "resume clock", "Let the SLA clocks of a visit run again.", alerting.resume_clock,
       right="park", verbs=("resume-clock",), usage="[VISIT [NOTE]]", **_ACT),
    _a("report", "", "report", "Report a step for a technician who cannot.", acts.report, right="on_behalf",
       verbs=("report",), usage="STEP [VISIT] [REASON]", **_ACT),
    _a("undo", "u", "undo", "Take back your last act while that is possible.", undoing.undo, about=undoing.target,
       enabled=hindrances.undo, verbs=("undo",), foot=25, **_ACT),
    _a("undo-listed", "u", "undo these", "Take back what a list of results tells, newest first, after Enter.",
       undoing.undo_listed, modes=(READING,), enabled=undoing.hinders_listed, foot=25, **_ACT),
    _a("what-if", "W", "what if", "Try moves on a fork of the board; again lists what they change.", trying.enter,
       modes=BOTH, right="place", group="act", foot=53),
    _a("commit", "y", "commit", "Ask the server for the moves that were tried, each on its own.", trying.commit,
       modes=(WHAT_IF, EFFECTS), right="place", foot=12, **_ACT),
    _a("commit-listed", "enter", "commit", "Ask the server for the moves that were tried, each on its own.",
       trying.commit, modes=(EFFECTS,), right="place", foot=10, **_ACT),
    _a("untry", "u", "take back", "Take the last try back.", trying.back, modes=(WHAT_IF, EFFECTS), group="act",
       foot=25),
    _a("reason", "enter", "this one", "Act for the reason under the cursor.", acts.take_reason, modes=(REASONS,),
       foot=12, **_ACT),
    _a("reason-nth", " ".join(DIGITS), "1-9 reason", "Pick the reason of that number.", acts.pick_reason,
       modes=(REASONS,), keyed=True, foot=11, **_ACT),
    _a("conflict", "x", "conflict", "Decide the conflict that waits.", conflicts.open_conflict, group="act",
       enabled=hindrances.conflict),
    _a("keep-theirs", "1", "keep theirs", "Let the other act stand.", conflicts.keep_theirs, modes=(CONFLICT,),
       group="act", foot=10),
    _a("retry-mine", "2", "retry mine", "Ask for yours again; what it would break by now is shown first.",
       conflicts.retry_mine, modes=(CONFLICT,), foot=11, **_ACT),
    _a("desk", "", "desk", "List the desk areas and who sits there; take one, or leave it with the word free.",
       desks.desk, group="act", right="desk", verbs=("desk",), usage="[NAME [free]]", modes=BOTH),
    _a("handover", "", "hand over", "Hand over the desk areas you sit at, with a note, after Enter.", desks.handover,
       right="desk", verbs=("handover",), usage="NAME [NOTE]", **_ACT),
    _a("health", "D", "data", "List what is missing and keeps people or work out, with what mends it.",
       health.open_health, group="find", verbs=("health",), modes=BOTH, foot=58),
    _a("fill-in", "enter", "type it", "Fill the line of the row under the cursor into the command line.",
       offers.fill_in, modes=(OFFERS,), group="act", foot=10),
    _a("risk-report", "", "predictions", "Show how good predictions were, and what is decided without a person.",
       reports.open_risk, group="find", right="history", sends=True, verbs=("risk",), modes=BOTH),
    _a("automation", "", "automation", "List what automation did by itself; u takes one back within five minutes.",
       automatic.open_list, group="find", verbs=("automation",), modes=BOTH),
    _a("take-back", "u enter", "take back", "Put back what automation moved, if nothing of it has begun.",
       automatic.take_back, modes=(AUTOMATIC,), right="place", enabled=automatic.hinders, foot=10, **_ACT),
    _a("durations", "", "durations", "List the durations that the days suggest to plan with; Enter accepts one.",
       reports.open_durations, group="find", right="policy", sends=True, verbs=("durations",)),
    _a("accept", "enter", "accept", "Plan with the duration under the cursor, after Enter.", reports.accept,
       modes=(SUGGESTIONS,), right="policy", foot=10, **_ACT),
    _a("history", ".", "history", "Who did what to this visit, and why.", acts.history, right="history",
       enabled=hindrances.visit, group="find", verbs=("history",), usage="[VISIT]", foot=45, modes=BOTH),
    _a("zoom-in", "+ =", "zoom in", "Show less time on the timeline.", moves.zoom_in, modes=BOTH),
    _a("zoom-out", "-", "zoom out", "Show more time on the timeline.", moves.zoom_out, modes=BOTH),
    _a("earlier", "[", "earlier", "Show the timeline from an hour earlier.", moves.earlier, modes=BOTH),
    _a("later", "]", "later", "Show the timeline from an hour later.", moves.later, modes=BOTH),
    _a("whole-day", "0", "whole day", "Show the whole day on the timeline again.", moves.whole_day, modes=BOTH),
    _a("confirm", "enter", "do it", "Do what is asked about.", acts.confirm, modes=(CONFIRM,), group="act", foot=10),
    _a("undo-again", "u", "do it", "Take it back although somebody is told of it.", acts.confirm, modes=(CONFIRM,),
       group="act", enabled=undoing.hinders_again),
    _a("finish", "enter", "use it", "Use the line that was typed.", lines.finish, modes=(LINE,), group="line", foot=10),
    _a("leave-line", "escape", "leave it", "Leave the line.", prompts.leave_line, modes=(LINE,), group="line", foot=20),
    _a("command", ":", "command", "Type a command.", prompts.start_command, group="find", foot=80,
       modes=(*BOTH, *OVER)),
    _a("reconnect", "ctrl+r", "reconnect", "Try the link again now.", moves.reconnect, group="console",
       verbs=("reconnect",), modes=BOTH),
    _a("help", "? f1", "help", "Show the keys that work here and now.", _help, modes=(*BOTH, *OVER), group="console",
       verbs=("help", "h"), foot=90),
    _a("quit", "Q", "quit", "Leave the console, after Enter.", sheets.confirm_quit, group="console",
       verbs=("quit", "q", "exit"), modes=BOTH),
)  # fmt: skip

BY_NAME: dict[str, Action] = {action.name: action for action in ACTIONS}
BY_VERB: dict[str, Action] = {verb: action for action in ACTIONS for verb in action.verbs}


def key_reference() -> str:
    """The whole table as Markdown, for the README."""
    from dispatchtui.tui.keymap import shown  # noqa: PLC0415  (it reads this table)

    rows = ["| keys | command | what it does |", "|---|---|---|"]
    for action in ACTIONS:
        keys = " ".join(f"`{shown(key)}`" for key in action.keys)
        if action.keys == DIGITS:
            keys = "`1` … `9`"
        verb = f"`:{action.verbs[0]}{' ' + action.usage if action.usage else ''}`" if action.verbs else ""
        modes = "every list" if set(LISTS) <= set(action.modes) else ", ".join(action.modes)
        where = "" if BOARD in action.modes else f" *({modes})*"
        rows.append(f"| {keys} | {verb.replace('|', chr(92) + '|')} | {action.help}{where} |")
    return "\n".join(rows)
