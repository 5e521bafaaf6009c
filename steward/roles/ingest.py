"""Ingest: for each site its session with the broker, journal, rules and stores, put together here."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.identity import LIVE
from domain.quarantine import Quarantined
from domain.records import Conflict, DeviceCheckpoint, Heartbeat, LeaseLost, Records, RecordsUnavailable
from domain.site import Site
from domain.telemetry import TelemetryStore
from domain.time import utc_now
from domain.transition import Transition
from ingest.committing import Stopped
from ingest.interfaces import Restart
from ingest.service import IngestFailed, Needs, SiteIngest
from ingest.session import SessionSettings, Tls
from operations.response import respond
from operations.restart_digest import digest
from rules import permits
from rules.recollection import Recollection
from rules.versioned_engine import VersionedEngine
from steward.folders import own_folder
from steward.installation import Installation, load_installation
from steward.rules_in_force import RulesInForce
from steward.settings import Settings
from steward.stopping import stop_event
from steward.wiring import open_records, open_telemetry

log = logging.getLogger(__name__)

LEASE_S = 15.0
_RENEW_EVERY_S = 5.0
_LOOK_EVERY_S = 0.5
_CONFLICTS = 20
"""So many times in a row somebody else may be faster."""


def run(settings: Settings) -> int:
    """Until told to stop, or until a site's ingest cannot go on (then 1, and the supervisor starts us again)."""
    stop = stop_event()
    installation = load_installation(settings.file)
    records = open_records(settings, stop)
    if records is None:
        return 0
    telemetry = open_telemetry(settings)
    own_folder(settings.run_dir)
    code = 0
    try:
        shards = [_open_shard(site, installation, records, telemetry, stop) for site in installation.sites.values()]
        running = [shard for shard in shards if shard is not None]
        for shard in running:
            shard.ingest.start()
        log.info("ingest is ready: %s", ", ".join(shard.site.id for shard in running))
        try:
            _keep(running, records, stop)
        except (IngestFailed, LeaseLost) as error:
            log.error("ingest stops: %s", error)
            code = 1
        code = _stop(running) or code
    finally:
        telemetry.close()
        records.close()
    return code


@dataclass(frozen=True)
class Shard:
    """A site that this process owns, at an epoch of its lease."""

    site: Site
    epoch: int
    ingest: SiteIngest
    records: Records
    rules: RulesInForce

    def look_for_rules(self) -> None:
        """Go over to what somebody has put live. What is read and bound here does not hold up the messages."""
        newest = self.rules.newest()
        self.rules.ruleset(newest)
        self.ingest.use_rules(newest)


