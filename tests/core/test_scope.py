"""Who sees what: territories for the desk, one's own work for a technician, nothing for nobody."""

import pytest

from dispatchtui.core.model import Desk, Row, StockLocation, Vehicle, VisitState
from dispatchtui.core.rights import Actor
from dispatchtui.core.scope import scope_of
from tests.builders import (
    a_policy,
    a_shift,
    a_skill,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    an_absence,
    an_actor,
)

EAST, WEST, BOTH = ("EAST",), ("WEST",), ("EAST", "WEST")
ALL, EASTERN = an_actor(), an_actor(territories=EAST)
TOM = an_actor("technician", technician_id="T05", territories=EAST)
ROWS: list[tuple[Row, bool, bool]] = [
    # row, seen by a dispatcher of EAST, seen by technician T05
    (a_visit(), True, False),
    (a_visit(territory="WEST"), False, False),
    (a_visit(territory=""), False, False),
    (a_visit(technician="T05"), True, False),
    (a_visit(technician="T05", state=VisitState.RELEASED), True, True),
    (a_visit(technician="T05", state=VisitState.DONE, territory="WEST"), False, True),
    (a_visit(technician="T06", state=VisitState.RELEASED), True, False),
    (a_work_order(), True, False),
    (a_work_order(territory="WEST"), False, False),
    (a_technician(), True, True),
    (a_technician(id="T06", territory="WEST"), False, False),
    (a_technician(id="T06", territory="WEST", covers=EAST), True, False),
    (a_shift(), True, True),
    (a_shift(technician="T06", territories=WEST), False, False),
    (a_shift(technician="T06", territories=BOTH), True, False),
    (an_absence(), True, True),
    (an_absence(technician="T06"), True, False),
    (a_territory(), True, False),
    (a_territory(id="WEST"), False, False),
    (a_skill(), True, True),
    (a_policy(), True, True),
]


@pytest.mark.parametrize(("row", "eastern", "tom"), ROWS)
def test_each_kind_of_row(row: Row, eastern: bool, tom: bool):
    assert scope_of(ALL).sees(row)
    assert scope_of(EASTERN).sees(row) is eastern
    assert scope_of(TOM).sees(row) is tom


@pytest.mark.parametrize("actor", [ALL, EASTERN, TOM])
def test_nothing_is_never_seen(actor: Actor):
    assert not scope_of(actor).sees(None)


def test_who_may_not_read_and_is_no_technician_sees_no_work_and_nobody():
    portal = scope_of(an_actor("customer"))
    assert not any(portal.sees(row) for row, _, _ in ROWS if row.TABLE not in ("skills", "sla_policies"))


def test_who_neither_reads_nor_works_in_the_field_sees_not_even_what_is_everybodys():
    customer = scope_of(an_actor("customer", territories=EAST))
    pooled = Vehicle(id="VAN1")
    for row in (a_skill(), a_policy(), pooled, StockLocation(id="DEPOT", kind="depot"), Desk(id="DESK1")):
        assert not customer.sees(row)
        assert scope_of(EASTERN).sees(row)
    assert scope_of(TOM).sees(pooled)
