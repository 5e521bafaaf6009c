"""Sparkplug B reads what can be read and says why of the rest; how sessions are followed is in `test_sparkplug_sessions`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import Quality
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Status, Telemetry, Wrong
from ingest.sparkplug import payload as payloads
from ingest.timestamps import Timestamps
from tests.ingest.codecs.pages import example_of, wrong_in_example_of
from tests.ingest.codecs.plausible import assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of
from tests.ingest.codecs.sparkplug_payloads import (
    BOOLEAN,
    BYTES,
    DATASET,
    DATETIME,
    DOUBLE,
    FLOAT,
    INT8,
    INT16,
    INT32,
    INT64,
    STRING,
    UINT8,
    UINT32,
    UINT64,
    bd_seq,
    counted,
    delimited,
    metric,
    payload,
    quality,
)

SITE = site_of(
    HEAD
    + """\
dialects:
  - {id: sparkplug-b}
assets:
  - {id: room, type: environment, name: {zh: 泵房, en: Pump room}, space: b1}
  - {id: leak, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: sparkplug-b, address: Plant/B1/leak}
  - {id: door, type: access_door, name: {zh: 门, en: Door}, space: b1}
  - {id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1, dialect: sparkplug-b, address: Plant/B1}
devices:
  - id: room-1
    dialect: sparkplug-b
    address: Plant/B1/room
    points:
      Air/Temperature: room.temp
      Air/Humidity: {to: room.humidity, scale: 100}
      Noise: room.noise
      Door: {to: door.door, values: {0: closed, 1: open}}