def commit(records: Records, site: Site, epoch: int, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
    """Alarms, orders, outbox, events, quarantine and the journal offset, in one transaction.

    A person may change the same order at the same moment; then what they did is read anew and ours is done upon it.
    """
    for attempt in range(_CONFLICTS):
        try:
            with records.transaction() as tx:
                respond(tx, transitions, site, utc_now())
                for item in quarantined:
                    tx.quarantine.add(item)
                tx.ingests.advance(site.id, epoch, offset)
        except Conflict:
            if attempt == _CONFLICTS - 1:
                raise
        else:
            return


def _open_shard(site: Site, installation: Installation, records: Records, telemetry: TelemetryStore, stop: threading.Event) -> Shard | None:
    settings = installation.settings
    epoch = _acquire(records, site.id, settings, stop)
    if epoch is None:
        return None
    with records.reading() as tx:
        applied_offset = tx.ingests.offset(site.id)
        checkpoints = tx.ingests.devices(site.id)

    def open_conditions() -> Mapping[str, str]:
        with records.reading() as tx:
            standing = tx.alarms.standing_at(site.id, LIVE)
        return {condition: alarm.episode for condition, alarm in standing.items() if not permits.is_own(alarm.rule)}

    def checkpoint(devices: Sequence[DeviceCheckpoint]) -> None:
        with records.transaction() as tx:
            tx.ingests.save_devices(devices)

    def tell(restart: Restart) -> None:
        with records.transaction() as tx:
            found = [tx.alarms.by_episode(transition.episode) for transition in restart.silent]
            alarms = [alarm for alarm in found if alarm is not None]
            digest(tx, site, blind_from=restart.blind_from, blind_to=restart.blind_to, alarms=alarms, still_true=restart.still_true, now=utc_now())

    rules = RulesInForce(records, site, installation.rules, wait=stop.wait)
    newest = rules.newest()
    engine = VersionedEngine(site, rules.ruleset, newest, started_at=utc_now(), settle_s=settings.ingest.settle_s, history=Recollection(site, telemetry))
    ingest = SiteIngest(
        Needs(
            site=site,
            broker=_broker(settings),
            judge=engine,
            commit=lambda transitions, quarantined, offset: commit(records, site, epoch, transitions, quarantined, offset),
            store=telemetry,
            folder=own_folder(settings.data_dir / "ingest" / site.id),
            feed_path=settings.live_socket(site.id),
            open_conditions=open_conditions,
            checkpoint=checkpoint,
            digest=tell,
            clock=utc_now,
            applied_offset=applied_offset,
            checkpoints=checkpoints,
            publish_from=records,
            settle_s=settings.ingest.settle_s,
            journal_limit_bytes=settings.ingest.journal_limit_mb * 1024 * 1024,
            judge_event=engine.event,
            probe_broker=settings.ingest.probe_broker,
        )
    )
    ingest.use_rules(newest)
    return Shard(site, epoch, ingest, records, rules)


def _acquire(records: Records, site: str, settings: Settings, stop: threading.Event) -> int | None:
    """The epoch at which we own the site; waits while somebody else does. The same data folder is the same owner."""
    owner = f"{socket.gethostname()}:{settings.data_dir}"
    said = False
    while not stop.is_set():
        try:
            with records.transaction() as tx:
                return tx.ingests.acquire(site, owner, utc_now(), LEASE_S)
        except (LeaseLost, RecordsUnavailable) as error:
            if not said:
                log.warning("%s cannot be taken over yet: %s", site, error)
                said = True
            stop.wait(1.0)
    return None


def _keep(shards: Sequence[Shard], records: Records, stop: threading.Event) -> None:
    """Watch over the sites and renew their leases until told to stop. Raises `IngestFailed` or `LeaseLost`."""
    instance = f"{socket.gethostname()}:{os.getpid()}"
    next_renewal = 0.0
    waited = 0.0
    while not stop.wait(_LOOK_EVERY_S):
        waited += _LOOK_EVERY_S
        for shard in shards:
            if shard.ingest.wait(0):
                raise IngestFailed(f"{shard.site.id}: its ingest has ended")
        _look_for_rules(shards)
        if waited < next_renewal:
            continue
        next_renewal = waited + _RENEW_EVERY_S
        try:
            with records.transaction() as tx:
                for shard in shards:
                    tx.ingests.renew(shard.site.id, shard.epoch, utc_now(), LEASE_S)
                tx.housekeeping.beat(Heartbeat("ingest", instance, utc_now(), {"sites": [shard.site.id for shard in shards]}))
        except RecordsUnavailable as error:
            log.warning("the lease cannot be renewed: %s", error)


def _look_for_rules(shards: Sequence[Shard]) -> None:
    try:
        for shard in shards:
            shard.look_for_rules()
    except RecordsUnavailable:
        pass  # the renewal of the lease says so; the rules in force stay in force
    except Stopped:
        pass


def _stop(shards: Sequence[Shard]) -> int:
    code = 0
    for shard in shards:
        shard.ingest.ask_to_stop()
    for shard in shards:
        try:
            shard.ingest.stop()
        except IngestFailed as error:
            log.error("%s", error)
            code = 1
        try:
            with shard.records.transaction() as tx:
                tx.ingests.release(shard.site.id, shard.epoch)
        except (RecordsUnavailable, LeaseLost) as error:
            log.warning("the lease of %s could not be given back: %s", shard.site.id, error)
    return code


def _broker(settings: Settings) -> SessionSettings:
    mqtt = settings.mqtt
    return SessionSettings(
        host=mqtt.host,
        port=mqtt.port,
        username=mqtt.username,
        password=settings.mqtt_password(),
        protocol=5 if mqtt.protocol == "5" else 4,
        receive_maximum=mqtt.receive_maximum,
        tls=None if mqtt.tls_ca is None else Tls(mqtt.tls_ca),
    )
