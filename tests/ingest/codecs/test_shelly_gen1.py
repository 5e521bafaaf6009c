"""Shelly devices of the first generation.

Topics and payloads as in ioBroker.shelly (``lib/devices/gen1``), which follows Shelly's public Gen1 API documentation; the
values that stand for none are from the devices' CoIoT descriptions that are quoted there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Status, Telemetry
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

SITE_FILE = (
    HEAD
    + """\
dialects:
  - {id: shelly-gen1, options: {sleeping: [air]}}
  - {id: annex, codec: shelly-gen1, topic: annex/shellies}
  - {id: shelly, topic: shellies}
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}
  - {id: air, type: environment, name: {zh: 环境, en: Air}, space: b1}
  - {id: feeder, type: power, name: {zh: 馈线, en: Feeder}, space: b1}
  - {id: door, type: access_door, name: {zh: 门, en: Door}, space: b1}
  - {id: pit, type: sump, name: {zh: 集水井, en: Pit}, space: b1}
  - {id: lamp, type: lighting, name: {zh: 灯, en: Lamp}, space: b1}
  - {id: gate, type: parking_gate, name: {zh: 道闸, en: Gate}, space: b1}
devices:
  - id: flood
    dialect: shelly-gen1
    address: shellyflood-764FF7
    assets: [leak-1]
    points: {sensor/flood: leak-1.leak}
  - id: air
    dialect: shelly-gen1
    address: floor 1/climate
    assets: [air]
    points: {sensor/temperature: air.temp, sensor/humidity: air.humidity}
  - id: meter
    dialect: shelly-gen1
    address: shellyem-B9E4D6
    assets: [feeder]
    points:
      relay/0: {to: feeder.breaker, values: {on: closed, off: open, overpower: tripped}}
      emeter/0/power: {to: feeder.power, scale: 0.001}
      emeter/0/voltage: feeder.voltage_l1
      emeter/0/pf: feeder.power_factor
      emeter/0/total: {to: feeder.energy, scale: 0.001}
      temperature: feeder.transformer_temp
  - id: plug
    dialect: shelly-gen1
    address: shellyplug-s-7A1B
    assets: [lamp]
    points: {relay/0: lamp.on, relay/0/power: lamp.power, status.lux: gate.free_spaces}
  - id: contact
    dialect: shelly-gen1
    address: shellydw2-DB1122
    assets: [door]
    points:
      sensor/state: {to: door.door, values: {open: open, close: closed}}
      sensor/lock: door.lock
      sensor/operation: {to: door.door_alarm, values: {unknown: fault}}
      ext_temperature/0: {to: lamp.lux, scale: 0.1}
      info: {to: door.fire_release, values: {"{}": true}}
  - id: inputs
    dialect: shelly-gen1
    address: shellyix3-0001
    assets: [gate]
    points:
      input/0: pit.float_high
      input/1: pit.float_overflow
      input_event/2.event: {to: gate.help_call, values: {S: true, L: true}}
      sensor/error: pit.level
      relay/0/energy: {to: pit.starts, scale: 1.6666666667e-5}
  - {id: pit-2, dialect: annex, address: shellyflood-764FF7, points: {sensor/flood: pit.pump_1_fault}}
  - {id: newer, dialect: shelly, address: shellyplus1-441793, points: {"input:0.state": pit.pump_1_run}}
