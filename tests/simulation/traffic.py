"""What the devices of a made-up site say, by seed, and what must have become of every message in the end."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.quarantine import QuarantineReason
from domain.time import to_ms

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BOILERS = 3
SITE = "mill"
_PADDING = b" " * (257 * 1024)
_GARBAGE: tuple[tuple[bytes, QuarantineReason], ...] = (
    (b"\xff\xfe not json", QuarantineReason.NOT_JSON),
    (b'{"values": ', QuarantineReason.NOT_JSON),
    (b"17", QuarantineReason.BAD_SHAPE),
    (b'{"ts": 1}', QuarantineReason.BAD_SHAPE),
    (b'{"values": {"lit": 1}}', QuarantineReason.WRONG_TYPE),
    (b'{"values": {"wing": 1}}', QuarantineReason.UNKNOWN_POINT),
    (b'{"values": {"mode": "sideways"}}', QuarantineReason.UNKNOWN_VALUE),
)


@dataclass(frozen=True, slots=True)
class Reported:
    """Must be stored: values with this `number` of a device; at `ts_ms`, or when it was received (`None`)."""

    device: str
    number: int
    ts_ms: int | None
    once: bool = True
    """It can be told from a second message; what cannot is stored once for each time that it is delivered."""
    refused: bool = False
    """The store will never take it: it must be in quarantine."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Must be stored: an event with this id."""

    device: str
    id: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """Must be in quarantine for this reason."""

    reason: QuarantineReason


Fate = Reported | Happened | PutAside


@dataclass(frozen=True, slots=True)
class Publication:
    """What a device publishes `at_s` seconds after the world began."""

    at_s: float
    device: str
    topic: str
    payload: bytes
    fates: tuple[Fate, ...] = ()
    retain: bool = False


def traffic(seed: int, *, orderly: bool) -> list[Publication]:
    """By seed. `orderly`: everything has its time and its id, and nothing comes late, so that nothing depends on when it is heard."""
    chance = random.Random(f"traffic {seed}")
    length_s = chance.uniform(40, 100)
    said = [each for number in range(1, BOILERS + 1) for each in _Boiler(f"b{number}", chance, length_s, orderly=orderly).life()]
    return sorted(said, key=lambda publication: publication.at_s)


