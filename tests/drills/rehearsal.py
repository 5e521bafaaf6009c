"""A small installation on a real Mosquitto with the rights of deploy/, whose roles are real processes, for drills."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from devices.site_file import load_site
from domain.alarm import Alarm
from domain.drill import Drill
from domain.identity import LIVE
from domain.records import AlarmFilter
from domain.site import Site
from domain.telemetry import Sample, Series
from domain.time import EPOCH, utc_now
from operations.drills import planning, running
from operations.drills.planning import NewDrill
from steward.drills.scenarios import HouseScenarios
from steward.roles.drills import ROLE
from storage.database.records import DatabaseRecords
from storage.telemetry import engines
from tests.e2e.deployed_mosquitto import DeployedMosquitto, set_up
from tests.e2e.installation import Installation, end, eventually, start
from tests.e2e.people import add_people
from tests.parts import free_port
from tests.parts.broker import wait_for_port

SITE = """
id: court
name: {zh: 小院, en: Court}
time_zone: Asia/Shanghai
spaces:
  - {id: t2, kind: building, name: {zh: 2号楼, en: Tower 2}}
  - {id: yard, kind: common_area, name: {zh: 院子, en: Yard}}
assets:
  - {id: gw-t2, type: gateway, space: t2, name: {zh: 2号楼网关, en: Gateway of tower 2}}
  - {id: t2-smoke-17, type: fire_detector, space: t2, gateway: gw-t2, name: {zh: 17层烟感, en: Smoke detector 17}}
  - {id: t2-smoke-19, type: fire_detector, space: t2, gateway: gw-t2, name: {zh: 19层烟感, en: Smoke detector 19}}
  - {id: fire-panel, type: fire_panel, space: t2, name: {zh: 火灾报警控制器, en: Fire alarm panel}}
  - {id: yard-pit, type: sump, space: yard, interval_s: 3600, name: {zh: 院子集水井, en: Pit in the yard}}
