"""The last moment at which an act still keeps a visit's promise, and which act that is."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.solver.offers import Candidate


class Saving(Struct, frozen=True, kw_only=True):
    """What can still be done for a visit at risk.

    `outlook` is empty where an act that breaks no rule saves it, `override: territory` (the rules) where only one
    that breaks some does, `lost` where none does any more, `none` where nothing is needed or nothing is better than
    to leave it. `act_by_s` is the last moment at which `best` still keeps the promise with `chance`, `arrives_s` when
    it is there if done now; of what is lost they are the least late. `clean_s` is the earliest arrival that breaks no
    rule, worked out where that is too late.
    """

    visit_id: str
    outlook: str = "none"
    act_by_s: int | None = None
    best: Candidate | None = None
    arrives_s: int | None = None
    chance: float = 0.0
    clean_s: int | None = None
    sentence: str = ""
