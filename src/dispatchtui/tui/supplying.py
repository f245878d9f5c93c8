"""Stock at the desk: what a technician says really lies on the van, typed as it is told.

Never: a part that is written in two ways.
Why: who is told on the telephone that the box is empty must record it in one line, and see at once what then lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands.supply import CountStock
from dispatchtui.core.model import StockLocation, Technician, level_id
from dispatchtui.tui import versions
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.lookup import find_technician
from dispatchtui.tui.state import State

USAGE = "Count what? STOCK PART NUMBER, such as count VAN01 CAP-45 0; a technician stands for their van."


def count(state: State, stock_typed: str = "", part_typed: str = "", number: str = "") -> Effects:
    """Say how much of a part really lies in a stock, or on the van of a technician."""
    if not number:
        return refuse(USAGE)
    board = state.picture.board
    there = find_stock(board, stock_typed)
    if isinstance(there, str):
        return refuse(there)
    part = find_part(board, part_typed)
    if part is None:
        near = get_close_matches(part_typed.upper(), parts_of(board), n=1, cutoff=0.75)
        return refuse(f"Nothing needs or holds a part {part_typed[:20]}.{f' Did you mean {near[0]}?' if near else ''}")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return refuse(f"How many lie there? A number such as 0, not {number[:20]}.")
    expected, found = stock.on_hand(board, there.id, part), int(number)
    if expected == found:
        return refuse(f"{there.id} holds {found} of {part}, as is recorded.")
    key = f"part_levels/{level_id(there.id, part)}"
    return (Submit(act=CountStock(stock_id=there.id, part=part, on_hand=found), pre=versions.again(board, {key: 0}),
                   label=f"{there.id} holds {found} of {part}, not {expected}"),)  # fmt: skip


def find_stock(board: Board, typed: str) -> StockLocation | str:
    """The stock meant, by id in any case or by whose van it is, or the sentence why there is none."""
    stocks: Mapping[str, StockLocation] = board.tables["stock_locations"]
    named = next((each for key, each in stocks.items() if key.casefold() == typed.casefold()), None)
    if named is not None:
        return named
    technician = find_technician(board, typed)
    if isinstance(technician, Technician):
        van = stock.van_of(board, technician.id)
        return van if van is not None else f"{technician.id} has no van with a stock."
    near = get_close_matches(typed.upper(), list(stocks), n=1, cutoff=0.6)
    return f"There is no stock {typed[:20]}.{f' Did you mean {near[0]}?' if near else ''}"


def find_part(board: Board, typed: str) -> str | None:
    """The part meant, in any case of letters."""
    return next((each for each in parts_of(board) if each.casefold() == typed.casefold()), None)


def parts_of(board: Board) -> list[str]:
    """Every part that a stock holds or a visit needs."""
    held = {each.part for each in board.tables["part_levels"].values()}
    needed = {each.part for visit in board.visits.values() for each in visit.parts}
    return sorted(held | needed)
