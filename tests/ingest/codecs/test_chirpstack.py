"""ChirpStack v4 reads what can be read and says why of the rest.

The payloads have the shapes of ChirpStack's documentation (*Event types*, *States*) and of its Protobuf definitions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_info import Fact
from domain.quarantine import QuarantineReason
from domain.reading import Quality
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Status, Telemetry, Wrong
from ingest.timestamps import Timestamps
from tests.ingest.codecs.pages import example_of
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

SITE = site_of(
    HEAD
    + """\
dialects:
  - {id: chirpstack, options: {gateways: eu868}}
  - {id: garage, codec: chirpstack, topic: cloud/application/5d1a, options: {gateways: ["", cloud/cn470_10]}}
assets:
  - {id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: chirpstack, address: A84041000181C061}
  - {id: room, type: environment, name: {zh: 机房, en: Plant room}, space: b1}
  - {id: gas, type: gas_detector, name: {zh: 燃气, en: Gas}, space: b1, dialect: chirpstack, address: 24-e1-24-12-8a-00-00-01}
  - {id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1, dialect: chirpstack, address: 0016c001f153a14c}
  - {id: leak-g, type: leak, name: {zh: 车库水浸, en: Garage leak}, space: b1, dialect: garage, address: "0202020202020202"}
  - {id: gw-g, type: gateway, name: {zh: 车库网关, en: Garage gateway}, space: b1, dialect: garage, address: 0016c001f1500002}
devices:
  - id: room-1
    dialect: chirpstack
    address: "0101010101010101"
    assets: [room]
    points:
      env.temperature: room.temp
      env.humidity: {to: room.humidity, scale: 100}
      margin: room.noise
