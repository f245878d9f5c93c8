"""The console against a real server: sockets on loopback, a real database, another dispatcher."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from dispatchtui.client.session import Session
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.tui.app import Console
from tests.journeys.journey import Dispatcher
from tests.server.office import Office, seed, settings_for

pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(settings_for(tmp_path))
    seed(office.admin)
    yield office
    office.stop()


@asynccontextmanager
async def a_console(office: Office) -> AsyncIterator[Dispatcher]:
    app = Console(session=Session(office.url, office.hire("dora", "dispatcher").token), color="none", glyphs="unicode")
    async with app.run_test(size=(120, 40)) as pilot:
        me = Dispatcher(app, pilot, None)
        await me.until(lambda: app._early is None and app.state.link.live, 15)
        await me.until(lambda: me.cursor.startswith("V"))
        yield me


async def test_two_keys_reach_the_log_and_what_others_do_is_seen(office: Office) -> None:
    async with a_console(office) as me:
        visit_id = me.cursor
        await me.press("a", "enter")
        await me.until(lambda: me.state.done, 15)
        told = office.admin.get(f"/visits/{visit_id}")
        assert told["visit"]["crew"][0]["technician_id"] == "T01"
        assert f"{visit_id} to T01" in me.said
        assert office.admin.act(AdvanceVisit(visit_id=visit_id, step=Step.RELEASE)).status == "applied"
        await me.until(lambda: "released" in me.line_of(f"▌ {visit_id}"))
        await me.do("history")
        await me.until(lambda: "placed: T01" in me.screen())
        await me.until(lambda: "since this console opened" not in me.screen())
        assert me.line_of("released at").split()[1] != "dora"


async def test_a_server_that_goes_and_comes_back_leaves_no_gap(office: Office) -> None:
    async with a_console(office) as me:
        await me.press("j")
        visit_id = me.cursor
        port = int(office.url.rpartition(":")[2])
        office.server.stop()
        await me.until(lambda: "OFFLINE" in me.lines()[0] or "CONNECTING" in me.lines()[0], 15)
        await me.do("lock")
        assert "was not sent" in me.said
        again = Office(replace(office.settings, port=port))
        try:
            reply = again.admin.act(AdvanceVisit(visit_id=visit_id, step=Step.CANCEL, reason="solved"))
            assert reply.status == "applied"
            await me.do("reconnect")
            await me.until(lambda: me.state.link.live, 20)
            await me.until(lambda: "cancelled" in me.line_of(f"▌ {visit_id}"))
            assert me.cursor == visit_id
        finally:
            again.stop()
