"""Call-outs and their deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, insert, or_, select, true, union_all, update

from domain.call_out import CallOut, CallOutFilter, CallState, Delivery, QuietHours, Told
from domain.page import Page
from domain.records import Conflict
from domain.severity import Severity
from storage.database.call_out_rows import call_out_of, delivery_of, row_of_call_out, row_of_delivery
from storage.database.listing import among, page
from storage.database.tables.call_outs import CALL_EXPECTED, CALL_UNANSWERED, call_deliveries, call_out_alarms, call_outs, quiet_hours
from storage.database.tables.orders import order_alarms
from storage.database.writing import add_unless_there, put

_OUT, _DELIVERY = call_outs.c, call_deliveries.c


class DatabaseCallOuts:
    """`domain.call_out.CallOuts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, call_out: CallOut) -> bool:
        """A new one; one with the same id is left as it is. Whether it was added."""
        if not add_unless_there(self._connection, call_outs, row_of_call_out(call_out)):
            return False
        if call_out.work_order_id is None and call_out.alarm_ids:
            rows = [{"call_out_id": call_out.id, "alarm_id": each} for each in dict.fromkeys(call_out.alarm_ids)]
            self._connection.execute(insert(call_out_alarms), rows)
        return True

    def get(self, call_out_id: str) -> CallOut | None:
        """The call-out."""
        return next(iter(self._call_outs(select(call_outs).where(_OUT.id == call_out_id))), None)

    def save(self, call_out: CallOut) -> CallOut:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(call_out, version=call_out.version + 1)
        mine = (_OUT.id == call_out.id) & (_OUT.version == call_out.version)
        if self._connection.execute(update(call_outs).where(mine).values(**row_of_call_out(following))).rowcount == 0:
            raise Conflict(f"the call-out {call_out.id} is no longer at version {call_out.version}")
        return following

    def due(self, now: datetime, *, limit: int = 100) -> Sequence[CallOut]:
        """Those whose `next_at` has come, oldest first."""
        return self._call_outs(select(call_outs).where(CALL_EXPECTED, _OUT.next_at <= now).order_by(_OUT.next_at, _OUT.id).limit(limit))

    def about(self, *, work_order_id: str | None = None, alarm_id: str | None = None, calling: bool = False) -> Sequence[CallOut]:
        """Those of an order or an alarm, oldest first; `calling`: only those that nobody has answered."""
        ways: list[ColumnElement[bool]] = []
        if work_order_id is not None:
            ways.append(_OUT.work_order_id == work_order_id)
        if alarm_id is not None:
            ways.append(_OUT.id.in_(select(call_out_alarms.c.call_out_id).where(call_out_alarms.c.alarm_id == alarm_id)))
            ways.append(_OUT.work_order_id.in_(select(order_alarms.c.order_id).where(order_alarms.c.alarm_id == alarm_id)))
        query = select(call_outs).where(or_(*ways) if ways else ~true(), CALL_UNANSWERED if calling else true())
        return self._call_outs(query.order_by(_OUT.created_at, _OUT.id))

    def calling(self, *, person: str | None = None, limit: int = 500) -> Sequence[CallOut]:
        """Those that ask and that nobody has answered, oldest first; only those to which `person` was called."""
        called = true() if person is None else exists().where(_DELIVERY.call_out_id == _OUT.id, _DELIVERY.person == person)
        return self._call_outs(select(call_outs).where(CALL_UNANSWERED, called).order_by(_OUT.created_at, _OUT.id).limit(limit))

    def list(self, where: CallOutFilter, *, cursor: str | None = None, limit: int = 50) -> Page[CallOut]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(call_outs).where(_matching(where))
        return page(self._connection, query, (_OUT.created_at, _OUT.id), cursor=cursor, limit=limit, items=lambda rows: [call_out_of(row) for row in rows])

    def counts(self, where: CallOutFilter) -> Mapping[CallState, int]:
        """How many there are in each state."""
        rows = self._connection.execute(select(_OUT.state, func.count()).where(_matching(where)).group_by(_OUT.state))
        return {CallState(state): number for state, number in rows}

    def add_delivery(self, delivery: Delivery) -> bool:
        """A new one; one with the same id is left as it is. Whether it was added."""
        severity = self._connection.execute(select(_OUT.severity).where(_OUT.id == delivery.call_out_id)).scalar_one()
        return add_unless_there(self._connection, call_deliveries, {**row_of_delivery(delivery), "rank": Severity(severity).rank})

    def save_delivery(self, delivery: Delivery) -> Delivery:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(delivery, version=delivery.version + 1)
        mine = (_DELIVERY.id == delivery.id) & (_DELIVERY.version == delivery.version)
        if self._connection.execute(update(call_deliveries).where(mine).values(**row_of_delivery(following))).rowcount == 0:
            raise Conflict(f"the delivery {delivery.id} is no longer at version {delivery.version}")
        return following

    def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery."""
        return next(iter(self._deliveries(_DELIVERY.id == delivery_id)), None)

    def deliveries(self, call_outs: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        """Those of each of these call-outs, oldest first."""
        found: dict[str, list[Delivery]] = {call_out: [] for call_out in call_outs}
        for delivery in self._deliveries(_DELIVERY.call_out_id.in_(call_outs)) if call_outs else ():
            found[delivery.call_out_id].append(delivery)
        return found

    def deliveries_due(self, now: datetime, *, channels: Collection[str] | None = None, limit: int = 200) -> Sequence[Delivery]:
        """Those whose time has come, most urgent call-outs first, then oldest."""
        by = true() if channels is None else _DELIVERY.channel.in_(sorted(channels))
        query = select(call_deliveries).where(CALL_EXPECTED, _DELIVERY.next_at <= now, by)
        rows = self._connection.execute(query.order_by(_DELIVERY.rank, _DELIVERY.queued_at, _DELIVERY.id).limit(limit))
        return [delivery_of(row) for row in rows]

    def covered(self, delivery_id: str) -> Sequence[Delivery]:
        """Those that this delivery's message tells too, oldest first."""
        return self._deliveries(_DELIVERY.covered_by == delivery_id)

    def by_receipt(self, digest: str) -> Delivery | None:
        """The delivery whose receipt's secret has this SHA-256."""
        return next(iter(self._deliveries(_DELIVERY.receipt == digest)), None)

    def by_outside_id(self, channel: str, outside_id: str) -> Sequence[Delivery]:
        """What was sent by this channel under the other side's name for it."""
        return self._deliveries((_DELIVERY.outside_id == outside_id) & (_DELIVERY.channel == channel))

    def told(self, person: str | None, channel: str, contact_id: str | None, since: datetime, *, realm: str = "live") -> Told:
        """How many messages of `realm` were sent there, or are being sent, and when the newest was."""
        place = (_DELIVERY.person == person) & (_DELIVERY.channel == channel) & (_DELIVERY.contact_id == contact_id) & (_DELIVERY.realm == realm)
        to = place & _DELIVERY.covered_by.is_(None) & _DELIVERY.replaces.is_(None)
        sent = and_(to, _DELIVERY.sent_at >= since)
        sending = and_(to, _DELIVERY.sent_at.is_(None), CALL_EXPECTED, _DELIVERY.attempts > 0)
        number, newest = self._connection.execute(select(func.count(), func.max(_DELIVERY.sent_at)).where(sent)).one()
        busy, queued = self._connection.execute(select(func.count(), func.max(_DELIVERY.queued_at)).where(sending)).one()
        return Told(number + busy, max((each for each in (newest, queued) if each is not None), default=None))

    def next_at(self, *, channels: Collection[str]) -> datetime | None:
        """The moment of the next decision, or delivery by one of `channels`; `None`: there is none."""
        decision = select(func.min(_OUT.next_at)).where(CALL_EXPECTED)
        # One question for each channel: each is one entry of the index.
        sending = [select(func.min(_DELIVERY.next_at)).where(CALL_EXPECTED, _DELIVERY.channel == channel) for channel in sorted(channels)]
        found = self._connection.execute(union_all(decision, *sending)).scalars()
        return min((each for each in found if each is not None), default=None)

    def quiet_hours(self, people: Sequence[str]) -> Mapping[str, QuietHours]:
        """Of those who have said any, by person."""
        rows = self._connection.execute(select(quiet_hours).where(quiet_hours.c.person.in_(people))) if people else ()
        return {row.person: QuietHours(row.person, row.since, row.until) for row in rows}

    def set_quiet_hours(self, person: str, hours: QuietHours | None) -> None:
        """Keep them; `None`: none any more."""
        if hours is None:
            self._connection.execute(delete(quiet_hours).where(quiet_hours.c.person == person))
        else:
            put(self._connection, quiet_hours, [{"person": person, "since": hours.since, "until": hours.until}])

    def _call_outs(self, query: Select[Any]) -> Sequence[CallOut]:
        return [call_out_of(row) for row in self._connection.execute(query)]

    def _deliveries(self, where: ColumnElement[bool]) -> Sequence[Delivery]:
        query = select(call_deliveries).where(where).order_by(_DELIVERY.queued_at, _DELIVERY.step, _DELIVERY.id)
        return [delivery_of(row) for row in self._connection.execute(query)]


def _matching(where: CallOutFilter) -> ColumnElement[bool]:
    return and_(
        among(_OUT.site, where.sites),
        true() if where.states is None else _OUT.state.in_(sorted(where.states)),
        true() if where.severities is None else _OUT.severity.in_(sorted(where.severities)),
        true() if where.asks is None else (_OUT.asks if where.asks else ~_OUT.asks),
        true() if where.since is None else _OUT.created_at >= where.since,
        true() if where.until is None else _OUT.created_at < where.until,
        true() if where.kinds is None else _OUT.kind.in_(sorted(where.kinds)),
        true() if where.realm == "*" else _OUT.realm == where.realm,
    )
