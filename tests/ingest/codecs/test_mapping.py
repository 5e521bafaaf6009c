"""The declarative dialect: payloads of anybody's own making, by topic patterns and JMESPath.

The shapes are those of common gateways: a plain object a device, a batch of a gateway, a list of name and value,
a value a topic.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from domain.site import Site
from ingest.codecs.codec import Decoded, Status, Telemetry
from ingest.codecs.mapping import CODEC
from tests.ingest.codecs.pages import example_of, wrong_in_example_of
from tests.ingest.codecs.plausible import JSON_OBJECTS, assert_plausible
from tests.ingest.codecs.sites import HEAD, site_of

TEXT = (
    HEAD
    + """\
assets:
  - {id: leak, type: leak, name: {zh: 漏水, en: Leak}, space: b1}
  - {id: room, type: environment, name: {zh: 机房, en: Room}, space: b1}
  - {id: hall, type: environment, name: {zh: 大厅, en: Hall}, space: b1}
  - {id: yard, type: environment, name: {zh: 院子, en: Yard}, space: b1}
  - {id: lift, type: lift, name: {zh: 电梯, en: Lift}, space: b1}
  - {id: panel, type: fire_panel, name: {zh: 主机, en: Panel}, space: b1}
dialects:
  - id: plant                                   # an object a device
    codec: mapping
    topic: plant/+/{address}/data
    options:
      time: meta.at
      time_unit: s
      id: meta.seq
      online: {field: link, values: {up: true, down: false, 3: true}}
  - id: batch                                   # a gateway that speaks for many
    codec: mapping
    topic: gateways/+/up
    options:
      items: readings
      address: mac
      fields: {t: temperature.value, h: "sensors[?kind=='humidity'].v | [0]", n: "length(sensors)", wet: "wet"}
      time: ts
      id: msg
  - id: topics                                  # a value a topic
    codec: mapping
    topic: home/meter-{address}/{field}
    options: {format: text, online: {topic: "home/meter-{address}/lwt"}}
  - id: plain
    codec: mapping
    topic: /sys/{address}/property/{field}
    options: {online: {topic: "/sys/{address}/state", field: s, values: {1: true, 0: false}}}
devices:
  - {id: d-leak, dialect: plant, address: L 7, assets: [leak], points: {wet: leak.leak, state: {to: leak.fault, values: {true: false, false: true}}}}
  - {id: d-room, dialect: batch, address: "a4:c1:38:00:00:01", assets: [room], points: {t: room.temp, h: room.humidity, n: room.co2}}
  - {id: d-hall, dialect: batch, address: "17", assets: [hall], points: {t: {to: hall.temp, scale: 0.1}}}
  - {id: d-yard, dialect: topics, address: yard, assets: [yard], points: {Temp: yard.temp, Door: yard.tamper}}
  - {id: d-lift, dialect: plain, assets: [lift], points: {level: lift.floor, post.m: lift.mode}}
  - {id: d-panel, dialect: plant, address: panel, assets: [panel]}
