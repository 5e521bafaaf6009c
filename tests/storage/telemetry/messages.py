"""Messages as the tests write them: a lift of Riverside Gardens, from 2026-01-31 08:00 UTC on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from domain.reading import Quality, Value
from domain.telemetry import Series, TelemetryMessage

START = datetime(2026, 1, 31, 8, tzinfo=UTC)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after the start."""
    return START + timedelta(seconds=seconds)


def said(
    seconds: float, values: Mapping[str, Value], *, device: str = "lift-1", site: str = "riverside", realm: str = "live", **qualities: Quality
) -> TelemetryMessage:
    """A message of a lift; `qualities` by key."""
    moment = at(seconds)
    return TelemetryMessage(site, device, "lift", moment, moment + timedelta(milliseconds=250), values, qualities, realm=realm)


def happened(
    seconds: float, name: str, values: Mapping[str, Value] | None = None, *, event_id: str | None = None, realm: str = "live", device: str = "lift-1"
) -> TelemetryMessage:
    """An event of a lift."""
    moment = at(seconds)
    received = moment + timedelta(milliseconds=250)
    return TelemetryMessage("riverside", device, "lift", moment, received, values or {}, event=name, id=event_id, realm=realm)


def of(key: str, *, device: str = "lift-1", site: str = "riverside", realm: str = "live", device_type: str = "lift") -> Series:
    """The series of a key of a lift."""
    return Series(site, device, device_type, key, realm)
