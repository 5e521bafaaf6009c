"""A tower of its own for the rules: feeders with what they feed, a gateway, detectors floor by floor; short limits, on the embedded parts."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import yaml
from PIL import Image

from domain.outbox import Notification
from domain.people import Department, Role
from domain.reading import Value
from domain.time import utc_now
from steward.accounts import add_account
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade
from tests.e2e.chain import alarms, now_ms, orders
from tests.e2e.installation import Installation, Json, end, eventually, start
from tests.parts import free_port

SITE = "tower"
ZONE = ZoneInfo("Asia/Shanghai")
PITS = 12
"""So many of them hang on each feeder."""

_TOWER = """
id: tower
name: {zh: 塔楼, en: Tower}
time_zone: Asia/Shanghai
spaces:
  - {id: basement, kind: floor, name: {zh: 地下室, en: Basement}}
  - {repeat: {f: 1..9}, id: "f{f}", kind: floor, name: {zh: "{f}层", en: "Floor {f}"}}
assets:
  - {repeat: {f: 1..5}, id: "feeder-{f}", type: power, space: basement, name: {zh: "{f}号馈线", en: "Feeder {f}"}, interval_s: 600}
  - repeat: {f: 1..5, n: 1..12}
    id: pit-{f}-{n}
    type: sump
    space: basement
    fed_by: ["feeder-{f}"]
    name: {zh: "{f}-{n}号集水井", en: "Pit {f}-{n}"}
    interval_s: 600
  - {id: gateway, type: gateway, space: basement, name: {zh: 网关, en: Gateway}, interval_s: 600}
  - {repeat: {n: 1..3}, id: "sensor-{n}", type: environment, space: basement, gateway: gateway, name: {zh: "{n}号传感器", en: "Sensor {n}"}, interval_s: 600}
  - {id: room, type: environment, space: basement, name: {zh: 机房, en: Machine room}, interval_s: 600}
  - {repeat: {f: 1..9, n: 1..3}, id: "smoke-{f}-{n}", type: fire_detector, space: "f{f}", name: {zh: "{f}层{n}号烟感", en: "Detector {f}-{n}"}}
  - {id: call-point, type: fire_detector, space: f5, attributes: {loop: "1"}, name: {zh: 5层手报, en: Call point 5}}
  - {repeat: {n: 1..2}, id: "door-{n}", type: access_door, space: f1, name: {zh: "{n}号门", en: "Door {n}"}, interval_s: 600}
  - {id: lift, type: lift, space: f1, name: {zh: 电梯, en: Lift}, interval_s: 600}
  - {id: tank, type: domestic_water, space: basement, name: {zh: 水箱, en: Tank}, interval_s: 600}
settings:
  outlives_s: 3
  cause_window_s: 300
  fire_verify_s: 3
  night_from_h: 0
  night_to_h: 0
