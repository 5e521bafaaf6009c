"""The ingest processes that live, as their heartbeats in the records tell, and the locks that can be seen from here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.records import Heartbeat
from steward.shards.share_out import Process
from steward.shards.terms import LEASE_S

ROLE = "ingest"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a process says of itself in its heartbeat. `sites` are those that it owned when it said so; `left`: it has gone."""

    owner: str
    sites: Collection[str]
    serves: Collection[str]
    avoids: Collection[str] = ()
    left: bool = False

    def as_detail(self) -> dict[str, object]:
        """As `Heartbeat.detail` has it."""
        return {"owner": self.owner, "sites": sorted(self.sites), "serves": sorted(self.serves), "avoids": sorted(self.avoids), "left": self.left}

    @staticmethod
    def of(heartbeat: Heartbeat) -> Sign | None:
        """What `heartbeat` says; `None` if it is not of an ingest process of this kind."""
        detail = heartbeat.detail
        if heartbeat.role != ROLE or not isinstance(owner := detail.get("owner"), str):
            return None
        return Sign(owner, _texts(detail.get("sites")), _texts(detail.get("serves")), _texts(detail.get("avoids")), detail.get("left") is True)


@dataclass(slots=True)
class _Heard:
    at: datetime
    """By the clock of the other."""
    heard_s: float
    """When it last said something new, by our steady clock."""


@dataclass
class Peers:
    """What one process, `me`, knows of the others. `lives` asks for an instance of the same `owner` whether it is still there."""

    me: str
    owner: str
    lives: Callable[[str], bool]
    _heard: dict[str, _Heard] = field(default_factory=dict)

    def look(self, heartbeats: Sequence[Heartbeat], now: datetime, now_s: float) -> Mapping[str, Process]:
        """Those that live, without ourselves, by instance.

        One of our own data folder is dead when its lock is free: known at once. Any is as good as dead when nothing new
        has come of it for as long as a lease lasts; the clocks of others are not trusted for that. `now_s` is steady.
        """
        found: dict[str, Process] = {}
        for beat in heartbeats:
            sign = Sign.of(beat)
            if sign is None or sign.left or beat.instance == self.me:
                continue
            known = self._heard.get(beat.instance)
            if known is None:
                if sign.owner == self.owner:
                    self.lives(beat.instance)  # the traces of one that is dead go, however long ago that was
                known = self._heard[beat.instance] = _Heard(beat.at, now_s - max(0.0, (now - beat.at).total_seconds()))
            elif known.at != beat.at:
                known.at, known.heard_s = beat.at, now_s
            if now_s - known.heard_s < LEASE_S and (sign.owner != self.owner or self.lives(beat.instance)):
                found[beat.instance] = Process(sign.owner, frozenset(sign.serves), frozenset(sign.sites), frozenset(sign.avoids))
        return found


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
