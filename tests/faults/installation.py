"""An installation as it is deployed, each role and part a process of its own that nobody restarts but the test.

Mosquitto as in ``deploy/``, persistence and all; records on SQLite or PostgreSQL, telemetry on SQLite or InfluxDB; the
role `ingest`, and `worker` and `server` when asked for. Ingest reaches the broker through a proxy with a tap in it, and
the stores through proxies when asked for; publishers and tests reach everything directly.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import yaml
from sqlalchemy.engine import make_url

from domain.site import Site
from simulators.broker_address import BrokerAddress
from steward.settings import run_dir
from storage.database.schema import upgrade
from tests.e2e.deployed_mosquitto import DEPLOY, set_up
from tests.faults.feed import Health, health
from tests.faults.http_proxy import HttpProxy, http_proxy
from tests.faults.process import Process, eventually
from tests.faults.proxy import TcpProxy, tcp_proxy
from tests.faults.site import SITE, the_site, write_site
from tests.faults.stores import killable_influxdb, killable_postgresql, wait_for_influxdb, wait_for_postgresql
from tests.faults.tap import Tap
from tests.parts import free_port
from tests.parts.broker import wait_for_port
from tests.parts.influxdb import InfluxDB
from tests.parts.postgresql import Postgresql

Role = Literal["ingest", "worker", "server"]
Line = Literal["records", "telemetry", "http"]
"""What may be led through a proxy besides the broker: `http` understands what is said to InfluxDB."""
PUBLISHER = "integrator"
_SETTLE_S = 2


@dataclass
class Installation:
    """A running one. What is `None` is not part of it."""

    folder: Path
    data_dir: Path
    """As ingest sees it."""
    seen_data_dir: Path
    """The same, as the test sees it (another path when it lies on a disk that only ingest sees)."""
    settings_file: Path
    site: Site
    broker: Process
    publisher: BrokerAddress
    """For publishers and listeners, past the proxy."""
    broker_line: TcpProxy
    tap: Tap
    roles: dict[str, Process]
    records_url: str
    server_url: str
    influxdb: InfluxDB | None = None
    bucket: str = ""
    influxdb_process: Process | None = None
    postgresql: Postgresql | None = None
    postgresql_process: Process | None = None
    records_line: TcpProxy | None = None
    telemetry_line: TcpProxy | None = None
    telemetry_http: HttpProxy | None = None
    lives: list[str] = field(default_factory=list)
    """What was started, killed and paused, in order: for the line of facts."""

    @property
    def ingest(self) -> Process:
        """The one ingest."""
        return self.roles["ingest"]

    def health(self) -> Health | None:
        """What ingest says of itself; `None` while it does not speak."""
        return health(run_dir(self.data_dir) / f"{SITE}.sock")

    def wait_until_listening(self, within_s: float = 60.0) -> None:
        """Until ingest is connected to the broker. Fails at once if it has ended."""

        def look() -> bool:
            assert self.ingest.alive, f"ingest has ended: {self.ingest.said()[-3000:]}"
            found = self.health()
            return found is not None and bool(found.facts.get("broker_connected"))

        eventually(look, within_s=within_s, what="ingest's connection to the broker")

    def start_standby(self) -> None:
        """Start a second process of the role `ingest`, which waits for the first to die."""
        first = self.ingest
        self.roles["standby"] = Process("standby", first.command, self.folder / "standby.log", first.environment)
        self.roles["standby"].start()
        eventually(lambda: self.roles["standby"].lines("ingest process"), what="the second ingest")

    def lose_ingest_to_standby(self, how: Callable[[Process], None]) -> Process:
        """What is done to the first (`how`) leaves the second as the one ingest; returns the first."""
        first = self.ingest
        how(first)
        self.roles["ingest"] = self.roles.pop("standby")
        return first

    def ready(self) -> bool:
        """Whether the server says that everything is."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.server_url}/readyz", timeout=10).status_code == 200
        return False

    def start_broker(self) -> None:
        """Start it (again) and wait until it listens."""
        self.broker.start()
        wait_for_port(self.publisher.host, self.publisher.port, self.broker.running)

    def restart_influxdb(self) -> None:
        """Start it again and wait until it answers."""
        assert self.influxdb is not None
        assert self.influxdb_process is not None
        self.influxdb_process.start()
        wait_for_influxdb(self.influxdb_process, self.influxdb.url)

    def restart_postgresql(self) -> None:
        """Start it again and wait until it answers."""
        assert self.postgresql is not None
        assert self.postgresql_process is not None
        wait_for_postgresql(self.postgresql_process, self.postgresql)

    @property
    def processes(self) -> Sequence[Process]:
        """Steward's own."""
        return tuple(self.roles.values())


