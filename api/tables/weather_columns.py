"""What stands in the tables of weather warnings and of emergency supplies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.tables.cells import moment, named, plain, written
from api.tables.csv_table import Column
from domain.plan import WARNED_NAMES, WARNING_LEVEL_NAMES
from domain.post import POST_NAMES
from domain.site import Site
from domain.supply import SUPPLY_FAULT_NAMES, Supply
from domain.text import Text
from domain.weather import WARNING_STATE_NAMES, WeatherWarning

WARNING_COLUMNS: tuple[Column[WeatherWarning], ...] = (
    plain("项目", "Site", lambda warning: warning.site),
    named("种类", "Kind", lambda warning: WARNED_NAMES[warning.kind]),
    named("级别", "Level", lambda warning: WARNING_LEVEL_NAMES[warning.level]),
    named("状态", "State", lambda warning: WARNING_STATE_NAMES[warning.state]),
    written("内容", "Words", lambda warning: warning.words),
    plain("来源", "Source", lambda warning: warning.source),
    plain("发布时间", "Issued at", lambda warning: moment(warning.issued_at)),
    plain("录入人", "Given by", lambda warning: warning.given_by),
    plain("有效至", "Until", lambda warning: moment(warning.until)),
    plain("结束时间", "Ended at", lambda warning: moment(warning.ended_at)),
)


def supply_columns(sites: Mapping[str, Site], now: datetime) -> tuple[Column[Supply], ...]:
    """The columns, for what is wrong at `now` by the calendar of each site."""

    def place(supply: Supply) -> Text:
        site = sites[supply.site]
        return site.place_of_space(supply.space) if supply.space is not None and supply.space in site.spaces else Text("", "")

    def faults(supply: Supply) -> Text:
        found = [SUPPLY_FAULT_NAMES[fault] for fault in supply.faults(now, now.astimezone(sites[supply.site].time_zone).date())]
        return Text("、".join(fault.zh for fault in found), ", ".join(fault.en for fault in found))

    return (
        plain("项目", "Site", lambda supply: supply.site),
        written("物资", "Supply", lambda supply: supply.name),
        plain("数量", "Count", lambda supply: supply.count),
        plain("应有", "Wanted", lambda supply: supply.wanted),
        written("单位", "Unit", lambda supply: supply.unit),
        named("位置", "Place", place),
        written("具体位置", "Spot", lambda supply: supply.spot),
        named("负责岗位", "Post", lambda supply: POST_NAMES[supply.post]),
        plain("检查周期（天）", "Checked every (days)", lambda supply: supply.check_every_days),
        plain("下次检查", "Check by", lambda supply: moment(supply.check_by)),
        plain("上次检查", "Checked at", lambda supply: moment(supply.checked_at)),
        plain("检查人", "Checked by", lambda supply: supply.checked_by),
        plain("有效期至", "Expires on", lambda supply: None if supply.expires_on is None else supply.expires_on.isoformat()),
        named("问题", "What is wrong", faults),
        written("备注", "Note", lambda supply: supply.note),
    )
