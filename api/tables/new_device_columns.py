"""What stands in the table of new devices."""

from __future__ import annotations

from api.schemas.new_device import NewDevice
from api.tables.cells import plain
from api.tables.csv_table import Column

NEW_DEVICE_COLUMNS: tuple[Column[NewDevice], ...] = (
    plain("项目", "Site", lambda device: device.site),
    plain("报文格式", "Dialect", lambda device: device.dialect),
    plain("名称", "Name", lambda device: device.name),
    plain("主题", "Topic", lambda device: device.topic),
    plain("首次", "First heard", lambda device: device.first_heard),
    plain("最近", "Last heard", lambda device: device.last_heard),
    plain("次数", "Count", lambda device: device.count),
    plain("测点", "Said", lambda device: "; ".join(f"{each.key}={each.value}" for each in device.said)),
    plain("匹配的设备类型", "Types that fit", lambda device: "; ".join(fit.type for fit in device.fits)),
)
