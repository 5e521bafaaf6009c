"""A site's ingest with its rules, records and stores, put together for the process that owns the site."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.identity import LIVE
from domain.records import DeviceCheckpoint, Records
from domain.site import Site
from domain.telemetry import TelemetryStore
from domain.time import Clock
from ingest.confirmed_session import Confirm
from ingest.home_assistant.entities import HomeAssistant
from ingest.interfaces import Restart
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings, Tls
from operations.restart_digest import digest
from rules import permits
from rules.recollection import Recollection
from rules.versioned_engine import VersionedEngine
from steward.installation import Installation
from steward.rules_in_force import RulesInForce
from steward.settings import Settings
from steward.shards.committing import commit
from steward.shards.owned_records import OwnedRecords


@dataclass(frozen=True)
class Deed:
    """What the owner of a site has: the epoch of its lease, its folder, and what the records know of the last owner's work."""

    site: Site
    epoch: int
    folder: Path
    applied_offset: int
    checkpoints: Sequence[DeviceCheckpoint]
    confirm: Confirm
    stopping: threading.Event


@dataclass(frozen=True)
class OpenSite:
    """A site's ingest, ready to be started, and the rules that it judges by."""

    ingest: SiteIngest
    rules: RulesInForce

    def look_for_rules(self) -> None:
        """Go over to what somebody has put live. What is read and bound here does not hold up the messages."""
        newest = self.rules.newest()
        self.rules.ruleset(newest)
        self.ingest.use_rules(newest)


@dataclass(frozen=True)
class Opening:
    """What all sites of a process share."""

    installation: Installation
    records: Records
    telemetry: TelemetryStore
    clock: Clock

    def open(self, deed: Deed) -> OpenSite:
        """Put a site's ingest together. Waits for the records as long as it takes; raises `Stopped` or `LeaseLost`."""
        site, settings, clock = deed.site, self.installation.settings, self.clock
        records = OwnedRecords(self.records, site.id, deed.epoch)

        def open_conditions() -> Mapping[str, str]:
            with records.reading() as tx:
                standing = tx.alarms.standing_at(site.id, LIVE)
            return {condition: alarm.episode for condition, alarm in standing.items() if not permits.is_own(alarm.rule)}

        def checkpoint(devices: Sequence[DeviceCheckpoint]) -> None:
            with records.transaction() as tx:
                tx.ingests.save_devices(devices)

        def recorded_offset() -> int:
            with records.reading() as tx:
                return tx.ingests.offset(site.id)

        def tell(restart: Restart) -> None:
            with records.transaction() as tx:
                found = [tx.alarms.by_episode(transition.episode) for transition in restart.silent]
                alarms = [alarm for alarm in found if alarm is not None]
                digest(tx, site, blind_from=restart.blind_from, blind_to=restart.blind_to, alarms=alarms, still_true=restart.still_true, now=clock())

        rules = RulesInForce(records, site, self.installation.rules, wait=deed.stopping.wait)
        newest = rules.newest()
        engine = VersionedEngine(site, rules.ruleset, newest, started_at=clock(), settle_s=settings.ingest.settle_s, history=Recollection(site, self.telemetry))
        ingest = SiteIngest(
            Needs(
                site=site,
                broker=broker_of(settings),
                judge=engine,
                commit=lambda transitions, quarantined, offset: commit(self.records, site, deed.epoch, transitions, quarantined, offset, clock=clock),
                store=self.telemetry,
                folder=deed.folder,
                feed_path=settings.live_socket(site.id),
                open_conditions=open_conditions,
                checkpoint=checkpoint,
                digest=tell,
                clock=clock,
                applied_offset=deed.applied_offset,
                checkpoints=deed.checkpoints,
                publish_from=records,
                home_assistant=_home_assistant(settings),
                settle_s=settings.ingest.settle_s,
                journal_limit_bytes=settings.ingest.journal_limit_mb * 1024 * 1024,
                judge_event=engine.event,
                probe_broker=settings.ingest.probe_broker,
                confirm=deed.confirm,
                recorded_offset=recorded_offset,
            )
        )
        ingest.use_rules(newest)
        return OpenSite(ingest, rules)


def broker_of(settings: Settings) -> SessionSettings:
    """How ingest speaks with the broker."""
    mqtt = settings.mqtt
    return SessionSettings(
        host=mqtt.host,
        port=mqtt.port,
        username=mqtt.username,
        password=settings.mqtt_password(),
        protocol=5 if mqtt.protocol == "5" else 4,
        client=mqtt.session,
        receive_maximum=mqtt.receive_maximum,
        tls=None if mqtt.tls_ca is None else Tls(mqtt.tls_ca),
    )


def _home_assistant(settings: Settings) -> HomeAssistant | None:
    wanted = settings.mqtt.home_assistant
    return HomeAssistant(wanted.prefix, wanted.language, settings.server.public_url) if wanted.enabled else None