"""
)
SITE = site_of(SITE_FILE)
CODEC = codecs()["shelly-gen1"]
BOUND = CODEC.bind(SITE)
FLOOD, AIR, METER, PLUG = (f"shellies/{name}/" for name in ("shellyflood-764FF7", "floor 1/climate", "shellyem-B9E4D6", "shellyplug-s-7A1B"))
CONTACT, INPUTS = "shellies/shellydw2-DB1122/", "shellies/shellyix3-0001/"
ANNOUNCED = {"id": "shellyem-B9E4D6", "model": "SHEM", "mac": "3494546BBF7E", "ip": "192.168.33.7", "new_fw": False, "fw_ver": "20230913-112003/v1.14.0"}
INFO = {"wifi_sta": {"connected": True, "ssid": "plant", "ip": "192.168.33.9", "rssi": -61}, "cloud": {"enabled": False}, "bat": {"value": 78, "voltage": 5.9}}
TYPICAL: Sequence[tuple[str, bytes]] = [
    (FLOOD + "sensor/flood", b"false"),
    (FLOOD + "sensor/battery", b"88"),
    (AIR + "sensor/temperature", b"21.5"),
    (METER + "relay/0", b"on"),
    (METER + "emeter/0/power", b"1350.42"),
    (METER + "emeter/0/total", b"5481200.7"),
    (INPUTS + "input/0", b"0"),
    (INPUTS + "input_event/2", b'{"event":"S","event_cnt":7}'),
    (PLUG + "online", b"true"),
]


def decoded(topic: str, payload: bytes | str | Mapping[str, object]) -> Decoded:
    raw = json.dumps(payload) if isinstance(payload, Mapping) else payload
    found = BOUND.decode(topic, raw.encode() if isinstance(raw, str) else raw)
    assert found is not None
    return found


def telemetry(topic: str, payload: bytes | str | Mapping[str, object]) -> Telemetry:
    found = decoded(topic, payload)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def reason(found: Decoded) -> QuarantineReason:
    (trouble,) = found.unreadable
    return trouble.reason


@pytest.mark.parametrize(
    ("topic", "payload", "key", "value"),
    [
        (FLOOD + "sensor/flood", "true", "sensor/flood", True),
        (FLOOD + "sensor/flood", "false", "sensor/flood", False),
        (FLOOD + "sensor/battery", "88", "battery_pct", 88.0),
        (FLOOD + "sensor/error", "0", "fault", False),
        (FLOOD + "sensor/error", "1", "fault", True),
        (FLOOD + "sensor/error", "17", "fault", True),
        (AIR + "sensor/temperature", "-1", "sensor/temperature", -1.0),
        (AIR + "sensor/humidity", "55.5", "sensor/humidity", 55.5),
        (METER + "relay/0", "on", "relay/0", "closed"),
        (METER + "relay/0", "off", "relay/0", "open"),
        (METER + "relay/0", "overpower", "relay/0", "tripped"),
        (METER + "emeter/0/power", "-1", "emeter/0/power", -0.001),
        (METER + "emeter/0/voltage", "231.07", "emeter/0/voltage", 231.07),
        (METER + "emeter/0/total", "1500", "emeter/0/total", 1.5),
        (PLUG + "relay/0", "on", "relay/0", True),
        (PLUG + "relay/0", "overpower", "relay/0", False),
        (PLUG + "relay/0/power", "0.00", "relay/0/power", 0.0),
        (CONTACT + "sensor/state", "close", "sensor/state", "closed"),
        (CONTACT + "sensor/lock", "unknown", "sensor/lock", "unknown"),
        (CONTACT + "sensor/operation", "unknown", "sensor/operation", "fault"),
        (CONTACT + "ext_temperature/0", "99", "ext_temperature/0", pytest.approx(9.9)),
        (CONTACT + "info", "{}", "info", True),
        (INPUTS + "input/0", "1", "input/0", True),
        (INPUTS + "input/1", "0", "input/1", False),
        (INPUTS + "sensor/error", "2", "sensor/error", 2.0),
    ],
)
def test_a_topic_is_a_value(topic: str, payload: str, key: str, value: Value) -> None:
    item = telemetry(topic, payload)
    assert (dict(item.values), item.qualities, item.ts, item.id) == ({key: value}, {}, None, None)


def test_watt_minutes_become_kilowatt_hours_by_their_scale() -> None:
    assert telemetry(INPUTS + "relay/0/energy", "60000").values["relay/0/energy"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("topic", "payload", "key"),
    [
        (AIR + "sensor/temperature", "999", "sensor/temperature"),
        (AIR + "sensor/temperature", "unknown", "sensor/temperature"),
        (AIR + "sensor/humidity", "999.00", "sensor/humidity"),
        (METER + "temperature", "999", "temperature"),
        (CONTACT + "ext_temperature/0", "999", "ext_temperature/0"),
        (METER + "emeter/0/voltage", "-1", "emeter/0/voltage"),
        (METER + "emeter/0/power", "null", "emeter/0/power"),
        (PLUG + "relay/0/power", "-1.00", "relay/0/power"),
        (FLOOD + "sensor/flood", "-1", "sensor/flood"),
        (FLOOD + "sensor/flood", "unknown", "sensor/flood"),
        (FLOOD + "sensor/battery", "-1", "battery_pct"),
        (CONTACT + "sensor/state", "unknown", "sensor/state"),
    ],
)
def test_what_could_not_be_measured_is_bad(topic: str, payload: str, key: str) -> None:
    item = telemetry(topic, payload)
    assert (dict(item.values), dict(item.qualities)) == ({key: None}, {key: Quality.BAD})


def test_parts_of_an_object_are_fields() -> None:
    assert telemetry(INPUTS + "input_event/2", {"event": "L", "event_cnt": 8}).values == {"input_event/2.event": True}


def test_the_state_as_an_object_tells_battery_and_signal() -> None:
    assert telemetry(FLOOD + "info", INFO).values == {"signal_dbm": -61.0, "battery_pct": 78.0}
    motion = {"motion": False, "timestamp": 1617000000, "active": True, "vibration": False, "lux": 9, "bat": 82}
    assert telemetry(PLUG + "status", motion).values == {"status.lux": 9.0, "battery_pct": 82.0}


def test_a_null_around_a_value_makes_it_bad() -> None:
    item = telemetry(FLOOD + "info", {"wifi_sta": None, "bat": {"value": None}})
    assert item.values == {"signal_dbm": None, "battery_pct": None}
    assert set(item.qualities.values()) == {Quality.BAD}


@pytest.mark.parametrize(("payload", "online"), [("true", True), ("false", False)])
def test_the_last_will_is_a_status(payload: str, online: bool) -> None:  # noqa: FBT001  a case
    assert decoded(METER + "online", payload).items == (Status(SITE.devices["meter"], online=online),)


@pytest.mark.parametrize("prefix", [FLOOD, AIR, CONTACT], ids=["by its factory name", "by the option", "another factory name"])
def test_that_a_sleeping_device_is_gone_means_nothing(prefix: str) -> None:
    assert decoded(prefix + "online", "false") == Decoded()
    assert [type(item) for item in decoded(prefix + "online", "true").items] == [Status]


def test_an_announcement_says_that_a_device_is_there() -> None:
    assert decoded("shellies/announce", ANNOUNCED).items == (Status(SITE.devices["meter"], online=True),)


@pytest.mark.parametrize(
    ("topic", "payload", "name"),
    [
        ("shellies/announce", '{"id": "shelly1-NEW"}', "shelly1-NEW"),
        ("shellies/shelly1-NEW/relay/0", "on", "shelly1-NEW"),
        ("shellies/shelly1-NEW/anything", "on", "shelly1-NEW"),
        ("shellies/floor 2/climate/sensor/temperature", "21", "floor 2/climate"),
        ("annex/shellies/shellyem-B9E4D6/relay/0", "on", "shellyem-B9E4D6"),
    ],
)
def test_a_device_that_nobody_knows_is_told_by_name(topic: str, payload: str, name: str) -> None:
    found = decoded(topic, payload)
    assert (reason(found), found.unreadable[0].device, list(found.items)) == (QuarantineReason.UNKNOWN_DEVICE, name, [])


@pytest.mark.parametrize(
    ("topic", "payload", "expected"),
    [
        (METER + "emeter/0/power", "a lot", QuarantineReason.WRONG_TYPE),
        (METER + "emeter/0/power", "nan", QuarantineReason.NOT_FINITE),
        (METER + "emeter/0/power", b"\xff\xfe", QuarantineReason.WRONG_TYPE),
        (METER + "relay/0", "perhaps", QuarantineReason.UNKNOWN_VALUE),
        (FLOOD + "sensor/flood", "wet", QuarantineReason.WRONG_TYPE),
        (METER + "online", "maybe", QuarantineReason.UNKNOWN_VALUE),
        (INPUTS + "input_event/2", "S", QuarantineReason.NOT_JSON),
        (INPUTS + "input_event/2", "[]", QuarantineReason.BAD_SHAPE),
        (FLOOD + "info", '{"bat": 5}', QuarantineReason.WRONG_TYPE),
        ("shellies/announce", "{", QuarantineReason.NOT_JSON),
        ("shellies/announce", "{}", QuarantineReason.BAD_SHAPE),
        ("shellies/discovery", "x", QuarantineReason.BAD_TOPIC),
        ("shellies//relay/0", "on", QuarantineReason.BAD_TOPIC),
    ],
)
def test_what_cannot_be_read_is_told(topic: str, payload: bytes | str, expected: QuarantineReason) -> None:
    assert reason(decoded(topic, payload)) is expected


@pytest.mark.parametrize(
    "topic",
    ["shellies/command", PLUG + "command", PLUG + "relay/0/command", PLUG + "color/0/set", "shellies/shelly1-NEW/relay/0/command"],
)
def test_what_others_tell_devices_to_do_says_nothing(topic: str) -> None:
    assert decoded(topic, "on") == Decoded()


@pytest.mark.parametrize("topic", ["shellies/announce", METER + "online", METER + "relay/0", METER + "info", METER + "roller/0"])
def test_a_retained_value_that_is_taken_back_says_nothing(topic: str) -> None:
    assert decoded(topic, "") == Decoded()


def test_a_value_that_nobody_asked_for_shows_that_the_device_is_there() -> None:
    item = telemetry(METER + "overtemperature", "0")
    assert (item.device.id, item.values) == ("meter", {})


def test_two_dialects_are_told_apart_by_their_topics() -> None:
    assert telemetry("annex/" + FLOOD + "sensor/flood", "true").device.id == "pit-2"
    assert telemetry(FLOOD + "sensor/flood", "true").device.id == "flood"


@pytest.mark.parametrize("topic", ["steward/v1/small/x/telemetry", "zigbee2mqtt/leak", "shellies", "shelliest/x/relay/0", "shellies/shellyplus1-441793/online"])
def test_other_topics_are_not_of_this_dialect(topic: str) -> None:
    assert BOUND.decode(topic, b"true") is None


def test_everything_below_each_topic_is_listened_to() -> None:
    assert CODEC.subscriptions(SITE) == ["annex/shellies/#", "shellies/#"]
    assert CODEC.subscriptions(site_of(HEAD + LONELY)) == []


LONELY = """\
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}
"""
TWO = """\
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: shelly-gen1, address: "%s"}
  - {id: leak-2, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: shelly-gen1, address: b}
