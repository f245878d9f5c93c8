"""`dispatchtui import`: rows of a file become work orders, technicians, shifts or assignments."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import typer

if TYPE_CHECKING:
    import httpx

    from dispatchtui.core.board import Board
    from dispatchtui.core.commands import Command
    from dispatchtui.core.requests import Reply, Request
    from dispatchtui.core.rights import Actor
    from dispatchtui.integrations.importers.mapping import Mapping
    from dispatchtui.integrations.importers.report import Report

TIMEOUT_S = 30.0
_WIDEST = 400


def import_file(
    file: Path = typer.Argument(metavar="FILE", help="A CSV, XLSX or Open311 JSON file."),
    mapping: str = typer.Option(..., "--mapping", "-m", help="A shipped mapping (see below) or a TOML file."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and report; record nothing."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
    sheet: str = typer.Option("", help="The sheet of a workbook that has several."),
    reference: Path | None = typer.Option(
        None,
        help="First record the territories, skills, SLA policies and work types of a folder; `day` is shipped.",
    ),
    report: Path | None = typer.Option(None, help="Folder for rows set aside; the file's own folder without it."),
    url: str = typer.Option("", help="The server; without it the one that `console` finds."),
    token: str = typer.Option("", help="A token, where no login file is wanted.", envvar="DISPATCHTUI_TOKEN"),
) -> int:
    """Import a file: read it all and report, then record what is good; importing it twice doubles nothing.

    Shipped mappings: baltimore-311, nyc-311, open311, work-orders, technicians, shifts, assignments.

    Assignments are judged as a console's are; their dry run asks the server for its board and judges on that.

    Rejected rows go to FILE.rejected.csv with their reasons; mend them there and import that file.

    Exit code: 0 all rows were taken, 1 some were rejected, 2 the file or the mapping is wrong.

    Examples: `dispatchtui import requests.csv -m work-orders --dry-run`, `dispatchtui import 311.csv -m baltimore-311`.
    """
    from dispatchtui.errors import UserError
    from dispatchtui.integrations.importers.mapping_file import find_mapping
    from dispatchtui.settings import config_dir

    if not file.is_file():
        raise UserError(f"There is no file {file}.")
    chosen = find_mapping(mapping, config_dir() / "mappings")
    if sheet:
        from msgspec.structs import replace

        chosen = replace(chosen, sheet=sheet)
    if report is not None and not report.is_dir():
        raise UserError(f"There is no folder {report} to put rows aside in.")
    if chosen.kind == "assignments":
        if reference is not None:
            said = "Assignments place visits that are there already, so they take no --reference."
            raise UserError(said, hint="Record it with the import of work orders, technicians or shifts.")
        done = _assign(file, chosen, report, _Desk(url, token), dry_run=dry_run)
    else:
        done = _run(file, chosen, report, None if dry_run else _Desk(url, token), reference)
    _show(done, as_json=as_json)
    return done.exit_code


def _run(file: Path, mapping: Mapping, folder: Path | None, desk: _Desk | None, reference: Path | None) -> Report:
    import time

    from dispatchtui.integrations.importers.imports import Files, import_rows

    files = Files.beside(file, folder)
    acts = _reference_of(reference) if reference is not None else []
    with _Progress() as progress:
        if desk is None:
            return import_rows(file, mapping, None, files=files, progress=progress.tell)
        with desk:
            if reference is not None:
                _record_reference(desk, reference, acts)
            return import_rows(file, mapping, desk.submit, by=desk.by, files=files, wait=time.sleep,
                               progress=progress.tell)  # fmt: skip


def _assign(file: Path, mapping: Mapping, folder: Path | None, desk: _Desk, *, dry_run: bool) -> Report:
    """Place visits: rows name them as they stand on the live board, on which a dry run also judges."""
    import asyncio
    import time

    from dispatchtui.cli.live import live
    from dispatchtui.integrations.importers.imports import Files, import_rows
    from dispatchtui.integrations.importers.placing import finder
    from dispatchtui.integrations.importers.rehearsal import Rehearsal

    async def seen() -> tuple[Board, Actor, int]:
        async with live(desk.url, desk.token) as session:
            return session.replica.confirmed, session.replica.actor, int(session.now_s())

    board, actor, at_s = asyncio.run(seen())
    files = Files.beside(file, folder)
    with _Progress() as progress:
        if dry_run:
            rehearsal = Rehearsal(board, actor, at_s)
            return import_rows(file, mapping, rehearsal.submit, by=actor.id, files=files, progress=progress.tell,
                               rehearsed=True, find=finder(board))  # fmt: skip
        with desk:
            return import_rows(file, mapping, desk.submit, by=desk.by, files=files, wait=time.sleep,
                               progress=progress.tell, find=finder(board))  # fmt: skip


def _reference_of(folder: Path) -> list[Command]:
    """The reference data of a folder, or of the shipped one of that name; a dry run finds what is wrong with it too."""
    from dispatchtui.integrations.importers.reference import load_reference
    from dispatchtui.settings import config_dir

    shipped = config_dir() / folder
    return load_reference(folder if folder.is_dir() or not shipped.is_dir() else shipped)


def _record_reference(desk: _Desk, folder: Path, acts: list[Command]) -> None:
    """Record reference data before the rows that need it; it is the same request for the same content."""
    from hashlib import blake2b

    import msgspec

    from dispatchtui.core.requests import Request, Status
    from dispatchtui.errors import UserError

    def named(act: Any) -> str:
        return "reference-" + blake2b(msgspec.json.encode(act) + desk.by.encode(), digest_size=16).hexdigest()

    for start in range(0, len(acts), 100):
        requests = [
            Request(id=named(act), act=act, cause=f"reference data of {folder.name}")
            for act in acts[start : start + 100]
        ]
        for reply in desk.submit(requests):
            if reply.status is not Status.APPLIED:
                said = reply.refusal.sentence if reply.refusal else "The server does not answer."
                raise UserError(f"{folder} was not recorded: {said}")


def _show(report: Report, *, as_json: bool) -> None:
    from dispatchtui.cli.tables import show_json
    from dispatchtui.tui.safe import safe

    if as_json:
        show_json(report.as_json())
        return
    for line in report.as_text().splitlines():
        sys.stdout.write(safe(line, _WIDEST) + "\n")


class _Desk:
    """The server's command endpoint, as the importer asks it."""

    def __init__(self, url: str, token: str) -> None:
        from dispatchtui.cli.reach import known

        self._credentials = known(url, token)
        self.url, self.token = self._credentials.url, self._credentials.token
        self._http: httpx.Client | None = None
        self.by = ""

    def __enter__(self) -> Self:
        import httpx

        from dispatchtui.cli.reach import Reach

        with Reach(self._credentials) as way:
            self.by = str(way.get("/me")["id"])
        headers = {"Authorization": f"Bearer {self._credentials.token}", "Content-Type": "application/json"}
        self._http = httpx.Client(base_url=self._credentials.url, headers=headers, timeout=TIMEOUT_S)
        return self

    def __exit__(self, *_: object) -> None:
        if self._http is not None:
            self._http.close()

    def submit(self, requests: list[Request]) -> list[Reply]:
        """Post one batch; a server that cannot answer now is an answer of its own.

        When the batch as a whole is not taken for what one row says, each row is asked alone.
        """
        import httpx
        import msgspec

        assert self._http is not None
        try:
            answer = self._http.post("/api/v1/commands", content=msgspec.json.encode({"requests": requests}))
        except httpx.HTTPError:
            return _unavailable(requests, None)
        if answer.status_code in (429, 500, 502, 503, 504):
            return _unavailable(requests, answer.headers.get("Retry-After"))
        if answer.status_code in (413, 422):
            if len(requests) > 1:
                return [self.submit([request])[0] for request in requests]
            return [_refused(requests[0], answer)]
        return _replies(answer)