"""
)
SITE = site_of(TEXT)
BOUND = CODEC.bind(SITE)
LEAK = "plant/east/L 7/data"
BATCH = "gateways/gw-1/up"
TYPICAL: Sequence[tuple[str, bytes]] = (
    (LEAK, b'{"wet": false, "battery_pct": 81, "link": "up", "meta": {"at": 1767225600, "seq": 17}, "fw": "1.2"}'),
    (BATCH, b'{"msg": "m-1", "ts": 1767225600000, "readings": [{"mac": "a4:c1:38:00:00:01", "temperature": {"value": 21.5}, "sensors": []}]}'),
    ("home/meter-yard/Temp", b"21.5"),
    ("home/meter-yard/lwt", b"Online"),
    ("/sys/d-lift/property/level", b"3"),
)


def decoded(topic: str, payload: object) -> Decoded:
    found = BOUND.decode(topic, payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    assert found is not None
    assert_plausible(found)
    return found


def telemetry(topic: str, payload: object) -> Telemetry:
    found = decoded(topic, payload)
    assert not found.unreadable
    (item,) = found.items
    assert isinstance(item, Telemetry)
    return item


def reasons(found: Decoded) -> list[tuple[QuarantineReason, str | None]]:
    return [(trouble.reason, trouble.device) for trouble in found.unreadable]


def measured(found: Decoded) -> list[tuple[str, Mapping[str, Value]]]:
    return [(item.device.id, item.values) for item in found.items if isinstance(item, Telemetry)]


def online(found: Decoded) -> list[tuple[str, bool]]:
    return [(item.device.id, item.online) for item in found.items if isinstance(item, Status)]


def test_an_object_is_a_measurement_with_its_time_and_id() -> None:
    item = telemetry(LEAK, {"wet": True, "state": True, "battery_pct": 81, "meta": {"at": 1767225600, "seq": 17}, "colour": "red"})
    assert (item.device.id, item.ts, item.id) == ("d-leak", 1767225600000, "17")
    assert (item.values, item.qualities) == ({"wet": True, "state": False, "battery_pct": 81.0}, {})


def test_a_level_that_does_not_matter_may_be_anything() -> None:
    assert telemetry("plant/west/L 7/data", {"wet": True}).values == {"wet": True}


def test_what_is_said_of_being_there_comes_with_the_values() -> None:
    found = decoded(LEAK, {"wet": True, "link": "down"})
    assert (measured(found), online(found)) == ([("d-leak", {"wet": True})], [("d-leak", False)])


@pytest.mark.parametrize(("link", "there"), [("up", True), ("down", False), (3, True)])
def test_nothing_but_gone_is_no_sign_of_life(link: object, there: bool) -> None:  # noqa: FBT001  a parameter of the test
    found = decoded(LEAK, {"link": link})
    assert list(found.items) == [Status(SITE.devices["d-leak"], online=there)]


def test_an_unknown_word_for_being_there_is_told_and_the_values_count() -> None:
    found = decoded(LEAK, {"wet": True, "link": "sideways"})
    assert (measured(found), online(found)) == ([("d-leak", {"wet": True})], [])
    assert reasons(found) == [(QuarantineReason.UNKNOWN_VALUE, "L 7")]
    assert found.unreadable[0].detail == "online: 'sideways' is not among up, down, 3"


def test_a_batch_is_a_measurement_for_each_of_its_items() -> None:
    message = {
        "msg": "m-1",
        "ts": "2026-01-01T08:00:00+08:00",
        "readings": [
            {"mac": "a4:c1:38:00:00:01", "temperature": {"value": 21.5}, "sensors": [{"kind": "noise", "v": 1}, {"kind": "humidity", "v": 40}]},
            {"mac": 17, "temperature": {"value": 215}, "ts": 1767225601000, "msg": "own"},
        ],
    }
    first, second = decoded(BATCH, message).items
    assert isinstance(first, Telemetry)
    assert isinstance(second, Telemetry)
    assert (first.device.id, first.ts, first.id) == ("d-room", "2026-01-01T08:00:00+08:00", "m-1")
    assert first.values == {"t": 21.5, "h": 40.0, "n": 2.0}
    assert (second.device.id, second.ts, second.id) == ("d-hall", 1767225601000, "own")
    assert second.values == {"t": 21.5}


def test_measurements_that_share_their_messages_id_do_not_pass_for_one() -> None:
    reading = {"mac": 17, "temperature": {"value": 200}, "sensors": []}
    found = decoded(BATCH, {"msg": "m", "readings": [reading, reading, reading]})
    assert [item.id for item in found.items if isinstance(item, Telemetry)] == ["m", "m#1", "m#2"]


def test_an_item_of_a_batch_that_cannot_be_read_does_not_spoil_the_others() -> None:
    good = {"mac": 17, "temperature": {"value": 200}, "sensors": []}
    found = decoded(BATCH, {"readings": [{"mac": "stranger"}, good, {"temperature": 1}, {"mac": True}, 5, {"mac": 17, "sensors": "x" * 5, "wet": 1}]})
    assert measured(found) == [("d-hall", {"t": 20.0}), ("d-hall", {})]
    assert reasons(found) == [
        (QuarantineReason.UNKNOWN_DEVICE, "stranger"),
        (QuarantineReason.BAD_SHAPE, None),
        (QuarantineReason.WRONG_TYPE, None),
    ]


def test_a_function_that_cannot_be_asked_of_these_data_is_told() -> None:
    found = decoded(BATCH, {"readings": [{"mac": "a4:c1:38:00:00:01", "temperature": {"value": 20}, "sensors": 5}]})
    assert measured(found) == [("d-room", {"t": 20.0})]
    assert reasons(found) == [(QuarantineReason.WRONG_TYPE, "a4:c1:38:00:00:01")]
    assert found.unreadable[0].detail.startswith("n: `length(sensors)`: ")


def test_null_is_bad_and_nothing_is_passed_over() -> None:
    nothing = telemetry(BATCH, {"readings": [{"mac": 17, "temperature": {}, "sensors": []}]})
    assert (nothing.values, nothing.qualities) == ({}, {})
    null = telemetry(BATCH, {"readings": [{"mac": 17, "temperature": {"value": None}, "sensors": []}]})
    assert (null.values, null.qualities) == ({"t": None}, {"t": Quality.BAD})
    around = telemetry(BATCH, {"readings": [{"mac": 17, "temperature": None, "sensors": []}]})
    assert (around.values, around.qualities) == ({"t": None}, {"t": Quality.BAD})


@pytest.mark.parametrize("message", [{}, {"reading": []}, [], 5])
def test_a_message_without_its_items_is_told(message: object) -> None:
    found = decoded(BATCH, message)
    assert (list(found.items), reasons(found)) == ([], [(QuarantineReason.BAD_SHAPE, None)])
    assert "items: nothing at `readings`" in found.unreadable[0].detail


def test_a_message_with_no_items_says_nothing() -> None:
    assert decoded(BATCH, {"readings": []}) == Decoded([])


def test_many_strangers_in_one_message_are_a_few_entries() -> None:
    found = decoded(BATCH, {"readings": [{"mac": f"m{n}"} for n in range(500)]})
    assert len(found.unreadable) == 11
    assert "and 480 more" in found.unreadable[-1].detail


@pytest.mark.parametrize(
    ("topic", "payload", "values"),
    [
        ("home/meter-yard/Temp", b" 21.5\n", {"Temp": 21.5}),
        ("home/meter-yard/Door", b"ON", {"Door": True}),
        ("home/meter-yard/tamper", b"OFF", {}),
        ("home/meter-yard/unmapped", b"x", {}),
        ("home/meter-yard/humidity", b"40", {"humidity": 40.0}),
        ("/sys/d-lift/property/level", b"-1", {"level": -1.0}),
        ("/sys/d-lift/property/post", b'{"m": "normal", "x": 1}', {"post.m": "normal"}),
    ],
)
def test_the_level_of_the_topic_names_the_value(topic: str, payload: bytes, values: Mapping[str, Value]) -> None:
    assert telemetry(topic, payload).values == values


@pytest.mark.parametrize(
    ("topic", "payload", "there"),
    [
        ("home/meter-yard/lwt", b"Online", True),
        ("home/meter-yard/lwt", b"offline", False),
        ("/sys/d-lift/state", b'{"s": 1}', True),
        ("/sys/d-lift/state", b'{"s": 0.0}', False),
    ],
)
def test_a_topic_of_its_own_may_say_that_a_device_is_there(topic: str, payload: bytes, there: bool) -> None:  # noqa: FBT001  a parameter of the test
    found = decoded(topic, payload)
    assert [item.online for item in found.items if isinstance(item, Status)] == [there]
    assert len(found.items) == 1


@pytest.mark.parametrize(
    ("topic", "payload", "reason", "device"),
    [
        (LEAK, b"{", QuarantineReason.NOT_JSON, "L 7"),
        (LEAK, b"", QuarantineReason.NOT_JSON, "L 7"),
        (LEAK, b"5", QuarantineReason.BAD_SHAPE, "L 7"),
        (LEAK, b"null", QuarantineReason.BAD_SHAPE, "L 7"),
        (LEAK, b'[["x"]]', QuarantineReason.BAD_SHAPE, "L 7"),
        (LEAK, b'{"wet": 1}', QuarantineReason.WRONG_TYPE, "L 7"),
        (LEAK, b'{"battery_pct": NaN}', QuarantineReason.NOT_FINITE, "L 7"),
        (LEAK, b'{"meta": {"seq": [1]}}', QuarantineReason.WRONG_TYPE, "L 7"),
        (LEAK, b'{"meta": {"seq": "\\u0000"}}', QuarantineReason.WRONG_TYPE, "L 7"),
        ("plant/east/L 8/data", b'{"wet": true}', QuarantineReason.UNKNOWN_DEVICE, "L 8"),
        ("home/meter-yard/Temp", b"\xff", QuarantineReason.BAD_SHAPE, "yard"),
        ("home/meter-yard/Temp", b"warm", QuarantineReason.WRONG_TYPE, "yard"),
        ("home/meter-garden/Temp", b"1", QuarantineReason.UNKNOWN_DEVICE, "garden"),
        ("plant/east/L 8/data", b"{", QuarantineReason.UNKNOWN_DEVICE, "L 8"),
        ("plant/east/\x07/data", b"{}", QuarantineReason.BAD_TOPIC, None),
        ("home/meter-garden/lwt", b"Online", QuarantineReason.UNKNOWN_DEVICE, "garden"),
        ("home/meter-yard/lwt", b"\xff", QuarantineReason.UNKNOWN_VALUE, "yard"),
        ("/sys/d-lift/state", b"{", QuarantineReason.NOT_JSON, "d-lift"),
        ("/sys/d-lift/state", b'{"s": "1 "}', QuarantineReason.UNKNOWN_VALUE, "d-lift"),
        ("/sys/d-lift/property/post", b'{"m": 9}', QuarantineReason.UNKNOWN_VALUE, "d-lift"),
        (BATCH, b'{"readings": [{"mac": "\\u0000"}]}', QuarantineReason.WRONG_TYPE, None),
    ],
)
def test_what_cannot_be_read_is_told(topic: str, payload: bytes, reason: QuarantineReason, device: str | None) -> None:
    assert reasons(decoded(topic, payload)) == [(reason, device)]


@pytest.mark.parametrize(
    "topic", ["plant/L 7/data", "plant/east/L 7/data/x", "home/meter-/Temp", "home/yard/Temp", "sys/d-lift/property/x", "", "steward/v1/a/b/c"]
)
def test_other_topics_are_another_dialects(topic: str) -> None:
    assert BOUND.decode(topic, b"{}") is None


def test_a_retained_status_that_is_taken_back_says_nothing() -> None:
    assert decoded("home/meter-yard/lwt", b"") == Decoded()


def test_flags_come_as_a_list_of_words() -> None:
    (key, word) = next((point.raw_key, point.type.codes[0][1]) for point in SITE.devices["d-panel"].points.values() if point.type.kind == "flags")
    assert telemetry("plant/x/panel/data", {key: [word]}).values == {key: frozenset({word})}
    assert telemetry("plant/x/panel/data", {key: []}).values == {key: frozenset()}


def a_site(options: str, topic: str = "t/{address}", more: str = "") -> Site:
    """A site with one dialect and the room's device, ``d``."""
    return site_of(
        HEAD
        + f"""\
assets:
  - {{id: room, type: environment, name: {{zh: 机房, en: Room}}, space: b1}}
dialects:
  - {{id: own, codec: mapping, topic: "{topic}", options: {options}}}
{more}devices:
  - {{id: d, dialect: own, assets: [room]}}
"""
    )


