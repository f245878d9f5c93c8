"""Nobody rewrites history: the database refuses, and where it was made not to, `verify` tells."""

from __future__ import annotations

import pytest

from dispatchtui.core.events import NoteAdded
from dispatchtui.store import Store
from dispatchtui.store.log import SELECT_EVENT, chained
from dispatchtui.store.verify import MOST_PROBLEMS, verify
from tests.store.acts import beginnings, placed, record

REWRITES = {
    "update": "UPDATE event SET body = '{}' WHERE seq = 1",
    "delete": "DELETE FROM event WHERE seq = 12",
    "mention update": "UPDATE mention SET subject = 'x'",
    "mention delete": "DELETE FROM mention",
}
ONLY_ON = {
    "sqlite": {"replace": "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1"},
    "postgresql": {"truncate": "TRUNCATE event", "mention truncate": "TRUNCATE mention"},
}


@pytest.fixture
def told(store: Store) -> Store:
    """A store with twelve facts."""
    record(store, *beginnings(), placed("V60", "T01", "10:00"), NoteAdded(visit_id="V60", text="x"))
    return store


def test_the_log_is_append_only(told: Store) -> None:
    before = told.logged(0)
    connection = told.database.connect(writes=True)
    for name, sql in (REWRITES | ONLY_ON[told.database.kind]).items():
        with pytest.raises(told.database.errors, match="is append-only"):
            connection.execute(sql)
        assert told.logged(0) == before, name
    connection.close()


def test_an_honest_store_is_verified(told: Store) -> None:
    found = verify(told)
    assert found.ok
    assert (found.events, found.digest, found.problems) == (12, told.load().digest_hex(), ())


def forge(store: Store, *statements: str) -> None:
    """Take the guards away, as whoever owns the database can, and rewrite."""
    connection = store.database.connect(writes=True)
    if store.database.kind == "sqlite":
        for (name,) in connection.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
    else:
        for table in ("event", "mention"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in statements:
        connection.execute(statement)
    connection.close()


FORGERIES: dict[str, tuple[tuple[str, ...], str]] = {
    "a fact's words": (
        ("UPDATE event SET body = replace(body, '\"x\"', '\"y\"') WHERE seq = 12",),
        "Fact 12 was changed after it was recorded",
    ),
    "who did it": (("UPDATE event SET actor = 'carl' WHERE seq = 3",), "Fact 3 was changed after it was recorded"),
    "when": (("UPDATE event SET at_s = at_s + 1 WHERE seq = 3",), "Fact 3 was changed after it was recorded"),
    "its audience": (("UPDATE event SET touched = '[]' WHERE seq = 11",), "Fact 11 was changed after it was recorded"),
    "one is missing": (("DELETE FROM event WHERE seq = 5",), "Fact 5 is missing: the log goes on with 6."),
    "the end is missing": (("DELETE FROM event WHERE seq = 12",), "The log ends at 11, but the head stands at 12"),
    "the end and the head": (
        ("DELETE FROM event WHERE seq = 12", "UPDATE head SET seq = 11 WHERE id = 1"),
        "The log ends at 11, but the head stands at 11 or carries another hash.",
    ),
    "a row": (
        ("UPDATE visits SET body = replace(body, 'PLANNED', 'RELEASED') WHERE id = 'V60'",),
        "The row visits/V60 is not what the log makes of it.",
    ),
    "a row too few": (("DELETE FROM skills WHERE id = 'PLUMB'",), "The row skills/PLUMB is missing."),
    "a row too many": (
        ("INSERT INTO skills (id, version, seq, born, name, body) VALUES ('X', 1, 1, 1, '', '{\"id\":\"X\"}')",),
        "The row skills/X is stored, but the log knows nothing of it.",
    ),
    "an assignment": (
        ("UPDATE assignment SET start_s = start_s + 1",),
        "The assignment of V60 to T01 is not what the log makes of it.",
    ),
    "a kind from the future": (
        ("UPDATE event SET body = replace(body, 'visit.noted', 'visit.sung') WHERE seq = 12",),
        "Fact 12 was changed after it was recorded",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_what_was_forged_is_told(told: Store, name: str) -> None:
    statements, sentence = FORGERIES[name]
    forge(told, *statements)
    found = verify(told)
    assert not found.ok
    assert any(problem.startswith(sentence) for problem in found.problems), found.problems


def test_a_ruined_log_is_told_in_few_sentences(told: Store) -> None:
    many = [NoteAdded(visit_id="V60", text=str(number)) for number in range(60)]
    record(told, *many)
    forge(told, "UPDATE event SET cause = 'x'")
    assert len(verify(told).problems) == MOST_PROBLEMS


def test_each_hash_follows_from_the_one_before(told: Store) -> None:
    lines = told.logged(0)
    assert len({line.hash for line in lines}) == 12
    assert told.head().hash == lines[-1].hash


def test_a_fact_rewritten_with_a_fitting_hash_breaks_the_next(told: Store) -> None:
    """Whoever can compute hashes must rewrite everything after it, the head, and what was sent elsewhere."""
    row = told.one(f"{SELECT_EVENT} WHERE seq = 3")
    before = told.one("SELECT hash FROM event WHERE seq = 2")
    assert row is not None
    assert before is not None
    line = [*row[:2], "carl", *row[3:15]]
    forged = chained(bytes(before[0]), line).hex()
    literal = f"X'{forged}'" if told.database.kind == "sqlite" else f"'\\x{forged}'"
    forge(told, f"UPDATE event SET actor = 'carl', hash = {literal} WHERE seq = 3")
    problems = verify(told).problems
    assert problems[0].startswith("Fact 4 was changed after it was recorded")
