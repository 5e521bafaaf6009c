"""What stands in the table of assets."""

from __future__ import annotations

from api.asked import Language
from api.schemas.asset import Asset, AssetState
from api.schemas.base import LocalText
from api.tables.csv_table import Column, in_language
from domain.severity import SEVERITY_NAMES
from domain.text import Text

ASSET_STATE_NAMES = {
    AssetState.NORMAL: Text("正常", "Normal"),
    AssetState.ALARM: Text("告警", "Alarm"),
    AssetState.OFFLINE: Text("失联", "Silent"),
    AssetState.UNKNOWN: Text("未知", "Unknown"),
}


def _words(text: LocalText, language: Language) -> str:
    return in_language(Text(text.zh, text.en), language)


ASSET_COLUMNS: tuple[Column[Asset], ...] = (
    Column(Text("编号", "Id"), lambda asset, _: asset.id),
    Column(Text("项目", "Site"), lambda asset, _: asset.site),
    Column(Text("名称", "Name"), lambda asset, language: _words(asset.name, language)),
    Column(Text("类型", "Type"), lambda asset, language: _words(asset.type_name, language)),
    Column(Text("位置", "Place"), lambda asset, language: _words(asset.place, language)),
    Column(Text("状态", "State"), lambda asset, language: in_language(ASSET_STATE_NAMES[asset.state], language)),
    Column(
        Text("最高级别", "Worst severity"), lambda asset, language: None if asset.severity is None else in_language(SEVERITY_NAMES[asset.severity], language)
    ),
    Column(Text("未结束告警", "Active alarms"), lambda asset, _: asset.active_alarms),
    Column(Text("物联设备", "Devices"), lambda asset, _: " ".join(asset.devices)),
)
