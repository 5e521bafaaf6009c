"""The account of a load as a file: what was sent, acknowledged and resent, and the times of every acknowledged message."""

from __future__ import annotations

from array import array
from pathlib import Path

import msgspec

from simulators.load import LoadReport


class _Written(msgspec.Struct):
    sent: int
    acknowledged: int
    resent: int
    seconds: float
    cpu_s: float
    given_up: bool
    timestamps: dict[str, list[int]]
    """Epoch ms, by device."""


def write_account(path: Path, report: LoadReport) -> None:
    """Write `report` as JSON."""
    timestamps = {device: list(times) for device, times in zip(report.devices, report.timestamps, strict=True)}
    written = _Written(report.sent, report.acknowledged, report.resent, report.seconds, report.cpu_s, report.given_up, timestamps)
    path.write_bytes(msgspec.json.encode(written))


def read_account(path: Path) -> LoadReport:
    """What `write_account` wrote. Raises `msgspec.ValidationError` for anything else."""
    written = msgspec.json.decode(path.read_bytes(), type=_Written)
    return LoadReport(
        sent=written.sent,
        acknowledged=written.acknowledged,
        resent=written.resent,
        seconds=written.seconds,
        cpu_s=written.cpu_s,
        given_up=written.given_up,
        devices=tuple(written.timestamps),
        timestamps=tuple(array("q", times) for times in written.timestamps.values()),
    )
