"""Whose a topic is."""

from __future__ import annotations

import pytest

from ingest.foreign.topic_owners import TopicOwners

OWNERS = TopicOwners({"a": 1, "a/b": 2, "c/d": 3})


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("a/x", (1, "x")),
        ("a/x/y", (1, "x/y")),
        ("a/b", (1, "b")),
        ("a/b/x", (2, "x")),
        ("a/bc/x", (1, "bc/x")),
        ("c/d/", (3, "")),
        ("c/x", None),
        ("a", None),
        ("/a/x", None),
        ("", None),
        ("/" * 65_535, None),
    ],
)
def test_the_nearest_prefix_owns_a_topic(topic: str, expected: tuple[int, str] | None) -> None:
    assert OWNERS.of(topic) == expected


def test_without_owners_a_topic_is_nobodys() -> None:
    assert TopicOwners[int]({}).of("a/b") is None