"""
)
BOUND = codecs()["sparkplug-b"].bind(SITE)
NBIRTH, NDATA, NDEATH = (f"spBv1.0/Plant/{kind}/B1" for kind in ("NBIRTH", "NDATA", "NDEATH"))
ROOM_BIRTH, ROOM_DATA, ROOM_DEATH = (f"spBv1.0/Plant/{kind}/B1/room" for kind in ("DBIRTH", "DDATA", "DDEATH"))
LEAK_DATA = "spBv1.0/Plant/DDATA/B1/leak"
TS = 1_772_352_000_000

TYPICAL: Sequence[tuple[str, bytes]] = [
    (NBIRTH, payload(bd_seq(3), metric("Node Control/Rebirth", BOOLEAN, False, alias=0), metric("uptime", UINT64, 7200, alias=1), seq=0)),
    (
        ROOM_BIRTH,
        payload(
            metric("Air/Temperature", FLOAT, 21.5, alias=2),
            metric("Air/Humidity", DOUBLE, 0.48, alias=3),
            metric("Firmware", STRING, "1.2", alias=4),
            seq=1,
        ),
    ),
    (ROOM_DATA, payload(metric("Air/Temperature", FLOAT, 22.5, ts=TS - 5), metric("Air/Humidity", DOUBLE, 0.5, ts=TS - 5), seq=2)),
    (LEAK_DATA, payload(metric("leak", BOOLEAN, False), metric("battery_pct", UINT8, 88), seq=3)),
    (ROOM_DEATH, payload(seq=4)),
    (NDEATH, payload(bd_seq(3), ts=None)),
]


def decoded(topic: str, data: bytes) -> Decoded:
    found = BOUND.decode(topic, data)
    assert found is not None
    return found


def telemetry(topic: str, data: bytes) -> Telemetry:
    found = decoded(topic, data)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def room(*metrics: bytes) -> Telemetry:
    return telemetry(ROOM_DATA, payload(*metrics, seq=9))


def trouble(*metrics: bytes) -> tuple[QuarantineReason, str]:
    found = decoded(ROOM_DATA, payload(*metrics, seq=9))
    (said,) = found.unreadable
    assert said.device == "room-1"
    assert [item.values for item in found.items if isinstance(item, Telemetry)] == [{}]
    return said.reason, said.detail


def wrong(text: str) -> Sequence[Wrong]:
    return codecs()["sparkplug-b"].check(site_of(HEAD + text))


def test_data_by_name_is_read_at_its_own_time() -> None:
    item = telemetry(*TYPICAL[2])
    assert (item.device.id, item.ts, item.id) == ("room-1", TS - 5, f"{TS}/2")
    assert (item.values, item.qualities) == ({"Air/Temperature": 22.5, "Air/Humidity": 50.0}, {})


def test_a_metric_without_a_time_has_the_one_of_its_message() -> None:
    assert telemetry(*TYPICAL[3]).ts == TS


def test_a_message_without_a_sequence_number_has_no_id_by_which_another_could_be_taken_for_it() -> None:
    assert telemetry(ROOM_DATA, payload(metric("Noise", FLOAT, 40.0))).id is None


def test_a_birth_says_that_a_device_is_there_and_what_it_measures() -> None:
    status, item = decoded(*TYPICAL[1]).items
    assert isinstance(status, Status)
    assert isinstance(item, Telemetry)
    assert (status.device.id, status.online, item.values) == ("room-1", True, {"Air/Temperature": 21.5, "Air/Humidity": 48.0})


def test_a_device_that_dies_is_gone_alone() -> None:
    assert [(item.device.id, item.online) for item in decoded(*TYPICAL[4]).items if isinstance(item, Status)] == [("room-1", False)]


def test_a_node_that_dies_takes_its_devices_along() -> None:
    gone = [(item.device.id, item.online) for item in decoded(*TYPICAL[5]).items if isinstance(item, Status)]
    assert sorted(gone) == [("gw", False), ("leak", False), ("room-1", False)]


def test_values_of_several_times_are_several_items() -> None:
    data = payload(metric("Noise", FLOAT, 40.0, ts=TS - 2), metric("Noise", FLOAT, 41.0, ts=TS - 1), seq=1)
    found = [(item.ts, dict(item.values)) for item in decoded(ROOM_DATA, data).items if isinstance(item, Telemetry)]
    assert found == [(TS - 2, {"Noise": 40.0}), (TS - 1, {"Noise": 41.0})]


def test_what_was_stored_while_the_network_was_away_is_late() -> None:
    item = room(metric("Noise", FLOAT, 40.0, ts=TS - 3_600_000, historical=True))
    occurred = Timestamps(SITE.time_zone).resolve("room-1", item.ts, TS)
    assert (occurred.ms, occurred.late, occurred.skewed) == (TS - 3_600_000, True, False)


def test_a_historical_value_that_does_not_say_when_is_refused() -> None:
    assert trouble(metric("Noise", FLOAT, 40.0, historical=True)) == (QuarantineReason.BAD_SHAPE, "Noise: a historical value that does not say when")


def test_null_could_not_be_measured() -> None:
    item = room(metric("Noise", FLOAT))
    assert (item.values, item.qualities) == ({"Noise": None}, {"Noise": Quality.BAD})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (192, ({"Noise": 40.0}, {})),
        (0, ({"Noise": None}, {"Noise": Quality.BAD})),
        (500, ({"Noise": None}, {"Noise": Quality.BAD})),
        (64, ({"Noise": 40.0}, {"Noise": Quality.UNCERTAIN})),
    ],
)
def test_its_quality_is_that_of_the_value(code: int, expected: object) -> None:
    item = room(metric("Noise", FLOAT, 40.0, more=quality(code)))
    assert (item.values, item.qualities) == expected


@pytest.mark.parametrize(
    ("datatype", "raw"),
    [(INT8, -1), (INT8, 50), (INT16, -30), (INT32, -7), (INT64, -8), (UINT8, 20), (UINT32, 30), (UINT64, 31), (FLOAT, -3.5), (DOUBLE, -4.25), (DATETIME, 5)],
)
def test_every_number_is_read_as_its_datatype_says(datatype: int, raw: float) -> None:
    assert room(metric("Air/Temperature", datatype, raw)).values == {"Air/Temperature": float(raw)}


@pytest.mark.parametrize(("datatype", "sent", "meant"), [(INT8, 0xFF, -1), (INT16, 0xFFFF, -1)])
def test_a_sign_in_as_many_bits_as_the_datatype_has_is_understood(datatype: int, sent: int, meant: float) -> None:
    assert room(metric("Air/Temperature", datatype, sent)).values == {"Air/Temperature": meant}


def test_a_signed_integer_may_travel_as_a_long() -> None:
    assert room(delimited(1, b"Air/Temperature") + counted(4, INT32) + counted(11, (1 << 64) - 5)).values == {"Air/Temperature": -5.0}


def test_codes_are_looked_up_in_the_site_file() -> None:
    assert room(metric("Door", UINT8, 1)).values == {"Door": "open"}


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (metric("Noise", STRING, "loud"), QuarantineReason.WRONG_TYPE, "Noise: expected a number, found 'loud'"),
        (metric("Noise", INT8, 300), QuarantineReason.WRONG_TYPE, "Noise: 300 cannot be Int8"),
        (metric("Noise", FLOAT, 5), QuarantineReason.WRONG_TYPE, "Noise: it is to be Float, and comes as int_value"),
        (metric("Noise", DATASET, b"x"), QuarantineReason.WRONG_TYPE, "Noise: DataSet cannot be the value of a point"),
        (metric("Noise", BYTES, b"x"), QuarantineReason.WRONG_TYPE, "Noise: Bytes cannot be the value of a point"),
        (metric("Noise", 0, 5), QuarantineReason.WRONG_TYPE, "Noise: an integer, and no birth has said whether it has a sign"),
        (delimited(1, b"Noise") + counted(4, FLOAT), QuarantineReason.WRONG_TYPE, "Noise: there is no value, and it does not say that it is null"),
        (delimited(1, b"Noise") + counted(4, STRING) + delimited(15, b"\xff"), QuarantineReason.WRONG_TYPE, "Noise: a text that is not UTF-8"),
        (metric("Noise", FLOAT, float("inf")), QuarantineReason.NOT_FINITE, "Noise: inf is not a finite number"),
        (metric("Door", UINT8, 7), QuarantineReason.UNKNOWN_VALUE, "Door: 7 is not among 0, 1"),
        (metric(alias=7, datatype=FLOAT, raw=1.0), QuarantineReason.UNKNOWN_POINT, "alias 7: no birth that we know says what it stands for"),
        (metric(datatype=FLOAT, raw=1.0), QuarantineReason.BAD_SHAPE, "metric 0 has neither name nor alias"),
    ],
)
def test_what_cannot_be_a_value_is_said_and_why(data: bytes, reason: QuarantineReason, detail: str) -> None:
    said = trouble(data)
    assert said[0] is reason
    assert said[1].startswith(detail)


def test_what_no_point_asks_for_is_passed_over_whatever_it_is() -> None:
    assert room(metric("Recipe", DATASET, b"\x00\xff"), metric("Photo", BYTES, b"x")).values == {}


def test_what_is_no_payload_is_refused() -> None:
    (said,) = decoded(ROOM_DATA, b"\xff\xff").unreadable
    assert (said.reason, said.device) == (QuarantineReason.BAD_SHAPE, "room-1")


@pytest.mark.parametrize("topic", ["spBv1.0/Plant/DDATA/B1/pump", "spBv1.0/Plant/NBIRTH/B2", "spBv1.0/Other/DDATA/B1/room"])
def test_a_stranger_is_shown_under_its_address(topic: str) -> None:
    (said,) = decoded(topic, TYPICAL[2][1]).unreadable
    _, group, _, *rest = topic.split("/")
    assert (said.reason, said.device) == (QuarantineReason.UNKNOWN_DEVICE, "/".join([group, *rest]))


@pytest.mark.parametrize("topic", ["spBv1.0/STATE/scada", "spBv1.0/Plant/NCMD/B1", "spBv1.0/Plant/DCMD/B1/room", "spBv1.0/Plant/NDATA/B1/room"])
def test_commands_and_host_applications_say_nothing(topic: str) -> None:
    found = decoded(topic, b'{"online":true}')
    assert (list(found.items), list(found.unreadable)) == ([], [])


def test_topics_of_others_are_left_to_them() -> None:
    assert BOUND.decode("STATE/scada", b"ONLINE") is None


def test_it_listens_to_births_data_and_deaths_and_to_no_commands() -> None:
    nodes = ["spBv1.0/+/NBIRTH/+", "spBv1.0/+/NDATA/+", "spBv1.0/+/NDEATH/+"]
    devices = ["spBv1.0/+/DBIRTH/+/+", "spBv1.0/+/DDATA/+/+", "spBv1.0/+/DDEATH/+/+"]
    assert list(codecs()["sparkplug-b"].subscriptions(SITE)) == nodes + devices


DEVICE = "assets: [{id: room, type: environment, name: {zh: 房, en: Room}, space: b1}]\ndevices: [{id: r, dialect: sp, assets: [room], address: %s}]\n"


@pytest.mark.parametrize(
    ("dialect", "address", "problem"),
    [
        ("topic: Plant/B1", "Plant/B1/room", "the dialect `sp` cannot be at `Plant/B1`: a group is one level"),
        ('topic: "+"', "Plant/B1/room", "the dialect `sp` cannot be at `+`: + and # are wildcards"),
        ("topic: Plant", "Other/B1/room", "`r` cannot be called `Other/B1/room` in `sp`: the group of `sp` is `Plant`"),
        ("topic: Plant", "Plant", "`r` cannot be called `Plant` in `sp`: it has two or three levels"),
        ("topic: Plant", "Plant/B1/room/2", "`r` cannot be called `Plant/B1/room/2` in `sp`: it has two or three levels"),
        ("topic: Plant, options: {rebirth_s: soon}", "Plant/B1/room", "the option `rebirth_s` of `sp` cannot be 'soon'"),
        ("topic: Plant, options: {primary: true}", "Plant/B1/room", "the dialect `sp` has no option `primary`"),
    ],
)
def test_what_cannot_be_is_found_beforehand(dialect: str, address: str, problem: str) -> None:
    (found,) = wrong(f"dialects: [{{id: sp, codec: sparkplug-b, {dialect}}}]\n" + DEVICE % address)
    assert (found.problem, bool(found.remedy)) == (problem, True)


def test_without_its_package_a_site_that_uses_it_is_told_which_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payloads, "_PACKAGE", "package_that_is_not.installed")
    assert [each.remedy for each in codecs()["sparkplug-b"].check(SITE)] == ["Install it: pip install 'steward[sparkplug]'"]
    assert list(wrong(DEVICE.partition("devices")[0])) == []


def test_the_example_of_its_page_works() -> None:
    assert list(wrong_in_example_of("sparkplug-b")) == []
    assert {device.name_on_wire for device in example_of("sparkplug-b").devices.values()} >= {"Estate/Basement", "Estate/Basement/pump-room"}


TOPICS = st.sampled_from([topic for topic, _ in TYPICAL])
METRICS = st.builds(
    metric,
    st.sampled_from(["Noise", "Air/Temperature", "Door", "leak", "other", ""]),
    st.integers(0, 40),
    st.none() | st.booleans() | st.integers() | st.floats(width=32) | st.text(max_size=8) | st.binary(max_size=8),
    alias=st.none() | st.integers(0, 5),
    ts=st.none() | st.integers(0, (1 << 64) - 1),
    historical=st.booleans(),
    more=st.just(b"") | st.builds(quality, st.integers(0, (1 << 32) - 1)),
)
PAYLOADS = st.lists(METRICS, max_size=6).flatmap(lambda found: st.builds(lambda seq: payload(*found, seq=seq), st.none() | st.integers(0, 300)))


@given(TOPICS, st.binary() | PAYLOADS | st.builds(lambda head, tail: head + tail, PAYLOADS, st.binary(max_size=6)))
def test_any_bytes_give_readings_or_a_reason(topic: str, data: bytes) -> None:
    assert_plausible(BOUND.decode(topic, data))