def _unavailable(requests: list[Request], after: str | None) -> list[Reply]:
    from dispatchtui.core.requests import Reply, Status

    wait_s = float(after) if after and after.replace(".", "", 1).isdigit() else None
    return [Reply(id=request.id, status=Status.UNAVAILABLE, retry_after_s=wait_s) for request in requests]


def _refused(request: Request, answer: httpx.Response) -> Reply:
    """The answer to a row that the server does not take at all."""
    from dispatchtui.core.refusals import invalid
    from dispatchtui.core.requests import Reply, Status

    try:
        said = answer.json()
        refusal = invalid(str(said.get("field", "")), str(said.get("detail") or said.get("title")))
    except (ValueError, AttributeError):
        refusal = invalid("", f"The server answered {answer.status_code} to this row.")
    return Reply(id=request.id, status=Status.REFUSED, refusal=refusal)


def _replies(answer: httpx.Response) -> list[Reply]:
    """The replies of a batch."""
    import msgspec

    from dispatchtui.core.requests import Reply
    from dispatchtui.errors import ProtocolError, UserError

    try:
        found = answer.json()
    except ValueError:
        found = None
    if isinstance(found, dict) and "replies" in found:
        return msgspec.convert(found["replies"], list[Reply])
    if isinstance(found, dict) and answer.is_error:
        raise UserError(str(found.get("detail") or found.get("title") or "The server refused the import."))
    raise ProtocolError(f"The server answered {answer.status_code} and not as a dispatchtui server does.")


class _Progress:
    """A bar on standard error while a person watches; nothing otherwise."""

    _WORDS = {"read": "Reading", "record": "Recording"}  # noqa: RUF012  (never changed)

    def __init__(self) -> None:
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"))
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def tell(self) -> Callable[[str, int, float], None]:
        """What the importer tells its progress to."""
        return self._tell

    def _tell(self, phase: str, rows: int, share: float) -> None:
        if self._bar is None:
            return
        if phase not in self._tasks:
            self._tasks[phase] = self._bar.add_task(self._WORDS.get(phase, phase), total=1.0, rows=0)
        self._bar.update(self._tasks[phase], completed=share, rows=rows)
