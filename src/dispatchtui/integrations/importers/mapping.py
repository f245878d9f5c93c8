"""What a mapping says: which column becomes which field, and how its cells are read."""

from __future__ import annotations

from msgspec import Struct


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one field of a record is filled.

    Several columns are joined by `join`; a `constant` needs no column. `format` is a strptime
    format or `iso`; `table` names one or more value tables, each looked up with what the one
    before gave; `otherwise` is what an unlisted value becomes (a row with one is rejected when
    it is not given). `default` stands in for an empty cell. A `required` cell may not be
    empty; an `optional` column may be absent from the file.
    """

    column: str = ""
    columns: tuple[str, ...] = ()
    join: str = " "
    parse: str = "text"
    format: str = ""
    zone: str = ""
    table: str | tuple[str, ...] = ()
    otherwise: str | None = None
    separator: str = ";"
    constant: str | None = None
    default: str | None = None
    required: bool = False
    optional: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that the field is read from."""
        return self.columns or ((self.column,) if self.column else ())

    @property
    def tables(self) -> tuple[str, ...]:
        """The value tables, in the order of their use."""
        return (self.table,) if isinstance(self.table, str) else self.table


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a record's coordinates stand, and which are believed.

    `bounds` are south, west, north, east in degrees. `missing` and `rounded` say what becomes of
    a row without coordinates, or with some rounded to whole degrees: `accept` takes it without a
    location, `reject` does not take it.
    """

    latitude: str
    longitude: str
    bounds: tuple[float, float, float, float] | None = None
    optional: bool = False
    missing: str = "accept"
    rounded: str = "reject"


class Skip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that are not for this desk: passed over, counted, and not called wrong."""

    column: str
    equals: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    because: str


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of file, understood.

    `name` is what the file says of itself in messages; `source` prefixes external names, so that two systems may
    use the same number. `zone` is the zone of local times, `zone_column` the column that holds
    a zone for each row. `fold` says which of two equal local times is meant when clocks go
    back: reject, earlier or later.
    """

    name: str = ""
    kind: str
    source: str = ""
    delimiter: str = ","
    sheet: str = ""
    header_row: int = 1
    records: str = ""
    zone: str = ""
    zone_column: str = ""
    fold: str = "reject"
    empty: tuple[str, ...] = ("",)
    unknown_columns: str = "keep"
    ignore: tuple[str, ...] = ()
    fields: dict[str, Field]
    location: Place | None = None
    skip: tuple[Skip, ...] = ()
    tables: dict[str, dict[str, str]] = {}

    def columns_used(self) -> dict[str, str]:
        """Every column that is read, with the key of the mapping that reads it."""
        used = {column: f"fields.{name}" for name, field in self.fields.items() for column in field.sources}
        if self.location is not None:
            used.setdefault(self.location.latitude, "location.latitude")
            used.setdefault(self.location.longitude, "location.longitude")
        for rule in self.skip:
            used.setdefault(rule.column, "skip")
        if self.zone_column:
            used.setdefault(self.zone_column, "zone_column")
        return used
