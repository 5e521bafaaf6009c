"""A BACnet value is a point's value, or refused with a reason: whatever the bytes."""

from __future__ import annotations

import contextlib
import math
import struct
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.bacnet.meaning import Meaning, Unfit
from bridges.bacnet.quality import distrust, overridden
from bridges.bacnet.wire import Bits, Code, Raw, Unreadable, value_of
from devices.access_door import TYPE as DOOR
from devices.fire_panel import TYPE as PANEL
from devices.lift import TYPE as LIFT
from devices.sump import TYPE as SUMP
from domain.device_type import COMMON_POINTS, PointType
from domain.reading import PointKind
from domain.text import Text

POINTS = {point.key: point for kind in (DOOR, PANEL, LIFT, SUMP) for point in kind.points} | {point.key: point for point in COMMON_POINTS}
FLAGS = PointType("bits", Text("位", "Bits"), PointKind.FLAGS, codes=(("0", "smoke", Text("烟", "Smoke")), ("1", "heat", Text("热", "Heat"))))
NOTE = PointType("note", Text("文字", "Note"), PointKind.TEXT)
STATES = {0: "quiet", 1: "pre-alarm", 2: "alarm"}


@dataclass
class Octets:
    tag_number: int
    tag_data: bytes
    tag_class: int = 0
    tag_lvt: int = 0


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (Octets(0, b""), None),
        (Octets(1, b"", tag_lvt=1), True),
        (Octets(2, b"\x01\x00"), 256),
        (Octets(3, b"\xff"), -1),
        (Octets(4, struct.pack(">f", 1.9)), 1.9),
        (Octets(4, struct.pack(">f", 16777215.0)), 16777215.0),
        (Octets(5, struct.pack(">d", 0.1)), 0.1),
        (Octets(7, b"\x00" + "水".encode()), "水"),
        (Octets(7, b"\x04" + "水".encode("utf-16-be")), "水"),
        (Octets(8, b"\x04\x50"), Bits(frozenset({1, 3}))),
        (Octets(9, b"\x02"), Code(2)),
    ],
)
def test_tags_are_read_as_the_standard_writes_them(tag: Octets, value: Raw) -> None:
    assert value_of([tag], many=False) == value
    assert value_of([tag, tag], many=True) == (value, value)


@pytest.mark.parametrize(
    "tags", [[], [Octets(2, b"1"), Octets(2, b"1")], [Octets(2, b"", 2)], [Octets(12, b"0000")], [Octets(4, b"1")], [Octets(8, b"")], [Octets(7, b"\x09x")]]
)
def test_what_is_no_single_value_is_refused(tags: list[Octets]) -> None:
    with pytest.raises(Unreadable):
        value_of(tags, many=False)


@pytest.mark.parametrize(
    ("meaning", "raw", "sent"),
    [
        (Meaning(POINTS["level"], 0.01, -1.0), 250, 1.5),
        (Meaning(POINTS["level"], words={"1": "0.5"}), 1, 0.5),
        (Meaning(POINTS["float_high"], truth=True), Code(1), True),
        (Meaning(POINTS["float_high"], words={"inactive": "true", "active": "false"}, names={0: "inactive", 1: "active"}, truth=True), Code(1), False),
        (Meaning(POINTS["alarm_button"]), True, True),
        (Meaning(POINTS["fault"], words={"overridden": "true"}, names={2: "overridden"}), Bits(frozenset({0, 2})), True),
        (Meaning(POINTS["fault"], words={"*": "true"}), (), False),
        (Meaning(POINTS["pump_mode"], words={"1": "auto"}), 1, "auto"),
        (Meaning(POINTS["pump_mode"], words={"1": "auto"}), 1.0, "auto"),
        (Meaning(POINTS["direction"], names={3: "up"}), Code(3), "up"),
        (Meaning(POINTS["mode"], words={"*": "unknown"}, names={4: "parking"}), Code(4), "unknown"),
        (Meaning(FLAGS, words={"0": "smoke", "2": "-"}), Bits(frozenset({0, 2})), ["smoke"]),
        (Meaning(FLAGS, words={"0": "smoke"}, names={5: "door-jam"}), (Code(0), Code(5)), ["smoke", "door_jam"]),
        (Meaning(FLAGS), Bits(frozenset()), []),
        (Meaning(FLAGS, words={"alarm": "smoke+heat"}, names=STATES), Code(2), ["smoke", "heat"]),
        (Meaning(FLAGS, words={"quiet": "-"}, names=STATES), Code(0), []),
        (Meaning(NOTE), "水", "水"),
        (Meaning(NOTE, names=STATES), Code(2), "alarm"),
    ],
)
def test_a_value_means_what_the_table_says(meaning: Meaning, raw: Raw, sent: object) -> None:
    assert meaning.sent(raw) == sent


