"""The rules engine alone: readings a second on one core with 1,000 rules loaded, memory a condition, and where the time goes.

The peer is a bare loop over the same readings that looks up each point's limit and compares: what Python needs to look at
a reading at all. A device's message of four values is one sign of life (`seen`) and four readings, as in ingest.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import cast
from zoneinfo import ZoneInfo

from domain.device_type import DeviceType, PointType
from domain.people import Department
from domain.reading import PointKind, Quality, Reading, Value
from domain.severity import Severity
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text
from rules.engine import Engine
from rules.kind import kinds
from rules.rule import AppliesTo, Rule
from rules.ruleset import RuleSet, bind

START = datetime(2026, 3, 2, tzinfo=UTC)
ASSETS = 200
_ANALOGS, _BINARIES = 6, 4
_EVERY_S = 30.0
_REPEATS = 5
_LINES = 10
_VALUES_A_MESSAGE = 4

PUMP = DeviceType(
    key="pump",
    name=Text("泵", "Pump"),
    interval_s=_EVERY_S,
    points=(
        *(PointType(f"level_{n}", Text("液位", "Level"), PointKind.ANALOG, "%", low=0, high=100) for n in range(_ANALOGS)),
        *(PointType(f"fault_{n}", Text("故障", "Fault"), PointKind.BINARY) for n in range(_BINARIES)),
    ),
)

When = Mapping[str, object]
SIMPLE: Sequence[When] = (
    {"kind": "threshold", "point": "level_0", "above": 80, "unit": "%"},
    {"kind": "threshold", "point": "level_1", "outside": (10, 90), "unit": "%"},
    {"kind": "state", "point": "fault_0", "equals": True},
    {"kind": "state", "point": "fault_1", "equals": False},
    {"kind": "stale", "after": "10m"},
)
"""Five rules for each of 200 assets are 1,000."""

_COUNT: When = {"kind": "count", "point": "fault_*", "becomes": True, "at_least": 10, "within": "1h"}
_RUNNING: When = {"kind": "state", "point": "fault_0", "equals": True}
_FLOWING: When = {"kind": "threshold", "point": "level_0", "above": 20, "unit": "%"}
_HIGH: When = {"kind": "threshold", "point": "level_1", "above": 80, "unit": "%"}


def _with(*whens: When) -> Sequence[When]:
    """Five rules an asset: `whens`, which hear every reading between them, and the rest as before."""
    return (*whens, *SIMPLE)[:5]


MIXES: Mapping[str, Sequence[When]] = {
    "threshold, state, stale": SIMPLE,
    "rate_of_change, count": _with({"kind": "rate_of_change", "point": "level_*", "rises": 30, "within": "10m", "unit": "%"}, _COUNT),
    "forecast, count": _with({"kind": "forecast", "point": "level_*", "reaches": {"below": 10}, "unit": "%", "within": "30m", "over": "2h"}, _COUNT),
    "deviation, count": _with({"kind": "deviation", "point": "level_*", "unit": "%", "by": 30, "weeks": 4}, _COUNT),
    "sequence, composite": _with(
        {"kind": "sequence", "first": _RUNNING, "then": _FLOWING, "within": "1m"},
        {"kind": "composite", "all": [_HIGH, {"kind": "state", "point": "fault_1", "equals": False}]},
    ),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message: its device, when it was received, what it says."""

    device: str
    at: datetime
    readings: tuple[Reading, ...]


def site() -> Site:
    """200 pumps of ten points each, with a device of its own."""
    assets: dict[str, Asset] = {}
    devices: dict[str, Device] = {}
    for number in range(ASSETS):
        name = f"pump-{number}"
        points = tuple(Point(f"bench.{name}.{each.key}", "bench", name, each.key, each, name, each.key, each.name) for each in PUMP.points)
        assets[name] = Asset(name, "bench", "hall", PUMP, PUMP.name, (name,), points)
        devices[name] = Device(name, "bench", PUMP, (name,), _EVERY_S, {point.key: point for point in points})
    space = Space("hall", SpaceKind.BUILDING, Text("泵房", "Hall"))
    return Site("bench", Text("测", "Bench"), ZoneInfo("Asia/Shanghai"), {space.id: space}, assets, devices)


def rules(whens: Sequence[When], *, delay_s: float = 10) -> tuple[Rule, ...]:
    """Each of `whens` for each asset, as a rule of its own."""
    made = []
    for number in range(ASSETS):
        for index, when in enumerate(whens):
            kind = kinds()[cast("str", when["kind"])]
            delay = timedelta(seconds=delay_s if kind.delays else 0)
            text = Text("{asset} {value}", "{asset} {value}")
            made.append(
                Rule(
                    f"pump.rule_{number}_{index}",
                    AppliesTo(assets=(f"pump-{number}",)),
                    kind.settings.model_validate(when),
                    Severity.HIGH,
                    Department.ENGINEERING,
                    text,
                    delay,
                    delay,
                )
            )
    return tuple(made)


