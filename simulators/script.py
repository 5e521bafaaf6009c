"""A scenario as it runs: its steps in order of time, pass after pass."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from simulators.faults import Fault
from simulators.scenario import Scenario, Step


@dataclass(frozen=True, slots=True)
class Action:
    """What is done now: `command` to `asset`, or `link` to the connection of `device`, or `fault` begins."""

    at_s: float
    asset: str | None = None
    command: str | None = None
    device: str | None = None
    link: str | None = None
    fault: Fault | None = None

    def __str__(self) -> str:
        if self.fault is not None:
            return f"{self.fault.kind} at {self.fault.devices}"
        return f"{self.asset or self.device}: {(self.command or self.link or '').replace('_', ' ')}"


class Script:
    """The actions of `scenario`, each given out once. Where a step leaves a choice, `seed` chooses, anew in every pass."""

    def __init__(self, scenario: Scenario | None, seed: int) -> None:
        self._scenario = scenario
        self._rng = random.Random(f"{seed}:scenario")
        self._waiting: list[tuple[float, int, Action]] = []
        self._count = 0
        self._next_pass_s: float | None = None if scenario is None else 0.0

    @property
    def finished(self) -> bool:
        """Whether nothing will happen any more."""
        return self._next_pass_s is None and not self._waiting

    def due(self, now_s: float) -> Iterator[Action]:
        """The actions that fall due up to `now_s` and were not given out yet, in order."""
        while self._next_pass_s is not None and self._next_pass_s <= now_s:
            self._plan(self._next_pass_s)
        while self._waiting and self._waiting[0][0] <= now_s:
            yield heappop(self._waiting)[2]

    def _plan(self, start_s: float) -> None:
        scenario = self._scenario
        assert scenario is not None  # noqa: S101  without one there is no pass
        for step in scenario.steps:
            for action in self._actions(step, start_s):
                self._count += 1
                heappush(self._waiting, (action.at_s, self._count, action))
        self._next_pass_s = None if scenario.loop_s is None else start_s + scenario.loop_s

    def _actions(self, step: Step, start_s: float) -> Iterator[Action]:
        begins, ends = start_s + step.at_s, start_s + step.ends_s
        if step.fault is not None:
            yield Action(begins, fault=replace(step.fault, from_s=start_s + step.fault.from_s, until_s=start_s + step.fault.until_s))
            return
        asset = self._rng.choice(step.assets) if step.assets else None
        yield Action(begins, asset, step.command, step.device, step.link)
        if step.then is not None:
            yield Action(ends, asset, None if asset is None else step.then, step.device, step.then if asset is None else None)
