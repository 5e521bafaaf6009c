"""Devices that speak and that the site file does not know: who they are, what they said, what they could be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile

from devices.catalogue import device_types
from devices.fitting import Fit, fitting
from domain.dialect import NATIVE
from domain.identity import is_slug
from domain.quarantine import Heard
from domain.records import QuarantineEntry, Transaction
from domain.set_aside import SetAside
from domain.site import Asset, Site
from domain.text import Text

HEARD_WITHIN = timedelta(days=7)
"""Who has been silent for longer is not new, but gone."""
MOST_LOOKED_AT = 12
"""So many of its last messages are read for what it says: few devices say everything in each."""
MOST_TOPICS = 4
MOST_FITS = 5
_LONGEST_ID = 64
_ALIKE = 3
"""So many first characters in common are no chance."""
_DEEPEST = 3
"""So many objects in objects are looked into."""
_VALUES = {"native": ("values",), "chirpstack": ("object",), "things-stack": ("uplink_message", "decoded_payload")}
"""Where in a message of a codec the values stand; the others' messages are their values."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who a stranger is, and how often and where it spoke: `heard` is not empty, its last topic first."""

    site: str
    dialect: str
    name: str
    heard: tuple[Heard, ...]
    aside: SetAside | None = None
    """Somebody said that it is not ours."""

    @property
    def key(self) -> str:
        """Unique in a list; sorts by site, name and dialect."""
        return f"{self.site}\x1f{self.name}\x1f{self.dialect}"

    @property
    def first_at(self) -> datetime:
        """When it was first heard, as far back as is looked."""
        return min(each.first_at for each in self.heard)

    @property
    def last_at(self) -> datetime:
        """When it was last heard."""
        return self.heard[0].last_at

    @property
    def count(self) -> int:
        """How many messages."""
        return sum(each.count for each in self.heard)


def strangers(tx: Transaction, sites: Mapping[str, Site], wanted: tuple[str, ...], now: datetime) -> list[Known]:
    """Those heard at the sites `wanted` that these do not have (any more: who has joined since is none), by site and name."""
    found: dict[tuple[str, str, str], list[Heard]] = {}
    for heard in tx.quarantine.unknown_devices(wanted, now - HEARD_WITHIN):
        found.setdefault((heard.site, heard.dialect, heard.name), []).append(heard)
    there = {(site.id, device.dialect, device.name_on_wire) for site in sites.values() for device in site.devices.values()}
    aside = {(each.site, each.dialect, each.name): each for each in tx.set_asides.at(wanted)}
    new = [Known(*who, _last_first(heard), aside.get(who)) for who, heard in found.items() if who not in there]
    return sorted(new, key=lambda each: each.key)


def _last_first(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    return tuple(sorted(heard, key=lambda each: (each.last_at, each.topic), reverse=True))


class Stranger:
    """One of them with what it said: read when asked for."""

    def __init__(self, who: Known, tx: Transaction, site: Site) -> None:
        self.who = who
        self._site = site
        entries = [entry for heard in who.heard[:MOST_TOPICS] for entry in tx.quarantine.unknown_on(who.site, heard.topic, limit=MOST_LOOKED_AT)]
        # A bridge's topic may be that of many devices.
        mine = [entry for entry in entries if entry.item.device == who.name]
        self._messages: Sequence[QuarantineEntry] = sorted(mine, key=lambda entry: entry.item.received_at, reverse=True)

    @property
    def topic(self) -> str:
        """Where it spoke last."""
        return self.who.heard[0].topic

    @property
    def payload(self) -> bytes:
        """The last thing that it said and that was kept: as it came."""
        return self._messages[0].item.payload if self._messages else b""

    @cached_property
    def said(self) -> Mapping[str, object]:
        """The last value of each key that it said lately, unmasked; empty if nothing of it can be read as JSON."""
        dialect = self._site.dialects.get(self.who.dialect)
        codec = self.who.dialect if dialect is None else dialect.codec
        found: dict[str, object] = {}
        for entry in self._messages:
            for values in _values(entry.item.payload, _VALUES.get(codec, ())):
                found |= {key: value for key, value in _flat(values) if key not in found}
        return found

    @cached_property
    def fits(self) -> tuple[Fit, ...]:
        """What it could be, best first."""
        return fitting(self.said, device_types().values())[:MOST_FITS]

    @property
    def proposed_id(self) -> str:
        """What its asset could be called: as it calls itself where that can be, else what is left of that."""
        name = self.who.name
        if self.who.dialect == NATIVE or is_slug(name):
            return name
        return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_LONGEST_ID].strip("-")

    @property
    def proposed_name(self) -> Text | None:
        """Its type's name and its id; `None` if nothing fits."""
        if not self.fits:
            return None
        name = self.fits[0].type.name
        return Text(f"{name.zh} {self.proposed_id}", f"{name.en} {self.proposed_id}")

    @property
    def proposed_space(self) -> str | None:
        """Where assets are that are called alike, else where most of its kind are; `None`: there is nothing to go by."""
        kind = self.fits[0].type.key if self.fits else None
        of_kind = [asset for asset in self._site.assets.values() if asset.type.key == kind]
        return _beside(self.proposed_id, of_kind) or _beside(self.proposed_id, self._site.assets.values()) or _most(of_kind)


def _beside(name: str, assets: Iterable[Asset]) -> str | None:
    longest = max(assets, key=lambda asset: _in_common(name, asset.id), default=None)
    return longest.space if longest is not None and _in_common(name, longest.id) >= _ALIKE else None


def _in_common(one: str, other: str) -> int:
    """How many first characters are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _most(assets: Sequence[Asset]) -> str | None:
    return Counter(asset.space for asset in assets).most_common(1)[0][0] if assets else None


def _values(payload: bytes, place: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """The objects with values in a message; none if it cannot be read."""
    try:
        data: object = json.loads(payload)
    except (ValueError, RecursionError):
        return
    for item in data if isinstance(data, list) else [data]:
        values: object = item
        for step in place:
            values = values.get(step) if isinstance(values, dict) else None
        if isinstance(values, dict):
            yield values


def _flat(values: Mapping[str, object], before: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Keys of objects in objects are joined by dots."""
    for key, value in values.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{before}{key}.", depth + 1)
        else:
            yield f"{before}{key}", value
