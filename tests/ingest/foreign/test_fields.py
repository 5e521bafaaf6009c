"""What all foreign dialects share: who is who, and from fields on the wire to the values of points."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import PointKind, Quality, Value
from domain.site import Device
from ingest.codecs.codec import Decoded, Status, Telemetry, Unreadable
from ingest.foreign.fields import SWITCHES, Fieldwise, dialects_of, flattened, json_object, twice_named, unknown_options
from ingest.troubles import refused, unreadable
from tests.ingest.codecs.sites import HEAD, site_of

ASSETS = """\
assets:
  - {id: leak, type: leak, name: {zh: 漏水, en: Leak}, space: b1}
  - {id: room, type: environment, name: {zh: 机房, en: Room}, space: b1}
  - {id: lift, type: lift, name: {zh: 电梯, en: Lift}, space: b1}
  - {id: pit-a, type: sump, name: {zh: 集水井A, en: Pit A}, space: b1}
  - {id: pit-b, type: sump, name: {zh: 集水井B, en: Pit B}, space: b1}
  - {id: panel, type: fire_panel, name: {zh: 主机, en: Panel}, space: b1}
"""
SITE = site_of(
    HEAD
    + ASSETS
    + """\
dialects:
  - {id: one, codec: z2m, topic: one, options: {bridge: gw, colour: red}}
  - {id: two, codec: z2m, topic: two}
  - {id: other, codec: tasmota, options: {colour: blue}}
devices:
  - id: probe
    dialect: one
    address: b1/probe
    assets: [room, lift]
    points:
      contact: {to: leak.leak, values: {true: false, false: true}}
      state: {to: leak.fault, values: {ON: true, OFF: false, on: false, 3: true, 4.5: false, "07": true}}
      moved: leak.tamper
      deci: {to: room.co2, scale: 0.1, offset: 5}
      step: {to: room.noise, scale: 10, offset: 1, values: {low: 3, 2: 5}}
      label: {to: lift.mode, values: {auto: normal, 7: inspection, off: "0"}}
      ENERGY.Power: room.pm25
      batt: lift.battery_pct
  - {id: double, dialect: one, address: b1/probe, assets: [leak]}
  - {id: twin, dialect: two, address: b1/probe, assets: {pit-a: a_, pit-b: b_}}
  - {id: alarms, dialect: other, assets: [panel]}
