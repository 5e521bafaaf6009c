"""Derived conditions and guards as the engine keeps them: what their detectors remember, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.transition import Transition
from rules import delays, hearing
from rules.condition import DerivedCondition, Guard
from rules.condition_state import NORMAL, ConditionState, Phase
from rules.delays import Context, Passed, Tick, Told
from rules.detector import ConditionInput, Detector, Input, Verdict
from rules.hearing import Ear

Known = tuple[Verdict, int, bool]
"""A verdict, when it became known (epoch ms), and whether it is fresh (see `rules.delays.Told`)."""

_NOTHING: frozenset[str] = frozenset()


class DetectorWatch:
    """A detector and what it remembers.

    `rank`: those that it looks at have a lower one. `standing`: the conditions of which it was told last that they stand.
    `cold`: it wants to know what was before it began, and was not told (`rules.engine.Engine.warm`).
    """

    __slots__ = ("cold", "detector", "digest", "ear", "inputs", "key", "rank", "standing")

    def __init__(self, key: str, rank: int, detector: Detector[Any], inputs: tuple[Input, ...], digest: str) -> None:
        self.key = key
        self.rank = rank
        self.detector = detector
        self.inputs = inputs
        self.digest = digest
        self.ear: Ear = hearing.begin(detector)
        self.standing = _NOTHING
        self.cold = detector.history_ms > 0

    @property
    def conditions_heard(self) -> list[tuple[int, str]]:
        """Its inputs that are conditions: (number, key)."""
        return [(source, each.condition) for source, each in enumerate(self.inputs) if isinstance(each, ConditionInput)]

    def stand(self, key: str, *, stands: bool) -> None:
        """It is told whether a condition stands."""
        self.standing = self.standing | {key} if stands else self.standing - {key}


class DerivedWatch(DetectorWatch):
    """A derived condition and its present state. `judged`: the moment of the newest verdict, epoch ms.

    `owed`: a verdict from when nobody could be told what comes of it, and whether it is fresh; it is judged with the next
    news or tick.
    """

    __slots__ = ("condition", "judged", "owed", "state")

    def __init__(self, condition: DerivedCondition, rank: int) -> None:
        super().__init__(condition.key, rank, condition.detector, condition.inputs, condition.digest)
        self.condition = condition
        self.state: ConditionState = NORMAL
        self.judged = 0
        self.owed: tuple[Verdict, bool] | None = None

    @property
    def active(self) -> bool:
        """Whether what the detector said last was true."""
        if self.owed is not None:
            return self.owed[0].truth is True
        return self.state.phase is Phase.PENDING or self.state.phase is Phase.ACTIVE

    @property
    def waits(self) -> bool:
        """Whether it waits for something beside what its detector waits for."""
        return self.owed is not None or self.ear.passed is None or not self.state.steady

    @property
    def unheard(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.ear.passed is None and self.owed is None

    def unsettle(self) -> None:
        """Something changed without news; nothing is kept here that would be out of date."""

    def due(self, context: Context, known: int) -> int | None:
        """When a tick concerns it, not before `known` for what waits for the present (epoch ms)."""
        ear = self.ear
        due = ear.due
        if due is not None and ear.passed is None and due < known:
            due = known
        if not self.state.steady:
            delay = delays.due(self.condition, self.state, context)
            due = delay if due is None or (delay is not None and delay < due) else due
        if self.owed is not None:
            due = known if due is None else min(due, known)
        return due

    def agrees(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether `verdicts` say what holds anyway, so that nothing comes of them; then they are taken."""
        state = self.state
        if self.owed is not None or not state.steady:
            return False
        active = state.phase is Phase.ACTIVE
        for verdict in verdicts:
            if verdict.late or verdict.truth is not active:
                return False
        if verdicts:
            self.judged = max(verdicts[-1].at, self.judged)
        return True

    def owe(self, verdicts: Iterable[Verdict], *, fresh: bool = False) -> None:
        """Verdicts at a moment when nobody can be told what comes of them. Only what holds in the end counts."""
        for verdict in verdicts:
            if not verdict.late and verdict.truth is not None:
                self.owed = verdict, fresh

    def start_over(self) -> None:
        """Nothing has been heard. The condition itself stays where it is."""
        self.ear = hearing.begin(self.detector)
        self.standing = _NOTHING
        self.cold = self.detector.history_ms > 0
        self.owed = None

    def take(self, verdicts: Sequence[Known], context: Context) -> list[Transition]:
        """Judge verdicts in their order. Of several that are of one moment, the last counts."""
        said: list[Transition] = []
        for number, (verdict, known, fresh) in enumerate(verdicts):
            if verdict.late:
                newest = self.judged if self.ear.passed is None else self.ear.passed
                said += self.step(Told(verdict.at, known, verdict.value, verdict.truth, late=True, newest=newest), context)
                continue
            at = self.judged = max(verdict.at, self.judged)
            following = verdicts[number + 1][0] if number + 1 < len(verdicts) else None
            if following is not None and not following.late and following.truth is not None and following.at <= at:
                continue
            if verdict.truth is (self.state.phase is Phase.ACTIVE) and self.state.steady:
                continue
            said += self.step(Told(at, known, verdict.value, verdict.truth, fresh=fresh), context)
        return said

    def step(self, news: Told | Passed | Tick, context: Context) -> tuple[Transition, ...]:
        """One step of the condition."""
        self.state, said = delays.step(self.condition, self.state, news, context)
        return said


class GuardWatch(DetectorWatch):
    """A guard and what it says. `None`: nothing is known; then it suppresses nothing."""

    __slots__ = ("guard", "truth")

    def __init__(self, guard: Guard, rank: int) -> None:
        super().__init__(guard.key, rank, guard.detector, guard.inputs, guard.digest)
        self.guard = guard
        self.truth: bool | None = None

    @property
    def active(self) -> bool:
        """Whether what it said last was true."""
        return self.truth is True

    @property
    def waits(self) -> bool:
        """Whether it waits for something beside what its detector waits for."""
        return self.ear.passed is None

    def due(self, _context: Context, known: int) -> int | None:
        """When a tick concerns it, not before `known` for what waits for the present (epoch ms)."""
        due = self.ear.due
        return known if due is not None and self.ear.passed is None and due < known else due

    def owe(self, verdicts: Iterable[Verdict], *, fresh: bool = False) -> None:  # noqa: ARG002  a guard does not wait for newer news
        """Take what it says now. What it says of the past concerns nobody."""
        for verdict in verdicts:
            if not verdict.late:
                self.truth = verdict.truth

    def start_over(self) -> None:
        """Nothing has been heard."""
        self.ear = hearing.begin(self.detector)
        self.standing = _NOTHING
        self.cold = self.detector.history_ms > 0
        self.truth = None
