"""Our own acts, last first, and how each is taken back.

Never: an older act taken back in place of the last one without a word; an entry that stands in the way for ever.
Why: whoever presses undo in a hurry means what they have just done, and must be told when it cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, MoveVisits, moves_of
from dispatchtui.core.commands.technicians import RecordAbsence, RemoveAbsence
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Reply, Request
from dispatchtui.tui import results, sheets, versions
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.state import Done, State
from dispatchtui.tui.taking_back import back, refusal_of, stands_against
from dispatchtui.tui.views import effects as effects_view

MOST = 50
AUTOMATION = "automation"
"""Who releases what falls due, as the rows name it."""
UNDO = "undo"
"""What the question is about that an undo asks."""
LOOKED_AFTER = ("alerts/", "answers/")
"""What an act that cannot be taken back may have been about without standing before what is behind it for ever."""
NOT_ANSWERED = (Code.UNAVAILABLE, Code.UNKNOWN)
"""After these the same undo may be tried again."""


def undo(state: State) -> Effects:
    """Take back the last act of one's own; one that nothing takes back is named and let go.

    Where somebody would be told, that is shown first, and it waits for another key; so does what lies behind an alert
    that was looked after, which cannot be taken back.
    """
    from dispatchtui.core.undo import undone  # noqa: PLC0415  (only who takes back needs it)

    if not state.done:
        return refuse("Nothing of yours to undo: only acts from this console.")
    *older, last = state.done
    if last.group:
        return _undo_together(state, last.group)
    if last.inverse is None and all(key.startswith(LOOKED_AFTER) for key in last.versions):
        # What is behind it may be an hour old, and is not what was meant: it asks before it is taken back.
        state.done = [*older[:-1], *(replace(each, behind=True) for each in older[-1:])]
        return refuse(f"{last.label}. That cannot be taken back; nothing was changed.")
    if last.inverse is None:
        state.done = older
        further = f" {state.done[-1].label}: u again undoes that." if older else ""
        return refuse(f"{last.label}: this cannot be undone; nothing was changed.{further}")
    submit = back(state, last, last.inverse)
    picture = state.picture
    notices = undone(last.inverse, picture.board, picture.now_s, positions=picture.positions).notices
    if not notices and not last.behind:
        return (submit,)
    title = f"Undo {last.label}{f': {effects_view.told(notices)}' if notices else '?'}"
    return sheets.open_confirm(state, title, lambda: (submit,), rows=effects_view.notice_rows(notices), subject=UNDO)


def _undo_together(state: State, group: str) -> Effects:
    """Take back all that was accepted together, newest first, at once where nobody is told."""
    from dispatchtui.core.undo import undone  # noqa: PLC0415  (only who takes back needs it)

    picture = state.picture
    ours = [each for each in reversed(state.done) if each.group == group]
    several = _still(state, _several(state, ours, f"Undone: {len(ours)} accepted together"))
    if several.refused:
        waits = _not_yet(state, ours, several)
        if waits:
            return waits
    notices = [
        notice
        for each in several.acts
        for notice in undone(each.act, picture.board, picture.now_s, positions=picture.positions).notices
    ]
    if not notices:
        return (several,)
    title = f"Undo {len(several.acts)} accepted together: {effects_view.told(notices)}"
    return sheets.open_confirm(state, title, lambda: (several,), rows=effects_view.notice_rows(notices), subject=UNDO)


def _not_yet(state: State, ours: list[Done], several: Each) -> Effects:
    """Let what stands against some that were accepted together be undone first, so that they go back as they came.

    Where nothing of ours does, and none of them can be undone, they are let go of.
    """
    older = [each for each in state.done if each.group != ours[0].group]
    asked = {each.undoes for each in several.acts}
    against = [each for each in ours if each.request_id not in asked]
    first = stands_against(state, against, older)
    why = f" {several.refused[0][1]}" if several.refused else ""
    if first is not None:
        whom = "None of these can be" if not several.acts else f"{len(against)} of these {len(ours)} cannot be"
        return refuse(f"{whom} undone yet: {_after(state, first, ours[::-1], older)}.{why}")
    if several.acts:
        return ()
    state.done = older
    further = f" {older[-1].label}: u again undoes that." if older else ""
    return refuse(f"None of these can be undone; nothing was changed.{why}{further}")


def _after(state: State, first: Done, ours: list[Done], older: list[Done]) -> str:
    """Let ours come up again right after one that is undone first, with all that is undone with it; say so."""
    place = next(number for number, each in enumerate(older)
                 if each is first or (each.group and each.group == first.group))  # fmt: skip
    state.done = [*older[:place], *ours, *older[place:]]
    again = f"u again undoes {older[-1].label}"
    return f"{again}, then this" if older[-1] is first else f"{again}; this can be once {first.label} is undone"


def _several(state: State, ours: Sequence[Done], title: str) -> Each:
    """The acts that take several back, newest first; each rests on what the last of them left of a row."""
    left: dict[str, int] = {}
    for each in reversed(ours):
        left |= each.versions
    acts = tuple(back(state, replace(each, versions={key: left[key] for key in each.versions}), each.inverse)
                 for each in ours if each.inverse is not None)  # fmt: skip
    refused = tuple((each.label.partition(" ")[0], f"{each.label}: this cannot be undone.")
                    for each in ours if each.inverse is None)  # fmt: skip
    return Each(title=title, acts=acts, refused=refused)


def _still(state: State, several: Each) -> Each:
    """The same without what would be refused by now, so that nobody is asked about telling what is never told."""
    refused, acts = list(several.refused), list[Submit]()
    fork = state.picture.board.fork()
    for each in several.acts:
        refusal = refusal_of(state, fork, each)
        if refusal is not None:
            refused.append((results.subject_of(each), refusal.sentence))
        else:
            acts.append(each)
    return replace(several, acts=tuple(acts), refused=tuple(refused))


def undo_listed(state: State) -> Effects:
    """Take back what a list of results tells, newest first; what cannot be is said beside it.

    Enter does it, but for what was accepted together: that goes back as it came, with one key.
    """
    listed = state.sheet.payload if state.sheet is not None else None
    requests = listed.requests if isinstance(listed, results.Listed) else ()
    ours = [each for each in reversed(state.done) if each.request_id in requests]
    groups = {each.group for each in ours}
    if len(groups) == 1 and groups != {""}:
        return _undo_together(state, groups.pop())
    several = _several(state, ours, f"Undone: {listed.title}" if isinstance(listed, results.Listed) else "")
    if not several.acts:
        return refuse("None of these can be undone.")
    acts = several.acts
    number = f"{len(acts)} of {len(requests)}" if len(acts) < len(requests) else str(len(acts))
    return sheets.open_confirm(state, f"Undo {number}, newest first?", lambda: (several,), subject=UNDO,
                               rows=results.rows_before(several))  # fmt: skip


def hinders_listed(state: State) -> str:
    """Why there is nothing to take back in the list that lies open."""
    listed = state.sheet.payload if state.sheet is not None else None
    if not isinstance(listed, results.Listed):
        return "Only a list of what became of acts can be undone here."
    can = any(each.inverse is not None and each.request_id in listed.requests for each in state.done)
    last = f" Esc, then u undoes {state.done[-1].label}." if state.done and state.done[-1].inverse else ""
    return "" if can else f"None of these can be undone.{last}"


def hinders_again(state: State) -> str:
    """Why the key that undoes does not confirm here: it was not what asked."""
    asked = state.sheet is not None and state.sheet.subject == UNDO
    return "" if asked else "Enter does it, Esc leaves it."


class Before:
    """What must be known of the board as it was before an act: its rows, and how to take the act back.

    `answered` is the reason that somebody had given for the former place.
    """

    def __init__(self, board: Board, act: Command, presses: int = 0) -> None:
        """Keep the rows, the inverse and the reason, and how many keys had been pressed."""
        from dispatchtui.core.undo import former_reason, inverse  # noqa: PLC0415  (only an act needs it)

        self.presses = presses
        self.inverse = inverse(board, act)
        self.answered = former_reason(board, self.inverse) if self.inverse is not None else None
        self.visit: Visit | None = board.visits.get(getattr(act, "visit_id", ""))
        self.seen = board.copy()


def target(state: State) -> str:
    """What undo would take back now; nothing where the last act cannot be."""
    last = state.done[-1] if state.done else None
    return f": {last.label}" if last is not None and last.inverse is not None else ""


def remember(state: State, request: Request, label: str, before: Before, reply: Reply, *, group: str = "") -> None:
    """Keep an act that happened, so that it can be taken back or named; those of a `group` go back together."""
    left = {key: version for key, version in reply.versions.items() if key in request.pre}
    done = Done(
        request_id=request.id, label=label, inverse=before.inverse or _by_answer(request.act, reply),
        versions=left or reply.versions, found=request.pre, answered=before.answered, group=group,
    )  # fmt: skip
    state.done = [*state.done, done][-MOST:]


def taken_back(state: State, request_id: str, reply: Reply) -> None:
    """Let go of an act that was taken back; older ones now rest on what the undo left.

    Only where the undone act had followed them directly: what somebody else did between is still seen.
    """
    gone = next((each for each in state.done if each.request_id == request_id), None)
    if gone is None:
        return
    again = {key: (version, reply.versions[key]) for key, version in gone.found.items() if key in reply.versions}
    state.done = [_resting_on(each, again) for each in state.done if each is not gone]


def not_taken_back(state: State, request_id: str, refusal: Refusal, board: Board) -> str:
    """Say why an undo was refused; the act is let go, so that it does not stand before older ones.

    What automation has only released since stays on offer, and is then recalled with it.
    """
    gone = next((each for each in state.done if each.request_id == request_id), None)
    if gone is None or refusal.code in NOT_ANSWERED:
        return f"{refusal.sentence} Not undone."
    released = _released_since(gone, board) if refusal.code is Code.STALE else ()
    if released and gone.inverse is not None:
        kept = replace(gone, inverse=_recalling(gone.inverse), versions=versions.again(board, gone.versions))
        state.done = [kept if each is gone else each for each in state.done]
        return f"{', '.join(released)} was released by automation meanwhile. Not undone yet: u again recalls it too."
    older = [each for each in state.done if each is not gone]
    first = stands_against(state, [gone], older) if refusal.code is not Code.STALE else None
    if first is not None:
        return f"{refusal.sentence} Not undone yet: {_after(state, first, [gone], older)}."
    state.done = older
    return f"{refusal.sentence} Not undone, and no longer offered: {gone.label}."


def _released_since(done: Done, board: Board) -> tuple[str, ...]:
    """The visits that automation has released since an act; nothing where anything else has changed."""
    later = {key: version for key, version in versions.again(board, done.versions).items()
             if version != done.versions[key]}  # fmt: skip
    names: list[str] = []
    for key, version in later.items():
        visit = board.visits.get(key.removeprefix("visits/"))
        if visit is None or visit.changed is None or visit.changed.by != AUTOMATION:
            return ()
        if visit.state is not VisitState.RELEASED or version != done.versions[key] + 1:
            return ()
        names.append(visit.id)
    return tuple(names)


def _recalling(inverse: Command) -> Command:
    """The same way back for what somebody has been told of since: they are told that it is not theirs."""
    match inverse:
        case UnplaceVisit():
            return MoveVisits(moves=(Move(visit_id=inverse.visit_id),))
        case PlaceVisit():
            return MoveVisits(moves=tuple(replace(move, told=False) for move in moves_of(inverse)))
        case _:
            return inverse


def _resting_on(done: Done, again: dict[str, tuple[int, int]]) -> Done:
    left = {key: again[key][1] if key in again and again[key][0] == version else version
            for key, version in done.versions.items()}  # fmt: skip
    return replace(done, versions=left)


def _by_answer(act: Command, reply: Reply) -> Command | None:
    """How to take back what only the answer names: an absence that was given its number by the desk."""
    if not isinstance(act, RecordAbsence) or act.row.id:
        return None
    made = next((key.partition("/")[2] for key in reply.versions if key.startswith("absences/")), "")
    return RemoveAbsence(absence_id=made) if made else None