"""
)
CHIRPSTACK = codecs()["chirpstack"].bind(SITE)
APPLICATION = "application/17c82e96-be03-4f38-aef3-f83d48582d97/device"
ROOM = f"{APPLICATION}/0101010101010101/event"
LEAK = f"{APPLICATION}/a84041000181c061/event"
GAS = f"{APPLICATION}/24e124128a000001/event"
GATEWAY = "eu868/gateway/0016c001f153a14c/state/conn"
TIME = "2022-07-18T09:34:15.775023242+00:00"
ID = "3ac7e3c4-4401-4b8d-9386-a5c902f9202d"
INFO = {
    "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
    "tenantName": "ChirpStack",
    "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
    "applicationName": "Test application",
    "deviceProfileId": "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
    "deviceProfileName": "Test device-profile",
    "deviceName": "Test device",
    "devEui": "0101010101010101",
    "deviceClassEnabled": "CLASS_A",
    "tags": {"key": "value"},
}
RECEIVED = {"gatewayId": "0016c001f153a14c", "uplinkId": 4217106255, "nsTime": TIME, "rssi": -36, "snr": 10.5, "context": "E3OWOQ==", "crcStatus": "CRC_OK"}
SENT = {"frequency": 867100000, "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 11, "codeRate": "CR_4_5"}}}


def event(**said: object) -> bytes:
    return json.dumps({"deduplicationId": ID, "time": TIME, "deviceInfo": INFO, **said}).encode()


def up(made: object, **said: object) -> bytes:
    return event(devAddr="00189440", adr=True, dr=1, fCnt=7, fPort=1, confirmed=False, data="qg==", object=made, rxInfo=[RECEIVED], txInfo=SENT, **said)


TYPICAL: Sequence[tuple[str, bytes]] = [
    (f"{ROOM}/up", up({"env": {"temperature": 21.5, "humidity": 0.48}, "co2": 640.0, "BatV": 3.05})),
    (f"{LEAK}/up", up({"leak": False, "battery_pct": 88.0, "water_leak_times": 0.0})),
    (f"{ROOM}/status", event(margin=10, externalPowerSource=False, batteryLevelUnavailable=False, batteryLevel=88.3)),
    (GATEWAY, b'{"gatewayId":"0016c001f153a14c","state":"ONLINE"}'),
]


def decoded(topic: str, payload: bytes | str) -> Decoded:
    found = CHIRPSTACK.decode(topic, payload.encode() if isinstance(payload, str) else payload)
    assert found is not None
    return found


def telemetry(topic: str, payload: bytes | str) -> Telemetry:
    found = decoded(topic, payload)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def refused(topic: str, payload: bytes | str) -> tuple[QuarantineReason, str]:
    found = decoded(topic, payload)
    assert not found.items
    (trouble,) = found.unreadable
    return trouble.reason, trouble.detail


def wrong(text: str) -> Sequence[Wrong]:
    return codecs()["chirpstack"].check(site_of(HEAD + text))


def test_an_uplink_is_what_its_codec_made_of_it() -> None:
    item = telemetry(*TYPICAL[0])
    assert (item.device.id, item.ts, item.id) == ("room-1", TIME, ID)
    assert item.values == {"env.temperature": 21.5, "env.humidity": 48.0, "co2": 640.0, "signal_dbm": -36.0}
    assert item.qualities == {}


def test_its_time_is_understood_to_the_millisecond() -> None:
    item = telemetry(*TYPICAL[0])
    occurred = Timestamps(SITE.time_zone).resolve(item.device.id, item.ts, 1_658_136_856_000)
    assert (occurred.ms, occurred.own, occurred.skewed) == (1_658_136_855_775, True, False)


def test_fields_called_as_the_points_need_not_be_written() -> None:
    assert telemetry(*TYPICAL[1]).values == {"leak": False, "battery_pct": 88.0, "signal_dbm": -36.0}


def test_what_several_gateways_received_is_one_message_with_the_best_signal() -> None:
    heard = [{**RECEIVED, "rssi": -120}, {**RECEIVED, "rssi": -71}, {"gatewayId": "0016c001f1500002"}, "?", {**RECEIVED, "rssi": None}]
    payload = json.loads(up({"leak": True}))
    assert telemetry(f"{LEAK}/up", json.dumps(payload | {"rxInfo": heard})).values == {"leak": True, "signal_dbm": -71.0}


@pytest.mark.parametrize("heard", [None, [], "?", [7], [{"rssi": "-71"}], [{"rssi": True}]])
def test_without_a_signal_the_rest_is_read(heard: object) -> None:
    payload = json.loads(up({"leak": True}))
    assert telemetry(f"{LEAK}/up", json.dumps(payload | {"rxInfo": heard})).values == {"leak": True}


def test_a_signal_that_the_codec_made_goes_before_the_gateways() -> None:
    assert telemetry(f"{LEAK}/up", up({"signal_dbm": -99})).values == {"signal_dbm": -99.0}


@pytest.mark.parametrize("name", ["battery", "batteryLevel", "Bat"])
def test_a_battery_that_may_be_volts_means_nothing_until_it_is_written(name: str) -> None:
    assert telemetry(f"{LEAK}/up", up({name: 3.6})).values == {"signal_dbm": -36.0}


def test_a_code_is_a_code_though_the_server_writes_it_as_a_float() -> None:
    assert telemetry(f"{GAS}/up", up({"state": 1.0})).values["state"] == "alarm"
    assert refused_values(f"{GAS}/up", up({"state": 1.5})) == [QuarantineReason.WRONG_TYPE]


def refused_values(topic: str, payload: bytes) -> list[QuarantineReason]:
    return [trouble.reason for trouble in decoded(topic, payload).unreadable]


def test_a_number_that_is_none_costs_the_others_nothing() -> None:
    found = decoded(f"{GAS}/up", up({"lel": float("nan"), "fan_run": True}))
    assert [trouble.reason for trouble in found.unreadable] == [QuarantineReason.NOT_FINITE]
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"fan_run": True, "signal_dbm": -36.0}


def test_numbers_that_the_codec_made_into_texts_are_numbers() -> None:
    assert telemetry(f"{ROOM}/up", up({"env": {"temperature": "21.50"}})).values["env.temperature"] == 21.5


@pytest.mark.parametrize("made", [{"leak": None}, {"leak": None, "other": {"deep": [1]}}])
def test_null_is_never_a_dry_floor(made: object) -> None:
    item = telemetry(f"{LEAK}/up", up(made))
    assert item.values["leak"] is None
    assert item.qualities == {"leak": Quality.BAD}


@pytest.mark.parametrize(("raw", "reason"), [(1, QuarantineReason.WRONG_TYPE), ("wet", QuarantineReason.WRONG_TYPE), ({"a": 1}, QuarantineReason.WRONG_TYPE)])
def test_one_bad_value_is_told_and_the_good_ones_are_delivered(raw: object, reason: QuarantineReason) -> None:
    found = decoded(f"{LEAK}/up", up({"leak": raw, "tamper": True}))
    assert [(trouble.reason, trouble.device) for trouble in found.unreadable] == [(reason, "leak-b1")]
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"tamper": True, "signal_dbm": -36.0}


@pytest.mark.parametrize("payload", [up(None), json.dumps({"time": TIME, "data": "qg=="})])
def test_without_an_object_nothing_is_read_and_the_remedy_is_said(payload: bytes | str) -> None:
    reason, detail = refused(f"{LEAK}/up", payload)
    assert reason is QuarantineReason.BAD_SHAPE
    assert "payload codec in the device profile" in detail


def test_an_object_that_is_none_is_told() -> None:
    assert refused(f"{LEAK}/up", up([1])) == (QuarantineReason.BAD_SHAPE, "object: expected an object, found a list")


def test_an_uplink_without_a_payload_shows_that_the_device_is_there() -> None:
    assert telemetry(f"{LEAK}/up", event(fCnt=8, rxInfo=[RECEIVED], data="")).values == {"signal_dbm": -36.0}


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ({"margin": 10, "batteryLevel": 88.3}, {"battery_pct": 88.3}),
        ({"batteryLevel": 0.39, "externalPowerSource": False, "batteryLevelUnavailable": False}, {"battery_pct": 0.39}),
        ({"batteryLevel": 0.0, "batteryLevelUnavailable": True}, {"battery_pct": None}),
        ({"batteryLevelUnavailable": True}, {"battery_pct": None}),
        ({"batteryLevel": 0.0, "externalPowerSource": True}, {}),
        ({"externalPowerSource": True}, {}),
        ({}, {}),
    ],
)
def test_a_status_says_the_battery_unless_there_is_none(said: Mapping[str, object], values: Mapping[str, object]) -> None:
    assert telemetry(f"{LEAK}/status", event(**said)).values == values


def test_other_fields_of_a_status_can_be_given_a_meaning() -> None:
    assert telemetry(f"{ROOM}/status", event(margin=10, batteryLevel=50.0)).values == {"margin": 10.0, "battery_pct": 50.0}


def test_a_join_shows_that_the_device_is_there() -> None:
    item = telemetry(f"{LEAK}/join", event(devAddr="00189440"))
    assert (item.device.id, item.ts, item.id, item.values) == ("leak-b1", TIME, ID, {})


def test_an_error_of_the_codec_is_told_in_its_words() -> None:
    said = {"level": "ERROR", "code": "UPLINK_CODEC", "description": "JS error: TypeError: bytes is undefined", "context": {"deduplication_id": ID}}
    reason, detail = refused(f"{LEAK}/log", event(**said))
    assert reason is QuarantineReason.BAD_SHAPE
    assert "UPLINK_CODEC" in detail
    assert "bytes is undefined" in detail


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("log", event(level="WARNING", code="UPLINK_F_CNT_RETRANSMISSION", description="again")),
        ("log", event(level="INFO", code="RELAY_NEW_END_DEVICE")),
        ("ack", event(acknowledged=True, fCntDown=3)),
        ("txack", event(downlinkId=3461958127)),
        ("location", event(location={"latitude": 37.3})),
        ("integration", event(integrationName="loracloud", object={"leak": False})),
        ("something-new", b"\xff"),
    ],
)
def test_other_events_carry_nothing_for_us(name: str, payload: bytes) -> None:
    assert decoded(f"{LEAK}/{name}", payload) == Decoded()


def test_commands_carry_nothing_for_us() -> None:
    assert decoded(f"{APPLICATION}/a84041000181c061/command/down", b'{"data": "qg=="}') == Decoded()


@pytest.mark.parametrize("address", ["A84041000181C061", "a84041000181c061", "A84041000181c061"])
def test_the_case_of_a_dev_eui_does_not_matter(address: str) -> None:
    assert telemetry(f"{APPLICATION}/{address}/event/up", TYPICAL[1][1]).device.id == "leak-b1"


@pytest.mark.parametrize("name", ["up", "status", "join", "log"])
def test_a_device_that_nobody_knows_is_told(name: str) -> None:
    (trouble,) = decoded(f"{APPLICATION}/ABCDEF0123456789/event/{name}", up({"leak": False})).unreadable
    assert (trouble.reason, trouble.device) == (QuarantineReason.UNKNOWN_DEVICE, "abcdef0123456789")


@pytest.mark.parametrize("id_", [None, "", 7.5, "x" * 200, "a\nb"])
def test_a_message_without_an_id_of_use_counts_all_the_same(id_: object) -> None:
    payload = json.loads(up({"leak": True}))
    item = telemetry(f"{LEAK}/up", json.dumps(payload | {"deduplicationId": id_}))
    assert (item.id, item.values["leak"]) == (None, True)


@pytest.mark.parametrize("payload", [b"", b"\xff\x00", b"{", b"[" * 5000])
def test_what_is_no_json_is_told(payload: bytes) -> None:
    assert refused(f"{LEAK}/up", payload)[0] is QuarantineReason.NOT_JSON


@pytest.mark.parametrize(
    ("payload", "online"),
    [
        (b'{"gatewayId":"0016c001f153a14c","state":"ONLINE"}', True),
        (b'{"gatewayId":"0016c001f153a14c","state":"OFFLINE"}', False),
        (b'{"gatewayId":"0016c001f153a14c"}', False),
    ],
)
def test_a_gateway_is_there_or_gone(payload: bytes, *, online: bool) -> None:
    (item,) = decoded(GATEWAY, payload).items
    assert item == Status(SITE.devices["gw"], online=online)


@pytest.mark.parametrize("state", ['"AWAY"', "1", "null", "[]"])
def test_a_state_that_is_none_of_both_is_told(state: str) -> None:
    assert refused(GATEWAY, f'{{"state": {state}}}')[0] is QuarantineReason.UNKNOWN_VALUE


def test_a_gateway_that_speaks_protobuf_is_passed_over() -> None:
    assert decoded(GATEWAY, b"\x10\x01\x1a\x100016c001f153a14c") == Decoded()
    assert decoded(GATEWAY, b"") == Decoded()


def test_a_gateway_that_nobody_knows_is_told() -> None:
    assert refused("eu868/gateway/0016C001F1539999/state/conn", '{"state": "ONLINE"}')[0] is QuarantineReason.UNKNOWN_DEVICE


def test_two_dialects_are_apart() -> None:
    topic = "cloud/application/5d1a/device/0202020202020202/event/up"
    assert telemetry(topic, up({"leak": True})).device.id == "leak-g"
    assert CHIRPSTACK.decode("cloud/application/other/device/0202020202020202/event/up", up({"leak": True})) is None
    assert refused(f"{APPLICATION}/0202020202020202/event/up", up({"leak": True}))[0] is QuarantineReason.UNKNOWN_DEVICE
    for prefix in ("", "cloud/cn470_10/"):
        (item,) = decoded(f"{prefix}gateway/0016c001f1500002/state/conn", '{"state":"ONLINE"}').items
        assert item == Status(SITE.devices["gw-g"], online=True)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "application",
        "application/a/device/b/event",
        "steward/v1/small/leak-b1/telemetry",
        "us915/gateway/0016c001f153a14c/state/conn",
        "cloud/application/5d1a",
    ],
)
def test_topics_of_others_are_left_to_them(topic: str) -> None:
    assert CHIRPSTACK.decode(topic, b"{}") is None


def test_an_application_of_its_own_goes_before_every_one() -> None:
    site = site_of(
        HEAD
        + """\
