"""The script that one writes in an afternoon: paho, json, and influxdb-client's batching WriteApi; limits in plain Python.

``python script.py HOST PORT TOPIC WANTED STORE LIMITS``: STORE is the bucket or ``-`` for none, LIMITS a file of limits or
``-``. Says ``ready``; ``done COUNT`` when it has WANTED and everything is written, and at the end of input.
"""

# mypy: disable-error-code="attr-defined, no-untyped-call, arg-type, assignment"
# As one writes it: the clients' own types are not complete.

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import paho.mqtt.client as mqtt
from influxdb_client import InfluxDBClient, Point, WriteOptions, WritePrecision
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

HOST, PORT, TOPIC, WANTED, BUCKET, LIMITS = sys.argv[1:7]

limits = json.loads(Path(LIMITS).read_text(encoding="utf-8")) if LIMITS != "-" else []
client = InfluxDBClient(os.environ.get("INFLUXDB_URL", "http://127.0.0.1"), os.environ.get("INFLUXDB_TOKEN", ""), org=os.environ.get("INFLUXDB_ORG", ""))
writer = client.write_api(WriteOptions(batch_size=5_000, flush_interval=1_000))
raised: set[tuple[str, str]] = set()
seen = 0
finished, ended = threading.Event(), threading.Event()


def on_message(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
    """One message of a device."""
    global seen  # noqa: PLW0603  as one writes it
    _, _, site, device, _ = message.topic.split("/")
    said = json.loads(message.payload)
    values = said["values"]
    if BUCKET != "-":
        point = Point("environment").tag("site", site).tag("device", device).time(said["ts"], WritePrecision.MS)
        for key, value in values.items():
            point.field(key, float(value))
        writer.write(BUCKET, record=point, write_precision=WritePrecision.MS)
    for name, key, limit in limits:
        if key in values:
            if values[key] > limit:
                if (device, name) not in raised:
                    raised.add((device, name))
                    print("alarm", device, name, flush=True)
            else:
                raised.discard((device, name))
    seen += 1
    if seen == int(WANTED):
        finished.set()


def read_to_the_end() -> None:
    """Standard input ends when we are to end."""
    sys.stdin.read()
    ended.set()
    finished.set()


def main() -> None:
    """Until standard input ends."""
    mqttc = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bench-script", protocol=MQTTProtocolVersion.MQTTv5)
    mqttc.username_pw_set(os.environ["MQTT_USERNAME"], os.environ["MQTT_PASSWORD"])
    mqttc.on_message = on_message
    mqttc.on_connect = lambda *_: mqttc.subscribe(TOPIC, qos=1)
    mqttc.on_subscribe = lambda *_: print("ready", flush=True)
    properties = Properties(PacketTypes.CONNECT)
    properties.ReceiveMaximum = 1000
    mqttc.connect(HOST, int(PORT), properties=properties)
    threading.Thread(target=read_to_the_end, daemon=True).start()
    mqttc.loop_start()
    finished.wait()
    writer.close()  # writes what is left
    print("done", seen, flush=True)
    ended.wait()


if __name__ == "__main__":
    main()
