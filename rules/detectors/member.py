"""A condition inside another one: what its detector remembers, and what it said last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from domain.reading import Value
from rules.detector import ConditionInput, Detector, Input, News, Step, Verdict
from rules.detectors.remembered import as_json, items, truth_or_none, value_from, whole


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a member stands: the `memory` of its detector, and since when (epoch ms) its `truth` holds. `None`: unknown."""

    memory: Any
    truth: bool | None = None
    since: int = 0
    value: Value = None

    def after(self, memory: object, verdicts: Iterable[Verdict]) -> Stand:
        """After its detector has said something. What it says of a time that is over does not change where it stands."""
        truth, since, value = self.truth, self.since, self.value
        for verdict in verdicts:
            if not verdict.late:
                if verdict.truth is not truth:
                    truth, since = verdict.truth, max(since, verdict.at)
                value = verdict.value if verdict.truth is not None else value
        return Stand(memory, truth, since, value)


@dataclass(frozen=True, slots=True)
class Member:
    """A detector inside another one. Its input number n is number ``sources[n]`` of the whole."""

    detector: Detector[Any]
    sources: tuple[int, ...]

    def begin(self) -> Stand:
        """Nothing has been heard. That a condition stands is known from the beginning: it does not, until it is raised."""
        return Stand(self.detector.begin(), truth=self.detector.at_first() if isinstance(self.detector, KnownAtFirst) else None)

    def hear(self, stand: Stand, news: News) -> tuple[Stand, Sequence[Verdict]]:
        """News of one of its inputs, numbered as in the whole."""
        own = self.sources.index(news.source)
        if own != news.source:
            news = News(own, news.at, news.known, news.value, news.trusted, news.late, news.newest, news.data)
        step = self.detector.hear(stand.memory, news, active=stand.truth is True)
        return stand.after(step.memory, step.verdicts), step.verdicts

    def pass_time(self, stand: Stand, moment: int) -> tuple[Stand, Sequence[Verdict]]:
        """See `rules.detector.Detector.pass_time`."""
        step = self.detector.pass_time(stand.memory, moment, active=stand.truth is True)
        return (stand if step.memory is stand.memory and not step.verdicts else stand.after(step.memory, step.verdicts)), step.verdicts

    def due(self, stand: Stand) -> int | None:
        """See `rules.detector.Detector.due`."""
        return self.detector.due(stand.memory)

    def dump(self, stand: Stand) -> object:
        """As JSON."""
        return [self.detector.dump(stand.memory), stand.truth, stand.since, as_json(stand.value)]

    def load(self, data: object) -> Stand:
        """What `dump` wrote."""
        memory, truth, since, value = items(data, lambda part: part)
        return Stand(self.detector.load(memory), truth_or_none(truth), whole(since), value_from(value))


@runtime_checkable
class KnownAtFirst(Protocol):
    """A detector that may know something before anything is heard."""

    def at_first(self) -> bool | None:
        """What is true before anything is heard; `None`: nothing is known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether another condition stands: raised, and not returned."""

    def at_first(self) -> bool:
        """It does not stand until it is raised."""
        return False

    def begin(self) -> None:
        """There is nothing to remember."""

    def hear(self, _memory: None, news: News, *, active: bool) -> Step[None]:  # noqa: ARG002  it stands or it does not
        """See `rules.detector.Detector`."""
        return Step(None, (Verdict(news.at, news.value is True, late=news.late),))

    def pass_time(self, _memory: None, _moment: int, *, active: bool) -> Step[None]:  # noqa: ARG002  it has its own clock
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
            raise ValueError("whether a condition stands is not remembered here")

    @property
    def history_ms(self) -> int:
        """None: the engine knows what stands."""
        return 0


@dataclass(frozen=True, slots=True)
class StandingSomewhere:
    """Whether one of many other conditions stands, each of them an input. It remembers the numbers of those that do."""

    def at_first(self) -> bool:
        """None stands until it is raised."""
        return False

    def begin(self) -> frozenset[int]:
        """None of them."""
        return frozenset()

    def hear(self, memory: frozenset[int], news: News, *, active: bool) -> Step[frozenset[int]]:  # noqa: ARG002  they stand or they do not
        """See `rules.detector.Detector`."""
        after = memory | {news.source} if news.value is True else memory - {news.source}
        return Step(after, (Verdict(news.at, bool(after), late=news.late),))

    def pass_time(self, memory: frozenset[int], _moment: int, *, active: bool) -> Step[frozenset[int]]:  # noqa: ARG002  they have their own clocks
        """See `rules.detector.Detector`."""
        return Step(memory)

    def due(self, _memory: frozenset[int]) -> int | None:
        """Never."""
        return None

    def dump(self, memory: frozenset[int]) -> object:
        """See `rules.detector.Detector`."""
        return sorted(memory)

    def load(self, data: object) -> frozenset[int]:
        """See `rules.detector.Detector`."""
        return frozenset(items(data, whole))

    @property
    def history_ms(self) -> int:
        """None: the engine knows what stands."""
        return 0


def joined(of: Sequence[tuple[Detector[Any], tuple[Input, ...]]]) -> tuple[tuple[Input, ...], tuple[Member, ...]]:
    """Detectors with their inputs as members of one whole, which hears each input once."""
    inputs = tuple(dict.fromkeys(each for _, heard in of for each in heard))
    place = {each: number for number, each in enumerate(inputs)}
    return inputs, tuple(Member(detector, tuple(place[each] for each in heard)) for detector, heard in of)


def standing(condition: str) -> tuple[Detector[Any], tuple[Input, ...]]:
    """The detector, with its input, of whether the condition with this key stands."""
    return Standing(), (ConditionInput(condition),)


def standing_somewhere(conditions: Sequence[str]) -> tuple[Detector[Any], tuple[Input, ...]]:
    """The detector, with its inputs, of whether one of the conditions with these keys stands."""
    return StandingSomewhere(), tuple(ConditionInput(condition) for condition in conditions)
