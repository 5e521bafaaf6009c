"""One file per telemetry engine; each makes an ``ENGINE``."""

from __future__ import annotations

import functools
import sys

from configuration.extensions import discover
from storage.telemetry.engine import Engine


@functools.cache
def engines() -> dict[str, Engine]:
    """Every telemetry engine, by the name it has in the settings."""
    return discover(sys.modules[__name__], "ENGINE", lambda engine: engine.name)
