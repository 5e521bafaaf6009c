"""Shelly devices of the second generation and newer.

Frames as in Shelly's public Gen2+ API documentation (Notifications, and "Status" of each component), and as the Plus H&T
in gist NelsonMinar/494a0f53785c20290b395639548349fa and the Pro EM in evcc-io/evcc discussion 12385 really sent them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from ingest.codecs import codecs
from ingest.codecs.codec import Decoded, Status, Telemetry, Timestamp
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

SITE = site_of(
    HEAD
    + """\
dialects:
  - {id: shelly, topic: shelly}
  - {id: annex, codec: shelly, options: {sleeping: [smoke-2]}}
  - {id: shelly-gen1, topic: shelly}
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}
  - {id: air, type: environment, name: {zh: 环境, en: Air}, space: b1}
  - {id: feeder, type: power, name: {zh: 馈线, en: Feeder}, space: b1}
  - {id: mains, type: power, name: {zh: 进线, en: Mains}, space: b1}
  - {id: smoke-1, type: fire_detector, name: {zh: 烟感, en: Smoke}, space: b1}
  - {id: gate, type: parking_gate, name: {zh: 道闸, en: Gate}, space: b1}
devices:
  - id: plug
    dialect: shelly
    address: b1/pm
    assets: [feeder]
    points:
      switch:0.output: {to: feeder.breaker, values: {true: closed, false: open}}
      switch:0.apower: {to: feeder.power, scale: 0.001}
      switch:0.voltage: feeder.voltage_l1
      switch:0.current: feeder.current_l1
      switch:0.aenergy.total: {to: feeder.energy, scale: 0.001}
      switch:0.temperature.tC: feeder.transformer_temp
      input:0.state: feeder.cabinet_door
      input:1.event: {to: gate.help_call, values: {single_push: true, btn_up: false}}
  - id: meter
    dialect: shelly
    address: shellypro3em-1
    assets: [mains]
    points:
      em:0.a_voltage: mains.voltage_l1
      em:0.a_current: mains.current_l1
      em:0.b_voltage: mains.voltage_l2
      em:0.total_act_power: {to: mains.power, scale: 0.001}
  - {id: ht, dialect: shelly, address: shellyplusht-b8d61a8b17cc, assets: [air], points: {"temperature:0.tC": air.temp, "humidity:0.rh": air.humidity}}
  - {id: flood, dialect: annex, address: shellyfloodg4-01, assets: [leak-1], points: {"flood:0.alarm": leak-1.leak}}
  - {id: smoke-2, dialect: annex, address: plant/hall/smoke, assets: [smoke-1], points: {"smoke:0.alarm": smoke-1.smoke}}
  - {id: older, dialect: shelly-gen1, address: shelly1-0001, points: {input/0: smoke-1.tamper}}
