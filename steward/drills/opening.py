"""The ingest of one drill: the same parts as a site's, with a root, a realm, a journal and a lease of its own.

What is left out is what would tell somebody outside: nothing goes out on ``_out`` or to Home Assistant, no digest after a
restart, no checkpoint of a real device, no windows filled from real history, no quarantine.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.drill import Drill
from domain.quarantine import Quarantined
from domain.records import Conflict, Records, RecordsUnavailable
from domain.site import Site
from domain.sparing import Sparing
from domain.telemetry import TelemetryStore
from domain.time import Clock
from domain.transition import Transition
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings
from operations.drills.area import drill_site
from operations.response import respond
from rules import permits
from rules.versioned_engine import VersionedEngine
from steward.installation import Installation
from steward.rules_in_force import RulesInForce
from steward.shards.opening import OpenSite, broker_of
from steward.shards.owned_records import OwnedRecords

log = logging.getLogger(__name__)

_CONFLICTS = 20
"""So many times in a row somebody else may be faster."""
SESSION_S = 900
"""So long the broker keeps what virtual devices said while the drill's ingest is away; then the drill is as good as over."""


@dataclass(frozen=True)
class DrillIngest:
    """What all drills of a process share."""

    installation: Installation
    records: Records
    telemetry: TelemetryStore
    clock: Clock

    def open(self, drill: Drill, site: Site, epoch: int, offset: int, folder: Path, stopping: threading.Event) -> OpenSite:
        """Put the ingest of `drill` at `site` together, for the owner of its lease. May raise `RecordsUnavailable` or `LeaseLost`."""
        settings, clock = self.installation.settings, self.clock
        played = drill_site(site, drill)
        owned = OwnedRecords(self.records, drill.id, epoch)
        committing = DrillCommitting(self.records, site, drill.id, epoch, clock)

        def open_conditions() -> Mapping[str, str]:
            with owned.reading() as tx:
                standing = tx.alarms.standing_at(site.id, drill.id)
            return {condition: alarm.episode for condition, alarm in standing.items() if not permits.is_own(alarm.rule)}

        def recorded_offset() -> int:
            with owned.reading() as tx:
                return tx.ingests.offset(drill.id)

        def confirm() -> bool:
            # While the records cannot be asked nothing can be committed either: the lease decides then.
            with contextlib.suppress(RecordsUnavailable), owned.reading():
                pass
            return True

        rules = RulesInForce(self.records, played, self.installation.rules, wait=stopping.wait)
        newest = rules.newest()
        engine = VersionedEngine(played, rules.ruleset, newest, started_at=clock(), settle_s=0.0, realm=drill.id)
        ingest = SiteIngest(
            Needs(
                site=played,
                broker=drill_broker(self.installation),
                judge=engine,
                commit=committing,
                store=self.telemetry,
                folder=folder,
                feed_path=settings.drill_socket(site.id),
                open_conditions=open_conditions,
                checkpoint=lambda _devices: None,
                digest=lambda _restart: None,
                clock=clock,
                applied_offset=offset,
                settle_s=0.0,
                journal_limit_bytes=settings.ingest.journal_limit_mb * 1024 * 1024,
                judge_event=engine.event,
                probe_broker=False,
                confirm=confirm,
                recorded_offset=recorded_offset,
            )
        )
        ingest.use_rules(newest)
        return OpenSite(ingest, rules)


class DrillCommitting:
    """What follows from readings of a drill, into the records, in its realm: all in one transaction, while its lease holds."""

    def __init__(self, records: Records, site: Site, realm: str, epoch: int, clock: Clock) -> None:
        self._records = records
        self._site = site
        self._realm = realm
        self._epoch = epoch
        self._clock = clock
        self._sparing = Sparing(log)

    def __call__(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
        """`site` is the whole one: places and posts are as they are. Raises `LeaseLost` when the drill is over."""
        if any(transition.realm != self._realm for transition in transitions):
            raise ValueError("a drill may say nothing outside of its own realm")
        for item in quarantined:
            # Virtual devices may speak wrongly on purpose; what is live must not be counted wrong for it.
            self._sparing.say(logging.WARNING, "%s: a virtual device's message could not be read: %s %s", self._site.id, item.reason.value, item.detail)
        for attempt in range(_CONFLICTS):
            try:
                with self._records.transaction() as tx:
                    respond(tx, transitions, self._site, self._clock())
                    tx.ingests.advance(self._realm, self._epoch, offset)
            except Conflict:
                if attempt == _CONFLICTS - 1:
                    raise
            else:
                return


def drill_broker(installation: Installation) -> SessionSettings:
    """How drills speak with the broker: as the user that nobody else is."""
    settings = installation.settings
    return replace(broker_of(settings), username=settings.mqtt.drill_username, password=settings.drill_mqtt_password(), session_expiry_s=SESSION_S)
