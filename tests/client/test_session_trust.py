"""Whom a session trusts and who trusts it: unknown and revoked tokens, TLS, slow lines, and what the API says."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from time import monotonic

import pytest
import trustme

from dispatchtui.client.api import Api
from dispatchtui.client.asker import Asker, Denied
from dispatchtui.client.sync import Phase
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.requests import Status
from dispatchtui.errors import Unavailable, UserError
from tests.client.desk import Desk, console, head, until


async def test_a_token_that_is_not_known_is_said_and_not_tried_again(desk: Desk) -> None:
    async with desk.proxy() as faults, console(faults.url, "no such token") as mine:
        await until(lambda: mine.session.sync.phase is Phase.REFUSED)
        assert mine.session.sync.sentence == "The server does not know this token any more: log in again."
        await asyncio.sleep(0.6)  # several tries' worth of time
        assert faults.connections == 1
        asker = Asker(desk.url, "no such token", monotonic, lambda: 0.5)
        assert isinstance(await asker.ask(mine.note("x")), Denied)
        await asker.close()


async def test_a_revoked_token_ends_the_session_within_a_second_or_so(desk: Desk) -> None:
    async with Api(desk.url, desk.token) as api:
        await api.post("/users", {"id": "ana", "roles": ["dispatcher"]}, dict[str, object])
        issued = await api.post("/tokens", {"user": "ana"}, dict[str, object])
        async with console(desk.url, issued["token"]) as mine:
            await mine.live()
            await api._call("DELETE", f"/tokens/{issued['id']}", dict[str, object])
            await until(lambda: mine.session.sync.phase is Phase.REFUSED, within_s=2.5)


async def test_a_slow_line_catches_up(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(faults.url, desk.token) as mine:
        await mine.live()
        faults.slow_bytes_s, faults.delay_s = 40_000, 0.02
        began = await head(desk)
        await desk.record(*(AddNote(visit_id="V1", text="x" * 200) for _ in range(40)))
        await mine.at(began + 40)
        assert [seq for seq in mine.facts if seq > began] == list(range(began + 1, began + 41))


async def test_sessions_over_tls_trust_the_named_authority_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    chain, key, trusted = tmp_path / "chain.pem", tmp_path / "key.pem", tmp_path / "ca.pem"
    certificate.cert_chain_pems[0].write_to_path(chain)
    certificate.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(trusted)
    desk = Desk(tmp_path / "home", tls_cert=chain, tls_key=key)
    try:
        async with console(desk.url, desk.token) as stranger:
            await until(lambda: stranger.session.sync.sentence == "The server cannot be reached.")
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert ssl.get_default_verify_paths().openssl_cafile_env == "SSL_CERT_FILE"
        await desk.roster()
        async with console(desk.url, desk.token) as mine:
            await mine.live()
            reply = await mine.session.submit(mine.place())
            assert reply.status is Status.APPLIED
    finally:
        desk.stop()


async def test_the_api_speaks_in_sentences(desk: Desk) -> None:
    await desk.roster()
    async with Api(desk.url, desk.token) as api:
        assert (await api.me()).id == "local"
        brief = await api.brief("V1")
        assert (brief.visit.id, brief.work_order.site.address) == ("V1", "100 Holliday St")
        assert [line.seq for line in await api.history("visits/V1")] == sorted(
            line.seq for line in await api.history("visits/V1", newest=True)
        )
        with pytest.raises(UserError, match="There is no visit V99"):
            await api.brief("V99")
    async with Api("http://127.0.0.1:9", "") as api:
        with pytest.raises(Unavailable, match="cannot be reached"):
            await api.me()