"""
)
CODEC = codecs()["shelly"]
BOUND = CODEC.bind(SITE)
PLUG, METER, HT, FLOOD, SMOKE = "shelly/b1/pm", "shelly/shellypro3em-1", "shelly/shellyplusht-b8d61a8b17cc", "shellyfloodg4-01", "plant/hall/smoke"
SWITCH = {
    "id": 0,
    "source": "HTTP_in",
    "output": True,
    "apower": 1250.5,
    "voltage": 231.2,
    "current": 5.46,
    "aenergy": {"total": 1500.0, "by_minute": [20800.0, 20790.1, 20811.7], "minute_ts": 1767225600},
    "temperature": {"tC": 53.8, "tF": 128.9},
}
MEASURED = {
    "switch:0.output": "closed",
    "switch:0.apower": 1.2505,
    "switch:0.voltage": 231.2,
    "switch:0.current": 5.46,
    "switch:0.aenergy.total": 1.5,
    "switch:0.temperature.tC": 53.8,
}
WOKEN = {
    "ble": {},
    "cloud": {"connected": False},
    "devicepower:0": {"id": 0, "battery": {"V": 5.43, "percent": 82}, "external": {"present": False}},
    "ht_ui": {},
    "humidity:0": {"id": 0, "rh": 42.2},
    "mqtt": {"connected": True},
    "sys": {"mac": "B8D61A8B17CC", "restart_required": False, "time": None, "unixtime": None, "uptime": 3, "available_updates": {}},
    "temperature:0": {"id": 0, "tC": 19.8, "tF": 67.6},
    "wifi": {"sta_ip": "192.168.3.183", "status": "got ip", "ssid": "plant", "rssi": -58},
}


def frame(params: Mapping[str, object], method: str = "NotifyStatus", ts: object = 1767225600.12) -> dict[str, object]:
    return {"src": "shellyplus1pm-a8032ab12345", "dst": "shelly/events", "method": method, "params": {"ts": ts, **params}}


def pushed(component: str, event: str, ts: object = 1767225601.5) -> dict[str, object]:
    return {"component": component, "id": 1, "event": event, "ts": ts}


TYPICAL: Sequence[tuple[str, bytes]] = [
    (f"{PLUG}/status/switch:0", json.dumps(SWITCH).encode()),
    (f"{PLUG}/events/rpc", json.dumps(frame({"switch:0": {"id": 0, "apower": 1250.5, "current": 5.46}})).encode()),
    (f"{PLUG}/events/rpc", json.dumps(frame({"events": [pushed("input:1", "single_push")]}, "NotifyEvent")).encode()),
    (f"{METER}/status/em:0", b'{"id":0,"a_current":4.029,"a_voltage":236.1,"b_current":4.027,"b_voltage":236.2,"total_act_power":2484.782}'),
    (f"{HT}/events/rpc", json.dumps(frame(WOKEN, "NotifyFullStatus")).encode()),
    (f"{FLOOD}/status/flood:0", b'{"id":0,"alarm":false,"mute":false}'),
    (f"{SMOKE}/online", b"true"),
]


def decoded(topic: str, payload: bytes | str | Mapping[str, object]) -> Decoded:
    raw = json.dumps(payload) if isinstance(payload, Mapping) else payload
    found = BOUND.decode(topic, raw.encode() if isinstance(raw, str) else raw)
    assert found is not None
    return found


def telemetry(topic: str, payload: Mapping[str, object]) -> Telemetry:
    found = decoded(topic, payload)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def qualified(item: Telemetry) -> dict[str, tuple[Value, Quality]]:
    return {key: (value, item.qualities.get(key, Quality.GOOD)) for key, value in item.values.items()}


def reason(found: Decoded) -> QuarantineReason:
    (trouble,) = found.unreadable
    return trouble.reason


BAD = (None, Quality.BAD)


def test_the_status_of_a_component_is_its_fields() -> None:
    item = telemetry(f"{PLUG}/status/switch:0", SWITCH)
    assert (item.device.id, item.ts, item.id) == ("plug", None, None)
    assert (item.values, item.qualities) == (MEASURED, {})


def test_a_notification_has_the_time_in_milliseconds() -> None:
    item = telemetry(f"{PLUG}/events/rpc", frame({"switch:0": SWITCH, "input:0": {"id": 0, "state": True}}))
    assert (item.ts, item.values) == (1767225600120, {**MEASURED, "input:0.state": True})


def test_a_change_has_only_what_has_changed() -> None:
    assert telemetry(f"{PLUG}/events/rpc", frame({"switch:0": {"id": 0, "apower": 0}})).values == {"switch:0.apower": 0.0}


def test_a_whole_status_tells_battery_and_signal() -> None:
    item = telemetry(f"{HT}/events/rpc", frame(WOKEN, "NotifyFullStatus"))
    assert item.values == {"temperature:0.tC": 19.8, "humidity:0.rh": 42.2, "battery_pct": 82.0, "signal_dbm": -58.0}


def test_without_a_battery_its_charge_says_nothing() -> None:
    mains = {"devicepower:0": {"id": 0, "battery": {"V": 0.43, "percent": 0}, "external": {"present": True}}}
    assert telemetry(f"{HT}/events/rpc", frame(mains, "NotifyFullStatus")).values == {}
    assert telemetry(f"{HT}/status/devicepower:0", {"id": 0, "battery": {"V": 4.1, "percent": 0}}).values == {"battery_pct": 0.0}


@pytest.mark.parametrize(
    ("ts", "expected"),
    [(1767225600, 1767225600000), (1767225600.5, 1767225600500), (None, None), ("18:16", ""), (True, ""), (1e306, "")],
)
def test_times_are_epoch_seconds_or_none_at_all(ts: object, expected: Timestamp) -> None:
    item = telemetry(f"{PLUG}/events/rpc", frame({"input:0": {"state": False}}, ts=ts))
    assert item.ts == expected


@pytest.mark.parametrize(
    ("status", "spoilt"),
    [
        ({"id": 0, "tC": None, "tF": None}, {"temperature:0.tC": BAD}),
        ({"id": 0, "tC": 21.5, "errors": ["out_of_range"]}, {"temperature:0.tC": BAD}),
        ({"id": 0, "errors": ["read"]}, {"temperature:0.tC": BAD}),
        ({"id": 0, "tC": 21.5, "errors": "read"}, {"temperature:0.tC": BAD}),
        ({"id": 0, "tC": 21.5, "errors": {"read": True}}, {"temperature:0.tC": BAD}),
        ({"id": 0, "tC": 21.5, "errors": []}, {"temperature:0.tC": (21.5, Quality.GOOD)}),
        ({"id": 0, "tC": 999}, {"temperature:0.tC": BAD}),
        (None, {"temperature:0.tC": BAD}),
    ],
)
def test_what_a_component_could_not_measure_is_bad(status: object, spoilt: Mapping[str, tuple[Value, Quality]]) -> None:
    assert qualified(telemetry(f"{HT}/events/rpc", frame({"temperature:0": status}))) == spoilt


def test_a_null_around_a_value_makes_it_bad() -> None:
    assert qualified(telemetry(f"{PLUG}/status/switch:0", {"aenergy": None})) == {"switch:0.aenergy.total": BAD}


def test_a_faulty_sensor_is_not_quiet_but_its_alarm_still_counts() -> None:
    assert qualified(telemetry(f"{FLOOD}/status/flood:0", {"alarm": False, "errors": ["cable_unplugged"]})) == {"flood:0.alarm": BAD}
    assert qualified(telemetry(f"{FLOOD}/status/flood:0", {"alarm": True, "errors": ["cable_unplugged"]})) == {"flood:0.alarm": (True, Quality.UNCERTAIN)}


@pytest.mark.parametrize(
    ("errors", "bad"),
    [
        ({"errors": ["power_meter_failure"]}, {"em:0.a_voltage", "em:0.a_current", "em:0.b_voltage", "em:0.total_act_power"}),
        ({"a_errors": ["out_of_range:current"]}, {"em:0.a_current"}),
        ({"a_errors": ["power_meter_failure"]}, {"em:0.a_voltage", "em:0.a_current", "em:0.total_act_power"}),
        ({"a_errors": ["out_of_range:active_power"]}, {"em:0.total_act_power"}),
        ({"c_errors": ["out_of_range: act_power", "out_of_range:apparent_power"]}, {"em:0.total_act_power"}),
        ({"b_errors": ["out_of_range:something_new"]}, {"em:0.b_voltage", "em:0.total_act_power"}),
        ({"n_errors": ["out_of_range:current"]}, set()),
        ({"errors": ["out_of_range:voltage"]}, {"em:0.a_voltage", "em:0.b_voltage"}),
        ({"errors": ["phase_sequence"]}, set()),
    ],
)
def test_an_error_spoils_what_it_is_about(errors: Mapping[str, object], bad: set[str]) -> None:
    item = telemetry(f"{METER}/status/em:0", {"a_current": 4.0, "a_voltage": 236.1, "b_voltage": 236.2, "total_act_power": 2484.8, **errors})
    assert {key for key, quality in item.qualities.items() if quality is Quality.BAD} == bad
    assert len(item.values) == 4


def test_a_switch_that_has_protected_itself_is_still_measured() -> None:
    item = telemetry(f"{PLUG}/status/switch:0", {**SWITCH, "output": False, "errors": ["overpower"]})
    assert (item.values, item.qualities) == ({**MEASURED, "switch:0.output": "open"}, {})


def test_events_are_texts_of_their_component_with_their_own_times() -> None:
    events = [pushed("input:1", "single_push"), pushed("input:1", "btn_up", 1767225602), pushed("input:9", "long_push")]
    found = decoded(f"{PLUG}/events/rpc", frame({"events": events}, "NotifyEvent"))
    assert [(item.ts, item.values) for item in found.items if isinstance(item, Telemetry)] == [
        (1767225601500, {"input:1.event": True}),
        (1767225602000, {"input:1.event": False}),
    ]
    assert not found.unreadable


def test_events_that_nobody_asked_for_show_that_the_device_is_there() -> None:
    assert telemetry(f"{PLUG}/events/rpc", frame({"events": [pushed("sys", "ota_progress")]}, "NotifyEvent")).values == {}


@pytest.mark.parametrize(("payload", "online"), [("true", True), ("false", False)])
def test_the_last_will_is_a_status(payload: str, online: bool) -> None:  # noqa: FBT001  a case
    assert decoded(f"{PLUG}/online", payload).items == (Status(SITE.devices["plug"], online=online),)


@pytest.mark.parametrize("prefix", [HT, FLOOD, SMOKE])
def test_that_a_sleeping_device_is_gone_means_nothing(prefix: str) -> None:
    assert decoded(f"{prefix}/online", "false") == Decoded()


@pytest.mark.parametrize(
    ("topic", "name"),
    [("shelly/new/online", "new"), ("shelly/b2/new/events/rpc", "b2/new"), ("shelly/new/status/switch:0", "new")],
)
def test_a_device_that_nobody_knows_is_told_by_name(topic: str, name: str) -> None:
    found = decoded(topic, "true")
    assert (reason(found), found.unreadable[0].device, list(found.items)) == (QuarantineReason.UNKNOWN_DEVICE, name, [])


@pytest.mark.parametrize(
    ("topic", "payload", "expected"),
    [
        ("online", "maybe", QuarantineReason.UNKNOWN_VALUE),
        ("status/switch:0", "{", QuarantineReason.NOT_JSON),
        ("status/switch:0", "[]", QuarantineReason.BAD_SHAPE),
        ("status/switch:0", '{"voltage": "high"}', QuarantineReason.WRONG_TYPE),
        ("status/switch:0", '{"voltage": NaN}', QuarantineReason.NOT_FINITE),
        ("status/switch:0", '{"aenergy": 5}', QuarantineReason.WRONG_TYPE),
        ("status/switch:0", '{"output": "on"}', QuarantineReason.UNKNOWN_VALUE),
        ("events/rpc", "hello", QuarantineReason.NOT_JSON),
        ("events/rpc", '{"method": "NotifyStatus"}', QuarantineReason.BAD_SHAPE),
        ("events/rpc", '{"method": 1, "params": {}}', QuarantineReason.BAD_SHAPE),
        ("events/rpc", '{"method": "NotifyStatus", "params": {"switch:0": 1}}', QuarantineReason.WRONG_TYPE),
        ("events/rpc", '{"method": "NotifyEvent", "params": {}}', QuarantineReason.BAD_SHAPE),
        ("events/rpc", '{"method": "NotifyEvent", "params": {"events": [{"component": "input:1"}]}}', QuarantineReason.BAD_SHAPE),
        ("events/rpc", '{"method": "NotifyEvent", "params": {"events": [{"component": "input:1", "event": "kick"}]}}', QuarantineReason.UNKNOWN_VALUE),
    ],
)
def test_what_cannot_be_read_is_told(topic: str, payload: str, expected: QuarantineReason) -> None:
    assert reason(decoded(f"{PLUG}/{topic}", payload)) is expected


@pytest.mark.parametrize("topic", [f"{PLUG}/rpc", f"{PLUG}/command", f"{PLUG}/command/switch:0", "shelly/command", "shelly/new/rpc", "shelly/events"])
def test_what_others_tell_devices_to_do_says_nothing(topic: str) -> None:
    assert decoded(topic, "on") == Decoded()


@pytest.mark.parametrize("topic", ["online", "status/switch:0", "status/wifi2", "events/rpc"])
def test_a_retained_value_that_is_taken_back_says_nothing(topic: str) -> None:
    assert decoded(f"{PLUG}/{topic}", "") == Decoded()


@pytest.mark.parametrize(
    ("topic", "payload"),
    [("status/cloud", {"connected": True}), ("events/rpc", frame({"sys": {"cfg_rev": 3}})), ("events/rpc", frame({}, "NotifyOther"))],
)
def test_what_nobody_asked_for_shows_that_the_device_is_there(topic: str, payload: Mapping[str, object]) -> None:
    item = telemetry(f"{PLUG}/{topic}", payload)
    assert (item.device.id, item.values) == ("plug", {})


@pytest.mark.parametrize("topic", ["steward/v1/small/x/telemetry", "shelly", "shellyplus1-new/online", "plant/hall/other/online", "shelly/shelly1-0001/online"])
def test_other_topics_are_not_of_this_dialect(topic: str) -> None:
    assert BOUND.decode(topic, b"true") is None


def test_everything_below_the_common_topic_or_else_each_device_is_listened_to() -> None:
    assert set(CODEC.subscriptions(SITE)) == {"shelly/#", "shellyfloodg4-01/#", "plant/hall/smoke/#"}
    assert CODEC.subscriptions(site_of(HEAD + "assets: [{id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1}]")) == []


def test_a_good_site_file_has_nothing_wrong() -> None:
    assert not CODEC.check(SITE)


def test_the_example_of_the_page_works() -> None:
    page = (Path(__file__).parents[3] / "docs/dialects/shelly.md").read_text(encoding="utf-8")
    site = site_of(HEAD + page.split("```yaml\n")[1].split("```")[0])
    older, newer = (codecs()[name].bind(site) for name in ("shelly-gen1", "shelly"))
    assert not [*codecs()["shelly-gen1"].check(site), *CODEC.check(site)]
    assert older.decode("shellies/climate-b1/online", b"false") == Decoded()
    measured = newer.decode("shelly/b1/meter-1/status/switch:0", json.dumps(SWITCH).encode())
    assert measured is not None
    (item,) = measured.items
    assert isinstance(item, Telemetry)
    assert item.values == {"switch:0.output": "closed", "switch:0.apower": 1.2505, "switch:0.aenergy.total": 1.5}


TWO = """\
dialects: [{id: shelly, topic: "%s", options: %s}, {id: annex, codec: shelly}]
assets:
  - {id: leak-1, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: shelly, address: a}
  - {id: leak-2, type: leak, name: {zh: 水浸, en: Leak}, space: b1, dialect: annex, address: "%s"}
