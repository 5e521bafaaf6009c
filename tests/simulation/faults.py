"""What goes wrong in a world, by seed: when, what, and for how long."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can go wrong."""

    KILL = "ingest is killed between two steps"
    POWER = "the power of ingest's machine goes between two steps"
    STOP = "ingest is stopped cleanly and started again"
    PAUSE = "ingest sleeps"
    SECOND = "a second ingest wants the site"
    CUT = "the connection to the broker is cut"
    UNREACHABLE = "the broker cannot be reached"
    BROKER_DIES = "the broker is killed"
    RECORDS_DOWN = "the records do not answer"
    ANSWERS_LOST = "commits happen and nobody is told"
    STORE_DOWN = "the telemetry store does not answer"
    STORE_SLOW = "the telemetry store is slow"
    STORE_ERRATIC = "the telemetry store takes a part and fails"
    DISK_FULL = "the journal's disk is full"
    SYNC_FAILS = "a sync of the journal's disk fails"
    DISK_SLOW = "syncs are slow"


_INSTANT = frozenset({Kind.KILL, Kind.POWER, Kind.STOP, Kind.CUT, Kind.SYNC_FAILS})
_OFTEN = (Kind.KILL, Kind.KILL, Kind.KILL, Kind.POWER, Kind.POWER)
GENTLE = (Kind.KILL, Kind.STOP, Kind.CUT, Kind.ANSWERS_LOST, Kind.STORE_ERRATIC)
"""Those that change what happens when by little, if at all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`at_s` after the world began, for `length_s`. `steps`: how many more steps it gets (KILL, POWER)."""

    at_s: float
    kind: Kind
    length_s: float = 0.0
    steps: int = 0

    def __str__(self) -> str:
        lasting = f" for {self.length_s:.1f} s" if self.length_s else f" {self.steps} steps later" if self.steps else ""
        return f"{self.at_s:8.2f} s  {self.kind.value}{lasting}"


def script(chance: random.Random, until_s: float, *, orderly: bool) -> list[Fault]:
    """The faults of a world whose devices speak until `until_s`, in their order. All are over in good time."""
    kinds = GENTLE if orderly else (*Kind, *_OFTEN)
    return sorted((_fault(chance, chance.choice(kinds), until_s) for _ in range(chance.randint(1, 7))), key=lambda fault: fault.at_s)


def _fault(chance: random.Random, kind: Kind, until_s: float) -> Fault:
    at_s = chance.uniform(0, until_s)
    if kind in (Kind.KILL, Kind.POWER):
        return Fault(at_s, kind, steps=chance.randint(0, chance.choice((5, 40, 300))))
    if kind in _INSTANT:
        return Fault(at_s, kind)
    return Fault(at_s, kind, chance.choice((chance.uniform(0.2, 3), chance.uniform(3, 60))))
