"""A site with a pit, a lift and a door behind a BACnet bridge, and the bridge running in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from bridges.publisher import Publisher
from devices.site_file import load_site
from domain.time import utc_now
from steward.bridges import Opened, open_bridge
from steward.settings import load
from tests.parts.broker import Broker

SITE = """
id: works
name: {zh: 厂区, en: Works}
time_zone: Asia/Shanghai
spaces: [{id: b1, kind: floor, name: {zh: 地下一层, en: Basement 1}}]
assets:
  - {id: gw, type: gateway, name: {zh: 网关, en: Gateway}, space: b1}
  - {id: pit, type: sump, name: {zh: 集水井, en: Pit}, space: b1, gateway: gw}
  - {id: lift, type: lift, name: {zh: 电梯, en: Lift}, space: b1, gateway: gw}
  - {id: door, type: access_door, name: {zh: 门, en: Door}, space: b1, gateway: gw}
  - {id: smoke, type: fire_detector, name: {zh: 烟感, en: Smoke detector}, space: b1, gateway: gw}
  - {id: other, type: sump, name: {zh: 另一口井, en: Other pit}, space: b1}
"""
HEADING = "Machine,Object type,Instance,Property,Index,Device,Key,Scale,Offset,Values,Interval"
PUMP_ROOM = (
    "plc,analog-input,1,,,pit,level,,,,",
    "plc,binary-input,2,,,pit,float_high,,,,",
    "plc,multi-state-value,3,,,pit,pump_mode,,,1=auto;2=manual;3=off,",
)
LIFT = (
    "plc,lift,4,car-position,,lift,floor,1,-2,,",
    "plc,lift,4,car-moving-direction,,lift,direction,,,stopped=none,",
    "plc,lift,4,car-door-status,2,lift,door_closed,,,closed=true;opened=false,",
    "plc,lift,4,car-mode,,lift,mode,,,out-of-service=stopped;firefighter-control=firefighter;*=unknown;normal=normal,",
    "plc,lift,4,passenger-alarm,,lift,alarm_button,,,,",
    "plc,lift,4,fault-signals,,lift,fault,,,*=true,",
    "plc,lift,4,car-load,,lift,load_pct,,,,",
)
FIRE_AND_DOOR = (
    "plc,life-safety-point,5,,,smoke,status_bits,,,quiet=normal;alarm=fire;fault-alarm=fire+fault;*=fault,",
    "plc,access-door,6,door-status,,door,door,,,opened=open,",
    "plc,access-door,6,lock-status,,door,lock,,,,",
    "plc,access-door,6,door-alarm-state,,door,door_alarm,,,door-open-too-long=open_too_long,",
)


def written(folder: Path, rows: tuple[str, ...], bridge: Mapping[str, object], broker: Broker | None = None) -> Path:
    """The files of an installation with one bridge called `plant`."""
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "points.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    document: dict[str, object] = {
        "sites": ["site.yaml"],
        "library": False,
        "bridges": {"plant": {"kind": "bacnet", "site": "works", "gateway": "gw", "points": "points.csv", **bridge}},
    }
    if broker is not None:
        (folder / "password").write_text(broker.password, encoding="utf-8")
        document["mqtt"] = {"host": broker.host, "port": broker.port, "username": broker.username, "password_file": "password"}
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def asking(port: int, own: int, **more: object) -> dict[str, object]:
    """Quick settings of a bridge at `own` that watches one machine, `plc`, at `port` of this computer."""
    return {"interface": f"127.0.0.1:{own}", "devices": {"plc": {"address": f"127.0.0.1:{port}"}}, "interval_s": 0.1, "timeout_s": 5, **more}


def opened_bridge(folder: Path, rows: tuple[str, ...], bridge: Mapping[str, object], broker: Broker | None = None) -> Opened:
    """The bridge of the installation in `folder`, written and prepared."""
    settings = load(written(folder, rows, bridge, broker))
    return open_bridge(settings, {"works": load_site(folder / "site.yaml")}, "plant")


@contextmanager
def watching(folder: Path, broker: Broker, rows: tuple[str, ...], bridge: Mapping[str, object]) -> Iterator[Publisher]:
    """The bridge at work."""
    opened = opened_bridge(folder, rows, bridge, broker)
    publisher = Publisher(opened.site, opened.gateway, opened.broker)
    stop = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            opened.bridge.run(publisher, utc_now, stop)
        except BaseException as error:
            failures.append(error)
            raise

    thread = threading.Thread(target=run, name="bridge", daemon=True)
    publisher.start()
    thread.start()
    try:
        yield publisher
    finally:
        stop.set()
        thread.join(20)
        publisher.stop()
    assert not thread.is_alive()
    assert not failures
