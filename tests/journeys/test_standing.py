"""Journeys: what a plan stands on, what it breaks, and who else is there, seen on the board."""

from __future__ import annotations

from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Override
from dispatchtui.protocol.frames import Person
from tests.builders import a_visit, a_work_order, a_working_board, an_absence, at
from tests.journeys.days import a_day, a_route
from tests.journeys.journey import at_the_console

NOW = at("10:00")
WIDE = (200, 60)


async def test_a_plan_that_breaks_a_rule_is_marked_counted_found_and_told() -> None:
    sick = an_absence(technician="T01", start="11:30", end="17:00", kind="sick")
    async with at_the_console(*a_route(), sick, now_s=NOW, size=WIDE) as me:
        await me.until(lambda: "3 broken" in me.lines()[0])
        assert "!" in me.line_of("▌ V61")
        assert "T01" in me.line_of("breaks")
        await me.do("filter")
        await me.type("broken")
        await me.press("enter")
        assert set(me.app.frame.lists["queue"].list.rows) == {"V61", "V62", "V63"}
        await me.press("escape", ":")
        await me.type("un 62")
        await me.press("enter")
        await me.until(lambda: "2 broken" in me.lines()[0])


async def test_an_override_that_no_longer_covers_the_facts_has_lapsed() -> None:
    given = Override(constraint="time_off", code="urgent", text="", by="lea", at_s=at("08:00"), level="D",
                     subject="absences/A1", amount=30.0, unit="min")  # fmt: skip
    board = a_working_board(
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61", technician="T02", start="13:00",
                                                              overrides=(given,)),
        an_absence(technician="T02", start="13:00", end="14:00"),
    )  # fmt: skip
    async with at_the_console(*board.rows(), now_s=NOW, size=WIDE) as me:
        await me.until(lambda: "1 broken" in me.lines()[0])
        assert "time off: urgent (lea 08:00); lapsed: the facts" in me.line_of("override")
        await me.do("filter")
        await me.type("override")
        assert list(me.app.frame.lists["queue"].list.rows) == ["V61"]


async def test_who_else_is_on_a_visit_is_marked_and_named_and_never_in_the_way() -> None:
    async with at_the_console(*a_day(), now_s=NOW, size=WIDE) as me:
        person = Person(session="s2", actor="dp2", name="Dirk", visit_id="V60", doing="assigning", since_s=at("09:58"))
        me.session.meet(person)
        await me.until(lambda: "◉" in me.line_of("▌ V60"))
        assert me.said.startswith("◉ Dirk is assigning V60.")
        assert "◉ Dirk is assigning it since 09:58 (dp2)" in me.line_of("here")
        assert me.line_of("▌ V60").count("◉") == 3  # in the queue, among the alerts, in the detail beside them
        await me.press("a")
        assert me.line_of("V60 to whom?").startswith(" ◉ Dirk is assigning V60.")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        me.session.meet()
        await me.until(lambda: "◉" not in me.line_of("▌ V60"))


async def test_others_are_told_where_this_person_is_and_what_they_do() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("j")
        await me.until(lambda: ("V63", "looking") in me.session.heres)
        await me.press("a")
        await me.until(lambda: me.session.heres[-1] == ("V63", "assigning"))
        await me.press("escape", "N")
        await me.until(lambda: me.session.heres[-1] == ("V63", "typing"))
        await me.press("escape", "2")
        await me.until(lambda: me.session.heres[-1] == ("", "looking"))
        said = len(me.session.heres)
        me.session.desk.somebody(PlaceVisit(visit_id="V60", technician_id="T02", start_s=at("14:30")))
        await me.until(lambda: "14:30" in me.line_of(" V60"))
        assert len(me.session.heres) == said
