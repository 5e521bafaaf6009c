"""What shows that somebody was there and that it works again: what is missing before an order is verified.

Photos and tags lie in the records. Readings and doors lie in the telemetry store, which is asked before a transaction
begins (`look`): nothing waits on it while one is open. What cannot be shown where the work is (nothing hangs at the asset
that could be scanned, no door says anything) is not asked for there: an order must not wait for it for ever.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.attachment import AttachmentKind
from domain.reading import PointKind, Quality
from domain.records import Transaction
from domain.site import Point, Site
from domain.telemetry import Sample, Series, StoreUnavailable
from domain.work_order import Evidence, OrderEvent, OrderState, WorkOrder
from operations.workorders import doors

log = logging.getLogger(__name__)

_SILENCE = ".online"
"""The point of an alarm that says that a device is silent: nobody measures it."""

IN_TELEMETRY = frozenset({Evidence.READING, Evidence.DOOR_EVENT})


@dataclass(frozen=True, slots=True)
class Findings:
    """What the telemetry store said. `readings` are the newest of each point that has any; `doors`: they show what is asked of them.

    `asked` is false where nobody asked it (then only the records are judged), `away` true when it did not answer.
    """

    readings: Mapping[str, Sample] = field(default_factory=dict)
    doors: bool = False
    asked: bool = True
    away: bool = False


UNASKED = Findings(asked=False)


Look = Callable[[Site, WorkOrder, Sequence[Point], datetime], Findings]
"""Asks for an order of a site, the points of its alarms, and the time."""


def nobody_looks(_site: Site, _order: WorkOrder, _points: Sequence[Point], _now: datetime) -> Findings:
    """A `Look` where there is no telemetry store."""
    return UNASKED


def looking(telemetry: doors.DoorReadings) -> Look:
    """A `Look` into `telemetry`. A store that does not answer is `Findings.away`."""

    def look(site: Site, order: WorkOrder, points: Sequence[Point], now: datetime) -> Findings:
        series = {_series(site, point, order.realm): point.id for point in points}
        try:
            newest = telemetry.latest(list(series)) if series else {}
            by_doors = Evidence.DOOR_EVENT in order.evidence and doors.shown(telemetry, site, order, points, now)
        except StoreUnavailable as error:
            log.warning("what verifies the order %s cannot be asked: %s", order.number, error)
            return Findings(away=True)
        return Findings({series[each]: sample for each, sample in newest.items()}, doors=by_doors)

    return look


def points_of(tx: Transaction, order: WorkOrder, site: Site) -> Sequence[Point]:
    """The points whose alarms `order` answers for, as far as the site has them and somebody measures them."""
    alarms = (tx.alarms.get(alarm_id) for alarm_id in order.alarm_ids)
    ids = dict.fromkeys(alarm.point for alarm in alarms if alarm is not None and alarm.point is not None and not alarm.point.endswith(_SILENCE))
    return [site.points[each] for each in ids if each in site.points]


def missing(tx: Transaction, order: WorkOrder, site: Site, findings: Findings) -> tuple[Evidence, ...]:
    """What `order` asks for, can be shown where it is, and nobody has shown."""
    return tuple(each for each in order.evidence if _can_be_shown(tx, order, site, each) and not _SHOWN[each](tx, order, site, findings))


def without_good_reading(tx: Transaction, order: WorkOrder, site: Site, findings: Findings, now: datetime) -> Sequence[Point]:
    """The points of its alarms of which nothing good is known now: bad, null, or a number that is too old. None, where nobody asked."""
    if not findings.asked or findings.away:
        return ()
    return [point for point in points_of(tx, order, site) if not _is_good(findings.readings.get(point.id)) or _is_old(point, site, findings, now)]


def is_silent(tx: Transaction, order: WorkOrder, site: Site) -> bool:
    """Whether a device that serves an asset of the alarms of `order` is silent, and an alarm says so."""
    alarms = (tx.alarms.get(alarm_id) for alarm_id in order.alarm_ids)
    assets = {alarm.asset for alarm in alarms if alarm is not None}
    devices = [site.devices[device] for each in assets & site.assets.keys() for device in site.assets[each].devices if device in site.devices]
    spoken_for = assets | {device.assets[0] for device in devices}
    standing = tx.alarms.open_at(site.id, order.realm)
    return any(alarm.condition and alarm.point is not None and alarm.point.endswith(_SILENCE) and alarm.asset in spoken_for for alarm in standing)


def _photo(tx: Transaction, order: WorkOrder, _site: Site, _findings: Findings) -> bool:
    since = _since(tx, order)
    files = (file for each in (order, *tx.orders.merged_into(order.id)) for file in tx.orders.attachments(each.id))
    return any(file.kind is AttachmentKind.FILE and file.content_type.startswith("image/") and file.added_at >= since for file in files)


def _reading(tx: Transaction, order: WorkOrder, site: Site, findings: Findings) -> bool:
    done = order.completed_at
    if done is None or not findings.asked or findings.away:
        return False
    samples = [findings.readings.get(point.id) for point in points_of(tx, order, site)]
    return all(sample is not None and _is_good(sample) and sample.ts >= done for sample in samples)


def _door_event(_tx: Transaction, _order: WorkOrder, _site: Site, findings: Findings) -> bool:
    return findings.doors


def _tag(_tx: Transaction, order: WorkOrder, _site: Site, _findings: Findings) -> bool:
    return Evidence.TAG in order.shown


def _can_be_shown(tx: Transaction, order: WorkOrder, site: Site, evidence: Evidence) -> bool:
    if evidence is Evidence.DOOR_EVENT:
        return doors.have_any(site, order, points_of(tx, order, site))
    if evidence is Evidence.TAG:
        asset = None if order.asset is None else site.assets.get(order.asset)
        return asset is not None and (bool(asset.attributes.get("tag")) or tx.requests.has_qr(site.id, asset.id))
    return True


_SHOWN: dict[Evidence, Callable[[Transaction, WorkOrder, Site, Findings], bool]] = {
    Evidence.PHOTO: _photo,
    Evidence.READING: _reading,
    Evidence.DOOR_EVENT: _door_event,
    Evidence.TAG: _tag,
}


def _since(tx: Transaction, order: WorkOrder) -> datetime:
    """From when on a photo shows this work: since it was first dispatched, or last reopened."""
    timeline = tx.orders.timeline(order.id)
    reopened = [entry.occurred_at for entry in timeline if entry.event is OrderEvent.REOPENED]
    dispatched = [entry.occurred_at for entry in timeline if entry.state is OrderState.DISPATCHED]
    return max([*dispatched[:1], *reopened[-1:]], default=order.opened_at)


def _is_good(sample: Sample | None) -> bool:
    return sample is not None and sample.quality is Quality.GOOD and sample.value is not None


def _is_old(point: Point, site: Site, findings: Findings, now: datetime) -> bool:
    """Numbers are said again at every interval; words only when they change."""
    if point.type.kind is not PointKind.ANALOG or point.device not in site.devices:
        return False
    return now - findings.readings[point.id].ts > timedelta(seconds=site.devices[point.device].stale_after_s)


def _series(site: Site, point: Point, realm: str) -> Series:
    return Series(site.id, point.device, site.devices[point.device].type.key, point.raw_key, realm)
