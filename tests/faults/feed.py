"""What ingest says of itself on its live feed, asked without a server."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.live import HEALTH

_ANSWERS_WITHIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Health:
    """One word of the feed; see `ingest.metrics`."""

    metrics: Mapping[str, float]
    facts: Mapping[str, bool | str]

    @property
    def well(self) -> bool:
        """Whether nothing waits and nothing is amiss."""
        return not self.ails

    @property
    def ails(self) -> str:
        """What waits or is amiss, in words; empty when nothing is."""
        good = ("broker_connected", "drained", "records_available", "store_available")
        found = [name for name in good if not self.facts.get(name)]
        found += [name for name in ("journal_full",) if self.facts.get(name)]
        empty = ("waiting", "unacknowledged", "telemetry_lag_bytes", "pending_commits", "store_queued")
        found += [f"{name}={self.metrics[name]:g}" for name in empty if self.metrics.get(name)]
        return ", ".join(found)


def health(path: Path) -> Health | None:
    """The next word at the socket `path`; `None` if nobody speaks there."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_ANSWERS_WITHIN_S)
        line.connect(str(path))
        with line.makefile("rb") as lines:
            for one in lines:
                said = json.loads(one)
                if said["kind"] == HEALTH:
                    numbers = {name: value for name, value in said["metrics"].items() if isinstance(value, int | float)}
                    return Health(numbers, said["facts"])
    return None
