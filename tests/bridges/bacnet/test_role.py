"""The role as it is run, killed in the middle of its work and started again."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.bridges.bacnet.controlled import pump_room
from tests.bridges.bacnet.controller import Controller, controllers
from tests.bridges.bacnet.watched_site import PUMP_ROOM, asking, written
from tests.bridges.listening import listening
from tests.e2e.installation import end, eventually, start
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


def changed(machine: Controller, level: float) -> int:
    """Ten changes from `level` on; how many were acknowledged so far."""
    for step in range(10):
        machine.change("level", presentValue=round(level + step / 80, 4))
    return len(machine.acknowledged())


def test_a_bridge_that_is_killed_loses_nothing_it_has_acknowledged_and_goes_on(tmp_path: Path, mosquitto: Broker) -> None:
    machine = Controller(free_port(), pump_room)
    levels = itertools.count(2, 0.125)
    file = written(tmp_path, PUMP_ROOM, asking(machine.port, free_port(), interval_s=1, timeout_s=3), mosquitto)
    arguments = ["run", "--config", str(file), "--role", "bridge:plant"]
    with controllers(machine), listening(mosquitto) as heard:
        first = start(arguments, tmp_path / "bridge.log")
        try:
            heard.await_values("pit", level=1.5)
            eventually(lambda: machine.subscriptions() == 3, what="subscriptions")
            eventually(lambda: changed(machine, next(levels)) >= 20, what="acknowledgements")
        finally:
            end(first)  # SIGKILL
        eventually(lambda: heard.status("gw") == "offline", what="its will")
        machine.change("level", presentValue=500.5)
        acknowledged = {value for name, value in machine.acknowledged() if name == "level"}
        second = start(arguments, tmp_path / "bridge.log")
        try:
            heard.await_values("pit", level=500.5)
            machine.change("float", presentValue="active")
            heard.await_values("pit", float_high=True)
            # Its subscriptions are renewed, not heaped up.
            assert machine.subscriptions() == 3
            told = {body["values"].get("level") for body in heard.bodies("pit")}  # type: ignore[attr-defined]
            assert acknowledged <= told
            assert len(acknowledged) > 5
            second.terminate()
            assert second.wait(20) == 0
        finally:
            end(second)
        assert machine.subscriptions() == 0
        assert heard.status("pit") == "offline"
