"""Which device a platform means: by the device's name on the wire, or by a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from bridges.bridge import Around
from bridges.point_table import PointTable, checked
from domain.site import Device


class DeviceRow(BaseModel):
    """A device as a platform calls it; an empty `source` means any."""

    source: str = ""
    platform_id: str
    device: str


TABLE = PointTable(
    DeviceRow,
    {"source": ("来源", "Source"), "platform_id": ("平台设备编号", "Platform device"), "device": ("设备", "Device")},
)


def read_table(path: Path | None, sources: Sequence[str], around: Around) -> Mapping[tuple[str, str], str]:
    """The device of each (source, name at the platform). Raises `BadConfiguration` with every row that cannot be meant."""
    if path is None:
        return {}
    rows = TABLE.read(path)
    found: dict[tuple[str, str], str] = {}

    def wrong(row: DeviceRow) -> tuple[str, str] | None:
        if row.source and row.source not in sources:
            return f"there is no source `{row.source}`", f"Use one of {', '.join(sources)}, or leave it empty for all"
        if row.device not in around.devices:
            return f"`{row.device}` does not speak through {around.gateway.id}", "Correct it, or say in the site file that this is its `gateway`"
        if (row.source, row.platform_id) in found:
            return f"`{row.platform_id}` stands in an earlier row too", "Remove one of them"
        found[row.source, row.platform_id] = row.device
        return None

    checked(path, rows, wrong)
    return found


class KnownDevices:
    """The devices for which one source may speak, by what it calls them."""

    def __init__(self, source: str, table: Mapping[tuple[str, str], str], devices: Mapping[str, Device]) -> None:
        self.devices = devices
        named = {device.name_on_wire: device for device in devices.values()}
        for whose in ("", source):  # a row for this source alone counts more than one for all
            named |= {name: devices[id_] for (row_source, name), id_ in table.items() if row_source == whose and id_ in devices}
        self._named = named

    def find(self, name: str) -> Device | None:
        """The device that is called so, if it is one of theirs."""
        return self._named.get(name)
