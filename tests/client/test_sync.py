"""The link's table: from each phase, what happens, where it leads and what the session is to do."""

from __future__ import annotations

import pytest

from dispatchtui.client.sync import (
    GIVE_UP_AFTER_S,
    LONGEST_WAIT_S,
    Again,
    Broken,
    Denied,
    Happened,
    Heard,
    Leaving,
    Lost,
    Opened,
    Phase,
    Sync,
    Ticked,
    Welcomed,
    Wish,
)

NOW = 100.0
LIVE: tuple[Happened, ...] = (Ticked(), Opened(), Welcomed(5), Heard(5), Heard(5, mark=True))
WAYS: dict[Phase, tuple[Happened, ...]] = {
    Phase.OFFLINE: (),
    Phase.CONNECTING: LIVE[:1],
    Phase.CATCHING_UP: LIVE[:3],
    Phase.LIVE: LIVE,
    Phase.REFUSED: (*LIVE, Denied("revoked")),
}


def in_phase(phase: Phase) -> Sync:
    sync = Sync()
    for signal in WAYS[Phase.LIVE if phase is Phase.STALE else phase]:
        sync.step(signal, NOW, 0.5)
    if phase is Phase.STALE:
        sync.step(Ticked(), NOW + 3.1, 0.5)
    assert sync.phase is phase
    return sync


X, C, U, L, S, R = Phase.OFFLINE, Phase.CONNECTING, Phase.CATCHING_UP, Phase.LIVE, Phase.STALE, Phase.REFUSED
CLOSE, CONNECT, HELLO = (Wish.CLOSE,), (Wish.CONNECT,), (Wish.HELLO,)
TABLE: tuple[tuple[Phase, Happened, float, Phase, tuple[Wish, ...]], ...] = (
    (X, Ticked(), 0, C, CONNECT),
    (X, Again(), 0, C, CONNECT),
    (X, Lost("x"), 0, X, ()),
    (X, Heard(9, mark=True), 0, X, ()),
    (C, Opened(), 0, C, HELLO),
    (C, Welcomed(5), 0, U, ()),
    (C, Lost("x"), 0, X, CLOSE),
    (C, Denied("x"), 0, R, CLOSE),
    (C, Ticked(), 7.9, C, ()),
    (C, Ticked(), 8.1, X, CLOSE),
    (C, Again(), 0, C, ()),
    (U, Heard(4), 0, U, ()),
    (U, Heard(5), 0, L, ()),
    (U, Heard(4, mark=True), 0, U, ()),
    (U, Broken("x"), 0, X, CLOSE),
    (U, Ticked(), 8.1, X, CLOSE),
    (L, Ticked(), 2.9, L, ()),
    (L, Ticked(), 3.1, S, ()),
    (L, Heard(6), 0, L, ()),
    (L, Lost("x"), 0, X, CLOSE),
    (L, Broken("x"), 0, X, CLOSE),
    (L, Leaving("x", (200, 1500)), 0, X, CLOSE),
    (L, Denied("x"), 0, R, CLOSE),
    (S, Heard(6), 3.2, S, ()),
    (S, Heard(6, mark=True), 3.2, L, ()),
    (S, Ticked(), 7.9, S, ()),
    (S, Ticked(), 8.1, X, CLOSE),
    (S, Lost("x"), 3.2, X, CLOSE),
    (R, Ticked(), 9999, R, ()),
    (R, Lost("x"), 0, R, ()),
    (R, Heard(6, mark=True), 0, R, ()),
    (R, Again(), 0, C, CONNECT),
)


@pytest.mark.parametrize(("phase", "signal", "after_s", "leads_to", "wishes"), TABLE)
def test_table(phase: Phase, signal: Happened, after_s: float, leads_to: Phase, wishes: tuple[Wish, ...]) -> None:
    sync = in_phase(phase)
    assert sync.step(signal, NOW + after_s, 0.5) == wishes
    assert sync.phase is leads_to


def test_waits_double_up_to_a_limit_and_spread_by_chance() -> None:
    sync, now, waits = Sync(), NOW, []
    for _ in range(9):
        sync.step(Again(), now, 0.5)
        sync.step(Lost("refused"), now, 0.5)
        waits.append(round(sync.retry_at - now, 3))
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]
    early, late = Sync(), Sync()
    for sync, chance in ((early, 0.0), (late, 0.999)):
        sync.step(Again(), 0, 0)
        sync.step(Lost("x"), 0, chance)
    assert (early.retry_at, round(late.retry_at, 2)) == (0.1, 0.3)


def test_nothing_is_tried_before_it_is_due() -> None:
    sync = in_phase(Phase.LIVE)
    sync.step(Lost("cut"), NOW, 0.5)
    assert sync.step(Ticked(), NOW + 0.19, 0.5) == ()
    assert sync.step(Ticked(), NOW + 0.21, 0.5) == CONNECT


def test_a_snapshot_that_never_agrees_with_its_mark_is_asked_for_ever_more_slowly() -> None:
    sync, now = Sync(), NOW
    waits = []
    for _ in range(4):
        for signal in (Again(), Opened(), Welcomed(5), Heard(5), Broken("does not add up")):
            sync.step(signal, now, 0.5)
        waits.append(round(sync.retry_at - now, 3))
    assert waits == [0.2, 0.4, 0.8, 1.6]
    for signal in LIVE[1:]:
        sync.step(Again(), now, 0.5)
        sync.step(signal, now, 0.5)
    sync.step(Lost("cut"), now, 0.5)
    assert round(sync.retry_at - now, 3) == 0.2


def test_a_server_that_leaves_says_when_to_come_back() -> None:
    sync = in_phase(Phase.LIVE)
    sync.step(Leaving("restarting", (200, 1200)), NOW, 0.25)
    assert sync.retry_at == NOW + 0.45
    sync.step(Lost("closed"), NOW, 0.9)
    assert (sync.retry_at, sync.sentence) == (NOW + 0.45, "restarting")


def test_last_words_of_a_dead_socket_do_not_slow_the_next_try() -> None:
    sync = in_phase(Phase.LIVE)
    for _ in range(5):
        sync.step(Lost("cut"), NOW, 0.5)
    assert round(sync.retry_at - NOW, 3) == 0.2


def test_age_counts_from_the_last_mark_that_agreed() -> None:
    assert Sync().age_s(NOW) is None
    sync = in_phase(Phase.LIVE)
    sync.step(Heard(6), NOW + 2, 0.5)
    assert sync.age_s(NOW + 2.5) == 2.5
    sync.step(Heard(6, mark=True), NOW + 3, 0.5)
    assert sync.age_s(NOW + 3.5) == 0.5
    assert GIVE_UP_AFTER_S > 3
