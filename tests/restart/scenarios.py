"""A day at a small site, by seed: delays, chatter, bad quality, silence, events, messages sent twice."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.time import to_ms
from tests.restart.virtual_broker import Publication

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LENGTH_S = 700
BOILERS = 2


def script(seed: int) -> list[Publication]:
    """What the devices publish, in the order of publishing."""
    chance = random.Random(seed)
    said = [publication for boiler in range(1, BOILERS + 1) for publication in _boiler(f"b{boiler}", chance)]
    return sorted(said, key=lambda publication: publication.at)


def _boiler(device: str, chance: random.Random) -> Iterator[Publication]:
    at = chance.uniform(0, 15)
    temp, lit, starts, number = 50.0, True, 0, 0
    silent_from = chance.uniform(100, 400)
    while at < LENGTH_S:
        at += chance.uniform(8, 15)
        if silent_from < at < silent_from + 200:
            continue
        temp = min(100.0, max(0.0, temp + chance.gauss(1, 16) - (temp - 62) / 4))
        lit = lit if chance.random() < 0.85 else not lit
        starts += chance.random() < 0.3
        number += 1
        values: dict[str, object] = {"temp": None if chance.random() < 0.05 else round(temp, 1), "lit": lit, "starts": starts}
        # Nothing comes late here: whether late news comes before or after the wall clock has decided is what a gap does change.
        yield _message(device, at, 0.01, f"{device}-{number}", values)
        if chance.random() < 0.1:
            yield _message(device, at, 0.5, f"{device}-{number}", values)  # the device itself sends it twice
        if chance.random() < 0.25:
            yield _event(device, at, f"{device}-e{number}")


def _message(device: str, at: float, late_s: float, id_: str, values: dict[str, object]) -> Publication:
    body = {"ts": to_ms(BEGIN + timedelta(seconds=at)), "id": id_, "values": values}
    return Publication(BEGIN + timedelta(seconds=at + late_s), f"steward/v1/mill/{device}/telemetry", json.dumps(body).encode())


def _event(device: str, at: float, id_: str) -> Publication:
    body = {"ts": to_ms(BEGIN + timedelta(seconds=at)), "id": id_, "event": "flame.lost", "data": {}}
    return Publication(BEGIN + timedelta(seconds=at + 0.1), f"steward/v1/mill/{device}/event", json.dumps(body).encode())
