"""Who is on which visit: told to those who see it, gone with the link, never in the log, never a lock."""

from __future__ import annotations

import asyncio
import time

from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.protocol.codec import decode_server, encode
from dispatchtui.protocol.frames import IDLE_AFTER_S, PRESENCE_SINCE, Hello, Here, Mark, Person, Present
from dispatchtui.server.access import Principal
from dispatchtui.server.clock import Clock
from dispatchtui.server.images import Images
from dispatchtui.server.presence import GATHER_S, Presence
from dispatchtui.server.readers import NOBODY, Message, Reader
from dispatchtui.server.views import View
from dispatchtui.server.window import Window
from tests.builders import an_actor, at
from tests.server.office import START_S, Office, Watcher, place, seed

SOON_S = 2.0


def arrive(watcher: Watcher) -> Watcher:
    watcher.until(lambda frame: isinstance(frame, Mark))
    return watcher


def here(watcher: Watcher, visit: str, doing: str = "looking") -> None:
    watcher.socket.send(encode(Here(visit_id=visit, doing=doing)))


def people(watcher: Watcher) -> dict[str, list[tuple[str, str]]]:
    """Who else is where, as the client's own replica has it."""
    return {visit: [(each.name, each.doing) for each in some] for visit, some in watcher.replica.present.items()}


def sees(watcher: Watcher, expected: dict[str, list[tuple[str, str]]]) -> None:
    if people(watcher) != expected:
        watcher.until(lambda _: people(watcher) == expected, SOON_S)


def test_others_see_who_is_on_a_visit_and_what_they_do_until_they_leave(lite: Office):
    seed(lite.admin)
    ana, ben = lite.hire("ana", "dispatcher"), lite.hire("ben", "dispatcher")
    hers, his = arrive(ana.watch()), arrive(ben.watch())
    head = lite.admin.get("/readyz")["seq"]
    here(hers, "V1")
    sees(his, {"V1": [("Ana", "looking")]})
    (seen,) = his.replica.present["V1"]
    assert (seen.actor, seen.since_s, seen.session) == ("ana", START_S, hers.replica.session)
    here(hers, "V1", "assigning")
    sees(his, {"V1": [("Ana", "assigning")]})
    here(his, "V1", "typing")
    sees(hers, {"V1": [("Ben", "typing")]})
    assert people(his) == {"V1": [("Ana", "assigning")]}, "nobody is told of themselves"
    here(hers, "V2")
    sees(his, {"V2": [("Ana", "looking")]})
    here(hers, "")
    sees(his, {})
    assert lite.admin.get("/readyz")["seq"] == head, "nothing of it is in the log"


def test_a_lost_link_is_gone_and_a_late_comer_hears_who_is_there(lite: Office):
    seed(lite.admin)
    ana, ben = lite.hire("ana", "dispatcher"), lite.hire("ben", "dispatcher")
    first, second = arrive(ana.watch()), arrive(ana.watch())
    here(first, "V1")
    here(second, "V1", "typing")
    his = arrive(ben.watch())
    his.until(lambda _: len(his.replica.present.get("V1", ())) == 2, SOON_S)
    assert len({each.session for each in his.replica.present["V1"]}) == 2, "two consoles of one person are two"
    sees(first, {"V1": [("Ana", "typing")]})
    first.socket.close()
    sees(his, {"V1": [("Ana", "typing")]})
    second.socket.close()
    sees(his, {})


def test_presence_locks_nothing(lite: Office):
    seed(lite.admin)
    ana, ben = lite.hire("ana", "dispatcher"), lite.hire("ben", "dispatcher")
    hers, his = arrive(ana.watch()), arrive(ben.watch())
    here(hers, "V1", "assigning")
    sees(his, {"V1": [("Ana", "assigning")]})
    assert ben.act(place("V1", "T01", "10:00")).status == "applied"


def test_only_who_sees_the_visit_is_told_and_only_who_sees_it_can_be_there(lite: Office):
    seed(lite.admin, west=True)
    ana = lite.hire("ana", "dispatcher", territories=("EAST",))
    wim = lite.hire("wim", "dispatcher", territories=("WEST",))
    hers, his, both = arrive(ana.watch()), arrive(wim.watch()), arrive(lite.admin.watch())
    here(hers, "V1")
    here(his, "V2")
    both.until(lambda _: set(both.replica.present) == {"V1", "V2"}, SOON_S)
    sees(hers, {})
    assert people(his) == {}
    here(his, "V1")  # in the EAST, which he does not see
    both.until(lambda _: set(both.replica.present) == {"V1"}, SOON_S)
    here(his, "V77")
    here(his, "V2")
    both.until(lambda _: set(both.replica.present) == {"V1", "V2"}, SOON_S)
    told = [frame for watcher in (hers, his) for frame in watcher.frames if isinstance(frame, Present)]
    mine = {"ana": "V1", "wim": "V2"}
    assert all(mine[each.actor] == each.visit_id for frame in told for each in frame.people)


