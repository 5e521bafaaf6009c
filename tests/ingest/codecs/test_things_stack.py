"""The Things Stack v3 reads what can be read and says why of the rest.

The payloads have the shapes of its documentation (*Data Formats*, *MQTT Server*, *Payload Formatters: Uplink*).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import Quality
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Telemetry, Wrong
from ingest.deduplication import key_of
from ingest.interpretation import as_record
from ingest.timestamps import Timestamps
from tests.ingest.codecs.pages import example_of
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

SITE = site_of(
    HEAD
    + """\
dialects:
  - {id: things-stack}
  - {id: air, codec: things-stack, topic: cloud/v3/air@estate, options: {payload: normalized}}
assets:
  - {id: leak-b1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: things-stack}
  - {id: leak-b2, type: leak, name: {zh: 二号水浸, en: Leak 2}, space: b1, dialect: things-stack, address: 70B3D57ED005B89A}
  - {id: room, type: environment, name: {zh: 机房, en: Plant room}, space: b1}
  - {id: gas, type: gas_detector, name: {zh: 燃气, en: Gas}, space: b1, dialect: things-stack}
  - {id: hall, type: environment, name: {zh: 大堂, en: Lobby}, space: b1}
devices:
  - id: room-1
    dialect: things-stack
    address: dev1
    assets: [room]
    points:
      temperature: room.temp
      air.humidity: {to: room.humidity, scale: 100}
      air.co2: room.co2
  - id: hall-1
    dialect: air
    assets: [hall]
    points:
      air.temperature: hall.temp
      air.co2: hall.co2
