"""Four small sites on real parts, and any number of ingest processes that share them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
import paho.mqtt.client as mqtt
import yaml
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy.engine import URL, make_url

from devices.site_file import load_site
from domain.event_log import EventType, LoggedEvent
from domain.records import Heartbeat
from domain.site import Site
from domain.time import from_ms, utc_now
from ingest.leaving import leave
from simulators.broker_address import BrokerAddress
from simulators.load import Load, LoadReport
from storage.database.records import DatabaseRecords
from storage.telemetry import engines
from tests.e2e.chain import now_ms
from tests.e2e.installation import end, eventually, start
from tests.parts import free_port
from tests.parts.broker import Broker

SITES = ("court-1", "court-2", "court-3", "court-4")
SENSORS = tuple(f"sensor-{number}" for number in range(1, 9))
PITS = tuple(f"pit-{number}" for number in range(1, 7))
HIGH, STARTS = "shards.high", "shards.starts"
STARTS_AT_LEAST = 4

_SITE = f"""
id: SITE
name: {{zh: 小院, en: Court}}
time_zone: Asia/Shanghai
spaces:
  - {{id: yard, kind: common_area, name: {{zh: 院子, en: Yard}}}}
assets:
  - {{repeat: {{n: 1..{len(SENSORS)}}}, id: "sensor-{{n}}", type: environment, space: yard, name: {{zh: "{{n}}号", en: "Sensor {{n}}"}}, interval_s: 3600}}
  - {{repeat: {{n: 1..{len(PITS)}}}, id: "pit-{{n}}", type: sump, space: yard, name: {{zh: "{{n}}号井", en: "Pit {{n}}"}}, interval_s: 3600}}
