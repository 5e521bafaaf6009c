"""Every kind of bridge there is."""

from __future__ import annotations

from functools import cache
from typing import Any

from bridges import kinds
from bridges.bridge import BridgeKind
from configuration.extensions import discover


@cache
def bridge_kinds() -> dict[str, BridgeKind[Any]]:
    """The kinds by their key."""
    return discover(kinds, "BRIDGE", lambda kind: kind.key)