@pytest.mark.parametrize(
    ("meaning", "raw"),
    [
        (Meaning(POINTS["level"]), None),
        (Meaning(POINTS["level"]), math.nan),
        (Meaning(POINTS["level"]), math.inf),
        (Meaning(POINTS["level"], 1e300), 1e300),
        (Meaning(POINTS["level"]), 10**400),
        (Meaning(POINTS["level"]), True),
        (Meaning(POINTS["level"]), Code(1)),
        (Meaning(POINTS["level"]), "1.5"),
        (Meaning(POINTS["float_high"]), 1),
        (Meaning(POINTS["float_high"]), Code(1)),
        (Meaning(POINTS["float_high"], truth=True), Code(2)),
        (Meaning(POINTS["pump_mode"], words={"1": "auto"}), 2),
        (Meaning(POINTS["pump_mode"]), 0),
        (Meaning(POINTS["direction"], names={4: "up-and-down"}), Code(4)),
        (Meaning(FLAGS), 3),
        (Meaning(FLAGS), True),
        (Meaning(FLAGS, words={"quiet": "-"}, names=STATES), Code(1)),
        (Meaning(FLAGS), (1.5,)),
        (Meaning(NOTE), (1,)),
    ],
)
def test_what_does_not_fit_is_refused(meaning: Meaning, raw: Raw) -> None:
    with pytest.raises(Unfit):
        meaning.sent(raw)


@given(
    st.lists(st.builds(Octets, st.integers(0, 20), st.binary(max_size=40), st.sampled_from([0, 0, 0, 1, 2, 3]), st.integers(0, 7)), max_size=4),
    st.booleans(),
    st.sampled_from([*POINTS.values(), FLAGS, NOTE]),
    st.sampled_from([None, {"1": "true"}, {"*": "1"}]),
)
def test_any_tags_are_a_value_or_refused(tags: list[Octets], many: bool, point: PointType, words: dict[str, str] | None) -> None:  # noqa: FBT001  hypothesis gives it
    fits = {PointKind.ANALOG: {"*": "1"}, PointKind.COUNTER: {"*": "1"}, PointKind.BINARY: {"1": "true"}}
    usable = words if words == fits.get(point.kind) else None
    with contextlib.suppress(Unreadable, Unfit):
        sent = Meaning(point, 0.1, 1.0, usable, STATES, truth=True).sent(value_of(tags, many=many))
        assert isinstance(sent, bool | int | float | str | list)
        assert not isinstance(sent, float) or math.isfinite(sent)


@pytest.mark.parametrize(
    ("flags", "reliability", "good"),
    [
        (None, None, True),
        (Bits(frozenset()), Code(0), True),
        (Bits(frozenset({0})), Code(0), True),
        (Bits(frozenset({2})), None, True),
        (Bits(frozenset({1})), Code(0), False),
        (Bits(frozenset({3})), None, False),
        (Bits(frozenset()), Code(7), False),
        (None, Code(1), False),
        (Bits(frozenset({1})), Code(23), True),
        (Bits(frozenset({1, 3})), Code(23), False),
        (5, None, False),
    ],
)
def test_faults_and_what_is_out_of_service_are_not_trusted(flags: Raw, reliability: Raw, *, good: bool) -> None:
    assert (distrust(flags, reliability) is None) is good
    assert overridden(flags) is (flags == Bits(frozenset({2})))
