"""What stands in the table of a rescue's clocks: evidence, by the clock of the site and in UTC, to the second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.tables.cells import named, plain
from api.tables.csv_table import Column
from domain.rescue_clock import CLOCK_NAMES, RescueClock
from domain.text import Text
from domain.work_order import WorkOrder
from rules.alarms.record import SYSTEM

_KEPT = {True: Text("是", "Yes"), False: Text("否", "No"), None: Text("未定", "Open")}
_ALARM, _PERSON, _NOBODY = Text("报警信号", "The alarm"), Text("人员", "A person"), Text("", "")


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock with what it belongs to, and the zone of its site."""

    order: WorkOrder
    clock: RescueClock
    zone: ZoneInfo


def _local(row: ClockRow, at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(row.zone).isoformat(" ", "seconds")


def _utc(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _source(row: ClockRow) -> Text:
    if row.clock.met_at is None:
        return _NOBODY
    return _ALARM if row.clock.met_by == SYSTEM else _PERSON


RESCUE_CLOCK_COLUMNS: tuple[Column[ClockRow], ...] = (
    plain("工单", "Work order", lambda row: row.order.number),
    plain("项目", "Site", lambda row: row.order.site),
    plain("设备", "Asset", lambda row: row.order.asset),
    named("事项", "Clock", lambda row: CLOCK_NAMES[row.clock.clock]),
    plain("起算（当地）", "Started, local", lambda row: _local(row, row.clock.started_at)),
    plain("起算（UTC）", "Started, UTC", lambda row: _utc(row.clock.started_at)),
    plain("预警（当地）", "Warned at, local", lambda row: _local(row, row.clock.warn_at)),
    plain("时限（当地）", "Limit, local", lambda row: _local(row, row.clock.due_at)),
    plain("时限（UTC）", "Limit, UTC", lambda row: _utc(row.clock.due_at)),
    plain("完成（当地）", "Done, local", lambda row: _local(row, row.clock.met_at)),
    plain("完成（UTC）", "Done, UTC", lambda row: _utc(row.clock.met_at)),
    plain("由谁", "By", lambda row: row.clock.met_by),
    named("来源", "Told by", _source),
    plain("终端", "Device", lambda row: row.clock.device_id),
    named("按时", "In time", lambda row: _KEPT[row.clock.kept]),
)
