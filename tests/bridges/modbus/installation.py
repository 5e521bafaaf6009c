"""An installation with a Modbus bridge: its files, and the bridge running in this process against a real broker."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from bridges.modbus import polling
from bridges.publisher import Publisher
from domain.time import utc_now
from steward.bridges import open_bridge
from steward.installation import load_installation
from tests.bridges.listening import Heard
from tests.bridges.modbus.plant import Plant
from tests.parts.broker import Broker

SITE = """\
id: works
name: {zh: 水厂, en: Works}
time_zone: Asia/Shanghai
spaces: [{id: hall, kind: building, name: {zh: 厅, en: Hall}}]
assets:
  - {id: gw-plant, type: gateway, name: {zh: 网关, en: Gateway}, space: hall}
  - {id: gw-other, type: gateway, name: {zh: 网关二, en: Other gateway}, space: hall}
  - {id: meter-1, type: power, name: {zh: 电表, en: Meter}, space: hall, gateway: gw-plant}
  - {id: sump-1, type: sump, name: {zh: 集水井, en: Sump}, space: hall, gateway: gw-plant, counts: {pump: 2}}
  - {id: sump-2, type: sump, name: {zh: 集水井二, en: Sump 2}, space: hall, gateway: gw-plant, counts: {pump: 2}}
  - {id: panel-1, type: fire_panel, name: {zh: 火灾报警, en: Panel}, space: hall, gateway: gw-plant}
  - {id: ups-1, type: ups, name: {zh: 电源, en: UPS}, space: hall, gateway: gw-other}
"""

HEAD = "server,unit,table,address,type,device,key,scale,values,interval\n"
SUMP = HEAD + "plc,,holding,0,u16,sump-1,level,0.01,,\nplc,,coil,3,bool,sump-1,pump_1_run,,,\nplc,,input,7,u16,sump-1,pump_mode,,0=auto;1=manual;2=off,\n"


def server(of: Plant, **more: object) -> dict[str, object]:
    """The settings by which the bridge finds a plant."""
    return {"host": "127.0.0.1", "port": of.port, "base": 0, "timeout_s": 5, **more}


def newest(heard: Heard, device: str) -> dict[str, object]:
    """The newest value of each key of `device`."""
    found: dict[str, object] = {}
    for body in heard.bodies(device):
        each = body["values"]
        assert isinstance(each, dict)
        found.update(each)
    return found


def write(folder: Path, table: str, servers: Mapping[str, Mapping[str, object]], broker: Broker | None = None, **more: object) -> Path:
    """The files of an installation whose bridge is called `plant`; returns the path of its settings."""
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "points.csv").write_text(table, encoding="utf-8")
    bridge = {"kind": "modbus", "site": "works", "gateway": "gw-plant", "points": "points.csv", "servers": dict(servers), **more}
    document: dict[str, object] = {"sites": ["site.yaml"], "bridges": {"plant": bridge}}
    if broker is not None:
        (folder / "broker-password").write_text(broker.password, encoding="utf-8")
        document["mqtt"] = {"host": broker.host, "port": broker.port, "username": broker.username, "password_file": "broker-password"}
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


@contextlib.contextmanager
def bridged(folder: Path, broker: Broker, table: str, servers: Mapping[str, Mapping[str, object]], **more: object) -> Iterator[Publisher]:
    """The bridge at work, and impatient: its pauses are short. It has ended when this has."""
    installation = load_installation(write(folder, table, servers, broker, **more))
    opened = open_bridge(installation.settings, installation.sites, "plant")
    publisher = Publisher(opened.site, opened.gateway, opened.broker)
    publisher.start()
    stop = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            opened.bridge.run(publisher, utc_now, stop)
        except BaseException as error:
            failed.append(error)
            raise

    thread = threading.Thread(target=work, name="bridge")
    impatient = pytest.MonkeyPatch()
    impatient.setattr(polling, "_FIRST_PAUSE_S", 0.05)
    impatient.setattr(polling, "_LONGEST_PAUSE_S", 0.2)
    thread.start()
    try:
        yield publisher
    finally:
        stop.set()
        thread.join(20)
        ended = not thread.is_alive()
        publisher.stop()
        impatient.undo()
        assert ended, "it does not end"
        assert not failed
