"""Errors: always a problem, in the reader's language, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from domain.records import RecordsUnavailable
from storage.database.records import DatabaseRecords
from tests.api.world import ADMIN, GUARD, World


def shape(answer: httpx.Response) -> tuple[int, str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    return answer.status_code, body["type"].removeprefix("urn:steward:problem:"), body["title"]


@pytest.fixture
def away(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    def unavailable(_: DatabaseRecords) -> Iterator[object]:
        raise RecordsUnavailable("no answer")

    monkeypatch.setattr(DatabaseRecords, "reading", unavailable)
    monkeypatch.setattr(DatabaseRecords, "transaction", unavailable)
    return world


def test_an_address_that_is_none(world: World) -> None:
    assert shape(world.get("/nothing", ADMIN)) == (404, "not-found", "Not found")
    assert shape(world.get("//api/v2/alarms", ADMIN)) == (404, "not-found", "Not found")


def test_a_method_that_is_none(world: World) -> None:
    assert shape(world.ask("DELETE", "/alarms", ADMIN))[:2] == (405, "method-not-allowed")


def test_a_body_that_cannot_be_used_names_its_fields(world: World) -> None:
    answer = world.post("/work-orders", GUARD, json={"site": "riverside", "title": "x"})
    assert shape(answer) == (422, "unusable", "Cannot be done as asked")
    assert answer.json()["errors"] == [{"field": "body.department", "message": "Field required"}]


def test_a_body_that_is_no_json(world: World) -> None:
    assert shape(world.post("/work-orders", GUARD, content=b"{", headers={"Content-Type": "application/json"}))[:2] == (422, "unusable")


def test_a_body_that_is_too_large(world: World) -> None:
    long = b'{"note": "' + b"x" * 1_100_000 + b'"}'
    assert shape(world.post("/work-orders", GUARD, content=long, headers={"Content-Type": "application/json"}))[:2] == (413, "too-large")


def test_a_body_that_is_too_large_and_does_not_say_so(world: World) -> None:
    async def pieces() -> object:
        for _ in range(20):
            yield b" " * 100_000

    answer = world.post("/work-orders", GUARD, content=pieces(), headers={"Content-Type": "application/json"})
    assert shape(answer)[:2] == (413, "too-large")


def test_records_that_are_away_are_a_503_that_says_nothing_was_changed(away: World) -> None:
    answer = away.get("/alarms", ADMIN, headers={"Accept-Language": "zh"})
    assert shape(answer) == (503, "unavailable", "暂时不可用")
    assert answer.headers["retry-after"] == "2"
    assert shape(away.post("/auth/login", json={"username": "a", "password": "b"}))[:2] == (503, "unavailable")


def test_our_own_fault_tells_nothing_of_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: DatabaseRecords) -> Iterator[object]:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(DatabaseRecords, "reading", broken)
    answer = world.get("/alarms", ADMIN)
    assert shape(answer) == (500, "internal", "Something went wrong here")
    assert "secret" not in answer.text


@pytest.mark.parametrize(("asked", "language"), [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,zh;q=0.5", "en"), ("fr,zh;q=0.3", "zh"), ("", "en"), ("*", "en")])
def test_the_language_is_the_first_that_we_speak(world: World, asked: str, language: str) -> None:
    assert world.get("/alarms", headers={"Accept-Language": asked}).headers["content-language"] == language
