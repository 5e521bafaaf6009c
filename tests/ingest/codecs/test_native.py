"""The native dialect reads what can be read and says why of the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_info import Fact
from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Occurrence, Status, Telemetry
from tests.ingest.site_models import a_site

SITE = a_site()
NATIVE = codecs()["native"].bind(SITE)
TELEMETRY = "steward/v1/s1/lift-1/telemetry"
EVENT = "steward/v1/s1/lift-1/event"
STATUS = "steward/v1/s1/lift-1/status"
TYPICAL: Sequence[tuple[str, bytes]] = [
    (TELEMETRY, b'{"ts": 1767225600000, "values": {"floor": 12.0, "load_pct": 41.5, "signal_dbm": -61.0, "trips": 90210}}'),
]


def decoded(payload: bytes | str, topic: str = TELEMETRY) -> Decoded:
    found = NATIVE.decode(topic, payload.encode() if isinstance(payload, str) else payload)
    assert found is not None
    return found


def telemetry(payload: str) -> Telemetry:
    found = decoded(payload)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def reasons(found: Decoded) -> list[QuarantineReason]:
    return [trouble.reason for trouble in found.unreadable]


def values(found: Decoded) -> list[Mapping[str, Value]]:
    return [item.values for item in found.items if isinstance(item, Telemetry)]


def test_a_single_object_is_one_item() -> None:
    item = telemetry('{"ts": 1767225600000, "id": "m1", "values": {"floor": 3, "trapped": true, "mode": "normal", "label": "东梯"}}')
    assert (item.device.id, item.ts, item.id) == ("lift-1", 1767225600000, "m1")
    assert item.values == {"floor": 3.0, "trapped": True, "mode": "normal", "label": "东梯"}
    assert type(item.values["floor"]) is float
    assert item.qualities == {}


def test_an_array_is_an_item_for_each_object() -> None:
    found = decoded('[{"ts": 1, "values": {"floor": 1}}, {"ts": 2, "values": {"floor": 2}}]')
    assert values(found) == [{"floor": 1.0}, {"floor": 2.0}]


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("mode", "1", "normal"),
        ("mode", '"1"', "normal"),
        ("mode", '"stopped"', "stopped"),
        ("fault_code", '"05"', "unintended"),
        ("fault_code", "5", "unintended"),
        ("bits", "[]", frozenset()),
        ("bits", '["fire", 2]', frozenset({"fire", "fault"})),
        ("trips", "12345678901", 12345678901.0),
        ("label", '""', ""),
        ("load_pct", "-0.5e3", -500.0),
    ],
)
def test_values_are_taken_by_key_or_code(key: str, written: str, value: Value) -> None:
    assert telemetry(f'{{"values": {{"{key}": {written}}}}}').values == {key: value}


@pytest.mark.parametrize("written", ["null", "200.1", "-6", "1e300"])
def test_null_and_saturated_are_bad_quality_never_a_number(written: str) -> None:
    item = telemetry(f'{{"values": {{"floor": {written}, "trapped": false}}}}')
    assert item.values == {"floor": None, "trapped": False}
    assert item.qualities == {"floor": Quality.BAD}


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ("floor", "NaN", QuarantineReason.NOT_FINITE),
        ("floor", "Infinity", QuarantineReason.NOT_FINITE),
        ("load_pct", "-Infinity", QuarantineReason.NOT_FINITE),
        ("load_pct", "1e999", QuarantineReason.NOT_FINITE),
        ("load_pct", "1" + "0" * 400, QuarantineReason.NOT_FINITE),
        ("load_pct", "9" * 5000, QuarantineReason.NOT_FINITE),
        ("floor", "true", QuarantineReason.WRONG_TYPE),
        ("floor", '"3"', QuarantineReason.WRONG_TYPE),
        ("floor", "[3]", QuarantineReason.WRONG_TYPE),
        ("floor", "{}", QuarantineReason.WRONG_TYPE),
        ("trapped", "0", QuarantineReason.WRONG_TYPE),
        ("trapped", "1", QuarantineReason.WRONG_TYPE),
        ("trapped", '"true"', QuarantineReason.WRONG_TYPE),
        ("mode", "true", QuarantineReason.WRONG_TYPE),
        ("mode", "1.0", QuarantineReason.WRONG_TYPE),
        ("mode", "7", QuarantineReason.UNKNOWN_VALUE),
        ("mode", '"Normal"', QuarantineReason.UNKNOWN_VALUE),
        ("bits", '"fire"', QuarantineReason.WRONG_TYPE),
        ("label", "5", QuarantineReason.WRONG_TYPE),
        ("label", '"a\\u0000b"', QuarantineReason.WRONG_TYPE),
        ("label", '"\\ud800"', QuarantineReason.WRONG_TYPE),
        ("label", '"' + "x" * 1025 + '"', QuarantineReason.WRONG_TYPE),
        ("nonsense", "1", QuarantineReason.UNKNOWN_POINT),
    ],
)
def test_one_bad_value_is_told_and_the_good_ones_are_delivered(key: str, written: str, reason: QuarantineReason) -> None:
    found = decoded(f'{{"values": {{"trips": 7, "{key}": {written}, "fault": false}}}}')
    assert reasons(found) == [reason]
    assert values(found) == [{"trips": 7.0, "fault": False}]
    assert key in found.unreadable[0].detail
    assert found.unreadable[0].device == "lift-1"


def test_an_unknown_flag_does_not_silence_its_known_neighbour() -> None:
    found = decoded('{"values": {"bits": ["fire", "sprouting"]}}')
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"bits": frozenset({"fire"})}
    assert item.qualities == {"bits": Quality.UNCERTAIN}
    assert reasons(found) == [QuarantineReason.UNKNOWN_VALUE]


def test_many_troubles_of_one_reason_are_one_entry() -> None:
    found = decoded(json.dumps({"values": {f"x{n}": n for n in range(100)}}))
    assert reasons(found) == [QuarantineReason.UNKNOWN_POINT]
    assert "and 90 more" in found.unreadable[0].detail


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b'{"values": {}} x', b"\xef\xbb\xbf{}", b"[" * 100_000])
def test_what_is_no_json_is_told(payload: bytes) -> None:
    found = decoded(payload)
    assert (list(found.items), reasons(found)) == ([], [QuarantineReason.NOT_JSON])


@pytest.mark.parametrize("payload", ["7", '"online"', "null", "{}", '{"values": []}', '{"values": 3}', "[7]", "[[]]"])
def test_json_of_another_shape_is_told(payload: str) -> None:
    found = decoded(payload)
    assert (list(found.items), reasons(found)) == ([], [QuarantineReason.BAD_SHAPE])


def test_the_good_items_of_an_array_are_delivered() -> None:
    found = decoded('[{"values": {"floor": 1}}, 7, {"no": 1}, {"values": {"floor": NaN, "trips": 2}}]')
    assert values(found) == [{"floor": 1.0}, {"trips": 2.0}]
    assert set(reasons(found)) == {QuarantineReason.BAD_SHAPE, QuarantineReason.NOT_FINITE}


@pytest.mark.parametrize("written", ["true", "[]", "{}"])
def test_a_timestamp_of_another_type_is_left_to_the_judge_of_clocks(written: str) -> None:
    assert telemetry(f'{{"ts": {written}, "values": {{"floor": 1}}}}').ts == ""


@pytest.mark.parametrize("written", ["true", "[]", '""', '"' + "x" * 129 + '"', '"a\\u0000"', "1e400"])
def test_an_id_that_cannot_be_used_is_told_and_costs_no_values(written: str) -> None:
    found = decoded(f'{{"id": {written}, "values": {{"floor": 1}}}}')
    assert values(found) == [{"floor": 1.0}]
    assert reasons(found) == [QuarantineReason.WRONG_TYPE]


def test_an_event_is_read_with_its_data() -> None:
    (item,) = decoded(
        '{"event": "lift.opened", "id": 7, "ts": "2026-01-01T00:00:00Z", "data": {"by": "fireman", "n": 1, "more": [1, {"a": null}]}}', EVENT
    ).items
    assert isinstance(item, Occurrence)
    assert (item.name, item.id, item.ts) == ("lift.opened", "7", "2026-01-01T00:00:00Z")
    assert item.data == {"by": "fireman", "n": 1, "more": [1, {"a": None}]}


def test_data_of_an_event_that_cannot_be_kept_is_told() -> None:
    deep = "[" * 50 + "]" * 50
    found = decoded(f'{{"event": "lift.opened", "data": {{"a": NaN, "b": "\\ud800", "c": {deep}, "good": 1}}}}', EVENT)
    (item,) = found.items
    assert isinstance(item, Occurrence)
    assert item.data == {"good": 1}
    assert set(reasons(found)) == {QuarantineReason.NOT_FINITE, QuarantineReason.WRONG_TYPE}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ('{"event": "lift.exploded"}', QuarantineReason.UNKNOWN_EVENT),
        ('{"event": 7}', QuarantineReason.BAD_SHAPE),
        ("{}", QuarantineReason.BAD_SHAPE),
        ('{"event": "lift.opened", "data": 3}', QuarantineReason.BAD_SHAPE),
        ("nonsense", QuarantineReason.NOT_JSON),
    ],
)
def test_an_event_that_cannot_be_read_is_told(payload: str, reason: QuarantineReason) -> None:
    assert reasons(decoded(payload, EVENT)) == [reason]


def test_a_status_is_online_or_offline() -> None:
    assert decoded("online", STATUS).items == [Status(SITE.devices["lift-1"], online=True)]
    assert decoded("offline", STATUS).items == [Status(SITE.devices["lift-1"], online=False)]
    assert reasons(decoded("Online", STATUS)) == [QuarantineReason.UNKNOWN_VALUE]
    assert decoded("", STATUS) == Decoded(), "that is how a retained status is taken back"


@pytest.mark.parametrize(
    ("topic", "reason", "device"),
    [
        ("steward/v1/s1/lift-9/telemetry", QuarantineReason.UNKNOWN_DEVICE, "lift-9"),
        ("steward/v1/s1/LIFT 1/telemetry", QuarantineReason.BAD_TOPIC, None),
        ("steward/v1/s1/lift-1/command", QuarantineReason.BAD_TOPIC, None),
        ("steward/v1/s1/", QuarantineReason.BAD_TOPIC, None),
    ],
)
def test_strange_topics_of_the_site_are_told(topic: str, reason: QuarantineReason, device: str | None) -> None:
    (trouble,) = decoded('{"values": {}}', topic).unreadable
    assert (trouble.reason, trouble.device) == (reason, device)


def test_topics_of_others_are_not_ours() -> None:
    assert NATIVE.decode("steward/v1/s2/lift-1/telemetry", b"{}") is None
    assert NATIVE.decode("zigbee2mqtt/lamp", b"{}") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(["values", "ts", "id", "event", "data", "floor", "bits"]), inner),
    max_leaves=20,
)
PAYLOADS = (
    st.binary()
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from(list(SITE.devices["lift-1"].points)), JSON).map(lambda found: json.dumps({"values": found, "ts": 1}).encode())
)


@pytest.mark.parametrize("dialect", sorted(codecs()))
@given(topic=st.sampled_from([TELEMETRY, EVENT, STATUS]) | st.text(), payload=PAYLOADS)
def test_any_bytes_give_items_or_reasons_never_an_exception(dialect: str, topic: str, payload: bytes) -> None:
    found = codecs()[dialect].bind(SITE).decode(topic, payload)
    details = [] if found is None else [trouble.detail for trouble in found.unreadable]
    assert all("\0" not in detail and detail.encode() for detail in details)


@given(st.dictionaries(st.sampled_from(["floor", "load_pct", "trips"]), st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=100)))
def test_good_numbers_come_through_unchanged(numbers: dict[str, float]) -> None:
    assert telemetry(msgspec.json.encode({"values": numbers}).decode()).values == numbers


INFO = "steward/v1/s1/lift-1/info"


def test_a_device_says_what_it_is() -> None:
    found = decoded('{"firmware": "2.4.1", "model": "LG-3", "battery_v": 3.1, "snr_db": null, "colour": "red"}', INFO)
    assert [(info.device.id, dict(info.facts)) for info in found.told] == [("lift-1", {Fact.FIRMWARE: "2.4.1", Fact.MODEL: "LG-3", Fact.BATTERY_V: 3.1})]
    assert (found.items, found.unreadable) == ((), [])


def test_what_is_wrong_of_it_is_told_and_the_rest_is_known() -> None:
    found = decoded('{"firmware": 7, "battery_pct": 120, "mains": "yes", "model": "LG-3", "signal_dbm": true}', INFO)
    assert [dict(info.facts) for info in found.told] == [{Fact.MODEL: "LG-3"}]
    assert reasons(found) == [QuarantineReason.WRONG_TYPE]
    assert "firmware: expected a text of 1 to 120 characters, found 7" in found.unreadable[0].detail


@pytest.mark.parametrize(("payload", "reason"), [("{", QuarantineReason.NOT_JSON), ("[]", QuarantineReason.BAD_SHAPE)])
def test_what_is_no_object_says_nothing_of_it(payload: str, reason: QuarantineReason) -> None:
    assert (reasons(decoded(payload, INFO)), decoded(payload, INFO).told) == ([reason], ())


def test_taken_back_it_says_nothing() -> None:
    assert decoded("", INFO) == Decoded()


@given(
    st.binary(max_size=60)
    | st.dictionaries(st.sampled_from([*Fact]), st.none() | st.booleans() | st.floats() | st.text(max_size=200)).map(lambda said: json.dumps(said).encode())
)
def test_whatever_it_says_of_itself_is_a_fact_or_in_quarantine(payload: bytes) -> None:
    for info in decoded(payload, INFO).told:
        assert set(info.facts) <= set(Fact)
