"""Users and tokens: what lets in, what no longer does, and what is never kept."""

from __future__ import annotations

import hashlib

import pytest

from dispatchtui.core.rights import Actor
from dispatchtui.errors import UserError
from dispatchtui.store import Store
from dispatchtui.store.principals import Principals

NOW = 1_700_000_000
ANA = Actor(id="ana", name="Ana", roles=("dispatcher", "lead"), territories=("EAST", "WEST"), technician_id="T05")


@pytest.fixture
def people(store: Store) -> Principals:
    principals = Principals(store)
    principals.add_user(ANA, NOW, "correct horse")
    return principals


def test_a_password_lets_in_and_a_wrong_one_does_not(people: Principals) -> None:
    assert people.check_password("ana", "correct horse") == ANA
    assert people.check_password("ana", "Correct horse") is None
    assert people.check_password("ana", "") is None
    assert people.check_password("bob", "correct horse") is None


def test_without_a_password_only_tokens_let_in(people: Principals) -> None:
    people.add_user(Actor(id="bot", roles=("integration",)), NOW)
    assert people.check_password("bot", "") is None
    _, secret = people.issue("bot", "crm", NOW, NOW + 60)
    found = people.authenticate(secret, NOW)
    assert found is not None
    assert (found[0].id, found[0].roles) == ("bot", ("integration",))


def test_passwords_are_argon2id_and_tokens_hashes(people: Principals, store: Store) -> None:
    _, secret = people.issue("ana", "console", NOW, NOW + 60)
    kept = store.one("SELECT password_hash FROM principal")
    assert kept is not None
    assert kept[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert secret.startswith("dsp_")
    assert store.one("SELECT sha256 FROM token") == (hashlib.sha256(secret.encode()).hexdigest(),)


def test_a_token_lets_in_until_it_expires(people: Principals) -> None:
    token, secret = people.issue("ana", "console", NOW, NOW + 60)
    assert people.authenticate(secret, NOW + 59) == (ANA, token.id)
    assert people.authenticate(secret, NOW + 60) is None
    assert people.authenticate(secret + "x", NOW) is None
    assert people.authenticate("\ud800", NOW) is None


def test_a_revoked_token_lets_nobody_in(people: Principals) -> None:
    token, secret = people.issue("ana", "console", NOW, NOW + 60)
    _, other = people.issue("ana", "laptop", NOW + 1, NOW + 60)
    assert people.revoke(token.id, NOW + 5)
    assert not people.revoke(token.id, NOW + 6)
    assert people.authenticate(secret, NOW + 7) is None
    assert people.authenticate(other, NOW + 7) is not None
    assert [(each.label, each.revoked_s) for each in people.tokens()] == [("console", NOW + 5), ("laptop", None)]


def test_who_is_shut_out_has_neither_password_nor_token(people: Principals) -> None:
    _, secret = people.issue("ana", "console", NOW, NOW + 60)
    people.set_disabled("ana", disabled=True)
    assert people.authenticate(secret, NOW) is None
    assert people.check_password("ana", "correct horse") is None
    people.set_disabled("ana", disabled=False)
    assert people.authenticate(secret, NOW) is not None


def test_changed_rights_hold_for_tokens_that_exist(people: Principals) -> None:
    _, secret = people.issue("ana", "console", NOW, NOW + 60)
    people.change_user(Actor(id="ana", name="Ana B", roles=("support",), territories=("EAST",)))
    found = people.authenticate(secret, NOW)
    assert found is not None
    assert (found[0].name, found[0].roles, found[0].territories) == ("Ana B", ("support",), ("EAST",))


def test_last_use_is_written_at_most_once_a_minute(people: Principals) -> None:
    token, _ = people.issue("ana", "console", NOW, NOW + 600)
    seen = []
    for now_s in (NOW, NOW + 59, NOW + 60, NOW + 61):
        people.used([token.id, "unknown"], now_s)
        seen.append(people.tokens()[0].last_used_s)
    assert seen == [NOW, NOW, NOW, NOW + 61]


def test_a_new_password_replaces_the_old(people: Principals) -> None:
    people.set_password("ana", "staple")
    assert people.check_password("ana", "correct horse") is None
    assert people.check_password("ana", "staple") == ANA


def test_users_are_listed_without_secrets(people: Principals) -> None:
    people.add_user(Actor(id="bob", roles=("csr",)), NOW + 1)
    ana, bob = people.users()
    assert (ana.id, ana.roles, ana.territories, ana.technician_id, ana.has_password, ana.disabled) == (
        "ana", ("dispatcher", "lead"), ("EAST", "WEST"), "T05", True, False,
    )  # fmt: skip
    assert (bob.id, bob.has_password, bob.created_s) == ("bob", False, NOW + 1)


def test_mistakes_are_sentences(people: Principals) -> None:
    with pytest.raises(UserError, match=r"^There is already a user ana\.$"):
        people.add_user(ANA, NOW)
    with pytest.raises(UserError, match=r"^There is no role boss; there are admin, automation, "):
        people.add_user(Actor(id="eve", roles=("boss",)), NOW)
    for act in (
        lambda: people.issue("eve", "x", NOW, NOW + 1),
        lambda: people.set_password("eve", "x"),
        lambda: people.set_disabled("eve", disabled=True),
        lambda: people.change_user(Actor(id="eve")),
    ):
        with pytest.raises(UserError, match=r"^There is no user eve\.$"):
            act()
