"""The session of one edge node: what its births have said, and whether nothing is missing since.

Follows *Eclipse Sparkplug 3.0*, chapters 5 (births, deaths, rebirth) and 6.4.6 (aliases, ``seq``, ``bdSeq``). Nothing is guessed:
after a gap anything may have been missed, another birth too, so every alias is forgotten until the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from domain.quarantine import QuarantineReason
from ingest.sparkplug.payload import Followed, Metric, Payload

_SEQUENCES = 256
_BD_SEQ = b"bdSeq"
_NAMED = 10
"""How many unknown aliases a reason names."""


class _Meant(NamedTuple):
    """What an alias stands for. `name` is empty where the site file gives the metric no meaning."""

    speaker: str
    name: str
    datatype: int


class Node:
    """One edge node. `wanted` are the names of metrics that mean something, by speaker (the node or its devices)."""

    def __init__(self, name: str, wanted: Mapping[str, Collection[str]]) -> None:
        self._name = name
        self._wanted = {speaker: {each.encode(): each for each in names} for speaker, names in wanted.items()}
        self._due: int | None = None
        """The next ``seq``; `None`: there has been no birth since something was missing."""
        self._bd_seq: int | None = None
        self._aliases: dict[int, _Meant | None] = {}
        """`None`: births have given it to two metrics."""
        self._datatypes: dict[str, dict[bytes, int]] = {}

    @property
    def born(self) -> bool:
        """Whether its aliases are known, and nothing is missing since."""
        return self._due is not None

    def forget(self) -> None:
        """Trust nothing until the next birth."""
        self._due = self._bd_seq = None
        self._aliases.clear()
        self._datatypes.clear()

    def take(self, kind: str, speaker: str, payload: Payload) -> Followed:
        """What it takes to read `payload`; follows the session by it."""
        followed = Followed()
        if kind == "NDEATH":
            self._die(payload, followed)
            return followed
        if kind == "NBIRTH":
            self.forget()
            self._bd_seq = _bd_seq(payload)
            self._due = payload.seq % _SEQUENCES if payload.HasField("seq") else None
        in_order = self._in_order(payload, kind, followed)
        if kind in {"NBIRTH", "DBIRTH"}:
            self._learn(speaker, payload, known=in_order)
        elif kind == "DDEATH":
            self._forget_speaker(speaker)
        else:
            self._read(speaker, payload, followed)
        return followed

    def _die(self, payload: Payload, followed: Followed) -> None:
        said = _bd_seq(payload)
        if self._bd_seq is not None and said is not None and said != self._bd_seq:
            followed.void = True  # the will of an earlier connection, which the broker tells late
            return
        self.forget()

    def _in_order(self, payload: Payload, kind: str, followed: Followed) -> bool:
        if self._due is None:
            if kind == "NBIRTH":
                followed.troubles.append((QuarantineReason.BAD_SHAPE, f"the birth of {self._name} says no `seq`: its aliases cannot be trusted"))
            return False
        if payload.HasField("seq") and payload.seq == self._due:
            self._due = (self._due + 1) % _SEQUENCES
            return True
        said = f"is {payload.seq}" if payload.HasField("seq") else "is missing"
        detail = f"`seq` of {self._name} {said} where {self._due} was due: something was lost. Aliases mean nothing until its next birth"
        followed.troubles.append((QuarantineReason.BAD_SHAPE, detail))
        self.forget()
        return False

    def _learn(self, speaker: str, payload: Payload, *, known: bool) -> None:
        self._forget_speaker(speaker)
        if not known:
            return
        names = self._wanted.get(speaker, {})
        datatypes = self._datatypes[speaker] = {}
        for metric in payload.metrics:
            name = metric.name
            if name in names:
                datatypes[name] = metric.datatype
            if metric.HasField("alias"):
                meant = _Meant(speaker, names.get(name, ""), metric.datatype)
                self._aliases[metric.alias] = meant if self._aliases.get(metric.alias, meant) == meant else None

    def _forget_speaker(self, speaker: str) -> None:
        self._datatypes.pop(speaker, None)
        for alias in [alias for alias, meant in self._aliases.items() if meant is not None and meant.speaker == speaker]:
            del self._aliases[alias]

    def _read(self, speaker: str, payload: Payload, followed: Followed) -> None:
        names, datatypes = self._wanted.get(speaker, {}), self._datatypes.get(speaker, {})
        unknown: list[int] = []
        for index, metric in enumerate(payload.metrics):
            if name := metric.name:
                if not metric.datatype and name in names:
                    followed.metrics.append((index, names[name], datatypes.get(name, 0)))
                continue
            if not metric.HasField("alias"):
                continue  # the codec says so
            meant = self._aliases.get(metric.alias)
            if meant is None or meant.speaker != speaker:
                unknown.append(metric.alias)
            elif meant.name:
                followed.metrics.append((index, meant.name, metric.datatype or meant.datatype))
        if unknown:
            followed.troubles.append((QuarantineReason.UNKNOWN_POINT, unknown_aliases(unknown)))


def unknown_aliases(aliases: Collection[int]) -> str:
    """The reason why metrics of these aliases are not read."""
    there = list(dict.fromkeys(aliases))
    more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
    return f"alias {', '.join(map(str, there[:_NAMED]))}{more}: no birth that we know says what it stands for"


def _bd_seq(payload: Payload) -> int | None:
    for metric in payload.metrics:
        if metric.name == _BD_SEQ:
            return _number(metric)
    return None


def _number(metric: Metric) -> int | None:
    field = metric.WhichOneof("value")
    return metric.int_value if field == "int_value" else metric.long_value if field == "long_value" else None
