"""A present that a test fills by point and device."""

from __future__ import annotations

from collections.abc import Mapping

from domain.reading import Quality, Value
from ingest.present import DeviceRow, Present, Said, add


class Telling:
    """Gives a `Present` what a pipeline would."""

    def __init__(self) -> None:
        self._rows: dict[str, DeviceRow] = {}
        self.present = Present(lambda devices: {device: self._rows[device] for device in devices})

    def update(self, points: Mapping[str, tuple[int, Value, Quality]], devices: Mapping[str, DeviceRow]) -> None:
        """These are new: point id → (occurred, epoch ms), value, quality."""
        self._rows.update(devices)
        with self.present.adding() as sayings:
            for point, (occurred_ms, value, quality) in points.items():
                add(sayings, point, Said({point: point}, occurred_ms, {point: value}, {point: quality}))
        self.present.spoke(devices)