@pytest.mark.parametrize(
    ("unit", "written", "ts"),
    [
        ("", 1767225600000, 1767225600000),
        ("", 1767225600000.5, 1767225600000.5),
        ("", '"2026-01-01T00:00:00Z"', "2026-01-01T00:00:00Z"),
        ("", '"2026-01-01T08:00:00+08:00"', "2026-01-01T08:00:00+08:00"),
        ("", '"2026-01-01 08:00:00"', None),
        ("", "null", None),
        ("", '"yesterday"', "yesterday"),
        ("", "true", ""),
        ("", "{}", ""),
        (", time_unit: s", 1767225600, 1767225600000),
        (", time_unit: s", 1767225600.25, 1767225600250.0),
        (", time_unit: s", '"1767225600"', 1767225600000.0),
        (", time_unit: s", '"soon"', ""),
        (", time_unit: us", 1767225600000123, 1767225600000),
        (", time_unit: ms", 1767225600000, 1767225600000),
        (", time_unit: rfc3339", 1767225600000, ""),
        (", time_unit: rfc3339", '"2026-01-01T00:00:00Z"', "2026-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_taken_in_its_unit_and_without_a_zone_says_nothing(unit: str, written: object, ts: object) -> None:
    found = CODEC.bind(a_site(f"{{time: at{unit}}}")).decode("t/d", f'{{"temp": 20, "at": {written}}}'.encode())
    assert found is not None
    (item,) = found.items
    assert isinstance(item, Telemetry)
    assert (item.ts, type(item.ts), item.values) == (ts, type(ts), {"temp": 20.0})


def test_a_list_without_any_option_is_a_measurement_for_each_object() -> None:
    found = CODEC.bind(a_site("{}")).decode("t/d", b'[{"temp": 20}, {"temp": 21}]')
    assert found is not None
    assert [values for _, values in measured(found)] == [{"temp": 20.0}, {"temp": 21.0}]


def test_a_bare_number_is_called_value() -> None:
    site = site_of(TEXT.replace("topic: plant/+/{address}/data", "topic: plant/{address}").replace("wet: leak.leak", "value: leak.battery_pct"))
    found = CODEC.bind(site).decode("plant/L 7", b"50")
    assert found is not None
    assert measured(found) == [("d-leak", {"value": 50.0})]


def test_two_dialects_are_heard_apart() -> None:
    assert CODEC.check(SITE) == []
    assert CODEC.subscriptions(SITE) == ["plant/+/+/data", "gateways/+/up", "home/+/+", "/sys/+/state", "/sys/+/property/+"]


def test_a_site_without_such_a_dialect_listens_to_nothing() -> None:
    site = site_of(HEAD + "assets:\n  - {id: room, type: environment, name: {zh: 机房, en: Room}, space: b1}\n")
    assert (CODEC.subscriptions(site), CODEC.check(site)) == ([], [])
    assert CODEC.bind(site).decode("t/d", b"{}") is None


WRONG = {
    "no topic": ("{}", "", "it has no topic", "plant/{address}/data"),
    "nobody is named": ("{}", "a/+", "nothing says which device speaks", "`{address}` in `topic`"),
    "two ways to be named": ("{address: mac}", "a/{address}", "say which device speaks", "Keep one"),
    "a place twice": ("{}", "a/{address}/{address}", "has `{address}` twice", "`+`"),
    "an unknown place": ("{}", "a/{device}", "`{device}` in `a/{device}` stands for nothing", "{address}, {field}"),
    "everything": ("{address: mac}", "a/#", "`#` in `a/#` is no level", "`+` for each level"),
    "a half wildcard": ("{}", "a+/{address}", "`a+` in `a+/{address}` is no level", "`+`"),
    "two places in a level": ("{}", "{address}-{field}", "is no level", "one place"),
    "an open brace": ("{}", "a/{address", "is no level", "one place"),
    "an empty level": ("{}", "a//{address}", "has an empty level", "`/`"),
    "our own topics": ("{}", "steward/{address}", "Steward's own", "Begin with"),
    "our own topics by wildcards": ("{}", "+/+/{address}/+/telemetry", "Steward's own", "Begin with"),
    "the broker's topics": ("{}", "$SYS/{address}", "the broker's", "Begin with"),
    "an unknown option": ("{item: x}", "a/{address}", "options.item", "known here: address, items, fields"),
    "a format that is none": ("{format: xml}", "a/{address}", "options.format", "'json' or 'text'"),
    "no fields": ("{fields: {}}", "a/{address}", "options.fields", ""),
    "a wrong expression": ("{time: a..b}", "a/{address}", "`time: a..b` is no JMESPath: `.` cannot stand at character 3", "jmespath.org"),
    "an expression that ends too early": ("{id: 'a['}", "a/{address}", "`id: a[` is no JMESPath: it ends too early", "jmespath.org"),
    "a name that needs quotes": ("{items: a-b}", "a/{address}", "`items: a-b` is no JMESPath: Unknown token '-' at character 2", "double quotes"),
    "an empty expression": ("{online: ''}", "a/{address}", "`online.field: ` is no JMESPath: it is empty", ""),
    "an unknown function": ("{fields: {t: 'first(a)'}}", "a/{address}", "`fields.t: first(a)` is no JMESPath: there is no function first()", "jmespath.org"),
    "too few arguments": ("{address: 'join(a)'}", "a/+", "join() takes 2 arguments, not 1", "jmespath.org"),
    "too many arguments": ("{address: 'b.length(a, b)'}", "a/+", "length() takes 1 arguments, not 2", "jmespath.org"),
    "an expression without an end": (f"{{time: {'a' * 501}}}", "a/{address}", "longer than 500", "jmespath.org"),
    "an expression that is nested too deeply": (f"{{time: '{'!' * 499}a'}}", "a/{address}", "is no JMESPath", "jmespath.org"),
    "online without a word": ("{online: {values: {up: true}}}", "a/{address}", "neither `field` nor `topic`", "JMESPath"),
    "online of nobody": ("{online: {topic: a/lwt}}", "a/{address}", "`a/lwt` does not say which device", "{address}"),
    "online on a wrong topic": ("{online: {topic: 'a/#/{address}'}}", "a/{address}", "`#` in `a/#/{address}` is no level", "`+`"),
    "a value that is no truth": ("{online: {field: a, values: {up: perhaps}}}", "a/{address}", "options.online.values.up", ""),
    "a unit without a time": ("{time_unit: s}", "a/{address}", "`time_unit` without `time`", "Add `time"),
    "an unknown unit": ("{time: a, time_unit: h}", "a/{address}", "options.time_unit", "'rfc3339'"),
    "a text with items": ("{format: text, items: a}", "a/{address}", "a bare text has no `items`", "Leave `items` out"),
}


@pytest.mark.parametrize(("options", "topic", "problem", "remedy"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_in_the_site_file_is_told_with_a_remedy(options: str, topic: str, problem: str, remedy: str) -> None:
    site = a_site(options, topic)
    told = CODEC.check(site)
    assert [wrong for wrong in told if problem in wrong.problem and remedy in wrong.remedy], told
    assert all(wrong.problem.startswith("the dialect `own`: ") for wrong in told)
    assert CODEC.bind(site).decode("a/d", b"{}") is None


def test_every_mistake_of_a_dialect_is_told_at_once() -> None:
    assert len(CODEC.check(a_site("{time: a..b, fields: {x: '(', y: z}, time_unit: s}", "a//b"))) == 3


@pytest.mark.parametrize(
    ("topic", "meets"),
    [
        ("t/{address}", True),
        ("t/x-{address}", True),
        ("{address}/d", True),
        ("+/{address}", True),
        ("t/{address}/more", False),
        ("u/{address}", False),
    ],
)
def test_a_topic_that_two_dialects_claim_is_told(topic: str, meets: bool) -> None:  # noqa: FBT001  a parameter of the test
    told = CODEC.check(a_site("{}", "t/{address}", f'  - {{id: two, codec: mapping, topic: "{topic}"}}\n'))
    assert [f"both `t/{{address}}` of `own` and `{topic}` of `two`" in wrong.problem for wrong in told] == [True] * meets


@pytest.mark.parametrize(
    ("one", "other", "meets"), [("a-{address}", "b-{address}", False), ("a-{address}", "{address}-b", True), ("{address}1", "{address}2", False)]
)
def test_parts_of_levels_can_tell_dialects_apart(one: str, other: str, meets: bool) -> None:  # noqa: FBT001  a parameter of the test
    assert bool(CODEC.check(a_site("{}", one, f'  - {{id: two, codec: mapping, topic: "{other}"}}\n'))) is meets


def test_an_address_that_is_no_level_and_one_that_is_there_twice_are_told() -> None:
    text = TEXT.replace("address: L 7", "address: L/7").replace('address: "17"', 'address: "a4:c1:38:00:00:01"')
    told = CODEC.check(site_of(text))
    assert [wrong.problem for wrong in told] == [
        "`d-room` and `d-hall` are both called `a4:c1:38:00:00:01` in `batch`",
        "`d-leak` is called `L/7`, which cannot be one level of `plant/+/{address}/data`",
    ]


def test_an_address_in_the_payload_may_be_anything() -> None:
    assert CODEC.check(site_of(TEXT.replace('"17"', "b1/+/#"))) == []


PAGE = (
    ("plant/east/chiller-1/data", {"meta": {"at": 1767225600, "seq": 17}, "link": "up", "t": 215}, {"t": 21.5}),
    (
        "loggers/2/up",
        {
            "ts": 1767225600000,
            "readings": [{"mac": "a4:c1:38:00:00:01", "sensors": [{"kind": "temperature", "v": 4}], "inputs": [{"state": "open"}]}],
        },
        {"temp": 4.0, "door": True},
    ),
    ("meters/shop-1/Temp", 20, {"Temp": 20.0}),
)


def test_the_example_of_the_page_can_be_used() -> None:
    assert wrong_in_example_of("mapping") == []


@pytest.mark.parametrize(("topic", "message", "values"), PAGE)
def test_the_example_of_the_page_says_what_it_promises(topic: str, message: object, values: Mapping[str, Value]) -> None:
    found = CODEC.bind(example_of("mapping")).decode(topic, json.dumps(message).encode())
    assert found is not None
    assert ([each for _, each in measured(found)], found.unreadable) == ([values], ())


TOPICS = st.sampled_from(
    [LEAK, "plant/e/panel/data", "plant/e/x/data", BATCH, "home/meter-yard/Temp", "home/meter-yard/lwt", "/sys/d-lift/property/level", "/sys/d-lift/state"]
)


@given(TOPICS, st.binary(max_size=200))
def test_any_bytes_give_items_or_reasons(topic: str, payload: bytes) -> None:
    assert_plausible(BOUND.decode(topic, payload))


@given(
    TOPICS,
    JSON_OBJECTS(["wet", "state", "battery_pct", "link", "meta", "at", "seq", "readings", "mac", "temperature", "value", "sensors", "msg", "ts", "s", "m"]),
)
def test_any_object_gives_items_or_reasons(topic: str, payload: bytes) -> None:
    found = BOUND.decode(topic, payload)
    assert_plausible(found)
    assert found is not None
    assert found.items or found.unreadable or topic in {BATCH, "/sys/d-lift/state"}


READING = st.fixed_dictionaries({"mac": st.sampled_from(["a4:c1:38:00:00:01", 17, "x", None, 1.5])}).flatmap(
    lambda known: JSON_OBJECTS(["temperature", "sensors", "wet", "msg", "ts"]).map(lambda more: known | json.loads(more))
)


@given(st.lists(READING, max_size=4), JSON_OBJECTS(["msg", "ts", "mac"]))
def test_any_batch_gives_an_item_or_a_reason_for_each_of_its_readings(readings: list[dict[str, object]], around: bytes) -> None:
    found = decoded(BATCH, {**json.loads(around), "readings": readings})
    ids = [item.id for item in found.items if isinstance(item, Telemetry) and item.id is not None]
    assert len(ids) == len(set(ids))
    assert len(found.items) >= len([each for each in readings if each["mac"] in {"a4:c1:38:00:00:01", 17}])


@given(st.text(max_size=40).filter(lambda topic: "\0" not in topic))
def test_any_topic_is_of_this_dialect_or_not(topic: str) -> None:
    assert_plausible(BOUND.decode(topic, b"{}"))
