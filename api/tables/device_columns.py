"""What stands in the table of devices."""

from __future__ import annotations

from api.schemas.device import Device, DeviceState
from api.tables.csv_table import Column, in_language
from domain.text import Text

DEVICE_STATE_NAMES = {
    DeviceState.ONLINE: Text("在线", "Online"),
    DeviceState.OFFLINE: Text("离线", "Offline"),
    DeviceState.STALE: Text("失联", "Silent"),
    DeviceState.UNKNOWN: Text("未知", "Unknown"),
}

DEVICE_COLUMNS: tuple[Column[Device], ...] = (
    Column(Text("编号", "Id"), lambda device, _: device.id),
    Column(Text("项目", "Site"), lambda device, _: device.site),
    Column(Text("类型", "Type"), lambda device, language: in_language(Text(device.type_name.zh, device.type_name.en), language)),
    Column(Text("状态", "State"), lambda device, language: in_language(DEVICE_STATE_NAMES[device.state], language)),
    Column(Text("最近通信", "Last seen"), lambda device, _: device.last_seen),
    Column(Text("周期（秒）", "Interval (s)"), lambda device, _: device.interval_s),
    Column(Text("时钟偏差（秒）", "Clock offset (s)"), lambda device, _: device.clock_offset_s),
    Column(Text("网关", "Gateway"), lambda device, _: device.gateway),
    Column(Text("方言", "Dialect"), lambda device, _: device.dialect),
    Column(Text("地址", "Address"), lambda device, _: device.address),
    Column(Text("设备资产", "Assets"), lambda device, _: " ".join(device.assets)),
)
