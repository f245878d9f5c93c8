"""The command line: verbs of the action table with their arguments, and a dotted form for those who know it by heart.

    a 60 8          assign V60 to T08        a.60.8 is the same
    sick 4 0710     T04 is sick from 07:10
    why V60 T06     why T06 is not offered
    H 15            a key of the board stands for its verb, in its own case: this parks V15, and h is help
    {"type": ...}   an act as the API takes it, for what has no verb

Never: a verb that is not in the table; an error longer than a sentence.
Why: what can be pressed can be typed, and the other way round.
"""

from __future__ import annotations

from difflib import get_close_matches

import msgspec

from dispatchtui.core.commands import Command
from dispatchtui.tui.action import Action
from dispatchtui.tui.actions import ACTIONS, BY_VERB
from dispatchtui.tui.effects import Effects, Select, Submit, refuse
from dispatchtui.tui.state import BOARD, State

MOST_WORDS = dict.fromkeys(("filter-by", "note", "report", "handover", "hold-clock", "resume-clock", "optimise"), 99)
MOST_WORDS |= dict.fromkeys(
    ("assign", "why", "lock", "park", "cancel", "extend", "sick", "swap", "desk", "unassign", "snooze", "explain"), 2
)
MOST_WORDS["count"] = 3
MOST_WORDS |= dict.fromkeys(("goto", "release", "qualify", "history", "sequence", "acknowledge", "resequence",
                                 "plan-days"), 1)  # fmt: skip
"""How many words an action takes; those not named take none."""
BY_KEY = {key: action for action in reversed(ACTIONS) if BOARD in action.modes for key in action.keys}
"""What each key of the board does."""


def action_of(word: str) -> Action | None:
    """The action of a verb, in any case of letters, or of a key that has a verb, in its own case."""
    if word not in BY_VERB and word in BY_KEY:
        return BY_KEY[word] if BY_KEY[word].verbs else None
    return BY_VERB.get(word.casefold())


def run_line(state: State, text: str) -> Effects:
    """Run one typed line; what is wrong with it comes back as one sentence."""
    if text.lstrip().startswith("{"):
        return _act(text)
    words = words_of(text)
    if not words:
        return ()
    verb, *rest = words
    action = action_of(verb)
    if action is None and verb in BY_KEY:
        return refuse(f"{verb} is a key to press on the board, not a command.")
    if action is None:
        near = get_close_matches(verb.casefold(), list(BY_VERB), n=1, cutoff=0.5)
        meant = f" Did you mean {near[0]}?" if near else f" There are {', '.join(sorted(names()))}."
        return refuse(f"There is no command {verb[:20]}.{meant}")
    if len(rest) > MOST_WORDS.get(action.name, 0):
        return refuse(f"{verb} takes {action.usage or 'no words'}, not {len(rest)} words.")
    why_not = action.hindrance(state, typed=bool(rest))
    if why_not:
        return refuse(why_not)
    state.entry = None
    effects = action.act(state, *rest)
    if action.name == "filter-by" or any(isinstance(each, Select) for each in effects):
        state.sheet = None  # what is gone to is on the board
    return effects


def barred(state: State, text: str) -> str:
    """Why this person may not do what is typed, however it is typed; nothing where they may."""
    words = words_of(text)
    action = action_of(words[0]) if words else None
    return action.barred(state) if action is not None else ""


def _act(text: str) -> Effects:
    """An act as the API takes it; the gate judges it like any other."""
    try:
        act = msgspec.json.decode(text, type=Command)
    except msgspec.DecodeError as error:
        return refuse(f"This is no act: {error}. What stands in capitals must be filled in.")
    return (Submit(act=act, label=str(act.__struct_config__.tag).replace("_", " ")),)


def words_of(text: str) -> list[str]:
    """The words of a line: `a.60.8` is `a 60 8`; only a verb in front makes dots count as spaces."""
    words = text.split()
    if words and "." in words[0]:
        verb, *rest = words[0].split(".")
        if action_of(verb) is not None:
            return [verb, *(part for part in rest if part), *words[1:]]
    return words


def names() -> list[str]:
    """The first verb of each action that has one."""
    return [action.verbs[0] for action in dict.fromkeys(BY_VERB.values())]


def completed(text: str) -> str:
    """The text with its verb completed as far as it is certain."""
    if " " in text or not text:
        return text
    fitting = [verb for verb in BY_VERB if verb.startswith(text.casefold())]
    if not fitting:
        return text
    shared = min(fitting)
    while not all(verb.startswith(shared) for verb in fitting):
        shared = shared[:-1]
    return f"{shared} " if len(fitting) == 1 else shared


def usage(action: Action) -> str:
    """How an action is typed."""
    return f"{action.verbs[0]} {action.usage}".rstrip()
