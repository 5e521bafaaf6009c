"""Taking equipment out of service (停用): its alarms are hidden, visibly, for a reason and a limited time.

It hides critical and latched alarms too, a fire detector's among them: that is what taking out of service is for, and
why it needs a person, a reason and an end. It never hides what counts as fire already. Isolating a fire component (屏蔽)
is another matter, done and seen at the panel; work that needs watching has a permit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm, AlarmEvent, HiddenBy, Hiding
from domain.contract import out_of_service_json
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE, new_id
from domain.people import Department
from domain.problem import Refusal
from domain.records import Records, Transaction
from domain.scope import Scope
from domain.site import Site
from domain.suppression import OutOfService
from operations import fire_verification
from operations.alarm_steps import show
from operations.deciding import Due, decide
from rules.alarms.hiding import hide, is_confirmed_fire
from rules.alarms.record import SYSTEM, tell
from rules.permits.own_alarms import is_own

LONGEST = timedelta(days=30)

_TIME_IS_UP = "到期自动恢复使用 / time is up"
_PUT_BACK = "恢复使用 / put back into service"


def take(tx: Transaction, *, site: Site, scope: Scope, reason: str, until: datetime, by: str, at: datetime, spares: tuple[str, ...] = ()) -> OutOfService:
    """`by` takes what `scope` means out of service from `at` until `until`, 30 days at most, but for alarms of the rules that it `spares`.

    Its active alarms are hidden at once and keep the orders that they have; new ones open none. Raises `Refusal`.
    """
    _check(site, scope, reason, until, at)
    entry = OutOfService(new_id(), site.id, scope, reason.strip(), by, at, until, spares=spares)
    tx.out_of_service.add(entry)
    hidden = [_hide(tx, alarm, entry) for alarm in tx.alarms.open_at(site.id) if _hides(tx, alarm, entry, site)]
    _tell(tx, entry, AlarmEvent.OUT_OF_SERVICE, hidden, by, at)
    return entry


def put_back(tx: Transaction, id_: str, *, site: Site, by: str, at: datetime) -> OutOfService:
    """`by` puts it back into service: what it hid is shown again, with orders. Doing it again is no error.

    Raises `KeyError` (there is none with this id at the site) and `Conflict`.
    """
    entry = tx.out_of_service.get(id_)
    if entry is None or entry.site != site.id:
        raise KeyError(id_)
    return entry if entry.ended_at is not None else _end(tx, entry, site, by, at, _PUT_BACK)


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Put back what was taken out of service until `now`; returns how many. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_expire, entry.id, sites[entry.site]) for entry in tx.out_of_service.due_before(now) if entry.site in sites]
    return decide(records, due, now)


def _expire(tx: Transaction, id_: str, site: Site, now: datetime) -> int:
    entry = tx.out_of_service.get(id_)
    if entry is None or entry.ended_at is not None or entry.until > now:
        return 0
    _end(tx, entry, site, SYSTEM, now, _TIME_IS_UP)
    return 1


def _end(tx: Transaction, entry: OutOfService, site: Site, by: str, at: datetime, note: str) -> OutOfService:
    ended = tx.out_of_service.save(replace(entry, ended_at=at, ended_by=by))
    shown = [show(tx, alarm, site=site, at=at, by=by, note=note, event=AlarmEvent.IN_SERVICE) for alarm in tx.alarms.hidden_at(site.id, entry.id)]
    for alarm in shown:
        fire_verification.on_shown(tx, alarm, site, at)
    _tell(tx, ended, AlarmEvent.IN_SERVICE, shown, by, at)
    return ended


def _hides(tx: Transaction, alarm: Alarm, entry: OutOfService, site: Site) -> bool:
    """Whether `entry` hides an open alarm. What is out of service already stays so if that lasts longer.

    That a permit ran over is about the work, not about the equipment.
    """
    longer = alarm.hidden_by is not None and alarm.hidden_by.kind is Hiding.OUT_OF_SERVICE and (alarm.hidden_by.until or entry.until) >= entry.until
    return (
        not longer
        and not is_own(alarm.rule)
        and entry.may_hide(alarm.rule)
        and entry.scope.covers(site, alarm.asset, alarm.point)
        and not is_confirmed_fire(tx, alarm)
    )


def _hide(tx: Transaction, alarm: Alarm, entry: OutOfService) -> Alarm:
    hidden = hide(tx, alarm, HiddenBy(Hiding.OUT_OF_SERVICE, entry.reason, entry.id, entry.until), at=entry.at, by=entry.by)
    tell(tx, hidden, AlarmEvent.OUT_OF_SERVICE, at=entry.at, actor=entry.by)
    return hidden


def _check(site: Site, scope: Scope, reason: str, until: datetime, at: datetime) -> None:
    if scope.empty:
        raise Refusal("请选择要停用的设备或范围", "nothing is meant: name points, assets, spaces, loops or device types")
    if unknown := sorted(_unknown(site, scope)):
        names = ", ".join(unknown)
        raise Refusal(f"本项目没有：{names}，请从列表中选择", f"the site {site.id} does not have {names}: choose from its lists")
    if not scope.points and not any(scope.assets_at(site)):
        raise Refusal("该范围内没有设备，请重新选择", "there is no equipment in this scope: choose another")
    if not reason.strip():
        raise Refusal("请填写停用原因", "taking out of service needs a reason: say why")
    if until <= at:
        raise Refusal("停用截止时间已过，请选择将来的时间", "`until` has passed: choose a time in the future")
    if until - at > LONGEST:
        raise Refusal(
            f"停用最长 {LONGEST.days} 天，请选择更早的截止时间", f"equipment can be out of service for {LONGEST.days} days at most: choose an earlier `until`"
        )


def _unknown(site: Site, scope: Scope) -> Iterable[str]:
    """What `scope` names and the site does not have."""
    yield from set(scope.points) - set(site.points)
    yield from set(scope.assets) - set(site.assets)
    yield from set(scope.spaces) - set(site.spaces)
    yield from set(scope.device_types) - {asset.type.key for asset in site.assets.values()}
    yield from set(scope.loops) - {asset.attributes.get("loop", "") for asset in site.assets.values()}


def _tell(tx: Transaction, entry: OutOfService, event: AlarmEvent, alarms: Sequence[Alarm], by: str, at: datetime) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=entry.site,
            asset=None,
            type=EventType.SYSTEM,
            transition=event.value,
            subject_id=entry.id,
            departments=frozenset(Department),
            body={**out_of_service_json(entry), "alarm_ids": [alarm.id for alarm in alarms]},
            actor=by,
        )
    )
