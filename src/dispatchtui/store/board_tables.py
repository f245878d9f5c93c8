"""The tables of the board's rows, as SQLModel classes.

A row's kind has a table named as on the board (`visits`, `work_orders`, ...): key columns to
query by, and the whole row in canonical JSON in `body`.
"""

from __future__ import annotations

from dispatchtui.store.tables import Table, big, words


class RowTable(Table):
    """Base of the board's tables: `seq` is the last fact that changed the row, `born` the first."""

    id: str = words(key=True)
    version: int = big()
    seq: int = big()
    born: int = big()


class TerritoryTable(RowTable, table=True):
    """Territories."""

    __tablename__ = "territories"
    name: str = words()
    body: str = words()


class SkillTable(RowTable, table=True):
    """Skills."""

    __tablename__ = "skills"
    name: str = words()
    body: str = words()


class SlaPolicyTable(RowTable, table=True):
    """SLA policies."""

    __tablename__ = "sla_policies"
    name: str = words()
    body: str = words()


class WorkTypeTable(RowTable, table=True):
    """Work types."""

    __tablename__ = "work_types"
    name: str = words()
    body: str = words()


class TechnicianTable(RowTable, table=True):
    """Technicians."""

    __tablename__ = "technicians"
    name: str = words()
    territory: str = words()
    body: str = words()


class ShiftTable(RowTable, table=True):
    """Shifts."""

    __tablename__ = "shifts"
    technician_id: str = words()
    start_s: int = big()
    end_s: int = big()
    body: str = words()


class AbsenceTable(RowTable, table=True):
    """Absences."""

    __tablename__ = "absences"
    technician_id: str = words()
    start_s: int = big()
    end_s: int = big()
    kind: str = words()
    body: str = words()


class WorkOrderTable(RowTable, table=True):
    """Work orders."""

    __tablename__ = "work_orders"
    work_type: str = words()
    territory: str = words()
    priority: int
    requested_s: int = big()
    body: str = words()


class VisitTable(RowTable, table=True):
    """Visits."""

    __tablename__ = "visits"
    work_order_id: str = words()
    state: str = words()
    territory: str = words()
    body: str = words()


class LaneTable(RowTable, table=True):
    """Technicians' days."""

    __tablename__ = "lanes"
    technician_id: str = words()
    day: str = words()
    body: str = words()


class PolicyTable(RowTable, table=True):
    """Policies."""

    __tablename__ = "policies"
    scope: str = words()
    scope_id: str = words()
    body: str = words()


class CapacityCellTable(RowTable, table=True):
    """Limits of booking slots."""

    __tablename__ = "capacity_cells"
    territory: str = words()
    start_s: int = big()
    end_s: int = big()
    body: str = words()


class WeatherAlertTable(RowTable, table=True):
    """Unsafe weather."""

    __tablename__ = "weather_alerts"
    territory: str = words()
    start_s: int = big()
    end_s: int = big()
    body: str = words()


class DeskTable(RowTable, table=True):
    """Desk areas."""

    __tablename__ = "desks"
    name: str = words()
    holder: str = words()
    body: str = words()


class CrewTable(RowTable, table=True):
    """Crews."""

    __tablename__ = "crews"
    name: str = words()
    territory: str = words()
    body: str = words()


class VehicleTable(RowTable, table=True):
    """Vehicles."""

    __tablename__ = "vehicles"
    name: str = words()
    technician_id: str = words()
    body: str = words()


class StockLocationTable(RowTable, table=True):
    """Vans' stocks and depots."""

    __tablename__ = "stock_locations"
    name: str = words()
    technician_id: str = words()
    body: str = words()


class PartLevelTable(RowTable, table=True):
    """How much of a part lies where."""

    __tablename__ = "part_levels"
    stock_id: str = words()
    part: str = words()
    on_hand: int = big()
    body: str = words()


class PartReservationTable(RowTable, table=True):
    """Parts set aside for visits."""

    __tablename__ = "part_reservations"
    visit_id: str = words()
    stock_id: str = words()
    part: str = words()
    quantity: int = big()
    body: str = words()


class DurationModelTable(RowTable, table=True):
    """Learned durations that are planned with."""

    __tablename__ = "duration_models"
    work_type: str = words()
    territory: str = words()
    body: str = words()


class BehaviourTable(RowTable, table=True):
    """What was learned of how the day goes."""

    __tablename__ = "behaviours"
    learned_s: int = big()
    body: str = words()


class AlertTable(RowTable, table=True):
    """Alerts that stand."""

    __tablename__ = "alerts"
    kind: str = words()
    subject: str = words()
    raised_s: int = big()
    body: str = words()


class AnswerTable(RowTable, table=True):
    """What was said to proposals."""

    __tablename__ = "answers"
    trigger: str = words()
    outcome: str = words()
    answered_s: int = big()
    body: str = words()