""".replace("assets: [room, lift]", "assets: {room: '', lift: l_}")
)
PROBE = SITE.devices["probe"]
FIELDS = Fieldwise(PROBE)


def read(fields: Mapping[str, object], fieldwise: Fieldwise = FIELDS) -> tuple[Mapping[str, Value], Mapping[str, Quality], list[QuarantineReason]]:
    found = fieldwise.telemetry(fields)
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert {trouble.device for trouble in found.unreadable} <= {item.device.id}
    return item.values, item.qualities, [trouble.reason for trouble in found.unreadable]


def test_each_dialect_has_its_own_devices_by_their_names_on_the_wire() -> None:
    found = {dialect.id: {name: device.id for name, device in devices.items()} for dialect, devices in dialects_of(SITE, "z2m")}
    assert found == {"one": {"b1/probe": "double"}, "two": {"b1/probe": "twin"}}
    assert list(dialects_of(SITE, "shelly")) == []


def test_two_devices_of_one_dialect_with_one_name_are_told_but_not_those_of_two_dialects() -> None:
    (wrong,) = twice_named(SITE, "z2m")
    assert wrong.problem == "`probe` and `double` are both called `b1/probe` in `one`"
    assert "`address`" in wrong.remedy


def test_an_option_that_the_codec_does_not_have_is_told() -> None:
    (wrong,) = unknown_options(SITE, "z2m", ("bridge", "availability"))
    assert wrong.problem == "the dialect `one` has no option `colour`"
    assert wrong.remedy == "It has: availability, bridge"
    (bare,) = unknown_options(SITE, "tasmota", ())
    assert bare.remedy == "It has: none"


def test_leaves_are_found_by_the_way_to_them() -> None:
    data = {"a": {"b": [1, {"c": None}]}, "d": True, "e": {}, "f": {"g": "x"}}
    assert flattened(data) == {"a.b.0": 1, "a.b.1.c": None, "d": True, "f.g": "x"}
    assert flattened(data, ":")["a:b:1:c"] is None


def test_a_list_of_plain_values_is_there_whole_too() -> None:
    assert flattened({"words": ["fire", "fault"], "none": [], "rows": [{"a": 1}]}) == {
        "words": ["fire", "fault"],
        "words.0": "fire",
        "words.1": "fault",
        "none": [],
        "rows.0.a": 1,
    }


@pytest.mark.parametrize(("depth", "found"), [(7, True), (8, True), (9, False), (900, False)])
def test_what_is_nested_too_deeply_is_left_out(depth: int, found: bool) -> None:  # noqa: FBT001  a parameter of the test
    data: object = 1
    for _ in range(depth):
        data = {"k": data}
    assert (flattened(data) != {}) is found


def test_there_is_an_end_to_fields() -> None:
    assert len(flattened({f"k{n}": n for n in range(5_000)})) == 2_000
    assert len(flattened([[n] * 10 for n in range(5_000)])) <= 2_011


def test_fields_are_read_by_the_names_that_the_site_file_gives_them() -> None:
    values, qualities, reasons = read({"temp": 21.5, "l_floor": 3, "moved": True, "ENERGY.Power": 12, "firmware": "1.2", "colour": {"x": 1}})
    assert values == {"temp": 21.5, "l_floor": 3.0, "moved": True, "ENERGY.Power": 12.0}
    assert (qualities, reasons) == ({}, [])


def test_a_message_without_a_known_field_still_shows_that_the_device_is_there() -> None:
    status = Status(PROBE, online=True)
    found = FIELDS.telemetry({"firmware": 1}, 5, "m1", [status])
    assert list(found.items) == [Telemetry(PROBE, 5, "m1", {}, {}), status]
    assert found.unreadable == []


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        ("contact", True, False),
        ("contact", False, True),
        ("contact", "true", False),
        ("state", "ON", True),
        ("state", "on", False),
        ("state", "OFF", False),
        ("state", 3, True),
        ("state", 3.0, True),
        ("state", "3", True),
        ("state", 4.5, False),
        ("state", "07", True),
        ("deci", 1000, 105.0),
        ("deci", -50.0, 0.0),
        ("step", "low", 31.0),
        ("step", 2, 51.0),
        ("label", "auto", "normal"),
        ("label", 7, "inspection"),
        ("label", "off", "stopped"),
    ],
)
def test_a_value_is_looked_up_then_scaled_then_moved(field: str, raw: object, value: Value) -> None:
    assert read({field: raw}) == ({field: value}, {}, [])


@pytest.mark.parametrize(
    ("field", "raw", "reason"),
    [
        ("contact", 1, QuarantineReason.UNKNOWN_VALUE),
        ("contact", "TRUE", QuarantineReason.UNKNOWN_VALUE),
        ("contact", [], QuarantineReason.WRONG_TYPE),
        ("state", True, QuarantineReason.UNKNOWN_VALUE),
        ("state", "On", QuarantineReason.UNKNOWN_VALUE),
        ("state", "an object", QuarantineReason.UNKNOWN_VALUE),
        ("state", {}, QuarantineReason.WRONG_TYPE),
        ("state", math.nan, QuarantineReason.UNKNOWN_VALUE),
        ("state", 10**400, QuarantineReason.UNKNOWN_VALUE),
        ("deci", "1000", QuarantineReason.WRONG_TYPE),
        ("deci", True, QuarantineReason.WRONG_TYPE),
        ("deci", [1], QuarantineReason.WRONG_TYPE),
        ("deci", math.nan, QuarantineReason.NOT_FINITE),
        ("deci", math.inf, QuarantineReason.NOT_FINITE),
        ("deci", 10**400, QuarantineReason.NOT_FINITE),
        ("temp", "21.5", QuarantineReason.WRONG_TYPE),
        ("temp", math.nan, QuarantineReason.NOT_FINITE),
        ("temp", 10**400, QuarantineReason.NOT_FINITE),
        ("moved", "ON", QuarantineReason.WRONG_TYPE),
        ("moved", 1, QuarantineReason.WRONG_TYPE),
        ("l_fault_code", "flying", QuarantineReason.UNKNOWN_VALUE),
    ],
)
def test_a_value_that_cannot_be_read_is_told_and_its_neighbours_are_delivered(field: str, raw: object, reason: QuarantineReason) -> None:
    values, qualities, reasons = read({"co": 1, field: raw, "humidity": 40})
    assert (values, qualities, reasons) == ({"co": 1.0, "humidity": 40.0}, {}, [reason])
    (trouble,) = FIELDS.telemetry({field: raw}).unreadable
    assert trouble.detail.startswith(f"{field}: ")


@pytest.mark.parametrize(("field", "raw"), [("temp", None), ("contact", None), ("deci", None), ("temp", 85.1), ("deci", 1e9), ("deci", 10**300)])
def test_null_and_what_is_beyond_the_sensor_are_bad_never_normal(field: str, raw: object) -> None:
    assert read({field: raw}) == ({field: None}, {field: Quality.BAD}, [])


def test_the_known_ones_of_several_flags_count() -> None:
    fields = Fieldwise(SITE.devices["alarms"])
    key, (_, word, _) = next((point.raw_key, point.type.codes[0]) for point in fields.device.points.values() if point.type.kind is PointKind.FLAGS)
    assert read({key: [word, "sprouting"]}, fields) == ({key: frozenset({word})}, {key: Quality.UNCERTAIN}, [QuarantineReason.UNKNOWN_VALUE])
    assert read(flattened({key: []}), fields) == ({key: frozenset()}, {}, [])


def test_troubles_of_one_reason_are_one_entry_with_the_first_of_them() -> None:
    found = unreadable([(QuarantineReason.WRONG_TYPE, f"f{n}") for n in range(12)] + [(QuarantineReason.NOT_FINITE, "x")], "d")
    assert found[0] == Unreadable(QuarantineReason.WRONG_TYPE, "f0; f1; f2; f3; f4; f5; f6; f7; f8; f9; and 2 more", "d")
    assert found[1] == Unreadable(QuarantineReason.NOT_FINITE, "x", "d")


def test_usual_fields_mean_their_points_without_being_written() -> None:
    fields = Fieldwise(PROBE, {"tempC": "temp", "rssi": "signal_dbm", "nothing": "no_such_point"})
    assert read({"tempC": 20, "rssi": -70, "nothing": 1}, fields) == ({"temp": 20.0, "signal_dbm": -70.0}, {}, [])
    assert (fields.means("rssi"), fields.means("nothing"), fields.means("ENERGY.Power")) == (True, False, True)


def test_usual_fields_find_the_points_of_an_asset_with_a_prefix() -> None:
    fields = Fieldwise(SITE.devices["twin"], {"battery": "battery_pct"})
    assert read({"battery": 80}, fields) == ({"battery_pct": 80.0}, {}, [])
    assert SITE.devices["twin"].points["battery_pct"].raw_key == "a_battery_pct"


def test_what_the_site_file_says_of_a_point_goes_before_its_usual_field_and_its_own_name() -> None:
    site = site_of(HEAD + ASSETS + "devices:\n  - {id: d, dialect: z, assets: [leak], points: {open: leak.tamper, batt: leak.battery_pct}}\n")
    fields = Fieldwise(site.devices["d"], {"battery": "battery_pct"})
    message = {"open": True, "tamper": False, "batt": 50, "battery": 3, "battery_pct": 4}
    assert read(message, fields) == ({"open": True, "batt": 50.0}, {}, [])


def test_a_field_of_its_own_meaning_is_not_taken_for_the_usual_one() -> None:
    site = site_of(HEAD + ASSETS + "devices:\n  - {id: d, dialect: z, assets: [leak], points: {battery: leak.fault}}\n")
    assert read({"battery": True}, Fieldwise(site.devices["d"], {"battery": "battery_pct"})) == ({"battery": True}, {}, [])


def test_words_for_a_truth_value_are_those_that_the_dialect_has() -> None:
    fields = Fieldwise(PROBE, words=SWITCHES)
    assert read({"moved": "ON"}, fields) == ({"moved": True}, {}, [])
    assert read({"moved": False}, fields) == ({"moved": False}, {}, [])
    assert read({"moved": "perhaps"}, fields)[2] == [QuarantineReason.WRONG_TYPE]
    assert read({"state": "on"}, fields) == ({"state": False}, {}, []), "the site file goes first"


@pytest.mark.parametrize(
    ("raw", "value", "reasons"),
    [
        ("21.5", 21.5, []),
        (" -3 ", -3.0, []),
        ("2e1", 20.0, []),
        (20, 20.0, []),
        ("300", None, []),
        ("nan", ..., [QuarantineReason.NOT_FINITE]),
        ("9" * 5_000, ..., [QuarantineReason.NOT_FINITE]),
        ("2_0", ..., [QuarantineReason.WRONG_TYPE]),
        ("", ..., [QuarantineReason.WRONG_TYPE]),
        ("21,5", ..., [QuarantineReason.WRONG_TYPE]),
        ("warm", ..., [QuarantineReason.WRONG_TYPE]),
    ],
)
def test_numbers_may_come_as_texts_where_the_dialect_writes_them_so(raw: object, value: object, reasons: list[QuarantineReason]) -> None:
    values, _, found = read({"temp": raw}, Fieldwise(PROBE, textual=True))
    assert (values.get("temp", ...), found) == (value, reasons)


def test_a_text_that_is_a_number_can_be_scaled_too() -> None:
    assert read({"deci": "1000"}, Fieldwise(PROBE, textual=True)) == ({"deci": 105.0}, {}, [])


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", QuarantineReason.NOT_JSON),
        (b"\xff", QuarantineReason.NOT_JSON),
        (b"[" * 100_000, QuarantineReason.NOT_JSON),
        (b"[1]", QuarantineReason.BAD_SHAPE),
        (b"null", QuarantineReason.BAD_SHAPE),
    ],
)
def test_a_payload_without_an_object_is_refused(payload: bytes, reason: QuarantineReason) -> None:
    found = json_object(payload, "d")
    assert isinstance(found, Decoded)
    assert (list(found.items), [(each.reason, each.device) for each in found.unreadable]) == ([], [(reason, "d")])


def test_a_payload_with_an_object_is_that_object() -> None:
    assert json_object(b'{"a": {"b": 1e999}}') == {"a": {"b": math.inf}}


def test_a_refusal_is_a_message_of_one_trouble() -> None:
    assert refused(QuarantineReason.BAD_TOPIC, "why", "d") == Decoded(unreadable=[Unreadable(QuarantineReason.BAD_TOPIC, "why", "d")])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
DEVICES = st.sampled_from([Fieldwise(SITE.devices[key], {"battery": "battery_pct"}, SWITCHES, textual=key == "probe") for key in ("probe", "twin", "alarms")])


def is_of(device: Device, key: str, value: Value) -> bool:
    """Whether `value` can be one of the point that the device calls `key`."""
    point = device.points[key].type
    match point.kind:
        case PointKind.BINARY:
            return isinstance(value, bool)
        case PointKind.ANALOG | PointKind.COUNTER:
            low, high = -math.inf if point.low is None else point.low, math.inf if point.high is None else point.high
            return type(value) is float and math.isfinite(value) and low <= value <= high
        case PointKind.ENUM:
            return value in [word for _, word, _ in point.codes]
        case PointKind.FLAGS:
            return isinstance(value, frozenset) and value <= {word for _, word, _ in point.codes}
        case PointKind.TEXT:
            return isinstance(value, str)


@given(DEVICES, st.data())
def test_any_fields_give_values_of_the_points_or_reasons(fields: Fieldwise, data: st.DataObject) -> None:
    names = st.sampled_from([*fields.device.points, "battery", "unknown"])
    message = data.draw(st.dictionaries(names, ANYTHING | st.sampled_from(["ON", "1", 3, "auto", "fire"]), max_size=6))
    found = fields.telemetry(message)
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert all(is_of(item.device, key, value) for key, value in item.values.items() if value is not None)
    assert all(item.qualities[key] is Quality.BAD for key, value in item.values.items() if value is None)
    assert len({trouble.reason for trouble in found.unreadable}) == len(found.unreadable)


@given(ANYTHING)
def test_anything_can_be_flattened(data: object) -> None:
    assert all(not isinstance(value, dict) for value in flattened(data).values())
