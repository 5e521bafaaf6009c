"""Servers and units that do not answer, refuse, hang, die and come back: what is published then, and what is said."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

import pytest
from pymodbus.constants import ExcCodes

from tests.bridges.listening import listening
from tests.bridges.modbus.installation import HEAD, SUMP, bridged, newest, server
from tests.bridges.modbus.plant import Plant, plant
from tests.e2e.installation import eventually
from tests.parts import free_port
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


@pytest.mark.parametrize("code", [ExcCodes.ILLEGAL_FUNCTION, ExcCodes.DEVICE_FAILURE, ExcCodes.DEVICE_BUSY])
def test_an_exception_makes_its_points_null_until_it_is_over(code: ExcCodes, tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bridges")
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1):
        plc.failing = {1: code}
        heard.await_values("sump-1", level=None, pump_1_run=None, pump_mode=None)
        assert heard.status("sump-1") == "online"
        plc.failing = {}
        plc.values["holding", 0] = 7
        heard.await_values("sump-1", level=0.07)
        eventually(lambda: sum("can be read again" in record.getMessage() for record in caplog.records) == 3, what="the end of it")
    assert sum(f"exception {int(code)}" in record.getMessage() for record in caplog.records) == 3


@pytest.mark.parametrize("code", [ExcCodes.GATEWAY_PATH_UNAVIABLE, ExcCodes.GATEWAY_NO_RESPONSE])
def test_a_unit_that_its_gateway_does_not_reach_is_offline_alone(code: ExcCodes, tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,1,holding,0,u16,sump-1,level,,,\nplc,2,holding,0,u16,sump-2,level,,,\n"
    with plant((1, 2)) as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1):
        eventually(lambda: heard.status("sump-1") == heard.status("sump-2") == "online", what="both")
        plc.failing = {2: code}
        eventually(lambda: heard.status("sump-2") == "offline", what="one offline")
        plc.values["holding", 0] = 5
        heard.await_values("sump-1", level=5)
        assert heard.status("sump-1") == "online"
        assert None not in [body["values"]["level"] for body in heard.bodies("sump-2")]  # type: ignore[index]
        plc.failing = {}
        heard.await_values("sump-2", level=5)
        eventually(lambda: heard.status("sump-2") == "online", what="online again")


def test_only_what_is_not_answered_is_null_while_the_rest_is(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,,holding,0,u16,sump-1,level,,,\nplc,,holding,100,u16,sump-1,starts,,,\nplc,,holding,200,u16,sump-2,level,,,\n"
    with plant() as plc, listening(mosquitto) as heard:
        plc.hanging = {("holding", 100)}
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc, timeout_s=2)}, interval_s=0.1):
            assert heard.await_values("sump-1", level=0)["values"] == {"level": 0, "starts": None}
            heard.await_values("sump-2", level=0)
            assert heard.status("sump-1") == "online"
            plc.hanging = set()
            heard.await_values("sump-1", starts=0)


def test_after_two_questions_without_an_answer_nothing_more_is_asked(tmp_path: Path, mosquitto: Broker) -> None:
    keys = {0: "level", 100: "starts", 200: "float_high", 300: "float_overflow"}
    table = HEAD + "".join(f"plc,,holding,{address},bit 0,sump-1,{key},,0=0;1=1,\n" for address, key in keys.items())
    with plant() as plc, listening(mosquitto) as heard:
        plc.hanging = {("holding", 100), ("holding", 200)}
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc, timeout_s=2)}, interval_s=0.1):
            eventually(lambda: heard.status("sump-1") == "offline", what="offline")
            assert {request.start for request in plc.asked()} == {0, 100, 200}
            assert heard.bodies("sump-1")[0]["values"] == {"level": 0}
            plc.hanging = set()
            assert heard.await_values("sump-1", starts=0)["values"] == {"level": 0, "starts": 0, "float_high": False, "float_overflow": False}
            eventually(lambda: heard.status("sump-1") == "online", what="online")


def test_a_unit_that_refuses_everything_is_there_all_the_same(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,,holding,0,u16,sump-1,level,,,\n"
    with plant() as plc, listening(mosquitto) as heard:
        plc.missing = {("holding", 0)}
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1, every_s=0.1):
            eventually(lambda: len(heard.bodies("sump-1")) > 3, what="repetitions")
            assert {body["values"]["level"] for body in heard.bodies("sump-1")} == {None}  # type: ignore[index]
            assert heard.status("sump-1") == "online"
            assert len(plc.asked()) == 1


def test_a_server_that_speaks_no_modbus_is_offline_and_said_once(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    """Another broker, of all things."""
    other = {"host": mosquitto.host, "port": mosquitto.port, "base": 0, "timeout_s": 0.2}
    with plant() as well, listening(mosquitto) as heard:
        table = HEAD + "plc,,holding,0,u16,sump-1,level,,,\nwell,,holding,0,u16,sump-2,level,,,\n"
        with bridged(tmp_path, mosquitto, table, {"plc": other, "well": server(well)}, interval_s=0.1):
            eventually(lambda: heard.status("sump-1") == "offline" and heard.status("sump-2") == "online", what="offline")
            asked = len(well.asked())
            eventually(lambda: len(well.asked()) > asked + 9, what="more attempts")
    assert [record.levelname for record in caplog.records if "offline" in record.getMessage()] == ["WARNING"]


def test_a_unit_that_is_silent_is_offline_alone(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,1,holding,0,u16,sump-1,level,,,\nplc,2,holding,0,u16,sump-2,level,,,\n"
    with plant((1, 2)) as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, table, {"plc": server(plc, timeout_s=1)}, interval_s=0.1):
        eventually(lambda: heard.status("sump-1") == heard.status("sump-2") == "online", what="both")
        plc.silent = {2}
        eventually(lambda: heard.status("sump-2") == "offline", what="one offline")
        plc.values["holding", 0] = 5
        heard.await_values("sump-1", level=5)
        assert heard.status("sump-1") == "online"
        plc.silent = set()
        eventually(lambda: heard.status("sump-2") == "online", what="online again")


def test_a_server_that_dies_and_comes_back_publishes_everything_anew(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bridges")
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1):
        heard.await_values("sump-1", level=0)
        plc.kill()
        eventually(lambda: heard.status("sump-1") == "offline", what="offline")
        before = len(heard.bodies("sump-1"))
        assert all(None not in body["values"].values() for body in heard.bodies("sump-1"))  # type: ignore[attr-defined]
        plc.start()
        eventually(lambda: heard.status("sump-1") == "online" and len(heard.bodies("sump-1")) > before, what="online again")
        assert heard.bodies("sump-1")[before]["values"] == {"level": 0, "pump_1_run": False, "pump_mode": "auto"}
    told = [record.getMessage() for record in caplog.records if record.name == "bridges.modbus.telling"]
    assert ["offline" in line for line in told] == [True, False]
    assert "is there again" in told[1]


def test_a_server_that_is_not_there_yet_is_awaited_and_said_once(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    later = Plant(port=free_port())
    with listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(later)}, interval_s=0.1):
        eventually(lambda: heard.status("sump-1") == "offline", what="offline")
        later.start()
        eventually(lambda: heard.status("sump-1") == "online", what="online")
        later.kill()
    assert sum("tried again" in record.getMessage() for record in caplog.records) <= 2


def test_connections_that_are_closed_between_rounds_are_nobodys_trouble(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1):
        for level in range(1, 4):
            plc.values["holding", 0] = level * 100
            heard.await_values("sump-1", level=level)
            plc.drop()
        eventually(lambda: plc.connections >= 3, what="new connections")
        statuses = [payload for topic, payload in heard.messages if topic.endswith("sump-1/status")]
        assert set(statuses) == {b"online"}
    assert not [record for record in caplog.records if record.name.startswith("bridges.modbus")]


def test_a_connection_that_is_closed_under_a_question_is_opened_again_and_the_question_repeated(
    tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1):
        heard.await_values("sump-1", level=0)
        plc.drops = 1
        eventually(lambda: plc.drops == 0 and plc.connections >= 2, what="a new connection")
        plc.values["holding", 0] = 100
        heard.await_values("sump-1", level=1)
        assert {payload for topic, payload in heard.messages if topic.endswith("sump-1/status")} == {b"online"}
    assert not [record for record in caplog.records if record.name.startswith("bridges.modbus")]


def test_one_server_that_hangs_holds_up_no_other(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "a,,holding,0,u16,sump-1,level,,,\nb,,holding,0,u16,sump-2,level,,,\n"
    with plant() as hanging, plant() as well, listening(mosquitto) as heard:
        hanging.silent = {1}
        with bridged(tmp_path, mosquitto, table, {"a": server(hanging, timeout_s=20), "b": server(well)}, interval_s=0.1):
            eventually(hanging.asked, what="the question to the one that hangs")
            well.values["holding", 0] = 9
            heard.await_values("sump-2", level=9)
        assert heard.bodies("sump-1") == []


def test_a_device_of_two_servers_is_there_with_one_and_null_where_the_other_is_gone(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "a,,holding,0,u16,sump-1,level,,,\nb,,holding,1,u16,sump-1,starts,,,\n"
    with plant() as one, plant() as two, listening(mosquitto) as heard, contextlib.ExitStack() as stack:
        stack.enter_context(bridged(tmp_path, mosquitto, table, {"a": server(one), "b": server(two)}, interval_s=0.1))
        heard.await_values("sump-1", level=0)
        heard.await_values("sump-1", starts=0)
        two.kill()
        heard.await_values("sump-1", starts=None)
        assert heard.status("sump-1") == "online"
        one.kill()
        eventually(lambda: heard.status("sump-1") == "offline", what="offline")
        two.start()
        eventually(lambda: newest(heard, "sump-1") == {"level": None, "starts": 0} and heard.status("sump-1") == "online", what="half of it")
