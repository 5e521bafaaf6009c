"""Times of a recording, moved to now; nothing else in a payload is touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codecs import codecs
from ingest.codecs.codec import Telemetry
from ingest.timestamps import Occurred, Timestamps
from simulators.recordings.retiming import NATIVE, Retiming
from tests.devices.riverside import SITE

TOPIC = "steward/v1/court/lift-1/telemetry"
HOUR_MS = 3_600_000


def moved(payload: bytes, by_ms: int = HOUR_MS) -> bytes | None:
    return Retiming("r1")(TOPIC, payload, by_ms)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b'{"ts":1769846400000,"values":{"a":1}}', b'{"ts":1769850000000,"values":{"a":1}}'),
        (b'{"ts":1769846400000.5,"values":{}}', b'{"ts":1769850000000.5,"values":{}}'),
        (b'{"ts":"2026-01-31T16:00:00+08:00","values":{}}', b'{"ts":"2026-01-31T17:00:00.000+08:00","values":{}}'),
        (b'{"ts":"2026-01-31T08:00:00Z","values":{}}', b'{"ts":"2026-01-31T09:00:00.000+00:00","values":{}}'),
        (b'{"id":"e-1","ts":1,"event":"access.denied"}', b'{"id":"e-1~r1","ts":3600001,"event":"access.denied"}'),
        (b'{"id":"e-1","event":"access.denied"}', b'{"id":"e-1~r1","event":"access.denied"}'),
        (b'[{"ts":1,"values":{}},{"values":{}},7]', b'[{"ts":3600001,"values":{}},{"values":{}},7]'),
    ],
)
def test_times_and_ids_are_moved(payload: bytes, expected: bytes) -> None:
    assert moved(payload) == expected


@pytest.mark.parametrize(
    "payload",
    [b"online", b"", b"\xff", b"7", b"[1,2]", b'{"values":{}}', b'{"ts":null}', b'{"ts":"2026-01-31T08:00:00"}', b'{"ts":"soon"}', b'{"ts":true}', b'{"ts":'],
)
def test_what_has_no_time_of_its_own_stays_as_it_is(payload: bytes) -> None:
    assert moved(payload) is None


def test_everything_else_stays_to_the_byte() -> None:
    rest = b'"values":{"big":123456789012345678901234567890,"e":1E5,"zero":-0.0,"text":"\\u4f60"}'
    assert moved(b'{ "ts" : 1 , ' + rest + b"}") == b'{"ts":3600001,' + rest + b"}"


def test_ingest_takes_what_was_moved_for_a_message_of_now() -> None:
    topic = f"steward/v1/{SITE.id}/t1-lift-1/telemetry"
    then_ms, now_ms = 1_769_846_400_000, 1_790_000_000_000
    payload = Retiming("r1")(topic, b'{"ts":%d,"id":"m-1","values":{"floor":3}}' % then_ms, now_ms - then_ms)
    decoded = codecs()["native"].bind(SITE).decode(topic, payload or b"")
    assert decoded is not None
    assert not decoded.unreadable
    (item,) = decoded.items
    assert isinstance(item, Telemetry)
    assert Timestamps(SITE.time_zone).resolve("t1-lift-1", item.ts, now_ms) == Occurred(now_ms, own=True, late=False, turned=False)


@given(
    payload=st.binary(max_size=100)
    | st.recursive(st.none() | st.integers() | st.text(), lambda each: st.dictionaries(st.text(), each) | st.lists(each)).map(
        lambda data: json.dumps(data).encode()
    )
)
def test_any_payload_is_survived(payload: bytes) -> None:
    result = moved(payload)
    assert result is None or isinstance(json.loads(result), dict | list)


@given(times=st.lists(st.integers(1_700_000_000_000, 1_700_000_000_100), min_size=2, max_size=20, unique=True).map(sorted), by=st.integers(0, 50))
def test_different_times_of_a_device_stay_different_and_in_order(times: list[int], by: int) -> None:
    retiming = Retiming("r1")
    found = [json.loads(retiming(TOPIC, b'{"ts":%d}' % time, by - 7 * index) or b"")["ts"] for index, time in enumerate(times)]
    assert found == sorted(set(found))


def test_the_same_time_twice_stays_the_same() -> None:
    retiming = Retiming("r1")
    assert retiming(TOPIC, b'{"ts":5}', 10) == retiming(TOPIC, b'{"ts":5}', 11) == b'{"ts":15}'


def test_a_long_id_stays_within_the_contract() -> None:
    found = moved(json.dumps({"id": "x" * 128}).encode())
    assert found is not None
    assert len(json.loads(found)["id"]) <= 128


@pytest.mark.parametrize(
    ("topic", "native"),
    [
        (TOPIC, True),
        ("steward/v1/court/door-1/event", True),
        ("steward/v1/court/door-1/status", False),
        ("steward/v1/court/_out/alarms", False),
        ("zigbee2mqtt/door-1", False),
    ],
)
def test_only_native_topics_are_meant(topic: str, native: bool) -> None:  # noqa: FBT001  a row of the table
    assert bool(NATIVE.fullmatch(topic)) is native
