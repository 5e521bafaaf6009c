"""When Steward itself was blind: nobody of a whole site was heard. A device's silence in such a time is nobody's fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.site import Site
from domain.telemetry import TelemetryStore
from rules.backtest.history import LATE


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was received after `start` and before `end`, both known times."""

    start: datetime
    end: datetime


def gaps(store: TelemetryStore, site: Site, since: datetime, until: datetime, *, longer_than: timedelta) -> tuple[Gap, ...]:
    """The times longer than `longer_than` between `since` and `until` in which nothing of `site` was received, in order.

    Devices are asked one after the other, the talkative first, and each only for the times in which all before it were
    silent: as a rule one device answers for the month. Raises `StoreUnavailable`.
    """
    silent: tuple[Gap, ...] = (Gap(since, until),) if until - since > longer_than else ()
    for witnesses in _few_then_more([device.id for device in sorted(site.devices.values(), key=lambda device: (device.interval_s, device.id))]):
        types = {device: site.devices[device].type.key for device in witnesses}
        silent = tuple(part for gap in silent for part in _without(gap, _received(store, site.id, types, gap), longer_than))
        if not silent:
            break
    return silent


def _few_then_more(devices: list[str]) -> Iterator[list[str]]:
    size = 1
    while devices:
        yield devices[:size]
        devices = devices[size:]
        size *= 2


def _received(store: TelemetryStore, site: str, devices: dict[str, str], gap: Gap) -> Iterator[datetime]:
    for message in store.replay(site, devices, gap.start - LATE, gap.end, keys=()):
        if gap.start < message.received_at < gap.end:
            yield message.received_at


def _without(gap: Gap, heard: Iterable[datetime], longer_than: timedelta) -> Iterator[Gap]:
    """What is left of `gap` when somebody was `heard`."""
    start = gap.start
    for moment in sorted(heard):
        if moment - start > longer_than:
            yield Gap(start, moment)
        start = moment
    if gap.end - start > longer_than:
        yield Gap(start, gap.end)
