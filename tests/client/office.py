"""A server's feed without a server: a board, a log, and the frames that one reader would get."""

from __future__ import annotations

import msgspec

from dispatchtui.client.replica import Replica
from dispatchtui.core import events as e
from dispatchtui.core.board import Board, canonical, row_hash
from dispatchtui.core.events import Event, Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import TRANSITIONS, Step
from dispatchtui.core.model import Duration, Row, TerritoryId
from dispatchtui.core.rights import Actor
from dispatchtui.core.scope import scope_of
from dispatchtui.protocol.codec import raw_rows
from dispatchtui.protocol.frames import Ev, FactLine, Mark, Snapshot, Welcome
from tests.builders import a_line, a_technician, a_visit, a_work_order, a_working_board, an_actor, at

SPEED = 60.0


class Office:
    """Records facts and tells them; everything it ever was can be asked again by its number."""

    def __init__(self, actor: Actor | None = None, *rows: Row, epoch: str = "first") -> None:
        self.actor = actor or an_actor()
        self.scope = scope_of(self.actor)
        self.epoch = epoch
        start = a_working_board(*rows)
        self.board = Board(recording=True)
        for row in start.rows():
            self.board.put(row)
        self.lines: list[tuple[FactLine, bool]] = []
        self.touched: list[list[tuple[str, str, bool]]] = []
        self.digests = {0: self.digest()}

    @property
    def head(self) -> int:
        return self.board.seq

    def record(self, *events: Event, command_id: str = "", by: str = "dora", at_s: int | None = None) -> int:
        for event in events:
            seq = self.board.seq + 1
            moment = at("07:00") + seq if at_s is None else at_s
            recorded = Recorded(seq=seq, command_id=command_id or f"c-{seq}", actor=by, at_s=moment, event=event)
            self.board.changes = []
            evolve(self.board, recorded)
            visible = all(
                self.scope.sees(change.after or change.before)
                for change in self.board.changes
                if change.table != "lanes"
            )
            line = FactLine(seq=seq, at_s=moment, by=by, command_id=recorded.command_id,
                            event=msgspec.Raw(msgspec.json.encode(event)))  # fmt: skip
            self.lines.append((line, visible))
            self.touched.append([(each.table, each.id, self.scope.sees(each.before)) for each in self.board.changes])
            self.digests[seq] = self.digest()
        return self.head

    def digest(self) -> str:
        mine = (row_hash(row.TABLE, canonical(row)) for row in self.board.rows() if self.scope.sees(row))
        return f"{sum(mine) & ((1 << 64) - 1):016x}"

    def facts(self, after: int, to: int) -> list[FactLine]:
        return [line for line, visible in self.lines[after:to] if visible]

    def ev(self, after: int) -> Ev:
        """The frame of (after, head], with rows as they stand now."""
        up: dict[tuple[str, str], Row] = {}
        gone: dict[tuple[str, str], None] = {}
        for touched in self.touched[after:]:
            for table, row_id, _ in touched:
                row = self.board.tables[table].get(row_id)
                if row is not None and self.scope.sees(row):
                    up[table, row_id] = row
                else:
                    gone[table, row_id] = None
        return Ev(after=after, to=self.head, facts=self.facts(after, self.head),
                  up=raw_rows(list(up.values())), gone=list(gone))  # fmt: skip

    def mark(self, after: int) -> Mark:
        return Mark(after=after, to=self.head, digest=self.digests[self.head], now_s=at("07:00") + self.head)

    def welcome(self, mode: str) -> Welcome:
        return Welcome(proto=1, epoch=self.epoch, head=self.head, mode=mode, now_s=at("07:00"), speed=SPEED,
                       actor=self.actor)  # fmt: skip

    def snapshot(self) -> Snapshot:
        mine = [row for row in self.board.rows() if self.scope.sees(row)]
        return Snapshot(epoch=self.epoch, seq=self.head, digest=self.digest(), rows=raw_rows(mine))

    def greet(self, replica: Replica, now: float = 0.0) -> list[object]:
        """What a hello is answered with: a resume, or a snapshot when that cannot be."""
        hello = replica.hello()
        if hello.after is not None and hello.epoch == self.epoch and hello.after <= self.head:
            frames = [self.welcome("resume"), self.ev(hello.after), self.mark(self.head)]
        else:
            frames = [self.welcome("snapshot"), self.snapshot(), self.mark(self.head)]
        return [replica.apply(frame, now) for frame in frames]


def happening(office: Office, kind: int, which: int, how: int) -> tuple[Event, ...]:
    """Turn three numbers into facts that may follow on this board; territories change too."""
    visits = sorted(office.board.visits)
    visit_id = visits[which % len(visits)] if visits else ""
    territory = TerritoryId(("EAST", "WEST")[how % 2])
    number = office.head + 1000
    opened = (
        e.WorkOrderOpened(row=a_work_order(id=f"W{number}", territory=territory)),
        e.VisitAdded(row=a_visit(id=f"V{number}", work_order=f"W{number}", territory=territory, version=0)),
    )
    match kind % 7 if visit_id else 0:
        case 0:
            return opened
        case 1:
            line = a_line(technician=f"T{1 + how % 3:02}", start=at("08:00") + (which % 20) * 900)
            return (e.VisitPlaced(visit_id=visit_id, crew=(line,), released=bool(how % 3)),)
        case 2:
            return (e.VisitUnplaced(visit_id=visit_id),)
        case 3:
            steps = sorted(TRANSITIONS)
            return (e.VisitAdvanced(visit_id=visit_id, step=Step(steps[how % len(steps)]), occurred_s=at("09:00")),)
        case 4:
            return (e.NoteAdded(visit_id=visit_id, text=f"note {how}"),)
        case 5:
            order = office.board.work_orders[office.board.visits[visit_id].work_order_id]
            return (e.WorkOrderAmended(row=msgspec.structs.replace(order, territory=territory, summary=str(how))),)
        case _:
            who = a_technician(id=f"T{1 + which % 3:02}", territory=territory)
            duration = Duration(p50_s=60 * (how + 1), p80_s=90 * (how + 1))
            return (e.TechnicianRecorded(row=who), e.VisitAmended(visit_id=visit_id, duration=duration))
