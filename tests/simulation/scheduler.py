"""Virtual time and virtual threads: one runs at a time, they change places only at steps and waits, and a seed says who is next.

A task is a coroutine (greenlet) that runs the real, blocking code. Time passes only when every task waits.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from greenlet import GreenletExit, getcurrent, greenlet  # type: ignore[import-untyped]  # it has no types of its own

_PAUSE_US = 100_000
"""So often a paused task looks whether it may go on."""


class Killed(GreenletExit):  # type: ignore[misc]  # as above
    """The process is gone: nothing handles this, as nothing handles kill -9."""


class PromiseBroken(AssertionError):
    """Something that must never happen has happened."""


@dataclass(eq=False)
class Process:
    """Tasks that live and die together. What does not belong to the product (devices, the operator) is in processes that nobody kills."""

    name: str
    mortal: bool = False
    alive: bool = True
    paused: bool = False
    doomed: bool = False
    steps_left: int | None = None
    """It dies after so many more steps; `None`: it does not."""
    tasks: list[Task] = field(default_factory=list)
    on_death: Callable[[], None] = lambda: None


@dataclass(eq=False)
class Task:
    """A virtual thread."""

    process: Process
    name: str
    coroutine: greenlet
    work: Callable[[], object] = lambda: None
    wake: int = 0
    """Counts its waits: an alarm clock set for an earlier one rings for nobody."""
    due: bool = False
    """It waits for nothing and is about to run."""
    ended: bool = False
    waiters: list[Task] = field(default_factory=list)


@dataclass
class Scheduler:
    """Runs tasks in virtual time. `now_us` is the steady clock, in microseconds since the world began."""

    chance: random.Random
    began: datetime
    switching: float = 0.05
    """How often a step lets somebody else run."""
    now_us: int = 0
    wall_off_us: int = 0
    """How far the wall clock has been set from where it began."""
    steps: int = 0
    log: list[tuple[int, str, str, str]] = field(default_factory=list)
    current: Task | None = None
    _ready: list[Task] = field(default_factory=list)
    _asleep: list[tuple[int, int, Task, int]] = field(default_factory=list)
    _calls: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0
    _failed: BaseException | None = None

    def wall(self) -> datetime:
        """What the wall clock says."""
        return self.began + timedelta(microseconds=self.now_us + self.wall_off_us)

    def monotonic(self) -> float:
        """What the steady clock says."""
        return self.now_us / 1e6

    def note(self, label: str, detail: str = "") -> None:
        """Write a line of the log."""
        task = self.current
        self.log.append((self.now_us, "" if task is None else f"{task.process.name}/{task.name}", label, detail))

    def complain(self, what: str) -> None:
        """A promise is broken. It ends the world, whatever the product would make of an exception."""
        self.note("PROMISE BROKEN", what)
        self._failed = self._failed or PromiseBroken(what)

    def spawn(self, process: Process, name: str, work: Callable[[], object]) -> Task:
        """A new task, which begins when its turn comes."""
        task = Task(process, name, greenlet(self._run), due=True)
        task.work = work
        process.tasks.append(task)
        self._ready.append(task)
        return task

    def call_later(self, seconds: float, action: Callable[[], None]) -> None:
        """`action` happens after so long, in nobody's task: it must not wait."""
        self._count += 1
        heapq.heappush(self._calls, (self.now_us + round(seconds * 1e6), self._count, action))

    def step(self, label: str, detail: str = "") -> None:
        """Between two steps of a process: here others may come first, and here it may end."""
        task = self.current
        if task is None:
            return
        process = task.process
        if not process.alive:
            raise Killed
        self.steps += 1
        self.log.append((self.now_us, f"{process.name}/{task.name}", label, detail))
        if process.steps_left is not None:
            process.steps_left -= 1
            if process.steps_left < 0:
                process.doomed = True
        if process.doomed or process.paused or self.chance.random() < self.switching:
            self._ready.append(task)
            task.due = True
            self._leave(task)

    def sleep(self, seconds: float) -> None:
        """The task waits for so long, or until somebody wakes it."""
        task = self.task
        if not task.process.alive:
            raise Killed
        self._count += 1
        task.wake += 1
        heapq.heappush(self._asleep, (self.now_us + max(1, int(seconds * 1e6)), self._count, task, task.wake))
        self._leave(task)

    def park(self) -> None:
        """The task waits until somebody wakes it."""
        task = self.task
        if not task.process.alive:
            raise Killed
        task.wake += 1
        self._leave(task)

    def wake(self, task: Task) -> None:
        """Let a waiting task go on."""
        if not (task.due or task.ended or task is self.current):
            task.due = True
            task.wake += 1
            self._ready.append(task)

    @property
    def task(self) -> Task:
        """The task that runs."""
        assert self.current is not None, "only a task may wait"
        return self.current

    def run(self, until_s: float, over: Callable[[], bool] = lambda: False) -> bool:
        """Let the world go on until it is `over` (`True`) or it is so late (`False`). Raises what a task raised."""
        until_us = int(until_s * 1e6)
        while not over():
            if not self._ready and not self._to_next(until_us):
                return False
            while self._ready:
                index = self.chance.randrange(len(self._ready)) if len(self._ready) > 1 else 0
                task = self._ready.pop(index)
                if task.process.paused and task.process.alive:
                    self._count += 1
                    task.due = False
                    heapq.heappush(self._asleep, (self.now_us + _PAUSE_US, self._count, task, task.wake))
                    continue
                self._resume(task)
                if self._failed is not None:
                    raise self._failed
        return True

    def kill(self, process: Process) -> None:
        """End a process at once, wherever its tasks are. Not for one of its own tasks."""
        process.alive = False
        process.doomed = False
        self.note("killed", process.name)
        for task in list(process.tasks):
            self._end(task)
        process.tasks.clear()
        process.on_death()

    def close(self) -> None:
        """End all tasks, so that what they hold is let go of."""
        for process in {task.process: None for _, _, task, _ in self._asleep} | {task.process: None for task in self._ready}:
            if process.alive:
                self.kill(process)

    def _run(self) -> None:
        task = self.task
        try:
            task.work()
        except Killed:
            pass
        except BaseException as error:  # noqa: BLE001  handed to whoever runs the world
            self._failed = self._failed or error
        task.ended = True
        if task in task.process.tasks:
            task.process.tasks.remove(task)
        for waiter in task.waiters:
            self.wake(waiter)

    def _resume(self, task: Task) -> None:
        process = task.process
        if task.ended:
            return
        if process.doomed and process.alive:
            self.kill(process)
        if not process.alive:
            self._end(task)
            return
        task.due = False
        self._switch(task)
        if process.doomed and process.alive:
            self.kill(process)

    def _switch(self, task: Task) -> None:
        before, self.current = self.current, task
        task.coroutine.parent = getcurrent()
        task.coroutine.switch()
        self.current = before

    def _leave(self, task: Task) -> None:
        """Back to `run`, until the task's turn comes."""
        task.coroutine.parent.switch()
        if not task.process.alive:
            raise Killed

    def _end(self, task: Task) -> None:
        if task.ended:
            return
        before, self.current = self.current, task
        task.coroutine.parent = getcurrent()
        if task.coroutine:
            task.coroutine.throw(Killed)
        task.ended = True
        self.current = before

    def _to_next(self, until_us: int) -> bool:
        """Let time pass until something happens; `False` if nothing does before `until_us`."""
        next_us = min(self._asleep[0][0] if self._asleep else until_us + 1, self._calls[0][0] if self._calls else until_us + 1)
        if next_us > until_us:
            self.now_us = max(self.now_us, until_us)
            return False
        self.now_us = max(self.now_us, next_us)
        while self._calls and self._calls[0][0] <= self.now_us:
            heapq.heappop(self._calls)[2]()
        while self._asleep and self._asleep[0][0] <= self.now_us:
            _, _, task, wake = heapq.heappop(self._asleep)
            if task.wake == wake and not task.due and not task.ended:
                task.due = True
                self._ready.append(task)
        return True
