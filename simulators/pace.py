"""How many messages are due: an even stream, without the volleys that a slow clock or a late waking would make of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

NAP_S = 0.001
"""The shortest time that it is worth to sleep: what falls due in it goes out together."""
BURST_S = 1.5 * NAP_S
"""No more than falls due in this time goes out at once; a stream that is behind makes up for it in several such steps."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate` messages a second from `started_s` on, by whatever clock these seconds are of. `rate` `None`: no bound."""

    rate: float | None
    started_s: float

    def due(self, now_s: float, sent: int) -> int | None:
        """How many may go out at once after `sent`; `None`: any number."""
        if self.rate is None:
            return None
        scheduled = int((now_s - self.started_s) * self.rate) + 1
        return max(0, min(scheduled - sent, math.ceil(self.rate * BURST_S)))

    def wait_s(self, now_s: float, sent: int) -> float:
        """How long to sleep before looking again."""
        if self.rate is None:
            return 0.0
        return max(NAP_S, self.started_s + sent / self.rate - now_s)
