"""What a recorder wants to hear, and what it calls a topic when it plays it back."""

from __future__ import annotations

import pytest

from simulators.recordings.filters import wanted, why_no_filter
from simulators.recordings.renaming import Prefix, renamed


@pytest.mark.parametrize("text", ["#", "+", "/", "a//b", "steward/v1/+/+/telemetry", "$SYS/#", "设备/#"])
def test_a_filter_is_taken(text: str) -> None:
    assert why_no_filter(text) is None


@pytest.mark.parametrize("text", ["", "a/#/b", "a#", "a+/b", "a\0", "x" * 65_536, "$share/g/steward/#"])
def test_what_is_no_filter_is_said(text: str) -> None:
    assert why_no_filter(text)


@pytest.mark.parametrize(
    ("topic", "filters", "kept"),
    [
        ("steward/v1/court/lift-1/telemetry", ["#"], True),
        ("steward/v1/court/_out/alarms", ["#"], False),
        ("steward/v1/court/_out/alarms", ["steward/v1/#", "steward/v1/+/+/alarms"], False),
        ("steward/v1/court/_out/alarms", ["steward/v1/+/_out/#"], True),
        ("steward/v1/court/_out/alarms", ["steward/v1/other/_out/#"], False),
        ("steward/v1/court/_status", ["#"], False),
        ("steward/v1/court/_status", ["#", "steward/v1/+/_status"], True),
        ("$SYS/broker/uptime", ["#"], False),
        ("$SYS/broker/uptime", ["$SYS/#"], True),
        ("zigbee2mqtt/_out/x", ["#"], True),
    ],
)
def test_what_steward_and_the_broker_say_must_be_named(topic: str, filters: list[str], kept: bool) -> None:  # noqa: FBT001  a row of the table
    assert wanted(topic, filters) is kept


@pytest.mark.parametrize(
    ("prefix", "topic", "expected"),
    [
        ("steward/v1/court=steward/v1/bench", "steward/v1/court/lift-1/telemetry", "steward/v1/bench/lift-1/telemetry"),
        ("steward/v1/court/=steward/v1/bench/", "steward/v1/court/lift-1/telemetry", "steward/v1/bench/lift-1/telemetry"),
        ("steward/v1/court=x", "steward/v1/courtyard/lift-1", "steward/v1/courtyard/lift-1"),
        ("a=b", "a", "b"),
        ("=bench", "a/b", "bench/a/b"),
        ("a=", "a/b", "b"),
        ("a=", "a", "a"),
    ],
)
def test_topics_move_by_whole_levels(prefix: str, topic: str, expected: str) -> None:
    assert renamed(topic, [Prefix.parse(prefix)]) == expected


def test_the_first_prefix_that_fits_counts() -> None:
    assert renamed("a/b/c", [Prefix.parse("a/b=x"), Prefix.parse("a=y"), Prefix.parse("x=z")]) == "x/c"


@pytest.mark.parametrize("text", ["a", "a=a", "a=b/#", "a=$SYS", "=", "a=b/+/c"])
def test_what_is_no_prefix_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"FROM=TO|changes nothing|nobody can publish"):
        Prefix.parse(text)
