"""Phones of posts, PINs and who guesses them, and the keys under which phones keep things."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.security.passwords import hash_password
from domain.people import Department, Person, Role
from domain.records import Account
from operations.phones.pins import FREE_TRIES, MOST_TRIES
from tests.api.world import CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, World

LI = Person("p-li", "li", "李明", Role.GUARD, Department.SECURITY, ("riverside",))
ZHAO = Person("p-zhao", "zhao", "赵敏", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
PASSWORD = "a password for the tests"
PIN = "284917"


@pytest.fixture
def gate(world: World) -> World:
    """A world in which Li and Zhao have PINs."""
    with world.records.transaction() as tx:
        for person in (LI, ZHAO):
            tx.people.add(Account(person, hash_password(PASSWORD)))
    for person in (LI, ZHAO):
        assert set_pin(world, person).status_code == 200
    return world


def set_pin(world: World, person: Person = LI, pin: str = PIN, password: str = PASSWORD) -> httpx.Response:
    return world.ask("PUT", "/me/pin", person, json={"pin": pin, "password": password})


def registered(world: World, by: Person = DISPATCHER, **more: str) -> dict[str, Any]:
    answer = world.post("/phones", by, json={"site": "riverside", "post": "nearest_guard", "name": "东门岗手机", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return {**found, "token": found["path"].partition("#")[2]}


def sign_in(world: World, phone: dict[str, Any], pin: str = PIN, person: Person = LI) -> httpx.Response:
    return world.post("/auth/pin", json={"phone_token": phone["token"], "person_id": person.id, "pin": pin})


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_a_phone_is_registered_listed_and_its_token_told_once(gate: World) -> None:
    phone = registered(gate)
    (listed,) = gate.get("/phones?site=riverside", MANAGER).json()["items"]
    assert (listed["name"], listed["post"], listed["registered_by"]) == ("东门岗手机", "nearest_guard", "dispatcher")
    assert phone["token"] not in gate.get("/phones", MANAGER).text
    assert "<svg" in phone["svg"]


@pytest.mark.parametrize(("by", "status"), [(GUARD, 403), (ENGINEER, 403), (STRANGER, 404)])
def test_only_who_arranges_duty_registers_one(gate: World, by: Person, status: int) -> None:
    assert gate.post("/phones", by, json={"site": "riverside", "post": "nearest_guard", "name": "x"}).status_code == status


def test_those_of_the_post_with_a_pin_may_take_turns(gate: World) -> None:
    here = gate.post("/auth/phone", json={"phone_token": registered(gate)["token"]}).json()
    assert here == {
        "name": "东门岗手机",
        "site_name": {"zh": "滨江花园", "en": "Riverside Gardens"},
        "post": "nearest_guard",
        "people": [{"id": "p-li", "name": "李明"}],
    }


def test_a_pin_opens_a_short_session_of_that_person_marked_with_the_phone(gate: World) -> None:
    phone = registered(gate)
    tokens = sign_in(gate, phone).json()
    assert gate.get("/me", headers=bearer(tokens)).json()["username"] == "li"
    assert gate.audited()[-1] == ("li", "session.opened", f"pin phone={phone['id']}")
    _, order = gate.raised()
    taken = gate.ask("POST", f"/work-orders/{order.id}/accept", headers=bearer(tokens), json={"device_id": "something else"})
    assert taken.json()["timeline"][-1]["device_id"] == phone["id"]
    assert gate.get("/phones", MANAGER).json()["items"][0]["seen_at"] is not None


def test_a_session_by_pin_is_over_when_it_is_not_renewed_for_half_an_hour(gate: World) -> None:
    tokens = sign_in(gate, registered(gate)).json()
    gate.clock.forward(minutes=29)
    renewed = gate.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert renewed.status_code == 200
    gate.clock.forward(minutes=30)
    assert gate.post("/auth/refresh", json={"refresh_token": renewed.json()["refresh_token"]}).status_code == 401


def test_a_session_by_pin_ends_with_the_shift_however_often_it_is_renewed(gate: World) -> None:
    tokens = sign_in(gate, registered(gate)).json()
    answers = []
    for _ in range(40):
        gate.clock.forward(minutes=20)
        answer = gate.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        tokens = answer.json() if answer.status_code == 200 else tokens
        answers.append(answer.status_code)
    assert (answers[:38], answers[-1]) == ([200] * 38, 401)


def test_a_revoked_phone_ends_its_sessions_at_once(gate: World) -> None:
    phone = registered(gate)
    tokens = sign_in(gate, phone).json()
    assert gate.ask("DELETE", f"/phones/{phone['id']}", MANAGER).status_code == 204
    answers = (
        gate.get("/me", headers=bearer(tokens)),
        gate.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}),
        sign_in(gate, phone),
        gate.post("/auth/phone", json={"phone_token": phone["token"]}),
    )
    assert [answer.status_code for answer in answers] == [401] * 4
    assert gate.get("/phones", MANAGER).json()["items"] == []


def test_a_password_session_does_not_end_with_the_phone(gate: World) -> None:
    phone = registered(gate)
    tokens = gate.post("/auth/login", json={"username": "li", "password": PASSWORD}).json()
    gate.ask("DELETE", f"/phones/{phone['id']}", MANAGER)
    assert gate.get("/me", headers=bearer(tokens)).status_code == 200


def test_wrong_pins_have_to_wait_longer_and_longer_and_then_only_the_password_helps(gate: World) -> None:
    phone = registered(gate)
    free = [sign_in(gate, phone, "111222").status_code for _ in range(FREE_TRIES + 1)]
    waits = sign_in(gate, phone)
    assert (set(free), waits.status_code, waits.headers["retry-after"]) == ({401}, 429, "30")
    for _ in range(MOST_TRIES - FREE_TRIES - 1):
        gate.clock.forward(minutes=16)
        sign_in(gate, phone, "111222")
    gate.clock.forward(hours=5)
    locked = sign_in(gate, phone)
    assert (locked.status_code, "密码" in gate.post("/auth/pin", headers={"Accept-Language": "zh"}, json=asked(phone)).json()["detail"]) == (401, True)
    gate.post("/auth/login", json={"username": "li", "password": PASSWORD}).raise_for_status()
    assert sign_in(gate, phone).status_code == 200


def asked(phone: dict[str, Any]) -> dict[str, str]:
    return {"phone_token": phone["token"], "person_id": LI.id, "pin": PIN}


def test_guesses_on_one_phone_lock_nobody_out_of_another(gate: World) -> None:
    first, second = registered(gate), registered(gate, name="西门岗手机")
    for _ in range(FREE_TRIES + 1):
        sign_in(gate, first, "111222")
    assert (sign_in(gate, first).status_code, sign_in(gate, second).status_code) == (429, 200)


def test_a_right_pin_forgives_the_wrong_ones(gate: World) -> None:
    phone = registered(gate)
    for _ in range(3):
        answers = [sign_in(gate, phone, "111222").status_code for _ in range(FREE_TRIES - 1)]
        assert (set(answers), sign_in(gate, phone).status_code) == ({401}, 200)


def test_a_pin_is_good_on_phones_of_ones_own_post_only(gate: World) -> None:
    phone = registered(gate)
    assert sign_in(gate, phone, person=ZHAO).status_code == 401
    assert sign_in(gate, registered(gate, post="duty_engineer", name="工程"), person=ZHAO).status_code == 200
    assert gate.post("/auth/pin", json={**asked(phone), "phone_token": "A" * 24}).status_code == 401


def test_who_has_left_takes_no_turn(gate: World) -> None:
    phone = registered(gate)
    with gate.records.transaction() as tx:
        account = tx.people.get(LI.id)
        assert account is not None
        tx.people.save(Account(Person("p-li", "li", "李明", Role.GUARD, Department.SECURITY, ("riverside",), active=False), account.password_hash))
    assert sign_in(gate, phone).status_code == 401


@pytest.mark.parametrize("pin", ["123456", "987654", "111111", "121212", "123123", "12345", "1234567", "abcdef", "２８４９１７"])
def test_pins_that_are_guessed_first_are_not_taken(gate: World, pin: str) -> None:
    assert set_pin(gate, pin=pin).status_code == 422


def test_a_pin_is_set_with_the_password_only(gate: World) -> None:
    assert set_pin(gate, password="wrong").status_code == 422
    assert gate.get("/me/pin", CLEANER).json() == {"set_at": None}
    assert gate.get("/me/pin", LI).json()["set_at"] is not None


def test_a_pin_can_be_given_up(gate: World) -> None:
    phone = registered(gate)
    gate.ask("DELETE", "/me/pin", LI)
    assert sign_in(gate, phone).status_code == 401


def test_pins_are_nowhere_in_clear(gate: World) -> None:
    with gate.records.reading() as tx:
        pin = tx.phones.pin(LI.id)
    assert pin is not None
    assert pin.hash.startswith("$argon2id$")
    assert PIN not in str(gate.audited())


def key(world: World, person: Person, device: str = "device-0001") -> str:
    return str(world.post("/me/phone-key", person, json={"device_id": device}).raise_for_status().json()["key"])


def test_a_phone_gets_the_same_key_for_the_same_person_and_another_for_anybody_else(gate: World) -> None:
    first = key(gate, LI)
    gate.clock.forward(days=30)
    assert (key(gate, LI), len(base64.b64decode(first))) == (first, 32)
    assert len({first, key(gate, ZHAO), key(gate, LI, "device-0002")}) == 3


def test_a_broken_key_never_comes_back(gate: World) -> None:
    first = key(gate, LI)
    assert gate.ask("DELETE", "/me/phone-keys", LI).status_code == 204
    assert key(gate, LI) != first


def test_a_key_stands_in_no_kept_answer(gate: World) -> None:
    told = gate.post("/me/phone-key", LI, json={"device_id": "device-0001"}, headers={"Idempotency-Key": "k1"})
    with gate.records.reading() as tx:
        assert tx.housekeeping.answered(LI.id, "k1") is None
    assert told.headers["cache-control"] == "no-store"


def test_sessions_by_pin_are_forgotten_with_the_others(gate: World) -> None:
    sign_in(gate, registered(gate))
    with gate.records.transaction() as tx:
        assert (
            tx.housekeeping.forget_before(next(each.kind for each in tx.housekeeping.retention() if each.kind == "sessions"), gate.clock() + timedelta(days=40))
            >= 2
        )