class _Boiler:
    """One device, with habits of its own."""

    def __init__(self, device: str, chance: random.Random, length_s: float, *, orderly: bool) -> None:
        self._device = device
        self._chance = chance
        self._length_s = length_s
        self._interval_s = chance.choice((2.5, 4.0, 8.0))
        self._oddness = 0.0 if orderly else chance.choice((0.1, 0.3, 0.6))
        self._number = 0
        self._temp, self._lit, self._mode = 50.0, True, "auto"
        self._used: set[int] = set()

    def life(self) -> Iterator[Publication]:
        """Everything that it publishes."""
        chance = self._chance
        at = chance.uniform(0, 5)
        silent_from = chance.uniform(10, self._length_s)
        if chance.random() < 0.5:
            yield Publication(at, self._device, self._topic("status"), b"online", retain=True)
        while at < self._length_s:
            at += chance.uniform(0.3, 1.7) * self._interval_s
            if silent_from < at < silent_from + 50:
                continue
            self._live()
            said = self._odd(at) if chance.random() < self._oddness else self._usual(at)
            yield said
            if chance.random() < 0.1:
                yield replace(said, at_s=at + chance.uniform(0.01, 3))  # its own acknowledgement was lost: it says it again
            if chance.random() < 0.2:
                yield self._event(at + 0.05)
        if chance.random() < 0.3:
            yield Publication(at + 1, self._device, self._topic("status"), b"offline", retain=True)

    def _live(self) -> None:
        chance = self._chance
        self._temp = min(100.0, max(0.0, self._temp + chance.gauss(1, 16) - (self._temp - 62) / 4))
        if chance.random() < 0.2:
            self._lit = not self._lit
        if chance.random() < 0.1:
            self._mode = chance.choice(("auto", "manual", "off"))

    def _usual(self, at: float, *, ts_ms: int | None = None, with_id: bool = True) -> Publication:
        ts_ms = self._unused(_measured_ms(at) if ts_ms is None else ts_ms)
        values = self._values()
        body: dict[str, object] = {"ts": ts_ms, "values": values}
        if with_id:
            body["id"] = f"{self._device}-{self._number}"
        return self._said(at, body, Reported(self._device, self._number, ts_ms))

    def _odd(self, at: float) -> Publication:
        """Something that a device should not say, or not so."""
        now_ms = to_ms(BEGIN + timedelta(seconds=at))
        ways = (
            self._timeless,
            self._late,
            self._reordered,
            self._from_the_future,
            self._a_little_ahead,
            self._garbage,
            self._oversize,
            self._unknown,
            self._several,
            self._retained,
            self._poison,
        )
        return self._chance.choice(ways)(at, now_ms)

    def _timeless(self, at: float, _now_ms: int) -> Publication:
        return self._said(at, {"values": self._values()}, Reported(self._device, self._number, None, once=False))

    def _late(self, at: float, now_ms: int) -> Publication:
        return self._usual(at, ts_ms=now_ms - self._chance.randint(125_000, 600_000))

    def _reordered(self, at: float, now_ms: int) -> Publication:
        return self._usual(at, ts_ms=now_ms - self._chance.randint(3_000, 90_000), with_id=self._chance.random() < 0.5)

    def _from_the_future(self, at: float, now_ms: int) -> Publication:
        body = {"ts": now_ms + self._chance.randint(1_000_000, 9_000_000), "values": self._values()}
        return self._said(at, body, Reported(self._device, self._number, None))

    def _a_little_ahead(self, at: float, now_ms: int) -> Publication:
        return self._usual(at, ts_ms=now_ms + self._chance.randint(500, 60_000))

    def _garbage(self, at: float, _now_ms: int) -> Publication:
        payload, reason = self._chance.choice(_GARBAGE)
        return Publication(at, self._device, self._topic("telemetry"), payload, (PutAside(reason),))

    def _oversize(self, at: float, _now_ms: int) -> Publication:
        return Publication(at, self._device, self._topic("telemetry"), b"{%d}" % self._number + _PADDING, (PutAside(QuarantineReason.OVERSIZE),))

    def _unknown(self, at: float, _now_ms: int) -> Publication:
        return Publication(at, self._device, f"steward/v1/{SITE}/nobody/telemetry", b"{}", (PutAside(QuarantineReason.UNKNOWN_DEVICE),))

    def _retained(self, at: float, _now_ms: int) -> Publication:
        return replace(self._usual(at), retain=True)

    def _several(self, at: float, now_ms: int) -> Publication:
        """What it had stored, oldest first."""
        bodies: list[dict[str, object]] = []
        fates: list[Fate] = []
        for age_ms in sorted((self._chance.randint(0, 40_000) for _ in range(self._chance.randint(2, 5))), reverse=True):
            self._live()
            ts_ms = self._unused(now_ms - age_ms)
            bodies.append({"ts": ts_ms, "values": self._values()})
            fates.append(Reported(self._device, self._number, ts_ms))
        return Publication(at, self._device, self._topic("telemetry"), json.dumps(bodies).encode(), tuple(fates))

    def _poison(self, at: float, now_ms: int) -> Publication:
        """What can be read and never be stored."""
        ts_ms = self._unused(now_ms)
        body = {"ts": ts_ms, "values": {**self._values(), "label": "poison"}}
        return self._said(at, body, Reported(self._device, self._number, ts_ms, refused=True))

    def _event(self, at: float) -> Publication:
        self._number += 1
        id_ = f"{self._device}-e{self._number}"
        name = self._chance.choice(("flame.lost", "flame.lost", "door.opened"))
        body = {"ts": _measured_ms(at), "id": id_, "event": name, "data": {"number": self._number}}
        return Publication(at, self._device, self._topic("event"), json.dumps(body).encode(), (Happened(self._device, id_),))

    def _values(self) -> dict[str, object]:
        self._number += 1
        chance = self._chance
        temp = None if chance.random() < 0.05 else round(self._temp, 1)
        return {"temp": temp, "lit": self._lit, "mode": self._mode, "starts": self._number}

    def _said(self, at: float, body: dict[str, object], fate: Fate) -> Publication:
        return Publication(at, self._device, self._topic("telemetry"), json.dumps(body).encode(), (fate,))

    def _topic(self, kind: str) -> str:
        return f"steward/v1/{SITE}/{self._device}/{kind}"

    def _unused(self, ts_ms: int) -> int:
        """No two messages of one device of one time: the second would overwrite the first, and rightly."""
        while ts_ms in self._used:
            ts_ms += 1
        self._used.add(ts_ms)
        return ts_ms


def _measured_ms(at: float) -> int:
    """When what is published `at` was measured: a little earlier, or rounding would put it into the future."""
    return to_ms(BEGIN + timedelta(seconds=at)) - 10
