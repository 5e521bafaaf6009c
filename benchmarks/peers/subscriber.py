"""The bare paho subscriber: does nothing with what it gets but count it.

``python subscriber.py HOST PORT TOPIC WANTED``; says ``ready``, then ``done COUNT`` when it has WANTED, and at the end of input.
"""

# mypy: disable-error-code="attr-defined, no-untyped-call, arg-type, assignment"
# As one writes it: the clients' own types are not complete.

from __future__ import annotations

import os
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


class Count:
    """How many came."""

    def __init__(self, wanted: int) -> None:
        self.seen = 0
        self._wanted = wanted

    def __call__(self, _client: mqtt.Client, _data: object, _message: mqtt.MQTTMessage) -> None:
        """One more."""
        self.seen += 1
        if self.seen == self._wanted:
            print("done", self.seen, flush=True)


def main() -> None:
    """Until standard input ends."""
    host, port, topic, wanted = sys.argv[1:5]
    count = Count(int(wanted))
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench-subscriber", protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(os.environ["MQTT_USERNAME"], os.environ["MQTT_PASSWORD"])
    client.on_message = count
    client.on_connect = lambda *_: client.subscribe(topic, qos=1)
    client.on_subscribe = lambda *_: print("ready", flush=True)
    properties = Properties(PacketTypes.CONNECT)
    properties.ReceiveMaximum = 1000
    client.connect(host, int(port), properties=properties)
    client.loop_start()
    sys.stdin.read()
    print("done", count.seen, flush=True)


if __name__ == "__main__":
    main()
