"""A BACnet bridge in its network: whom it finds, whom it refuses, what it withstands."""

from __future__ import annotations

import logging
import random
import socket
import threading
from pathlib import Path

import pytest
from bacpypes3.apdu import DeviceCommunicationControlRequest, ReadPropertyRequest, ReinitializeDeviceRequest, SubscribeCOVRequest, WritePropertyRequest
from bacpypes3.pdu import Address
from bacpypes3.primitivedata import CharacterString, ObjectIdentifier

from bridges import publisher as publisher_module
from bridges.publisher import Publisher
from domain.time import utc_now
from tests.bridges.bacnet.controlled import pump_room
from tests.bridges.bacnet.controller import Controller, controllers
from tests.bridges.bacnet.watched_site import PUMP_ROOM, asking, opened_bridge, watching
from tests.bridges.listening import listening, outlives
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
READS = {"WhoIsRequest", "ReadPropertyRequest", "ReadPropertyMultipleRequest", "SubscribeCOVRequest"}


def test_a_machine_is_found_by_its_instance_through_a_bbmd(tmp_path: Path, mosquitto: Broker) -> None:
    bbmd = Controller(free_port(), list, instance=5, serves_as_bbmd=True)
    machine = Controller(free_port(), pump_room, instance=1001, bbmd=bbmd.port)
    settings = asking(0, free_port(), bbmd=f"127.0.0.1:{bbmd.port}", devices={"plc": {"instance": 1001}}, timeout_s=0.5)
    with controllers(bbmd, machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, settings):
        heard.await_values("pit", level=1.5)
        assert set(machine.services()) <= READS
        assert machine.services()["WhoIsRequest"] >= 1


def test_a_machine_is_found_by_its_instance_in_its_own_network(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    own = free_port()
    settings = asking(0, own, interface=f"127.0.0.1/8:{own}", devices={"plc": {"instance": 1001}}, timeout_s=0.5)
    # Two devices of one network have one port, which the library cannot keep apart on one computer: this one hears the
    # broadcast for the machine, and hands it on.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
        ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        ears.bind(("127.255.255.255", own))
        ears.settimeout(20)
        with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, settings):
            broadcast, asker = ears.recvfrom(1500)
            assert asker == ("127.0.0.1", own)
            assert broadcast[:2] == bytes([0x81, 0x0B])  # Original-Broadcast-NPDU (annex J.2.12)
            machine.announce(own)
            heard.await_values("pit", level=1.5)


def test_nobody_can_write_to_the_bridge_or_silence_it(tmp_path: Path, mosquitto: Broker) -> None:
    machine, own = Controller(free_port(), pump_room), free_port()
    bridge = Address(f"127.0.0.1:{own}")
    device = ObjectIdentifier(("device", 4_194_000))
    requests = (
        WritePropertyRequest(objectIdentifier=device, propertyIdentifier="description", propertyValue=CharacterString("x"), destination=bridge),
        DeviceCommunicationControlRequest(enableDisable="disable", destination=bridge),
        ReinitializeDeviceRequest(reinitializedStateOfDevice="coldstart", destination=bridge),
        SubscribeCOVRequest(
            subscriberProcessIdentifier=1, monitoredObjectIdentifier=device, lifetime=60, issueConfirmedNotifications=False, destination=bridge
        ),
    )
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, asking(machine.port, own)):
        heard.await_values("pit", level=1.5)
        assert [machine.ask(request) for request in requests] == ["unrecognized-service"] * len(requests)
        who = ReadPropertyRequest(objectIdentifier=device, propertyIdentifier="object-name", destination=bridge)
        assert machine.ask(who) == "ReadPropertyACK"
        machine.change("level", presentValue=3.5)
        heard.await_values("pit", level=3.5)


def test_any_bytes_at_its_port_stop_nothing(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    machine = Controller(free_port(), pump_room)
    own = free_port()
    noise = random.Random(135)
    with (
        caplog.at_level(logging.INFO),
        controllers(machine),
        listening(mosquitto) as heard,
        watching(tmp_path, mosquitto, PUMP_ROOM, asking(machine.port, own)),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
    ):
        heard.await_values("pit", level=1.5)
        for length in range(300):
            stranger.sendto(noise.randbytes(length), ("127.0.0.1", own))
            body = bytes([1, noise.choice([0, 4, 32])]) + noise.randbytes(length % 60)
            stranger.sendto(bytes([0x81, 0x0A]) + (4 + len(body)).to_bytes(2, "big") + body, ("127.0.0.1", own))
        machine.change("level", presentValue=3.0)
        heard.await_values("pit", level=3.0)
    strange = [record for record in caplog.records if "cannot be understood" in record.getMessage()]
    assert len(strange) == 1
    assert not any(record.name.startswith("bacpypes3") for record in caplog.records)
    assert "a fault of the bridge itself" not in caplog.text


def test_when_no_more_is_taken_the_newest_wins(tmp_path: Path, mosquitto: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Controller(free_port(), pump_room)
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, asking(machine.port, free_port())):
        heard.await_values("pit", level=1.5)
        monkeypatch.setattr(publisher_module, "MOST_WAITING", 0)
        machine.change("level", presentValue=2.0)
        rounds = machine.services()["ReadPropertyMultipleRequest"]
        eventually(lambda: machine.services()["ReadPropertyMultipleRequest"] > rounds + 2, what="more rounds")
        machine.change("level", presentValue=2.5)
        told = len(heard.bodies("pit"))
        monkeypatch.setattr(publisher_module, "MOST_WAITING", 10_000)
        heard.await_values("pit", level=2.5)
        assert all(body["values"].get("level") != 2.0 for body in heard.bodies("pit")[told:])  # type: ignore[attr-defined]


def test_a_confirmed_notification_is_not_acknowledged_before_the_broker_has_it(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    settings = asking(machine.port, free_port(), interval_s=30)
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, settings) as publisher:
        heard.await_values("pit", level=1.5)
        eventually(lambda: machine.subscriptions() == 3 and machine.waiting() == 0, what="quiet")
        outlives(mosquitto)
        mosquitto.kill()
        machine.change("float", presentValue="active")
        eventually(lambda: machine.waiting() == 1, what="a notification")
        eventually(lambda: machine.given_up() == 1, what="a sender that was not told that all is well")
        mosquitto.restart()
        eventually(lambda: publisher.waiting == 0, what="everything at the broker")
        machine.change("float", presentValue="inactive")
        eventually(lambda: machine.waiting() == 0, what="an acknowledgement")
        assert machine.given_up() == 1


def test_a_port_that_is_taken_is_an_error_that_says_so(tmp_path: Path) -> None:
    own = free_port()
    opened = opened_bridge(tmp_path, PUMP_ROOM, asking(free_port(), own))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", own))
        with pytest.raises(OSError, match=f"cannot listen at 127.0.0.1:{own}"):
            opened.bridge.run(Publisher(opened.site, opened.gateway, opened.broker), utc_now, threading.Event())
