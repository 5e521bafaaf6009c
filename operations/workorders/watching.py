"""Verified by telemetry: an alarm's order closes by itself once its alarms have stayed normal for long enough.

While the watch runs nothing has to happen. When it is over, all its alarms are normal, nothing is silent and the evidence
is there, Steward verifies it; else it says what it waits for and looks again, less and less often. What is unknown is
never taken for normal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.problem import Refusal
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import EVIDENCE_NAMES, Appointment, OrderEvent, OrderState, WorkOrder, next_state
from operations.deciding import Due, decide
from operations.workorders import closing
from operations.workorders.evidence import Findings, Look, is_silent, missing, nobody_looks, points_of, without_good_reading
from operations.workorders.record import both, change
from rules.alarms.record import SYSTEM

WATCH = "watch"
"""What the agenda calls it."""

USUAL_WATCH_MIN = 10
SETTING = "verify_watch_min"
"""The site's setting."""

_SOONEST, _LATEST = timedelta(minutes=1), timedelta(hours=2)
"""How soon and how late after it has looked Steward looks again."""

_WAITS = Text("自动验收等待：{why}", "Not verified yet: {why}")
_OVERRIDDEN = Text("提前验收时尚缺：{why}", "Verified although: {why}")


def watch_min_of(site: Site, asked: int | None) -> int:
    """How many minutes the alarms of a new order have to stay normal: what the rule asks, else what the site says."""
    return int(site.settings.get(SETTING, USUAL_WATCH_MIN)) if asked is None else asked


def over_at(tx: Transaction, order: WorkOrder) -> datetime | None:
    """When the watch over `order` is over, counted from its completion or the last return; `None` while neither is there."""
    alarms = _alarms(tx, order)
    if order.completed_at is None or not alarms or any(alarm.condition for alarm in alarms):
        return None
    returned = (alarm.returned_at or alarm.cleared_at for alarm in alarms)
    return max([order.completed_at, *(moment for moment in returned if moment is not None)]) + _watch_time(order)


def watched(tx: Transaction, order: WorkOrder, *, not_before: datetime | None = None) -> WorkOrder:
    """`order` with the moment at which Steward looks whether it can be verified, if it is completed and its alarms are normal."""
    agenda = order.without(WATCH)
    over = over_at(tx, order) if order.state is OrderState.COMPLETED else None
    if over is not None:
        agenda = (*agenda, Appointment(over if not_before is None else max(over, not_before), WATCH))
    return replace(order, agenda=agenda)


def obstacles(tx: Transaction, order: WorkOrder, site: Site, at: datetime, findings: Findings) -> tuple[Text, ...]:
    """Why `order`, whose alarms are normal, cannot be verified at `at`; nothing: it can."""
    found: list[Text] = []
    over = over_at(tx, order)
    if over is not None and over > at:
        until = f"{over.astimezone(site.time_zone):%m-%d %H:%M}"
        found.append(Text("恢复正常未满 {minutes} 分钟，须至 {until}", "it has to stay normal for {minutes} min, until {until}").filled(
            minutes=_watch_time(order) // timedelta(minutes=1), until=until
        ))  # fmt: skip
    if is_silent(tx, order, site):
        found.append(Text("设备失联，现状未知", "the device is silent, so nobody knows how it is"))
    if any(alarm.returned_at is None and alarm.cleared_at is not None for alarm in _alarms(tx, order)):
        found.append(Text("告警的规则或设备已撤除，无人测量", "the rule or device of its alarm is gone, so nothing measures it"))
    if findings.away:
        found.append(Text("历史库暂不可用，无法核对读数", "the telemetry store does not answer, so readings cannot be checked"))
    found += [
        Text("{point} 没有可信的最新读数", "{point} has no good reading").filled(point=point.name)
        for point in without_good_reading(tx, order, site, findings, at)
    ]
    lacking = missing(tx, order, site, findings)
    if lacking:
        names = [EVIDENCE_NAMES[each] for each in lacking]
        found.append(Text("缺少" + "、".join(each.zh for each in names), "missing: " + ", ".join(each.en for each in names)))
    return tuple(found)


