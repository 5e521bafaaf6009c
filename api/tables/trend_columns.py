"""What stands in the table of a trend: one line for each value of each point."""

from __future__ import annotations

from dataclasses import dataclass

from api.tables.cells import moment, plain, written
from api.tables.csv_table import Column
from domain.reading import Value
from domain.site import Point
from domain.telemetry import Sample


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A value of a point, masked where it is personal; the unit and quality travel with it."""

    point: Point
    sample: Sample
    value: Value


TREND_COLUMNS: tuple[Column[TrendLine], ...] = (
    plain("时间", "Time", lambda line: moment(line.sample.ts)),
    plain("项目", "Site", lambda line: line.point.site),
    plain("设备", "Asset", lambda line: line.point.asset),
    plain("测点", "Point", lambda line: line.point.id),
    written("名称（中文）", "Name (Chinese)", lambda line: line.point.name.zh),
    written("名称（英文）", "Name (English)", lambda line: line.point.name.en),
    plain("数值", "Value", lambda line: line.value),
    plain("单位", "Unit", lambda line: line.point.type.unit),
    plain("质量", "Quality", lambda line: line.sample.quality.value),
)
