"""Hearing what a broker has to say and writing it down."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from simulators.broker_address import BrokerAddress
from simulators.recordings.client import FIRST_PAUSE_S, LONGEST_PAUSE_S, NoBroker, clean_client, connect
from simulators.recordings.filters import wanted
from simulators.recordings.recording import MOST_QOS, Recorded
from simulators.recordings.writing import RecordingWriter

log = logging.getLogger(__name__)

FLUSH_S = 0.2
"""What is heard is with the operating system after so long."""
ANSWER_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """What a recording came to. `left_out` counts what Steward or the broker said of itself and nobody named (and topics that are no text)."""

    messages: int
    left_out: int
    gaps: int
    size: int
    seconds: float
    why: str
    """Why it ended."""


def steady_us() -> Callable[[], int]:
    """Epoch µs that never go back: the wall clock now, and from here on the time that has really passed."""
    began_ns = time.time_ns() - time.monotonic_ns()
    return lambda: (began_ns + time.monotonic_ns()) // 1000


class Recorder:
    """Hears `filters` at `broker` with the QoS that messages were sent with, and gives them to `writer`.

    A lost connection is taken up again and marked in the recording; what was said meanwhile is not in it. It ends after
    `for_s` seconds of listening, `most` messages, when `writer` has no more room, or when told to.
    """

    def __init__(
        self,
        broker: BrokerAddress,
        filters: Sequence[str],
        writer: RecordingWriter,
        now_us: Callable[[], int],
        *,
        for_s: float | None = None,
        most: int | None = None,
        v5: bool = False,
    ) -> None:
        self.messages = self.left_out = self.gaps = 0
        self._broker = broker
        self._filters = tuple(dict.fromkeys(filters))
        self._writer = writer
        self._now_us = now_us
        self._for_s = for_s
        self._most = most
        self._v5 = v5
        self._last_us = 0
        self._pause_s = FIRST_PAUSE_S
        self.listening = False
        self._refused: str | None = None
        self._why: str | None = None
        self._client = clean_client(broker, "record", v5=v5)
        self._client.on_connect = self._connected
        self._client.on_subscribe = self._subscribed
        self._client.on_message = self._heard

    @property
    def size(self) -> int:
        """Bytes of the recording so far."""
        return self._writer.size

    def run(self, stop: threading.Event, report: Callable[[Recorder], None] = lambda _recorder: None) -> RecordingReport:
        """Until it ends. Raises `NoBroker` if the broker does not take us at first, and `OSError` from the file."""
        began_s = time.monotonic()
        self._begin(stop)
        until_s = None if self._for_s is None else time.monotonic() + self._for_s
        flush_s = 0.0
        while self._why is None:
            now_s = time.monotonic()
            if stop.is_set():
                self._why = "told to stop"
            elif until_s is not None and now_s >= until_s:
                self._why = f"{self._for_s:g} s are over"
            elif self._client.loop(FLUSH_S if until_s is None else min(FLUSH_S, until_s - now_s)) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._regain(stop, until_s)
            if now_s >= flush_s:
                flush_s = now_s + FLUSH_S
                self._writer.flush()
                report(self)
        self._client.disconnect()
        self._writer.mark(self._time(), "end", self._why)
        self._writer.flush()
        return RecordingReport(self.messages, self.left_out, self.gaps, self._writer.size, time.monotonic() - began_s, self._why)

    def _begin(self, stop: threading.Event) -> None:
        connect(self._client, self._broker)
        until_s = time.monotonic() + ANSWER_WITHIN_S
        while not self.listening and self._why is None and not stop.is_set():
            code = self._client.loop(FLUSH_S)
            if self._refused is not None:
                raise NoBroker(self._refused)
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise NoBroker("it closed the connection")
            if time.monotonic() >= until_s:
                raise NoBroker(f"it does not answer within {ANSWER_WITHIN_S:g} s")

    def _regain(self, stop: threading.Event, until_s: float | None) -> None:
        """Connect again, until the line is open or the recording over."""
        if self.listening:
            self.listening = False
            self.gaps += 1
            self._writer.mark(self._time(), "disconnected")
            self._writer.flush()
            log.warning("the broker is gone; what is said meanwhile is missing from the recording")
        while not stop.is_set() and (until_s is None or time.monotonic() < until_s):
            stop.wait(self._pause_s if until_s is None else min(self._pause_s, max(0.0, until_s - time.monotonic())))
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)
            with contextlib.suppress(NoBroker):
                connect(self._client, self._broker)
                return

    def _time(self) -> int:
        self._last_us = max(self._last_us, self._now_us())
        return self._last_us

    def _connected(self, client: mqtt.Client, _data: object, _flags: mqtt.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._refused = f"it refuses us: {reason}"
            return
        self._refused = None
        if self._v5:
            # As published: a message that replaces a retained one is told as such, not only the copies at the start.
            options = SubscribeOptions(qos=MOST_QOS, retainAsPublished=True)
            client.subscribe([(filter_, options) for filter_ in self._filters])
        else:
            client.subscribe([(filter_, MOST_QOS) for filter_ in self._filters])

    def _subscribed(self, _client: mqtt.Client, _data: object, _mid: int, reasons: list[ReasonCode], _properties: Properties | None) -> None:
        refused = [f"`{filter_}` ({reason})" for filter_, reason in zip(self._filters, reasons, strict=False) if reason.is_failure]
        if refused:
            self._refused = f"it refuses the filter {', '.join(refused)}"
            return
        if self.gaps:
            self._writer.mark(self._time(), "connected")
            log.warning("the broker is back")
        self._pause_s = FIRST_PAUSE_S
        self.listening = True

    def _heard(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if self._why is not None:
            return
        try:
            topic = message.topic
        except UnicodeDecodeError:  # which a broker should not have let pass, and nobody could publish again
            topic = None
        if topic is None or not wanted(topic, self._filters):
            self.left_out += 1
            return
        if not self._writer.write(Recorded(self._time(), topic, bytes(message.payload), message.qos, bool(message.retain))):
            self._why = "the file is full"
            return
        self.messages += 1
        if self._most is not None and self.messages >= self._most:
            self._why = f"{self._most} messages"
