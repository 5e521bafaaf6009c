"""The demonstration as a stranger starts it: broker → reading → alarm → exactly one order → page."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.chain import INCIDENTS, alarm_of, assert_exactly_one_order, orders, play_the_chain
from tests.e2e.installation import Installation, demo, eventually, publisher
from tests.parts import missing


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("demo"), "--no-simulators") as running:
        yield running


def test_lift_door_and_smoke_go_the_whole_way(installation: Installation) -> None:
    play_the_chain(installation)


def test_a_message_from_mosquitto_pub_does_too(installation: Installation) -> None:
    program = shutil.which("mosquitto_pub") or missing("mosquitto_pub", "apt install mosquitto-clients")
    command = [program, "-h", installation.mqtt_host, "-p", str(installation.mqtt_port), "-u", installation.mqtt_username, "-P", installation.mqtt_password]
    topic = "steward/v1/riverside/t2-lift-1/telemetry"
    subprocess.run([*command, "-q", "1", "-t", topic, "-m", '{"values": {"trapped": true}}'], check=True, timeout=20)
    client = installation.client("engineer")
    assert_exactly_one_order(client, alarm_of(client, "lift.entrapment", "t2-lift-1"))


def test_chatter_does_not_multiply_orders(installation: Installation) -> None:
    for _ in range(10):
        installation.publish("t3-lift-1", "telemetry", {"values": {"trapped": True}})
        installation.publish("t3-lift-1", "telemetry", {"values": {"trapped": False}})
    client = installation.client("engineer")
    assert_exactly_one_order(client, alarm_of(client, "lift.entrapment", "t3-lift-1"))
    assert len([order for order in orders(client) if order["asset"] == "t3-lift-1"]) == 1


def test_what_cannot_be_read_is_quarantined_with_its_reason_and_the_stream_goes_on(installation: Installation) -> None:
    for body in (b"\xff\xfe not json", b'{"values": {"floor": NaN}}', b'{"values": {"nonsense": 1}}', b'{"values": {"trapped": "perhaps"}}'):
        installation.publish("t1-lift-2", "telemetry", body)
    installation.publish("no-such-device", "telemetry", {"values": {"trapped": True}})
    installation.publish("t1-lift-2", "telemetry", b'{"values": {"load_pct": 1}, "pad": "' + b"x" * 300_000 + b'"}')
    installation.publish("t1-lift-2", "telemetry", {"values": {"trapped": True}})
    client = installation.client("engineer")
    alarm_of(client, "lift.entrapment", "t1-lift-2")
    wanted = {"not_json", "not_finite", "unknown_point", "wrong_type", "unknown_device", "oversize"}

    def reasons() -> bool:
        return wanted <= {entry["reason"] for entry in client.get("/quarantine", params={"limit": "100"}).json()["items"]}

    eventually(reasons, what=f"quarantine entries for {sorted(wanted)}")


def test_a_wrong_clock_never_silences_a_fire(installation: Installation) -> None:
    installation.publish("t2-smoke-05", "telemetry", {"ts": 4_102_444_800_000, "values": {"smoke": True}})
    client = installation.client("engineer")
    alarm_of(client, "fire_detector.smoke", "t2-smoke-05")
    alarm_of(client, "device.clock", "t2-smoke-05")


def test_the_transitions_are_given_out_on_mqtt(installation: Installation) -> None:
    heard: list[dict[str, object]] = []
    with publisher(installation) as client:
        client.on_message = lambda _client, _data, message: heard.append({"topic": message.topic, **json.loads(message.payload)})
        client.subscribe("steward/v1/riverside/_out/#", qos=1)
        installation.publish("t3-lift-2", "telemetry", {"values": {"trapped": True}})
        eventually(
            lambda: {"alarms", "work-orders"} <= {str(one["topic"]).rsplit("/", 1)[1] for one in heard if one["asset"] == "t3-lift-2"},
            what="alarm and work order on the _out topics",
        )
    assert all(isinstance(one["sequence"], int) and one["transition"] for one in heard)


def test_every_incident_is_of_a_device_of_the_example_site(installation: Installation) -> None:
    client = installation.client("viewer")
    known = {device["id"] for device in client.get("/devices", params={"limit": "200"}).json()["items"]}
    assert {incident.device for incident in INCIDENTS} <= known


def test_it_stops_cleanly_and_starts_again_with_what_it_knew(tmp_path: Path) -> None:
    with demo(tmp_path, "--no-simulators") as first:
        first.publish("t1-lift-1", "telemetry", {"values": {"trapped": True}})
        client = first.client("engineer")
        before = alarm_of(client, "lift.entrapment", "t1-lift-1")
        assert first.stop() == 0
    with demo(tmp_path, "--no-simulators") as second:
        client = second.client("engineer")
        assert alarm_of(client, "lift.entrapment", "t1-lift-1")["id"] == before["id"]
        assert len(orders(client)) == 1
