"""The tables as SQLModel classes: for ordinary reads, for migrations, and for whoever supports this.

The store's own are here: the head, the log, replies, assignments, principals. The board's rows are in `board_tables`.
Cost: importing SQLModel takes some tenths of a second; the write path does without it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Double, Index, Integer, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
}
"""How constraints are named, so that a migration can name them too."""


def big(*, key: bool = False, null: bool = False) -> Any:
    """A column of whole numbers."""
    kind = BigInteger().with_variant(Integer(), "sqlite")
    default: Any = None if null else ...
    options = {"autoincrement": False} if key else {}
    return Field(default, sa_type=kind, primary_key=key, nullable=null, sa_column_kwargs=options)


def words(*, key: bool = False, of: str | None = None) -> Any:
    """A column of text; `of` names the column elsewhere that it refers to."""
    if of is not None:
        return Field(sa_type=Text, nullable=False, foreign_key=of, index=True)
    return Field(sa_type=Text, nullable=False, primary_key=key)


def real(*, null: bool = False) -> Any:
    """A column of numbers with a fraction."""
    return Field(None if null else ..., sa_type=Double, nullable=null)


class Table(SQLModel):
    """Base of all tables, with names for all constraints."""

    metadata = MetaData(naming_convention=NAMES)


class HeadTable(Table, table=True):
    """One row: the last fact, the chain's hash up to it, the epoch."""

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = big()
    hash: bytes
    epoch: str = words()


class EventTable(Table, table=True):
    """One line of the log; append-only."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_actor", "actor", "seq"),)
    seq: int = big(key=True)
    command_id: str = words()
    actor: str = words()
    session: str = words()
    kind: str = words()
    scope_from: str = words()
    scope_to: str = words()
    entity: str = words()
    version: int = big()
    at_s: int = big()
    body: str = words()
    reason: str = words()
    cause: str = words()
    based_on: str = words()
    touched: str = words()
    hash: bytes


class MentionTable(Table, table=True):
    """Under which keys a line of the log is looked up; append-only."""

    __tablename__ = "mention"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    subject: str = words(key=True)
    seq: int = big(key=True)


class ReplyTable(Table, table=True):
    """An answer that was given, by the id of its request."""

    __tablename__ = "reply"
    id: str = words(key=True)
    fingerprint: str = words()
    body: bytes
    seq: int = big()
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
    visit_id: str = words(key=True)
    technician_id: str = words(key=True)
    start_s: int = big()
    end_s: int = big()
    blocks: bool


class PrincipalTable(Table, table=True):
    """Somebody who may ask: a person, a device, an outside system; roles and territories are JSON."""

    __tablename__ = "principal"
    id: str = words(key=True)
    name: str = words()
    roles: str = words()
    territories: str = words()
    technician_id: str = words()
    password_hash: str = words()
    disabled: bool
    created_s: int = big()


class TokenTable(Table, table=True):
    """A token, known only by its hash."""

    __tablename__ = "token"
    __table_args__ = (UniqueConstraint("sha256"),)
    id: str = words(key=True)
    principal_id: str = words(of="principal.id")
    sha256: str = words()
    label: str = words()
    created_s: int = big()
    expires_s: int = big()
    last_used_s: int | None = big(null=True)
    revoked_s: int | None = big(null=True)


class ObservationTable(Table, table=True):
    """How one visit really went, as it was read from the log; what was corrected later is replaced."""

    __tablename__ = "observation"
    visit_id: str = words(key=True)
    seq: int = Field(sa_type=BigInteger().with_variant(Integer(), "sqlite"), nullable=False, index=True)
    at_s: int = big()
    body: str = words()


class PredictionTable(Table, table=True):
    """What was expected of one clock of a visit, when, and what came of it.

    `horizon_min` is how long before the due moment it was said, and nought for the first warning. `outcome` is
    empty until it is known, then 1 for a breach, 0 for a word that was kept, -1 where it came to nothing.
    """

    __tablename__ = "prediction"
    __table_args__ = (Index("ix_prediction_open", "due_s", sqlite_where=text("outcome IS NULL"),
                            postgresql_where=text("outcome IS NULL")),
                      Index("ix_prediction_due", "due_s"))  # fmt: skip
    visit_id: str = words(key=True)
    clock: str = words(key=True)
    horizon_min: int = big(key=True)
    policy: str = words()
    territory: str = words()
    work_type: str = words()
    technician_id: str = words()
    behaviour: int = big()
    made_s: int = big()
    due_s: int = big()
    eta_s: int | None = big(null=True)
    probability: float = real()
    cause: str = words()
    outcome: int | None = big(null=True)
    met_s: int | None = big(null=True)
