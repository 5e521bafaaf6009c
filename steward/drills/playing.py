"""One drill in the hands of this process: its ingest, its virtual devices, and what is left behind when it is over: nothing."""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from domain.drill import Drill, DrillState
from domain.problem import BadConfiguration
from domain.records import LeaseLost, Records, RecordsUnavailable
from domain.site import Site
from domain.time import Clock
from ingest.committing import Stopped
from ingest.scratch_connection import ScratchConnection, Unanswered
from ingest.service import IngestFailed
from ingest.session import SessionSettings
from operations.drills import ending
from rules.alarms.record import SYSTEM
from simulators.broker_address import BrokerAddress
from steward.drills.opening import DrillIngest
from steward.drills.virtual_devices import VirtualDevices
from steward.shards.data_folder import DataFolder, name_of
from steward.shards.flock import Flock
from steward.shards.opening import OpenSite
from steward.shards.terms import LEASE_S, LOOK_EVERY_S, RENEW_EVERY_S

log = logging.getLogger(__name__)

_JOIN_S = 10.0


class Cannot(Exception):
    """The drill cannot be played; the text says why."""


@dataclass(frozen=True)
class Parts:
    """What all drills of a process share. `broker` is that of the user of drills."""

    records: Records
    folder: DataFolder
    journals: Path
    ingest: DrillIngest
    broker: SessionSettings
    clock: Clock


class Playing:
    """A drill that is under way, played here: `start`; `silence` at once when it is over; `wait`."""

    def __init__(self, drill: Drill, site: Site, parts: Parts) -> None:
        self.drill = drill
        self._site = site
        self._parts = parts
        self._stopping = threading.Event()
        self._devices: VirtualDevices | None = None
        self._over = threading.Event()
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name=f"drill {drill.number}", daemon=True)

    @property
    def over(self) -> bool:
        """Whether it has ended here."""
        return self._over.is_set()

    def start(self) -> None:
        """Begin, or go on."""
        self._thread.start()

    def silence(self) -> None:
        """The virtual devices say nothing any more, and the rest ends; returns at once."""
        self._stopping.set()
        if (devices := self._devices) is not None:
            devices.silence()

    def wait(self, timeout_s: float) -> bool:
        """Whether it is over within `timeout_s`."""
        return self._over.wait(timeout_s)

    def _run(self) -> None:
        claim: Flock | None = None
        try:
            folder = self._parts.journals / self.drill.id
            folder.mkdir(parents=True, exist_ok=True)
            claim = Flock.take(folder / "claim")
            if claim is not None:
                self._play(folder)
        except (LeaseLost, RecordsUnavailable, Stopped) as error:
            log.info("the drill %s is not played here now: %s", self.drill.number, error)
        except (Cannot, BadConfiguration, ValueError) as error:
            log.error("the drill %s cannot be played: %s", self.drill.number, error)
            self._break_off(str(error))
        except Exception:
            log.exception("the drill %s failed; it is tried again", self.drill.number)
        finally:
            if claim is not None:
                claim.release()
            self._over.set()

    def _play(self, folder: Path) -> None:
        epoch, offset = self._take(folder)
        here = self._parts.ingest.open(self.drill, self._site, epoch, offset, folder, self._stopping)
        here.ingest.start()
        try:
            broker = self._parts.broker
            ca = None if broker.tls is None else broker.tls.ca_file
            address = BrokerAddress(broker.host, broker.port, broker.username, broker.password, ca, tls=broker.tls is not None)
            devices = VirtualDevices(self.drill, self._site, address, broker.protocol, self._parts.clock, self._failed)
            self._devices = devices
            if not self._stopping.is_set():
                devices.start()
            log.info("the drill %s is played here (epoch %d)", self.drill.number, epoch)
            self._look_after(here, epoch)
        finally:
            if self._devices is not None:
                self._devices.silence()
                self._devices.join(_JOIN_S)
            # It is over, or goes on in another process: whatever it could not commit is nothing that anybody waits for.
            with contextlib.suppress(IngestFailed):
                here.ingest.stop()
        if self._trouble:
            raise Cannot(self._trouble)

    def _take(self, folder: Path) -> tuple[int, int]:
        """The lease's epoch and how far the journal has been judged. The lease first: then nobody can end the drill unseen."""
        drill, parts = self.drill, self._parts
        with parts.records.transaction() as tx:
            former = tx.ingests.lease(drill.id)
            epoch = tx.ingests.acquire(drill.id, parts.folder.owner, parts.clock(), LEASE_S)
            offset = tx.ingests.offset(drill.id)
            known = tx.drills.get(drill.id)
            if known is None or known.state is not DrillState.RUNNING:
                raise LeaseLost(f"the drill {drill.number} is over")
        elsewhere = former is not None and former.owner is not None and name_of(former.owner) != name_of(parts.folder.owner)
        if elsewhere or (offset > 0 and not (folder / "journal").exists()):
            raise Cannot("its journal is not on this machine")
        return epoch, offset

    def _look_after(self, here: OpenSite, epoch: int) -> None:
        """Until it is to end, keep the lease and follow the rules in force."""
        renewed_s = time.monotonic()
        try:
            while not self._stopping.wait(LOOK_EVERY_S):
                if here.ingest.wait(0) or self._trouble:
                    return
                with contextlib.suppress(RecordsUnavailable):
                    here.look_for_rules()
                    if time.monotonic() - renewed_s >= RENEW_EVERY_S:
                        with self._parts.records.transaction() as tx:
                            tx.ingests.renew(self.drill.id, epoch, self._parts.clock(), LEASE_S)
                        renewed_s = time.monotonic()
        except IngestFailed as error:
            if isinstance(error.__cause__, LeaseLost):
                raise error.__cause__ from error
            raise

    def _failed(self, why: str) -> None:
        self._trouble = why

    def _break_off(self, why: str) -> None:
        reason = f"无法继续演练：{why} / it could not go on: {why}"
        try:
            with self._parts.records.transaction() as tx:
                known = tx.drills.get(self.drill.id)
                if known is not None and known.state is DrillState.RUNNING:
                    ending.stop(tx, known.id, site=self._site, by=SYSTEM, at=self._parts.clock(), reason=reason)
        except RecordsUnavailable as error:
            log.error("the drill %s could not be broken off yet: %s", self.drill.number, error)


def leave_nothing(parts: Parts, drill_id: str) -> bool:
    """Delete the journal of a drill that is over, and its session at the broker; whether both are gone. Telemetry stays, by its realm."""
    folder = parts.journals / drill_id
    claim = Flock.take(folder / "claim") if folder.exists() else None
    if folder.exists() and claim is None:
        return False
    try:
        with ScratchConnection(parts.broker, f"steward-drill-{drill_id}", clean=True, stopping=threading.Event()):
            pass  # a clean session in its place: the broker forgets it
        shutil.rmtree(folder, ignore_errors=True)
    except (OSError, Unanswered) as error:
        log.debug("what the drill %s left could not be cleared away yet: %s", drill_id, error)
        return False
    finally:
        if claim is not None:
            claim.release()
    return True
