"""The session by MQTT 5 alone, made for the rate of a whole site: few reads, no handing over, acknowledgements written together.

Whoever receives reads the socket itself, and whoever acknowledges writes to it: waking another thread for that costs
more than twenty messages (ADR 13). A thread of the session's own connects, and keeps the connection alive while nobody
receives; then it reads ahead once, no further, and the rest waits where it is. Each connection is an object of its
own, so that nothing of an old one can reach the next.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections.abc import Sequence

import mqtt5

from domain.time import Clock
from ingest.mqtt5_connection import GOODBYE_S, Connection, Ended, Part, Refused, TakenOver
from ingest.outage import Outage, in_words
from ingest.own_status import OwnStatus
from ingest.patience import delays
from ingest.session import Message, SessionSettings, Standing
from ingest.wake import Wake

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 15.0
_TAKEN_OVER_WAIT_S = 5.0
"""Whoever took the session over has a better right to it than one that does not yet know that its time is over."""
_STEADY_S = 10.0
"""A connection that lasted so long was a good one: the next wait is short again."""
_STOP_S = 12.0
_TURN_S = 1.0
_UNREADY_S = 0.05
_ABSENT_S = 0.1
"""Nobody has received for so long: they are busy, and we see to the connection."""


class Mqtt5Session(Standing):
    """See `ingest.session.Session`. On `status_topic`, if given, stands retained whether we are here."""

    def __init__(self, settings: SessionSettings, client_id: str, subscriptions: Sequence[str], clock: Clock, status_topic: str | None = None) -> None:
        super().__init__()
        self._client_id = client_id
        self._stopping = threading.Event()
        self._wake = Wake()
        self._outage = Outage(settings.host, settings.port, client_id)
        self._status = OwnStatus(status_topic, self._outage.warn)
        self._part = Part(
            settings,
            client_id,
            tuple(subscriptions),
            status_topic,
            self._inbox,
            clock,
            self._on_accepted,
            self._on_ready,
            self._status.refused,
            self._warn_once,
        )
        self._thread = threading.Thread(target=self._run, name=f"session {client_id}", daemon=True)
        self._turns = threading.Lock()
        """Held by the thread that reads."""
        self._over = threading.Event()
        """The connection ended in the hands of who received, or we are to stop."""
        self._how: Exception | None = None
        self._current: Connection | None = None
        self._ready_s = 0.0
        self._warned: set[str] = set()

    def start(self) -> None:
        """See `Session`."""
        self._thread.start()

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """See `Session`."""
        until_s = time.monotonic() + wait_s
        while not (messages := self._inbox.take(limit, 0)) and not self._stopping.is_set():
            current = self._current
            if current is None or not current.ready:
                messages = self._inbox.take(limit, min(wait_s, _UNREADY_S))
            else:
                with self._turns:
                    self._take_turn(current, wait_s)
                messages = self._inbox.take(limit, 0)
            if messages or (wait_s := until_s - time.monotonic()) <= 0:
                break
        return messages

    def _take_turn(self, current: Connection, wait_s: float) -> None:
        """For who receives. How it ended, if it did, is for our own thread to tell."""
        if current is not self._current:
            return
        try:
            current.turn(wait_s)
        except Exception as error:  # noqa: BLE001  raised again by `_attend`
            self._how = error
            self._current = None
            self._over.set()

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """See `Session`."""
        current = self._current
        return 0 if current is None else current.acknowledge(messages)

    def stop(self) -> None:
        """See `Session`."""
        self._stopping.set()
        self._over.set()
        self._inbox.close()
        self._wake.call()
        if self._thread.ident is not None:
            self._thread.join(_STOP_S + GOODBYE_S)
        if not self._thread.is_alive():
            self._wake.close()

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            began_s = time.monotonic()
            longer_s = 0.0
            try:
                self._converse()
            except Refused as error:
                self._trouble = str(error)
                self._status.login_refused()
            except TakenOver as error:
                self._trouble = str(error)
                longer_s = _TAKEN_OVER_WAIT_S
            except Ended as error:
                self._trouble = str(error)
            except (OSError, ValueError) as error:
                self._trouble = in_words(error)
            except Exception as error:
                log.exception("MQTT session %s: our own fault", self._client_id)
                self._trouble = f"{type(error).__name__}: {error}"
            if self._stopping.is_set():
                return
            self._outage.goes_on(self._trouble)
            if time.monotonic() - began_s > _STEADY_S:
                waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
            self._stopping.wait(next(waits) + longer_s)

    def _converse(self) -> None:
        connection = Connection(dataclasses.replace(self._part, status_topic=self._status.topic), self._connection + 1, self._wake)
        self._how = None
        self._current = connection
        try:
            self._attend(connection)
        finally:
            self._current = None
            if self._connected:
                self._connected = False
                self._outage.began()
                self._status.ended(time.monotonic() - self._ready_s)
            with self._turns:
                connection.close()
            # What was not acknowledged will come again.
            self._inbox.forget()

    def _attend(self, connection: Connection) -> None:
        """See to the connection until we are to stop. Raises what ended it, if something did."""
        while not self._stopping.is_set() and not connection.ready:
            if self._inbox.full:
                self._over.wait(_UNREADY_S)
            with self._turns:
                connection.turn(_TURN_S, read=not self._inbox.full)
        while not self._stopping.is_set():
            self._over.clear()
            if self._how is None and not self._stopping.is_set():
                self._over.wait(_ABSENT_S)
            if self._how is not None:
                raise self._how
            if time.monotonic() - connection.read_s > _ABSENT_S and self._turns.acquire(blocking=False):
                try:
                    connection.turn(0, read=not self._inbox)
                finally:
                    self._turns.release()
        with self._turns:
            connection.say_goodbye()

    def _on_accepted(self, packet: mqtt5.ConnAckPacket) -> None:
        if self._connection and not packet.session_present:
            self._outage.warn("it has forgotten our session: what it held for us is lost; see `persistence` in deploy/mosquitto.conf")
        kept_s, wanted_s = packet.session_expiry_interval, self._part.settings.session_expiry_s
        if kept_s is not None and kept_s < wanted_s:
            self._warn_once(f"it keeps our session for {kept_s} s only, not for {wanted_s}")
        self._connection += 1

    def _on_ready(self) -> None:
        self._connected = True
        self._ready_s = time.monotonic()
        self._outage.over()
        self._status.listening()

    def _warn_once(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            self._outage.warn(text)
