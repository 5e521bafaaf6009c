"""An event of a device as something that can be awaited, or waited after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.detector import News, Step, Verdict


@dataclass(frozen=True, slots=True)
class Happening:
    """True at each event of the one input whose data say `where`; it does not become normal by itself."""

    where: Mapping[str, object] = field(default_factory=dict)

    def begin(self) -> None:
        """There is nothing to remember."""

    def hear(self, _memory: None, news: News, *, active: bool) -> Step[None]:  # noqa: ARG002  each event is one
        """See `rules.detector.Detector`."""
        return Step(None, (Verdict(news.at, truth=True, late=news.late),) if says(news.data, self.where) else ())

    def pass_time(self, _memory: None, _moment: int, *, active: bool) -> Step[None]:  # noqa: ARG002  see `hear`
        """See `rules.detector.Detector`."""
        return Step(None)

    def due(self, _memory: None) -> int | None:
        """Never."""
        return None

    def dump(self, _memory: None) -> object:
        """See `rules.detector.Detector`."""
        return None

    def load(self, data: object) -> None:
        """See `rules.detector.Detector`."""
        if data is not None:
            raise ValueError("an event remembers nothing")

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return 0


def says(data: Mapping[str, object], where: Mapping[str, object]) -> bool:
    """Whether an event's data say what `where` asks for, each field of it; numbers by value, yes and no never as numbers."""
    return all(data.get(key) == value and isinstance(data.get(key), bool) is isinstance(value, bool) for key, value in where.items())
