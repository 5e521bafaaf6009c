"""``threading``, ``time`` and ``random`` as the product's modules see them in the simulation: the scheduler's in place of the machine's."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from tests.simulation.scheduler import Scheduler, Task


class Machine:
    """Makes what a module of the product knows as ``threading`` and as ``time``."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def threading(self) -> ModuleType:
        """Virtual threads, and what they wait on."""
        module = ModuleType("threading")
        scheduler = self._scheduler
        made: dict[str, Callable[..., object]] = {
            "Thread": lambda *args, **named: Thread(scheduler, *args, **named),
            "Event": lambda: Event(scheduler),
            "Lock": lambda: Lock(scheduler),
            "RLock": lambda: Lock(scheduler, again=True),
            "Condition": lambda lock=None: Condition(scheduler, lock),
            "current_thread": threading.current_thread,
            "get_ident": lambda: id(scheduler.current),
        }
        vars(module).update(made)
        return module

    def time(self) -> ModuleType:
        """Virtual time."""
        module = ModuleType("time")
        scheduler = self._scheduler
        seconds = scheduler.monotonic
        vars(module).update(
            monotonic=seconds,
            perf_counter=seconds,
            process_time=seconds,
            thread_time=seconds,
            time=lambda: scheduler.wall().timestamp(),
            time_ns=lambda: int(scheduler.wall().timestamp() * 1e6) * 1000,
            clock_gettime=lambda _clock: seconds(),
            CLOCK_MONOTONIC=time.CLOCK_MONOTONIC,
            monotonic_ns=lambda: scheduler.now_us * 1000,
            sleep=scheduler.sleep,
        )
        return module

    @contextmanager
    def in_place(self, room: str, chance: random.Random) -> Iterator[None]:
        """Every module of `room` that is loaded now sees this machine."""
        own: dict[int, Any] = {id(threading): self.threading(), id(time): self.time(), id(random): chance}
        with ExitStack() as stack:
            for name, module in sorted(sys.modules.items()):
                if name.startswith(f"{room}."):
                    found = {key: own[id(value)] for key, value in vars(module).items() if id(value) in own}
                    if found:
                        stack.enter_context(patch.multiple(module, **found))
            yield


class Event:
    """``threading.Event``."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._set = False
        self._waiting: list[Task] = []

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        self._set = True
        waiting, self._waiting = self._waiting, []
        for task in waiting:
            self._scheduler.wake(task)

    def clear(self) -> None:
        self._set = False

    def wait(self, timeout: float | None = None) -> bool:
        if not self._set and timeout != 0:
            task = self._scheduler.task
            self._waiting.append(task)
            _wait(self._scheduler, timeout)
            if task in self._waiting:
                self._waiting.remove(task)
        return self._set


class Lock:
    """``threading.Lock``, or with `again` ``threading.RLock``."""

    def __init__(self, scheduler: Scheduler, *, again: bool = False) -> None:
        self._scheduler = scheduler
        self._again = again
        self._holder: Task | None = None
        self._depth = 0
        self._waiting: list[Task] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002  as `threading` has it
        scheduler = self._scheduler
        task = scheduler.current
        while self._depth and not (self._again and self._holder is task):
            if not blocking:
                return False
            self._waiting.append(scheduler.task)
            _wait(scheduler, None if timeout < 0 else timeout)
            if scheduler.task in self._waiting:
                self._waiting.remove(scheduler.task)
                return False
        self._holder = task
        self._depth += 1
        return True

    def release(self) -> None:
        self._depth -= 1
        if not self._depth:
            self._holder = None
            while self._waiting:
                if not (following := self._waiting.pop(0)).ended:
                    self._scheduler.wake(following)
                    break

    def locked(self) -> bool:
        return self._depth > 0

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class Condition:
    """``threading.Condition``."""

    def __init__(self, scheduler: Scheduler, lock: Lock | None = None) -> None:
        self._scheduler = scheduler
        self._lock = lock or Lock(scheduler, again=True)
        self._waiting: list[Task] = []
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self) -> bool:
        return self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def wait(self, timeout: float | None = None) -> bool:
        task = self._scheduler.task
        self._waiting.append(task)
        self._lock.release()
        try:
            _wait(self._scheduler, timeout)
        finally:
            self._lock.acquire()
        notified = task not in self._waiting
        if not notified:
            self._waiting.remove(task)
        return notified

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        until = None if timeout is None else self._scheduler.monotonic() + timeout
        while not (found := predicate()):
            left = None if until is None else until - self._scheduler.monotonic()
            if left is not None and left <= 0:
                break
            self.wait(left)
        return found

    def notify(self, n: int = 1) -> None:
        woken, self._waiting = self._waiting[:n], self._waiting[n:]
        for task in woken:
            self._scheduler.wake(task)

    def notify_all(self) -> None:
        self.notify(len(self._waiting))


class Thread:
    """``threading.Thread``: a task of the process that makes it."""

    def __init__(
        self,
        scheduler: Scheduler,
        group: None = None,  # noqa: ARG002  as `threading` has it
        target: Callable[..., object] | None = None,
        name: str = "thread",
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
        *,
        daemon: bool = False,
    ) -> None:
        self._scheduler = scheduler
        self._work = lambda: target(*args, **(kwargs or {})) if target is not None else None
        self._task: Task | None = None
        self.name = name
        self.daemon = daemon

    @property
    def ident(self) -> int | None:
        return None if self._task is None else id(self._task)

    def start(self) -> None:
        self._task = self._scheduler.spawn(self._scheduler.task.process, self.name.split()[0], self._work)

    def is_alive(self) -> bool:
        return self._task is not None and not self._task.ended

    def join(self, timeout: float | None = None) -> None:
        if self._task is not None and not self._task.ended:
            self._task.waiters.append(self._scheduler.task)
            _wait(self._scheduler, timeout)


def _wait(scheduler: Scheduler, timeout: float | None) -> None:
    if timeout is None:
        scheduler.park()
    else:
        scheduler.sleep(timeout)
