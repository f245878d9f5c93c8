"""Where this console is: said once when it changes, again while its person is at it, anew on each connection."""

from __future__ import annotations

import asyncio

from dispatchtui.client.hereabouts import AGAIN_AFTER_S, Hereabouts
from dispatchtui.protocol.frames import IDLE_AFTER_S, PRESENCE_SINCE, Here
from tests.client.desk import console, until

V1, V2 = Here(visit_id="V1", doing="looking"), Here(visit_id="V2", doing="typing")


class Line:
    """A connection that keeps what it was told, and a clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.said: list[Here] = []
        self.hereabouts = Hereabouts(lambda: self.now)

    async def say(self, here: Here) -> None:
        self.said.append(here)

    async def put(self, here: Here, count: int) -> None:
        """Be somewhere, and wait until so many frames were said."""
        self.hereabouts.put(here.visit_id, here.doing)
        await until(lambda: len(self.said) >= count)


def test_it_is_said_once_and_again_only_when_it_changed_or_a_while_went_by():
    async def scene() -> list[Here]:
        line = Line()
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await line.put(V1, 1)
        for _ in range(50):
            line.hereabouts.put("V1", "looking")
        line.now += AGAIN_AFTER_S - 1
        await line.put(V1, 1)
        await line.put(V2, 2)
        line.now += AGAIN_AFTER_S
        await line.put(V2, 3)
        await line.put(Here(), 4)
        line.now += AGAIN_AFTER_S
        line.hereabouts.put("", "looking")
        await line.put(V1, 5)
        line.hereabouts.end()
        return line.said

    assert asyncio.run(scene()) == [V1, V2, V2, Here(), V1]


def test_a_cursor_that_runs_is_said_where_it_stops():
    async def scene() -> list[Here]:
        line = Line()
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await line.put(V1, 1)
        for number in range(100):
            line.hereabouts.put(f"V{number}", "looking")
        await line.put(V2, 2)
        line.hereabouts.end()
        return line.said

    assert asyncio.run(scene()) == [V1, V2]


def test_a_new_connection_is_told_anew_unless_nobody_sits_there_any_more():
    async def scene() -> list[Here]:
        line = Line()
        line.hereabouts.put("V1", "looking")
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await until(lambda: line.said == [V1])
        line.now += IDLE_AFTER_S
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await until(lambda: line.said == [V1, V1])
        line.now += IDLE_AFTER_S + 1
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await line.put(V2, 3)
        line.hereabouts.begin(PRESENCE_SINCE - 1, line.say)
        line.hereabouts.put("V1", "looking")
        line.hereabouts.begin(PRESENCE_SINCE, line.say)
        await until(lambda: len(line.said) == 4)
        line.hereabouts.end()
        return line.said

    assert asyncio.run(scene()) == [V1, V1, V2, V1]


def test_two_consoles_meet_on_a_visit_and_a_closed_one_is_gone(desk):
    async def scene() -> None:
        await desk.roster()
        async with console(desk.url, await desk.user("ben")) as his:
            async with console(desk.url, await desk.user("ana")) as hers:
                await his.live()
                await hers.live()
                hers.session.here("V1", "assigning")
                await until(lambda: "V1" in his.replica.present, 2.0)
                (met,) = his.replica.present["V1"]
                assert (met.actor, met.doing) == ("ana", "assigning")
                assert hers.replica.present == {}
                await until(lambda: any(batch.changes.present == {"V1"} for batch in his.batches), 2.0)
            await until(lambda: his.replica.present == {}, 2.0)

    asyncio.run(scene())
