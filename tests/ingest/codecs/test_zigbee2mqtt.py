"""What Zigbee2MQTT says is understood; payloads are those of its documentation and device pages, unless it says otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_info import Fact
from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Status, Telemetry
from tests.ingest.codecs.pages import example_of, wrong_in_example_of
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

SITE = site_of(
    HEAD
    + dedent("""\
    dialects:
      - {id: zigbee2mqtt, options: {bridge: gw-b1}}
      - {id: z2m-garage, codec: zigbee2mqtt, topic: site/garage}
    assets:
      - {id: gw-b1, type: gateway, name: {zh: 网关, en: Bridge}, space: b1, dialect: zigbee2mqtt, interval_s: 600}
      - {id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}
      - {id: door-b1, type: access_door, name: {zh: 门, en: Door}, space: b1}
      - {id: air-b1, type: environment, name: {zh: 空气, en: Air}, space: b1}
      - {id: lamp-b1, type: lighting, name: {zh: 灯, en: Lamp}, space: b1}
      - {id: feeder-b1, type: power, name: {zh: 配电, en: Feeder}, space: b1}
      - {id: smoke-b1, type: fire_detector, name: {zh: 烟感, en: Smoke detector}, space: b1}
      - {id: leak-garage, type: leak, name: {zh: 车库水浸, en: Garage leak}, space: b1, dialect: z2m-garage, address: b1/leak 7}
    devices:
      - {id: leak-1, dialect: zigbee2mqtt, address: b1/leak 7, assets: [leak-b1], points: {water_leak: leak-b1.leak}, gateway: gw-b1}
      - id: door-1
        dialect: zigbee2mqtt
        address: "0x00158d0001824b5e"
        points: {contact: {to: door-b1.door, values: {true: closed, false: open}}, action: {to: door-b1.lock, values: {lock: locked, unlock: unlocked}}}
      - {id: air-1, dialect: zigbee2mqtt, assets: [air-b1], points: {temperature: air-b1.temp}}
      - {id: lamp-1, dialect: zigbee2mqtt, address: b1, assets: [lamp-b1], points: {state: lamp-b1.on, color.x: {to: lamp-b1.lux, scale: 100}}}
      - {id: feeder-1, dialect: zigbee2mqtt, assets: [feeder-b1], points: {power: {to: feeder-b1.power, scale: 0.001}}}
      - {id: smoke-1, dialect: zigbee2mqtt, assets: [smoke-b1]}
    """)
)
Z2M = codecs()["zigbee2mqtt"].bind(SITE)
LEAK = "zigbee2mqtt/b1/leak 7"
TYPICAL: Sequence[tuple[str, bytes]] = [
    # https://www.zigbee2mqtt.io/devices/SJCGQ11LM.html, with last_seen: ISO_8601
    (LEAK, b'{"battery":97,"device_temperature":21,"last_seen":"2026-01-05T15:38:56.796Z","linkquality":102,"tamper":false,"voltage":3015,"water_leak":false}'),
    ("zigbee2mqtt/air-1", b'{"battery":64,"humidity":44.72,"last_seen":1767628736796,"linkquality":84,"pressure":978.5,"temperature":27.34}'),
    ("zigbee2mqtt/0x00158d0001824b5e", b'{"battery":100,"contact":true,"linkquality":120,"voltage":3005}'),
    ("zigbee2mqtt/b1", b'{"brightness":215,"color":{"x":0.123,"y":0.123},"color_temp":325,"linkquality":61,"state":"ON"}'),
    ("zigbee2mqtt/feeder-1", b'{"current":10.1,"energy":82.44,"linkquality":87,"power":2304.5,"state":"ON","voltage":228}'),
    ("zigbee2mqtt/air-1/humidity", b"44.72"),
    ("zigbee2mqtt/air-1/availability", b'{"state":"online"}'),
    ("zigbee2mqtt/bridge/state", b'{"state":"online"}'),
    ("site/garage/b1/leak 7", b'{"battery":3,"leak":true,"linkquality":33}'),
]


def decoded(payload: bytes | str, topic: str = LEAK) -> Decoded:
    found = Z2M.decode(topic, payload.encode() if isinstance(payload, str) else payload)
    assert found is not None
    return found


def telemetry(payload: str, topic: str = LEAK) -> Telemetry:
    found = decoded(payload, topic)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def status(payload: str, topic: str) -> tuple[str, bool]:
    (item,) = decoded(payload, topic).items
    assert isinstance(item, Status)
    return item.device.id, item.online


def troubles(found: Decoded) -> list[tuple[QuarantineReason, str | None]]:
    return [(each.reason, each.device) for each in found.unreadable]


def problems(dialects: str, devices: str = "") -> str:
    site = site_of(
        HEAD
        + dedent(dialects)
        + "assets:\n"
        + "  - {id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: zigbee2mqtt}\n"
        + "  - {id: feeder-b1, type: power, name: {zh: 配电, en: Feeder}, space: b1}\n"
        + "  - {id: gw-b1, type: gateway, name: {zh: 网关, en: Bridge}, space: b1}\n"
        + dedent(devices)
    )
    return "\n".join(f"{wrong.problem} → {wrong.remedy}" for wrong in codecs()["zigbee2mqtt"].check(site))


def test_everything_below_a_base_topic_is_listened_to() -> None:
    assert codecs()["zigbee2mqtt"].subscriptions(SITE) == ["zigbee2mqtt/#", "site/garage/#"]


def test_a_base_below_another_one_is_not_listened_to_twice() -> None:
    site = site_of(
        HEAD
        + "dialects: [{id: a, codec: zigbee2mqtt, topic: z/garage}, {id: b, codec: zigbee2mqtt, topic: z}]\n"
        + "assets: [{id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: a}]\n"
    )
    assert codecs()["zigbee2mqtt"].subscriptions(site) == ["z/#"]
    bound = codecs()["zigbee2mqtt"].bind(site)
    assert bound.decode("z/garage/leak-b1", b'{"leak": true}') is not None
    found = bound.decode("z/garage/new", b'{"leak": true}')
    assert found is not None
    assert [each.device for each in found.unreadable] == ["new"], "the nearer base counts"


def test_a_site_without_the_dialect_listens_to_nothing() -> None:
    site = site_of(HEAD + "assets: [{id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}]\n")
    assert codecs()["zigbee2mqtt"].subscriptions(site) == []
    assert codecs()["zigbee2mqtt"].bind(site).decode(LEAK, b"{}") is None


@pytest.mark.parametrize(
    ("topic", "payload", "device", "values"),
    [
        (*TYPICAL[0], "leak-1", {"water_leak": False, "battery_pct": 97.0, "tamper": False}),
        (*TYPICAL[1], "air-1", {"temperature": 27.34, "humidity": 44.72, "battery_pct": 64.0}),
        (*TYPICAL[2], "door-1", {"contact": "closed"}),
        (*TYPICAL[3], "lamp-1", {"state": True, "color.x": 12.3}),
        (*TYPICAL[4], "feeder-1", {"power": 2.3045, "energy": 82.44}),
        (*TYPICAL[5], "air-1", {"humidity": 44.72}),
        (*TYPICAL[8], "leak-garage", {"leak": True, "battery_pct": 3.0}),
    ],
)
def test_a_typical_message_is_understood(topic: str, payload: bytes, device: str, values: Mapping[str, Value]) -> None:
    item = telemetry(payload.decode(), topic)
    assert (item.device.id, dict(item.values), dict(item.qualities)) == (device, values, {})


@pytest.mark.parametrize(
    ("last_seen", "ts"),
    [
        ('"2026-01-05T15:38:56.796Z"', "2026-01-05T15:38:56.796Z"),
        ('"2026-01-05T23:38:56+08:00"', "2026-01-05T23:38:56+08:00"),
        ('"2026-01-05T23:38:56+0800"', "2026-01-05T23:38:56+0800"),
        ("1767628736796", 1767628736796),
        ('"2026-01-05T23:38:56"', None),
        ('"N/A"', None),
        ("null", None),
        ("true", None),
        ("{}", None),
    ],
)
def test_the_time_of_a_message_is_believed_if_it_has_a_zone(last_seen: str, ts: object) -> None:
    assert telemetry(f'{{"water_leak": true, "last_seen": {last_seen}}}').ts == ts


def test_a_message_without_last_seen_says_no_time() -> None:
    item = telemetry('{"water_leak": true}')
    assert (item.ts, item.id) == (None, None)


def test_what_could_not_be_measured_is_bad() -> None:
    item = telemetry('{"water_leak": null, "battery": 255}')
    assert item.values == {"water_leak": None, "battery_pct": None}
    assert item.qualities == {"water_leak": Quality.BAD, "battery_pct": Quality.BAD}


def test_link_quality_is_no_signal_strength() -> None:
    assert telemetry('{"linkquality": 102}').values == {}


def test_a_message_of_nothing_that_means_anything_shows_that_the_device_is_there() -> None:
    item = telemetry('{"linkquality": 102, "update": {"state": "idle"}}')
    assert (item.device.id, item.values) == ("leak-1", {})


def test_a_value_in_another_unit_than_its_point_is_none_unless_the_site_file_converts_it() -> None:
    found = decoded('{"temperature": 21.5, "co": 12, "co2": null}', "zigbee2mqtt/air-1")
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"temperature": 21.5, "co": None, "co2": None}
    assert item.qualities == {"co": Quality.BAD, "co2": Quality.BAD}
    assert troubles(found) == [(QuarantineReason.WRONG_TYPE, "air-1")]
    assert "co is in ppm" in found.unreadable[0].detail


def test_an_action_is_a_word_like_any() -> None:
    topic = "zigbee2mqtt/0x00158d0001824b5e"
    assert telemetry('{"action": "unlock"}', topic).values == {"action": "unlocked"}
    assert troubles(decoded('{"action": "single"}', topic)) == [(QuarantineReason.UNKNOWN_VALUE, "door-1")]


@pytest.mark.parametrize("payload", ["online", '{"state":"online"}'])
def test_availability_is_a_status(payload: str) -> None:
    assert status(payload, f"{LEAK}/availability") == ("leak-1", True)
    assert status(payload.replace("online", "offline"), f"{LEAK}/availability") == ("leak-1", False)
    assert status(payload, "site/garage/b1/leak 7/availability") == ("leak-garage", True)


@pytest.mark.parametrize("payload", [b"dead", b'{"state":1}', b'{"state":', b"{}", b"[]", b"\xff"])
def test_another_availability_is_put_aside(payload: bytes) -> None:
    assert troubles(decoded(payload, f"{LEAK}/availability")) == [(QuarantineReason.UNKNOWN_VALUE, "leak-1")]


@pytest.mark.parametrize("payload", ["online", '{"state":"online"}'])
def test_the_state_of_the_bridge_is_that_of_the_device_named_in_the_site_file(payload: str) -> None:
    assert status(payload, "zigbee2mqtt/bridge/state") == ("gw-b1", True)
    assert status(payload.replace("online", "offline"), "zigbee2mqtt/bridge/state") == ("gw-b1", False)


def test_when_the_bridge_goes_nothing_is_invented_for_its_devices() -> None:
    assert len(decoded('{"state":"offline"}', "zigbee2mqtt/bridge/state").items) == 1


def test_a_bridge_that_the_site_file_does_not_name_says_nothing() -> None:
    assert decoded('{"state":"offline"}', "site/garage/bridge/state") == Decoded()


def test_the_health_of_the_bridge_is_a_sign_of_life_with_its_uptime_and_queue() -> None:
    # https://www.zigbee2mqtt.io/guide/usage/health.html
    health = {
        "response_time": 1749991304357,
        "os": {"load_average": [15.8, 13.2, 19.2], "memory_used_mb": 1098.2, "memory_percent": 8.3},
        "process": {"uptime_sec": 192, "memory_used_mb": 89.2, "memory_percent": 1.2},
        "mqtt": {"connected": True, "queued": 0, "published": 9, "received": 2},
        "devices": {"0x12345678": {"leave_count": 1, "network_address_changes": 1, "messages": 4, "messages_per_sec": 0.0033}},
    }
    item = telemetry(json.dumps(health), "zigbee2mqtt/bridge/health")
    assert (item.device.id, item.ts, item.values) == ("gw-b1", 1749991304357, {"uptime": 192.0, "queue": 0.0})


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("zigbee2mqtt/bridge/logging", '{"level":"info","message":"Zigbee: allowing new devices to join."}'),
        ("zigbee2mqtt/bridge/devices", "[]"),
        ("zigbee2mqtt/bridge/event", '{"type":"device_leave","data":{"ieee_address":"0x00158d0001824b5e"}}'),
        ("zigbee2mqtt/bridge/request/permit_join", "true"),
        (f"{LEAK}/set", '{"state":"ON"}'),
        (f"{LEAK}/set/state", "ON"),
        (f"{LEAK}/get", '{"state":""}'),
        ("zigbee2mqtt/nobody/set", '{"state":"ON"}'),
        (LEAK, ""),
        (f"{LEAK}/availability", ""),
        ("zigbee2mqtt/bridge/state", ""),
        ("zigbee2mqtt/nobody", ""),
    ],
)
def test_a_topic_that_carries_nothing_for_us_says_nothing(topic: str, payload: str) -> None:
    assert decoded(payload, topic) == Decoded()


@pytest.mark.parametrize("topic", ["steward/v1/small/leak-1/telemetry", "zigbee2mqtt", "zigbee2mqtt2/b1", "tele/x/SENSOR", ""])
def test_another_topic_is_not_of_the_dialect(topic: str) -> None:
    assert Z2M.decode(topic, b'{"water_leak": true}') is None


@pytest.mark.parametrize(
    ("field", "payload", "values"),
    [
        ("air-1/temperature", "21.5", {"temperature": 21.5}),
        ("b1/leak 7/water_leak", "true", {"water_leak": True}),
        ("b1/leak 7/battery", "97", {"battery_pct": 97.0}),
        ("b1/state", "OFF", {"state": False}),
        ("b1/color-x", "0.123", {"color.x": 12.3}),
        ("0x00158d0001824b5e/contact", "false", {"contact": "open"}),
        ("0x00158d0001824b5e/action", "lock", {"action": "locked"}),
        ("smoke-1/status_bits", "fire,fault", {"status_bits": frozenset({"fire", "fault"})}),
        ("b1/leak 7/voltage", "3015", {}),
    ],
)
def test_a_field_that_is_published_by_itself_means_what_it_means_in_a_message(field: str, payload: str, values: Mapping[str, Value]) -> None:
    assert telemetry(payload, f"zigbee2mqtt/{field}").values == values


def test_a_field_that_is_published_by_itself_is_bad_if_it_is_empty() -> None:
    item = telemetry("", f"{LEAK}/water_leak")
    assert (item.values, item.qualities) == ({"water_leak": None}, {"water_leak": Quality.BAD})


@pytest.mark.parametrize("payload", [b"\xff\xfe", b"wet", b"nan", b"1"])
def test_a_field_that_cannot_be_read_is_put_aside(payload: bytes) -> None:
    assert troubles(decoded(payload, f"{LEAK}/water_leak")) == [(QuarantineReason.WRONG_TYPE, "leak-1")]


@pytest.mark.parametrize(
    ("topic", "payload", "name"),
    [
        ("zigbee2mqtt/nobody", '{"state":"ON"}', "nobody"),
        ("zigbee2mqtt/0x00158d00018255df", '{"occupancy":true}', "0x00158d00018255df"),
        ("zigbee2mqtt/kitchen/floor_light", '{"state":"ON"}', "kitchen/floor_light"),
        ("zigbee2mqtt/b1/lamp", '{"state":"ON"}', "b1/lamp"),
        ("zigbee2mqtt/kitchen/floor_light/availability", '{"state":"online"}', "kitchen/floor_light"),
        ("zigbee2mqtt/nobody/temperature", "21.5", "nobody"),
        ("zigbee2mqtt/leak-1", '{"water_leak":true}', "leak-1"),
        ("site/garage/air-1", '{"temperature":21.5}', "air-1"),
    ],
)
def test_a_device_that_nobody_knows_is_named(topic: str, payload: str, name: str) -> None:
    assert troubles(decoded(payload, topic)) == [(QuarantineReason.UNKNOWN_DEVICE, name)]


@pytest.mark.parametrize("name", ["", "x" * 300, "a\u0007b", "/availability"])
def test_a_name_that_cannot_be_one_is_not_shown_as_a_device(name: str) -> None:
    assert troubles(decoded("{}", f"zigbee2mqtt/{name}")) == [(QuarantineReason.BAD_TOPIC, None)]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"{", QuarantineReason.NOT_JSON),
        (b"\xff", QuarantineReason.NOT_JSON),
        (b"[]", QuarantineReason.BAD_SHAPE),
        (b"21.5", QuarantineReason.BAD_SHAPE),
        (b'{"water_leak": 1}', QuarantineReason.WRONG_TYPE),
        (b'{"water_leak": "WET"}', QuarantineReason.WRONG_TYPE),
        (b'{"battery": "97"}', QuarantineReason.WRONG_TYPE),
        (b'{"battery": NaN}', QuarantineReason.NOT_FINITE),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_a_reason(payload: bytes, reason: QuarantineReason) -> None:
    assert troubles(decoded(payload)) == [(reason, "leak-1")]


def test_one_bad_field_does_not_cost_the_others() -> None:
    found = decoded('{"water_leak": true, "battery": "full"}')
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"water_leak": True}
    assert troubles(found) == [(QuarantineReason.WRONG_TYPE, "leak-1")]


def test_the_example_of_its_page_works() -> None:
    assert wrong_in_example_of("zigbee2mqtt") == []
    found = codecs()["zigbee2mqtt"].bind(example_of("zigbee2mqtt")).decode(*TYPICAL[0])
    assert found is not None
    (item,) = found.items
    assert (item.device.id, found.unreadable) == ("leak-b1-7", [])


def test_a_site_file_that_is_right_has_nothing_to_be_told() -> None:
    assert codecs()["zigbee2mqtt"].check(SITE) == []


@pytest.mark.parametrize(
    ("dialects", "devices", "said"),
    [
        ("dialects: [{id: zigbee2mqtt, topic: steward/v1}]\n", "", "where Steward's own messages are"),
        ("dialects: [{id: zigbee2mqtt, topic: 'z2m/#'}]\n", "", "wildcards"),
        ("dialects: [{id: zigbee2mqtt, topic: z2m/}]\n", "", "an empty level"),
        ("dialects: [{id: zigbee2mqtt, topic: $SYS}]\n", "", "the broker's own"),
        ("dialects: [{id: zigbee2mqtt}, {id: other, codec: zigbee2mqtt}]\n", "", "both at `zigbee2mqtt`"),
        ("dialects: [{id: zigbee2mqtt, options: {brigde: gw-b1}}]\n", "", "no option `brigde`"),
        ("dialects: [{id: zigbee2mqtt, options: {bridge: gw-b2}}]\n", "", "Gateways of the site: gw-b1"),
        ("dialects: [{id: zigbee2mqtt, options: {bridge: [gw-b1]}}]\n", "", "there is no such device"),
        ("", "devices: [{id: d, dialect: zigbee2mqtt, address: leak-b1, points: {power: {to: feeder-b1.power, scale: 1}}}]\n", "both called `leak-b1`"),
        ("", "devices: [{id: d, dialect: zigbee2mqtt, address: a//b, points: {x: feeder-b1.power}}]\n", "an empty level"),
        ("", "devices: [{id: d, dialect: zigbee2mqtt, address: 'a/+', points: {x: feeder-b1.power}}]\n", "wildcards"),
        ("", "devices: [{id: d, dialect: zigbee2mqtt, points: {energy: feeder-b1.power}}]\n", "says `energy` in kWh, and feeder-b1.power is in kW"),
    ],
)
def test_what_a_site_file_cannot_say_is_told(dialects: str, devices: str, said: str) -> None:
    assert said in problems(dialects, devices)


NAMES = ["b1/leak 7", "air-1", "0x00158d0001824b5e", "b1", "smoke-1", "nobody", "bridge/state", "bridge/health", ""]
TAILS = ["", "/availability", "/water_leak", "/battery", "/status_bits", "/color-x", "/set", "/x/y", "/"]
TOPICS = st.builds("{}/{}{}".format, st.sampled_from(["zigbee2mqtt", "site/garage"]), st.sampled_from(NAMES) | st.text(max_size=8), st.sampled_from(TAILS))
FIELDS = ["water_leak", "battery", "tamper", "temperature", "humidity", "state", "color", "x", "contact", "action", "status_bits", "last_seen", "process"]


@given(TOPICS, st.binary(max_size=40) | st.sampled_from([b"online", b"true", b"1e400", b"NaN", b"fire,fire", b"{"]))
def test_any_bytes_give_items_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(Z2M.decode(topic, payload))


@given(TOPICS, JSON_OBJECTS(FIELDS))
def test_any_object_gives_values_of_its_points_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(Z2M.decode(topic, payload))


def test_the_bridge_tells_of_its_devices() -> None:
    devices = [
        {
            "ieee_address": "0x00158d0001e1a85a",
            "type": "EndDevice",
            "friendly_name": "b1/leak 7",
            "definition": {"model": "SJCGQ11LM", "vendor": "Aqara"},
            "power_source": "Battery",
            "software_build_id": "3000-0001",
            "model_id": "lumi.sensor_wleak.aq1",
        },
        {"friendly_name": "air-1", "definition": None, "model_id": "lumi.weather", "power_source": "Unknown"},
        {"friendly_name": "feeder-1", "power_source": "Mains (single phase)", "software_build_id": ""},
        {"friendly_name": "Coordinator", "type": "Coordinator"},
        {"friendly_name": 7},
        "no device",
    ]
    found = decoded(json.dumps(devices), "zigbee2mqtt/bridge/devices")
    assert {info.device.id: dict(info.facts) for info in found.told} == {
        "leak-1": {Fact.FIRMWARE: "3000-0001", Fact.MODEL: "SJCGQ11LM", Fact.MAINS: False},
        "air-1": {Fact.MODEL: "lumi.weather"},
        "feeder-1": {Fact.MAINS: True},
    }
    assert (found.items, found.unreadable) == ((), ()), "what the bridge remembers is no sign of life"


def test_the_bridge_tells_its_own_version() -> None:
    (info,) = decoded('{"version":"2.1.0","permit_join":false}', "zigbee2mqtt/bridge/info").told
    assert (info.device.id, dict(info.facts)) == ("gw-b1", {Fact.FIRMWARE: "2.1.0"})


@pytest.mark.parametrize("payload", ["", "{", "{}", "null", '{"version":7}'])
def test_what_the_bridge_cannot_tell_stays_unknown(payload: str) -> None:
    for topic in ("zigbee2mqtt/bridge/devices", "zigbee2mqtt/bridge/info"):
        assert decoded(payload, topic) == Decoded()


def test_a_state_tells_the_link_quality_and_one_that_cannot_be_is_passed_over() -> None:
    assert [dict(info.facts) for info in decoded('{"water_leak":false,"linkquality":102}').told] == [{Fact.LQI: 102.0}]
    for said in ("true", "256", "-1", '"102"', "null"):
        assert not decoded(f'{{"water_leak":false,"linkquality":{said}}}').told
