"""Whether a session says on its status topic that it is here: as long as that does not keep it from listening.

A broker whose access rules do not let us write there may refuse the login for the will, refuse the message, or end the
connection after it (Mosquitto 2.0.11 does, by MQTT 3.1.1 without a reason). Listening matters more than telling of it.
"""

from __future__ import annotations

from collections.abc import Callable

_SHORT_S = 3.0
_SHORT_ONES = 3
"""So many connections in a row that ended soon after we told: it may be because of that."""


class OwnStatus:
    """`topic`: where it would be told; `None`: nowhere. `warn` is told once why it is not."""

    def __init__(self, topic: str | None, warn: Callable[[str], None]) -> None:
        self._wanted = topic
        self._warn = warn
        self._forbidden = False
        self._suspected = False
        self._short = 0
        self._warned = False

    @property
    def topic(self) -> str | None:
        """Where the next connection should tell; `None`: nowhere."""
        return None if self._forbidden or self._suspected else self._wanted

    def login_refused(self) -> None:
        """With or without: the next time the other way."""
        self._suspected = not self._suspected

    def refused(self, why: str) -> None:
        """The broker did not take it, and said so: that is not tried again."""
        self._forbidden = True
        self._warn_once(why)

    def listening(self) -> None:
        """The broker accepted us and our subscriptions."""
        if self._suspected and self._wanted is not None:
            self._warn_once("with it we are not let in, or not for long")

    def ended(self, after_s: float) -> None:
        """A connection ended, so long after the broker had accepted us."""
        if after_s >= _SHORT_S:
            self._short = 0
            self._suspected = False
            return
        self._short += 1
        if self._short >= _SHORT_ONES:
            self._short = 0
            self._suspected = not self._suspected

    def _warn_once(self, why: str) -> None:
        if not self._warned:
            self._warned = True
            self._warn(f"it does not let us write {self._wanted} ({why}), so nobody sees there whether Steward listens; mend its access rules and start again")