"""
REAL = "court/yard-pit"
"""As whom the one real device of these tests signs in."""
SMOKE = NewDrill("fire", "smoke", "烟感演练", EPOCH, 600.0, area="t2", people=("guard",), seed=3)
PEOPLE = {"guard": ("guard", "security"), "manager": ("manager", "management")}


@dataclass
class Rehearsal:
    """The installation. Roles are started and killed one by one."""

    folder: Path
    mosquitto: DeployedMosquitto
    broker: Sequence[str]
    """What runs it."""
    records: DatabaseRecords
    site: Site
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def journals(self) -> Path:
        """Where journals of drills are while they run."""
        return self.folder / "data" / "drills"

    def start_broker(self) -> None:
        """Start it, and wait until it listens."""
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.processes["broker"] = subprocess.Popen(self.broker, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_for_port(self.mosquitto.host, self.mosquitto.port)

    def start(self, role: str) -> None:
        """Start a role; the one for drills alone is told its password."""
        secrets = {"STEWARD_MQTT_PASSWORD": self.mosquitto.passwords["steward"], "XDG_RUNTIME_DIR": str(self.folder)}
        if role == ROLE:
            secrets = {**secrets, "STEWARD_MQTT_PASSWORD": "nobody tells it", "STEWARD_DRILL_MQTT_PASSWORD": self.mosquitto.passwords["steward-drill"]}
        self.processes[role] = start(["run", "--config", str(self.folder / "steward.yaml"), "--role", role], self.folder / f"{role}.log", secrets)

    def kill(self, role: str) -> None:
        """As kill -9."""
        process = self.processes.pop(role)
        process.kill()
        process.wait(20)

    def begun(self, new: NewDrill = SMOKE) -> Drill:
        """A drill that is under way from now on."""
        now = utc_now()
        with self.records.transaction() as tx:
            planned = planning.plan(tx, planning_at(new, now), site=self.site, by="manager", at=now, scenarios=HouseScenarios())
            return running.start(tx, planned.id, site=self.site, by="manager", at=now)

    def drill(self, drill: Drill) -> Drill:
        """As it is now."""
        with self.records.reading() as tx:
            found = tx.drills.get(drill.id)
        assert found is not None
        return found

    def alarms(self, realm: str) -> Sequence[Alarm]:
        """Those of a realm, oldest first."""
        with self.records.reading() as tx:
            return sorted(tx.alarms.list(AlarmFilter(realm=realm), limit=500).items, key=lambda each: each.raised_at)

    def await_alarm(self, realm: str, rule: str, asset: str, within_s: float = 90.0) -> Alarm:
        """The first alarm of a rule at an asset."""
        return eventually(
            lambda: next((each for each in self.alarms(realm) if (each.rule, each.asset) == (rule, asset)), None),
            within_s=within_s,
            what=f"{rule} of {asset} in {realm}: {self.said()}",
        )

    def said(self) -> str:
        """The last words of every role."""
        return "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in sorted(self.folder.glob("*.log")))

    def stored(self, realm: str, since: datetime) -> Sequence[Sample]:
        """What a detector of the area has said in a realm, as far as it is stored."""
        engine = engines()["sqlite"]
        store = engine.open(engine.settings(), self.folder / "data")
        try:
            found: list[Sample] = []
            for device in ("t2-smoke-17", "t2-smoke-19", "fire-panel"):
                for key, point in self.site.devices[device].points.items():
                    series = Series("court", device, self.site.devices[device].type.key, point.raw_key or key, realm)
                    found += store.range(series, since, utc_now() + timedelta(minutes=1))
            return found
        finally:
            store.close()

    def speaks(self, realm: str) -> bool:
        """Whether anything of the area has been stored in a realm."""
        return bool(self.stored(realm, utc_now() - timedelta(hours=1)))

    def in_place_of(self, user: str) -> Installation:
        """To publish with, as another user of the broker."""
        return Installation(
            "", self.folder, self.mosquitto.host, self.mosquitto.port, user, self.mosquitto.passwords[user], self.processes["ingest"], self.folder
        )


def planning_at(new: NewDrill, now: datetime) -> NewDrill:
    """It begins now."""
    return NewDrill(new.plan_key, new.scenario, new.title, now, new.lasts_s, new.area, new.people, new.announced, new.outside, new.speed, new.seed)


@contextlib.contextmanager
def rehearsal(folder: Path, roles: Sequence[str] = ("ingest", "worker", ROLE)) -> Iterator[Rehearsal]:
    """With these roles running, ready to be told of drills."""
    broker, mosquitto = set_up(folder / "mosquitto", (REAL,))
    (folder / "site.yaml").write_text(SITE)
    settings = {
        "data_dir": "data",
        "sites": ["site.yaml"],
        "mqtt": {"host": mosquitto.host, "port": mosquitto.port, "username": "steward"},
        "server": {"port": free_port()},
        "ingest": {"settle_s": 2, "probe_broker": False},
    }
    (folder / "steward.yaml").write_text(yaml.safe_dump(settings))
    add_people(folder / "steward.yaml", PEOPLE)
    records = DatabaseRecords(f"sqlite:///{folder / 'data' / 'records.sqlite'}", clock=utc_now)
    here = Rehearsal(folder, mosquitto, broker, records, load_site(folder / "site.yaml"))
    try:
        here.start_broker()
        for role in roles:
            here.start(role)
        eventually(lambda: _has_ingest(here), within_s=90, what=f"the site's ingest: {here.said()}")
        yield here
    finally:
        for process in reversed(here.processes.values()):
            end(process)
        records.close()


def _has_ingest(here: Rehearsal) -> bool:
    with here.records.reading() as tx:
        lease = tx.ingests.lease("court")
    return lease is not None and lease.expires_at is not None


def live_alarms_of_area(here: Rehearsal) -> Sequence[Alarm]:
    """Live alarms about what the drill plays: of silence at most, for nobody is there in truth."""
    return [
        each for each in here.alarms(LIVE) if each.asset.startswith("t2-smoke") and not (each.point or "").endswith("silence") and "silent" not in each.rule
    ]
