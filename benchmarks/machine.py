"""What a figure was measured on: printed with every result."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("paho-mqtt", "influxdb-client", "sqlalchemy", "msgspec", "fastapi", "uvicorn", "iotcore")


def describe() -> list[str]:
    """The machine and the versions of everything that takes part, one line each."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8")) if Path("/proc/cpuinfo").exists() else None
    lines = [f"machine: {os.cpu_count()} cores, {cpu.group(1) if cpu else platform.processor()}, {platform.system()} {platform.release()}"]
    lines.append(f"python {platform.python_version()}; " + ", ".join(f"{name} {version(name)}" for name in _PACKAGES))
    if program := shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        said = subprocess.run([program, "-h"], capture_output=True, text=True, check=False).stdout.splitlines()
        lines.append(said[0] if said else "mosquitto")
    return lines
