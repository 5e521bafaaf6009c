"""Whose a topic is, when each device has all topics below one of its own, however many levels that has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

Owner = TypeVar("Owner")


class TopicOwners(Generic[Owner]):
    """Finds owners by what their topics begin with; where one begins like another's, the nearer counts."""

    def __init__(self, prefixes: Mapping[str, Owner]) -> None:
        self._prefixes = dict(prefixes)
        self._longest = max(map(len, self._prefixes), default=0)

    def of(self, topic: str) -> tuple[Owner, str] | None:
        """Whose `topic` is, and what of it follows the prefix; `None` if it is nobody's."""
        # No further than the longest prefix: a topic may be 64 KiB of slashes.
        end = topic.rfind("/", 0, self._longest + 1)
        while end > 0:
            owner = self._prefixes.get(topic[:end])
            if owner is not None:
                return owner, topic[end + 1 :]
            end = topic.rfind("/", 0, end)
        return None
