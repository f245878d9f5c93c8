"""What a worker is asked and what it answers: plain values, sent both ways as MessagePack.

Cost: importing this loads neither numpy's users nor an engine.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.solver.proposing.proposal import Option, Proposal


class Repair(Struct, frozen=True, kw_only=True, tag="repair"):
    """Find ways out of what the board shows: of all disruptions, or of these ids; better ones follow for `seconds`."""

    ids: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    seconds: float = 2.0
    seed: int = 1


class Optimise(Struct, frozen=True, kw_only=True, tag="optimise"):
    """Plan days better: of these technicians, or of territories, or of everybody, from `from_s` until `until_s`.

    One technician alone is a route to be put in order. Without `iterations` it goes on for `seconds`.
    """

    technicians: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    from_s: int
    until_s: int
    seconds: float = 10.0
    iterations: int = 0
    seed: int = 1
    place_unplaced: bool = True


class Horizon(Struct, frozen=True, kw_only=True, tag="horizon"):
    """Plan so many days from a moment on: who does what on which day, and in which order."""

    territories: tuple[str, ...] = ()
    from_s: int
    days: int = 7
    seconds: float = 30.0
    seed: int = 1


class Explain(Struct, frozen=True, kw_only=True, tag="explain"):
    """Why a visit does not fit, and what would have to change for it to."""

    visit_id: str
    technician_id: str = ""


Job = Repair | Optimise | Horizon | Explain


class Found(Struct, frozen=True, kw_only=True, tag="found"):
    """What a job has found so far; each answer replaces those before, `final` ends it.

    Repairs answer with `proposals`; the others with `option`, which is a diff against the plan. `cost` is that of the
    best plan and `first_cost` of the present one. `seq` is the place in the log of the board that was looked at.
    """

    job_id: str
    seq: int = 0
    at_s: int = 0
    proposals: tuple[Proposal, ...] = ()
    option: Option | None = None
    cost: float = 0.0
    first_cost: float = 0.0
    iterations: int = 0
    elapsed_s: float = 0.0
    engine: str = ""
    sentences: tuple[str, ...] = ()
    final: bool = False


class Failed(Struct, frozen=True, kw_only=True, tag="failed"):
    """Why a job came to nothing, in a sentence.

    `fault` is what went wrong in the program's own words, for whoever mends it: such a process is replaced by another.
    """

    job_id: str
    sentence: str
    fault: str = ""


Answered = Found | Failed
