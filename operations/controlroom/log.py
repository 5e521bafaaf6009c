"""《消防控制室值班记录表》: the log of a day, written from events: alarms of fire equipment, checks, calls, operators, hand-overs.

Nobody keeps it by hand. A day is one of the site's calendar; its shifts are those of the people who stood there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from domain.alarm import Alarm
from domain.control_room import CHECK_STATE_NAMES, PANEL_STATE_NAMES, InspectionCall, PanelState, RoomCheck, Shortage
from domain.hand_over import HandOver, HandOverFilter, HandOverState
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from domain.text import Text

FIRE_SYSTEM = "fire"
"""The system of the device types that the log is about."""


class LogKind(StrEnum):
    """What a line is about."""

    FIRE = "fire"
    FAULT = "fault"
    SUPERVISORY = "supervisory"
    ISOLATION = "isolation"
    LINKED = "linked"
    CHECK = "check"
    CALL = "call"
    OPERATORS = "operators"
    SHIFT = "shift"


LOG_KIND_NAMES = {
    LogKind.FIRE: Text("火警", "Fire"),
    LogKind.FAULT: Text("故障", "Fault"),
    LogKind.SUPERVISORY: Text("监管", "Supervisory"),
    LogKind.ISOLATION: Text("屏蔽", "Isolation"),
    LogKind.LINKED: Text("联动", "Controls"),
    LogKind.CHECK: Text("值班检查", "Check"),
    LogKind.CALL: Text("查岗", "Call"),
    LogKind.OPERATORS: Text("值班人员", "Operators"),
    LogKind.SHIFT: Text("交接班", "Hand-over"),
}

_BY_RULE: Mapping[str, LogKind] = {
    "fire_detector.smoke": LogKind.FIRE,
    "fire_detector.fire": LogKind.FIRE,
    "fire_detector.confirmed": LogKind.FIRE,
    "fire_detector.call_point": LogKind.FIRE,
    "fire_panel.fire": LogKind.FIRE,
    "fire_detector.isolated": LogKind.ISOLATION,
    "fire_panel.isolation": LogKind.ISOLATION,
    "fire_panel.supervisory": LogKind.SUPERVISORY,
    "fire_water.valve_shut": LogKind.SUPERVISORY,
    "fire_panel.no_feedback": LogKind.LINKED,
    "fire_water.run_without_fire": LogKind.LINKED,
    "fire_panel.guard_check": LogKind.CALL,
}
"""Every other alarm of fire equipment is a fault."""

_STANDS, _RETURNED = Text("未恢复", "Stands"), Text("已恢复", "Over")
_MISSED_CALL = Text("查岗无人应答", "Nobody answered")
_WAITING_CALL = Text("查岗，待应答", "Asked, waiting for the answer")
_ANSWERED = Text("查岗已应答", "Answered")
_ANSWERED_THERE = Text("查岗已在主机应答", "Answered at the panel")
_CALL, _CALL_OF_PANEL = Text("查岗", "Call"), Text("{panel} 查岗", "Call by {panel}")
_LATE_ANSWER = Text("查岗超时后应答", "Answered too late")
_CHECKED = Text("值班检查 {time}：{states}", "Check of {time}: {states}")
_TOO_FEW = Text("持证值班 {n} 人，应为 {required} 人", "{n} certified on duty, {required} needed")
_HANDED = Text("{outgoing} 交班，{incoming} 接班", "{outgoing} handed over to {incoming}")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line: when, what, what became of it, who handled it and when."""

    at: datetime
    kind: LogKind
    what: Text
    state: Text
    asset: str | None = None
    handled_by: str | None = None
    handled_at: datetime | None = None
    note: str = ""
    alarm_id: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the day and who stood there for all of it (usernames)."""

    since: datetime
    until: datetime
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a day, or of one shift of it."""

    day: date
    since: datetime
    until: datetime
    shifts: Sequence[Shift]
    lines: Sequence[LogLine]


def log_of(tx: Transaction, site: Site, day: date, *, shift: int | None = None) -> Log:
    """The log of `day` at the site, or of its `shift` (from 0). Raises `IndexError` for a shift that it does not have."""
    begin, end = _bounds(site, day)
    shifts = _shifts(tx, site, begin, end)
    since, until = (begin, end) if shift is None else (shifts[shift].since, shifts[shift].until)
    lines = [*_alarms(tx, site, since, until), *_checks(tx, site, since, until), *_calls(tx, site, since, until)]
    lines += [*_shortages(tx, site, since, until), *_handed_over(tx, site, since, until)]
    return Log(day, since, until, shifts, sorted(lines, key=lambda line: (line.at, line.kind.value)))


