"""Sessions over real sockets: cut, delayed, swallowed, slowed, restarted under and turned away."""

from __future__ import annotations

import asyncio
import random
from time import monotonic

from dispatchtui.client import credentials
from dispatchtui.client.asker import Asker
from dispatchtui.client.pending import End
from dispatchtui.client.sync import Phase
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.model import VisitState
from dispatchtui.core.refusals import Code
from dispatchtui.core.requests import Reply, Status
from tests.client.desk import Desk, console, head, until


async def test_an_act_is_drawn_at_once_confirmed_by_the_feed_and_seen_by_another_console(desk: Desk) -> None:
    await desk.roster()
    async with console(desk.url, desk.token) as mine, console(desk.url, desk.token) as theirs:
        await mine.live()
        await theirs.live()
        asking = asyncio.create_task(mine.session.submit(mine.place()))
        await asyncio.sleep(0)
        assert mine.replica.board.visits["V1"].state is VisitState.PLANNED
        assert mine.replica.confirmed.visits["V1"].state is VisitState.QUALIFIED
        reply = await asking
        assert (reply.status, reply.versions["visits/V1"]) == (Status.APPLIED, 2)
        await mine.at(reply.seq)
        await theirs.at(reply.seq)
        assert mine.replica.board is mine.replica.confirmed
        assert theirs.replica.board.visits["V1"].state is VisitState.PLANNED
        assert mine.replica.board.digest == theirs.replica.board.digest
        ended = [each for batch in mine.batches for each in batch.changes.ended]
        assert [each.how for each in ended] == [End.CONFIRMED]


async def test_a_refusal_of_the_desk_rolls_back_what_was_drawn(desk: Desk) -> None:
    await desk.roster()
    async with console(desk.url, desk.token) as mine, console(desk.url, desk.token) as theirs:
        await mine.live()
        await theirs.live()
        # Both ask before either hears of the other; overlap is found out by the desk.
        replies = await asyncio.gather(
            mine.session.submit(mine.place("V1", "T01", "10:00")),
            theirs.session.submit(theirs.place("V2", "T01", "10:30")),
        )
        assert sorted(str(reply.status) for reply in replies) == ["applied", "conflict"]
        loser = mine if replies[0].status is Status.CONFLICT else theirs
        refusal = next(reply.refusal for reply in replies if reply.refusal)
        assert (refusal.code, refusal.by) == (Code.OVERLAP, "local")
        assert loser.replica.pending == {}
        await until(lambda: loser.replica.board is loser.replica.confirmed)
        ended = [each for batch in loser.batches for each in batch.changes.ended]
        assert [(each.how, each.refusal) for each in ended] == [(End.REFUSED, refusal)]


async def test_what_this_side_knows_to_be_impossible_is_not_sent(desk: Desk) -> None:
    await desk.roster()
    async with console(desk.url, desk.token) as mine:
        await mine.live()
        before = await head(desk)
        reply = await mine.session.submit(mine.place(technician="T99"))
        assert (reply.status, reply.refusal.code) == (Status.REFUSED, Code.NOT_FOUND)
        assert await head(desk) == before


