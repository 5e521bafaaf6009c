"""Readings over time, and what is too much to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.telemetry import StoreUnavailable, TelemetryStore
from tests.api.world import GUARD, STRANGER, T0, World, reading

TEMP = "/points/riverside.t3-lift-1.room_temp/readings"
MODE = "/points/riverside.t3-lift-1.mode/readings"


@pytest.fixture
def measured(world: World) -> World:
    world.telemetry.write(
        [reading("riverside", "t3-lift-1", T0 - timedelta(seconds=30 * number), room_temp=float(number), mode="normal") for number in range(8, 0, -1)]
    )
    return world


def values(world: World, path: str = TEMP, **params: object) -> list[object]:
    return [item["value"] for item in world.get(path, GUARD, params=params).json()["items"]]


def test_the_last_hour_is_the_default_oldest_first(measured: World) -> None:
    assert values(measured) == [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]


def test_from_is_included_and_to_is_not(measured: World) -> None:
    assert values(measured, **{"from": "2026-01-31T07:58:00Z", "to": "2026-01-31T15:59:00+08:00"}) == [4.0, 3.0]


def test_windows_begin_at_whole_minutes(measured: World) -> None:
    body = measured.get(TEMP, GUARD, params={"window": "60s", "fn": "max"}).json()
    assert [(item["ts"][11:19], item["value"]) for item in body["items"]] == [("07:56:00", 8.0), ("07:57:00", 6.0), ("07:58:00", 4.0), ("07:59:00", 2.0)]
    assert values(measured, window="1m") == [7.5, 5.5, 3.5, 1.5]
    assert values(measured, window="2m", fn="min") == [5.0, 1.0]


def test_words_have_a_last_value_only(measured: World) -> None:
    assert values(measured, MODE, window="2m") == ["normal", "normal"]
    assert measured.get(MODE, GUARD, params={"window": "2m", "fn": "mean"}).status_code == 400


def test_long_answers_come_in_pages(measured: World) -> None:
    first = measured.get(TEMP, GUARD, params={"limit": 5}).json()
    rest = measured.get(TEMP, GUARD, params={"limit": 5, "cursor": first["next_cursor"]}).json()
    assert [item["value"] for item in (*first["items"], *rest["items"])] == [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"from": "2026-01-31T09:00:00Z", "to": "2026-01-31T08:00:00Z"}, "before"),
        ({"from": "2025-11-01T00:00:00Z"}, "window=1h"),
        ({"from": "2020-01-01T00:00:00Z", "window": "1d"}, "800 days"),
        ({"from": "2026-01-01T00:00:00Z", "window": "1s"}, "window="),
        ({"window": "soon"}, "60s"),
        ({"window": "0s"}, "60s"),
        ({"fn": "max"}, "window"),
    ],
)
def test_too_much_or_unreadable_is_a_400_that_says_what_would_do(world: World, params: dict[str, str], says: str) -> None:
    answer = world.get(TEMP, GUARD, params=params)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_the_suggested_window_is_accepted(world: World) -> None:
    refused = world.get(TEMP, GUARD, params={"from": "2026-01-01T00:00:00Z", "window": "1s"}).json()["detail"]
    window = refused.split("window=")[1].split(" ")[0]
    assert world.get(TEMP, GUARD, params={"from": "2026-01-01T00:00:00Z", "window": window}).status_code == 200


def test_a_point_that_is_not_mine_does_not_exist(world: World) -> None:
    assert world.get(TEMP, STRANGER).status_code == 404
    assert world.get("/points/riverside.t3-lift-1.nothing/readings", GUARD).status_code == 404


def test_a_store_that_is_away_is_a_503_and_says_that_alarms_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _away(world.telemetry, monkeypatch)
    answer = world.get(TEMP, GUARD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "alarms are not affected" in answer.json()["detail"]
    assert world.get("/points", GUARD).status_code == 200, "live values do not need it"


def test_personal_values_are_masked(world: World) -> None:
    world.telemetry.write([reading("riverside", "gate-1", T0 - timedelta(minutes=1), plate_text="京A12345")])
    assert values(world, "/points/riverside.gate-1.plate_text/readings") == ["•••"]
    (point,) = world.get("/points", GUARD, params={"asset": "gate-1"}).json()["items"]
    assert point["latest"]["value"] == "•••"


def _away(store: TelemetryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_: object, **__: object) -> object:
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(store, "range", unavailable)
    monkeypatch.setattr(store, "latest", unavailable)
