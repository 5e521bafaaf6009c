"""Records whose process kills itself at a named point of the ladder: just before what was decided there is committed, or just after."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from domain.records import Records, Transaction
from notify import delivery
from operations.escalation import calling

BEFORE, AFTER = "before", "after"

_PLACES: dict[str, tuple[Any, str]] = {
    "queued": (delivery, "call_due"),
    "claimed": (delivery, "claim"),
    "sent": (delivery, "settle"),
    "decided": (calling, "decide_one"),
}
"""What is done in the transaction of each point, and where its caller finds it."""

FIRST_RUNG = tuple(f"{name} {when}" for name in ("queued", "claimed", "sent") for when in (BEFORE, AFTER))
"""``sent before``: the channel's server has the message, and nobody knows of it yet."""
NEXT_RUNG = tuple(f"decided {when}" for when in (BEFORE, AFTER))


class _Dying:
    def __init__(self, records: Records, when: str) -> None:
        self._records = records
        self._when = when
        self.reached = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._records.transaction() as tx:
            yield tx
            self._perhaps(BEFORE)
        self._perhaps(AFTER)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._records.reading() as tx:
            yield tx

    def _perhaps(self, when: str) -> None:
        if self.reached and when == self._when:
            os.kill(os.getpid(), signal.SIGKILL)


def dying(records: Records, point: str) -> Records:
    """`records` for a process that is to die at `point`, the first time that anything is done there."""
    name, when = point.split()
    deadly = _Dying(records, when)
    module, function = _PLACES[name]
    real: Callable[..., object] = getattr(module, function)

    def watched(*arguments: object, **named: object) -> object:
        done = real(*arguments, **named)
        deadly.reached = deadly.reached or bool(done)
        return done

    setattr(module, function, watched)
    return cast("Records", deadly)
