"""What somebody has to know of in time, found on the board: the content of an alert before anybody raises it.

A finding is for one cause. Whoever finds it is pure; what becomes of it (seen, quiet, passed on) is the
life of the alert of the same identity.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.alerting import alert_id
from dispatchtui.core.commands.ask import MOST_TEXT
from dispatchtui.core.model import Alert, TerritoryId, VisitId
from dispatchtui.core.sla import Band


class Finding(Struct, frozen=True, kw_only=True):
    """One cause for which somebody is needed, and what can be done about it.

    `kind` is one of `alerting.KINDS`, `subject` the row that causes it, `visit_id` the visit that is worst
    off and `others` those behind the same cause. `outlook` is empty while an act helps, `override: territory`
    where only breaking a rule does, `lost` when nothing does any more; `act` names what to do.
    Units: epoch seconds; percent of breach.
    """

    kind: str
    subject: str
    visit_id: str = ""
    others: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    band: Band | None = None
    due_s: int | None = None
    act_by_s: int | None = None
    percent: int | None = None
    outlook: str = ""
    cause: str = ""
    sentence: str = ""
    act: str = ""

    @property
    def id(self) -> str:
        """The identity of the alert for the same cause."""
        return alert_id(self.kind, self.subject)


def alert_row(finding: Finding) -> Alert:
    """The alert to raise for a finding; who raised it, and when, is for the desk to say."""
    return Alert(
        id=finding.id,
        kind=finding.kind,
        subject=finding.subject,
        visit_id=VisitId(finding.visit_id),
        territories=tuple(TerritoryId(each) for each in finding.territories),
        band=finding.band.value if finding.band is not None else "",
        cause=finding.cause[:MOST_TEXT],
        sentence=finding.sentence[:MOST_TEXT],
        due_s=finding.due_s,
        act_by_s=finding.act_by_s,
        percent=finding.percent,
        outlook=finding.outlook,
    )
