"""The bridge reads real servers (pymodbus's own, over TCP) and publishes to a real broker."""

from __future__ import annotations

import itertools
import logging
import struct
from pathlib import Path

import pytest
from pymodbus.constants import ExcCodes

from tests.bridges.listening import listening, outlives
from tests.bridges.modbus.installation import HEAD, SUMP, bridged, newest, server
from tests.bridges.modbus.plant import plant
from tests.e2e.installation import eventually
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


def test_a_device_is_one_message_with_the_time_of_the_answer_and_only_changes_follow(tmp_path: Path, mosquitto: Broker) -> None:
    with plant() as plc, listening(mosquitto) as heard:
        plc.values |= {("holding", 0): 135, ("coil", 3): 1, ("input", 7): 1}
        with bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1):
            first = heard.await_values("sump-1", level=1.35)
            assert first["values"] == {"level": 1.35, "pump_1_run": True, "pump_mode": "manual"}
            assert isinstance(first["ts"], int)
            eventually(lambda: heard.status("sump-1") == "online", what="online")
            plc.values["holding", 0] = 136
            assert heard.await_values("sump-1", level=1.36)["values"] == {"level": 1.36}
            asked = len(plc.asked())
            eventually(lambda: len(plc.asked()) > asked + 9, what="three more rounds")
            assert len(heard.bodies("sump-1")) == 2
        eventually(lambda: heard.status("sump-1") == "offline", what="offline at the end")


def test_what_has_not_changed_is_said_again_after_every_s(tmp_path: Path, mosquitto: Broker) -> None:
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, SUMP, {"plc": server(plc)}, interval_s=0.1, every_s=0.3):
        eventually(lambda: len(heard.bodies("sump-1")) >= 3, what="repetitions")
        assert [body["values"] for body in heard.bodies("sump-1")[:3]] == [{"level": 0, "pump_1_run": False, "pump_mode": "auto"}] * 3


def test_nothing_but_reading_is_ever_sent(tmp_path: Path, mosquitto: Broker) -> None:
    """As the server sees it, over everything that can happen: all tables, refusals, exceptions, silence, its death."""
    table = SUMP + "plc,,discrete,1,bool,sump-1,float_high,,,\nplc,2,holding,5,u16,sump-2,level,,,\nplc,,holding,3,u16,sump-1,starts,,,\n"
    with plant((1, 2)) as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, table, {"plc": server(plc, timeout_s=1)}, interval_s=0.1):
        eventually(lambda: heard.status("sump-2") == "online", what="both units")
        plc.missing = {("holding", 3)}
        heard.await_values("sump-1", starts=None)
        plc.failing = {1: ExcCodes.DEVICE_BUSY}
        heard.await_values("sump-1", level=None)
        plc.failing = {1: ExcCodes.GATEWAY_NO_RESPONSE}
        plc.silent = {2}
        eventually(lambda: heard.status("sump-1") == heard.status("sump-2") == "offline", what="offline")
        plc.kill()
        plc.failing, plc.silent = {}, set()
        plc.start()
        eventually(lambda: heard.status("sump-1") == heard.status("sump-2") == "online", what="online")
        assert {request.function for request in plc.asked()} == {1, 2, 3, 4}


_TYPES: dict[str, tuple[str, float]] = {
    "u16": ("H", 54_321),
    "i16": ("h", -12_345),
    "u32": ("I", 4_000_000_001),
    "i32": ("i", -2_000_000_001),
    "u64": ("Q", 2**64 - 3),
    "i64": ("q", -(2**63) + 3),
    "f32": ("f", 1234.5),
    "f64": ("d", -0.1),
}