def traffic(where: Site, messages: int, *, busy: bool, seed: int = 1) -> list[Spoken]:
    """Messages of all devices in turn. Busy: one value in 20 is beyond a limit, one in 100 bad, one in 100 comes late."""
    chance = random.Random(seed)
    devices = list(where.devices.values())
    said = []
    step = timedelta(seconds=_EVERY_S / len(devices))
    for number in range(messages):
        device = devices[number % len(devices)]
        at = START + number * step
        points = list(device.points.values())
        chosen = [points[chance.randrange(_ANALOGS)], points[0], points[1], points[_ANALOGS + chance.randrange(2)]]
        said.append(Spoken(device.id, at, tuple(_read(point, at, chance, busy=busy) for point in chosen[:_VALUES_A_MESSAGE])))
    return said


def _read(point: Point, at: datetime, chance: random.Random, *, busy: bool) -> Reading:
    occurred = at - timedelta(seconds=45) if busy and chance.random() < 0.01 else at
    if busy and chance.random() < 0.01:
        return Reading(point.id, occurred, at, None, Quality.BAD)
    far = busy and chance.random() < 0.05
    value: Value = (95.0 if far else chance.uniform(40, 60)) if point.type.kind is PointKind.ANALOG else (point.key == "fault_1") is not far
    return Reading(point.id, occurred, at, value)


def step_through(engine: Engine, messages: Sequence[Spoken]) -> int:
    """Judge all of it, with a tick a second of virtual time as ingest does; returns how many transitions came."""
    count = 0
    next_tick = START + timedelta(seconds=1)
    second = timedelta(seconds=1)
    for message in messages:
        while message.at >= next_tick:
            count += len(engine.tick(next_tick))
            next_tick += second
        count += len(engine.seen(message.device, message.at))
        for reading in message.readings:
            count += len(engine.reading(reading))
    return count


def bare_loop(limits: Mapping[str, float], messages: Sequence[Spoken]) -> int:
    """The least that can be done with a reading: look up the limit of its point, and compare."""
    count = 0
    for message in messages:
        for reading in message.readings:
            limit = limits.get(reading.point)
            if limit is not None and isinstance(reading.value, float) and reading.value > limit:
                count += 1
    return count


def rate(readings: int, run: Callable[[], object]) -> float:
    """Readings a second of CPU time of this thread: the median of five runs."""
    times = []
    for _ in range(_REPEATS):
        gc.collect()
        begun = time.thread_time()
        run()
        times.append(time.thread_time() - begun)
    return readings / median(times)


def measured(messages: int = 10_000) -> Iterator[str]:
    """A line for each mix: readings a second and the ratio to the bare loop."""
    where = site()
    limits = dict.fromkeys(where.points, 80.0)
    quiet, busy = traffic(where, messages, busy=False), traffic(where, messages, busy=True)
    count = messages * _VALUES_A_MESSAGE
    bare = rate(count, lambda: bare_loop(limits, quiet))
    yield f"{'bare loop: look up a limit and compare':<52}{bare:>12,.0f} readings/s  1"
    for name, whens in MIXES.items():
        ruleset = bind(rules(whens), where, {"pump": PUMP})
        for mix, said in (("quiet", quiet), ("busy", busy)):
            reached = rate(count, lambda ruleset=ruleset, said=said: step_through(Engine(where, ruleset, started_at=START, settle_s=0), said))  # type: ignore[misc]
            yield f"{f'{len(ruleset.rules):,} rules, {name}, {mix}':<52}{reached:>12,.0f} readings/s  {reached / bare:.3f}"


def memory() -> Iterator[str]:
    """Bytes for each tracked condition, ruleset and engine together; of windows before they hold samples."""
    where = site()
    for name, whens in MIXES.items():
        written = rules(whens)
        bind(written, where, {"pump": PUMP})
        messages = traffic(where, ASSETS * 10, busy=False) if whens is SIMPLE else []
        gc.collect()
        tracemalloc.start()
        ruleset: RuleSet = bind(written, where, {"pump": PUMP})
        engine = Engine(where, ruleset, started_at=START, settle_s=0)
        step_through(engine, messages)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        conditions = len(list(ruleset.conditions))
        yield f"{f'memory, {name}':<52}{taken / conditions:>12,.0f} bytes a condition ({conditions:,} conditions)"


def profile(messages: int = 10_000) -> Iterator[str]:
    """The functions in which the time of two busy mixes is spent: own time, and how often they are called for a reading."""
    where = site()
    said = traffic(where, messages, busy=True)
    for name in ("threshold, state, stale", "rate_of_change, count"):
        engine = Engine(where, bind(rules(MIXES[name]), where, {"pump": PUMP}), started_at=START, settle_s=0)
        profiler = cProfile.Profile()
        profiler.runcall(step_through, engine, said)
        stats = pstats.Stats(profiler)
        total = stats.total_tt  # type: ignore[attr-defined]  # not in the stubs
        own = sorted(stats.stats.items(), key=lambda item: item[1][2], reverse=True)  # type: ignore[attr-defined]
        yield f"profile, {name}, busy: own time, calls a reading, function"
        for (file, _, function), (_, calls, time_s, _, _) in own[:_LINES]:
            where_ = Path(file).name if file != "~" else "built in"
            yield f"{time_s / total:>8.1%}{calls / messages / _VALUES_A_MESSAGE:>8.2f}  {where_}: {function.strip('<>')}"
