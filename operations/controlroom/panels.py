"""What fire panels say, in the words of the table of checks (控制器正常/故障/火警/屏蔽/联动)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from domain.control_room import PanelState
from domain.reading import Value
from domain.site import Asset, Site

PANEL = "fire_panel"
"""The key of their device type."""

_S = PanelState
_OF_BITS = {
    "fire": _S.FIRE,
    "fault": _S.FAULT,
    "mains": _S.FAULT,
    "battery": _S.FAULT,
    "bus": _S.FAULT,
    "isolated": _S.ISOLATED,
    "supervisory": _S.SUPERVISORY,
    "started": _S.LINKED,
    "feedback": _S.LINKED,
    "manual": _S.MANUAL,
}

Told = TypeVar("Told")


def panels_of(site: Site) -> tuple[Asset, ...]:
    """The fire panels of the site, by id."""
    return tuple(sorted((asset for asset in site.assets.values() if asset.type.key == PANEL), key=lambda asset: asset.id))


def states_of(values: Mapping[str, Value]) -> tuple[PanelState, ...]:
    """The states of a panel whose points (by key) have these values now. Nothing known is `UNKNOWN`, nothing special `NORMAL`."""
    bits = values.get("status_bits")
    if not isinstance(bits, Collection) or isinstance(bits, str):
        return (_S.UNKNOWN,)
    found = {_OF_BITS[str(bit)] for bit in bits if str(bit) in _OF_BITS}
    isolated = values.get("isolated_n")
    if isinstance(isolated, int | float) and isolated > 0:
        found.add(_S.ISOLATED)
    return in_order(found) or (_S.NORMAL,)


def in_order(states: Iterable[PanelState]) -> tuple[PanelState, ...]:
    """Each once, as the table lists them; whatever is wrong takes the place of normal."""
    found = set(states)
    return tuple(state for state in PanelState if state in found and (state is not _S.NORMAL or len(found) == 1))
