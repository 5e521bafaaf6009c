"""The worker: people's deadlines, deliveries, webhooks, retention, backtests. APScheduler only ticks; what is due is a row in the records."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler

from domain.records import Heartbeat, Records, RecordsUnavailable
from domain.retention import DataKind
from domain.telemetry import StoreUnavailable, TelemetryStore
from domain.time import utc_now
from notify.addresses import seal_what_was_moved
from notify.checks import send_checks
from operations.controlroom.listening import listen
from operations.deadlines import sweep
from operations.floor_plans.sweeping import sweep_pictures
from operations.notices.sweeping import sweep as sweep_notices
from operations.plans.watching import sweep as watch_plans
from operations.workorders.evidence import looking
from steward.absence import Absence
from steward.backtesting import Backtesting
from steward.deliveries import Reaching
from steward.installation import Installation, load_installation
from steward.notices import SendingNotices
from steward.residents import outlets_of
from steward.settings import Settings
from steward.stopping import stop_event
from steward.weather_feeds import WeatherFeeds
from steward.webhooks import Webhooks
from steward.wiring import open_records, open_telemetry

log = logging.getLogger(__name__)

DEADLINES_EVERY_S = 1
HEARTBEAT_EVERY_S = 5
RETENTION_EVERY_S = 3600
FOLD_AFTER = timedelta(hours=2)


def run(settings: Settings) -> int:
    """Until told to stop."""
    stop = stop_event()
    installation = load_installation(settings.file)
    records = open_records(settings, stop)
    if records is None:
        return 0
    telemetry = open_telemetry(settings)
    look = looking(telemetry)
    public_url = settings.server.public_url
    records_away, telemetry_away = Absence("the records"), Absence("the telemetry store")
    reaching = Reaching(installation, records, stop, records_away)
    outlets = outlets_of(settings)
    instance = f"{socket.gethostname()}:{os.getpid()}"

    def beat() -> None:
        with records.transaction() as tx:
            tx.housekeeping.beat(Heartbeat("worker", instance, utc_now(), {}))

    def forget() -> None:
        forget_what_is_over(installation, records, telemetry)
        delete_forgotten_files(records, settings.data_dir / "uploads")
        sweep_pictures(records, settings.data_dir / "uploads", utc_now())
        fold_what_is_over(installation, telemetry)

    # A tick that finds the one before it still waiting for a store is left out, and that is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for every_s, name, job in (
        (DEADLINES_EVERY_S, "deadlines", lambda: sweep(records, installation.sites, utc_now(), look)),
        (DEADLINES_EVERY_S, "notices to residents", lambda: sweep_notices(records, installation.sites, utc_now(), outlets)),
        (DEADLINES_EVERY_S, "contact checks", lambda: send_checks(records, reaching.channels, reaching.addresses, utc_now(), public_url=public_url)),
        (DEADLINES_EVERY_S, "steps of plans", lambda: watch_plans(records, telemetry, installation.sites, utc_now())),
        (DEADLINES_EVERY_S, "calls of fire panels", lambda: listen(records, telemetry, installation.sites, utc_now())),
        (HEARTBEAT_EVERY_S, "heartbeat", beat),
        (RETENTION_EVERY_S, "retention", forget),
        (RETENTION_EVERY_S, "sealing", lambda: seal_what_was_moved(records, reaching.addresses)),
    ):
        scheduler.add_job(Patient(name, job, records_away, telemetry_away), "interval", seconds=every_s, id=name, next_run_time=utc_now())
    scheduler.start()
    reaching.start()
    backtesting = Backtesting(installation, records, stop, records_away)
    backtesting.start()
    webhooks = Webhooks(installation, records, stop, records_away)
    webhooks.start()
    notices = SendingNotices(installation, records, stop, records_away)
    notices.start()
    weather = WeatherFeeds(installation, records, stop, records_away)
    weather.start()
    log.info("the worker is ready")
    stop.wait()
    scheduler.shutdown(wait=True)
    reaching.join()
    backtesting.join()
    webhooks.join()
    notices.join()
    weather.join()
    telemetry.close()
    records.close()
    return 0


class Patient:
    """A job whose stores may be away for a while: it is tried again at the next tick, and the absences say it for all jobs together."""

    def __init__(self, name: str, job: Callable[[], object], records: Absence, telemetry: Absence) -> None:
        self._name = name
        self._job = job
        self._records = records
        self._telemetry = telemetry

    def __call__(self) -> None:
        """Do it, or find that it has to wait; never raises."""
        try:
            self._job()
        except RecordsUnavailable as error:
            self._records.met(self._name, error)
        except StoreUnavailable as error:
            self._telemetry.met(self._name, error)
        except Exception:
            log.exception("%s failed; it is tried again", self._name)
        else:
            self._records.over(self._name)
            self._telemetry.over(self._name)


def delete_forgotten_files(records: Records, uploads: Path) -> None:
    """Delete the bytes of files that retention has forgotten: the row goes after them, so that a crash between loses nothing."""
    with records.reading() as tx:
        forgotten = [*tx.visits.forgotten_files(), *tx.housekeeping.forgotten_files()]
    for file_id in forgotten:
        (uploads / file_id).unlink(missing_ok=True)
        with records.transaction() as tx:
            tx.visits.file_is_gone(file_id)
            tx.housekeeping.file_is_gone(file_id)


def fold_what_is_over(installation: Installation, telemetry: TelemetryStore) -> None:
    """Days that ended some while ago are made ready for trends over months; a device that says something late undoes its own."""
    for site in installation.sites:
        telemetry.fold_before(site, utc_now() - FOLD_AFTER)


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