def check(tx: Transaction, order: WorkOrder, site: Site, at: datetime, findings: Findings, *, override: bool, by: str) -> WorkOrder:
    """`order`, which somebody verifies. Raises `Refusal` for what is missing, unless they `override` it; then the timeline says what was."""
    if not order.from_alarm:
        return order
    closing.check_normal(tx, order)
    why = obstacles(tx, order, site, at, findings)
    if not why:
        return order
    zh, en = "；".join(each.zh for each in why), "; ".join(each.en for each in why)
    if not override:
        raise Refusal(f"还不能验收：{zh}。请补齐，或说明原因后提前验收", f"it cannot be verified yet: {en}. Complete it, or override and say why")
    state = next_state(order.state, OrderEvent.NOTED, from_alarm=order.from_alarm)
    note = both(Text(_OVERRIDDEN.zh.format(why=zh), _OVERRIDDEN.en.format(why=en)))
    return replace(change(tx, replace(order, state=state), OrderEvent.NOTED, at=at, note=note), overridden_by=by)


def sweep(records: Records, sites: Mapping[str, Site], now: datetime, look: Look = nobody_looks) -> int:
    """Verify, or find what is missing, where the watch is over at `now`; returns how many orders were decided.

    `look` asks the telemetry store, outside any transaction. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = [order for order in tx.orders.due_before(now) if order.site in sites and _is_due(order, now)]
        points = {order.id: points_of(tx, order, sites[order.site]) for order in due}
    return decide(records, [_decision(order, sites[order.site], look(sites[order.site], order, points[order.id], now)) for order in due], now)


def _decision(order: WorkOrder, site: Site, findings: Findings) -> Due:
    def verify(tx: Transaction, order_id: str, at_site: Site, now: datetime) -> int:
        return _verify(tx, order_id, at_site, now, findings)

    return Due(verify, order.id, site)


def _verify(tx: Transaction, order_id: str, site: Site, now: datetime, findings: Findings) -> int:
    order = tx.orders.get(order_id)
    if order is None or not _is_due(order, now):
        return 0
    over = over_at(tx, order)
    if over is None:
        _wait(tx, replace(order, agenda=order.without(WATCH)), Text("告警未恢复", "an alarm stands"), now)
        return 1
    why = obstacles(tx, order, site, now, findings)
    if why:
        again = over if over > now else now + min(max(_SOONEST, _watch_time(order), now - over), _LATEST)
        waiting = replace(order, agenda=(*order.without(WATCH), Appointment(again, WATCH)))
        _wait(tx, waiting, Text("；".join(each.zh for each in why), "; ".join(each.en for each in why)), now)
        return 1
    closing.release_alarms(tx, order, by=order.assignee or SYSTEM, at=now)
    state = next_state(order.state, OrderEvent.VERIFIED, from_alarm=order.from_alarm)
    verified = closing.ended(replace(order, state=state), at=now)
    note = Text("告警恢复正常已满 {minutes} 分钟，系统自动验收", "its alarms stayed normal for {minutes} min: verified by the system").filled(
        minutes=_watch_time(order) // timedelta(minutes=1)
    )
    change(tx, verified, OrderEvent.VERIFIED, at=now, note=both(note))
    return 1


def _wait(tx: Transaction, order: WorkOrder, why: Text, now: datetime) -> None:
    state = next_state(order.state, OrderEvent.NOTED, from_alarm=order.from_alarm)
    change(tx, replace(order, state=state), OrderEvent.NOTED, at=now, note=both(_WAITS.filled(why=why)))


def _is_due(order: WorkOrder, now: datetime) -> bool:
    moment = order.appointment(WATCH)
    return moment is not None and moment <= now and order.state is OrderState.COMPLETED


def _alarms(tx: Transaction, order: WorkOrder) -> Sequence[Alarm]:
    return [alarm for alarm_id in order.alarm_ids if (alarm := tx.alarms.get(alarm_id)) is not None]


def _watch_time(order: WorkOrder) -> timedelta:
    return timedelta(minutes=USUAL_WATCH_MIN if order.watch_min is None else order.watch_min)
