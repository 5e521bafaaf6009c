"""What fire control rooms leave behind: checks, calls, shortages, touches of screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Row, Table, or_, select, update

from domain.control_room import CheckState, InspectionCall, PanelState, RoomCheck, ScreenTouch, Shortage
from domain.post import Post
from domain.records import Conflict
from storage.database.tables.control_room import ROOM_EXPECTED, inspection_calls, room_checks, room_shortages, screen_touches
from storage.database.tables.parts import NOT_ENDED
from storage.database.writing import add_unless_there, put

Item = TypeVar("Item", RoomCheck, InspectionCall, Shortage)

_OF_CHECK = ("site", "due_at", "confirm_by", "note", "confirmed_at", "confirmed_by", "certified", "version")
_OF_CALL = ("site", "source", "asked_by", "asked_at", "answer_by", "answered_at", "answered_by", "missed_at", "version")
_OF_SHORTAGE = ("site", "since", "required", "certified", "tell_at", "told_at", "ended_at", "version")


class DatabaseControlRooms:
    """`domain.control_room.ControlRooms`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_check(self, check: RoomCheck) -> bool:
        """A new one, unless the site has one for its `due_at`; whether it was new."""
        return add_unless_there(self._connection, room_checks, {"id": check.id, **_check_columns(check)})

    def check(self, check_id: str) -> RoomCheck | None:
        """The check."""
        row = self._connection.execute(select(room_checks).where(room_checks.c.id == check_id)).one_or_none()
        return None if row is None else _check_of(row)

    def save_check(self, check: RoomCheck) -> RoomCheck:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(check, version=check.version + 1)
        return self._saved(room_checks, following, _check_columns(following))

    def checks(self, site: str, since: datetime, until: datetime) -> Sequence[RoomCheck]:
        """Those due in ``[since, until)``, in order."""
        table = room_checks.c
        query = select(room_checks).where(table.site == site, table.due_at >= since, table.due_at < until).order_by(table.due_at)
        return [_check_of(row) for row in self._connection.execute(query)]

    def checks_missed_before(self, moment: datetime) -> Sequence[RoomCheck]:
        """Waiting ones whose `confirm_by` has come."""
        query = select(room_checks).where(ROOM_EXPECTED, room_checks.c.next_at <= moment).order_by(room_checks.c.next_at, room_checks.c.id)
        return [_check_of(row) for row in self._connection.execute(query)]

    def add_call(self, call: InspectionCall) -> None:
        """A new one; one with the same id is left as it is."""
        add_unless_there(self._connection, inspection_calls, {"id": call.id, **_call_columns(call)})

    def call(self, call_id: str) -> InspectionCall | None:
        """The call."""
        row = self._connection.execute(select(inspection_calls).where(inspection_calls.c.id == call_id)).one_or_none()
        return None if row is None else _call_of(row)

    def save_call(self, call: InspectionCall) -> InspectionCall:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(call, version=call.version + 1)
        return self._saved(inspection_calls, following, _call_columns(following))

    def calls(self, site: str, since: datetime, until: datetime) -> Sequence[InspectionCall]:
        """Those asked in ``[since, until)``, in order."""
        table = inspection_calls.c
        query = select(inspection_calls).where(table.site == site, table.asked_at >= since, table.asked_at < until)
        return [_call_of(row) for row in self._connection.execute(query.order_by(table.asked_at, table.id))]

    def calls_missed_before(self, moment: datetime) -> Sequence[InspectionCall]:
        """Unanswered ones whose `answer_by` has come."""
        query = select(inspection_calls).where(ROOM_EXPECTED, inspection_calls.c.next_at <= moment)
        return [_call_of(row) for row in self._connection.execute(query.order_by(inspection_calls.c.next_at, inspection_calls.c.id))]

    def shortage(self, site: str) -> Shortage | None:
        """The one that has not ended."""
        row = self._connection.execute(select(room_shortages).where(NOT_ENDED, room_shortages.c.site == site)).one_or_none()
        return None if row is None else _shortage_of(row)

    def add_shortage(self, shortage: Shortage) -> bool:
        """It begins, unless one runs; whether it was new."""
        return add_unless_there(self._connection, room_shortages, {"id": shortage.id, **{name: getattr(shortage, name) for name in _OF_SHORTAGE}})

    def save_shortage(self, shortage: Shortage) -> Shortage:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(shortage, version=shortage.version + 1)
        return self._saved(room_shortages, following, {name: getattr(following, name) for name in _OF_SHORTAGE})

    def shortages(self, site: str, since: datetime, until: datetime) -> Sequence[Shortage]:
        """Those that ran at some time in ``[since, until)``, in order."""
        table = room_shortages.c
        query = select(room_shortages).where(table.site == site, table.since < until, or_(table.ended_at.is_(None), table.ended_at > since))
        return [_shortage_of(row) for row in self._connection.execute(query.order_by(table.since, table.id))]

    def touch(self, touch: ScreenTouch) -> None:
        """Remember it instead of the one before of the same screen."""
        put(self._connection, screen_touches, [{"site": touch.site, "name": touch.name, "post": touch.post.value, "at": touch.at, "by": touch.by}])

    def touches(self, site: str) -> Sequence[ScreenTouch]:
        """The last touch of each screen of the site, by name."""
        query = select(screen_touches).where(screen_touches.c.site == site).order_by(screen_touches.c.name)
        return [ScreenTouch(row.site, row.name, Post(row.post), row.at, row.by) for row in self._connection.execute(query)]

    def _saved(self, table: Table, following: Item, columns: dict[str, Any]) -> Item:
        where = (table.c.id == following.id) & (table.c.version == following.version - 1)
        if self._connection.execute(update(table).where(where).values(**columns)).rowcount == 0:
            raise Conflict(f"the {table.name} {following.id} is no longer at version {following.version - 1}")
        return following


def _check_columns(item: RoomCheck) -> dict[str, Any]:
    panels = {asset: [state.value for state in states] for asset, states in item.panels.items()}
    return {**{name: getattr(item, name) for name in _OF_CHECK}, "state": item.state, "panels": panels, "next_at": item.next_at}


def _check_of(row: Row[Any]) -> RoomCheck:
    written = cast("Mapping[str, Sequence[str]]", row.panels)
    panels = {asset: tuple(PanelState(state) for state in states) for asset, states in written.items()}
    return RoomCheck(id=row.id, state=CheckState(row.state), panels=panels, **{name: getattr(row, name) for name in _OF_CHECK})


def _call_columns(item: InspectionCall) -> dict[str, Any]:
    return {**{name: getattr(item, name) for name in _OF_CALL}, "next_at": item.next_at}


def _call_of(row: Row[Any]) -> InspectionCall:
    return InspectionCall(id=row.id, **{name: getattr(row, name) for name in _OF_CALL})


def _shortage_of(row: Row[Any]) -> Shortage:
    return Shortage(id=row.id, **{name: getattr(row, name) for name in _OF_SHORTAGE})
