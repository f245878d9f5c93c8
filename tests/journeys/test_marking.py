"""Journeys: several visits marked, one act over them, and a line for each of what became of it."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at, north
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def five() -> tuple[Row, ...]:
    """V1 to V4 wait, due one after another, each somewhere else; V5 is planned last."""
    rows: list[Row] = []
    for number in range(1, 6):
        rows.append(a_work_order(id=f"W{number}", response_due=f"{12 + number}:00", location=north(number / 10)))
        rows.append(a_visit(id=f"V{number}", needs={"PLUMB": 2}) if number < 5 else
                    a_visit(id="V5", technician="T03", start="16:00"))  # fmt: skip
    return tuple(a_working_board(*rows).rows())


def results(me: Dispatcher) -> list[tuple[str, ...]]:
    assert me.state.sheet is not None
    return [tuple(piece[0] for piece in row.cells.values()) for row in me.state.sheet.rows]


async def test_five_keys_mark_three_and_give_them_to_one_technician() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "j", "a")
        assert "3 marked" in me.lines()[0]
        assert "3 visits to whom?" in me.screen()
        assert me.session.asked == []
        second = me.state.sheet.rows[1].id
        await me.press("2")
        await me.until(lambda: me.said.startswith(f"3 visits to {second}: 3 applied, 0 refused."))
        visits = me.session.desk.board.visits
        lines = [visits[each].crew[0] for each in ("V1", "V2", "V3")]
        assert {line.technician_id for line in lines} == {second}
        assert lines[0].end_s <= lines[1].start_s
        assert lines[1].end_s <= lines[2].start_s
        assert [line[:2] for line in results(me)] == [("V1", "applied"), ("V2", "applied"), ("V3", "applied")]
        assert me.state.marks == {}


async def test_each_is_confirmed_on_its_own_and_the_failed_keep_their_mark() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "v")
        me.session.hold = True  # the console does not hear that V2 was cancelled
        me.session.desk.somebody(AdvanceVisit(visit_id="V2", step=Step.CANCEL, reason="solved"), reason="solved")
        await me.do("lock")
        await me.until(lambda: not me.state.pending and "1 refused" in me.said)
        me.session.deliver()
        assert me.session.desk.board.visits["V1"].lock is Lock.RESOURCE
        one, other = results(me)
        assert one == ("V1", "applied", "V1 technician locked as soon as it has a place.")
        assert other[:2] == ("V2", "refused")
        assert "changed by dirk" in other[2]
        assert me.state.marked == ("V2",)


async def test_what_cannot_even_be_asked_is_told_beside_the_rest() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("G", "v", "k", "v", "R")
        await me.until(lambda: "1 refused" in me.said)
        assert results(me) == [
            ("V4", "refused", "V4 is unplaced; only what is planned can be released."),
            ("V5", "applied", "V5 released."),
        ]
        assert me.session.desk.board.visits["V5"].state is VisitState.RELEASED


async def test_one_reason_parks_all_and_one_line_is_noted_on_all() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "v", "H")
        assert "Why park V1, V2?" in me.screen()
        await me.press("4")
        await me.until(lambda: "2 applied" in me.said)
        visits = me.session.desk.board.visits
        assert [visits[each].state_reason for each in ("V1", "V2")] == ["weather", "weather"]
        await me.press("escape", "j", "v", "j", "v", "N")
        assert me.said == "note on 2 visits:"
        await me.type("gate 4")
        await me.press("enter")
        await me.until(lambda: "2 applied" in me.said)
        noted = [each for each in visits if visits[each].notes]
        assert len(noted) == 2


async def test_a_cancelling_of_several_waits_for_enter() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "c", "2")
        assert me.said == "Enter: cancel V1, V2, a duplicate of another request; this cannot be undone."
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: "2 applied" in me.said)
        assert [each.id for each in me.session.desk.board.visits.values() if each.state is VisitState.CANCELLED] == [
            "V1", "V2",
        ]  # fmt: skip


async def test_marks_go_one_by_one_and_all_at_once() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "j", "v")
        assert me.state.marked == ("V1", "V2", "V3")
        await me.press("k", "v")
        assert me.state.marked == ("V1", "V3")
        rows = me.app.frame.lists["queue"].list
        assert rows.marked == {"V1", "V3"}
        await me.press("escape")
        assert me.state.marked == ()
        assert rows.marked == frozenset()


async def test_the_selected_visit_is_meant_when_it_is_named() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "v", ":")
        await me.type("lock 4 time")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V4"].lock is Lock.TIME)
        assert len(me.session.asked) == 1
