"""A write with an Idempotency-Key happens once, however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from tests.api.world import DISPATCHER, ENGINEER, GUARD, SetClock, World, opened

REQUEST = {"site": "riverside", "title": "灯坏了", "department": "engineering"}


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    records = DatabaseRecords(request.getfixturevalue(f"{request.param}_url"), clock=clock)
    with opened(records, telemetry, clock, tmp_path) as living:
        yield living
    records.close()


def test_the_same_key_gives_the_same_answer(world: World) -> None:
    first, again = (world.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(world.orders()) == 1


def test_the_same_key_for_another_request_is_refused(world: World) -> None:
    world.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"})
    other = world.post("/work-orders", GUARD, json={**REQUEST, "title": "门坏了"}, headers={"Idempotency-Key": "k1"})
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]


def test_keys_belong_to_their_person(world: World) -> None:
    world.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"})
    assert world.post("/work-orders", ENGINEER, json=REQUEST, headers={"Idempotency-Key": "k1"}).status_code == 201
    assert len(world.orders()) == 2


def test_a_step_that_is_sent_again_from_a_basement_is_taken_once(world: World) -> None:
    _, order = world.raised()
    answers = [world.post(f"/work-orders/{order.id}/note", GUARD, json={"note": "到了"}, headers={"Idempotency-Key": "n1"}).json()["version"] for _ in range(3)]
    assert answers == [2, 2, 2]


def test_what_failed_may_be_tried_again_under_its_key(world: World) -> None:
    _, order = world.raised()
    key = {"Idempotency-Key": "k1"}
    assert world.post(f"/work-orders/{order.id}/dispatch", DISPATCHER, json={"assignee": "nobody"}, headers=key).status_code == 422
    assert world.post(f"/work-orders/{order.id}/dispatch", DISPATCHER, json={"assignee": "guard"}, headers=key).status_code == 200


def test_a_key_is_forgotten_after_a_day(world: World) -> None:
    world.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"})
    world.clock.forward(hours=25)
    assert "idempotency-replayed" not in world.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"}).headers


def test_sent_many_times_at_the_same_moment_it_happens_once(on_both: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: on_both.post("/work-orders", GUARD, json=REQUEST, headers={"Idempotency-Key": "k1"}), range(8)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert len(on_both.orders()) == 1
