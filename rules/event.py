"""Events of devices in rules: whether a device type has them, and with which point they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from domain.device_type import DeviceType
from domain.site import Asset, Point
from rules.kind import Fault


def check_event(name: str, device_type: DeviceType, place: tuple[str | int, ...]) -> Iterator[Fault]:
    """That no device of the type reports an event called `name`, which stands at `place`."""
    known = [event.name for event in device_type.events]
    if name not in known:
        remedy = f"It has: {', '.join(known)}" if known else "It has none: use a point"
        yield Fault(place, f"`{device_type.key}` has no event `{name}`", remedy)


def shown_for_events(asset: Asset) -> Point:
    """The point with which a condition on events is shown: an event has none of its own, so the asset's first."""
    return asset.points[0]
