"""What roles do in the tests of the supervisor. Each is given the file to write into."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from steward import lifeline


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


def need(arguments: Sequence[str]) -> None:
    """Write which of the modules that it is given are imported already; then import them, and wait."""
    lifeline.hold_on()
    file, *modules = arguments
    with Path(file).open("a", encoding="utf-8") as written:
        written.write(" ".join(module for module in modules if module in sys.modules) + "\n")
    for module in modules:
        importlib.import_module(module)
    time.sleep(600)
