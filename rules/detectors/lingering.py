"""A guard that has ended goes on for a moment, until what was said together with it has been heard, too.

When the mains come back, what meant nothing without them becomes normal with the same message, and returns after its
off-delay. Shown meanwhile, it would call somebody to something that is over: see `rules.following.Following.cover`. What
is still true a moment later is shown. A guard that is no longer known has ended, too: of the unknown nothing is suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules.detector import Detector, News, Step, Verdict

MOMENT_MS = 1000
"""Parts of one message, and messages sent together, are of one moment; nothing real is kept back for longer."""


@dataclass(frozen=True, slots=True)
class Held:
    """What `inner` remembers, and until when its end is held back, epoch ms (`None`: it is not)."""

    inner: Any
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Lingering:
    """`inner`, whose end takes effect `linger_ms` later, if it has not become true again by then."""

    inner: Detector[Any]
    linger_ms: int

    def begin(self) -> Held:
        """See `rules.detector.Detector`."""
        return Held(self.inner.begin())

    def hear(self, memory: Held, news: News, *, active: bool) -> Step[Held]:
        """See `rules.detector.Detector`."""
        step = self.inner.hear(memory.inner, news, active=active and memory.until is None)
        return self._held(memory, step, active=active)

    def pass_time(self, memory: Held, moment: int, *, active: bool) -> Step[Held]:
        """See `rules.detector.Detector`."""
        step = self.inner.pass_time(memory.inner, moment, active=active and memory.until is None)
        held = self._held(memory, step, active=active)
        until = held.memory.until
        if until is None or until > moment:
            return held
        return Step(Held(held.memory.inner), (*held.verdicts, Verdict(until, truth=False)))

    def due(self, memory: Held) -> int | None:
        """See `rules.detector.Detector`."""
        due, until = self.inner.due(memory.inner), memory.until
        if until is None:
            return due
        # What was due before it ended has been asked for already, and has nothing to say.
        return until if due is None or due <= until - self.linger_ms else min(due, until)

    def dump(self, memory: Held) -> object:
        """See `rules.detector.Detector`."""
        return {"inner": self.inner.dump(memory.inner), "until": memory.until}

    def load(self, data: object) -> Held:
        """See `rules.detector.Detector`."""
        if not isinstance(data, dict):
            raise TypeError("expected a mapping")
        until = data["until"]
        if until is not None and not isinstance(until, int):
            raise TypeError("expected a moment or nothing")
        return Held(self.inner.load(data["inner"]), until)

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.inner.history_ms

    def _held(self, memory: Held, step: Step[Any], *, active: bool) -> Step[Held]:
        """What `inner` said, its end held back."""
        until = memory.until
        said: list[Verdict] = []
        for verdict in step.verdicts:
            if verdict.late:
                said.append(verdict)
                continue
            if until is not None and until <= verdict.at:
                said.append(Verdict(until, truth=False))
                until, active = None, False
            if active and verdict.truth is not True:
                until = verdict.at + self.linger_ms if until is None else until
                continue
            until, active = None, verdict.truth is True
            said.append(verdict)
        if step.memory is memory.inner and until == memory.until:
            return Step(memory, said)
        return Step(Held(step.memory, until), said)


def lingering(inner: Detector[Any], off_delay_ms: int) -> Detector[Any]:
    """`inner` as the guard of what has this off-delay: what returns at once needs none of this."""
    return Lingering(inner, min(off_delay_ms, MOMENT_MS)) if off_delay_ms else inner
