"""What a notice is about: the incident, order, alarm or run of a plan that it was begun from; what failed there, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import Alarm
from domain.identity import LIVE
from domain.notice import Notice, NoticeKind
from domain.plan import PlanKind
from domain.plan_run import UNDER_WAY
from domain.records import Transaction
from domain.site import Asset, Site, SpaceKind
from domain.suppression import CauseKind
from domain.text import Text
from domain.work_order import OPEN_STATES, WorkOrder

_OF_TYPE = {
    "lift": NoticeKind.LIFT,
    "domestic_water": NoticeKind.WATER_CUT,
    "power": NoticeKind.POWER_CUT,
    "gas_detector": NoticeKind.GAS,
    "fire_detector": NoticeKind.FIRE,
    "fire_panel": NoticeKind.FIRE,
    "fire_component": NoticeKind.FIRE,
    "sump": NoticeKind.FLOODING,
    "leak": NoticeKind.FLOODING,
    "parking_gate": NoticeKind.ROAD,
}
_OF_CAUSE = {CauseKind.WATER: NoticeKind.WATER_CUT, CauseKind.POWER: NoticeKind.POWER_CUT}
_OF_PLAN = {
    PlanKind.FIRE: NoticeKind.FIRE,
    PlanKind.LIFT_ENTRAPMENT: NoticeKind.LIFT,
    PlanKind.POWER_CUT: NoticeKind.POWER_CUT,
    PlanKind.FLOODING: NoticeKind.FLOODING,
    PlanKind.WATER_CUT: NoticeKind.WATER_CUT,
    PlanKind.BURST_PIPE: NoticeKind.WATER_CUT,
    PlanKind.GAS_LEAK: NoticeKind.GAS,
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What happened: its kind, in words, what failed (ids of assets; the first is where), where if no asset says it, and since when."""

    site: str
    kind: NoticeKind
    cause: Text
    realm: str = LIVE
    assets: tuple[str, ...] = ()
    space: str | None = None
    since: datetime | None = None
    incident_id: str | None = None
    order_id: str | None = None
    alarm_id: str | None = None
    plan_run_id: str | None = None


def of_incident(tx: Transaction, incident_id: str, site: Site) -> Matter:
    """The matter of an incident: its cause's alarm. Raises `KeyError`."""
    incident = tx.incidents.get(incident_id)
    if incident is None:
        raise KeyError(incident_id)
    cause = tx.alarms.get(incident.cause_alarm_id)
    asset = None if cause is None else site.assets.get(cause.asset)
    kind = _OF_CAUSE.get(incident.cause, kind_of(asset))
    words = incident.title if asset is None else _words(asset, site, incident.title)
    assets = () if cause is None else (cause.asset,)
    return Matter(incident.site, kind, words, incident.realm, assets, since=incident.opened_at, incident_id=incident.id)


def of_alarm(tx: Transaction, alarm_id: str, site: Site) -> Matter:
    """The matter of an alarm; of one of an incident, the whole incident. Raises `KeyError`."""
    alarm = tx.alarms.get(alarm_id)
    if alarm is None:
        raise KeyError(alarm_id)
    if alarm.incident_id is not None and tx.incidents.get(alarm.incident_id) is not None:
        return replace(of_incident(tx, alarm.incident_id, site), alarm_id=alarm.id)
    return _of_one(alarm, site)


def of_order(tx: Transaction, order_id: str, site: Site) -> Matter:
    """The matter of a work order: its asset and those of its alarms, else its place. Raises `KeyError`."""
    order = tx.orders.get(order_id)
    if order is None:
        raise KeyError(order_id)
    alarms = [alarm for alarm_id in order.alarm_ids if (alarm := tx.alarms.get(alarm_id)) is not None]
    assets = tuple(dict.fromkeys(each for each in (order.asset, *(alarm.asset for alarm in alarms)) if each is not None))
    asset = site.assets.get(assets[0]) if assets else None
    words = order.title if asset is None else _words(asset, site, order.title)
    since = min((alarm.occurred_at for alarm in alarms), default=order.opened_at)
    return Matter(order.site, kind_of(asset), words, order.realm, assets, order.space, since, order.incident_id, order.id)


def of_run(tx: Transaction, run_id: str, site: Site) -> Matter:
    """The matter of an emergency plan that was run. Raises `KeyError`."""
    run = tx.plan_runs.get(run_id)
    if run is None:
        raise KeyError(run_id)
    asset = None if run.asset is None else site.assets.get(run.asset)
    kind = _OF_PLAN.get(run.kind, kind_of(asset))
    words = run.reason if asset is None else _words(asset, site, run.reason)
    assets = () if run.asset is None else (run.asset,)
    return Matter(run.site, kind, words, run.realm, assets, run.space, run.begun_at, run.incident_id, run.order_id, plan_run_id=run.id)


def kind_of(asset: Asset | None) -> NoticeKind:
    """What a notice about this equipment is usually about."""
    return NoticeKind.OTHER if asset is None else _OF_TYPE.get(asset.type.key, NoticeKind.OTHER)


def is_over(tx: Transaction, notice: Notice) -> bool:
    """Whether all that it belongs to is over: the incident ended, the order is closed, the plan stood down; for want of these, the alarm ended.

    What retention has forgotten is over. A notice that belongs to nothing never is.
    """
    if notice.plan_run_id is not None and (run := tx.plan_runs.get(notice.plan_run_id)) is not None and run.state in UNDER_WAY:
        return False
    if notice.order_id is not None:
        return not _open(tx, notice.order_id)
    if notice.incident_id is not None:
        incident = tx.incidents.get(notice.incident_id)
        return incident is None or incident.ended_at is not None
    if notice.alarm_id is not None:
        alarm = tx.alarms.get(notice.alarm_id)
        return alarm is None or alarm.ended_at is not None
    return notice.plan_run_id is not None


def _open(tx: Transaction, order_id: str) -> bool:
    """Whether the order, or the one that goes on for it, is open."""
    seen: set[str] = set()
    order: WorkOrder | None = tx.orders.get(order_id)
    while order is not None and order.merged_into is not None and order.id not in seen:
        seen.add(order.id)
        order = tx.orders.get(order.merged_into)
    return order is not None and order.state in OPEN_STATES


def _of_one(alarm: Alarm, site: Site) -> Matter:
    asset = site.assets.get(alarm.asset)
    words = alarm.message if asset is None else _words(asset, site, alarm.message)
    return Matter(alarm.site, kind_of(asset), words, alarm.realm, (alarm.asset,), since=alarm.occurred_at, order_id=alarm.work_order_id, alarm_id=alarm.id)


def _words(asset: Asset, site: Site, fallback: Text) -> Text:
    """What failed as residents know it: its building and its name, never the words of an alarm, which are for the staff."""
    if kind_of(asset) is NoticeKind.OTHER:
        return fallback
    building = next((space.name for space in site.space_path(asset.space) if space.kind is SpaceKind.BUILDING), None)
    if building is None:
        return Text(f"{asset.name.zh}故障", f"a fault of {asset.name.en}")
    within = Text("", "") if building.zh in asset.name.zh else Text(building.zh, f" ({building.en})")
    return Text(f"{within.zh}{asset.name.zh}故障", f"a fault of {asset.name.en}{within.en}")
