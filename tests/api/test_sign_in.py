"""Signing in, staying signed in, signing out, and guessing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from api.security.passwords import hash_password, outdated, verify_password
from api.security.throttle import FREE_TRIES, FREE_TRIES_OF_ADDRESS
from domain.people import Department, Person, Role
from domain.records import Account
from tests.api.world import World

NURI = Person("p-nuri", "nuri", "努尔", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
PASSWORD = "correct horse battery staple"


@pytest.fixture
def hired(world: World) -> World:
    with world.records.transaction() as tx:
        tx.people.add(Account(NURI, hash_password(PASSWORD)))
    return world


def sign_in(world: World, password: str = PASSWORD, username: str = "nuri") -> httpx.Response:
    return world.post("/auth/login", json={"username": username, "password": password})


def me(world: World, tokens: dict[str, str]) -> int:
    return world.get("/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code


def refresh(world: World, tokens: dict[str, str]) -> httpx.Response:
    return world.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})


def test_the_right_password_opens_a_session(hired: World) -> None:
    answer = sign_in(hired)
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    assert me(hired, body) == 200
    assert hired.audited() == [("nuri", "session.opened", "")]


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(hired: World) -> None:
    wrong, unknown = sign_in(hired, "wrong"), sign_in(hired, "wrong", "nobody")
    assert (wrong.status_code, wrong.json()) == (401, unknown.json())
    assert unknown.status_code == 401
    assert [action for _, action, _ in hired.audited()] == ["session.refused", "session.refused"]


def test_a_closed_account_is_refused_with_the_right_password(hired: World) -> None:
    with hired.records.transaction() as tx:
        account = tx.people.by_username("nuri")
        assert account is not None
        tx.people.save(replace(account, person=replace(account.person, active=False)))
    assert sign_in(hired).status_code == 401


@pytest.mark.parametrize("username", ["nuri", "nobody"])
def test_guessing_has_to_wait_whether_the_name_exists_or_not(hired: World, username: str) -> None:
    answers = [sign_in(hired, f"guess {number}", username).status_code for number in range(FREE_TRIES + 1)]
    assert answers == [401] * FREE_TRIES + [429]
    refused = sign_in(hired, PASSWORD, username)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")


def test_after_the_wait_the_right_password_opens_and_clears(hired: World) -> None:
    for number in range(FREE_TRIES):
        sign_in(hired, f"guess {number}")
    hired.clock.forward(seconds=30)
    assert sign_in(hired).status_code == 200
    assert sign_in(hired, "wrong").status_code == 401
    assert sign_in(hired).status_code == 200


def test_waits_grow_with_the_guesses(hired: World) -> None:
    for number in range(FREE_TRIES):
        sign_in(hired, f"guess {number}")
    hired.clock.forward(seconds=30)
    assert sign_in(hired, "one more").status_code == 401
    assert sign_in(hired).headers["retry-after"] == "60"


def test_guesses_made_at_the_same_moment_all_count(hired: World) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = [answer.status_code for answer in pool.map(lambda number: sign_in(hired, f"guess {number}"), range(12))]
    assert sorted(answers) == [401] * FREE_TRIES + [429] * (12 - FREE_TRIES)


def test_one_address_cannot_try_many_names(hired: World) -> None:
    for number in range(FREE_TRIES_OF_ADDRESS):
        sign_in(hired, "wrong", f"name-{number}")
    assert sign_in(hired).status_code == 429


def test_a_refresh_token_gives_the_next_pair_and_is_good_once(hired: World) -> None:
    first = sign_in(hired).json()
    second = refresh(hired, first)
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert me(hired, second.json()) == 200


def test_a_refresh_token_that_comes_again_ends_the_whole_session(hired: World) -> None:
    first = sign_in(hired).json()
    second = refresh(hired, first).json()
    assert refresh(hired, first).status_code == 401
    assert refresh(hired, second).status_code == 401
    assert ("p-nuri", "session.revoked", "a refresh token was used twice or its account is closed") in hired.audited()


def test_another_session_of_the_same_person_goes_on(hired: World) -> None:
    here, there = sign_in(hired).json(), sign_in(hired).json()
    refresh(hired, here)
    refresh(hired, here)
    assert refresh(hired, there).status_code == 200


def test_a_refresh_token_ends_after_a_fortnight(hired: World) -> None:
    tokens = sign_in(hired).json()
    hired.clock.forward(days=14)
    assert refresh(hired, tokens).status_code == 401


def test_signing_out_ends_the_session(hired: World) -> None:
    tokens = sign_in(hired).json()
    out = hired.post("/auth/logout", json={"refresh_token": tokens["refresh_token"]})
    assert (out.status_code, out.content) == (204, b"")
    assert refresh(hired, tokens).status_code == 401
    assert hired.post("/auth/logout", json={"refresh_token": "unknown"}).status_code == 204


def test_only_the_digest_of_a_refresh_token_is_stored(hired: World) -> None:
    tokens = sign_in(hired).json()
    with hired.records.reading() as tx:
        assert tx.people.token(tokens["refresh_token"]) is None


def test_passwords_are_argon2id() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, "wrong")
    assert not verify_password(None, "a password that nobody has")
    assert not verify_password("!", PASSWORD)
    assert not outdated(stored)


def test_a_hash_of_older_parameters_is_made_anew_at_sign_in(world: World) -> None:
    from argon2 import PasswordHasher  # noqa: PLC0415  only to make an old one

    with world.records.transaction() as tx:
        tx.people.add(Account(NURI, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)))
    assert sign_in(world).status_code == 200
    with world.records.reading() as tx:
        account = tx.people.get("p-nuri")
    assert account is not None
    assert not outdated(account.password_hash)
    assert verify_password(account.password_hash, PASSWORD)
