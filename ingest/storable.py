"""From what was heard to what is stored of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from domain.reading import Quality, Value
from domain.site import Device, Site
from domain.telemetry import TelemetryMessage
from ingest.codecs.codec import Occurrence, Status
from ingest.interpretation import Heard

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Storable:
    """What is stored of one site's items."""

    def __init__(self, site: Site) -> None:
        self._site = site.id
        self._realm = site.realm
        devices = site.devices.values()
        self._online_keys = {device.id: sorted({point.raw_key for point in device.points.values() if point.key == "online"}) for device in devices}
        # A point is found in the store by its one raw key.
        self._aliases = {device.id: aliases for device in devices if (aliases := _aliases(device))}

    def message(self, heard: Heard, occurred_at: datetime, received_at: datetime) -> TelemetryMessage | None:
        """The message to be stored; `None` if there is nothing to keep of it."""
        item = heard.item
        device = item.device
        if isinstance(item, Status):
            online: dict[str, Value] = dict.fromkeys(self._online_keys[device.id], item.online)
            if not online:
                return None
            return TelemetryMessage(self._site, device.id, device.type.key, occurred_at, received_at, online, realm=self._realm)
        occurred = heard.occurred
        if isinstance(item, Occurrence):
            data = {key: _flat(value) for key, value in item.data.items()}
            marks = dict.fromkeys(data, Quality.UNCERTAIN) if occurred.skewed else {}
            return TelemetryMessage(self._site, device.id, device.type.key, occurred_at, received_at, data, marks, item.name, item.id, self._realm)
        values: Mapping[str, Value] = item.values
        qualities = item.qualities
        if occurred.skewed:
            qualities = {key: qualities.get(key, Quality.UNCERTAIN) for key in values}
        if occurred.turned is not None and "clock_skew" in device.points:
            values = {**values, "clock_skew": occurred.turned}
        if (aliases := self._aliases.get(device.id, _NOTHING)) is not _NOTHING:
            values = {aliases.get(key, key): value for key, value in values.items()}
            qualities = {aliases.get(key, key): quality for key, quality in qualities.items()}
        if not values:
            return None
        return TelemetryMessage(self._site, device.id, device.type.key, occurred_at, received_at, values, qualities, None, item.id, self._realm)


def _aliases(device: Device) -> Mapping[str, str]:
    return {key: point.raw_key for key, point in device.points.items() if key != point.raw_key}


def _flat(value: object) -> Value:
    """An event's datum as a store keeps it: what is nested as JSON text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    return msgspec.json.encode(value).decode()
