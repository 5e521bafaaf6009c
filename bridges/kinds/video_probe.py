"""Cameras and recorders: asked by RTSP and ONVIF whether they are there, offer a picture and know the time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import Field

from bridges.bridge import Around, Bridge, BridgeKind, BridgeSettings
from bridges.publisher import Publisher
from bridges.video.camera import Camera
from bridges.video.credentials import Login
from bridges.video.frames import LEAVE_WITHIN_S
from bridges.video.passwords import Passwords, read_passwords
from bridges.video.probing import Plan, Probing
from bridges.video.spread import needed_at_once
from bridges.video.table import Row, keys, read_rows
from domain.text import Text

log = logging.getLogger(__name__)


class VideoProbeSettings(BridgeSettings):
    """Probing cameras and recorders."""

    cameras: Path = Field(description="Table of cameras and recorders, CSV or XLSX: docs/bridges/video-probe.md says its columns")
    interval_s: float = Field(60, ge=1, le=3600, description="Seconds between two probes of one camera; the cameras are spread evenly over it")
    timeout_s: float = Field(5, gt=0, le=60, description="Seconds that a camera has for its answer, to RTSP and to ONVIF each")
    at_once: int = Field(16, ge=1, le=256, description="How many cameras are probed at a time at most")
    frames: bool = Field(
        default=False, description="Let each camera play for a moment and see whether its picture arrives; without it, it is only asked for it"
    )
    passwords_file: Path | None = Field(
        None, description="File with a line `device: password` each, `*` standing for any letters; or the variable STEWARD_BRIDGE_<NAME>_CAMERA_PASSWORDS"
    )
    allow_basic: bool = Field(default=False, description="Send a password in the clear (Basic) to a camera that takes it no other way")

    @property
    def longest_s(self) -> float:
        """How long a probe can take."""
        return self.timeout_s * 2 + LEAVE_WITHIN_S if self.frames else self.timeout_s


class VideoProbe(Bridge):
    """Probes the cameras of a table."""

    def __init__(self, around: Around, settings: VideoProbeSettings, rows: Sequence[Row], passwords: Passwords) -> None:
        self.cameras = [_camera(row, keys(around.devices[row.device]), passwords, basic=settings.allow_basic) for row in rows]
        self._without_password = [row.device for row in rows if row.username and passwords.of(row.device) is None]
        self._not_probed = sorted(set(around.devices) - {row.device for row in rows})
        self._gateway = around.gateway.id
        self._probing = Probing(self.cameras, Plan(settings.interval_s, settings.timeout_s, settings.at_once, settings.frames))

    def run(self, publisher: Publisher, clock: Callable[[], datetime], stop: threading.Event) -> None:
        """Probe, turn by turn. Nothing that a camera does ends it."""
        for device in self._without_password:
            log.warning("%s: the table gives a username, and the passwords no password: it is asked without a login", device)
        for device in self._not_probed:
            log.warning("%s speaks through %s and has no row in the table: nobody probes it", device, self._gateway)
        self._probing.run(publisher, clock, stop)


def _camera(row: Row, told: Mapping[str, str], passwords: Passwords, *, basic: bool) -> Camera:
    password = passwords.of(row.device)
    return Camera(
        row.device,
        row.host,
        row.rtsp_port or None,
        row.rtsp_path or "/",
        row.onvif_port or None,
        row.onvif_path,
        Login(row.username, password, basic) if row.username and password is not None else None,
        told.get("video") if row.describe and row.rtsp_port else None,
        told.get("clock_error") if row.onvif_port else None,
    )


def _prepare(settings: VideoProbeSettings, around: Around) -> Bridge:
    if settings.longest_s >= settings.interval_s:
        problem = f"a probe can take {settings.longest_s:g} s, as long as the interval of {settings.interval_s:g} s"
        around.wrong(("timeout_s",), problem, "Make `timeout_s` shorter or `interval_s` longer")
    rows = read_rows(settings.cameras, around, settings.interval_s)
    if not rows:
        around.wrong(("cameras",), f"{settings.cameras} has no rows", "Write a row for each camera and recorder")
    needed = needed_at_once(len(rows), settings.interval_s, settings.longest_s)
    if needed > settings.at_once:
        problem = f"{len(rows)} cameras that do not answer cannot be probed within {settings.interval_s:g} s, {settings.at_once} at a time"
        around.wrong(("at_once",), problem, f"Set `at_once` to {needed}, make `timeout_s` shorter or `interval_s` longer, or divide the table among bridges")
    passwords = _passwords(settings, around) if any(row.username for row in rows) else Passwords()
    for line in passwords.unreadable:
        around.wrong(("passwords_file",), f"line {line} of the passwords is not `device: password`", "Correct the line")
    for line in passwords.unused([row.device for row in rows]):
        around.wrong(("passwords_file",), f"line {line} of the passwords names no device of the table", "Correct or remove the line")
    return VideoProbe(around, settings, rows, passwords)


def _passwords(settings: VideoProbeSettings, around: Around) -> Passwords:
    return read_passwords(around.secret(f"STEWARD_BRIDGE_{around.name.upper().replace('-', '_')}_CAMERA_PASSWORDS", settings.passwords_file))


BRIDGE = BridgeKind(
    "video-probe",
    Text("视频探测", "Video probe"),
    "RFC 2326 (RTSP), RFC 7616 (Digest), ONVIF Core Specification (GetSystemDateAndTime)",
    VideoProbeSettings,
    _prepare,
)