"""
_RULES = [
    {
        "id": HIGH,
        "applies_to": {"asset_type": "sump"},
        "when": {"kind": "state", "point": "float_high", "equals": True},
        "on_delay": "0s",
        "severity": "critical",
        "department": "engineering",
        "message": {"zh": "{asset} 高", "en": "{asset} high"},
    },
    {
        "id": STARTS,
        "applies_to": {"asset_type": "sump"},
        "when": {"kind": "count", "point": "pump_1_run", "becomes": True, "at_least": STARTS_AT_LEAST, "within": "1h"},
        "severity": "critical",
        "department": "engineering",
        "message": {"zh": "{asset} 频繁启动", "en": "{asset} starts too often"},
    },
]


@dataclass
class Ingest:
    """An ingest process, and what it says."""

    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self.send(signal.SIGTERM)
        return self.process.wait(60)

    def said(self) -> str:
        """Everything so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Installation:
    """Sites, records, broker; processes are started one by one."""

    folder: Path
    broker: Broker
    records_url: str
    records: DatabaseRecords
    running: list[Ingest | subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0
    server_port: int = field(default_factory=free_port)
    publisher: mqtt.Client | None = None
    newest_ms: int = 0

    def ingest(self, data: str = "data") -> Ingest:
        """Another ingest process, on the data folder of this name."""
        self.started += 1
        log = self.folder / f"ingest-{self.started}.log"
        ingest = Ingest(self.folder / data, self._start("ingest", data, log), log)
        self.running.append(ingest)
        return ingest

    def server(self) -> None:
        """The server, beside the first data folder."""
        self.running.append(self._start("server", "data", self.folder / "server.log"))

    def get(self, path: str) -> httpx.Response | None:
        """What the server answers; `None` while it does not."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.server_port}{path}", timeout=5)
        return None

    def ready(self) -> bool:
        """Whether the server says that everything but the worker, which there is none of here, is ready."""
        answer = self.get("/readyz")
        return answer is not None and [part["name"] for part in answer.json()["parts"] if not part["ready"]] == ["worker"]

    def owners(self) -> dict[str, int]:
        """Site → process id of whoever says that it has it; of two that say so, the newest."""
        found: dict[str, int] = {}
        for beat in sorted(self._beats(), key=lambda beat: beat.at):
            found |= dict.fromkeys(_sites(beat), int(beat.instance.rpartition(":")[2].partition("-")[0]))
        return found

    def shares(self) -> dict[int, int]:
        """Process id → how many sites it has."""
        owners = list(self.owners().values())
        return {pid: owners.count(pid) for pid in owners}

    def site(self, site: str) -> Site:
        """The site's model."""
        return load_site(self.folder / f"{site}.yaml")

    def publish(self, site: str, device: str, values: dict[str, object] | str) -> None:
        """One message with a time of its own (or just these words), taken by the broker when this returns."""
        if self.publisher is None:
            client = self.publisher = mqtt.Client(CallbackAPIVersion.VERSION2)
            client.username_pw_set(self.broker.username, self.broker.password)
            client.connect(self.broker.host, self.broker.port)
            client.loop_start()
        self.newest_ms = max(self.newest_ms + 1, now_ms())
        body = values if isinstance(values, str) else json.dumps({"ts": self.newest_ms, "values": values})
        self.publisher.publish(f"steward/v1/{site}/{device}/telemetry", body, qos=1).wait_for_publish(20)

    def alarms(self) -> dict[tuple[str, str, str], list[str]]:
        """(site, asset, rule) → the transitions of its alarms, in order; the orders' are under the rule ``order``."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for logged in self.events():
            event = logged.event
            if event.type in (EventType.ALARM, EventType.WORK_ORDER):
                rule = str(event.body["rule"]) if event.type is EventType.ALARM else "order"
                found.setdefault((event.site, str(event.asset), rule), []).append(event.transition)
        return found

    def events(self) -> Sequence[LoggedEvent]:
        """The event log."""
        with self.records.reading() as tx:
            return tx.events.after(0, limit=10_000)

    def stored(self, site: str) -> list[tuple[str, int]]:
        """(device, epoch ms) of everything that sensors of the site have in the telemetry store."""
        engine = engines()["sqlite"]
        store = engine.open(engine.settings(), self.folder)
        try:
            messages = store.replay(site, dict.fromkeys(SENSORS, "environment"), from_ms(now_ms() - 3_600_000), from_ms(now_ms() + 3_600_000))
            return sorted((message.device, round(message.occurred_at.timestamp() * 1000)) for message in messages)
        finally:
            store.close()

    def _beats(self) -> Sequence[Heartbeat]:
        with self.records.reading() as tx:
            return [beat for beat in tx.housekeeping.heartbeats() if (utc_now() - beat.at).total_seconds() < 10]

    def _start(self, role: str, data: str, log: Path) -> subprocess.Popen[bytes]:
        return start(["run", "--config", str(self._configuration(data)), "--role", role], log, self._secrets())

    def _secrets(self) -> dict[str, str]:
        password = make_url(self.records_url).password
        secrets = {"STEWARD_MQTT_PASSWORD": self.broker.password, "XDG_RUNTIME_DIR": str(self.folder)}
        return secrets if password is None else {**secrets, "STEWARD_RECORDS_PASSWORD": str(password)}

    def _records_address(self) -> str:
        """Of the records, without the password."""
        url = make_url(self.records_url)
        return URL.create(url.get_backend_name(), url.username, None, url.host, url.port, url.database).render_as_string()

    def _configuration(self, data: str) -> Path:
        file = self.folder / f"{data}.yaml"
        settings = {
            "data_dir": data,
            "sites": [f"{site}.yaml" for site in SITES],
            "rules": ["rules.yaml"],
            "library": False,
            "mqtt": {"host": self.broker.host, "port": self.broker.port, "username": self.broker.username},
            "records": {"url": self._records_address()},
            "telemetry": {"engine": "sqlite", "folder": str(self.folder / "telemetry")},
            "server": {"port": self.server_port},
            "ingest": {"settle_s": 5, "probe_broker": False},
        }
        file.write_text(yaml.safe_dump(settings))
        return file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.publisher is not None:
            leave(self.publisher)
        for each in self.running:
            process = each.process if isinstance(each, Ingest) else each
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
            end(process)


@contextlib.contextmanager
def installed(folder: Path, broker: Broker, records_url: str) -> Iterator[Installation]:
    """The sites with the records at `records_url`; what was started is ended with the block."""
    for site in SITES:
        (folder / f"{site}.yaml").write_text(_SITE.replace("SITE", site))
    (folder / "rules.yaml").write_text(yaml.safe_dump(_RULES, allow_unicode=True))
    records = DatabaseRecords(records_url, clock=utc_now)
    try:
        with Installation(folder, broker, records_url, records) as installation:
            yield installation
    finally:
        records.close()


@contextlib.contextmanager
def load(installation: Installation, *, rate: float) -> Iterator[dict[str, LoadReport]]:
    """Readings of every site's sensors at `rate` a second and site, until the block ends; then the account of each site."""
    broker = installation.broker
    address = BrokerAddress(broker.host, broker.port, broker.username, broker.password)
    stop = threading.Event()
    reports: dict[str, LoadReport] = {}

    def run(site: str) -> None:
        reports[site] = Load(address, installation.site(site), SENSORS, messages=1_000_000, rate=rate, connections=1).run(stop)

    threads = [threading.Thread(target=run, args=(site,)) for site in SITES]
    for thread in threads:
        thread.start()
    try:
        yield reports
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def assert_all_stored_once(installation: Installation, reports: dict[str, LoadReport]) -> None:
    """What the broker has acknowledged to the load is in the telemetry store, each message once, and nothing else."""
    expected = {site: sorted(report.readings()) for site, report in reports.items()}
    with contextlib.suppress(AssertionError):
        eventually(lambda: all(len(installation.stored(site)) >= len(sent) for site, sent in expected.items()), within_s=60)
    for site, sent in expected.items():
        stored = installation.stored(site)
        difference = {"lost": sorted(set(sent) - set(stored)), "unknown": sorted(set(stored) - set(sent))}
        assert difference == {"lost": [], "unknown": []}, site
        assert stored == sent, "doubled"


def _sites(beat: Heartbeat) -> list[str]:
    sites = beat.detail.get("sites")
    return [str(site) for site in sites] if beat.role == "ingest" and isinstance(sites, list) else []
