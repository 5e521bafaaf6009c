"""The role as its users run it: a process of its own, which may be killed at any time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bridges.listening import listening
from tests.bridges.modbus.installation import write
from tests.bridges.modbus.plant import plant
from tests.e2e.installation import end, eventually, start
from tests.parts.broker import Broker

pytestmark = pytest.mark.real

TABLE = "table,address,type,device,key,scale\nholding,0,u16,sump-1,level,0.01\nholding,1,u16,sump-1,starts,\nholding,2,u16,sump-2,level,0.01\n"


def test_a_killed_bridge_is_seen_to_be_gone_and_begins_anew_with_everything(tmp_path: Path, mosquitto: Broker) -> None:
    with plant() as plc, listening(mosquitto) as heard:
        servers = {"plc": {"host": "127.0.0.1", "port": plc.port, "base": 0}}
        arguments = ["run", "--config", str(write(tmp_path, TABLE, servers, mosquitto, interval_s=0.1)), "--role", "bridge:plant"]
        log = tmp_path / "bridge.log"
        first = start(arguments, log)
        try:
            for level in range(100, 105):
                plc.put("holding", 0, [level, 5, 7])
                heard.await_values("sump-1", level=level / 100)
            assert heard.status("gw-plant") == "online"
        finally:
            end(first)
        eventually(lambda: heard.status("gw-plant") == "offline", what="its will")
        before = {device: len(heard.bodies(device)) for device in ("sump-1", "sump-2")}
        plc.put("holding", 0, [200])
        second = start(arguments, log)
        try:
            eventually(lambda: all(len(heard.bodies(device)) > count for device, count in before.items()), what="a beginning")
            assert heard.bodies("sump-1")[before["sump-1"]]["values"] == {"level": 2.0, "starts": 5}
            assert heard.bodies("sump-2")[before["sump-2"]]["values"] == {"level": 0.07}
            eventually(lambda: heard.status("gw-plant") == heard.status("sump-1") == "online", what="online again")
            second.terminate()
            assert second.wait(10) == 0
        finally:
            end(second)
        eventually(lambda: heard.status("gw-plant") == heard.status("sump-1") == "offline", what="offline at the end")
        heard_levels = [body["values"]["level"] for body in heard.bodies("sump-1") if "level" in body["values"]]  # type: ignore[index, operator]
        assert [level for level in (1.0, 1.01, 1.02, 1.03, 1.04, 2.0) if level not in heard_levels] == []
        assert "Traceback" not in log.read_text(encoding="utf-8")