"""
)
THINGS_STACK = codecs()["things-stack"].bind(SITE)
DEV1 = "v3/app1@tenant1/devices/dev1"
LEAK = "v3/app1@tenant1/devices/leak-b1"
GAS = "v3/app1@tenant1/devices/gas"
HALL = "cloud/v3/air@estate/devices/hall-1"
AT = "2020-02-12T15:15:45.789585559Z"
SESSION = "AXA50tHUGUucuzS/bCGMNw=="
IDS = {
    "device_id": "dev1",
    "application_ids": {"application_id": "app1"},
    "dev_eui": "0004A30B001C0530",
    "join_eui": "800000000000000C",
    "dev_addr": "00BCB929",
}
RECEIVED = {
    "gateway_ids": {"gateway_id": "gtw1", "eui": "9C5C8E00001A05C4"},
    "time": "2020-02-12T15:15:45.787Z",
    "timestamp": 2463457000,
    "rssi": -35,
    "channel_rssi": -35,
    "snr": 5,
    "uplink_token": "ChIKEAoEZ3R3MRIInFyOAAAaBcQQ6L3Vlgk=",
    "channel_index": 2,
}
SETTINGS = {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}, "coding_rate": "4/6", "frequency": "868300000", "timestamp": 2463457000}
BATTERY = {"f_cnt": 14, "value": 90.118576, "received_at": "2020-02-12T11:54:13.787593298Z"}


def message(**said: object) -> bytes:
    said = {"end_device_ids": IDS, "correlation_ids": ["as:up:01E0WZGT6Y7657CPFPE5WEYDSQ"], "received_at": "2020-02-12T15:15:46.014773143Z", **said}
    return json.dumps(said).encode()


def up(**said: object) -> bytes:
    uplink = {
        "session_key_id": SESSION,
        "f_port": 1,
        "f_cnt": 7,
        "frm_payload": "gkHe",
        "rx_metadata": [RECEIVED],
        "settings": SETTINGS,
        "received_at": AT,
        "consumed_airtime": "0.056576s",
        "network_ids": {"net_id": "000013", "tenant_id": "tenant1", "cluster_id": "eu1"},
    }
    return message(uplink_message={name: value for name, value in (uplink | said).items() if value is not ...})


TYPICAL: Sequence[tuple[str, bytes]] = [
    (f"{DEV1}/up", up(decoded_payload={"temperature": 21.5, "luminosity": 0.64, "air": {"humidity": 0.48}}, last_battery_percentage=BATTERY)),
    (f"{LEAK}/up", up(decoded_payload={"leak": False, "tamper": False})),
    (f"{DEV1}/join", message(join_accept={"session_key_id": SESSION, "received_at": AT})),
    (f"{HALL}/up", up(decoded_payload={"t": 215}, normalized_payload=[{"air": {"temperature": 21.5, "co2": 640}}])),
]


def decoded(topic: str, payload: bytes | str) -> Decoded:
    found = THINGS_STACK.decode(topic, payload.encode() if isinstance(payload, str) else payload)
    assert found is not None
    return found


def measured(topic: str, payload: bytes | str) -> list[Telemetry]:
    found = decoded(topic, payload)
    assert not found.unreadable
    return [item for item in found.items if isinstance(item, Telemetry)]


def telemetry(topic: str, payload: bytes | str) -> Telemetry:
    (item,) = measured(topic, payload)
    return item


def refused(topic: str, payload: bytes | str) -> tuple[QuarantineReason, str]:
    found = decoded(topic, payload)
    assert not found.items
    (trouble,) = found.unreadable
    return trouble.reason, trouble.detail


def wrong(text: str) -> Sequence[Wrong]:
    return codecs()["things-stack"].check(site_of(HEAD + text))


def test_an_uplink_is_what_its_formatter_made_of_it() -> None:
    item = telemetry(*TYPICAL[0])
    assert (item.device.id, item.ts, item.id) == ("room-1", AT, f"{SESSION}/7")
    assert item.values == {"temperature": 21.5, "air.humidity": 48.0, "signal_dbm": -35.0, "battery_pct": 90.118576}
    assert item.qualities == {}


def test_its_time_is_that_of_the_network_server_to_the_millisecond() -> None:
    item = telemetry(*TYPICAL[0])
    occurred = Timestamps(SITE.time_zone).resolve(item.device.id, item.ts, 1_581_520_546_100)
    assert (occurred.ms, occurred.own, occurred.skewed) == (1_581_520_545_789, True, False)


def test_else_it_is_that_of_the_application_server() -> None:
    assert telemetry(f"{LEAK}/up", up(received_at=..., decoded_payload={"leak": True})).ts == "2020-02-12T15:15:46.014773143Z"


@pytest.mark.parametrize(("counter", "id_"), [(7, f"{SESSION}/7"), (0, f"{SESSION}/0"), (..., f"{SESSION}/0"), ("7", None), (None, None)])
def test_it_is_known_by_its_session_and_frame_counter_of_which_zero_is_left_out(counter: object, id_: str | None) -> None:
    assert telemetry(f"{LEAK}/up", up(f_cnt=counter, decoded_payload={"leak": True})).id == id_


def test_a_simulated_uplink_counts_without_an_id() -> None:
    item = telemetry(f"{LEAK}/up", message(simulated=True, uplink_message={"f_port": 1, "frm_payload": "gkHe", "decoded_payload": {"leak": True}}))
    assert (item.id, item.values) == (None, {"leak": True})


def test_what_several_gateways_received_is_one_message_with_the_best_signal() -> None:
    heard = [{**RECEIVED, "rssi": -112}, {**RECEIVED, "rssi": -63.5}, {"gateway_ids": {"gateway_id": "packetbroker"}}, None]
    assert telemetry(f"{LEAK}/up", up(rx_metadata=heard, decoded_payload={"leak": True})).values == {"leak": True, "signal_dbm": -63.5}


@pytest.mark.parametrize("battery", [{"f_cnt": 14}, {"f_cnt": 14, "value": None}, None, 90])
def test_a_battery_of_which_nothing_is_known_says_nothing(battery: object) -> None:
    assert telemetry(f"{LEAK}/up", up(last_battery_percentage=battery, decoded_payload={"leak": True})).values == {"leak": True, "signal_dbm": -35.0}


def test_an_empty_battery_is_empty() -> None:
    assert telemetry(f"{LEAK}/up", up(last_battery_percentage={"value": 0}, decoded_payload={})).values == {"battery_pct": 0.0, "signal_dbm": -35.0}


def test_a_battery_that_may_be_volts_means_nothing_until_it_is_written() -> None:
    assert telemetry(f"{LEAK}/up", up(decoded_payload={"battery": 3.6})).values == {"signal_dbm": -35.0}


def test_a_number_that_is_none_costs_the_others_nothing() -> None:
    found = decoded(f"{GAS}/up", up(decoded_payload={"lel": float("nan"), "fan_run": True}))
    assert [trouble.reason for trouble in found.unreadable] == [QuarantineReason.NOT_FINITE]
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"fan_run": True, "signal_dbm": -35.0}


def test_codes_and_texts_are_read() -> None:
    assert telemetry(f"{GAS}/up", up(decoded_payload={"state": 1, "lel": "12.5", "fan_run": "true"})).values == {
        "state": "alarm",
        "lel": 12.5,
        "fan_run": True,
        "signal_dbm": -35.0,
    }


def test_null_is_never_a_dry_floor() -> None:
    item = telemetry(f"{LEAK}/up", up(decoded_payload={"leak": None}))
    assert item.values["leak"] is None
    assert item.qualities == {"leak": Quality.BAD}


def test_one_bad_value_is_told_and_the_good_ones_are_delivered() -> None:
    found = decoded(f"{LEAK}/up", up(decoded_payload={"leak": 1, "tamper": True}))
    assert [(trouble.reason, trouble.device) for trouble in found.unreadable] == [(QuarantineReason.WRONG_TYPE, "leak-b1")]
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"tamper": True, "signal_dbm": -35.0}


def test_without_a_decoded_payload_nothing_is_read_and_the_remedy_is_said() -> None:
    reason, detail = refused(f"{LEAK}/up", up(decoded_payload_warnings=["port 9 is new to me"]))
    assert reason is QuarantineReason.BAD_SHAPE
    assert "uplink payload formatter" in detail
    assert "port 9 is new to me" in detail


def test_a_decoded_payload_that_is_none_is_told() -> None:
    assert refused(f"{LEAK}/up", up(decoded_payload=[1])) == (QuarantineReason.BAD_SHAPE, "decoded_payload: cannot be a list")


def test_an_uplink_without_a_payload_shows_that_the_device_is_there() -> None:
    assert telemetry(f"{LEAK}/up", up(frm_payload=...)).values == {"signal_dbm": -35.0}


@pytest.mark.parametrize("said", [{}, {"uplink_message": None}, {"uplink_message": [1]}, {"uplink_normalized": {}}, {"uplink_message": float("nan")}])
def test_an_uplink_that_is_none_is_told(said: dict[str, object]) -> None:
    assert refused(f"{LEAK}/up", message(**said))[0] is QuarantineReason.BAD_SHAPE


def test_a_join_shows_that_the_device_is_there() -> None:
    item = telemetry(*TYPICAL[2])
    assert (item.device.id, item.ts, item.values) == ("room-1", AT, {})


def test_a_join_of_older_versions_says_no_time() -> None:
    assert telemetry(f"{LEAK}/join", '{"join_accept": {"session_key_id": "AWiZpAyXrAfEkUNkBljRoA=="}}').ts is None


def test_a_normalized_payload_is_read_where_there_is_no_decoded_one() -> None:
    item = telemetry(f"{DEV1}/up", up(normalized_payload=[{"air": {"co2": 640}}]))
    assert (item.ts, item.id, item.values) == (AT, f"{SESSION}/7", {"air.co2": 640.0, "signal_dbm": -35.0})


def test_a_decoded_payload_goes_before_the_normalized_one() -> None:
    assert telemetry(f"{DEV1}/up", up(decoded_payload={"temperature": 1.0}, normalized_payload=[{"air": {"temperature": 2.0}}])).values["temperature"] == 1.0


def test_the_normalized_payload_goes_before_where_the_dialect_says_so() -> None:
    item = telemetry(*TYPICAL[3])
    assert (item.device.id, item.values) == ("hall-1", {"air.temperature": 21.5, "air.co2": 640.0, "signal_dbm": -35.0})


@pytest.mark.parametrize("normalized", [..., [], None])
def test_where_it_is_to_be_normalized_and_is_not_the_remedy_is_said(normalized: object) -> None:
    reason, detail = refused(f"{HALL}/up", up(decoded_payload={"t": 215}, normalized_payload=normalized))
    assert reason is QuarantineReason.BAD_SHAPE
    assert "normalizer" in detail


def test_each_measurement_has_its_own_time_if_it_says_one() -> None:
    past = [
        {"time": "2020-02-12T15:05:45Z", "air": {"temperature": 20.5}},
        {"time": "2020-02-12T15:10:45", "air": {"temperature": 20.8}},
        {"air": {"temperature": 21.5}},
    ]
    there, *items = measured(f"{HALL}/up", up(normalized_payload=past))
    assert there.ts is None, "the server's clock is not judged along with the device's"
    assert there.values == {"signal_dbm": -35.0}
    assert [item.ts for item in items] == ["2020-02-12T15:05:45Z", AT, AT]
    assert [item.values["air.temperature"] for item in items] == [20.5, 20.8, 21.5]


@pytest.mark.parametrize("time", [{}, {"time": "2020-02-12T15:05:45Z"}])
def test_no_measurement_is_taken_for_another_one(time: dict[str, object]) -> None:
    each = {**time, "air": {"temperature": 20.5}}
    topic, payload = f"{HALL}/up", up(normalized_payload=[each, each])
    record = as_record(topic, payload, len(payload), 0, retained=False)
    keys = [key_of(record, item, index) for index, item in enumerate(measured(topic, payload)) if item.ts is not None]
    assert len(keys) == len({*keys}) == len((each, each))


def test_one_bad_measurement_is_told_and_the_good_ones_are_delivered() -> None:
    found = decoded(f"{HALL}/up", up(normalized_payload=[{"air": {"co2": "?"}}, 7, "x", {"air": {"co2": True}}, {"air": {"co2": 640}}]))
    assert sorted(trouble.reason for trouble in found.unreadable) == [QuarantineReason.BAD_SHAPE, QuarantineReason.WRONG_TYPE]
    assert {"air.co2": 640.0} in [item.values for item in found.items if isinstance(item, Telemetry)]


@pytest.mark.parametrize("kind", ["down/queued", "down/sent", "down/ack", "down/failed", "service/data", "location/solved", "up/normalized", "something"])
def test_other_topics_of_a_device_carry_nothing_for_us(kind: str) -> None:
    assert decoded(f"{LEAK}/{kind}", b"\xff") == Decoded()


@pytest.mark.parametrize("application", ["app1@tenant1", "app1", "devices"])
def test_the_tenant_may_be_absent(application: str) -> None:
    assert telemetry(f"v3/{application}/devices/leak-b1/up", TYPICAL[1][1]).device.id == "leak-b1"


@pytest.mark.parametrize("dev_eui", ["70B3D57ED005B89A", "70b3d57ed005b89a"])
@pytest.mark.parametrize("device_id", ["eui-70b3d57ed005b89a", "70b3d57ed005b89a", "whatever"])
def test_a_device_may_be_known_by_its_dev_eui(device_id: str, dev_eui: str) -> None:
    payload = json.loads(up(decoded_payload={"leak": True})) | {"end_device_ids": {**IDS, "dev_eui": dev_eui}}
    assert telemetry(f"v3/app1/devices/{device_id}/up", json.dumps(payload)).device.id == "leak-b2"


@pytest.mark.parametrize("payload", [up(decoded_payload={}), b"\xff", b'{"end_device_ids": 7}', b'{"end_device_ids": {"dev_eui": 7}}', b"[]"])
@pytest.mark.parametrize("kind", ["up", "join"])
def test_a_device_that_nobody_knows_is_told(kind: str, payload: bytes) -> None:
    (trouble,) = decoded(f"v3/app1@tenant1/devices/dev-9/{kind}", payload).unreadable
    assert (trouble.reason, trouble.device) == (QuarantineReason.UNKNOWN_DEVICE, "dev-9")


@pytest.mark.parametrize("payload", [b"", b"\xff\x00", b"{", b"[" * 5000])
def test_what_is_no_json_is_told_of_the_device_as_it_is_called_here(payload: bytes) -> None:
    (trouble,) = decoded(f"{DEV1}/up", payload).unreadable
    assert (trouble.reason, trouble.device) == (QuarantineReason.NOT_JSON, "room-1")


def test_an_application_of_its_own_goes_before_every_one() -> None:
    site = site_of(
        HEAD
        + """\
