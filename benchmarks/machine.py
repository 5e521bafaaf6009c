"""What a figure was measured on: printed with every result."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.parts.influxdb import cached_program

_PACKAGES = ("paho-mqtt", "mqtt5", "uvloop", "influxdb-client", "sqlalchemy", "msgspec", "fastapi", "uvicorn", "iotcore")
_QUIET = 0.3
"""Less than this of the machine's cores is taken by others."""


def describe() -> list[str]:
    """The machine and the versions of everything that takes part, one line each."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8")) if Path("/proc/cpuinfo").exists() else None
    lines = [f"machine: {os.cpu_count()} cores, {cpu.group(1) if cpu else platform.processor()}, {platform.system()} {platform.release()}"]
    lines.append(f"python {platform.python_version()}; " + ", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    if program := shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        said = subprocess.run([program, "-h"], capture_output=True, text=True, check=False).stdout.splitlines()
        lines.append(said[0] if said else "mosquitto")
    if program := shutil.which("influxd"):
        lines.append(subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout.strip())
    elif cached_program().exists():
        lines.append(f"{cached_program().parent.name}, built here")
    return lines


def busy() -> str:
    """Whether others use the machine too, by its load in the last minute: figures of a busy machine are worth little."""
    load = os.getloadavg()[0]
    word = "quiet" if load < _QUIET * (os.cpu_count() or 1) else "BUSY: compare processor times only"
    return f"load average {load:.2f} on {os.cpu_count()} cores, {word}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