"""


@pytest.mark.parametrize(
    ("topic", "options", "address", "about"),
    [
        ("shelly", "{}", "shelly/a", "both publish below `shelly/a`"),
        ("shelly", "{}", "steward/v1/small", "Steward's own"),
        ("shelly", "{}", "$SYS/broker", "$"),
        ("shelly", "{}", "a/#", "wildcard"),
        ("steward", "{}", "b", "Steward's own"),
        ("shelly/", "{}", "b", "empty level"),
        ("shelly", "{bridge: x}", "b", "no option `bridge`"),
        ("shelly", "{sleeping: [leak-2]}", "b", "none of its devices"),
    ],
)
def test_what_cannot_be_in_a_site_file_is_said(topic: str, options: str, address: str, about: str) -> None:
    (wrong,) = CODEC.check(site_of(HEAD + TWO % (topic, options, address)))
    assert about in wrong.problem
    assert wrong.remedy


FIELDS = ["method", "params", "ts", "events", "component", "event", "errors", "a_errors", "switch:0", "aenergy", "total", "em:0", "a_voltage", "alarm"]
REST = st.sampled_from(["/online", "/events/rpc", "/status/switch:0", "/status/em:0", "/status/flood:0", "/status/devicepower:0", "/rpc", "", "/"])
WHERE = st.builds(str.__add__, st.sampled_from([PLUG, METER, HT, FLOOD, SMOKE, "shelly/new"]), REST) | st.text(max_size=40).map("shelly/".__add__)
FRAMES = st.builds(
    lambda method, params: b'{"method": "%s", "params": %s}' % (method, params),
    st.sampled_from([b"NotifyStatus", b"NotifyFullStatus", b"NotifyEvent"]),
    JSON_OBJECTS(FIELDS),
)


@given(WHERE, st.binary(max_size=30) | JSON_OBJECTS(FIELDS) | FRAMES)
def test_whatever_comes_is_read_or_told(topic: str, payload: bytes) -> None:
    assert_plausible(BOUND.decode(topic, payload))
