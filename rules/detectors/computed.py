"""What an expression over several points comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from domain.reading import Value
from rules.detector import News, Step, Verdict
from rules.detectors.remembered import as_json, items, truth_or_none, value_from, whole
from rules.formula import Formula


class Present(NamedTuple):
    """The newest value of each input with its time (epoch ms); `None`: not heard yet, or bad. `truth`: what they come to."""

    values: tuple[Value, ...]
    times: tuple[int, ...]
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """True while `formula` is; input number n is the point with the key ``names[n]``.

    While one of its points is unknown or bad, nothing is known. A verdict holds from when the newest of the values was
    heard; its value is that of input number `shown`. Late readings say nothing: what the others said then is not kept.
    """

    formula: Formula
    names: tuple[str, ...]
    shown: int

    def begin(self) -> Present:
        """See `rules.detector.Detector`."""
        return Present((None,) * len(self.names), (0,) * len(self.names))

    def hear(self, memory: Present, news: News, *, active: bool) -> Step[Present]:  # noqa: ARG002  an expression has no deadband
        """See `rules.detector.Detector`."""
        number = news.source
        if news.late or news.at < memory.times[number]:
            return Step(memory)
        value = news.value if news.trusted else None
        times = (*memory.times[:number], news.at, *memory.times[number + 1 :])
        values, truth = memory.values, memory.truth
        if value != values[number] or value.__class__ is not values[number].__class__:
            values = (*values[:number], value, *values[number + 1 :])
            truth = None if None in values else self.formula.holds(dict(zip(self.names, values, strict=True)))
        return Step(Present(values, times, truth), (Verdict(max(times), truth, values[self.shown]),))

    def pass_time(self, memory: Present, _moment: int, *, active: bool) -> Step[Present]:  # noqa: ARG002  time changes nothing
        """See `rules.detector.Detector`."""
        return Step(memory)

    def due(self, _memory: Present) -> int | None:
        """Never: only a value changes it."""
        return None

    def dump(self, memory: Present) -> object:
        """See `rules.detector.Detector`."""
        return {"values": [as_json(value) for value in memory.values], "times": memory.times, "truth": memory.truth}

    def load(self, data: object) -> Present:
        """See `rules.detector.Detector`."""
        if not isinstance(data, dict):
            raise TypeError("expected an object")
        values, times = items(data["values"], value_from), items(data["times"], whole)
        if len(values) != len(self.names) or len(times) != len(self.names):
            raise ValueError("one value and one time for each point")
        return Present(values, times, truth_or_none(data["truth"]))

    @property
    def history_ms(self) -> int:
        """Nothing but the newest values."""
        return 0
