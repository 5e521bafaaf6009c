"""A connection for publishing at QoS 1: several messages under way at once, in order, each acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

WINDOW = 200
"""So many messages may be under way; the broker may ask for fewer."""


class NotPublished(Exception):
    """The connection is over, or there is none: why, in words for an operator. What is under way may have arrived or not."""


class Acknowledged(NamedTuple):
    """The broker has the message of this number, or (`refused`, in its words) will not take it."""

    number: int
    refused: str = ""


class Outlet(Protocol):
    """For one thread; connected and accepted once it is made. Every method but `close` raises `NotPublished` when it is over."""

    @property
    def room(self) -> int:
        """How many messages more may be under way."""

    def publish(self, topic: str, payload: bytes) -> int:
        """Send a message after those before it; returns its number. Only while there is `room`. Goes out with the next `turn`."""

    def turn(self, wait_s: float) -> Sequence[Acknowledged]:
        """Send what waits, keep the connection alive, and return what has been acknowledged.

        Waits for that at most `wait_s`, and no longer than until the wake that it was made with is called.
        """

    def close(self) -> None:
        """Say goodbye if possible, and close. May be repeated."""
