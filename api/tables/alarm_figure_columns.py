"""What stands in the table of alarm figures: one row for each site and day."""

from __future__ import annotations

from collections.abc import Callable

from api.tables.csv_table import Column
from domain.alarm import AlarmState
from domain.severity import SEVERITY_NAMES, Severity
from domain.text import Text
from domain.time import rfc3339
from operations.figures.alarm_figures import AlarmFigures, SeverityFigures

FiguresColumn = Column[AlarmFigures]


def _plain(zh: str, en: str, cell: Callable[[AlarmFigures], object]) -> FiguresColumn:
    return Column(Text(zh, en), lambda figures, _: cell(figures))


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _of(severity: Severity, zh: str, en: str, cell: Callable[[SeverityFigures], object]) -> FiguresColumn:
    name = SEVERITY_NAMES[severity]
    return _plain(f"{name.zh}{zh}", f"{name.en}: {en}", lambda figures: cell(next(each for each in figures.by_severity if each.severity is severity)))


ALARM_FIGURE_COLUMNS: tuple[FiguresColumn, ...] = (
    _plain("项目", "Site", lambda figures: figures.site),
    _plain("日期", "Date", lambda figures: figures.first.isoformat()),
    _plain("全天", "Whole day", lambda figures: figures.complete),
    _plain("值班人数", "Operators", lambda figures: figures.operators),
    _plain("新增告警", "Alarms raised", lambda figures: figures.raised),
    _plain("提醒次数", "Annunciated", lambda figures: figures.annunciated),
    _plain("每人每 10 分钟平均", "Per operator and 10 min, average", lambda figures: _rounded(figures.average, 2)),
    _plain("每人每 10 分钟峰值", "Per operator and 10 min, peak", lambda figures: None if figures.peak is None else round(figures.peak.per_operator, 2)),
    _plain("峰值截止时间", "Peak until", lambda figures: None if figures.peak is None else rfc3339(figures.peak.until)),
    _plain("告警泛滥时间占比", "Share of time in flood", lambda figures: _rounded(figures.in_flood, 4)),
    _plain("前十位占比", "Share of the top ten", lambda figures: round(figures.bad_actors[-1].cumulative, 4) if figures.bad_actors else None),
    _plain("频繁抖动", "Chattering", lambda figures: len(figures.chattering)),
    _plain("长时间未消除", "Long-standing", lambda figures: len(figures.long_standing)),
    *(_of(severity, "次数", "count", lambda each: each.count) for severity in Severity),
    *(_of(severity, "占比", "share", lambda each: _rounded(each.share, 4)) for severity in Severity),
    *(_of(severity, "确认时长中位数（秒）", "median seconds to acknowledge", lambda each: _rounded(each.median_s, 1)) for severity in Severity),
    *(_of(severity, "确认时长 90 分位（秒）", "90th percentile seconds to acknowledge", lambda each: _rounded(each.p90_s, 1)) for severity in Severity),
    *(_of(severity, "未确认", "unanswered", lambda each: each.unanswered) for severity in Severity),
    _plain("搁置", "Shelved", lambda figures: figures.hidden[AlarmState.SHELVED]),
    _plain("暂不提醒", "Suppressed", lambda figures: figures.hidden[AlarmState.SUPPRESSED]),
    _plain("停用", "Out of service", lambda figures: figures.hidden[AlarmState.OUT_OF_SERVICE]),
    _plain("属实", "Real", lambda figures: figures.outcomes.real),
    _plain("误报", "False alarms", lambda figures: figures.outcomes.false_alarm),
    _plain("到场未见异常", "Nothing found", lambda figures: figures.outcomes.nothing_found),
    _plain("误报占比", "Nuisance share", lambda figures: _rounded(figures.outcomes.nuisance, 4)),
)