dialects:
  - {id: things-stack}
  - {id: mine, codec: things-stack, topic: v3/app1}
assets:
  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: things-stack, address: probe}
  - {id: two, type: leak, name: {zh: 二, en: Two}, space: b1, dialect: mine, address: probe}
  - {id: three, type: leak, name: {zh: 三, en: Three}, space: b1, dialect: things-stack}
"""
    )
    codec = codecs()["things-stack"]
    assert not codec.check(site), "a device id need only be unique in its application"
    assert codec.subscriptions(site) == ["v3/+/devices/+/up", "v3/+/devices/+/join"]
    bound = codec.bind(site)
    found = [bound.decode(f"v3/{topic}/up", up(decoded_payload={"leak": True})) for topic in ("app1/devices/probe", "app2/devices/probe", "app1/devices/three")]
    assert [item.device.id for each in found if each is not None for item in each.items] == ["two", "one", "three"]


def test_two_dialects_are_apart() -> None:
    assert refused("v3/air@estate/devices/hall-1/up", up(decoded_payload={}))[0] is QuarantineReason.UNKNOWN_DEVICE
    assert refused("cloud/v3/air@estate/devices/leak-b1/up", up(decoded_payload={}))[0] is QuarantineReason.UNKNOWN_DEVICE
    assert THINGS_STACK.decode("cloud/v3/other@estate/devices/hall-1/up", up(decoded_payload={})) is None


@pytest.mark.parametrize(
    "topic", ["", "v3", "v3/app1", "v3/app1/devices/dev1", "v3/app1/gateways/dev1/up", "v2/app1/devices/dev1/up", "steward/v1/small/leak-b1/telemetry"]
)
def test_topics_of_others_are_left_to_them(topic: str) -> None:
    assert THINGS_STACK.decode(topic, b"{}") is None


def test_as_few_filters_as_bring_everything() -> None:
    assert codecs()["things-stack"].subscriptions(SITE) == [
        "v3/+/devices/+/up",
        "v3/+/devices/+/join",
        "cloud/v3/air@estate/devices/+/up",
        "cloud/v3/air@estate/devices/+/join",
    ]


def test_a_site_without_the_dialect_asks_for_nothing() -> None:
    assert codecs()["things-stack"].subscriptions(site_of(HEAD + "assets:\n  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1}\n")) == []


def test_the_example_of_the_page_works() -> None:
    site = example_of("lorawan")
    assert not codecs()["things-stack"].check(site)
    found = (
        codecs()["things-stack"]
        .bind(site)
        .decode("v3/estate@tenant1/devices/am102-basement/up", up(decoded_payload={"temperature": 21.5, "air": {"rh": 0.48}}))
    )
    assert found is not None
    assert [item.values for item in found.items if isinstance(item, Telemetry)] == [{"temperature": 21.5, "air.rh": 48.0, "signal_dbm": -35.0}]


def test_there_is_nothing_to_say_of_a_good_site() -> None:
    assert not codecs()["things-stack"].check(SITE)


ONE = "assets: [{id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: things-stack}]\n"


@pytest.mark.parametrize("topic", ["v3/#", "v3//x", "$share/v3", "steward/v1", "v3/app1/devices"])
def test_a_topic_that_cannot_be_is_told(topic: str) -> None:
    (found,) = wrong(f'dialects: [{{id: things-stack, topic: "{topic}"}}]\n' + ONE)
    assert f"`{topic}`" in found.problem


def test_an_application_without_what_goes_before_it_is_told() -> None:
    (found,) = wrong("dialects: [{id: things-stack, topic: app1@tenant1}]\n" + ONE)
    assert "v3/{application}" in found.remedy


def test_an_unknown_payload_or_option_is_told() -> None:
    found = wrong("dialects: [{id: things-stack, options: {payload: raw, tenant: x}}]\n" + ONE)
    assert len(found) == 2
    assert "decoded or normalized" in found[1].remedy


def test_a_name_that_no_device_can_have_there_is_told() -> None:
    (found,) = wrong("assets: [{id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: things-stack, address: Leak 1}]\n")
    assert "`Leak 1`" in found.problem


def test_one_name_for_two_devices_is_told_whatever_its_case() -> None:
    (found,) = wrong(
        "assets:\n"
        "  - {id: one, type: leak, name: {zh: 一, en: One}, space: b1, dialect: things-stack, address: 70B3D57ED005B89A}\n"
        "  - {id: two, type: leak, name: {zh: 二, en: Two}, space: b1, dialect: things-stack, address: 70b3d57ed005b89a}\n"
    )
    assert "`two`" in found.problem


def test_a_unit_of_the_normalized_schema_that_is_not_the_points_is_told() -> None:
    (found,) = wrong(
        "assets: [{id: water, type: domestic_water, name: {zh: 水表, en: Water}, space: b1}]\n"
        "devices: [{id: meter, dialect: things-stack, assets: [water], points: {metering.water.total: water.flow}}]\n"
    )
    assert "in L" in found.problem


TOPICS = st.sampled_from([f"{device}/{kind}" for device in (LEAK, DEV1, GAS, HALL) for kind in ("up", "join", "down/ack")]) | st.text(max_size=20).map(
    lambda text: f"v3/{text}"
)
FIELDS = [
    "uplink_message",
    "decoded_payload",
    "normalized_payload",
    "rx_metadata",
    "rssi",
    "frm_payload",
    "session_key_id",
    "received_at",
    "leak",
    "air",
    "co2",
]
MADE = ["leak", "tamper", "temperature", "air", "humidity", "co2", "state", "lel", "time"]


@given(TOPICS, st.binary(max_size=60) | st.sampled_from([b"{", b"{}", b'{"uplink_message": {"f_cnt": 1e999}}']))
def test_any_bytes_give_items_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(THINGS_STACK.decode(topic, payload))


@given(TOPICS, JSON_OBJECTS(FIELDS))
def test_any_message_gives_values_of_its_points_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(THINGS_STACK.decode(topic, payload))


@given(TOPICS, JSON_OBJECTS(FIELDS))
def test_any_uplink_gives_values_of_its_points_or_reasons(topic: str, uplink: bytes) -> None:
    assert_plausible(THINGS_STACK.decode(topic, message(uplink_message=json.loads(uplink))))


@given(TOPICS, JSON_OBJECTS(MADE), st.lists(JSON_OBJECTS(MADE), max_size=3))
def test_any_payload_of_a_formatter_gives_values_of_its_points_or_reasons(topic: str, made: bytes, normalized: list[bytes]) -> None:
    assert_plausible(THINGS_STACK.decode(topic, up(decoded_payload=json.loads(made), normalized_payload=[json.loads(each) for each in normalized])))
