"""A session for a site that others may take over: its messages are ours only as long as the site is.

Whoever takes a site connects with its client id, so the broker ends our connection: what we acknowledge on it goes
nowhere, and comes again to the new owner. Only a *new* connection of ours could do harm, when we were paused, did not
notice, and connect again: it would end the new owner's, and what we acknowledged there nobody else would ever see. So
nothing that came over a connection is given out before the site was confirmed to be ours, after the connection was made.
Who takes the site later connects later, and ends this one, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ingest.session import Message, Session

Confirm = Callable[[], bool]
"""Whether the site is ours; `False`: it cannot be said now. Raises `LeaseLost`."""

UNCONFIRMED = "connected, but the records cannot say whether the site is still ours"
_TRY_AGAIN_S = 0.5


class ConfirmedSession:
    """`Session` around another one."""

    def __init__(self, session: Session, confirm: Confirm) -> None:
        self._session = session
        self._confirm = confirm
        self._confirmed = 0
        self._held: Sequence[Message] = ()
        self._next_try_s = 0.0

    def start(self) -> None:
        """As `Session.start`."""
        self._session.start()

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """As `Session.receive`. Raises `LeaseLost` when the site is no longer ours."""
        self._ask(self._session.connection)
        if not self._held:
            self._held = self._session.receive(limit, wait_s)
            if not self._held:
                return ()
        # A batch may have come over a connection that was made while we waited.
        if not self._ask(self._held[-1].connection):
            time.sleep(min(wait_s, _TRY_AGAIN_S))
            return ()
        given, self._held = self._held, ()
        return given

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """As `Session.acknowledge`; they have been given out, so they are ours."""
        return self._session.acknowledge(messages)

    def stop(self) -> None:
        """As `Session.stop`."""
        self._session.stop()

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted us and the site is ours."""
        return self._session.connected and self._session.connection <= self._confirmed

    @property
    def trouble(self) -> str:
        """Why we cannot listen; empty when we can."""
        return UNCONFIRMED if self._session.connected and not self.connected else self._session.trouble

    @property
    def connection(self) -> int:
        """As `Session.connection`."""
        return self._session.connection

    @property
    def waiting(self) -> int:
        """As `Session.waiting`, with what is held back."""
        return self._session.waiting + len(self._held)

    def _ask(self, connection: int) -> bool:
        """Whether what comes over `connection` is ours; asked once, and again now and then while nobody can say."""
        if connection <= self._confirmed:
            return True
        if time.monotonic() < self._next_try_s:
            return False
        self._next_try_s = time.monotonic() + _TRY_AGAIN_S
        if self._confirm():
            self._confirmed = connection
            self._next_try_s = 0.0
        return connection <= self._confirmed
