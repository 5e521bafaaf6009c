"""The fire control room as the API shows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.live.live_state import LiveState
from api.schemas.base import LocalText
from api.schemas.control_room import ControlRoom, LogLine, LogShift, RoomLog, RoomOperator, RoomPanel, Screen, SeenPanel
from api.schemas.control_room import InspectionCall as CallOut
from api.schemas.control_room import RoomCheck as CheckOut
from api.security.rights import Rights
from domain.control_room import ATTENDED_FOR, EARLY, InspectionCall, PanelState, RoomCheck
from domain.people import Permission
from domain.post import Post
from domain.reading import Quality, Value
from domain.records import Transaction
from domain.site import Asset, Site
from domain.time import rfc3339
from operations.controlroom import attended, checks
from operations.controlroom.log import Log
from operations.controlroom.operators import Operator, certified, operators, required
from operations.controlroom.panels import panels_of, states_of

_DAY = timedelta(days=1)


def room_out(tx: Transaction, site: Site, live: LiveState, rights: Rights, now: datetime) -> ControlRoom:
    """The room as it is now, for this person."""
    there = operators(tx, site, now)
    shortage = tx.control_rooms.shortage(site.id)
    check = checks.current(tx, site, now)
    calls = tx.control_rooms.calls(site.id, now - _DAY, now + _DAY)
    return ControlRoom(
        site=site.id,
        required=required(site),
        certified=certified(there),
        short_since=None if shortage is None or required(site) == 0 else rfc3339(shortage.since),
        operators=[_operator(operator) for operator in there],
        panels=[RoomPanel(asset=asset, name=LocalText.of(site.assets[asset].name), states=list(states)) for asset, states in panels_now(site, live).items()],
        check=check_out(check),
        may_confirm_from=rfc3339(check.due_at - EARLY),
        call=next((call_out(call, site) for call in calls if call.next_at is not None and call.answer_by > now), None),
        recent_calls=[call_out(call, site) for call in reversed(calls)],
        screens=[
            Screen(name=touch.name, post=touch.post, touched_at=rfc3339(touch.at), touched_by=touch.by, attended=now - touch.at < ATTENDED_FOR)
            for touch in tx.control_rooms.touches(site.id)
        ],
        attended=attended(tx, site, Post.CONTROL_ROOM, now),
        on_duty=any(operator.person == rights.person.username for operator in there),
        may_ask=rights.may(Permission.ARRANGE_DUTY, site.id),
    )


def panels_now(site: Site, live: LiveState) -> dict[str, tuple[PanelState, ...]]:
    """By asset, what each panel says now; `UNKNOWN` while its ingest is not there."""
    here = live.site(site.id)
    return {panel.id: states_of(_values(panel, live, site)) if here.connected else (PanelState.UNKNOWN,) for panel in panels_of(site)}


def check_out(check: RoomCheck) -> CheckOut:
    """A check."""
    return CheckOut(
        id=check.id,
        due_at=rfc3339(check.due_at),
        confirm_by=rfc3339(check.confirm_by),
        state=check.state,
        panels=[SeenPanel(asset=asset, states=list(states)) for asset, states in check.panels.items()],
        note=check.note,
        confirmed_at=_time(check.confirmed_at),
        confirmed_by=check.confirmed_by,
        certified=check.certified,
    )


def call_out(call: InspectionCall, site: Site) -> CallOut:
    """A call."""
    panel = site.assets.get(call.source)
    return CallOut(
        id=call.id,
        asked_by=call.asked_by,
        panel=None if panel is None else LocalText.of(panel.name),
        asked_at=rfc3339(call.asked_at),
        answer_by=rfc3339(call.answer_by),
        answered_at=_time(call.answered_at),
        answered_by=call.answered_by,
        missed_at=_time(call.missed_at),
    )


def log_out(log: Log, site: str) -> RoomLog:
    """The log."""
    return RoomLog(
        site=site,
        day=log.day,
        since=rfc3339(log.since),
        until=rfc3339(log.until),
        shifts=[LogShift(since=rfc3339(shift.since), until=rfc3339(shift.until), operators=list(shift.operators)) for shift in log.shifts],
        lines=_lines(log),
    )


def _lines(log: Log) -> list[LogLine]:
    return [
        LogLine(
            at=rfc3339(line.at),
            kind=line.kind,
            what=LocalText.of(line.what),
            state=LocalText.of(line.state),
            asset=line.asset,
            handled_by=line.handled_by,
            handled_at=_time(line.handled_at),
            note=line.note,
            alarm_id=line.alarm_id,
        )
        for line in log.lines
    ]


def _values(panel: Asset, live: LiveState, site: Site) -> dict[str, Value]:
    found = live.site(site.id).points
    known = {point.key: found.get(point.id) for point in panel.points}
    return {key: value.value for key, value in known.items() if value is not None and value.quality is not Quality.BAD}


def _operator(operator: Operator) -> RoomOperator:
    return RoomOperator(
        username=operator.person,
        name=operator.name,
        since=rfc3339(operator.duty.since),
        until=rfc3339(operator.duty.until),
        standing=operator.standing,
        certified=operator.certified,
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
