"""Detectors: conditions that need more than the present value of one point — windows, orders of events, several points.

A detector is pure: it turns news and the passing of time into *verdicts* (true, normal, or nothing known, at a moment of
event time). The verdicts of a condition go through the same delays, latches and deadlines as those of a value
(``rules.delays``), so on-delay, off-delay, old and late news mean the same for every kind.

All moments are event times in epoch milliseconds, `known` is a known time. Memories are immutable and small: a step
makes the next one, and gives back the same object when nothing changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from domain.reading import Value

Memory = TypeVar("Memory")


@dataclass(frozen=True, slots=True)
class PointInput:
    """The readings of a point (its full id)."""

    point: str


@dataclass(frozen=True, slots=True)
class EventInput:
    """The events of one name that are about an asset."""

    asset: str
    name: str


@dataclass(frozen=True, slots=True)
class ConditionInput:
    """Whether another condition (its key) stands: raised and not returned. Until it is heard of, it does not."""

    condition: str


Input = PointInput | EventInput | ConditionInput


_NO_DATA: Mapping[str, object] = {}


class News(NamedTuple):
    """Something that a detector hears on its input number `source`.

    Of a point: `value`, untrusted when its quality is bad (then it is neither true nor normal). Of an event: `data`, and
    `value` is `None`. Of a condition: `value` is `True` or `False`. `late`: older than the newest trusted news of the
    same input, which was of `newest`.
    """

    source: int
    at: int
    known: int
    value: Value = None
    trusted: bool = True
    late: bool = False
    newest: int = 0
    data: Mapping[str, object] = _NO_DATA


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds from `at` on. `truth` `None`: nothing is known; then nothing changes. `value` is what messages show.

    `late`: it is of a time that is over, and another verdict says what holds now.
    """

    at: int
    truth: bool | None
    value: Value = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Step(Generic[Memory]):
    """The next memory, and the verdicts in the order of their times. No verdict: what held still holds."""

    memory: Memory
    verdicts: Sequence[Verdict] = ()


class Detector(Protocol[Memory]):
    """A condition of a derived kind on one asset. It may depend on nothing but its arguments and its own settings."""

    def begin(self) -> Memory:
        """Nothing has been heard."""

    def hear(self, memory: Memory, news: News, *, active: bool) -> Step[Memory]:
        """News of an input. Time up to `news.at` has passed before (`pass_time`). `active`: what it said last was true."""

    def pass_time(self, memory: Memory, moment: int, *, active: bool) -> Step[Memory]:
        """Event time is `moment`, and nothing more is to come from before it: windows empty, waits run out, calendars turn.

        What happens at several moments up to then is one verdict each, at its own moment.
        """

    def due(self, memory: Memory) -> int | None:
        """When `pass_time` has something to say if nothing is heard; `None`: never.

        A moment that has passed already is asked for once, at the present. So a detector that has to know what time it
        is says 0 of `begin()`.
        """

    def dump(self, memory: Memory) -> object:
        """The memory as JSON."""

    def load(self, data: object) -> Memory:
        """What `dump` wrote. `ValueError`, `TypeError` or `KeyError` for anything else."""

    @property
    def history_ms(self) -> int:
        """How far back news matters: so much is read from the telemetry store to begin with. 0: nothing."""
