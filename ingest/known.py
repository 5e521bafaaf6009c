"""What ingest knows of one device: whether it speaks, how often, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.device_info import Fact, FactValue, Told
from domain.message_rate import Counted
from domain.records import DeviceCheckpoint
from domain.time import from_ms, to_ms

Counts = tuple[int, int, int, int | None]
"""Since and until when messages are counted (epoch ms), how many, and how many in the span before."""


@dataclass(slots=True)
class Known:
    """Of one device. All times are epoch milliseconds, by our own clock."""

    last_seen_ms: int | None = None
    online: bool | None = None
    since_ms: int = 0
    """Its messages are counted in spans (`domain.message_rate`): this one began then,"""
    until_ms: int = 0
    """it ends then (0: it never spoke),"""
    messages: int = 0
    """so many came in it,"""
    before: int | None = None
    """and so many in the one before."""
    told: dict[Fact, tuple[FactValue, int]] = field(default_factory=dict)
    """What it said of itself, and when we heard it."""

    @property
    def counts(self) -> Counts:
        """What is kept of the counting."""
        return self.since_ms, self.until_ms, self.messages, self.before

    def next_span(self, received_ms: int, span_ms: int) -> None:
        """Begin to count anew: where the span ended, or with this message if a whole one passed without any."""
        follows = received_ms < self.until_ms + span_ms
        self.before = None if not self.until_ms else self.messages if follows else 0
        self.since_ms = self.until_ms if follows else received_ms
        self.until_ms = self.since_ms + span_ms
        self.messages = 0

    def take(self, facts: Mapping[Fact, FactValue], received_ms: int, *, retained: bool) -> bool:
        """Note what it said of itself; whether that changed anything. What the broker only repeats is as old as when it was first heard."""
        changed = False
        for fact, value in facts.items():
            before = self.told.get(fact)
            if before is None or not retained or before[0] != value:
                self.told[fact] = (value, received_ms)
                changed = True
        return changed

    def adopt(self, checkpoint: DeviceCheckpoint) -> None:
        """Go on from what the records know."""
        self.online = checkpoint.online
        self.last_seen_ms = None if checkpoint.last_seen is None else to_ms(checkpoint.last_seen)
        if (counted := checkpoint.counted) is not None:
            self.since_ms, self.until_ms = to_ms(counted.since), to_ms(counted.until)
            self.messages, self.before = counted.messages, counted.before
        self.told = {fact: (said.value, to_ms(said.at)) for fact, said in checkpoint.told.items()}

    def checkpoint(self, site: str, device: str, clock_offset_s: float | None) -> DeviceCheckpoint:
        """What the records are to know."""
        last_seen = None if self.last_seen_ms is None else from_ms(self.last_seen_ms)
        counted = Counted(from_ms(self.since_ms), from_ms(self.until_ms), self.messages, self.before) if self.until_ms else None
        told = {fact: Told(value, from_ms(ms)) for fact, (value, ms) in self.told.items()}
        return DeviceCheckpoint(site, device, self.online, last_seen, clock_offset_s, counted, told)