def test_however_many_move_there_are_few_frames(lite: Office):
    seed(lite.admin)
    watchers = [arrive(lite.hire(f"u{number}", "dispatcher").watch()) for number in range(8)]
    reader = arrive(lite.admin.watch())
    began = time.monotonic()
    for turn in range(10):
        for watcher in watchers:
            here(watcher, f"V{1 + turn % 3}", "looking" if turn < 9 else "typing")
    reader.until(lambda _: [each.doing for each in reader.replica.present.get("V1", ())] == ["typing"] * 8)
    took_s = time.monotonic() - began
    told = [frame for frame in reader.frames if isinstance(frame, Present)]
    # A mark, ten times a second in this test, may bring one too.
    assert len(told) <= 2 + took_s / GATHER_S + took_s / lite.settings.limits.mark_s
    assert len(told) < 80 / 4


def test_who_speaks_the_first_version_is_never_told(lite: Office):
    seed(lite.admin)
    new, old = arrive(lite.admin.watch()), lite.admin.watch(hello=Hello(proto=(1, 1)))
    arrive(old)
    here(new, "V1")
    other = arrive(lite.admin.watch())
    other.until(lambda _: "V1" in other.replica.present, SOON_S)
    seq = lite.admin.act(place("V1", "T01", "10:00")).seq
    old.up_to(seq)
    old.until(lambda frame: isinstance(frame, Mark))
    assert "Present" not in old.kinds()
    assert [frame.proto for frame in old.frames if hasattr(frame, "proto")] == [1]


def test_a_technician_is_not_told_what_the_desk_looks_at(lite: Office):
    seed(lite.admin)
    lite.admin.act(place("V1", "T01", "10:00"))
    tom = arrive(lite.hire("tom", "technician", technician="T01").watch())
    new, other = arrive(lite.admin.watch()), arrive(lite.admin.watch())
    here(tom, "V1")
    here(new, "V1")
    other.until(lambda _: len(other.replica.present.get("V1", ())) == 1, SOON_S)
    tom.until(lambda frame: isinstance(frame, Mark))
    assert "Present" not in tom.kinds()


async def unsent(message: Message) -> None:
    raise AssertionError(f"nothing was to be sent, and this was: {message!r}")


class Room:
    """A presence with readers of its own, on a clock that the test turns."""

    def __init__(self) -> None:
        self.readers: set[Reader] = set()
        clock = Clock(float(at("09:00")), 0.0)
        self.presence = Presence(self.readers, clock, lambda scope, visit: visit in VISIBLE[scope])

    def reader(self, name: str) -> Reader:
        actor = an_actor(id=name, territories=("EAST",))
        reader = Reader(Principal(actor=actor, token_id=name, secret=""), scope_of(actor), unsent)
        reader.proto, reader.view = PRESENCE_SINCE, View(reader.scope, Images([]), Window(0, 1))
        self.readers.add(reader)
        return reader


EAST = Scope(territories=("EAST",))
VISIBLE = {EAST: {"V1", "V3"}}


def test_who_is_idle_for_a_minute_counts_as_gone():
    async def scene() -> list[list[Person]]:
        room = Room()
        ana = room.reader("ana")
        found = []
        room.presence.here(ana, Here(visit_id="V1"), 1000.0)
        for now in (1000.0 + IDLE_AFTER_S, 1000.1 + IDLE_AFTER_S):
            room.presence.tell(now)
            found.append(room.presence.people(EAST))
        room.presence.here(ana, Here(visit_id="V3"), 1200.0)
        room.presence.here(ana, Here(visit_id="V3", doing="typing"), 1250.0)
        room.presence.tell(1300.0)
        found.append(room.presence.people(EAST))
        return found

    at_the_end, after_it, came_back = asyncio.run(scene())
    assert [each.visit_id for each in at_the_end] == ["V1"]
    assert after_it == []
    assert [(each.visit_id, each.doing, each.since_s) for each in came_back] == [("V3", "typing", at("09:00"))]


def test_a_reader_is_shown_only_what_is_new_and_only_the_last_of_it():
    async def scene() -> tuple[int, object]:
        room = Room()
        ana, reader = room.reader("ana"), room.reader("ben")
        room.presence.tell(1000.0)
        nothing = reader._to_show
        for number, doing in enumerate(("looking", "assigning", "typing")):
            room.presence.here(ana, Here(visit_id="V1", doing=doing), 1001.0 + number)
            room.presence.tell(1001.0 + number)
        last = decode_server(reader._to_show or NOBODY)
        assert isinstance(last, Present)
        reader._to_show = None
        room.presence.tell(1010.0)
        assert reader._to_show is None, "what was shown is not shown again"
        return nothing, [each.doing for each in last.people]

    assert asyncio.run(scene()) == (None, ["typing"])
