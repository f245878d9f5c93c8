"""Jobs for the worker that somebody asks for: a day or a route planned better, several days, a visit explained.

What they find is a diff against the plan, and is accepted in the proposals pane like any other.
Never: a plan that is changed because a search ended.
Why: a better plan is worth what the people in it agree to; it is shown, and accepted in whole or in part.
"""

from __future__ import annotations

from datetime import timedelta
from textwrap import wrap

from msgspec.structs import replace

from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.zones import local, local_day
from dispatchtui.engine.jobs import Answered, Explain, Failed, Found, Horizon, Optimise
from dispatchtui.solver.proposing.proposal import Disruption, Proposal
from dispatchtui.tui import deciding
from dispatchtui.tui.effects import Effects, Halt, Work, refuse
from dispatchtui.tui.lookup import find_technician, find_visit
from dispatchtui.tui.offered import Running
from dispatchtui.tui.state import READING, Sheet, State
from dispatchtui.tui.views import ViewRow, progress

TODAY, TOMORROW = "today", "tomorrow"
FEWEST_DAYS, MOST_DAYS = 2, 14
DAYS = 7
KIND = "OPTIMISE"
ROUTE_SECONDS = 3.0
CELLS = 76
"""How wide a sentence may be before it goes on in the next line: the smallest screen has room for it."""


def optimise(state: State, *typed: str) -> Effects:
    """Plan a day better: of territories, of technicians, or of everybody; today's from now on."""
    words = [each for each in typed if each]
    day = words.pop().casefold() if words and words[-1].casefold() in (TODAY, TOMORROW) else TODAY
    board, territories, technicians = state.picture.board, list[str](), list[str]()
    for word in words:
        if word.upper() in board.territories:
            territories.append(word.upper())
            continue
        technician = find_technician(board, word)
        if isinstance(technician, str):
            return refuse(f"There is no territory or technician {word[:20]}; behind them may stand today or tomorrow.")
        technicians.append(technician.id)
    from_s, until_s = _span(state, day)
    whose = " ".join([*territories, *technicians])
    subject = f"days/{' '.join(filter(None, (whose, local_day(from_s, state.picture.zone))))}"
    job = Optimise(technicians=tuple(technicians), territories=tuple(territories), from_s=from_s, until_s=until_s)
    return (Work(job=job, title=f"Plan {whose or 'everybody'} {day}", subject=subject),)


def resequence(state: State, typed: str = "") -> Effects:
    """Put the route of a technician in a better order: of the one typed, else the one under the cursor."""
    technician = find_technician(state.picture.board, typed) if typed else state.technician
    if technician is None or isinstance(technician, str):
        return refuse(technician or "Whose route? Select a technician, or type :resequence T05.")
    from_s, until_s = _span(state, TODAY)
    job = Optimise(technicians=(technician.id,), from_s=from_s, until_s=until_s, seconds=ROUTE_SECONDS,
                   place_unplaced=False)  # fmt: skip
    return (Work(job=job, title=f"Route of {technician.id}", subject=f"technicians/{technician.id}"),)


def plan_days(state: State, typed: str = "") -> Effects:
    """Plan several days: who does what on which day."""
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0 if typed else DAYS
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        return refuse(f"Plan {FEWEST_DAYS} to {MOST_DAYS} days, not {typed[:20]}.")
    from_s, _ = _span(state, TODAY)
    job = Horizon(from_s=from_s, days=days)
    return (
        Work(job=job, title=f"Plan {days} days", subject=f"days/{days} from {local_day(from_s, state.picture.zone)}"),
    )


def explain(state: State, typed: str = "", technician_typed: str = "") -> Effects:
    """Ask who gets a visit and why, or why nobody or not one technician does, and what would have to change."""
    visit = find_visit(state.picture.board, typed) if typed and typed != "." else state.visit or "Select a visit first."
    if isinstance(visit, str):
        return refuse(visit)
    technician = find_technician(state.picture.board, technician_typed) if technician_typed else None
    if isinstance(technician, str):
        return refuse(technician)
    job = Explain(visit_id=visit.id, technician_id=technician.id if technician is not None else "")
    title = f"Explain {visit.id}{f' with {technician.id}' if technician is not None else ''}"
    return (Work(job=job, title=title, subject=f"visits/{visit.id}"),)


def stop(_state: State) -> Effects:
    """Stop the job under way."""
    return (Halt(),)


def take(state: State, answer: Answered) -> None:
    """Take what the job that somebody asked for has found; once it ends, show it."""
    offered, running = state.offered, state.offered.running
    if running is None:
        return
    if isinstance(answer, Failed):
        offered.running = None
        state.say(f"{running.title}: {answer.sentence}", "alarm")
        return
    found = answer
    running = offered.running = replace(running, found=found)
    state.picture.revision += 1
    if not found.final:
        return
    offered.running = None
    if found.option is None or not found.option.rows:
        _told(state, running, found)
        return
    result = proposal_of(running, found)
    offered.results[result.id] = result
    offered.fresh = result.id
    offered.settle(state.picture)
    better = " ".join((progress.told(found), *found.sentences))
    if state.on_board and running.presses == state.presses:
        deciding.show(state, result.id)
        state.say(f"{running.title}: {better}", "good")
    else:
        state.say(f"{running.title}: {better} p shows it.", "good")


def proposal_of(running: Running, found: Found) -> Proposal:
    """What a job has found, as a proposal with one option: a diff against the plan."""
    assert found.option is not None
    rows = found.option.rows
    visits = tuple(dict.fromkeys(each.visit_id for each in rows))
    people = tuple(dict.fromkeys(who for each in rows for who in (each.was_technician_id, each.technician_id) if who))
    title = " ".join((f"{running.title}: {progress.told(found)}", *found.sentences))
    cause = Disruption(id=proposal_id(KIND, running.subject), kind=KIND, subject=running.subject, visits=visits,
                       technicians=people, at_s=found.at_s, sentence=title)  # fmt: skip
    return Proposal(id=cause.id, disruption=cause, options=(found.option,), basis=f"{found.seq}", seq=found.seq,
                    at_s=found.at_s, final=True, sentence=title)  # fmt: skip


def _told(state: State, running: Running, found: Found) -> None:
    """Show what a job says in sentences, or that it found nothing better."""
    if not found.sentences:
        state.say(f"{running.title}: nothing better was found, so the plan stays as it is.")
        return
    lines = [line for each in found.sentences for line in wrap(each, CELLS, subsequent_indent="  ")]
    rows = tuple(ViewRow(str(number), {"text": (each, "text")}) for number, each in enumerate(lines))
    if len(found.sentences) == 1 or not state.on_board:
        state.say(f"{running.title}: {found.sentences[0]}")
    else:
        state.sheet = Sheet(kind=READING, title=running.title, rows=rows, at=rows[0].id)


def _span(state: State, day: str) -> tuple[int, int]:
    """From when until when a day is planned: today's from now on."""
    now_s, zone = state.picture.now_s, state.picture.zone
    midnight = local(now_s, zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    tomorrow_s, after_s = int(midnight.timestamp()), int((midnight + timedelta(days=1)).timestamp())
    return (now_s, tomorrow_s) if day == TODAY else (tomorrow_s, after_s)
