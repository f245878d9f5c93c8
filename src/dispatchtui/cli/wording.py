"""What the console says with its keys, said for a shell: options instead of keys, and reasons from their list.

Never: a reason that is on no list; a hint at a key that nobody can press here.
Why: what is refused must name what would do, where the person is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from dispatchtui.core.events import Reason
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.tui import intended
from dispatchtui.tui.action import Action
from dispatchtui.tui.asking import barred_words
from dispatchtui.tui.hindrances import NO_VISIT
from dispatchtui.tui.reasons import LISTS, OTHER

_KEYED = ((re.compile(r"; Enter [^;]*$"), ""), (re.compile(r" \(w tells why\)"), " (`why` with the visit tells why)"),
          (re.compile(r": u again undoes that\."), ": undo again undoes that."),
          (re.compile(r"only acts from this console"), "only acts of the same `do`"))  # fmt: skip
_SELECT = (NO_VISIT, "Select a technician")


def without_keys(sentence: str) -> str:
    """A sentence without the keys that it speaks of."""
    for keyed, plain in _KEYED:
        sentence = keyed.sub(plain, sentence)
    return sentence


def wants_name(sentence: str) -> bool:
    """Whether a sentence asks to select something, which only a screen can."""
    return sentence.startswith(_SELECT)


def named(action: Action) -> str:
    """How an action is typed where nothing is selected."""
    words = f"{action.verbs[0]} {action.usage}".replace("[", "").replace("]", "").rstrip()
    return f"Nothing is selected in a shell: name it, as in {words}."


def meant(kind: str, reason: Reason | None, option: str = "--reason") -> Reason | str:
    """The reason that was given, by its code or its number in the list, or the sentence why it is none."""
    codes = [code for code, _ in LISTS[kind]]
    listed = listed_of(kind)
    if reason is None:
        return f"Say it with {option}: {listed}."
    number = int(reason.code) if reason.code.isascii() and reason.code.isdigit() else 0
    code = codes[number - 1] if 1 <= number <= len(codes) else reason.code
    if code not in codes:
        return f"There is no reason {code[:20]}: {option} takes {listed}."
    if code == OTHER and not reason.text:
        return f"The reason {OTHER} needs words: {option} takes {listed}."
    return replace(reason, code=code)


def listed_of(kind: str) -> str:
    """The codes of a list, as they are given."""
    codes = [code for code, _ in LISTS[kind] if code != OTHER]
    return f"{', '.join(codes)} or {OTHER}:TEXT"


def how_to_break(violations: Sequence[Violation], me: Actor) -> str:
    """What is broken, and the option that breaks it, or who else could."""
    barred = intended.beyond(violations, me)
    if barred is not None:
        return f"{barred.sentence} {barred_words(barred.level)}"
    wanted = "CODE:TEXT" if any(each.level is Level.LEAD for each in violations) else "CODE[:TEXT]"
    return f"{violations[0].sentence} --override {wanted} breaks it; the code is one of {listed_of('override')}."
