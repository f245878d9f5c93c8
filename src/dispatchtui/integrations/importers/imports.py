"""An import in two phases: read everything and report, then submit what is good, in batches.

The identity of a request is derived from the file's digest, the row's external name and its
content: a second run, or the rest of an interrupted one, is answered as before and doubles nothing.
Raises: UserError when the file as a whole cannot be believed (nothing is recorded then);
Unavailable when the server does not answer any more (running it again goes on from there).
Cost: 20,000 to 25,000 rows a second for each phase, the desk's own time aside; in memory one batch, and a small
entry for each external name (25 MB for 100,000 rows).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.errors import Unavailable, UserError
from dispatchtui.integrations.importers.aside import Aside
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.placing import FindVisit, Placing
from dispatchtui.integrations.importers.report import Report
from dispatchtui.integrations.importers.rows import Outcome, Reader, Taken, content_digest
from dispatchtui.integrations.importers.sheets import Scan, open_sheet, scan
from dispatchtui.integrations.importers.targets import LOCATED
from dispatchtui.integrations.importers.wrong import Problem, Wrong

Submit = Callable[[list[Request]], list[Reply]]
"""Asks the desk; answers each request, in order."""
Progress = Callable[[str, int, float], None]
"""Told the phase (read, record), the rows done, and how much of the file that is (0 to 1)."""

MOST_IN_BATCH = 100
MOST_BATCH_BYTES = 600_000
TRIES = 6
"""How often a batch is asked again while the desk is unavailable."""
MOST_TURNS = 50
"""How often a row that was refused before is asked anew under another identity."""
_TELL_EVERY = 500
_REFERENCES = ("row.territory", "row.work_type", "row.sla_policy", "row.skills")


class Files(Struct, frozen=True, kw_only=True):
    """Where rows that are set aside go."""

    rejected: Path
    cleaned: Path

    @classmethod
    def beside(cls, path: Path, folder: Path | None = None) -> Files:
        """Name them after the imported file, in its folder or in another one."""
        place = folder or path.parent
        return cls(rejected=place / f"{path.name}.rejected.csv", cleaned=place / f"{path.name}.cleaned.csv")


def import_rows(
    path: Path,
    mapping: Mapping,
    submit: Submit | None,
    *,
    by: str = "",
    files: Files | None = None,
    wait: Callable[[float], None] = lambda _: None,
    progress: Progress = lambda *_: None,
    rehearsed: bool = False,
    find: FindVisit = lambda _source, _id: "",
) -> Report:
    """Import a file; without `submit` it is a dry run, which reads and reports and records nothing.

    `by` names who asks, for the same request of two people is not one; `wait` passes the time
    between tries when the desk is unavailable. A `rehearsed` import is a dry run too: `submit` judges
    and records nothing. `find` looks up visits that rows name by their work order's outside name.
    """
    found = scan(path)
    sheet = open_sheet(found, mapping)
    files = files or Files.beside(path)
    rejected = Aside(files.rejected, ("rejected_line", "rejected_because"), sheet.columns)
    clean = Aside(files.cleaned, ("cleaned_line", "cleaned_columns"), sheet.columns)
    report = Report(
        file=path.name, mapping=mapping.name, kind=mapping.kind, digest=found.digest,
        dry_run=rehearsed or submit is None,
    )  # fmt: skip
    job = _Job(found=found, mapping=mapping, report=report, rejected=rejected, clean=clean, progress=progress,
               find=find)  # fmt: skip
    done = False
    try:
        _read(job)
        if submit is not None:
            _Recording(job, submit, by, wait).run()
        done = True
    finally:
        rejected.close(keep=done)
        clean.close(keep=done)
    report.rejected_file = str(files.rejected) if rejected.rows else ""
    report.cleaned_file = str(files.cleaned) if clean.rows else ""
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What both phases work on."""

    found: Scan
    mapping: Mapping
    report: Report
    rejected: Aside
    clean: Aside
    progress: Progress
    find: FindVisit


def _read(job: _Job) -> None:
    """The first phase: every row becomes a number in the report; what is wrong is set aside."""
    sheet = open_sheet(job.found, job.mapping)
    reader = Reader(job.mapping, sheet.columns)
    report = job.report
    report.unknown_columns = reader.unknown
    report.columns_kept = job.mapping.kind == "work_orders" and job.mapping.unknown_columns == "keep"
    for outcome in reader.outcomes(sheet):
        _count_read(job, outcome)
        if report.rows % _TELL_EVERY == 0:
            job.progress("read", report.rows, min(1.0, outcome.row.at_byte / job.found.size))
    job.progress("read", report.rows, 1.0)


def _count_read(job: _Job, outcome: Outcome) -> None:
    report, row = job.report, outcome.row
    report.rows += 1
    if outcome.cleaned:
        report.cleaned += 1
        job.clean.add(row.line, ", ".join(outcome.cleaned), row.cells)
    if outcome.skipped:
        report.skipped[outcome.skipped] = report.skipped.get(outcome.skipped, 0) + 1
    elif outcome.problem is not None:
        report.reject(outcome.problem.sentence)
        job.rejected.add(row.line, outcome.problem.sentence, row.cells)
    elif outcome.repeated:
        report.repeated += 1
    else:
        report.ready += 1
        report.without_location += job.mapping.kind in LOCATED and _placeless(outcome.act)


