"""The conditions of one point, kept so that a reading which changes none of them costs almost nothing.

After each reading that was judged, the watch knows of which values every steady condition would say the same again:
between `low` and `high` for numbers, `same` for the rest. A reading among these concerns only the restless conditions
(a delay runs, or news is held). A hundred thresholds on one point thus cost little more than one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from domain.reading import PointKind, Value
from domain.time import EPOCH
from rules.condition import ValueCondition
from rules.condition_state import NORMAL, ConditionState, Phase

Place = tuple[int, int]
"""Who listens, by rank, and as which of its inputs."""

_NOTHING = object()


class Tracked:
    """A value condition and its present state."""

    __slots__ = ("condition", "state", "watch")

    def __init__(self, condition: ValueCondition, watch: PointWatch) -> None:
        self.condition = condition
        self.state: ConditionState = NORMAL
        self.watch = watch

    @property
    def key(self) -> str:
        """The condition's."""
        return self.condition.key

    @property
    def unheard(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.watch.newest == EPOCH

    def unsettle(self) -> None:
        """Something changed without a reading."""
        self.watch.unsettle()


LastValue = tuple[datetime, Value]
"""The last trusted reading of a point: event time, not after it was received, and value."""


class PointWatch:
    """A point's conditions, and who else listens to it (rank and number of the input; guards apart).

    `newest` and `value` are of the newest trusted reading, by event time; `EPOCH` and `None` before the first.
    """

    __slots__ = ("calm", "guards", "high", "listening", "low", "newest", "numeric", "restless", "same", "tracked", "value")

    def __init__(self, conditions: Iterable[ValueCondition], guards: tuple[Place, ...] = (), listening: tuple[Place, ...] = ()) -> None:
        self.tracked = tuple(Tracked(condition, self) for condition in conditions)
        self.guards = guards
        self.listening = listening
        self.newest: datetime = EPOCH
        self.value: Value = None
        kinds = {each.condition.point.type.kind for each in self.tracked}
        self.numeric = kinds <= {PointKind.ANALOG, PointKind.COUNTER}
        self.restless: tuple[Tracked, ...] = ()
        self.calm = False
        """No condition is restless, nobody else listens, and `low`, `high` or `same` hold."""
        self.low = math.inf
        self.high = -math.inf
        self.same: object = _NOTHING

    def passes(self, at: datetime, value: Value) -> bool:
        """Note a trusted reading that changes nothing; `False`, and nothing is noted, if it has to be judged."""
        if not (self.calm and at >= self.newest and (self.low <= value <= self.high if value.__class__ is float and self.numeric else self.repeats(value))):
            return False
        self.newest = at
        self.value = value
        return True

    def repeats(self, value: Value) -> bool:
        """Whether `value` is what the last one was, for points that are no numbers."""
        return value is not None and value == self.same

    def covers(self, value: Value) -> bool:
        """Whether every steady condition would say of `value` what it said of the last one."""
        if self.numeric:
            return isinstance(value, float | int) and self.low <= value <= self.high
        return value == self.same

    def settle(self, value: Value) -> None:
        """Every condition has just judged `value`: find out of which values they would say the same."""
        self.restless = tuple(each for each in self.tracked if not each.state.steady)
        self.calm = not (self.restless or self.listening or self.guards)
        if not self.numeric:
            self.same = value
            return
        self.low, self.high = -math.inf, math.inf
        if isinstance(value, bool) or not isinstance(value, float | int):
            self.unsettle()
            return
        for each in self.tracked:
            if each.state.steady:
                low, high = each.condition.test.same_around(value, active=each.state.phase is Phase.ACTIVE)
                self.low = max(self.low, low)
                self.high = min(self.high, high)

    def unsettle(self) -> None:
        """Something changed without a reading: the next one is judged by every condition."""
        self.calm = False
        self.low, self.high = math.inf, -math.inf
        self.same = _NOTHING


def last_value(kept: LastValue | None) -> LastValue:
    """`newest` and `value` of a point that begins to be watched, from its last trusted reading."""
    return (EPOCH, None) if kept is None or kept[1] is None else kept
