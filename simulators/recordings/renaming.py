"""Other topics for a recording: ``FROM=TO`` on whole levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefix:
    """Topics at or below `old` go to the same place below `new`; an empty one is the root of all topics."""

    old: str
    new: str

    @classmethod
    def parse(cls, text: str) -> Prefix:
        """``steward/v1/court=bench/v1/court``. Raises `ValueError` with what is wrong."""
        old, equals, new = text.partition("=")
        old, new = old.removesuffix("/"), new.removesuffix("/")
        if not equals:
            raise ValueError(f"`{text}` is not FROM=TO")
        if old == new:
            raise ValueError(f"`{text}` changes nothing")
        if any(letter in new for letter in "+#\0") or new.startswith("$"):
            raise ValueError(f"nobody can publish below `{new}`")
        return cls(old, new)

    def apply(self, topic: str) -> str | None:
        """The topic instead of `topic`; `None` if that is not below `old`, or nothing would be left."""
        if not self.old:
            return f"{self.new}/{topic}"
        if topic == self.old:
            return self.new or None
        if not topic.startswith(f"{self.old}/"):
            return None
        rest = topic[len(self.old) + 1 :]
        return f"{self.new}/{rest}" if self.new else rest or None


def renamed(topic: str, prefixes: Sequence[Prefix]) -> str:
    """`topic` by the first of `prefixes` that it is below; itself if there is none."""
    for prefix in prefixes:
        if (found := prefix.apply(topic)) is not None:
            return found
    return topic