"""
_PEOPLE = {
    "engineer": (Role.ENGINEER, Department.ENGINEERING),
    "guard": (Role.GUARD, Department.SECURITY),
    "manager": (Role.MANAGER, Department.MANAGEMENT),
}
_PASSWORD = "a password for the test"


@contextlib.contextmanager
def running(folder: Path, *, rules: str = "[]") -> Iterator[Installation]:
    """`steward run` of it in `folder`, ready; `rules` are rules of its own beside the library."""
    port, mqtt_port = free_port(), free_port()
    (folder / "site.yaml").write_text(_TOWER + yaml.safe_dump({"calendars": _calendars(utc_now())}, allow_unicode=True), encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    settings = {
        "data_dir": "data",
        "sites": ["site.yaml"],
        "rules": ["rules.yaml"],
        "mqtt": {"embedded": True, "port": mqtt_port, "username": "steward", "protocol": "3.1.1"},
        "server": {"port": port},
        "ingest": {"settle_s": 5, "probe_broker": False},
    }
    (folder / "steward.yaml").write_text(yaml.safe_dump(settings))
    _add_people(folder / "data")
    log = folder / "steward.log"
    process = start(["run", "--config", str(folder / "steward.yaml")], log, {"STEWARD_MQTT_PASSWORD": "for the test"})
    passwords = dict.fromkeys(_PEOPLE, _PASSWORD)
    installation = Installation(f"http://127.0.0.1:{port}", folder / "data", "127.0.0.1", mqtt_port, "steward", "for the test", process, log, passwords)
    try:
        installation.wait_until_ready()
        yield installation
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            installation.stop()
        end(process)


def tell(tower: Installation, device: str, values: Mapping[str, Value | list[str]], *, ts: int | None = None) -> None:
    """`device` says `values`, now or at `ts` (epoch ms)."""
    tower.publish(device, "telemetry", {"ts": now_ms() if ts is None else ts, "values": dict(values)}, site=SITE)


def found(client: httpx.Client, rule: str, asset: str, **where: object) -> Json:
    """The one alarm of a rule at an asset, waited for until its fields are as `where` says."""
    there: list[Json] = []

    def look() -> list[Json]:
        there[:] = alarms(client, asset=asset, rule=rule)
        return [alarm for alarm in there if all(alarm[key] == value for key, value in where.items())]

    try:
        (alarm,) = eventually(look, what=f"the alarm {rule} of {asset} with {where}")
    except AssertionError as error:
        raise AssertionError(f"{error}; there is {there}") from None
    return alarm


def detail(client: httpx.Client, alarm: Json) -> Json:
    """The alarm as it is now, with its history."""
    answer: Json = client.get(f"/alarms/{alarm['id']}").raise_for_status().json()
    return answer


def happened(client: httpx.Client, alarm: Json) -> list[str]:
    """What has happened to an alarm, oldest first."""
    return [str(part(entry, "event")) for entry in items(detail(client, alarm), "history")]


def part(thing: object, key: str) -> object:
    """A field of something that the API answered."""
    assert isinstance(thing, dict)
    return thing[key]


def items(thing: object, key: str) -> list[Json]:
    """A list in something that the API answered."""
    listed = part(thing, key)
    assert isinstance(listed, list)
    return listed


def orders_of(client: httpx.Client, *assets: str) -> list[Json]:
    """Every work order of some assets, newest first."""
    return [order for order in orders(client) if order["asset"] in assets]


def order_of(client: httpx.Client, alarm: Json) -> Json:
    """The work order that is responsible for an alarm, waited for."""
    order = eventually(lambda: detail(client, alarm)["work_order_id"], what=f"the order of {alarm['rule']} at {alarm['asset']}")
    answer: Json = client.get(f"/work-orders/{order}").raise_for_status().json()
    return answer


def done(answer: httpx.Response) -> Json:
    """What was answered to a request that must not fail."""
    assert answer.is_success, answer.text
    result: Json = answer.json()
    return result


def refused(answer: httpx.Response, status: int) -> Json:
    """Why a request that must fail did."""
    assert answer.status_code == status, answer.text
    problem: Json = answer.json()
    assert problem["detail"]
    return problem


def photo() -> dict[str, tuple[str, bytes, str]]:
    """A small picture, as a form sends it."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "grey").save(picture, "JPEG")
    return {"file": ("photo.jpg", picture.getvalue(), "image/jpeg")}


def ahead(seconds: float) -> str:
    """So many seconds from now (negative: ago), as the API takes it."""
    return (utc_now() + timedelta(seconds=seconds)).isoformat()


def kill(tower: Installation, role: str) -> None:
    """End the process of a role as kill -9 does; returns when another one has taken its place."""
    pid = tower.role_pid(role)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: tower.role_pid(role) != pid, what=f"another {role}")


def notifications(tower: Installation, alarm: Json) -> list[Notification]:
    """Everything that was told to anybody of an alarm."""
    with records(tower.data_dir) as stored, stored.reading() as tx:
        return [each for each in tx.outbox.list(site=SITE) if str(alarm["id"]) in each.alarm_ids]


@contextlib.contextmanager
def records(data_dir: Path, *, late_by: timedelta = timedelta(0)) -> Iterator[DatabaseRecords]:
    """The records of an installation, seen beside it; on a clock that is slow by `late_by`."""
    stored = DatabaseRecords(f"sqlite:///{data_dir / 'records.sqlite'}", clock=lambda: utc_now() - late_by)
    try:
        yield stored
    finally:
        stored.close()


def _add_people(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    upgrade(f"sqlite:///{data_dir / 'records.sqlite'}")
    with records(data_dir) as stored:
        for username, (role, department) in _PEOPLE.items():
            add_account(stored, username=username, name=username, role=role, department=department, sites=("*",), password=_PASSWORD)


def _calendars(now: datetime) -> list[Json]:
    """One that holds now, and will for the test, and one that holds when that does not."""
    begin, until = (f"{(now + timedelta(hours=hours)).astimezone(ZONE):%H:%M}" for hours in (-2, 2))
    return [
        {"id": "this-shift", "name": {"zh": "本班", "en": "This shift"}, "daily": [f"{begin}-{until}"]},
        {"id": "other-shift", "name": {"zh": "他班", "en": "Other shift"}, "daily": [f"{until}-{begin}"]},
    ]
