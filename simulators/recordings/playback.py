"""Playing a recording back: each message when it is due, in order, by whatever clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from simulators.recordings.recording import Recorded

BEHIND_S = 1.0
"""Further behind than this the rest is put off by as much, instead of being hurried: distances are kept."""
STEP_S = 0.25
"""How long to wait at most before looking at everything again."""
FAREWELL_S = 5.0
"""How long to wait for answers when told to stop."""


class Outlet(Protocol):
    """Where messages go out."""

    @property
    def unacknowledged(self) -> int:
        """How many messages the broker has not answered."""

    @property
    def ready(self) -> bool:
        """Whether another message may go out now."""

    def send(self, message: Recorded) -> None:
        """Let it go out. Only when `ready`."""

    def tend(self, wait_s: float) -> None:
        """Wait for the broker, at most so long. Raises `NoBroker` when there is no hope left."""


class Playback:
    """Plays at `speed` (``None``: as fast as `outlet` takes it) by `clock`, in seconds, which only moves while `outlet.tend` waits, or runs."""

    def __init__(self, outlet: Outlet, clock: Callable[[], float], *, speed: float | None = 1.0, report: Callable[[], None] = lambda: None) -> None:
        self._outlet = outlet
        self._clock = clock
        self._speed = speed
        self._report = report

    def play(self, messages: Iterable[Recorded], stop: threading.Event, *, prepare: Callable[[Recorded], Recorded | None] = lambda message: message) -> None:
        """Send all of `messages`, whose times do not go back; or those until `stop` is set.

        `prepare` makes of each, at the moment at which it goes out, what goes out; `None`: nothing does. When this
        returns, `unacknowledged` may still be more than nothing: see `drain`.
        """
        began_s, first_us = self._clock(), None
        for message in messages:
            if first_us is None:
                first_us = message.at_us
            due_s = began_s if self._speed is None else began_s + (message.at_us - first_us) / 1e6 / self._speed
            self._await(due_s, stop)
            if stop.is_set():
                return
            if self._speed is not None and (behind_s := self._clock() - due_s) > BEHIND_S:
                began_s += behind_s
            outgoing = prepare(message)
            if outgoing is not None:
                self._outlet.send(outgoing)
            self._report()

    def drain(self, stop: threading.Event) -> None:
        """Wait until everything is acknowledged; not for ever when told to stop."""
        until_s = None
        while self._outlet.unacknowledged:
            if stop.is_set():
                until_s = self._clock() + FAREWELL_S if until_s is None else until_s
                if self._clock() >= until_s:
                    return
            self._outlet.tend(STEP_S)
            self._report()

    def pause(self, seconds: float, stop: threading.Event) -> None:
        """Let so much time of the recording pass; none at full speed."""
        if self._speed is not None:
            self._await(self._clock() + seconds / self._speed, stop)

    def _await(self, due_s: float, stop: threading.Event) -> None:
        """Until `due_s`, and until another message may go out."""
        while not stop.is_set():
            left_s = due_s - self._clock()
            if left_s <= 0 and self._outlet.ready:
                return
            self._outlet.tend(STEP_S if left_s <= 0 else min(STEP_S, left_s))
            self._report()