def _placeless(act: Taken | None) -> bool:
    row = getattr(act, "row", None)
    site = getattr(row, "site", None)
    return (site.location if site is not None else getattr(row, "home", None)) is None


class _Recording:
    """The second phase: what is good is submitted, and what the desk refuses is set aside too."""

    def __init__(self, job: _Job, submit: Submit, by: str, wait: Callable[[float], None]) -> None:
        self.job, self.report = job, job.report
        self.submit, self.by, self.wait = submit, by, wait
        self.recorded = 0

    def run(self) -> None:
        if scan(self.job.found.path).digest != self.job.found.digest:
            raise UserError(
                f"{self.job.found.path} changed while it was read; nothing was recorded.", hint="Import it again."
            )
        sheet = open_sheet(self.job.found, self.job.mapping)
        batch: list[tuple[Outcome, Request]] = []
        size = 0
        for outcome in Reader(self.job.mapping, sheet.columns).outcomes(sheet):
            if outcome.act is None:
                continue
            if isinstance(outcome.act, Placing):
                placing = outcome.act.on(self.job.find)
                if isinstance(placing, Wrong):
                    self._refused(outcome, placing.said)
                    continue
                outcome = replace(outcome, act=placing)  # noqa: PLW2901  (the same row, with its visit)
            request = self._request(outcome, turn=0)
            length = len(msgspec.json.encode(request))
            if batch and (len(batch) >= MOST_IN_BATCH or size + length > MOST_BATCH_BYTES):
                self._record(batch)
                batch, size = [], 0
            batch.append((outcome, request))
            size += length
        if batch:
            self._record(batch)
        self.job.progress("record", self.recorded, 1.0)

    def _request(self, outcome: Outcome, turn: int) -> Request:
        assert outcome.act is not None
        name = "\x1f".join((self.job.found.digest, self.by, self.job.mapping.source, outcome.key, str(turn)))
        digest = blake2b(name.encode() + content_digest(outcome.act), digest_size=16).hexdigest()
        cause = f"import of {self.job.found.path.name}"[:200]
        if isinstance(outcome.act, Placing):
            return Request(id=f"import-{digest}", act=outcome.act.act, override=outcome.act.override, cause=cause)
        return Request(id=f"import-{digest}", act=outcome.act, cause=cause)

    def _record(self, batch: list[tuple[Outcome, Request]]) -> None:
        """Submit a batch; ask again for rows that were refused in an earlier run, for the board may have changed."""
        for turn in range(1, MOST_TURNS + 1):
            replies = self._answers([request for _, request in batch])
            again: list[tuple[Outcome, Request]] = []
            for (outcome, _), reply in zip(batch, replies, strict=True):
                if reply.duplicate and reply.status is not Status.APPLIED and turn < MOST_TURNS:
                    again.append((outcome, self._request(outcome, turn)))
                else:
                    self._count(outcome, reply)
            if not again:
                break
            batch = again
        self.job.progress("record", self.recorded, self.recorded / max(1, self.report.ready))

    def _answers(self, requests: list[Request]) -> list[Reply]:
        """Ask until each request has an answer that says what became of it."""
        answers: dict[str, Reply] = {}
        for attempt in range(TRIES):
            replies = self.submit([request for request in requests if request.id not in answers])
            pause_s = 0.0
            for reply in replies:
                if reply.status is Status.UNAVAILABLE:
                    pause_s = max(pause_s, reply.retry_after_s or 0.5 * 2**attempt)
                else:
                    answers[reply.id] = reply
            if len(answers) == len(requests):
                return [answers[request.id] for request in requests]
            self.wait(pause_s)
        raise Unavailable(
            f"The server does not answer any more; {self.recorded:,} of {self.report.ready:,} rows are recorded.",
            hint="Run the same import again: it goes on from there and doubles nothing.",
        )

    def _count(self, outcome: Outcome, reply: Reply) -> None:
        self.recorded += 1
        if reply.status is not Status.APPLIED:
            said = reply.refusal.sentence if reply.refusal is not None else "The server refused it."
            where = f" ({reply.refusal.field})" if reply.refusal is not None and reply.refusal.field else ""
            if reply.refusal is not None and reply.refusal.field in _REFERENCES:
                self.report.hint = "What rows refer to must be known first: record it with --reference FOLDER."
            self._refused(outcome, f"{said.rstrip('.')}{where}")
        elif self.report.dry_run:
            return
        elif reply.duplicate:
            self.report.unchanged += 1
        elif reply.created and not isinstance(outcome.act, Placing):  # what a placing creates is a lane
            self.report.created += 1
        elif reply.versions:
            self.report.amended += 1
        else:
            self.report.unchanged += 1

    def _refused(self, outcome: Outcome, said: str) -> None:
        problem = Problem(line=outcome.row.line, said=said)
        self.report.ready -= self.report.dry_run
        self.report.reject(problem.sentence)
        self.job.rejected.add(outcome.row.line, problem.sentence, outcome.row.cells)
