"""What supervisors and Prometheus ask."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from api.ingest_readiness import STORE_LAG_S
from domain.records import Heartbeat, RecordsUnavailable
from domain.telemetry import StoreUnavailable
from storage.database.records import DatabaseRecords
from tests.api.world import GUARD, SITES, World

WELL: Mapping[str, bool | str] = {
    "broker_connected": True,
    "drained": True,
    "records_available": True,
    "store_available": True,
    "journal_full": False,
    "broker_warning": "",
    "disk_warning": "",
    "last_error": "",
}


def parts(world: World) -> dict[str, tuple[str, str]]:
    """State and detail of each part."""
    body = world.get("//readyz").json()
    assert all(part["ready"] is (part["state"] == "ready") for part in body["parts"])
    return {part["name"]: (part["state"], part["detail"]) for part in body["parts"]}


def status(world: World) -> tuple[int, bool, str]:
    """HTTP status, whether ready, worst state."""
    answer = world.get("//readyz")
    return answer.status_code, answer.json()["ready"], answer.json()["state"]


def say(world: World, metrics: Mapping[str, float] | None = None, **facts: bool | str) -> None:
    """Ingest of riverside says this of itself; what is not said is well."""
    world.live.health("riverside", {"received": 12, **(metrics or {})}, {**WELL, **facts})


def make_ready(world: World) -> None:
    for site in SITES:
        world.live.connect(site)
        world.live.health(site, {"received": 12}, WELL)
    with world.records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("worker", "w1", world.clock(), {}))


def test_alive_means_that_the_process_answers(world: World) -> None:
    assert world.get("//healthz").json() == {"status": "ok", "version": "0.0-test"}


def test_ready_means_every_part(world: World) -> None:
    make_ready(world)
    of_a_site = ("ingest", "broker", "queue", "journal", "disk", "backlog", "commits", "storing", "out")
    names = ["records", "telemetry", *(f"{part}:{site}" for site in SITES for part in of_a_site), "worker"]
    assert parts(world) == dict.fromkeys(names, ("ready", ""))
    assert status(world) == (200, True, "ready")


def test_what_is_not_there_yet_is_named(world: World) -> None:
    found = parts(world)
    assert {name for name, (state, _) in found.items() if state != "ready"} == {"ingest:riverside", "ingest:hillside", "worker"}
    assert "role `ingest`" in found["ingest:riverside"][1]
    assert status(world) == (503, False, "unready")


def test_an_ingest_that_lives_on_another_host_is_told_from_one_that_is_away(world: World) -> None:
    with world.records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("ingest", "i1", world.clock(), {"sites": ["riverside"]}))
    found = parts(world)
    assert "one host" in found["ingest:riverside"][1]
    assert "no ingest serves it" in found["ingest:hillside"][1]


@pytest.mark.parametrize(
    ("part", "metrics", "facts", "words"),
    [
        ("broker", {"broker_away_seconds": 42}, {"broker_connected": False, "last_error": "connection refused"}, "connection refused for 42 s"),
        ("journal", {"unacknowledged": 500}, {"journal_full": True}, "(500 here)"),
        ("commits", {"records_away_seconds": 61, "pending_commits": 7}, {"records_available": False}, "for 61 s: 7 changes"),
    ],
)
def test_what_keeps_steward_from_its_work_is_unready(
    part: str, metrics: Mapping[str, float], facts: Mapping[str, bool | str], words: str, world: World
) -> None:
    make_ready(world)
    say(world, metrics, **facts)
    state, detail = parts(world)[f"{part}:riverside"]
    assert state == "unready"
    assert words in detail
    assert status(world) == (503, False, "unready")


@pytest.mark.parametrize(
    ("part", "metrics", "facts", "words"),
    [
        ("backlog", {"waiting": 40, "judging_lag_seconds": 33}, {"drained": False}, "(40 messages received and waiting); alarms are 33 s late"),
        ("storing", {"telemetry_lag_seconds": 42.4}, {}, "42 s behind"),
        ("storing", {"store_away_seconds": 9}, {"store_available": False}, "takes nothing for 9 s"),
        ("journal", {"journal_bytes": 81 << 20, "journal_limit_bytes": 100 << 20}, {}, "81 of 100 MiB"),
        ("disk", {}, {"disk_warning": "30 ms"}, "30 ms"),
        ("queue", {}, {"broker_warning": "kept only 1000 of 1100"}, "kept only 1000"),
    ],
)
def test_what_only_waits_or_warns_is_degraded(part: str, metrics: Mapping[str, float], facts: Mapping[str, bool | str], words: str, world: World) -> None:
    make_ready(world)
    say(world, metrics, **facts)
    state, detail = parts(world)[f"{part}:riverside"]
    assert state == "degraded"
    assert words in detail
    assert status(world) == (200, True, "degraded")


def test_a_batch_that_gathers_is_no_lag(world: World) -> None:
    make_ready(world)
    say(world, {"telemetry_lag_seconds": STORE_LAG_S})
    assert status(world) == (200, True, "ready")


def test_transitions_that_are_not_on_the_out_topics_are_named_when_they_are_late(world: World) -> None:
    world.raised()
    world.clock.forward(seconds=61)
    make_ready(world)
    assert parts(world)["out:riverside"] == ("degraded", "transitions on the _out topics are 61 s late")
    assert parts(world)["out:hillside"] == ("ready", "")
    with world.records.transaction() as tx:
        tx.housekeeping.set_cursor("out:riverside", tx.events.bounds()[1])
    assert parts(world)["out:riverside"] == ("ready", "")


def test_a_worker_that_fell_silent_is_named(world: World) -> None:
    make_ready(world)
    world.clock.forward(seconds=31)
    assert parts(world)["worker"] == ("unready", "no sign of life for 31 s")


def test_stores_that_are_away_are_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(world)

    def no_records(*_: object) -> None:
        raise RecordsUnavailable("the records do not answer")

    def no_telemetry(*_: object) -> None:
        raise StoreUnavailable("the store does not answer")

    monkeypatch.setattr(world.telemetry, "check", no_telemetry, raising=False)
    assert parts(world)["telemetry"] == ("degraded", "the store does not answer")
    assert status(world) == (200, True, "degraded")
    monkeypatch.setattr(DatabaseRecords, "check", no_records)
    monkeypatch.setattr(DatabaseRecords, "reading", no_records)
    found = parts(world)
    assert found["records"] == ("unready", "the records do not answer")
    assert found["worker"][0] == "unready"
    assert status(world) == (503, False, "unready")
    assert "steward_records_up 0.0" in world.get("//metrics").text


def test_metrics(world: World) -> None:
    make_ready(world)
    world.raised()
    world.get("/alarms", GUARD)
    world.get("/alarms/none", GUARD)
    text = world.get("//metrics").text
    assert 'steward_http_requests_total{method="GET",route="list_alarms",status="200"} 1.0' in text
    assert 'steward_http_requests_total{method="GET",route="get_alarm",status="404"} 1.0' in text
    assert 'steward_ingest_received_total{site="riverside"} 12.0' in text
    assert 'steward_ingest_broker_connected{site="riverside"} 1.0' in text
    assert 'steward_ingest_feed_connected{site="hillside"} 1.0' in text
    assert 'steward_heartbeat_age_seconds{role="worker"} 0.0' in text
    with world.records.reading() as tx:
        waiting = len(tx.outbox.due(world.clock()))
    assert waiting > 1
    assert f"steward_outbox_due {waiting}.0" in text
    assert "steward_stream_clients 0.0" in text
    assert "guard" not in text


def test_the_process_that_has_a_site_is_named_and_the_one_that_took_it_over(world: World) -> None:
    make_ready(world)
    for instance in ("host:1", "host:2"):
        with world.records.transaction() as tx:
            tx.housekeeping.beat(Heartbeat("ingest", instance, world.clock(), {"sites": ["riverside"]}))
        assert parts(world)["ingest:riverside"] == ("ready", f"in process {instance}")
        assert f'steward_site_owner_info{{process="{instance}",site="riverside"}} 1.0' in world.get("//metrics").text
        world.clock.forward(seconds=1)


def test_a_site_that_nobody_has_for_longer_than_a_take_over_is_named(world: World) -> None:
    make_ready(world)
    world.live.disconnect("riverside")
    with world.records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("ingest", "host:1", world.clock(), {"sites": ["riverside"]}))
    world.clock.forward(seconds=10)
    assert "the ingest process host:1 serves it" in parts(world)["ingest:riverside"][1]
    world.clock.forward(seconds=1)
    assert parts(world)["ingest:riverside"] == ("unready", "no ingest serves it; the last one, host:1, gave a sign of life 11 s ago")
    assert status(world) == (503, False, "unready")
