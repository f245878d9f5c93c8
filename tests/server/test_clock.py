"""The log's time never goes back: not when a simulated day starts again, not when the machine's clock is set."""

from __future__ import annotations

from itertools import pairwise

from dispatchtui.core.commands.visits import AddNote
from dispatchtui.server.clock import Clock
from tests.server.office import START_S, place, seed


def test_a_simulated_day_that_starts_again_goes_on_where_its_log_ends(open_office, engine_url: str) -> None:
    first = open_office(engine_url, clock_start_s=START_S + 3600)
    seed(first.admin)
    first.admin.act(place("V1", "T01", "10:00"))
    first.stop()
    second = open_office(engine_url, clock_start_s=START_S)
    second.admin.act(AddNote(visit_id="V1", text="after the restart"))
    times = [fact["at_s"] for fact in second.admin.get("/history", limit=1000)]
    assert all(earlier <= later for earlier, later in pairwise(times)), times
    assert START_S + 3600 <= times[-1] < START_S + 3700
    assert second.admin.get("/me")["now_s"] >= times[-1]
    (notice,) = [each for each in second.admin.get("/readyz")["notices"] if "clock" in each]
    assert notice.startswith("The simulated clock went on from the log's last fact, ")


def test_a_wall_clock_that_is_set_back_stands_still_until_it_has_caught_up() -> None:
    wall = [1000.0]
    clock = Clock(wall=lambda: wall[0])
    clock.not_before(clock.now_s())
    wall[0] = 400.0
    assert clock.now_s() == 1000
    assert clock.notice == (
        "The machine's clock is 10 min behind the log's last fact; the desk's stands still until it has caught up."
    )
    wall[0] = 1001.5
    assert (clock.now_s(), clock.notice) == (1001, "")


def test_the_writer_keeps_the_log_monotone_when_the_wall_clock_steps_back(open_office, sqlite_url: str) -> None:
    office = open_office(sqlite_url, clock_start_s=None)
    seed(office.admin)
    assert office.server.office is not None
    clock = office.server.office.clock
    before = office.admin.get("/me")["now_s"]
    wall = clock._wall
    clock._wall = lambda: wall() - 7200
    office.admin.act(AddNote(visit_id="V1", text="after the step"))
    times = [fact["at_s"] for fact in office.admin.get("/history", limit=1000)]
    assert times == sorted(times)
    assert times[-1] <= before + 1
    assert any("behind the log's last fact" in each for each in office.admin.get("/readyz")["notices"])


def test_a_node_hears_of_the_time_of_others(open_office, postgres_url: str) -> None:
    one = open_office(postgres_url, home="one", clock_start_s=START_S)
    seed(one.admin)
    two = open_office(postgres_url, home="two", clock_start_s=START_S + 7200)
    ahead = two.admin.act(AddNote(visit_id="V1", text="two hours on"))
    behind = one.admin.act(AddNote(visit_id="V1", text="after it"))
    facts = {fact["seq"]: fact["at_s"] for fact in one.admin.get("/history", limit=1000)}
    assert START_S + 7200 <= facts[ahead.seq] <= facts[behind.seq]
