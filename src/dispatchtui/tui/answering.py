"""Acts that somebody must answer for: the reason is asked for before they are sent, whatever key they came from.

Never: an act that is refused for want of a reason that no key can give.
Why: the gate asks it of recalls and cancellings as of placings, so the console asks in one place for all of them.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.events import Reason
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.tui import intended, sheets
from dispatchtui.tui.effects import Each, Effects, Submit
from dispatchtui.tui.state import State
from dispatchtui.tui.views import broken


class Answerable(Struct, frozen=True, kw_only=True):
    """Acts that wait for a reason, as they were asked for, and every rule that they break, worst first."""

    wanted: Submit | Each
    violations: tuple[Violation, ...]
    short: str

    @property
    def in_words(self) -> bool:
        """Whether breaking what they break takes the reason in words."""
        return any(each.level is Level.LEAD for each in self.violations)

    def effects(self, override: Reason) -> Effects:
        """The acts with the reason; those that break nothing need none."""
        wanted = self.wanted
        if isinstance(wanted, Submit):
            return (replace(wanted, override=override),)
        acts = tuple(replace(each, override=each.override or override) for each in wanted.acts)
        return (replace(wanted, acts=acts),)


def asked(state: State, wanted: Submit | Each) -> bool:
    """Ask for the reason of what this person may break; tell whether the act waits for it."""
    acts = (wanted,) if isinstance(wanted, Submit) else wanted.acts
    every = tuple(sorted((each for act in acts for each in _hard(state, act)), key=severity))
    mine = tuple(each for each in every if intended.beyond((each,), state.picture.me) is None)
    if not mine or (isinstance(wanted, Submit) and len(mine) < len(every)):
        return False  # no reason would help: the desk says why not
    short = wanted.label if isinstance(wanted, Submit) else wanted.title
    sheets.open_reasons(state, "override", f"{short}? It breaks {broken.counted(mine)}. Why?",
                        payload=Answerable(wanted=wanted, violations=mine, short=short))  # fmt: skip
    return True


def _hard(state: State, submit: Submit) -> list[Violation]:
    """What an act breaks that nobody has answered for yet."""
    if submit.override is not None:
        return []
    picture = state.picture
    found = violations_of(picture.board, submit.act, picture.now_s, standing=picture.me.standing)
    return [each for some in found.values() for each in some if each.level is not Level.WARNING]
