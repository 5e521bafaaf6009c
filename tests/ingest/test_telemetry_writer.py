"""Everything in the journal reaches the telemetry store, once, at the store's own pace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.quarantine import QuarantineReason
from domain.reading import Quality
from domain.telemetry import StoreUnavailable
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(tmp_path)


def test_a_message_becomes_one_row_by_the_device_s_own_keys(chain: Chain) -> None:
    with chain.running():
        chain.say({"ts": chain.now_us // 1000 - 500, "id": "m", "values": {"a_level": 40, "b_level": None}}, device="plc-1")
        eventually(lambda: chain.store.rows)
    (row,) = chain.store.rows.values()
    assert (row.site, row.device, row.device_type, row.id) == ("s1", "plc-1", "tank", "m")
    assert (row.occurred_at, row.received_at) == (chain.clock.now - timedelta(seconds=0.5), chain.clock.now)
    assert row.values == {"a_level": 40.0, "b_level": None, "a_clock_skew": False}
    assert row.qualities == {"b_level": Quality.BAD}


def test_items_of_an_array_status_and_events_are_rows_of_their_own(chain: Chain) -> None:
    now_ms = chain.now_us // 1000
    with chain.running():
        chain.say([{"ts": now_ms - 2, "values": {"floor": 1}}, {"ts": now_ms - 1, "values": {"floor": 2}}], kind="telemetry")
        chain.say("offline", device="plc-1", kind="status")
        chain.say({"event": "lift.opened", "id": "e", "data": {"n": 1, "deep": {"a": [1]}}}, kind="event")
        eventually(lambda: len(chain.store.rows) == 4)
    assert [row.values["floor"] for row in chain.store.written[:2]] == [1.0, 2.0]
    assert chain.store.written[2].values == {"a_online": False, "b_online": False}
    assert (chain.store.written[3].event, chain.store.written[3].values) == ("lift.opened", {"n": 1.0, "deep": '{"a":[1]}'})


def test_with_a_wrong_clock_values_are_stored_at_receipt_as_uncertain(chain: Chain) -> None:
    with chain.running():
        chain.say({"ts": 12, "values": {"floor": 1, "trips": None}})
        eventually(lambda: chain.store.rows)
    (row,) = chain.store.written
    assert row.occurred_at == chain.clock.now
    assert row.values == {"floor": 1.0, "trips": None, "clock_skew": True}
    assert row.qualities == {"floor": Quality.UNCERTAIN, "trips": Quality.BAD}


def test_a_store_that_is_down_delays_storing_and_nothing_else(chain: Chain, caplog: pytest.LogCaptureFixture) -> None:
    chain.store.failing = [StoreUnavailable("no answer")] * 2
    with chain.running() as ingest:
        chain.say({"values": {"trapped": True}})
        eventually(chain.all_acknowledged)
        eventually(lambda: not ingest.facts.store_available)
        assert chain.conditions() == [("raised", "true|lift-1|trapped")]
        eventually(lambda: chain.store.rows)
        assert ingest.facts.store_available
    assert [record.message for record in caplog.records if "telemetry store" in record.message] == [
        "s1: the telemetry store does not take readings; they wait in the journal: no answer; trying again until it works"
    ]


def test_what_was_not_stored_is_stored_after_a_restart(chain: Chain) -> None:
    chain.store.failing = [StoreUnavailable("no answer")] * 100
    with chain.running() as ingest:
        for n in range(50):
            chain.say({"values": {"floor": n}})
            chain.clock.advance(1)
        eventually(chain.all_acknowledged)
        eventually(lambda: not ingest.facts.store_available)
    assert chain.store.rows == {}
    chain.store.failing = []
    with chain.running():
        eventually(lambda: len(chain.store.rows) == 50)


def test_what_the_store_refuses_is_put_aside_and_the_rest_is_stored(chain: Chain) -> None:
    chain.store.refuses = lambda message: message.values.get("floor") == 13.0
    with chain.running() as ingest:
        for n in range(12, 15):
            chain.say({"values": {"floor": n}})
            chain.clock.advance(1)
        eventually(lambda: chain.commit.quarantined)
        eventually(lambda: len(chain.store.rows) == 2)
        assert (ingest.metrics.stored, ingest.metrics.refused_by_store) == (2, 1)
    (put_aside,) = chain.commit.quarantined
    assert (put_aside.reason, put_aside.detail, put_aside.device) == (QuarantineReason.REFUSED_BY_STORE, "it does not like it", "lift-1")
    assert b'"floor":13.0' in put_aside.payload


def test_a_redelivered_message_without_a_time_of_its_own_is_stored_once(chain: Chain) -> None:
    with chain.running():
        for body in [{"ts": None, "id": "same", "values": {"floor": 1}}, {"ts": 12, "values": {"floor": 2}}]:
            chain.say(body)
            chain.clock.advance(1)
            chain.say(body)
        eventually(lambda: len(chain.store.written) == 2)
        chain.say({"values": {"floor": 3}})
        eventually(lambda: any(row.values.get("floor") == 3.0 for row in chain.store.written))
    assert [row.values["floor"] for row in chain.store.written] == [1.0, 2.0, 3.0]


def test_poison_does_not_hold_storing_up(chain: Chain) -> None:
    with chain.running():
        chain.say("{")
        chain.say({"values": {}}, device="nobody")
        chain.say({"values": {"floor": 1}})
        eventually(lambda: chain.store.rows)
    assert len(chain.store.rows) == 1


def test_a_steady_trickle_gathers_into_batches(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.telemetry_writer.LINGER_S", 3600.0)
    monkeypatch.setattr("ingest.telemetry_writer.LARGEST_BATCH", 20)
    with chain.running():
        for number in range(50):
            chain.say({"values": {"floor": number}})
            chain.clock.advance(1)
            eventually(chain.all_acknowledged)
        eventually(lambda: len(chain.store.rows) >= 40)
        assert min(chain.store.batches) >= 20, "whoever has less waits for more"
    assert len(chain.store.rows) == 50, "at the end nobody waits"
