"""Detectors written for tests, and conditions made of them without any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from rules.condition import DerivedCondition, Guard
from rules.detector import Detector, Input, News, Step, Verdict
from rules.engine import Engine
from rules.kind import DerivedCondition as BoundDerived
from rules.ruleset import RuleSet, bind
from tests.rules.plant import START, TYPES, rules, site

Times = tuple[int, ...]

_ANY = "when: {kind: state, point: lit, equals: true}\napplies_to: {assets: [b1]}"


class Remembering:
    """What detectors of tests have in common: a memory of whole numbers."""

    def begin(self) -> Times:
        return ()

    def due(self, _memory: Times) -> int | None:
        return None

    def pass_time(self, memory: Times, _moment: int, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step(memory)

    def dump(self, memory: Times) -> object:
        return list(memory)

    def load(self, data: object) -> Times:
        if not isinstance(data, list):
            raise TypeError("expected a list")
        return tuple(int(each) for each in data)

    @property
    def history_ms(self) -> int:
        return 0


class Present(Remembering):
    """True while the newest value of any input is true."""

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        if not news.trusted:
            return Step(memory, () if news.late else (Verdict(news.at, None),))
        return Step(memory, (Verdict(news.at, news.value is True, news.value, news.late),))


@dataclass(frozen=True)
class Standing(Remembering):
    """True while at least so many of its inputs are."""

    at_least: int = 1

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        others = tuple(each for each in memory if each != news.source)
        after = tuple(sorted((*others, news.source))) if news.value is True else others
        return Step(after, (Verdict(news.at, len(after) >= self.at_least, float(len(after))),))


@dataclass(frozen=True)
class Often(Remembering):
    """True while so many things were heard within a window; values that are false do not count. Exact for late news.

    Remembers whether it is true (1 or 0), and then the times.
    """

    at_least: int = 3
    window_ms: int = 10_000

    def _truth(self, times: Times, moment: int) -> bool:
        return sum(moment - self.window_ms < at <= moment for at in times) >= self.at_least

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        true, *before = memory or (0,)
        if not news.trusted or news.value is False:
            return Step(memory)
        newest = max((*before, news.at))
        times = tuple(sorted(at for at in (*before, news.at) if at > newest - 2 * self.window_ms))
        now = self._truth(times, newest) or (true == 1 and news.at < newest)
        after = (int(now), *times)
        if not news.late:
            return Step(after, (Verdict(news.at, now, float(len(times))),))
        if now and not true:
            return Step(after, (Verdict(newest, truth=True, value=float(len(times))),))
        return Step(after, (Verdict(news.at, self._truth(times, news.at), float(len(times)), late=True),))

    def pass_time(self, memory: Times, moment: int, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        due = self.due(memory)
        return Step(memory) if due is None or due > moment else Step((0, *memory[1:]), (Verdict(due, truth=False, value=0.0),))

    def due(self, memory: Times) -> int | None:
        return memory[-self.at_least] + self.window_ms if memory and memory[0] else None

    @property
    def history_ms(self) -> int:
        return self.window_ms


@dataclass(frozen=True)
class Clocked(Remembering):
    """Knows what time it is: true in every second stretch of `every_ms` since 1970."""

    every_ms: int = 60_000

    def hear(self, memory: Times, _news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step(memory)

    def pass_time(self, _memory: Times, moment: int, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        turn = moment // self.every_ms
        return Step(((turn + 1) * self.every_ms,), (Verdict(moment, turn % 2 == 1),))

    def due(self, memory: Times) -> int | None:
        return memory[0] if memory else 0


def derived(key: str, detector: object, *inputs: Input, text: str = "") -> DerivedCondition:
    """A condition of rule `key` on ``b1`` with this detector; `text` are further fields of the rule."""
    found = bind(rules(f"id: test.{key}\n{_ANY}\n{text}"), site(), TYPES).of_point["mill.b1.lit"][0]
    judge = cast("Detector[object]", detector)
    bound = BoundDerived(found.point, inputs, judge, found.bound.limit)
    rule, delays = found.rule, (found.on_delay_ms, found.off_delay_ms)
    return DerivedCondition(
        found.key, rule, found.asset, found.place, found.order, found.point, found.device, bound, *delays, rule.at_once, inputs, judge, f"{detector}{inputs}"
    )


def guard(covers: str, detector: object, *inputs: Input) -> Guard:
    """What suppresses ``rule|asset``."""
    return Guard(f"while|{covers}|0", covers, inputs, cast("Detector[object]", detector), f"{detector}{inputs}")


def judging(*listening: DerivedCondition | Guard, plain: Sequence[str] = (), started_at: datetime = START) -> Engine:
    """An engine with these, after the `plain` rules."""
    return Engine(site(), ruleset(*listening, plain=plain), started_at=started_at, settle_s=0.0)


def ruleset(*listening: DerivedCondition | Guard, plain: Sequence[str] = ()) -> RuleSet:
    """The same, for `Engine.change_rules`."""
    found = bind(rules(*plain), site(), TYPES) if plain else RuleSet((), {}, {})
    return replace(found, listening=listening)