@contextmanager
def installation(
    folder: Path,
    *,
    telemetry: Literal["sqlite", "influxdb"] = "sqlite",
    records: Literal["sqlite", "postgresql"] = "sqlite",
    roles: Sequence[Role] = ("ingest",),
    lines: Sequence[Line] = (),
    data_dir: Path | None = None,
    seen_data_dir: Path | None = None,
    settings: Mapping[str, Mapping[str, object]] | None = None,
    broker_settings: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    inside: Callable[[Sequence[str]], Sequence[str]] = list,
) -> Iterator[Installation]:
    """An installation in `folder`, its roles started and ingest listening.

    `lines` go through proxies. `settings` are merged into each section of ``steward.yaml``; `broker_settings` are further
    lines for Mosquitto. `environment` and `inside` (which turns the command into the one that is run) are for the role
    `ingest` alone: another clock, another disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    site_file, rules_file = write_site(folder)
    secret = {"mqtt": folder / "mqtt_password", "records": folder / "records_password", "telemetry": folder / "influxdb_token"}
    with ExitStack() as stack:
        command, mosquitto = set_up(folder / "mosquitto", ())
        with (folder / "mosquitto" / "mosquitto.conf").open("a") as conf:
            conf.writelines(f"{line}\n" for line in broker_settings)
        broker = Process("mosquitto", command, folder / "mosquitto" / "mosquitto.log")
        stack.callback(broker.end)
        tap = Tap()
        broker_line = stack.enter_context(tcp_proxy(mosquitto.host, mosquitto.port, observer=tap))
        secret["mqtt"].write_text(mosquitto.passwords["steward"])
        found = Installation(
            folder=folder,
            data_dir=data_dir or folder / "data",
            seen_data_dir=seen_data_dir or data_dir or folder / "data",
            settings_file=folder / "steward.yaml",
            site=the_site(folder),
            broker=broker,
            publisher=BrokerAddress(mosquitto.host, mosquitto.port, PUBLISHER, mosquitto.passwords[PUBLISHER]),
            broker_line=broker_line,
            tap=tap,
            roles={},
            records_url=f"sqlite:///{folder / 'records.sqlite'}",
            server_url=f"http://127.0.0.1:{free_port()}",
        )
        found.start_broker()
        sections = yaml.safe_load((DEPLOY / "steward.yaml").read_text(encoding="utf-8"))
        sections |= {
            "data_dir": str(found.data_dir),
            "sites": [str(site_file)],
            "rules": [str(rules_file)],
            "library": False,
            "server": {"host": "127.0.0.1", "port": int(found.server_url.rsplit(":", 1)[1])},
            "log": {"format": "text"},
            "ingest": {"settle_s": _SETTLE_S},
            "records": _records(found, records, lines, secret["records"], stack),
            "telemetry": _telemetry(found, telemetry, lines, secret["telemetry"], stack),
        }
        sections["mqtt"] |= {"host": broker_line.host, "port": broker_line.port, "password_file": str(secret["mqtt"])}
        for section, more in (settings or {}).items():
            sections[section] |= more
        found.settings_file.write_text(yaml.safe_dump(sections), encoding="utf-8")
        upgrade(found.records_url)
        for role in roles:
            run = [sys.executable, "-m", "steward", "run", "--config", str(found.settings_file), "--role", role]
            process = Process(role, inside(run), folder / f"{role}.log", environment or {}) if role == "ingest" else Process(role, run, folder / f"{role}.log")
            found.roles[role] = process
            stack.callback(process.end)
            process.start()
        if "ingest" in roles:
            found.wait_until_listening()
        try:
            yield found
        finally:
            for process in found.processes:  # one that a test has started, too
                process.end()
            shutil.rmtree(run_dir(found.data_dir), ignore_errors=True)


def _records(found: Installation, kind: str, lines: Sequence[Line], password_file: Path, stack: ExitStack) -> dict[str, object]:
    """The section of the settings; the database is made and its process started."""
    if kind == "sqlite":
        return {"url": found.records_url}
    found.postgresql_process, found.postgresql = stack.enter_context(killable_postgresql(found.folder / "postgresql"))
    found.records_url = found.postgresql.new_database()
    url = make_url(found.records_url)
    password_file.write_text(str(url.password))
    port = url.port or 5432
    if "records" in lines:
        found.records_line = stack.enter_context(tcp_proxy(str(url.host), port))
        port = found.records_line.port
    return {"url": f"postgresql://{url.username}@{url.host}:{port}/{url.database}", "password_file": str(password_file)}


def _telemetry(found: Installation, kind: str, lines: Sequence[Line], token_file: Path, stack: ExitStack) -> dict[str, object]:
    """The section of the settings; the server is started and has an empty bucket."""
    if kind == "sqlite":
        return {"engine": "sqlite"}
    found.influxdb_process, found.influxdb = stack.enter_context(killable_influxdb(found.folder / "influxdb"))
    found.bucket = found.influxdb.bucket()
    token_file.write_text(found.influxdb.token)
    url = found.influxdb.url
    if "http" in lines:
        found.telemetry_http = stack.enter_context(http_proxy(url))
        url = found.telemetry_http.url
    elif "telemetry" in lines:
        found.telemetry_line = stack.enter_context(tcp_proxy("127.0.0.1", int(url.rsplit(":", 1)[1])))
        url = f"http://127.0.0.1:{found.telemetry_line.port}"
    return {"engine": "influxdb", "url": url, "org": found.influxdb.org, "bucket": found.bucket, "token_file": str(token_file)}