def _bounds(site: Site, day: date) -> tuple[datetime, datetime]:
    begin, end = (datetime(each.year, each.month, each.day, tzinfo=site.time_zone) for each in (day, day + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def _shifts(tx: Transaction, site: Site, begin: datetime, end: datetime) -> list[Shift]:
    """The day cut wherever somebody came or went."""
    duties = [duty for duty in tx.dispatch.duties(site.id, begin, end) if duty.post is Post.CONTROL_ROOM]
    cuts = sorted({begin, end, *(max(begin, duty.since) for duty in duties), *(min(end, duty.until) for duty in duties)})
    return [
        Shift(since, until, tuple(sorted({duty.person for duty in duties if duty.since <= since and duty.until >= until}))) for since, until in pairwise(cuts)
    ]


def _alarms(tx: Transaction, site: Site, since: datetime, until: datetime) -> Iterator[LogLine]:
    for alarm in tx.alarms.raised_between(site.id, since, until):
        asset = site.assets.get(alarm.asset)
        if asset is not None and asset.type.system == FIRE_SYSTEM:
            yield _alarm_line(tx, alarm)


def _alarm_line(tx: Transaction, alarm: Alarm) -> LogLine:
    handled = next((entry for entry in reversed(tx.alarms.history(alarm.id)) if entry.note and entry.actor != "system"), None)
    return LogLine(
        at=alarm.raised_at,
        kind=_BY_RULE.get(alarm.rule, LogKind.FAULT),
        what=alarm.message,
        state=_STANDS if alarm.condition else _RETURNED,
        asset=alarm.asset,
        handled_by=alarm.acknowledged_by,
        handled_at=alarm.acknowledged_at,
        note="" if handled is None else handled.note,
        alarm_id=alarm.id,
    )


def _checks(tx: Transaction, site: Site, since: datetime, until: datetime) -> Iterator[LogLine]:
    for check in tx.control_rooms.checks(site.id, since, until):
        yield LogLine(
            at=check.due_at,
            kind=LogKind.CHECK,
            what=_CHECKED.filled(time=f"{check.due_at.astimezone(site.time_zone):%H:%M}", states=panel_words(check, site)),
            state=CHECK_STATE_NAMES[check.state],
            handled_by=check.confirmed_by,
            handled_at=check.confirmed_at,
            note=check.note,
        )


def panel_words(check: RoomCheck, site: Site) -> Text:
    """What was seen, panel by panel; what is normal is said once."""
    if not check.panels:
        return Text("—", "—")
    if all(states == (PanelState.NORMAL,) for states in check.panels.values()):
        return PANEL_STATE_NAMES[PanelState.NORMAL]
    told = [_panel(asset, states, site) for asset, states in check.panels.items()]
    return Text("；".join(each.zh for each in told), "; ".join(each.en for each in told))


def _panel(asset: str, states: Sequence[PanelState], site: Site) -> Text:
    name = site.assets[asset].name if asset in site.assets else Text(asset, asset)
    words = [PANEL_STATE_NAMES[state] for state in states]
    return Text(f"{name.zh} {'、'.join(word.zh for word in words)}", f"{name.en} {', '.join(word.en for word in words)}")


def _calls(tx: Transaction, site: Site, since: datetime, until: datetime) -> Iterator[LogLine]:
    for call in tx.control_rooms.calls(site.id, since, until):
        panel = site.assets.get(call.source)
        what = _CALL if panel is None else _CALL_OF_PANEL.filled(panel=panel.name)
        by_hand = None if call.answered_by == call.source else call.answered_by
        asset = None if panel is None else panel.id
        yield LogLine(call.asked_at, LogKind.CALL, what, _call_state(call), asset, handled_by=by_hand, handled_at=call.answered_at)


def _call_state(call: InspectionCall) -> Text:
    if call.answered_at is None:
        return _WAITING_CALL if call.missed_at is None else _MISSED_CALL
    if call.missed_at is not None:
        return _LATE_ANSWER
    return _ANSWERED_THERE if call.answered_by == call.source else _ANSWERED


def _shortages(tx: Transaction, site: Site, since: datetime, until: datetime) -> Iterator[LogLine]:
    for shortage in tx.control_rooms.shortages(site.id, since, until):
        if shortage.told_at is not None:
            yield _shortage_line(shortage, since)


def _shortage_line(shortage: Shortage, since: datetime) -> LogLine:
    over = Text("持续中", "Goes on") if shortage.ended_at is None else _RETURNED
    what = _TOO_FEW.filled(n=shortage.certified, required=shortage.required)
    return LogLine(max(shortage.since, since), LogKind.OPERATORS, what, over, handled_at=shortage.ended_at)


def _handed_over(tx: Transaction, site: Site, since: datetime, until: datetime) -> Iterator[LogLine]:
    # By the planned end, which a late signature may follow by hours.
    around = timedelta(days=1)
    where = HandOverFilter((site.id,), Post.CONTROL_ROOM, frozenset({HandOverState.SIGNED}), since=since - around, until=until + around)
    for item in tx.hand_overs.list(where, limit=200).items:
        if item.signed_at is not None and since <= item.signed_at < until:
            yield _hand_over_line(tx, item, item.signed_at)


def _hand_over_line(tx: Transaction, item: HandOver, at: datetime) -> LogLine:
    names = [_name(tx, username) for username in (item.outgoing, item.incoming or "")]
    what = _HANDED.filled(outgoing=names[0], incoming=names[1])
    return LogLine(at, LogKind.SHIFT, what, Text("已交接", "Handed over"), handled_by=item.incoming, handled_at=at, note=item.note)


def _name(tx: Transaction, username: str) -> str:
    account = tx.people.by_username(username)
    return username if account is None else account.person.name
