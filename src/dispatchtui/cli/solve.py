"""`dispatchtui solve`: a routing problem in a file, planned here and written back as others write it."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import typer

if TYPE_CHECKING:
    from dispatchtui.solver.formats.instance import Answer, Instance, Opened
    from dispatchtui.solver.problem import Plan, Progress

LARGEST_MB = 1_000
ROUNDS = 4
"""How often a plan that breaks what the search's problem cannot hold is searched anew."""


def solve(
    file: Path = typer.Argument(metavar="FILE", help="JSON of VROOM, or a text of Solomon, Homberger or VRPLIB."),
    seconds: float = typer.Option(10.0, min=0.01, max=86_400, help="How long to search; reading does not count."),
    seed: int = typer.Option(1, min=0, max=2**31 - 1, help="The same seed and --iterations give the same plan."),
    threads: int = typer.Option(1, min=1, max=256, help="How many processors to use."),
    iterations: int = typer.Option(0, min=0, max=10**12, help="Stop after so many tries; 0 for no limit."),
    objective: str = typer.Option(
        "",
        metavar="distance|vehicles",
        help="For texts of the literature. distance (the default): the way, each leg truncated to one decimal; "
        "vehicles: fewest vehicles first, then the way in double precision.",
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="Write the solution here: .json, or else .sol text."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the solution as one JSON object."),
    plot: bool = typer.Option(False, "--plot", help="Draw the routes."),
) -> int:
    """Plan the routes of a file: who serves what, in which order and when.

    A JSON file is VROOM's (jobs, vehicles with skills, breaks, costs and steps to begin with, matrices), and so is the
    answer. Without matrices ways are 1.3 times the distance over the globe, at 40 km/h. Shipments are refused.

    What cannot all be served: the sum of priorities comes first, then the number of jobs, then the cost, as in VROOM.

    Ctrl+C stops the search and gives the best plan so far.

    Exit code: 0 there is a plan, also one that leaves something out; 2 the file or an option is wrong.

    Examples: `dispatchtui solve day.json --seconds 5 --json`, `dispatchtui solve C101.txt --objective vehicles --plot`.
    """
    began_s = time.monotonic()
    if output is not None:
        _writable(output)
    opened = _opened(file, objective)
    loaded_s = time.monotonic()
    _warm()
    plan, solved_s = _searched(opened, seconds, {"seed": seed, "threads": threads, "iterations": iterations})
    answer = opened.answer(plan)
    times = answer.document.get("summary", {}).get("computing_times")
    if times is not None:
        times |= {"loading": round((loaded_s - began_s) * 1000), "solving": round(solved_s * 1000)}
    try:
        if output is not None:
            _write(output, opened.kind, answer)
    finally:  # what was searched for is shown even where the disk has no room for it
        _show(opened, answer, plot=plot, as_json=as_json)
    return 0


def _opened(file: Path, objective: str) -> Opened:
    from dispatchtui.errors import UserError
    from dispatchtui.solver.formats.customers import OBJECTIVES
    from dispatchtui.solver.formats.opening import open_text

    if objective and objective not in OBJECTIVES:
        raise UserError(f"--objective is {' or '.join(OBJECTIVES)}, not {objective[:40]!r}.")
    if not file.is_file():
        raise UserError(f"There is no file {str(file)!r}.")
    size_mb = file.stat().st_size / 1e6
    if size_mb > LARGEST_MB:
        raise UserError(f"{file.name!r} has {size_mb:,.0f} MB; at most {LARGEST_MB:,} MB are read.")
    try:
        text = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file.name!r} cannot be read: {error.strerror}.") from None
    opened = open_text(text, file.stem, objective or "distance")
    if objective and opened.kind == "VROOM":
        raise UserError("--objective is for texts of the literature; a file of VROOM says itself what costs.")
    return opened