@pytest.mark.parametrize(("words", "octets"), [*itertools.product(("big", "little"), repeat=2)])
def test_every_type_in_every_order_over_the_wire(words: str, octets: str, tmp_path: Path, mosquitto: Broker) -> None:
    keys = ["voltage_l1", "voltage_l2", "voltage_l3", "current_l1", "current_l2", "current_l3", "load_pct", "power"]
    rows, address = [], 10
    with plant() as plc, listening(mosquitto) as heard:
        for key, (name, (code, value)) in zip(keys, _TYPES.items(), strict=True):
            registers = struct.unpack(f">{struct.calcsize(code) // 2}H", struct.pack(f">{code}", value))
            if octets == "little":
                registers = tuple(int.from_bytes(word.to_bytes(2, "big"), "little") for word in registers)
            plc.put("holding", address, registers if words == "big" else registers[::-1])
            rows.append(f"holding,{address},{name},{words},{octets},meter-1,{key}\n")
            address += len(registers)
        for key, name, octets_of in (("power_factor", "bcd16", "1998"), ("energy", "bcd32", "12345678")):
            raw = bytes.fromhex(octets_of)
            registers = struct.unpack(f">{len(raw) // 2}H", raw)
            plc.put("input", address, registers)
            rows.append(f"input,{address},{name},big,big,meter-1,{key}\n")
            address += len(registers)
        plc.put("holding", address, [0b1000])
        rows.append(f"holding,{address},bit 3,,,meter-1,cabinet_door\n")
        table = "table,address,type,word order,byte order,device,key\n" + "".join(rows)
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1):
            body = heard.await_values("meter-1", voltage_l1=54_321)
        wanted = {key: value for key, (_, value) in zip(keys, _TYPES.values(), strict=True)}
        assert body["values"] == wanted | {"power_factor": 1998, "energy": 12_345_678, "cabinet_door": True}


def test_neighbours_are_read_in_one_request(tmp_path: Path, mosquitto: Broker) -> None:
    """300 bits and 12 registers with gaps; the far ones alone."""
    rows = [f"holding,{address},u16,meter-1,{key}\n" for address, key in ((0, "power"), (1, "voltage_l1"), (9, "voltage_l2"), (30, "voltage_l3"))]
    rows += ["coil,0,bool,sump-1,float_high\n", "coil,8,bool,sump-1,float_overflow\n", "discrete,0,bool,sump-1,pump_1_run\n"]
    with plant() as plc, listening(mosquitto) as heard:
        with bridged(tmp_path, mosquitto, "table,address,type,device,key\n" + "".join(rows), {"plc": server(plc)}, interval_s=60):
            eventually(lambda: heard.status("sump-1") == "online", what="the first round")
        spans = [(request.function, request.start, request.count) for request in plc.asked()]
        assert spans == [(1, 0, 9), (2, 0, 1), (3, 0, 10), (3, 30, 1)]


def test_rows_that_are_read_more_often_are_asked_alone(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,,holding,0,u16,sump-1,level,,,0.1\nplc,,holding,1,u16,sump-1,starts,,,60\n"
    with plant() as plc, listening(mosquitto) as heard:
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc)}):
            first = heard.await_values("sump-1", level=0)
            assert first["values"] == {"level": 0, "starts": 0}
            eventually(lambda: len(plc.asked()) >= 6, what="more rounds")
        assert sum(request.start == 1 for request in plc.asked()) == 1


def test_a_refused_batch_is_divided_until_the_bad_row_alone_is_null_and_that_is_said_once(
    tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [f"plc,,holding,{address},u16,meter-1,{key},,,\n" for address, key in enumerate(("power", "voltage_l1", "voltage_l2", "voltage_l3"))]
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, HEAD + "".join(rows), {"plc": server(plc)}, interval_s=0.1):
        plc.put("holding", 0, [10, 11, 12, 13])
        heard.await_values("meter-1", power=10)
        plc.missing = {("holding", 2)}
        heard.await_values("meter-1", voltage_l2=None)
        plc.put("holding", 0, [20, 21, 22, 23])
        heard.await_values("meter-1", power=20, voltage_l1=21, voltage_l3=23)
        asked = len(plc.asked())
        plc.put("holding", 0, [30])
        heard.await_values("meter-1", power=30)
        later = {(request.start, request.count) for request in plc.asked()[asked + 2 :]}
        assert later <= {(0, 2), (3, 1)}
        assert newest(heard, "meter-1")["voltage_l2"] is None
        assert heard.status("meter-1") == "online"
    told = [record.getMessage() for record in caplog.records if "exception 2" in record.getMessage()]
    assert len(told) == 1
    assert "line 4 of the table" in told[0]


