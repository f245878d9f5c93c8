"""A list's cursor is a row, not a place: whatever comes or goes, it stays under the user's finger."""

from collections.abc import Hashable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.tui.widgets.order import Order

PAGE = 5


def ordered(ids: Sequence[Hashable], cursor: Hashable | None = None, top: int = 0) -> Order:
    order = Order()
    order.replace(ids, None, PAGE)
    if cursor is not None:
        order.select(cursor, PAGE)
    order.top = top
    return order


def line(order: Order) -> int:
    assert order.cursor_index is not None
    return order.cursor_index - order.top


def test_the_first_row_gets_the_cursor() -> None:
    assert ordered("abc").cursor == "a"
    assert ordered("").cursor is None


def test_rows_inserted_above_leave_the_cursors_row_and_line() -> None:
    order = ordered("abcdefgh", "d", top=1)
    assert line(order) == 2
    order.replace("XYZabcdefgh", None, PAGE)
    assert order.cursor == "d"
    assert line(order) == 2


def test_a_list_that_shows_its_top_may_keep_showing_it() -> None:
    order = ordered("abcdefgh", "b")
    order.replace("Xabcdefgh", None, PAGE, stick_to_top=True)
    assert (order.cursor, order.top) == ("b", 0)
    order.replace("12345678Xabcdefgh", None, PAGE, stick_to_top=True)
    assert order.cursor == "b"
    assert 0 <= line(order) < PAGE


@pytest.mark.parametrize(("gone", "heir"), [("d", "e"), ("defgh", "c"), ("abcdefgh", None)])
def test_a_row_that_goes_hands_the_cursor_to_its_neighbour(gone: str, heir: str | None) -> None:
    order = ordered("abcdefgh", "d")
    order.replace([c for c in "abcdefgh" if c not in gone], None, PAGE)
    assert order.cursor == heir


def test_marks_go_with_their_rows() -> None:
    order = ordered("abcd")
    order.marked = {"a", "c"}
    order.replace("cdx", None, PAGE)
    assert order.marked == {"c"}


def test_a_held_order_waits_and_says_how_many_are_newer() -> None:
    order = ordered("abcdef", "c")
    order.hold = True
    order.replace("XYfabcde", 2, PAGE)
    assert "".join(order.ids) == "abcdef"
    assert order.newer == 3  # X and Y are new; f has moved, so what follows it stands before it
    order.replace("XYfabde", 3, PAGE)
    assert "".join(order.ids) == "abdef"  # what is gone goes, held or not
    assert order.cursor == "d"
    assert order.newer == 3
    order.release(PAGE)
    assert "".join(order.ids) == "XYfabde"
    assert (order.cursor, order.newer) == ("d", 0)


def test_the_same_revision_changes_nothing() -> None:
    order = ordered("")
    order.replace("abc", 7, PAGE)
    order.replace("xyz", 7, PAGE)
    assert "".join(order.ids) == "abc"


def test_moving_stops_at_the_ends_and_scrolls_by_the_least() -> None:
    order = ordered("abcdefgh")
    order.move(-1, PAGE)
    assert (order.cursor, order.top) == ("a", 0)
    order.move(5, PAGE)
    assert (order.cursor, order.top) == ("f", 1)
    order.move(100, PAGE)
    assert (order.cursor, order.top) == ("h", 3)
    order.page(-1, PAGE)
    assert (order.cursor, order.top) == ("d", 0)
    order.scroll(100, PAGE)
    assert (order.cursor, order.top) == ("d", 3)


ids = st.lists(st.integers(0, 40), unique=True, max_size=30)


@given(ids, st.lists(st.tuples(st.sampled_from(["take", "hold", "free", "move", "page", "scroll"]), ids), max_size=8))
def test_whatever_happens_cursor_and_view_stay_within_the_list(first, acts) -> None:
    order = ordered(first)
    for act, new in acts:
        cursor, shown = order.cursor, order.top
        visible = cursor is not None and 0 <= order.cursor_index - shown < PAGE
        at = order.cursor_index - shown if visible else None
        if act == "take":
            order.replace(new, None, PAGE)
            if cursor in order and at is not None:
                assert order.cursor == cursor
                room = len(order.ids) - PAGE
                # Its line is kept wherever the list reaches far enough on both sides.
                if at <= order.cursor_index <= room + at:
                    assert line(order) == at
        elif act in ("hold", "free"):
            order.hold = act == "hold"
            if not order.hold:
                order.release(PAGE)
        elif act == "move":
            order.move(len(new) - 10, PAGE)
        elif act == "page":
            order.page(1 if len(new) % 2 else -1, PAGE)
        else:
            order.scroll(len(new) - 10, PAGE)
        assert (order.cursor is None) == (not order.ids)
        assert order.cursor is None or order.cursor in order
        assert 0 <= order.top <= max(0, len(order.ids) - PAGE)
