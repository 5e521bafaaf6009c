"""The table of cameras: where each is, and what is asked of it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bridges.bridge import Around
from bridges.point_table import PointTable, checked
from domain.dialect import NATIVE
from domain.site import Device

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_PATH = re.compile(r"/[\x21-\x7e]*")
_SECRET = re.compile(r"pass(?:word|wd)?=|pwd=|password_|passwd_", re.IGNORECASE)
_TOLD = ("video", "clock_error")
"""Points that this bridge can measure."""


def _host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        pass
    if not _NAME.fullmatch(text):
        raise ValueError("this is no address; write it without rtsp://, port, path or login, such as 10.1.2.3")
    return text


def _path(text: str) -> str:
    if not _PATH.fullmatch(text):
        raise ValueError("a path begins with / and has no spaces")
    if _SECRET.search(text):
        raise ValueError("a password stands in the path; give the camera a login, and write its password in the passwords")
    return text


def _username(text: str) -> str:
    if ":" in text or not text.isprintable():
        raise ValueError("a username has no colon and no control characters")
    return text


def _yes(value: object) -> object:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


_Path = Annotated[str, AfterValidator(_path)]
_Port = Annotated[int, Field(ge=0, le=65535)]


class Row(BaseModel):
    """A camera or recorder. A port that is 0 is not asked."""

    model_config = ConfigDict(frozen=True)

    device: str
    host: Annotated[str, AfterValidator(_host)]
    rtsp_port: _Port = 554
    rtsp_path: _Path | None = None
    onvif_port: _Port = 80
    onvif_path: _Path = "/onvif/device_service"
    username: Annotated[str, AfterValidator(_username)] = ""
    describe: Annotated[bool, BeforeValidator(_yes)] = True


TABLE = PointTable(
    Row,
    {
        "device": ("设备", "Device"),
        "host": ("地址", "主机", "Host"),
        "rtsp_port": ("RTSP端口", "RTSP port"),
        "rtsp_path": ("RTSP路径", "RTSP path"),
        "onvif_port": ("ONVIF端口", "ONVIF port"),
        "onvif_path": ("ONVIF路径", "ONVIF path"),
        "username": ("用户名", "Username"),
        "describe": ("查询图像", "Describe"),
    },
)


def read_rows(path: Path, around: Around, interval_s: float) -> Sequence[Row]:
    """The rows, all of them in order for what stands around. Raises `BadConfiguration` with everything wrong, by row."""
    rows = TABLE.read(path)
    first: dict[str, int] = {}
    for line, row in rows:
        first.setdefault(row.device, line)
    lines = {id(row): line for line, row in rows}
    checked(path, rows, lambda row: _wrong(row, around, interval_s) or _twice(row, first, lines[id(row)]))
    return [row for _, row in rows]


def keys(device: Device) -> Mapping[str, str]:
    """The keys on the wire of what can be measured of the device's own asset, by the points' keys."""
    return {point.key: key for key, point in device.points.items() if point.asset == device.assets[0] and point.key in _TOLD}


def _wrong(row: Row, around: Around, interval_s: float) -> tuple[str, str] | None:
    device = around.site.devices.get(row.device)
    if device is None:
        return f"{around.site.id} has no device `{row.device}`", "Correct the cell, or add the device to the site file"
    if row.rtsp_port == row.onvif_port == 0:
        return "both ports are 0: nothing is asked", "Write the port of RTSP or of ONVIF"
    if "video" in keys(device) and row.describe and row.rtsp_port and row.rtsp_path is None:
        return f"the RTSP path of `{row.device}` is missing", "Write the path of its picture, as its maker's manual gives it, or no under Describe"
    return _unfit(device, around.gateway.id, interval_s)


def _unfit(device: Device, gateway: str, interval_s: float) -> tuple[str, str] | None:
    if device.gateway != gateway:
        return f"`{device.id}` does not speak through {gateway}", f"Write `gateway: {gateway}` there in the site file"
    if device.dialect != NATIVE:
        return f"`{device.id}` is told in the dialect {device.dialect}", "Remove its `dialect` in the site file: the bridge speaks Steward's own"
    if not keys(device):
        return f"`{device.id}` ({device.type.key}) has no point that can be probed ({', '.join(_TOLD)})", "Cameras and recorders do; remove the row"
    if interval_s > device.interval_s:
        remedy = f"Set `interval_s` of the bridge to {device.interval_s:g}, or of the device in the site file to {interval_s:g}"
        return f"`{device.id}` is expected to speak every {device.interval_s:g} s and is probed every {interval_s:g} s", remedy
    return None


def _twice(row: Row, first: Mapping[str, int], line: int) -> tuple[str, str] | None:
    return None if first[row.device] == line else (f"`{row.device}` stands in row {first[row.device]} already", "Remove one of them")
