"""A scenario as it runs: its steps in order of time, pass after pass."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from simulators.faults import Fault
from simulators.scenario import LINK_COMMANDS, Scenario, Step

MOST_REMEMBERED = 500
"""Of what a scenario that repeats itself did in passes before, for putting it right at the end."""


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
    """The actions of `scenario`, each given out once. Where a step leaves a choice, `seed` chooses, anew in every pass.

    It begins at `start_s` seconds after the start of the stage.
    """

    def __init__(self, scenario: Scenario | None, seed: int, start_s: float = 0.0) -> None:
        self._scenario = scenario
        self.start_s = start_s
        self.pass_s = start_s
        self._done: list[Action] = []
        self._rng = random.Random(f"{seed}:scenario")
        self._waiting: list[tuple[float, int, Action]] = []
        self._count = 0
        self._next_pass_s: float | None = None if scenario is None else start_s

    @property
    def finished(self) -> bool:
        """Whether nothing will happen any more."""
        return self._next_pass_s is None and not self._waiting

    def due(self, now_s: float) -> Iterator[Action]:
        """The actions that fall due up to `now_s` and were not given out yet, in order."""
        while self._next_pass_s is not None and self._next_pass_s <= now_s:
            self._plan(self._next_pass_s)
        while self._waiting and self._waiting[0][0] <= now_s:
            action = heappop(self._waiting)[2]
            self._done.append(action)
            yield action

    def faults_begun(self) -> list[Fault]:
        """The faults that it has let begin, those of passes before included."""
        return [action.fault for action in self._done if action.fault is not None]

    def stop(self, now_s: float) -> list[Action]:
        """End it now: the actions that put right whatever it did. Nothing more falls due; its faults are for the caller to take away."""
        self._waiting.clear()
        self._next_pass_s = None
        assets = dict.fromkeys(action.asset for action in self._done if action.asset is not None)
        links = {action.device: LINK_COMMANDS[action.link] for action in self._done if action.device is not None and action.link in LINK_COMMANDS}
        self._done.clear()
        return [
            *(Action(now_s, asset, "restore") for asset in assets),
            *(Action(now_s, device=device, link=end) for device, end in links.items()),
        ]

    def _plan(self, start_s: float) -> None:
        scenario = self._scenario
        assert scenario is not None  # noqa: S101  without one there is no pass
        self.pass_s = start_s
        self._done = self._done[-MOST_REMEMBERED:]
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
