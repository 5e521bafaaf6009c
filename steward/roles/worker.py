"""The worker: people's deadlines, deliveries, retention, backtests. APScheduler only ticks; what is due is a row in the records."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from domain.records import Heartbeat, Records, RecordsUnavailable
from domain.retention import DataKind
from domain.telemetry import StoreUnavailable, TelemetryStore
from domain.time import utc_now
from notify.delivery import deliver
from notify.registry import open_channels
from operations.deadlines import sweep
from steward.backtesting import Backtesting
from steward.installation import Installation, load_installation
from steward.settings import Settings
from steward.stopping import stop_event
from steward.wiring import open_records, open_telemetry

log = logging.getLogger(__name__)

DEADLINES_EVERY_S = 1
HEARTBEAT_EVERY_S = 5
RETENTION_EVERY_S = 3600


def run(settings: Settings) -> int:
    """Until told to stop."""
    stop = stop_event()
    installation = load_installation(settings.file)
    records = open_records(settings, stop)
    if records is None:
        return 0
    telemetry = open_telemetry(settings)
    channels = open_channels()
    instance = f"{socket.gethostname()}:{os.getpid()}"

    def beat() -> None:
        with records.transaction() as tx:
            tx.housekeeping.beat(Heartbeat("worker", instance, utc_now(), {}))

    def forget() -> None:
        forget_what_is_over(installation, records, telemetry)

    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for every_s, name, job in (
        (DEADLINES_EVERY_S, "deadlines", lambda: sweep(records, installation.sites, utc_now())),
        (DEADLINES_EVERY_S, "deliveries", lambda: deliver(records, channels, utc_now())),
        (HEARTBEAT_EVERY_S, "heartbeat", beat),
        (RETENTION_EVERY_S, "retention", forget),
    ):
        scheduler.add_job(_Patient(name, job), "interval", seconds=every_s, id=name, next_run_time=utc_now())
    scheduler.start()
    backtesting = Backtesting(installation, records, stop)
    backtesting.start()
    log.info("the worker is ready")
    stop.wait()
    scheduler.shutdown(wait=True)
    backtesting.join()
    telemetry.close()
    records.close()
    return 0


class _Patient:
    """A job whose store may be away for a while: said once, tried again at the next tick, said again when it works."""

    def __init__(self, name: str, job: Callable[[], object]) -> None:
        self._name = name
        self._job = job
        self._said: str | None = None

    def __call__(self) -> None:
        try:
            self._job()
        except (RecordsUnavailable, StoreUnavailable) as error:
            if str(error) != self._said:
                log.warning("%s wait: %s", self._name, error)
                self._said = str(error)
        except Exception:
            log.exception("%s failed; they are tried again", self._name)
        else:
            if self._said is not None:
                log.info("%s go on", self._name)
                self._said = None


def forget_what_is_over(installation: Installation, records: Records, telemetry: TelemetryStore) -> None:
    """Apply the retention table of the records to every store."""
    now = utc_now()
    with records.reading() as tx:
        table = tx.housekeeping.retention()
    for line in table:
        if line.kind is DataKind.TELEMETRY:
            for site in installation.sites:
                telemetry.delete_before(site, now - line.keep)
            continue
        with records.transaction() as tx:
            gone = tx.housekeeping.forget_before(line.kind, now - line.keep)
        if gone:
            log.info("retention: %d of %s are over", gone, line.kind.value)
