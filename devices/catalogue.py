"""The catalogue of device types: every module of this folder that has a `TYPE`, and its simulated `BEHAVIOUR`, with no list to edit."""

from __future__ import annotations

from functools import cache

import devices
from configuration.extensions import discover
from devices.behaviour import Behaviour
from domain.device_type import DeviceType


@cache
def device_types() -> dict[str, DeviceType]:
    """Every device type by its key. Raises `DuplicateExtension` when two files claim one key."""
    return discover(devices, "TYPE", lambda device_type: device_type.key)


@cache
def behaviours() -> dict[str, type[Behaviour]]:
    """Every simulated behaviour by the key of its device type; each module's ``BEHAVIOUR``."""
    return discover(devices, "BEHAVIOUR", lambda behaviour: behaviour.of)
