"""What supervisors and Prometheus ask."""

from __future__ import annotations

import pytest

from domain.records import Heartbeat, RecordsUnavailable
from domain.telemetry import StoreUnavailable
from storage.database.records import DatabaseRecords
from tests.api.world import GUARD, SITES, World


def parts(world: World) -> dict[str, tuple[bool, str]]:
    answer = world.get("//readyz")
    body = answer.json()
    assert answer.status_code == (200 if body["ready"] else 503)
    return {part["name"]: (part["ready"], part["detail"]) for part in body["parts"]}


def make_ready(world: World) -> None:
    for site in SITES:
        world.live.connect(site)
        world.live.health(site, {"received": 12}, {"broker_connected": True, "drained": True})
    with world.records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("worker", "w1", world.clock(), {}))


def test_alive_means_that_the_process_answers(world: World) -> None:
    assert world.get("//healthz").json() == {"status": "ok", "version": "0.0-test"}


def test_ready_means_every_part(world: World) -> None:
    make_ready(world)
    names = [
        "records",
        "telemetry",
        "ingest:riverside",
        "broker:riverside",
        "backlog:riverside",
        "ingest:hillside",
        "broker:hillside",
        "backlog:hillside",
        "worker",
    ]
    assert parts(world) == dict.fromkeys(names, (True, ""))
    assert world.get("//readyz").json()["ready"] is True


def test_what_is_not_there_yet_is_named(world: World) -> None:
    found = parts(world)
    assert {name for name, (ready, _) in found.items() if not ready} == {"ingest:riverside", "ingest:hillside", "worker"}
    assert "role `ingest`" in found["ingest:riverside"][1]


def test_a_broker_that_is_gone_and_a_backlog_are_named(world: World) -> None:
    make_ready(world)
    world.live.health("riverside", {"waiting": 40}, {"broker_connected": False, "drained": False, "last_error": "connection refused"})
    found = parts(world)
    assert found["broker:riverside"] == (False, "connection refused")
    assert found["backlog:riverside"][0] is False
    assert "40" in found["backlog:riverside"][1]


def test_a_worker_that_fell_silent_is_named(world: World) -> None:
    make_ready(world)
    world.clock.forward(seconds=31)
    assert parts(world)["worker"] == (False, "no sign of life for 31 s")


def test_stores_that_are_away_are_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(world)

    def no_records(*_: object) -> None:
        raise RecordsUnavailable("the records do not answer")

    def no_telemetry(*_: object) -> None:
        raise StoreUnavailable("the store does not answer")

    monkeypatch.setattr(DatabaseRecords, "check", no_records)
    monkeypatch.setattr(DatabaseRecords, "reading", no_records)
    monkeypatch.setattr(world.telemetry, "check", no_telemetry, raising=False)
    found = parts(world)
    assert found["records"] == (False, "the records do not answer")
    assert found["telemetry"] == (False, "the store does not answer")
    assert found["worker"][0] is False
    assert "steward_records_up 0.0" in world.get("//metrics").text


def test_metrics(world: World) -> None:
    make_ready(world)
    world.raised()
    world.get("/alarms", GUARD)
    world.get("/alarms/none", GUARD)
    text = world.get("//metrics").text
    assert 'steward_http_requests_total{method="GET",route="list_alarms",status="200"} 1.0' in text
    assert 'steward_http_requests_total{method="GET",route="get_alarm",status="404"} 1.0' in text
    assert 'steward_ingest_received{site="riverside"} 12.0' in text
    assert 'steward_ingest_broker_connected{site="riverside"} 1.0' in text
    assert 'steward_ingest_feed_connected{site="hillside"} 1.0' in text
    assert 'steward_heartbeat_age_seconds{role="worker"} 0.0' in text
    with world.records.reading() as tx:
        waiting = len(tx.outbox.due(world.clock()))
    assert waiting > 1
    assert f"steward_outbox_due {waiting}.0" in text
    assert "steward_stream_clients 0.0" in text
    assert "guard" not in text
