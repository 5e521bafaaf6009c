"""What roles do in the tests of the supervisor. Each is given the file to write into."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from steward import lifeline
from steward.site_watch import START_AGAIN

_CHANGES = 4


def beat(arguments: Sequence[str]) -> None:
    """Write the number of its process, then wait."""
    lifeline.hold_on()
    with Path(arguments[0]).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(600)


def be_ill_configured(arguments: Sequence[str]) -> None:
    """Write that it was begun, and end as with a bad configuration."""
    with Path(arguments[0]).open("a", encoding="utf-8") as file:
        file.write("x")
    sys.exit(2)


def change_sites(arguments: Sequence[str]) -> None:
    """Write when it began, in seconds of the machine; the first `_CHANGES` - 1 times end as with changed site files, then wait."""
    lifeline.hold_on()
    file = Path(arguments[0])
    with file.open("a", encoding="utf-8") as written:
        written.write(f"{time.monotonic()}\n")
    if len(file.read_text(encoding="utf-8").splitlines()) < _CHANGES:
        sys.exit(START_AGAIN)
    time.sleep(600)


def need(arguments: Sequence[str]) -> None:
    """Write which of the modules that it is given are imported already; then import them, and wait."""
    lifeline.hold_on()
    file, *modules = arguments
    with Path(file).open("a", encoding="utf-8") as written:
        written.write(" ".join(module for module in modules if module in sys.modules) + "\n")
    for module in modules:
        importlib.import_module(module)
    time.sleep(600)
