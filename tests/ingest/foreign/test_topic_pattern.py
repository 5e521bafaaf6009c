"""Topic patterns: what they bring, what they match, and whether two can match one topic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.foreign.topic_pattern import BadPattern, TopicPattern

PLACES = ("address", "field")


def match(pattern: str, topic: str) -> dict[str, str] | None:
    return TopicPattern(pattern, PLACES).match(topic.split("/"))


@pytest.mark.parametrize(
    ("pattern", "filter_"),
    [("plant/{address}/data", "plant/+/data"), ("a/x-{address}-y/+", "a/+/+"), ("/sys/{address}", "/sys/+"), ("{address}/state", "+/state"), ("a/b", "a/b")],
)
def test_a_pattern_is_subscribed_to_with_a_wildcard_for_each_place(pattern: str, filter_: str) -> None:
    assert TopicPattern(pattern, PLACES).filter == filter_


@pytest.mark.parametrize(
    ("pattern", "topic", "found"),
    [
        ("plant/{address}/data", "plant/L 7/data", {"address": "L 7"}),
        ("plant/{address}/{field}", "plant/a/b", {"address": "a", "field": "b"}),
        ("x-{address}-y/+", "x-1-2-y/z", {"address": "1-2"}),
        ("a/+", "a/b", {}),
        ("plant/{address}/data", "plant//data", None),
        ("x-{address}-y", "x--y", None),
        ("x-{address}", "x-", None),
        ("aa{address}aa", "aaa", None),
        ("plant/{address}", "plant/a/b", None),
        ("plant/{address}", "plants/a", None),
    ],
)
def test_a_topic_matches_level_by_level(pattern: str, topic: str, found: dict[str, str] | None) -> None:
    assert match(pattern, topic) == found


LEVELS = st.sampled_from(["a", "b", "+", "{address}", "a{address}", "{address}b", "a{address}b", "ab"])
PATTERNS = (
    st.lists(LEVELS, min_size=1, max_size=3).filter(lambda levels: sum("{" in level for level in levels) <= 1).map(lambda levels: "/".join(["r", *levels]))
)
TOPICS = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=3).map(lambda levels: "/".join(["r", *levels]))


@given(PATTERNS, PATTERNS, TOPICS)
def test_patterns_that_match_one_topic_meet(one: str, other: str, topic: str) -> None:
    both = match(one, topic) is not None and match(other, topic) is not None
    first, second = TopicPattern(one, PLACES), TopicPattern(other, PLACES)
    assert first.meets(second) or not both
    assert first.meets(second) == second.meets(first)


OURS = ("steward/v1/s/_out/x", "steward/v1/s/d/telemetry", "steward/v1/s/_status")


def heard(text: str) -> list[str]:
    """Which of our own topics a pattern would hear; none if it is refused."""
    try:
        pattern = TopicPattern(text, PLACES)
    except BadPattern:
        return []
    return [topic for topic in OURS if pattern.match(topic.split("/")) is not None]


@given(
    st.lists(st.sampled_from(["steward", "v1", "+", "{address}", "{field}", "s", "#", "v{address}", "_{field}", ""]), max_size=6).map("/".join)
    | st.text(max_size=8)
)
def test_any_text_is_a_pattern_that_hears_nothing_of_our_own_or_is_refused(text: str) -> None:
    assert heard(text) == []
