"""A kept day that is opened by the wall's clock is left as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dispatchtui.core.commands.alerts import RaiseAlert
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.server.watching.post import Post
from dispatchtui.store import Store
from tests.builders import a_work_order, at
from tests.server.office import START_S, Office, seed, until
from tests.server.test_watching import two_late


def kinds(office: Office) -> list[str]:
    return [each["event"]["kind"] for each in office.admin.get("/history", limit=1000)]


def held(office: Office) -> list[str]:
    return [each for each in office.admin.get("/readyz")["notices"] if "nothing is watched" in each]


def test_a_day_of_years_ago_is_not_watched_until_somebody_records_something(
    sqlite_url: str, open_office: Callable[..., Office]
) -> None:
    day = open_office(sqlite_url, clock_start_s=START_S)
    seed(day.admin, technicians=1, visits=3)
    day.admin.acts(TakeRequest(row=a_work_order(id="W4", response_due="11:00")))
    day.stop()
    later = open_office(sqlite_url, clock_start_s=None, watch=True)
    before = kinds(later)
    (notice,) = held(later)
    assert notice.startswith("The log's last fact is of 2019-10-21T")
    assert "years ago: nothing is watched until something is recorded; --clock with that time" in notice
    assert later.server.office is not None
    watch = later.server.office.watch
    assert not watch._thread.is_alive()
    assert kinds(later) == before
    later.admin.act(AddNote(visit_id="V1", text="looked at again"))
    until(lambda: watch._outlook.seq >= len(before) + 1, "a look", within_s=20)
    assert held(later) == []
    assert any(each.due_s is not None for each in watch._outlook.findings), "it is told to who asks"


@pytest.mark.parametrize(("later_s", "raised"), [(2 * 86_400, {"V1", "V2"}), (2 * 86_400 + 60, set())])
def test_of_a_word_that_was_broken_days_ago_no_alert_is_raised(sqlite_url: str, later_s: int, raised: set[str]) -> None:
    store, now_s = Store.open(sqlite_url), at("11:00") + later_s
    post = Post(store, two_late(), now_s, {})
    while not post.work(now_s, lambda: False):
        pass
    asked = [act.row for act in post.look() if isinstance(act, RaiseAlert)]
    assert {str(row.visit_id) for row in asked if row.due_s is not None} == raised
    assert {each.visit_id for each in post.outlook.findings if each.due_s} == {"V1", "V2"}, "it is told to who asks"
    store.close()
