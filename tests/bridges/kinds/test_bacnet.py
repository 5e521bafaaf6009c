"""BACnet/IP machines are read and heard, whatever they say and whatever becomes of them; nothing is ever written to them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.bridges.bacnet.controlled import fire_and_door, has_small_buffers, is_deaf_to_subscriptions, pump_room, reads_one_at_a_time, refuses_subscriptions
from tests.bridges.bacnet.controller import Controller, controllers
from tests.bridges.bacnet.watched_site import FIRE_AND_DOOR, LIFT, PUMP_ROOM, asking, watching
from tests.bridges.listening import listening
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
READS = {"WhoIsRequest", "ReadPropertyRequest", "ReadPropertyMultipleRequest", "SubscribeCOVRequest"}
ALL = (*PUMP_ROOM, *LIFT)


def test_what_a_controller_says_is_published_in_one_message_a_device_and_nothing_is_written_to_it(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    with controllers(machine), listening(mosquitto) as heard:
        with watching(tmp_path, mosquitto, ALL, asking(machine.port, free_port())):
            pit = heard.await_values("pit", level=1.5)
            lift = heard.await_values("lift", floor=5)
            eventually(lambda: heard.status("pit") == heard.status("lift") == "online", what="online")
            eventually(lambda: machine.subscriptions() == 3, what="subscriptions to what tells of its changes")
            machine.change("float", presentValue="active")
            heard.await_values("pit", float_high=True)
            eventually(lambda: machine.services()["ReadPropertyMultipleRequest"] > 3, what="some rounds")
        eventually(lambda: machine.subscriptions() == 0, what="the end of every subscription")
        assert pit["values"] == {"level": 1.5, "float_high": False, "pump_mode": "auto"}
        assert lift["values"] == {
            "floor": 5,
            "direction": "up",
            "door_closed": False,
            "mode": "normal",
            "alarm_button": False,
            "fault": True,
            "load_pct": 37.5,
        }
        assert set(machine.services()) <= READS
        assert heard.status("pit") == "offline"


def test_a_change_is_published_at_once_and_the_subscription_renewed(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    slow = asking(machine.port, free_port(), interval_s=60, cov={"lifetime_s": 2}, timeout_s=3)
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, PUMP_ROOM, slow):
        heard.await_values("pit", level=1.5, float_high=False)
        eventually(lambda: machine.subscriptions() == 3, what="subscriptions")
        # After three lifetimes' worth of renewals it still tells, though nothing is read for a minute.
        eventually(lambda: machine.services()["SubscribeCOVRequest"] >= 12, what="renewals")
        machine.change("float", presentValue="active")
        told = heard.await_values("pit", float_high=True)
        assert told["values"] == {"float_high": True}
        assert machine.services()["ReadPropertyMultipleRequest"] == 1


def test_what_notifications_do_not_speak_of_is_read_as_often_as_before(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    rows = (*PUMP_ROOM, "plc,binary-input,2,polarity,,pit,tamper,,,reverse=true;normal=false,")
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, rows, asking(machine.port, free_port())):
        heard.await_values("pit", float_high=False, tamper=False)
        eventually(lambda: machine.subscriptions() == 3, what="subscriptions")
        machine.change("float", polarity="reverse")
        heard.await_values("pit", tamper=True)


@pytest.mark.parametrize("manners", [refuses_subscriptions, is_deaf_to_subscriptions, reads_one_at_a_time, has_small_buffers])
def test_a_machine_that_cannot_do_everything_is_read_all_the_same(tmp_path: Path, mosquitto: Broker, manners: object) -> None:
    machine = Controller(free_port(), pump_room, manners=manners)  # type: ignore[arg-type]  # functions of one shape
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, ALL, asking(machine.port, free_port(), timeout_s=1)):
        heard.await_values("pit", level=1.5, float_high=False, pump_mode="auto")
        heard.await_values("lift", floor=5, alarm_button=False)
        machine.change("level", presentValue=2.25)
        machine.change("lift", passengerAlarm=True)
        heard.await_values("pit", level=2.25)
        heard.await_values("lift", alarm_button=True)
        with heard.lock:
            assert not any(topic.endswith("/pit/status") and payload == b"offline" for topic, payload in heard.messages)


def test_what_cannot_be_trusted_is_null_and_said_once_until_it_mends(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    machine = Controller(free_port(), pump_room)
    rows = (*ALL, "plc,analog-input,77,,,pit,starts,,,,", "plc,analog-input,1,out-of-service,,pit,fault,,,,")
    with (
        caplog.at_level(logging.INFO),
        controllers(machine),
        listening(mosquitto) as heard,
        watching(tmp_path, mosquitto, rows, asking(machine.port, free_port())),
    ):
        heard.await_values("pit", level=1.5, starts=None, fault=False)
        machine.change("level", statusFlags=[0, 1, 0, 0])
        heard.await_values("pit", level=None)
        machine.change("level", presentValue=1.75, statusFlags=[0, 0, 0, 0])
        heard.await_values("pit", level=1.75)
        machine.change("level", presentValue=1.8, outOfService=True, statusFlags=[0, 0, 0, 1])
        heard.await_values("pit", level=None, fault=True)
        machine.change("level", presentValue=1.9, outOfService=False, statusFlags=[0, 0, 1, 0])
        heard.await_values("pit", level=1.9)
        machine.change("level", reliability="noSensor", presentValue=2.0)
        heard.await_values("pit", level=None, fault=False)
        machine.change("level", reliability="noFaultDetected", presentValue=2.25, statusFlags=[0, 0, 0, 0])
        heard.await_values("pit", level=2.25)
        machine.change("level", presentValue=float("nan"))
        eventually(lambda: "nan is not a finite number" in caplog.text, what="a word about nan")
        machine.change("level", presentValue=2.5)
        heard.await_values("pit", level=2.5)
        machine.change("mode", presentValue=9)
        heard.await_values("pit", pump_mode=None)
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len([line for line in said if "analog-input 77" in line]) == 1
    assert any("unknown-object" in line for line in said)
    assert any("9 is not among auto, manual, off" in line for line in said)
    assert any("analog-input 1 is overridden" in line for line in said)
    assert any("analog-input 1 is no longer overridden" in record.getMessage() for record in caplog.records)


def test_a_fire_is_told_whatever_is_faulty_besides(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), fire_and_door)
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, FIRE_AND_DOOR, asking(machine.port, free_port())):
        heard.await_values("smoke", status_bits=["normal"])
        heard.await_values("door", door="closed", lock="locked", door_alarm="normal")
        machine.change("smoke", statusFlags=[0, 1, 0, 0], reliability="communication-failure")
        heard.await_values("smoke", status_bits=None)
        machine.change("smoke", presentValue="fault-alarm")
        heard.await_values("smoke", status_bits=["fire", "fault"])
        machine.change("door", doorStatus="opened", doorAlarmState="forced-open")
        heard.await_values("door", door="open", door_alarm="forced_open")
        machine.change("door", reliability="no-sensor")
        heard.await_values("door", door=None, lock=None, door_alarm=None)


def test_a_lift_that_lists_its_faults_is_still_believed(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, LIFT, asking(machine.port, free_port())):
        heard.await_values("lift", alarm_button=False)
        machine.change("lift", passengerAlarm=True, reliability="faults-listed", statusFlags=[0, 1, 0, 0])
        heard.await_values("lift", alarm_button=True, fault=True)


def test_a_machine_that_dies_is_offline_and_comes_back_with_everything(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    machine = Controller(free_port(), pump_room)
    with (
        caplog.at_level(logging.INFO),
        controllers(machine),
        listening(mosquitto) as heard,
        watching(tmp_path, mosquitto, ALL, asking(machine.port, free_port(), timeout_s=0.4)),
    ):
        heard.await_values("pit", level=1.5)
        eventually(lambda: machine.subscriptions() == 3, what="subscriptions")
        machine.stop()
        eventually(lambda: heard.status("pit") == heard.status("lift") == "offline", what="offline")
        before = len(heard.bodies("pit"))
        machine.start()
        eventually(lambda: heard.status("pit") == heard.status("lift") == "online", what="online")
        eventually(lambda: machine.subscriptions() == 3, what="subscriptions anew")
        whole = eventually(lambda: heard.bodies("pit")[before:], what="everything anew")[0]
        assert whole["values"] == {"level": 1.5, "float_high": False, "pump_mode": "auto"}
        machine.change("float", presentValue="active")
        heard.await_values("pit", float_high=True)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("bridges.bacnet")]
    assert len([line for line in lines if "does not answer" in line]) == 1
    assert len([line for line in lines if "answers again" in line]) == 1


def test_a_machine_that_is_not_there_at_first_holds_up_no_other(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    settings = asking(machine.port, free_port(), timeout_s=0.4)
    settings["devices"] = {"gone": {"address": f"127.0.0.1:{free_port()}"}, "plc": {"address": f"127.0.0.1:{machine.port}"}}
    rows = (*PUMP_ROOM, "gone,binary-input,1,,,door,fire_release,,,,")
    with controllers(machine), listening(mosquitto) as heard, watching(tmp_path, mosquitto, rows, settings):
        heard.await_values("pit", level=1.5)
        eventually(lambda: heard.status("door") == "offline", what="offline")
        assert heard.bodies("door") == []