async def test_nothing_is_sent_while_the_link_is_down(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(faults.url, desk.token) as mine:
        await mine.live()
        faults.refusing = True
        faults.cut()
        await until(lambda: not mine.session.live)
        reply = await mine.session.submit(mine.place())
        assert (reply.status, reply.refusal.code) == (Status.UNAVAILABLE, Code.UNAVAILABLE)
        assert reply.refusal.sentence.endswith("Nothing was sent.")
        assert mine.replica.pending == {}
        faults.heal()
        await mine.live()
        assert mine.replica.board.visits["V1"].state is VisitState.QUALIFIED


async def test_a_cut_shows_at_once_and_resuming_leaves_no_gap(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(faults.url, desk.token) as mine:
        await mine.live()
        began = await head(desk)
        await desk.record(AddNote(visit_id="V1", text="before"))
        await mine.at(began + 1)
        mine.batches.clear()
        faults.refusing = True
        faults.cut()
        cut_at = monotonic()
        await until(lambda: mine.session.sync.phase is Phase.OFFLINE)
        assert monotonic() - cut_at < 2  # well before the silence of a link would be noticed
        await desk.record(*(AddNote(visit_id="V2", text=f"meanwhile {number}") for number in range(5)))
        faults.refusing = False
        await mine.at(began + 6)
        assert mine.facts == list(range(began + 2, began + 7))
        assert not any(batch.changes.replaced for batch in mine.batches)
        assert [note.text for note in mine.replica.board.visits["V2"].notes] == [f"meanwhile {n}" for n in range(5)]


async def test_many_cuts_later_every_fact_was_told_once_and_in_order(desk: Desk) -> None:
    await desk.roster()
    dice = random.Random(7)
    async with desk.proxy() as faults, console(faults.url, desk.token) as mine:
        await mine.live()
        began = await head(desk)

        async def write() -> None:
            for number in range(60):
                await desk.record(AddNote(visit_id=f"V{1 + number % 3}", text=f"note {number}"))
                await asyncio.sleep(dice.random() * 0.03)

        async def disturb() -> None:
            for _ in range(8):
                if dice.random() < 0.5:
                    faults.cut()
                else:
                    faults.cut_after("down", dice.randrange(1, 900))
                await asyncio.sleep(0.1 + dice.random() * 0.2)

        await asyncio.gather(write(), disturb())
        faults.heal()
        await mine.at(began + 60)
        assert [seq for seq in mine.facts if seq > began] == list(range(began + 1, began + 61))
        async with console(desk.url, desk.token) as fresh:
            await fresh.live()
            await fresh.at(began + 60)
            assert fresh.replica.confirmed.digest == mine.replica.confirmed.digest
        assert faults.connections > 3


async def test_silence_is_stale_after_three_seconds_and_then_the_socket_is_dropped(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(faults.url, desk.token) as mine:
        await mine.live()
        await until(lambda: mine.session.age_s() is not None and mine.session.age_s() < 0.2)
        faults.swallow_down = True
        silent_at = monotonic()
        await until(lambda: mine.session.sync.phase is Phase.STALE)
        assert 2.5 < monotonic() - silent_at < 3.5
        assert mine.session.sync.sentence == "Nothing heard from the server."
        faults.heal()
        await until(lambda: mine.session.live)
        assert mine.replica.whole


async def test_a_server_that_restarts_finds_its_consoles_again_without_a_snapshot(desk: Desk) -> None:
    await desk.roster()
    async with console(desk.url, await desk.user()) as mine:
        await mine.live()
        began = await head(desk)
        mine.batches.clear()
        # Looked at while the server goes: once it is gone the next try has another sentence.
        stopping = asyncio.create_task(asyncio.to_thread(desk.stop))
        await until(lambda: mine.session.sync.phase is Phase.OFFLINE)
        assert mine.session.sync.sentence == "The server is stopping."
        await stopping
        await asyncio.to_thread(desk.start)
        await desk.record(AddNote(visit_id="V1", text="after the restart"))
        await mine.at(began + 1)
        assert mine.facts == [began + 1]
        assert not any(batch.changes.replaced for batch in mine.batches)


async def test_an_act_asked_just_before_a_restart_is_done_once(desk: Desk) -> None:
    await desk.roster()
    async with console(desk.url, await desk.user()) as mine:
        await mine.live()
        await asyncio.to_thread(desk.stop)
        # The link does not know it yet: this is the moment between the cut and its discovery.
        asking = asyncio.create_task(mine.session.asker.ask(mine.note("once")))
        await asyncio.to_thread(desk.start)
        reply = await asking
        assert isinstance(reply, Reply)
        assert reply.status is Status.APPLIED
        await mine.at(reply.seq)
        assert [note.text for note in mine.replica.board.visits["V1"].notes] == ["once"]


async def test_this_machines_own_server_is_found_again_with_its_new_token(desk: Desk) -> None:
    known = credentials.find(environ={}, home=desk.home, config=desk.home)
    async with console(known.url, known.token, renew=credentials.renewal(known, desk.home)) as mine:
        await mine.live()
        await asyncio.to_thread(desk.stop)
        await asyncio.to_thread(desk.start)
        await until(lambda: mine.session.token == desk.token)
        await mine.live()
        await desk.roster()
        await mine.at(await head(desk))
        assert (await mine.session.submit(mine.place())).status is Status.APPLIED


async def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_identity(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(desk.url, desk.token) as mine:
        await mine.live()
        asker = Asker(faults.url, desk.token, monotonic, lambda: 0.5)
        faults.cut_after("down", 1)
        reply = await asker.ask(mine.note("said once"))
        await asker.close()
        assert isinstance(reply, Reply)
        assert (reply.status, reply.duplicate) == (Status.APPLIED, True)
        await mine.at(reply.seq)
        assert [note.text for note in mine.replica.board.visits["V1"].notes] == ["said once"]


async def test_what_the_feed_told_needs_no_answer_any_more(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(desk.url, desk.token) as mine:
        await mine.live()
        mine.session.asker.move(faults.url, desk.token)
        faults.cut_after("down", 1)
        began = monotonic()
        asking = asyncio.create_task(mine.session.submit(mine.place(), deadline_s=6.0))
        await until(lambda: faults.connections == 1)
        faults.refusing = True
        reply = await asking
        assert reply.status is Status.APPLIED
        assert reply.seq == mine.replica.cursor == await head(desk)
        assert monotonic() - began < 4.0


async def test_what_never_left_is_known_not_to_be_done_and_what_was_swallowed_is_not_known(desk: Desk) -> None:
    await desk.roster()
    async with desk.proxy() as faults, console(desk.url, desk.token) as mine:
        await mine.live()
        nobody = Asker("http://127.0.0.1:9", desk.token, monotonic, lambda: 0.5)
        reply = await nobody.ask(mine.note("x"), deadline_s=0.5)
        assert isinstance(reply, Reply)
        assert (reply.status, reply.refusal.code) == (Status.UNAVAILABLE, Code.UNAVAILABLE)
        asker = Asker(faults.url, desk.token, monotonic, lambda: 0.5)
        faults.swallow_up = True
        reply = await asker.ask(mine.note("x"), deadline_s=0.5)
        assert isinstance(reply, Reply)
        assert (reply.status, reply.refusal.code) == (Status.UNAVAILABLE, Code.UNKNOWN)
        await asker.close()
        await nobody.close()
