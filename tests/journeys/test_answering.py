"""What is answered for: every rule by name before Enter, and a reason asked for whatever key the act came from."""

from __future__ import annotations

from dispatchtui.core.model import Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import at_the_console

NOW = at("10:00")


def two_rules() -> tuple[Row, ...]:
    """V60 lies where T01 does not go, and was promised for a time that has gone by."""
    return tuple(a_working_board(
        a_visit(id="V60", territory="WEST", promise=("08:00", "08:30")), a_work_order(id="W60", territory="WEST"),
        technicians=1,
    ).rows())  # fmt: skip


def leaving_soon(state: VisitState = VisitState.RELEASED) -> tuple[Row, ...]:
    """V37 and V38 begin within the freeze window, V39 long after."""
    return tuple(a_working_board(
        a_work_order(id="W37"), a_visit(id="V37", technician="T01", start="10:10", state=state),
        a_work_order(id="W38"), a_visit(id="V38", technician="T02", start="10:15", state=state),
        a_work_order(id="W39"), a_visit(id="V39", technician="T03", start="15:00", state=state),
    ).rows())  # fmt: skip


async def test_every_rule_that_is_answered_for_is_told_before_enter() -> None:
    async with at_the_console(*two_rules(), now_s=NOW) as me:
        await me.press("a")
        broken = next(iter(me.state.sheet.payload.by_row.values())).violations
        assert {each.constraint for each in broken} == {"territory", "promise_window"}
        assert me.said.startswith("Breaks 2 rules (D): ")
        await me.press("o")
        assert "breaks 2 rules (D). Why?" in me.screen()
        for each in broken:
            assert each.sentence in me.screen()
        await me.press("1")
        whole = " ".join(line.strip() for line in me.lines()[-2:])
        assert whole == (
            "Enter: V60 to T01 although "
            f"{'; '.join(each.sentence.rstrip('.') for each in broken)}, because the customer asked for it."
        )
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].overrides)
        answered = {each.constraint for each in me.session.desk.board.visits["V60"].overrides}
        assert answered == {"territory", "promise_window"}


async def test_a_typed_assignment_asks_for_the_reason_and_names_every_rule() -> None:
    async with at_the_console(*two_rules(), now_s=NOW) as me:
        await me.type(":a 60 1")
        await me.press("enter")
        assert "It breaks 2 rules (D). Why?" in me.screen()
        await me.press("1", "enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].overrides)
        assert {each.constraint for each in me.session.desk.board.visits["V60"].overrides} == {
            "territory", "promise_window",
        }  # fmt: skip


async def test_a_typed_assignment_says_what_has_to_be_done_first() -> None:
    async with at_the_console(*leaving_soon(VisitState.EN_ROUTE), now_s=NOW) as me:
        await me.type(":a 37 2")
        await me.press("enter")
        assert "V37 is en route and cannot be placed; stop the travel first" in me.said


async def test_on_a_narrow_screen_each_rule_is_told_by_name_and_amount() -> None:
    async with at_the_console(*two_rules(), now_s=NOW, size=(80, 24)) as me:
        await me.press("a", "o", "1")
        whole = " ".join(line.strip() for line in me.lines()[-2:])
        assert "territory (WEST, not EAST)" in whole
        assert "promise window by 1:3" in whole
        assert whole.endswith("because the customer asked for it.")


async def test_a_rule_is_no_reason() -> None:
    async with at_the_console(*two_rules(), now_s=NOW) as me:
        await me.press("a", "o", "G", "enter")
        assert me.said.startswith("This is a rule that would be broken")
        await me.press("7")
        assert me.said == "There is no reason 7."
        assert me.session.asked == []


async def test_a_recall_within_the_freeze_window_asks_for_the_reason() -> None:
    async with at_the_console(*leaving_soon(), now_s=NOW) as me:
        await me.type(":goto 37")
        await me.press("enter", "U")
        assert "V37 recalled? It breaks a rule (D). Why?" in me.screen()
        assert "V37 is locked because T01 is to leave" in me.screen()
        await me.press("1")
        assert me.said.startswith("Enter: V37 recalled although V37 is locked because T01 is to leave at 10:")
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V37"].state is VisitState.QUALIFIED)
        assert me.session.asked[0].override.code == "customer_asked"


async def test_a_typed_unassign_takes_its_reason_along() -> None:
    async with at_the_console(*leaving_soon(VisitState.PLANNED), now_s=NOW) as me:
        await me.type(":unassign 37 because")
        await me.press("enter")
        assert "A reason is one of customer_asked, urgent" in me.screen()
        await me.press("escape")
        await me.type(":unassign 37 customer_asked")
        await me.press("enter")
        await me.until(lambda: not me.session.desk.board.visits["V37"].crew)
        assert [each.override.code for each in me.session.asked] == ["customer_asked"]
