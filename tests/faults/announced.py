"""When alarms are announced on ``_out``, beside when the devices said it: does anything hold an alarm up?"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.e2e.chain import now_ms
from tests.faults.installation import Installation
from tests.faults.process import eventually
from tests.faults.site import HIGH, SITE


class Announced:
    """Hears of high pits. Times are epoch ms; delays are from the device's word to the announcement, with everything between."""

    def __init__(self, installed: Installation) -> None:
        self._raised: list[tuple[int, int, bool]] = []
        """(said, heard, whether for the first time) of each. What comes again and again is told again after a while, by design."""
        self._subscribed = threading.Event()
        broker = installed.publisher
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"announced-{secrets.token_hex(4)}")
        self._client.username_pw_set(broker.username or "", broker.password)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe(f"steward/v1/{SITE}/_out/alarms", qos=1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._heard
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        assert self._subscribed.wait(20), "the broker did not take the subscription"

    def of_what_is_said_from_now_on(self, alarms: int) -> None:
        """Wait until `alarms` conditions that begin only now have been announced."""
        now = now_ms()
        eventually(lambda: len([said for said, *_ in self._raised if said >= now]) >= alarms, what=f"{alarms} alarms announced at once")

    def slowest_ms(self, since_ms: int = 0) -> int:
        """The longest delay of a new alarm that was said since."""
        return max((heard - said for said, heard, first in self._raised if first and said >= since_ms), default=0)

    def close(self) -> None:
        """Say goodbye."""
        leave(self._client)

    def _heard(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        alarm = json.loads(message.payload)
        if alarm["rule"] == HIGH and alarm["transition"] in {"raised", "reraised"}:
            said = datetime.fromisoformat(alarm["occurred_at"])
            self._raised.append((round(said.timestamp() * 1000), now_ms(), alarm["transition"] == "raised"))


@contextmanager
def announced(installed: Installation) -> Iterator[Announced]:
    """Somebody who listens for alarms while the block lasts."""
    listener = Announced(installed)
    try:
        yield listener
    finally:
        listener.close()
