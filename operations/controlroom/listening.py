"""Panels that ask whether anybody is there (查岗): what they say lies in the telemetry store, and becomes a call of the room.

A panel passes on the question of a centre of remote monitoring (GB 26875), which gets its answer at the panel itself. So
the page asks at the same moment, with its own limit (`operations.controlroom.calls`), and an answer at the panel counts there.
Nothing is asked of what was heard too late to be answered: the rule ``fire_panel.guard_check`` tells of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.control_room import InspectionCall
from domain.identity import stable_id
from domain.records import Records, Transaction
from domain.site import Site
from domain.telemetry import TelemetryMessage
from domain.time import rfc3339
from operations.controlroom import calls
from operations.controlroom.operators import required
from operations.controlroom.panels import panels_of
from operations.deciding import Due, decide

ASKED, ANSWERED = "fire.guard_check", "fire.guard_answered"
LOOKS_BACK = timedelta(minutes=15)
"""So long what a panel said is looked at again: it may be stored late, and deciding it once more changes nothing."""
_AHEAD = timedelta(minutes=5)
"""So far a panel's clock may be ahead of ours."""


class Events(Protocol):
    """What this needs of a `domain.telemetry.TelemetryStore`."""

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        """Device events with ``start <= ts < end``, oldest first. Raises `StoreUnavailable`."""


@dataclass(frozen=True, slots=True)
class _Said:
    """`panel` (an asset) asked, or was answered, at `at`."""

    panel: str
    name: str
    at: datetime
    id: str


def listen(records: Records, telemetry: Events, sites: Mapping[str, Site], now: datetime) -> int:
    """Make calls of what panels have asked, and answer those that were answered at the panel; returns how many decisions were made.

    Raises `RecordsUnavailable` and `StoreUnavailable`.
    """
    made = 0
    for site in (each for each in sites.values() if required(each) > 0):
        said = sorted(_said(telemetry, site, now), key=lambda each: (each.at, each.name == ANSWERED, each.id))
        if _any_changes(records, site, said, now):
            # All of them: an answer may be to a question that is not written down yet.
            made += decide(records, [Due(_decision(each), each.id, site) for each in said], now)
    return made


def _said(telemetry: Events, site: Site, now: datetime) -> Iterator[_Said]:
    for panel in panels_of(site):
        for device_id in panel.devices:
            device = site.devices[device_id]
            for message in telemetry.events(site.id, device.id, device.type.key, now - LOOKS_BACK, now + _AHEAD):
                if message.event in {ASKED, ANSWERED} and site.asset_of_event(device, message.event) == panel.id:
                    at = min(message.occurred_at, message.received_at)
                    yield _Said(panel.id, message.event, at, stable_id("panel-call", site.id, panel.id, message.id or rfc3339(message.occurred_at)))


def _any_changes(records: Records, site: Site, said: Sequence[_Said], now: datetime) -> bool:
    if not said:
        return False
    with records.reading() as tx:
        return any(_changes(tx, site, each, now) for each in said)


def _changes(tx: Transaction, site: Site, said: _Said, now: datetime) -> bool:
    if said.name == ANSWERED:
        return _answered_by_it(tx, site, said) is not None
    answerable = now < said.at + calls.answer_within(site)
    return answerable and tx.control_rooms.call(said.id) is None and not _is_carried(tx, site, said)


def _decision(said: _Said) -> calls.Decision:
    def hear(tx: Transaction, _id: str, site: Site, now: datetime) -> int:
        if not _changes(tx, site, said, now):
            return 0
        if said.name == ASKED:
            calls.ask(tx, site, by=said.panel, at=said.at, source=said.panel, id_=said.id, now=now)
        elif (call := _answered_by_it(tx, site, said)) is not None:
            calls.answer_at_panel(tx, call, site, at=said.at, now=now)
        return 1

    return hear


def _around(tx: Transaction, site: Site, said: _Said) -> Sequence[InspectionCall]:
    return tx.control_rooms.calls(site.id, said.at - LOOKS_BACK, said.at + timedelta(microseconds=1))


def _is_carried(tx: Transaction, site: Site, said: _Said) -> bool:
    """Whether another question was waiting when this one came: its answer answers both."""
    return any((each.answered_at or each.missed_at or each.answer_by) > said.at for each in _around(tx, site, said))


def _answered_by_it(tx: Transaction, site: Site, said: _Said) -> InspectionCall | None:
    """The newest call of this panel that nobody has answered."""
    own = [each for each in _around(tx, site, said) if each.source == said.panel]
    return next((each for each in reversed(own) if each.answered_at is None), None)
