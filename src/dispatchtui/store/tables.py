"""The tables as SQLModel classes: for ordinary reads, for migrations, and for whoever supports this.

A row's kind has a table named as on the board (`visits`, `work_orders`, ...): key columns to
query by, and the whole row in canonical JSON in `body`.
Cost: importing SQLModel takes some tenths of a second; the write path does without it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
"""How constraints are named, so that a migration can name them too."""


def _big(*, key: bool = False, null: bool = False) -> Any:
    kind = BigInteger().with_variant(Integer(), "sqlite")
    default: Any = None if null else ...
    options = {"autoincrement": False} if key else {}
    return Field(default, sa_type=kind, primary_key=key, nullable=null, sa_column_kwargs=options)


def _words(*, key: bool = False, of: str | None = None) -> Any:
    if of is not None:
        return Field(sa_type=Text, nullable=False, foreign_key=of, index=True)
    return Field(sa_type=Text, nullable=False, primary_key=key)


class Table(SQLModel):
    """Base of all tables, with names for all constraints."""

    metadata = MetaData(naming_convention=NAMES)


class HeadTable(Table, table=True):
    """One row: the last fact, the chain's hash up to it, the epoch."""

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = _big()
    hash: bytes
    epoch: str = _words()


class EventTable(Table, table=True):
    """One line of the log; append-only."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_actor", "actor", "seq"),)
    seq: int = _big(key=True)
    command_id: str = _words()
    actor: str = _words()
    session: str = _words()
    kind: str = _words()
    scope_from: str = _words()
    scope_to: str = _words()
    entity: str = _words()
    version: int = _big()
    at_s: int = _big()
    body: str = _words()
    reason: str = _words()
    cause: str = _words()
    based_on: str = _words()
    touched: str = _words()
    hash: bytes


class MentionTable(Table, table=True):
    """Under which keys a line of the log is looked up; append-only."""

    __tablename__ = "mention"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    subject: str = _words(key=True)
    seq: int = _big(key=True)


class ReplyTable(Table, table=True):
    """An answer that was given, by the id of its request."""

    __tablename__ = "reply"
    id: str = _words(key=True)
    fingerprint: str = _words()
    body: bytes
    seq: int = _big()
    at_s: int = Field(sa_type=BigInteger().with_variant(Integer(), "sqlite"), nullable=False, index=True)


class AssignmentTable(Table, table=True):
    """Who is planned where and when; rows that block exclude each other for one technician."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("0 <= start_s AND start_s <= end_s", name="span"),
        Index(
            "ix_assignment_blocking",
            "technician_id",
            "start_s",
            sqlite_where=text("blocks"),
            postgresql_where=text("blocks"),
        ),
    )
    visit_id: str = _words(key=True)
    technician_id: str = _words(key=True)
    start_s: int = _big()
    end_s: int = _big()
    blocks: bool


class PrincipalTable(Table, table=True):
    """Somebody who may ask: a person, a device, an outside system; roles and territories are JSON."""

    __tablename__ = "principal"
    id: str = _words(key=True)
    name: str = _words()
    roles: str = _words()
    territories: str = _words()
    technician_id: str = _words()
    password_hash: str = _words()
    disabled: bool
    created_s: int = _big()


class TokenTable(Table, table=True):
    """A token, known only by its hash."""

    __tablename__ = "token"
    __table_args__ = (UniqueConstraint("sha256"),)
    id: str = _words(key=True)
    principal_id: str = _words(of="principal.id")
    sha256: str = _words()
    label: str = _words()
    created_s: int = _big()
    expires_s: int = _big()
    last_used_s: int | None = _big(null=True)
    revoked_s: int | None = _big(null=True)


class RowTable(Table):
    """Base of the board's tables: `seq` is the last fact that changed the row, `born` the first."""

    id: str = _words(key=True)
    version: int = _big()
    seq: int = _big()
    born: int = _big()


class TerritoryTable(RowTable, table=True):
    """Territories."""

    __tablename__ = "territories"
    name: str = _words()
    body: str = _words()


class SkillTable(RowTable, table=True):
    """Skills."""

    __tablename__ = "skills"
    name: str = _words()
    body: str = _words()


class SlaPolicyTable(RowTable, table=True):
    """SLA policies."""

    __tablename__ = "sla_policies"
    name: str = _words()
    body: str = _words()


class WorkTypeTable(RowTable, table=True):
    """Work types."""

    __tablename__ = "work_types"
    name: str = _words()
    body: str = _words()


class TechnicianTable(RowTable, table=True):
    """Technicians."""

    __tablename__ = "technicians"
    name: str = _words()
    territory: str = _words()
    body: str = _words()


class ShiftTable(RowTable, table=True):
    """Shifts."""

    __tablename__ = "shifts"
    technician_id: str = _words()
    start_s: int = _big()
    end_s: int = _big()
    body: str = _words()


class AbsenceTable(RowTable, table=True):
    """Absences."""

    __tablename__ = "absences"
    technician_id: str = _words()
    start_s: int = _big()
    end_s: int = _big()
    kind: str = _words()
    body: str = _words()


class WorkOrderTable(RowTable, table=True):
    """Work orders."""

    __tablename__ = "work_orders"
    work_type: str = _words()
    territory: str = _words()
    priority: int
    requested_s: int = _big()
    body: str = _words()


class VisitTable(RowTable, table=True):
    """Visits."""

    __tablename__ = "visits"
    work_order_id: str = _words()
    state: str = _words()
    territory: str = _words()
    body: str = _words()


class LaneTable(RowTable, table=True):
    """Technicians' days."""

    __tablename__ = "lanes"
    technician_id: str = _words()
    day: str = _words()
    body: str = _words()


class PolicyTable(RowTable, table=True):
    """Policies."""

    __tablename__ = "policies"
    scope: str = _words()
    scope_id: str = _words()
    body: str = _words()


class CapacityCellTable(RowTable, table=True):
    """Limits of booking slots."""

    __tablename__ = "capacity_cells"
    territory: str = _words()
    start_s: int = _big()
    end_s: int = _big()
    body: str = _words()


class WeatherAlertTable(RowTable, table=True):
    """Unsafe weather."""

    __tablename__ = "weather_alerts"
    territory: str = _words()
    start_s: int = _big()
    end_s: int = _big()
    body: str = _words()


class DeskTable(RowTable, table=True):
    """Desk areas."""

    __tablename__ = "desks"
    name: str = _words()
    holder: str = _words()
    body: str = _words()


class CrewTable(RowTable, table=True):
    """Crews."""

    __tablename__ = "crews"
    name: str = _words()
    territory: str = _words()
    body: str = _words()


class VehicleTable(RowTable, table=True):
    """Vehicles."""

    __tablename__ = "vehicles"
    name: str = _words()
    technician_id: str = _words()
    body: str = _words()


class StockLocationTable(RowTable, table=True):
    """Vans' stocks and depots."""

    __tablename__ = "stock_locations"
    name: str = _words()
    technician_id: str = _words()
    body: str = _words()


class PartLevelTable(RowTable, table=True):
    """How much of a part lies where."""

    __tablename__ = "part_levels"
    stock_id: str = _words()
    part: str = _words()
    on_hand: int = _big()
    body: str = _words()


class PartReservationTable(RowTable, table=True):
    """Parts set aside for visits."""

    __tablename__ = "part_reservations"
    visit_id: str = _words()
    stock_id: str = _words()
    part: str = _words()
    quantity: int = _big()
    body: str = _words()
