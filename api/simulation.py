"""What the API may ask of simulators. Wired by the server; the API knows neither them nor how they are reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class SimulationAway(Exception):
    """They cannot be reached, or did not answer in time; the message says why."""


class Simulation(Protocol):
    """Simulators that run with this installation. Called from worker threads."""

    def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to a request. It has `ok`; without it, `problem` (zh, en) and whether the thing is `unknown`. Raises `SimulationAway`."""