def test_a_gap_that_the_server_refuses_is_not_bridged_again(tmp_path: Path, mosquitto: Broker) -> None:
    table = HEAD + "plc,,holding,0,u16,sump-1,level,,,\nplc,,holding,4,u16,sump-1,starts,,,\n"
    with plant() as plc, listening(mosquitto) as heard:
        plc.missing = {("holding", 2)}
        with bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1):
            assert heard.await_values("sump-1", level=0)["values"] == {"level": 0, "starts": 0}
            eventually(lambda: len(plc.asked()) >= 7, what="more rounds")
        spans = [(request.start, request.count) for request in plc.asked()]
        assert spans[0] == (0, 5)
        assert set(spans[1:]) == {(0, 1), (4, 1)}


def test_what_is_no_value_is_null_and_said_once_until_it_mends(tmp_path: Path, mosquitto: Broker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bridges")
    table = HEAD + "plc,,holding,0,f32,sump-1,level,,,\nplc,,holding,2,u16,sump-1,pump_mode,,0=auto,\nplc,,holding,3,u16,sump-1,starts,,,\n"
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1):
        for starts in (1, 2, 3):
            plc.put("holding", 0, [0x7FC0, 0, 9, starts])
            heard.await_values("sump-1", starts=starts)
        assert newest(heard, "sump-1") == {"level": None, "pump_mode": None, "starts": 3}
        plc.put("holding", 0, [0x3F80, 0, 0])
        heard.await_values("sump-1", level=1.0, pump_mode="auto")
        eventually(lambda: sum("is a value again" in record.getMessage() for record in caplog.records) == 2, what="the end of it")
    told = [record.getMessage() for record in caplog.records if "until it mends" in record.getMessage()]
    assert len(told) == 2
    assert any("NaN" in line and "line 2 of the table" in line for line in told)
    assert any("9 means nothing here" in line for line in told)


def test_a_server_that_takes_fewer_registers_is_asked_for_fewer(tmp_path: Path, mosquitto: Broker) -> None:
    rows = [f"plc,,holding,{address},u16,meter-1,{key},,,\n" for address, key in enumerate(("power", "voltage_l1", "voltage_l2", "voltage_l3"))]
    with plant() as plc, listening(mosquitto) as heard:
        with bridged(tmp_path, mosquitto, HEAD + "".join(rows), {"plc": server(plc, most_registers=3)}, interval_s=60):
            heard.await_values("meter-1", voltage_l3=0)
        assert [(request.start, request.count) for request in plc.asked()] == [(0, 3), (3, 1)]


def test_the_newest_value_wins_when_the_broker_was_away(tmp_path: Path, mosquitto: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridges.publisher.MOST_WAITING", 4)
    table = HEAD + "plc,,holding,0,u16,sump-1,level,,,\nplc,,holding,1,u16,sump-1,starts,,,\n"
    with plant() as plc, listening(mosquitto) as heard, bridged(tmp_path, mosquitto, table, {"plc": server(plc)}, interval_s=0.1) as publisher:
        heard.await_values("sump-1", level=0)
        outlives(mosquitto)
        mosquitto.kill()
        for level in range(1, 9):
            asked = len(plc.asked())
            plc.values["holding", 0] = level
            eventually(lambda asked=asked: len(plc.asked()) > asked + 1, what="a round")  # type: ignore[misc]
        assert publisher.waiting <= 5  # four, and its status
        mosquitto.restart()
        heard.await_values("sump-1", level=8)
