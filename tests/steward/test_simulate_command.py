"""``steward simulate``: faults and the control socket of the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulators.broker_address import BrokerAddress
from steward.simulator_socket import SimulatorSocket
from tests.e2e.installation import end, eventually, start
from tests.parts.broker import Broker
from tests.simulators.listener import await_that, listening

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("kind=broken", "dropout"),
        ("kind=dropout,devices=no-such-*", "no device of riverside matches"),
        ("kind=hold,point=level", "needs `point` and `value`"),
    ],
)
def test_a_fault_that_cannot_be_is_bad_configuration(fault: str, why: str) -> None:
    command = [sys.executable, "-m", "steward", "simulate", "--broker", "mqtt://127.0.0.1:1", "--fault", fault]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert why in done.stdout + done.stderr


def test_faults_of_the_command_line_are_heard_at_the_broker_and_the_simulator_can_be_ruled(mosquitto: Broker, tmp_path: Path) -> None:
    broker = BrokerAddress(mosquitto.host, mosquitto.port)
    log, path = tmp_path / "log", tmp_path / "c.sock"
    url = f"mqtt://{mosquitto.username}@{broker.host}:{broker.port}"
    fault = "kind=hold,devices=b1-sump-2,point=level,value=1.23"
    options = ["simulate", "--broker", url, "--quiet", "--fault", fault, "--control", str(path)]
    with listening(mosquitto) as listener:
        process = start(options, log, {"STEWARD_MQTT_PASSWORD": mosquitto.password or ""})
        try:
            await_that(lambda: any("/b1-sump-2/" in topic and b'"level":1.23' in payload for topic, payload in listener.telemetry()), "the held level is heard")
            simulators = SimulatorSocket(path)
            assert simulators.ask({"do": "break", "device": "t1-lift-1", "kind": "garbage"})["ok"]
            eventually(lambda: "t1-lift-1 broken: garbage" in log.read_text(encoding="utf-8"), what="the line in the log")
            process.terminate()
            assert process.wait(60) == 0
            assert not path.exists()
        finally:
            end(process)
