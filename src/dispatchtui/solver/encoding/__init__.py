"""The board as a problem for engines, and their plans as moves of the board.

Each rule has a second voice here: the checker explains what is broken, the encoder steers clear of it. What a problem
cannot say exactly it says more strictly, so that no plan of it is refused.

Never: a sentence; a rule that lets through what the checker refuses; an engine.
Why: engines know numbers alone, so what a board means is written once, beside the rules that it has to keep.
"""

from __future__ import annotations

from dispatchtui.solver.encoding.encoder import Encoded, Encoder
from dispatchtui.solver.encoding.moves import moves_of
from dispatchtui.solver.encoding.near import near
from dispatchtui.solver.encoding.people import SCALE

__all__ = ["SCALE", "Encoded", "Encoder", "moves_of", "near"]
