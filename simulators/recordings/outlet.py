"""A publisher that knows of each message whether the broker has acknowledged it."""

from __future__ import annotations

import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from simulators.broker_address import BrokerAddress
from simulators.recordings.client import FIRST_PAUSE_S, LONGEST_PAUSE_S, NoBroker, clean_client, connect
from simulators.recordings.recording import Recorded

WINDOW = 1000
"""Messages under way unacknowledged."""
PATIENCE_S = 30.0


class MqttOutlet:
    """Publishes with QoS 1 to `broker`, at most `WINDOW` messages under way.

    A lost connection is taken up again, and what was not acknowledged goes out again (`resent`), before anything new. After
    `patience_s` without a word from the broker on what it owes us, `tend` raises `NoBroker`; so does it at first,
    as soon as the broker cannot be reached or refuses us.
    """

    def __init__(self, broker: BrokerAddress, *, v5: bool = False, patience_s: float = PATIENCE_S) -> None:
        self.sent = self.acknowledged = self.resent = self.refused = 0
        self._broker = broker
        self._patience_s = patience_s
        self._met = False
        self._why = "it does not answer"
        self._pause_s = FIRST_PAUSE_S
        self._try_at_s = 0.0
        self._heard_s = time.monotonic()
        self._client = clean_client(broker, "replay", v5=v5)
        self._client.max_inflight_messages_set(WINDOW)
        self._client.on_connect = self._connected
        self._client.on_publish = self._answered

    @property
    def unacknowledged(self) -> int:
        """How many messages the broker has not answered."""
        return self.sent - self.acknowledged - self.refused

    @property
    def ready(self) -> bool:
        """Whether another message may go out now."""
        return self._client.is_connected() and self.unacknowledged < WINDOW

    def send(self, message: Recorded) -> None:
        """Publish, retained as it was recorded."""
        if not self.unacknowledged:
            self._heard_s = time.monotonic()  # until now it owed us nothing
        self._client.publish(message.topic, message.payload, qos=1, retain=message.retained)
        self.sent += 1

    def tend(self, wait_s: float) -> None:
        """Keep the connection, or take it up again, for at most `wait_s`. Raises `NoBroker`."""
        if self._client.socket() is None:
            self._take_up(wait_s)
        elif self._client.loop(wait_s) != MQTTErrorCode.MQTT_ERR_SUCCESS and not self._met:
            raise NoBroker(self._why)
        if self._client.is_connected() and not self.unacknowledged:
            self._heard_s = time.monotonic()
        elif time.monotonic() - self._heard_s > self._patience_s:
            raise NoBroker(self._why)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()

    def _take_up(self, wait_s: float) -> None:
        now_s = time.monotonic()
        if now_s < self._try_at_s:
            time.sleep(min(wait_s, self._try_at_s - now_s))
            return
        self._try_at_s = now_s + self._pause_s
        self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)
        try:
            connect(self._client, self._broker)
        except NoBroker as error:
            self._why = str(error)
            if not self._met:
                raise

    def _connected(self, _client: mqtt.Client, _data: object, _flags: mqtt.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._why = f"it refuses us: {reason}"
            return
        self.resent += self.unacknowledged
        self._met = True
        self._why = "it does not answer"
        self._pause_s = FIRST_PAUSE_S
        self._heard_s = time.monotonic()

    def _answered(self, _client: mqtt.Client, _data: object, _mid: int, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self.refused += 1
        else:
            self.acknowledged += 1
        self._heard_s = time.monotonic()
