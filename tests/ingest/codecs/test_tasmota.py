"""What Tasmota says is understood; payloads are those of its documentation, unless it says otherwise."""

from __future__ import annotations

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
      - {id: tasmota}
      - {id: tasmota-plant, codec: tasmota, topic: "plant/%topic%/%prefix%/"}
    assets:
      - {id: pump-room, type: environment, name: {zh: 泵房, en: Pump room}, space: b1}
      - {id: cellar, type: environment, name: {zh: 地窖, en: Cellar}, space: b1}
      - {id: feeder, type: power, name: {zh: 配电, en: Feeder}, space: b1}
      - {id: lamp, type: lighting, name: {zh: 灯, en: Lamp}, space: b1}
      - {id: leak, type: leak, name: {zh: 水浸, en: Leak}, space: b1}
      - {id: sump-leak, type: leak, name: {zh: 集水井水浸, en: Sump leak}, space: b1}
    devices:
      - id: pump-room-1
        dialect: tasmota
        assets: [pump-room]
        points: {AM2301.Temperature: pump-room.temp, AM2301.Humidity: pump-room.humidity, PMS5003.PM2.5: pump-room.pm25}
      - id: cellar-1
        dialect: tasmota
        assets: [cellar]
        points: {SHT3X.Temperature: {to: cellar.temp, scale: 0.5556, offset: -17.78}, SHT3X.Humidity: cellar.humidity}
      - id: feeder-1
        dialect: tasmota
        address: tasmota_3D5E26
        assets: [feeder]
        points:
          ENERGY.Power: {to: feeder.power, scale: 0.001}
          ENERGY.Total: feeder.energy
          ENERGY.Voltage.0: feeder.voltage_l1
          ENERGY.Voltage.1: feeder.voltage_l2
          ENERGY.Voltage.2: feeder.voltage_l3
          POWER: {to: feeder.breaker, values: {"ON": closed, "OFF": open}}
      - {id: lamp-1, dialect: tasmota-plant, address: hall/lamp, assets: [lamp], points: {POWER1: lamp.on}}
      - {id: leak-1, dialect: tasmota-plant, assets: [leak], points: {Switch1.Action: leak.leak}}
      - {id: leak-2, dialect: tasmota, assets: [sump-leak], points: {Switch1: sump-leak.leak}}
    """)
)
TASMOTA = codecs()["tasmota"].bind(SITE)
SENSOR = "tele/pump-room-1/SENSOR"
METER = "tele/tasmota_3D5E26/SENSOR"
STATE = b"""{"Time":"2026-01-05T15:03:44+02:00","Uptime":"0T00:00:13","UptimeSec":13,"Heap":28,"SleepMode":"Dynamic","Sleep":50,"LoadAvg":19,\
"MqttCount":1,"POWER":"ON","Wifi":{"AP":1,"SSId":"DEMOAP","BSSId":"AA:BB:CC:DD:EE:FF","Channel":1,"Mode":"11n","RSSI":86,"Signal":-57,\
"LinkCount":1,"Downtime":"0T00:00:07"}}"""
METERED = b"""{"Time":"2026-01-05T20:06:19","ENERGY":{"TotalStartTime":"2025-08-18T11:07:55","Total":82.003,"Yesterday":1.2,"Today":0.003,"Power":2500,\
"ApparentPower":2600,"ReactivePower":25,"Factor":0.96,"Voltage":[229,231,230],"Current":10.106}}"""
TYPICAL: Sequence[tuple[str, bytes]] = [
    (SENSOR, b'{"Time":"2026-01-05T10:13:52","AM2301":{"Temperature":15.5,"Humidity":50.6,"DewPoint":5.2},"TempUnit":"C"}'),
    ("tele/pump-room-1/STATE", STATE),
    (METER, METERED),
    ("tele/tasmota_3D5E26/LWT", b"Online"),
    ("stat/tasmota_3D5E26/RESULT", b'{"POWER":"OFF"}'),
    ("stat/tasmota_3D5E26/POWER", b"OFF"),
    ("plant/hall/lamp/stat/POWER1", b"ON"),
    ("plant/leak-1/stat/RESULT", b'{"Switch1":{"Action":"ON"}}'),
    ("stat/pump-room-1/STATUS10", b'{"StatusSNS":{"Time":"2026-01-05T22:52:09","AM2301":{"Temperature":15.5,"Humidity":50.6},"TempUnit":"C"}}'),
]


def decoded(payload: bytes | str, topic: str = SENSOR) -> Decoded:
    found = TASMOTA.decode(topic, payload.encode() if isinstance(payload, str) else payload)
    assert found is not None
    return found


def telemetry(payload: bytes | str, topic: str = SENSOR) -> Telemetry:
    found = decoded(payload, topic)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def refused(payload: str, topic: str) -> tuple[Telemetry, str]:
    """What there is of it, and the one reason why not more."""
    found = decoded(payload, topic)
    (item,) = found.items
    (trouble,) = found.unreadable
    assert isinstance(item, Telemetry)
    assert (trouble.reason, trouble.device) == (QuarantineReason.WRONG_TYPE, item.device.id)
    return item, trouble.detail


def troubles(found: Decoded) -> list[tuple[QuarantineReason, str | None]]:
    return [(each.reason, each.device) for each in found.unreadable]


def problems(dialects: str, devices: str = "") -> str:
    site = site_of(
        HEAD
        + dialects
        + "assets:\n"
        + "  - {id: leak, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: tasmota}\n"
        + "  - {id: feeder, type: power, name: {zh: 配电, en: Feeder}, space: b1}\n"
        + devices
    )
    return "\n".join(f"{wrong.problem} → {wrong.remedy}" for wrong in codecs()["tasmota"].check(site))


def test_what_devices_say_and_answer_is_listened_to_not_what_they_are_told() -> None:
    assert codecs()["tasmota"].subscriptions(SITE) == ["tele/+/+", "stat/+/+", "plant/+/tele/+", "plant/+/stat/+", "plant/+/+/tele/+", "plant/+/+/stat/+"]


def test_a_site_without_the_dialect_listens_to_nothing() -> None:
    site = site_of(HEAD + "assets: [{id: leak, type: leak, name: {zh: 水浸, en: Leak}, space: b1}]\n")
    assert codecs()["tasmota"].subscriptions(site) == []
    assert codecs()["tasmota"].bind(site).decode(SENSOR, b"{}") is None


@pytest.mark.parametrize(
    ("topic", "payload", "device", "values"),
    [
        (*TYPICAL[0], "pump-room-1", {"AM2301.Temperature": 15.5, "AM2301.Humidity": 50.6}),
        (*TYPICAL[1], "pump-room-1", {"signal_dbm": -57.0}),
        (
            *TYPICAL[2],
            "feeder-1",
            {"ENERGY.Power": 2.5, "ENERGY.Total": 82.003, "ENERGY.Voltage.0": 229.0, "ENERGY.Voltage.1": 231.0, "ENERGY.Voltage.2": 230.0},
        ),
        (*TYPICAL[4], "feeder-1", {"POWER": "open"}),
        (*TYPICAL[5], "feeder-1", {"POWER": "open"}),
        (*TYPICAL[6], "lamp-1", {"POWER1": True}),
        (*TYPICAL[7], "leak-1", {"Switch1.Action": True}),
        (*TYPICAL[8], "pump-room-1", {"AM2301.Temperature": 15.5, "AM2301.Humidity": 50.6}),
        ("tele/leak-2/SENSOR", b'{"Time":"2026-01-05T22:46:34","Switch1":"OFF"}', "leak-2", {"Switch1": False}),
    ],
)
def test_a_typical_message_is_understood(topic: str, payload: bytes, device: str, values: Mapping[str, Value]) -> None:
    item = telemetry(payload, topic)
    assert (item.device.id, dict(item.values), dict(item.qualities)) == (device, values, {})


def test_an_answer_to_status_0_is_all_of_them_in_one() -> None:
    item = telemetry(
        '{"Status":{"Module":1,"Power":0},"StatusSNS":{"Time":"2026-01-05T22:52:09","AM2301":{"Temperature":15.5}},"StatusSTS":{"Wifi":{"Signal":-57}}}',
        "stat/pump-room-1/STATUS0",
    )
    assert item.values == {"AM2301.Temperature": 15.5, "signal_dbm": -57.0}


def test_an_answer_to_status_whose_inside_is_none_is_put_aside() -> None:
    assert troubles(decoded('{"StatusSNS":[1]}', "stat/pump-room-1/STATUS10")) == [(QuarantineReason.BAD_SHAPE, "pump-room-1")]


def test_a_field_whose_name_has_a_dot_is_found() -> None:
    assert telemetry('{"PMS5003":{"CF2.5":2,"PM2.5":3}}').values == {"PMS5003.PM2.5": 3.0}


def test_a_number_in_quotes_is_one() -> None:
    # As version 5 wrote them.
    assert telemetry('{"Time":"2017-02-11T18:06:05", "AM2301":{"Temperature":"21.8", "Humidity":"48.0"}}').values == {
        "AM2301.Temperature": 21.8,
        "AM2301.Humidity": 48.0,
    }


def test_what_could_not_be_measured_is_bad() -> None:
    item = telemetry('{"AM2301":{"Temperature":null,"Humidity":120.0},"TempUnit":"F"}')
    assert item.values == {"AM2301.Temperature": None, "AM2301.Humidity": None}
    assert item.qualities == {"AM2301.Temperature": Quality.BAD, "AM2301.Humidity": Quality.BAD}


def test_the_strength_of_the_signal_is_not_the_percentage() -> None:
    assert telemetry('{"Wifi":{"RSSI":86}}', "tele/pump-room-1/STATE").values == {}


@pytest.mark.parametrize(
    ("said", "ts"),
    [
        ('"Time":"2026-01-05T15:03:44+02:00"', "2026-01-05T15:03:44+02:00"),
        ('"Time":"2026-01-05T15:03:44"', None),
        ('"Time":"2026-01-05T15:03:44.123"', None),
        ('"Time":"2018.02.15 01:00:50"', None),
        ('"Time":"2026-01-05T15:03:44","Epoch":1767596624', 1767596624000),
        ('"Time":1767596624', 1767596624000),
        ('"Epoch":null', None),
        ('"Epoch":true', None),
        ('"Heap":28', None),
    ],
)
def test_the_time_of_a_message_is_believed_if_it_can_mean_one_moment_only(said: str, ts: object) -> None:
    assert telemetry(f"{{{said}}}").ts == ts


def test_a_temperature_in_fahrenheit_is_never_taken_for_one_in_celsius() -> None:
    item, detail = refused('{"AM2301":{"Temperature":74.8,"Humidity":18.9},"TempUnit":"F"}', SENSOR)
    assert item.values == {"AM2301.Temperature": None, "AM2301.Humidity": 18.9}
    assert item.qualities == {"AM2301.Temperature": Quality.BAD}
    assert detail == "AM2301.Temperature is in °F; the site file does not say how to convert that"


def test_a_temperature_in_fahrenheit_is_converted_as_the_site_file_says() -> None:
    item = telemetry('{"SHT3X":{"Temperature":74.8,"Humidity":18.9},"TempUnit":"F"}', "tele/cellar-1/SENSOR")
    assert item.values == {"SHT3X.Temperature": pytest.approx(23.78, abs=0.01), "SHT3X.Humidity": 18.9}


def test_a_temperature_in_celsius_is_not_converted_from_fahrenheit() -> None:
    item, detail = refused('{"SHT3X":{"Temperature":23.8},"TempUnit":"C"}', "tele/cellar-1/SENSOR")
    assert item.values == {"SHT3X.Temperature": None}
    assert "SHT3X.Temperature is in °C" in detail


@pytest.mark.parametrize("unit", ['"K"', "0", "[]", "{}", "true"])
def test_a_temperature_in_a_unit_that_nobody_knows_is_none(unit: str) -> None:
    item, _ = refused(f'{{"AM2301":{{"Temperature":15.5}},"TempUnit":{unit}}}', SENSOR)
    assert item.values == {"AM2301.Temperature": None}


def test_a_message_has_one_reason_of_a_kind() -> None:
    item, detail = refused('{"AM2301":{"Temperature":74.8,"Humidity":[]},"TempUnit":"F"}', SENSOR)
    assert item.values == {"AM2301.Temperature": None}
    assert "AM2301.Humidity: " in detail
    assert "AM2301.Temperature is in °F" in detail


def test_a_last_will_is_a_status() -> None:
    assert decoded("Online", "plant/hall/lamp/tele/LWT") == Decoded((Status(SITE.devices["lamp-1"], online=True),))
    assert decoded("Offline", "plant/hall/lamp/tele/LWT") == Decoded((Status(SITE.devices["lamp-1"], online=False),))


@pytest.mark.parametrize("payload", [b"online", b"Sleep", b"\xff", b"{}"])
def test_another_last_will_is_put_aside(payload: bytes) -> None:
    assert troubles(decoded(payload, "tele/pump-room-1/LWT")) == [(QuarantineReason.UNKNOWN_VALUE, "pump-room-1")]


def test_a_message_of_nothing_that_means_anything_shows_that_the_device_is_there() -> None:
    item = telemetry('{"TelePeriod":300}', "stat/pump-room-1/RESULT")
    assert (item.device.id, item.values) == ("pump-room-1", {})


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("tele/pump-room-1/INFO1", '{"Info1":{"Module":"Generic","Version":"14.2.0(tasmota)","FallbackTopic":"cmnd/DVES_3D5E26_fb/"}}'),
        ("tele/pump-room-1/INFO1", '{"Module":"Generic","Version":"14.2.0(tasmota)","FallbackTopic":"cmnd/DVES_3D5E26_fb/"}'),
    ],
)
def test_at_its_start_it_tells_its_firmware(topic: str, payload: str) -> None:
    (info,) = decoded(payload, topic).told
    assert (info.device.id, dict(info.facts)) == ("pump-room-1", {Fact.FIRMWARE: "14.2.0(tasmota)", Fact.MODEL: "Generic"})


def test_asked_for_its_status_it_tells_its_firmware() -> None:
    found = decoded('{"StatusFWR":{"Version":"14.2.0(tasmota)","BuildDateTime":"2024-08-14T12:55:46","Core":"2_7_7"}}', "stat/pump-room-1/STATUS2")
    assert [dict(info.facts) for info in found.told] == [{Fact.FIRMWARE: "14.2.0(tasmota)"}]
    assert not found.items


def test_an_answer_under_the_command_s_own_name_is_read() -> None:
    # SetOption4 1
    assert telemetry('{"POWER1":"OFF"}', "plant/hall/lamp/stat/POWER1").values == {"POWER1": False}
    assert telemetry('{"Switch1":{"Action":"ON"}}', "plant/leak-1/stat/SWITCH1").values == {"Switch1.Action": True}


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("tele/pump-room-1/INFO3", '{"Info3":{"RestartReason":"Deep-Sleep Wake"}}'),
        ("tele/pump-room-1/UPTIME", '{"Time":"2026-01-05T15:03:44","Uptime":"0T04:25:00"}'),
        ("stat/pump-room-1/STATUS5", '{"StatusNET":{"Hostname":"x"}}'),
        ("stat/pump-room-1/LOGGING", "15:03:40.024 MQT: Connected"),
        ("cmnd/pump-room-1/POWER", "TOGGLE"),
        ("cmnd/nobody/POWER", "TOGGLE"),
        ("tele/nobody/INFO1", '{"Info1":{}}'),
        ("stat/leak-2/Switch1", ""),
        ("stat/pump-room-1/AM2301", "15.5"),
        ("tele/pump-room-1/LWT", ""),
        (SENSOR, ""),
        ("stat/pump-room-1/STATUS10", ""),
        ("tele/nobody/SENSOR", ""),
    ],
)
def test_a_topic_that_carries_nothing_for_us_says_nothing(topic: str, payload: str) -> None:
    assert decoded(payload, topic) == Decoded()


@pytest.mark.parametrize(
    "topic", ["steward/v1/small/leak-1/telemetry", "zigbee2mqtt/b1", "tele/pump-room-1", "tele", "", "plant/hall/lamp/info/POWER1", "plants/hall/tele/SENSOR"]
)
def test_another_topic_is_not_of_the_dialect(topic: str) -> None:
    assert TASMOTA.decode(topic, b"{}") is None


@pytest.mark.parametrize(
    ("topic", "payload", "name"),
    [
        ("tele/tasmota_AB12CD/LWT", "Online", "tasmota_AB12CD"),
        ("tele/tasmota_AB12CD/SENSOR", '{"AM2301":{"Temperature":15.5}}', "tasmota_AB12CD"),
        ("stat/tasmota_AB12CD/POWER", "ON", "tasmota_AB12CD"),
        ("stat/lamp-1/RESULT", '{"POWER":"ON"}', "lamp-1"),
        ("plant/hall/pump/tele/STATE", "{}", "hall/pump"),
        ("plant/pump-room-1/tele/STATE", "{}", "pump-room-1"),
    ],
)
def test_a_device_that_nobody_knows_is_named(topic: str, payload: str, name: str) -> None:
    assert troubles(decoded(payload, topic)) == [(QuarantineReason.UNKNOWN_DEVICE, name)]


@pytest.mark.parametrize("name", ["", "x" * 300, "a\u0007b"])
def test_a_name_that_cannot_be_one_is_not_shown_as_a_device(name: str) -> None:
    assert troubles(decoded("Online", f"tele/{name}/LWT")) == [(QuarantineReason.BAD_TOPIC, None)]


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        (SENSOR, b"{", QuarantineReason.NOT_JSON),
        (SENSOR, b"\xff", QuarantineReason.NOT_JSON),
        (SENSOR, b"[]", QuarantineReason.BAD_SHAPE),
        (SENSOR, b'{"AM2301":{"Temperature":"warm"}}', QuarantineReason.WRONG_TYPE),
        (SENSOR, b'{"AM2301":{"Temperature":"nan"}}', QuarantineReason.NOT_FINITE),
        ("tele/leak-2/SENSOR", b'{"Switch1":1}', QuarantineReason.WRONG_TYPE),
        ("tele/leak-2/SENSOR", b'{"Switch1":"TOGGLE"}', QuarantineReason.WRONG_TYPE),
        ("stat/tasmota_3D5E26/POWER", b"BLINK", QuarantineReason.UNKNOWN_VALUE),
        ("stat/tasmota_3D5E26/POWER", b"\xff", QuarantineReason.WRONG_TYPE),
        ("stat/tasmota_3D5E26/POWER", b"{", QuarantineReason.NOT_JSON),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_a_reason(topic: str, payload: bytes, reason: QuarantineReason) -> None:
    assert [each.reason for each in decoded(payload, topic).unreadable] == [reason]


def test_the_example_of_its_page_works() -> None:
    assert wrong_in_example_of("tasmota") == []
    found = codecs()["tasmota"].bind(example_of("tasmota")).decode(METER, METERED)
    assert found is not None
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert item.values == {"ENERGY.Power": 2.5, "ENERGY.Total": 82.003, "ENERGY.Voltage.0": 229.0, "ENERGY.Voltage.1": 231.0}


def test_a_site_file_that_is_right_has_nothing_to_be_told() -> None:
    assert codecs()["tasmota"].check(SITE) == []


@pytest.mark.parametrize(
    ("dialects", "devices", "said"),
    [
        ("dialects: [{id: tasmota, topic: '%topic%/'}]\n", "", "%prefix% must be one of its levels"),
        ("dialects: [{id: tasmota, topic: '%prefix%/home'}]\n", "", "%topic% must be one of its levels"),
        ("dialects: [{id: tasmota, topic: '%prefix%/a-%topic%'}]\n", "", "%topic% must be one of its levels"),
        ("dialects: [{id: tasmota, topic: '%prefix%/%id%/%topic%'}]\n", "", "the same for every device"),
        ("dialects: [{id: tasmota, topic: '%prefix%//%topic%'}]\n", "", "an empty level"),
        ("dialects: [{id: tasmota, topic: '%prefix%/+/%topic%'}]\n", "", "wildcards"),
        ("dialects: [{id: tasmota, topic: 'steward/%topic%/%prefix%'}]\n", "", "Steward's own"),
        ("dialects: [{id: tasmota}, {id: other, codec: tasmota, topic: '%prefix%/%topic%'}]\n", "", "have the same topic"),
        ("dialects: [{id: tasmota, options: {gateway: x}}]\n", "", "no option `gateway`"),
        ("", "devices: [{id: d, dialect: tasmota, address: leak, points: {ENERGY.Total: feeder.energy}}]\n", "both called `leak`"),
        ("", "devices: [{id: d, dialect: tasmota, address: 'a/#', points: {ENERGY.Total: feeder.energy}}]\n", "wildcards"),
        ("", "devices: [{id: d, dialect: tasmota, points: {ENERGY.Power: feeder.power}}]\n", "says `ENERGY.Power` in W, and feeder.power is in kW"),
        ("", "devices: [{id: d, dialect: tasmota, points: {ENERGY.Power.1: feeder.power}}]\n", "says `ENERGY.Power.1` in W"),
        ("", "devices: [{id: d, dialect: tasmota, points: {Wifi.RSSI: feeder.signal_dbm}}]\n", "says `Wifi.RSSI` in %"),
    ],
)
def test_what_a_site_file_cannot_say_is_told(dialects: str, devices: str, said: str) -> None:
    assert said in problems(dialects, devices)


def test_a_topic_that_cannot_be_is_not_listened_to() -> None:
    site = site_of(
        HEAD + "dialects: [{id: tasmota, topic: here}]\n" + "assets: [{id: leak, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: tasmota}]\n"
    )
    assert codecs()["tasmota"].subscriptions(site) == []
    assert codecs()["tasmota"].bind(site).decode("here", b"{}") is None


TOPICS = st.builds(
    "{}/{}/{}".format,
    st.sampled_from(["tele", "stat", "cmnd", "plant", "x"]),
    st.sampled_from(["pump-room-1", "cellar-1", "tasmota_3D5E26", "leak-2", "hall/lamp/stat", "leak-1/tele", "nobody", ""]) | st.text(max_size=8),
    st.sampled_from(["SENSOR", "STATE", "RESULT", "LWT", "STATUS0", "STATUS10", "POWER", "POWER1", "ENERGY", "INFO1", "SWITCH1", ""]),
)
FIELDS = [
    "AM2301", "SHT3X", "Temperature", "Humidity", "PMS5003", "PM2.5", "ENERGY", "Power", "Voltage", "POWER", "POWER1", "Switch1", "Action",
    "Wifi", "Signal", "TempUnit", "Time", "Epoch", "StatusSNS", "StatusSTS",
]  # fmt: skip


@given(TOPICS, st.binary(max_size=40) | st.sampled_from([b"Online", b"ON", b"1e400", b"NaN", b"{"]))
def test_any_bytes_give_items_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(TASMOTA.decode(topic, payload))


@given(TOPICS, JSON_OBJECTS(FIELDS))
def test_any_object_gives_values_of_its_points_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(TASMOTA.decode(topic, payload))
