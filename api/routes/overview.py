"""The duty room's first answer: what is wrong, who is on it, what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter

from api.alarms import alarm_out
from api.asked import SiteAsked
from api.ingest_health import BROKER_CONNECTED, DRAINED, number, said, truth
from api.loads import places, site_load
from api.orders import order_out
from api.presence import Presence, presence
from api.schemas.overview import FloodNow, IngestState, OrderStateCount, Overview, SeverityLoad, StateCount, SystemLoad
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from domain.alarm import ACTIVE_STATES, Alarm, AlarmState
from domain.page import Page
from domain.records import OrderFilter, Transaction
from domain.severity import Severity
from domain.time import rfc3339
from domain.work_order import OPEN_STATES, OrderState, WorkOrder
from operations.figures.flood import Flood, flood_at
from operations.figures.long_standing import longest_standing

router = APIRouter(prefix="/overview", tags=["overview"])

_SHOWN = 50
_ABNORMAL = tuple(state for state in AlarmState if state is not AlarmState.NORMAL)
_HIDDEN = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})
_WAITING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED})


@router.get("")
def overview(parts: Parts, rights: SignedIn, site: SiteAsked = None) -> Overview:
    """What is wrong, who is on it, what is late."""
    sites = rights.sites(site, parts.sites)
    now = parts.clock()
    with parts.records.reading() as tx:
        open_at = {each: tx.alarms.open_at(each) for each in sites}
        by_site = [site_load(tx, parts.sites[each], open_at[each]) for each in sites]
        states = tx.orders.counts(OrderFilter(sites=sites, states=OPEN_STATES))
        late, late_total = _orders(tx, OrderFilter(sites=sites, states=OPEN_STATES, overdue=True))
        unaccepted, unaccepted_total = _orders(tx, OrderFilter(sites=sites, states=frozenset({OrderState.DISPATCHED})))
        ingest = [_ingest(parts, each, presence(parts, tx, each)) for each in sites]
        floods = {each: flood_at(tx, parts.sites[each], now) for each in sites}
    alarms = [alarm for each in sites for alarm in open_at[each]]
    active = sorted((alarm for alarm in alarms if alarm.state in ACTIVE_STATES), key=_urgency)
    by_state = Counter(alarm.state for alarm in alarms)
    return Overview(
        at=rfc3339(now),
        sites=list(sites),
        by_severity=[_load(severity, [alarm for alarm in alarms if alarm.severity is severity]) for severity in Severity],
        by_state=[StateCount(state=state, count=by_state[state]) for state in _ABNORMAL],
        by_system=_systems(parts, active),
        alarms=[alarm_out(alarm) for alarm in active[:_SHOWN]],
        orders_by_state=[OrderStateCount(state=state, count=states.get(state, 0)) for state in OrderState if state in OPEN_STATES],
        late=[order_out(order) for order in late],
        late_total=late_total,
        unaccepted=[order_out(order) for order in unaccepted],
        unaccepted_total=unaccepted_total,
        ingest=ingest,
        flood={each: _flood(flood) for each, flood in floods.items()},
        by_place=[place for each in sites for place in places(parts.sites[each], open_at[each])],
        by_site=by_site,
        long_standing=sum(alarm.raised_at <= now - longest_standing(parts.sites[alarm.site]) for alarm in active),
    )


def _flood(flood: Flood | None) -> FloodNow | None:
    if flood is None:
        return None
    return FloodNow(since=rfc3339(flood.since), alarms=flood.alarms, operators=flood.operators, window_s=flood.window.total_seconds())


def _urgency(alarm: Alarm) -> tuple[int, float]:
    return alarm.severity.rank, -alarm.raised_at.timestamp()


def _orders(tx: Transaction, where: OrderFilter) -> tuple[Sequence[WorkOrder], int]:
    page: Page[WorkOrder] = tx.orders.list(where, limit=_SHOWN)
    total = len(page.items) if page.next_cursor is None else sum(tx.orders.counts(where).values())
    return page.items, total


def _load(severity: Severity, alarms: Sequence[Alarm]) -> SeverityLoad:
    states = [alarm.state for alarm in alarms]
    return SeverityLoad(
        severity=severity,
        active=sum(state in ACTIVE_STATES for state in states),
        unacknowledged=sum(state in _WAITING for state in states),
        hidden=sum(state in _HIDDEN for state in states),
    )


def _systems(parts: Services, active: Sequence[Alarm]) -> list[SystemLoad]:
    """Every system that the sites have, also the quiet ones; `active` is sorted by urgency."""
    worst: dict[str, Severity | None] = {}
    for site in parts.sites.values():
        worst.update(dict.fromkeys((asset.type.system for asset in site.assets.values()), None))
    count: Counter[str] = Counter()
    for alarm in active:
        asset = parts.sites[alarm.site].assets.get(alarm.asset) if alarm.site in parts.sites else None
        system = "" if asset is None else asset.type.system
        count[system] += 1
        worst[system] = worst.get(system) or alarm.severity
    return [SystemLoad(system=system, active=count[system], worst=severity) for system, severity in sorted(worst.items())]


def _ingest(parts: Services, site: str, devices: Presence) -> IngestState:
    live = parts.live.site(site)
    here = parts.sites[site].devices.values()
    newest: datetime | None = max((seen for device in here if (seen := devices.of(device).last_seen) is not None), default=None)
    return IngestState(
        site=site,
        connected=live.connected,
        broker_connected=truth(live, BROKER_CONNECTED),
        drained=truth(live, DRAINED),
        backlog=number(live, "waiting"),
        lag_s=number(live, "telemetry_lag_seconds"),
        judging_lag_s=number(live, "judging_lag_seconds"),
        warning=said(live, "broker_warning") or said(live, "disk_warning") or said(live, "last_error"),
        data_age_s=None if newest is None else max(0.0, round((devices.now - newest).total_seconds(), 3)),
        devices=len(here),
        devices_silent=sum(devices.silent(device) for device in here),
    )
