"""What a transaction has read and written of alarms and orders, so that no row is read twice.

A transaction of SQLite is alone while it writes, and what is kept here is what lies in the database. On PostgreSQL
another one may change a row after it was read; then the versions do not match and saving it is a `Conflict`, as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.alarm import Alarm, AlarmEntry
from domain.incident import Incident
from domain.permit import Permit
from domain.records import PastAlarm
from domain.suppression import OutOfService
from domain.work_order import OPEN_STATES, TimelineEntry, WorkOrder

Condition = tuple[str, str]
"""Realm and key."""


class Seen:
    """Of one transaction. A key that leads to `None` is known to lead nowhere; one that is not there has not been asked."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Something has changed rows without saying which."""
        self.alarms: dict[str, Alarm | None] = {}
        self.episodes: dict[str, str | None] = {}
        self.open_alarms: dict[Condition, str | None] = {}
        self.ended: dict[Condition, Sequence[PastAlarm]] = {}
        self.causes: dict[tuple[str, str], Sequence[Alarm]] = {}
        """Of a site and realm, the alarms that explain something and are abnormal."""
        self.histories: dict[str, list[AlarmEntry]] = {}
        self.orders: dict[str, WorkOrder | None] = {}
        self.order_of: dict[str, str | None] = {}
        """By alarm."""
        self.open_orders: dict[tuple[str, str], str | None] = {}
        """By realm and group."""
        self.incidents: dict[tuple[str, str], Sequence[Incident]] = {}
        """Of a site and realm, those that have not ended."""
        self.out_of_service: dict[str, Sequence[OutOfService]] = {}
        """By site, what has not ended."""
        self.permits: dict[str, Sequence[Permit]] = {}
        """By site, the active ones."""
        self.timelines: dict[str, list[TimelineEntry]] = {}
        self._conditions: dict[str, Condition] = {}

    def alarm(self, alarm: Alarm, condition: str) -> Alarm:
        """`alarm` is as it lies in the database, under the key of its condition."""
        self.alarms[alarm.id] = alarm
        self.episodes[alarm.episode] = alarm.id
        self.order_of[alarm.id] = alarm.work_order_id
        self._conditions[alarm.id] = (alarm.realm, condition)
        if alarm.ended_at is None:
            self.open_alarms[alarm.realm, condition] = alarm.id
        return alarm

    def added(self, alarm: Alarm, condition: str) -> None:
        """`alarm` is new. Its order may have been stored before it."""
        self.alarm(replace(alarm, work_order_id=self.order_of.get(alarm.id)), condition)
        if alarm.causes is not None:
            self.causes.pop((alarm.site, alarm.realm), None)

    def saved(self, alarm: Alarm) -> None:
        """`alarm` has been stored with its next version; whose order is responsible is said by the orders."""
        before = self.alarms.pop(alarm.id, None)
        condition = self._conditions.get(alarm.id)
        if before is None or condition is None:
            self.forget_alarm(alarm.id)
            return
        if before.episode != alarm.episode:
            self.episodes[before.episode] = None
        if alarm.ended_at is not None:
            self.open_alarms[condition] = None
            self.ended.pop(condition, None)
        self.alarm(replace(alarm, work_order_id=self.order_of.get(alarm.id)), condition[1])
        if before.causes is not None or alarm.causes is not None:
            self.causes.pop((alarm.site, alarm.realm), None)

    def forget_alarm(self, alarm_id: str) -> None:
        """What is known of one alarm is no longer so, nor what was found by looking for such."""
        self.alarms.pop(alarm_id, None)
        self.order_of.pop(alarm_id, None)
        self.histories.pop(alarm_id, None)
        self._conditions.pop(alarm_id, None)
        for found in (self.episodes, self.open_alarms, self.ended, self.causes):
            found.clear()

    def order(self, order: WorkOrder) -> WorkOrder:
        """`order` is as it lies in the database."""
        self.orders[order.id] = order
        if order.group is not None:
            if order.state in OPEN_STATES:
                self.open_orders[order.realm, order.group] = order.id
            else:
                self.open_orders.pop((order.realm, order.group), None)
        for alarm_id in order.alarm_ids:
            if self.order_of.get(alarm_id) != order.id:
                self.linked(alarm_id, order.id)
        return order

    def linked(self, alarm_id: str, order_id: str) -> None:
        """The order is responsible for the alarm."""
        self.order_of[alarm_id] = order_id
        known = self.alarms.get(alarm_id)
        if known is not None:
            self.alarms[alarm_id] = replace(known, work_order_id=order_id)
        if known is None or known.causes is not None:
            self.causes.clear()

    def forget_order(self, order_id: str) -> None:
        """What is known of one order is no longer so."""
        self.orders.pop(order_id, None)
        self.timelines.pop(order_id, None)
        self.open_orders.clear()
