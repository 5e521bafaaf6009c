"""Dispatch alone: 200 orders for 30 people, scored and assigned, beside scipy's bare solve and beside taking one order after the other."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
from scipy.optimize import linear_sum_assignment

from domain.dispatch import Duty, DutySource
from domain.people import Department, Person, Role
from domain.severity import Priority
from domain.site import Site, Space, SpaceKind
from domain.skill import HeldSkill
from domain.text import Text
from domain.work_order import Due, OrderKind, OrderState, WorkOrder
from operations.dispatch.assignment import Costs, greedy, solve
from operations.dispatch.crew import Crew, Worker
from operations.dispatch.proposing import costs_of, propose

ORDERS, PEOPLE = 200, 30
RUNS = 5
_NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
_SKILLS = ("electrical", "lift", "lift-rescue", "plumbing")


def table(runs: int = RUNS, orders: int = ORDERS, people: int = PEOPLE) -> Iterator[str]:
    """The medians of some runs, each in milliseconds, and what each way costs in points."""
    crew, waiting = _scene(orders, people)
    workers = sorted(crew.workers, key=lambda worker: worker.username)
    in_turn = [choice.order for choice in propose(waiting, crew, {})]
    costs = costs_of(in_turn, workers, crew, {})
    bare = _matrix(costs)
    whole = _ms(lambda: propose(waiting, crew, {}), runs)
    yield f"dispatch: {orders} orders for {people} people, median of {runs}"
    yield f"  scored, assigned, with reasons   {whole:9.1f} ms"
    yield f"  assigned alone                   {_ms(lambda: solve(costs), runs):9.1f} ms   costs {costs.of(solve(costs)):,} points"
    yield f"  peer: scipy on a bare matrix     {_ms(lambda: linear_sum_assignment(bare), runs):9.1f} ms   {bare.shape[0]} × {bare.shape[1]}"
    yield f"  peer: one order after the other  {_ms(lambda: greedy(costs), runs):9.1f} ms   costs {costs.of(greedy(costs)):,} points"


def _ms(work: Callable[[], object], runs: int) -> float:
    took: list[float] = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - begun))
    return median(took)


def _matrix(costs: Costs) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """As large as the one that is solved, and full of numbers."""
    columns = sum(min(room, len(costs.pairs)) for room in costs.rooms) + len(costs.pairs)
    return np.random.default_rng(7).random((len(costs.pairs), columns))


def _scene(orders: int, people: int) -> tuple[Crew, list[WorkOrder]]:
    """Fifteen towers of twenty floors; everybody has two skills, two orders in three ask for one."""
    chance = random.Random(7)
    towers = {f"t{tower}": Space(f"t{tower}", SpaceKind.BUILDING, Text(f"{tower}号楼", f"Tower {tower}")) for tower in range(1, 16)}
    floors = {
        f"{tower}-{floor}": Space(f"{tower}-{floor}", SpaceKind.FLOOR, Text(f"{floor}层", f"Floor {floor}"), tower) for tower in towers for floor in range(20)
    }
    site = Site("bench", Text("测", "Bench"), ZoneInfo("Asia/Shanghai"), {**towers, **floors}, {}, {})
    places = list(site.spaces)
    return Crew(site, _NOW, tuple(_worker(number, chance, places) for number in range(people))), [_order(n, chance, places) for n in range(orders)]


def _worker(number: int, chance: random.Random, places: list[str]) -> Worker:
    name = f"w{number:03}"
    person = Person(name, name, name, Role.ENGINEER, Department.ENGINEERING, ("bench",))
    duty = Duty(name, name, "bench", None, _NOW - timedelta(hours=1), _NOW + timedelta(hours=1 + chance.random() * 8), DutySource.HAND, "bench")
    skills = {skill: HeldSkill(name, skill, "1", date(2027, 1, 1)) for skill in chance.sample(_SKILLS, 2)}
    return Worker(person, duty, skills, {Priority.P3: chance.randint(0, 1)}, chance.randint(0, 20), chance.choice(places))


def _order(number: int, chance: random.Random, places: list[str]) -> WorkOrder:
    opened = _NOW - timedelta(minutes=chance.randint(0, 60))
    return WorkOrder(
        id=f"o{number:04}",
        number=str(number),
        realm="live",
        kind=OrderKind.REPAIR,
        site="bench",
        asset=None,
        department=Department.ENGINEERING,
        priority=chance.choice(list(Priority)),
        state=OrderState.DISPATCHED,
        title=Text("修", "Repair"),
        opened_at=opened,
        due=Due(opened + timedelta(minutes=90)),
        skills=tuple(chance.sample(_SKILLS, 1)) if number % 3 else (),
        space=chance.choice(places),
    )
