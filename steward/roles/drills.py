"""Drills: while one is under way its ingest and its virtual devices run here; else this waits, and costs next to nothing."""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from pathlib import Path

from domain.drill import Drill, DrillFilter, DrillState
from domain.records import Heartbeat, RecordsUnavailable
from domain.text import Text
from domain.time import utc_now
from operations.drills import ending
from operations.workorders.record import both
from rules.alarms.record import SYSTEM
from steward.absence import Absence
from steward.drills.opening import DrillIngest, drill_broker
from steward.drills.playing import Parts, Playing, leave_nothing
from steward.folders import own_folder
from steward.installation import Installation, load_installation
from steward.settings import Settings
from steward.shards.data_folder import DataFolder
from steward.stopping import stop_event
from steward.wiring import open_records, open_telemetry
from storage.database.records import DatabaseRecords

log = logging.getLogger(__name__)

ROLE = "drills"
LOOK_EVERY_S = 0.2
"""So soon a drill that is over falls silent: well within the second in which a real alarm breaks it off."""
LOOK_ANYHOW_S = 2.0
HEARTBEAT_EVERY_S = 5.0
CLEAR_EVERY_S = 10.0
TRY_AGAIN_S = 1.0
_LOCK_TIMEOUT_S = 0.5
_SWITCH_S = 0.0005
_STOP_WITHIN_S = 12.0
_NOT_SET_UP = Text(
    "未配置演练用的 MQTT 账号（mqtt.drill_password_file），无法演练", "drills have no broker user: give mqtt.drill_password_file (docs/drills.md)"
)


def run(settings: Settings) -> int:
    """Until told to stop."""
    stop = stop_event()
    installation = load_installation(settings.file)
    records = open_records(settings, stop, lock_timeout_s=_LOCK_TIMEOUT_S)
    if records is None:
        return 0
    own_folder(settings.run_dir)
    telemetry = open_telemetry(settings)
    sys.setswitchinterval(_SWITCH_S)
    journals = own_folder(settings.data_dir / "drills")
    parts = Parts(records, DataFolder(settings.data_dir), journals, DrillIngest(installation, records, telemetry, utc_now), drill_broker(installation), utc_now)
    troupe = Troupe(installation, records, parts)
    watch = records.watch()
    away = Absence("the records")
    seen: object = None
    looked_s = float("-inf")
    log.info("the role drills is ready")
    try:
        while not stop.is_set():
            try:
                mark = watch.mark()
                if mark != seen or time.monotonic() - looked_s >= LOOK_ANYHOW_S:
                    troupe.look()
                    seen, looked_s = mark, time.monotonic()
            except RecordsUnavailable as error:
                away.met(ROLE, error)
            except Exception:
                log.exception("looking after drills failed; it is tried again")
                stop.wait(LOOK_ANYHOW_S)
            else:
                away.over(ROLE)
            stop.wait(LOOK_EVERY_S)
    finally:
        troupe.leave()
        watch.close()
        telemetry.close()
        records.close()
    return 0


class Troupe:
    """The drills that are played by this process. One thread calls it."""

    def __init__(self, installation: Installation, records: DatabaseRecords, parts: Parts) -> None:
        self._installation = installation
        self._records = records
        self._parts = parts
        self._playing: dict[str, Playing] = {}
        self._begun_s: dict[str, float] = {}
        self._instance = f"{socket.gethostname()}:{os.getpid()}"
        self._beat_s = self._cleared_s = float("-inf")
        self._clear_now = True

    def look(self) -> None:
        """Begin what is under way and not played yet; silence at once what is over. Raises `RecordsUnavailable`."""
        sites = self._installation.sites
        with self._records.reading() as tx:
            page = tx.drills.list(DrillFilter(tuple(sites), frozenset({DrillState.RUNNING})), limit=max(1, len(sites)))
        running = {drill.id: drill for drill in page.items}
        for drill_id, playing in list(self._playing.items()):
            if drill_id not in running:
                playing.silence()
            if playing.over:
                del self._playing[drill_id]
                self._clear_now = True
        for drill in running.values():
            if drill.id not in self._playing and time.monotonic() - self._begun_s.get(drill.id, float("-inf")) >= TRY_AGAIN_S:
                self._begun_s[drill.id] = time.monotonic()
                self._begin(drill)
        self._give_sign()
        self._clear(frozenset(running))

    def leave(self) -> None:
        """End here; a drill that is under way goes on when this role is back."""
        for playing in self._playing.values():
            playing.silence()
        until_s = time.monotonic() + _STOP_WITHIN_S
        for playing in self._playing.values():
            playing.wait(max(0.0, until_s - time.monotonic()))

    def _begin(self, drill: Drill) -> None:
        site = self._installation.sites[drill.site]
        if not self._parts.broker.password:
            log.error("%s", _NOT_SET_UP.en)
            with self._records.transaction() as tx:
                ending.stop(tx, drill.id, site=site, by=SYSTEM, at=self._parts.clock(), reason=both(_NOT_SET_UP))
            return
        self._playing[drill.id] = playing = Playing(drill, site, self._parts)
        playing.start()

    def _give_sign(self) -> None:
        now_s = time.monotonic()
        if now_s - self._beat_s < HEARTBEAT_EVERY_S:
            return
        with self._records.transaction() as tx:
            tx.housekeeping.beat(Heartbeat(ROLE, self._instance, self._parts.clock(), {"ready": bool(self._parts.broker.password)}))
        self._beat_s = now_s

    def _clear(self, running: frozenset[str]) -> None:
        """What drills that are over have left here, also those that ended while nobody was looking."""
        now_s = time.monotonic()
        if not self._clear_now and now_s - self._cleared_s < CLEAR_EVERY_S:
            return
        left = [path.name for path in _folders(self._parts.journals) if path.name not in running and path.name not in self._playing]
        done = [leave_nothing(self._parts, name) for name in left]
        self._clear_now, self._cleared_s = False, now_s
        if not all(done):
            log.debug("some of what drills left is still there")


def _folders(journals: Path) -> list[Path]:
    return [path for path in journals.iterdir() if path.is_dir()]