def _warm() -> None:
    """Have the search compiled, which takes a while the first time.

    Why: what is compiled stays until the end, and to look through it once more then took longer than to stop.
    """
    import gc

    from dispatchtui.engine.search import is_warm, warm

    if not is_warm():
        sys.stderr.write("Compiling the search, once on this machine.\n")
    warm()
    gc.freeze()


def _searched(opened: Opened, seconds: float, options: dict[str, Any]) -> tuple[Plan, float]:
    """The best plan, and how long its search took; half of the time is kept while a plan may break the file's rules."""
    from msgspec.structs import replace

    instance: Instance | None = opened.instance
    plans: list[Plan] = []
    spent_s = 0.0
    with _stopping() as stopped:
        while instance is not None and not (plans and stopped):
            is_last = instance.exact or len(plans) == ROUNDS - 1
            left_s = max(seconds - spent_s, 0.01)
            begun_s = time.monotonic()
            plan = _round(instance, left_s if is_last else left_s / 2, spent_s, stopped, options)
            plans.append(plan if instance.exact else opened.mended(plan))
            again = None if is_last else replace(instance, start=plan)
            instance = again and (opened.tightened(plan) or again)
            spent_s += time.monotonic() - begun_s
    return max(plans, key=opened.worth), spent_s


def _round(instance: Instance, seconds: float, before_s: float, stopped: list[int], options: dict[str, Any]) -> Plan:
    from dispatchtui.engine.search import search

    with _Watching(instance, before_s) as watching:
        return search(
            instance.problem,
            start=instance.start,
            seconds=seconds,
            told=watching.tell,
            stopped=lambda: bool(stopped),
            **options,
        )


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """A list that Ctrl+C puts something into; a second one interrupts as ever."""
    stopped: list[int] = []

    def stop(number: int, _frame: object) -> None:
        stopped.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


class _Watching:
    """The cost as it improves, on one line of standard error while a person watches."""

    def __init__(self, instance: Instance, before_s: float) -> None:
        self._instance, self._before_s, self._seen = instance, before_s, sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._seen:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def tell(self, progress: Progress) -> None:
        """Show how far the search is."""
        if not self._seen:
            return
        plan = progress.plan
        left = f", {len(plan.left_out):,} left out" if plan.left_out else ""
        cost = self._instance.cost_of(plan)
        sys.stderr.write(f"\r\x1b[K{self._before_s + progress.elapsed_s:.1f} s: cost {cost:,.1f}{left}")
        sys.stderr.flush()


def _writable(output: Path) -> None:
    """Refuse a place where nothing can be written, before a plan is searched for that would be lost."""
    import os

    from dispatchtui.errors import UserError

    if output.is_dir():
        raise UserError(f"{str(output)!r} cannot be written: it is a folder.")
    if not output.parent.is_dir():
        raise UserError(f"{str(output)!r} cannot be written: there is no folder {str(output.parent)!r}.")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise UserError(f"{str(output)!r} cannot be written: nobody gave you the right to.")


def _write(output: Path, kind: str, answer: Answer) -> None:
    """Write the solution to a file: JSON for VROOM and where the name says so, else the text of the literature."""
    import json

    from dispatchtui.errors import UserError

    text = answer.text if kind != "VROOM" and output.suffix != ".json" else json.dumps(answer.document) + "\n"
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{str(output)!r} cannot be written: {error.strerror}.") from None


def _show(opened: Opened, answer: Answer, *, plot: bool, as_json: bool) -> None:
    from dispatchtui.cli.solution import notes_of, plot_of, summary_of
    from dispatchtui.cli.tables import show_json, show_lines
    from dispatchtui.tui.safe import safe

    if as_json:
        show_json(answer.document)
        sys.stderr.writelines(safe(line, 400) + "\n" for line in opened.instance.notes)
        return
    summary_of(answer)
    show_lines(notes_of(opened, answer))
    if plot:
        sys.stdout.writelines(line + "\n" for line in plot_of(answer))
