"""What a telemetry engine offers to be found and opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from domain.telemetry import TelemetryStore


@dataclass(frozen=True, slots=True)
class Engine:
    """A telemetry engine. One file of this package makes one, named ``ENGINE``.

    `settings` is the model of its part of ``steward.yaml``. `open` takes such settings and the data directory and
    gives the store; it may read files but never the network, so that a store which is down does not hinder a start.
    It raises `BadConfiguration` for settings that can never work.
    """

    name: str
    settings: type[BaseModel]
    open: Callable[[Any, Path], TelemetryStore]