dialects:
  - {id: chirpstack}
  - {id: mine, codec: chirpstack, topic: application/5d1a}
assets:
  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: chirpstack, address: "0101010101010101"}
  - {id: two, type: leak, name: {zh: 二, en: Two}, space: b1, dialect: mine, address: "0202020202020202"}
"""
    )
    codec = codecs()["chirpstack"]
    assert codec.subscriptions(site) == ["application/+/device/+/event/+"]
    bound = codec.bind(site)
    for address, device in (("0101010101010101", "one"), ("0202020202020202", "two")):
        found = bound.decode(f"application/5d1a/device/{address}/event/up", up({"leak": True}))
        assert found is not None
        assert [item.device.id for item in found.items] == [device]


def test_as_few_filters_as_bring_everything() -> None:
    assert codecs()["chirpstack"].subscriptions(SITE) == [
        "application/+/device/+/event/+",
        "cloud/application/5d1a/device/+/event/+",
        "eu868/gateway/+/state/conn",
        "gateway/+/state/conn",
        "cloud/cn470_10/gateway/+/state/conn",
    ]


def test_a_site_without_the_dialect_asks_for_nothing() -> None:
    assert codecs()["chirpstack"].subscriptions(site_of(HEAD + "assets:\n  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1}\n")) == []


def test_the_example_of_the_page_works() -> None:
    site = example_of("lorawan")
    assert not codecs()["chirpstack"].check(site)
    found = codecs()["chirpstack"].bind(site).decode(f"{LEAK}/up", up({"water_leak_status": 1, "battery": 97, "BAT_V": 3.6}))
    assert found is not None
    assert [item.values for item in found.items if isinstance(item, Telemetry)] == [{"water_leak_status": True, "battery": 97.0, "signal_dbm": -36.0}]


def test_there_is_nothing_to_say_of_a_good_site() -> None:
    assert not codecs()["chirpstack"].check(SITE)


ONE = 'assets: [{id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: chirpstack, address: "0101010101010101"}]\n'


@pytest.mark.parametrize(
    "topic", ["a//b", "+/application", "lora/#", "$SYS/application", "steward/v1", "steward", "application/5d1a/device/x", "/application", "application/"]
)
def test_a_topic_that_cannot_be_is_told(topic: str) -> None:
    (found,) = wrong(f'dialects: [{{id: chirpstack, topic: "{topic}"}}]\n' + ONE)
    assert f"`{topic}`" in found.problem


def test_an_application_without_what_goes_before_it_is_told() -> None:
    (found,) = wrong("dialects: [{id: chirpstack, topic: 17c82e96-be03-4f38-aef3-f83d48582d97}]\n" + ONE)
    assert "application/{application}" in found.remedy


@pytest.mark.parametrize("topic", ["", "application", "application/5d1a", "lora", "a/b/application", "a/application/5d1a"])
def test_a_topic_that_can_be_is_taken(topic: str) -> None:
    assert not wrong(f'dialects: [{{id: chirpstack, topic: "{topic}"}}]\n' + ONE)


@pytest.mark.parametrize("gateways", ["7", "[eu868, 7]", '"+"', "[a//b]", "{a: b}", "null"])
def test_gateways_that_can_be_nowhere_are_told(gateways: str) -> None:
    (found,) = wrong(f"dialects: [{{id: chirpstack, options: {{gateways: {gateways}}}}}]\n" + ONE)
    assert "gateways" in found.problem


def test_an_unknown_option_is_told() -> None:
    (found,) = wrong("dialects: [{id: chirpstack, options: {bridge: gw}}]\n" + ONE)
    assert "bridge" in found.problem


def test_a_device_without_a_dev_eui_is_told() -> None:
    (found,) = wrong("assets: [{id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: chirpstack}]\n")
    assert "`one`" in found.problem
    assert "DevEUI" in found.problem


def test_a_gateway_that_would_never_be_heard_is_told() -> None:
    (found,) = wrong('assets: [{id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1, dialect: chirpstack, address: "0016c001f153a14c"}]\n')
    assert "`gw`" in found.problem
    assert "gateways: eu868" in found.remedy


@pytest.mark.parametrize("dialects", ["[{id: chirpstack}]", "[{id: chirpstack}, {id: other, codec: chirpstack, topic: application/5d1a}]"])
def test_one_dev_eui_for_two_devices_is_told_whatever_its_case(dialects: str) -> None:
    second = "other" if "other" in dialects else "chirpstack"
    (found,) = wrong(
        f"dialects: {dialects}\n"
        "assets:\n"
        "  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: chirpstack, address: 00000000000000ab}\n"
        f"  - {{id: two, type: leak, name: {{zh: 二, en: Two}}, space: b1, dialect: {second}, address: 00-00-00-00-00-00-00-AB}}\n"
    )
    assert "`one`" in found.problem
    assert "`two`" in found.problem


EVENTS = [f"{where}/{name}" for where in (LEAK, ROOM, GAS) for name in ("up", "status", "join", "log", "ack")]
TOPICS = st.sampled_from([*EVENTS, GATEWAY]) | st.text(max_size=20).map(lambda text: f"application/{text}")
FIELDS = [
    "object",
    "time",
    "deduplicationId",
    "rxInfo",
    "rssi",
    "data",
    "state",
    "leak",
    "env",
    "temperature",
    "env.temperature",
    "batteryLevel",
    "level",
    "margin",
]


@given(TOPICS, st.binary(max_size=60) | st.sampled_from([b"{", b"{}", b'{"state": NaN}', b'{"object": {"leak": 1e999}}']))
def test_any_bytes_give_items_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(CHIRPSTACK.decode(topic, payload))


@given(TOPICS, JSON_OBJECTS(FIELDS))
def test_any_message_gives_values_of_its_points_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(CHIRPSTACK.decode(topic, payload))


@given(st.sampled_from([f"{where}/up" for where in (LEAK, ROOM, GAS)]), JSON_OBJECTS(["leak", "env", "temperature", "humidity", "state", "lel", "tamper"]))
def test_any_object_of_a_codec_gives_values_of_its_points_or_reasons(topic: str, made: bytes) -> None:
    assert_plausible(CHIRPSTACK.decode(topic, up(json.loads(made))))


def test_the_best_reception_tells_of_the_signal() -> None:
    weak = {**RECEIVED, "rssi": -110, "snr": -7.5}
    (info,) = decoded(f"{LEAK}/up", event(data="qg==", object={"leak": False}, rxInfo=[weak, RECEIVED])).told
    assert dict(info.facts) == {Fact.SIGNAL_DBM: -36.0, Fact.SNR_DB: 10.5}
    assert not decoded(f"{LEAK}/up", event(data="qg==", object={"leak": False})).told


def test_a_status_tells_of_battery_and_margin() -> None:
    (battery,) = decoded(f"{LEAK}/status", event(margin=7, externalPowerSource=False, batteryLevelUnavailable=False, batteryLevel=75.5)).told
    assert dict(battery.facts) == {Fact.BATTERY_PCT: 75.5, Fact.MARGIN_DB: 7.0, Fact.MAINS: False}
    (mains,) = decoded(f"{LEAK}/status", event(margin=7, externalPowerSource=True, batteryLevel=0)).told
    assert dict(mains.facts) == {Fact.MARGIN_DB: 7.0, Fact.MAINS: True}
    (unknown,) = decoded(f"{LEAK}/status", event(margin=7, batteryLevelUnavailable=True)).told
    assert dict(unknown.facts) == {Fact.MARGIN_DB: 7.0}