"""


def test_a_good_site_file_has_nothing_wrong() -> None:
    assert not CODEC.check(SITE)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("dialects: [{id: shelly-gen1, topic: a//b}]\n" + TWO % "a", "empty level"),
        ("dialects: [{id: shelly-gen1, topic: a/#}]\n" + TWO % "a", "wildcard"),
        ("dialects: [{id: shelly-gen1, topic: steward/x}]\n" + TWO % "a", "Steward's own"),
        ("dialects: [{id: shelly-gen1, topic: $SYS}]\n" + TWO % "a", "$"),
        ("dialects: [{id: shelly-gen1, options: {sleepy: 1}}]\n" + TWO % "a", "no option `sleepy`"),
        ("dialects: [{id: shelly-gen1, options: {sleeping: leak-1}}]\n" + TWO % "a", "no list"),
        ("dialects: [{id: shelly-gen1, options: {sleeping: [leak-9]}}]\n" + TWO % "a", "'leak-9'"),
        (TWO % "b", "`leak-1` and `leak-2` both"),
        (TWO % "a/+/c", "wildcard"),
        (TWO % "/a", "empty level"),
    ],
)
def test_what_cannot_be_in_a_site_file_is_said(text: str, about: str) -> None:
    (wrong,) = CODEC.check(site_of(HEAD + text))
    assert about in wrong.problem
    assert wrong.remedy


REST = st.sampled_from(["sensor/flood", "sensor/battery", "sensor/state", "relay/0", "emeter/0/power", "online", "info", "input_event/2", "x/command", ""])
WHERE = st.one_of(
    st.builds(str.__add__, st.sampled_from([FLOOD, AIR, METER, PLUG, CONTACT, INPUTS, "shellies/new/", "annex/shellies/"]), REST),
    st.text(max_size=40).map("shellies/".__add__),
    st.sampled_from([topic for topic, _ in TYPICAL]),
)
FIELDS = ["event", "bat", "value", "wifi_sta", "rssi", "id"]
WORDS = [b"on", b"off", b"overpower", b"1e400", b"-inf", b"nan", b"999", b"-1", b"unknown", b"null", b"1_0", "１２".encode(), b"\x00", b"9" * 400]


@given(WHERE, st.binary(max_size=30) | st.sampled_from(WORDS) | JSON_OBJECTS(FIELDS))
def test_whatever_comes_is_read_or_told(topic: str, payload: bytes) -> None:
    assert_plausible(BOUND.decode(topic, payload))
