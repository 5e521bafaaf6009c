"""``stale`` (失联): a device says nothing at all for longer than it should."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

from pydantic import ConfigDict, Field

from domain.device_type import COMMON_POINTS, DeviceType
from domain.site import Asset, Device, Point, Site
from domain.text import Text
from rules.duration import Duration, say_duration
from rules.kind import Fault, KindSettings, Others, SilenceCondition

_ONLINE = next(point for point in COMMON_POINTS if point.key == "online")


class StaleSettings(KindSettings):
    """How long a silence may be."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "stale"}, {"kind": "stale", "after": "10m"}]})

    kind: Literal["stale"] = "stale"
    after: Duration | None = Field(default=None, description="Stale after so long without a message; three expected intervals of the device if left out")


class Stale:
    """The kind. One condition for each device, shown with the first asset that the device serves."""

    name = "stale"
    title = Text("失联", "Stale")
    settings = StaleSettings
    delays = False

    def check(self, settings: StaleSettings, _device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        if settings.after == timedelta(0):
            yield Fault(("after",), "every device would always be stale", "Write a length of time, such as `after: 5m`, or leave it out")

    def rules_named(self, _settings: StaleSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: StaleSettings, site: Site, asset: Asset, _others: Others) -> Sequence[SilenceCondition]:
        """See `rules.kind.Kind`."""
        own = [site.devices[device] for device in asset.devices if site.devices[device].assets[0] == asset.id]
        bound = []
        for device in own:
            after = timedelta(seconds=device.stale_after_s) if settings.after is None else settings.after
            bound.append(SilenceCondition(device.id, _online(device, asset), after, say_duration(after)))
        return bound


KIND = Stale()


def _online(device: Device, asset: Asset) -> Point:
    return asset.point("online") or Point(f"{asset.site}.{asset.id}.online", asset.site, asset.id, "online", _ONLINE, device.id, "online", _ONLINE.name)
