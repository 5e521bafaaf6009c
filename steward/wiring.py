"""Opening the stores that settings name."""

from __future__ import annotations

import logging
import os
import threading

from sqlalchemy.engine import make_url

from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable, TelemetryStore
from domain.time import utc_now
from steward.folders import own_folder
from steward.installation import telemetry_settings
from steward.settings import Settings
from storage.database.records import DatabaseRecords
from storage.database.schema import upgrade
from storage.telemetry import engines

log = logging.getLogger(__name__)

_TRY_AGAIN_S = 2.0
LOCK_TIMEOUT_S = 10.0
UPGRADE = "STEWARD_UPGRADE"
"""Set by the supervisor: on one machine nobody has to say ``steward db upgrade``; a role started alone changes no schema."""


def open_records(settings: Settings, stop: threading.Event, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> DatabaseRecords | None:
    """The records, as soon as they answer and their schema is current; `None` if told to stop before.

    What keeps them away is said once, and once more when they are back. Who waits longer than `lock_timeout_s` for
    somebody else's transaction gets `RecordsUnavailable`.
    """
    own_folder(settings.data_dir)
    records = DatabaseRecords(settings.records_url, clock=utc_now, lock_timeout_s=lock_timeout_s)
    address = make_url(settings.records_url).render_as_string(hide_password=True)
    said: str | None = None
    while not stop.is_set():
        try:
            if os.environ.get(UPGRADE) == "1":
                upgrade(settings.records_url)
            records.check()
        except RecordsUnavailable as error:
            if str(error) != said:
                log.error("the records at %s cannot be used: %s; trying again every %.0f s", address, error, _TRY_AGAIN_S)
                said = str(error)
            stop.wait(_TRY_AGAIN_S)
            continue
        if said is not None:
            log.info("the records answer")
        return records
    return None


def open_telemetry(settings: Settings) -> TelemetryStore:
    """The telemetry store. One that does not answer yet is said in one line and is no reason to wait: readings are in the journal."""
    engine = engines()[settings.telemetry.engine]
    store = engine.open(telemetry_settings(settings), settings.data_dir)
    try:
        store.check()
    except StoreUnavailable as error:
        log.error("the telemetry store %s cannot be used yet: %s", settings.telemetry.engine, error)
    return store
