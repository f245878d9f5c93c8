"""What was learned of how the day really goes, and what somebody has to know of in time.

Units: durations in seconds; instants epoch seconds; curves are values at evenly spaced probabilities,
(i + 0.5) / K of K; factors are natural logarithms, so that effects add up.
"""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.parts import Former, Part, TerritoryId, VisitId
from dispatchtui.core.row import Row


class Effect(Part, frozen=True, kw_only=True):
    """By how much a group differs from the broader groups that it belongs to, after shrinkage.

    The group is a work type, a territory, a technician, or what they have in common; empty means all.
    `log_factor` is added for everything in the group, `variance` is what is not known of it, `n` are the
    observations that it rests on.
    """

    work_type: str = ""
    territory: str = ""
    technician_id: str = ""
    log_factor: float = 0.0
    variance: float = 0.0
    n: int = 0


class Shape(Part, frozen=True, kw_only=True):
    """A curve for one work type, or for all where none is named."""

    work_type: str = ""
    curve: tuple[float, ...] = ()
    n: int = 0


class Reporting(Part, frozen=True, kw_only=True):
    """When overruns are reported: what silence tells of work that still runs.

    `rates[i]` of the work that takes from `over_s[i]` to below `over_s[i + 1]` longer than planned is reported
    (the last rate holds for all that takes longer still, below the first nothing is), `at` is when, as shares of
    the planned time, and `after` what it then took, as log factors of the planned time and what was added to it.
    """

    over_s: tuple[int, ...] = ()
    rates: tuple[float, ...] = ()
    at: tuple[float, ...] = ()
    after: tuple[float, ...] = ()
    n: int = 0


class Driving(Part, frozen=True, kw_only=True):
    """How long the way really takes: `base_s` + estimate * exp(effects) + a deviation.

    The deviation is `shape` (of mean 0 and spread 1) times the root of `fixed_s`² + (`share` * estimate)².
    """

    base_s: float = 0.0
    effects: tuple[Effect, ...] = ()
    shape: tuple[float, ...] = ()
    fixed_s: float = 0.0
    share: float = 0.0
    n: int = 0


class Behaviour(Row, frozen=True, kw_only=True):
    """How the work of a company goes, learned from clean stamps; its version tells one state of it from the next.

    The row `field` holds what concerns everybody; a row named as a territory holds the effects of the
    technicians of that territory, whom nobody else sees. `work` are log factors of the planned p50
    (of the work type's own where an accepted one is planned with: `durations.basis_of`), `shapes` what is off
    those. `leave` is from being free to setting out, `early` how much before it is needed
    somebody sets out who has time, `settle` from arriving to working, `accept` from being told to accepting,
    `pause` how long suspended work rests. `no_access` is the probability that nobody opens, and
    `no_access_wait` the time until that is reported; `absent_per_h` the rate of falling ill during a shift.
    `eager` is the share of breaks that are taken as soon as they may be, the rest being taken as `breaks` plans them.
    """

    TABLE: ClassVar[str] = "behaviours"
    territories: tuple[TerritoryId, ...] = ()
    learned_s: int = 0
    from_s: int = 0
    until_s: int = 0
    n: int = 0
    work: tuple[Effect, ...] = ()
    shapes: tuple[Shape, ...] = ()
    reporting: Reporting = Reporting()
    driving: Driving = Driving()
    leave: tuple[float, ...] = ()
    early: tuple[float, ...] = ()
    settle: tuple[float, ...] = ()
    accept: tuple[float, ...] = ()
    pause: tuple[float, ...] = ()
    no_access: float = 0.0
    no_access_wait: tuple[float, ...] = ()
    absent_per_h: float = 0.0
    eager: float = 0.0


class DurationModel(Row, frozen=True, kw_only=True):
    """A planned duration that the scheduler accepted for a work type, in one territory or in all.

    It rests on `n` observations between `low_s` and `high_s`; `was_s` is the p50 that it took the place of.
    """

    TABLE: ClassVar[str] = "duration_models"
    work_type: str
    territory: TerritoryId = TerritoryId("")
    p50_s: int
    p80_s: int
    n: int = 0
    low_s: int = 0
    high_s: int = 0
    was_s: int = 0


class Alert(Row, frozen=True, kw_only=True):
    """Something that somebody has to know of in time, as long as it lasts; one for a cause.

    `kind` is one of `alerting.KINDS`, `subject` the row that causes it (`visits/V11`), `visit_id` the visit
    that is worst off. `band`, `percent` (of breach), `act_by_s` and `outlook` are as they were when it was
    raised or last got worse: `outlook` is empty while there is something to do, `override: territory` when only
    breaking a rule helps, `lost` when nothing does any more. A snooze ends by itself, or when it gets worse;
    what was acknowledged and gets worse is raised anew, as if nobody had seen it.
    """

    TABLE: ClassVar[str] = "alerts"
    kind: str
    subject: str
    visit_id: VisitId = VisitId("")
    territories: tuple[TerritoryId, ...] = ()
    band: str = ""
    cause: str = ""
    sentence: str = ""
    raised_s: int = 0
    worse_s: int = 0
    due_s: int | None = None
    act_by_s: int | None = None
    percent: int | None = None
    outlook: str = ""
    acknowledged_by: str = ""
    acknowledged_s: int | None = None
    snoozed_until_s: int | None = None
    escalated_to: str = ""
    escalated_s: int | None = None


class Answer(Row, frozen=True, kw_only=True):
    """What was said last to what was offered for a disruption; its id is `disrupting.proposal_id`.

    `visits` are those that it moved, `acts` the ids of the requests that did so, `basis` a digest of what was offered,
    so that something else for the same disruption is offered anew. `reason` is the code of a rejection, `former` where
    the visits stood before automation moved them, so that it can be taken back.
    """

    TABLE: ClassVar[str] = "answers"
    trigger: str
    subject: str
    territories: tuple[TerritoryId, ...] = ()
    outcome: str
    option: str = ""
    visits: tuple[VisitId, ...] = ()
    acts: tuple[str, ...] = ()
    basis: str = ""
    reason: str = ""
    former: tuple[Former, ...] = ()
    sentence: str = ""
    answered_by: str = ""
    answered_s: int = 0


def duration_model_id(work_type: str, territory: str = "") -> str:
    """The identity of the accepted duration of a work type in a territory, or in all of them."""
    return f"{work_type}:{territory}"
