"""A message of a simulated device, before it becomes bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.identity import LIVE_ROOT


class Channel(StrEnum):
    """The last part of the topic."""

    TELEMETRY = "telemetry"
    EVENT = "event"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Message:
    """What `device` says `at_s` seconds (wall time) after the start.

    `values` are by key on the wire; of an event they are its data. `number` counts the messages of the device.
    `skew_s` is how wrong its clock is. `raw`, when given, goes out instead of all that. `due_s` is when it goes out.
    """

    device: str
    channel: Channel
    at_s: float
    number: int
    values: Mapping[str, object] = field(default_factory=dict)
    event: str | None = None
    skew_s: float = 0.0
    raw: bytes | None = None
    due_s: float = 0.0

    @property
    def retained(self) -> bool:
        """Whether the broker keeps it for whoever comes later."""
        return self.channel is Channel.STATUS

    def topic(self, site: str, root: str = LIVE_ROOT) -> str:
        """Where it is published: under `root`, at `site`."""
        return f"{root}/{site}/{self.device}/{self.channel.value}"

    def payload(self, start_ms: int, run: str) -> bytes:
        """The bytes of the contract; `start_ms` is the wall clock at the start. `run` makes an event's id new in every run."""
        if self.raw is not None:
            return self.raw
        said: dict[str, object] = {"ts": start_ms + round((self.at_s + self.skew_s) * 1000)}
        if self.event is not None:
            said |= {"id": f"{self.device}-{run}-{self.number}", "event": self.event, "data": self.values}
        else:
            said["values"] = self.values
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def wire_value(value: object) -> object:
    """`value` as JSON can say it: flags as a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value
