"""What devices say of themselves: firmware, battery, signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FactValue = str | float | bool


class Fact(StrEnum):
    """What can be known of a device beside its points; the unit is in the name where a number travels alone."""

    FIRMWARE = "firmware"
    """As its maker writes the version."""
    MODEL = "model"
    BATTERY_PCT = "battery_pct"
    BATTERY_V = "battery_v"
    MAINS = "mains"
    """Whether it has a supply from outside."""
    SIGNAL_DBM = "signal_dbm"
    """RSSI."""
    SNR_DB = "snr_db"
    MARGIN_DB = "margin_db"
    """LoRaWAN: the SNR of the last status request at the device, above what it needs (DevStatusAns)."""
    LQI = "lqi"
    """Zigbee: link quality, 0 to 255, on a scale of the receiver's maker."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a device said of itself, and when we heard it (aware UTC, by our own clock)."""

    value: FactValue
    at: datetime
