"""A backtest in processes of its own: it uses several cores, and neither a crash nor its hunger for memory harms the caller."""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from domain.telemetry import StoreUnavailable, TelemetryStore
from domain.text import Text
from rules.backtest.comparison import BacktestResult, Known
from rules.backtest.episode import MOST, TooManyEpisodes
from rules.backtest.shares import Share
from rules.backtest.trial import Part, Trial, play_share
from rules.routing import Routing

log = logging.getLogger(__name__)

OpenStore = Callable[[], TelemetryStore]
"""Opens the telemetry store in another process; must be picklable."""
_LOOK_EVERY_S = 0.25
_POLITENESS = 10
_PATIENCE_S = 5.0
_RARELY = (100_000, 50, 1_000)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a backtest may use: processes at a time, address space of each (bytes), and wall-clock time as a whole."""

    processes: int = 2
    memory_bytes: int = 2 << 30
    time_s: float = 1_800.0


class BacktestFailed(Exception):
    """It came to no result; `text` says why, and what may be done."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Cancelled(Exception):
    """The caller wanted it no longer."""


@dataclass(slots=True)
class _Running:
    share: Share
    process: multiprocessing.process.BaseProcess
    answers: Connection
    progress: float = 0.0
    part: Part | None = None


def run(
    trial: Trial,
    open_store: OpenStore,
    *,
    routing: Routing,
    known: Iterable[Known] = (),
    bounds: Bounds | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BacktestResult:
    """Play history to both versions of the rule and compare them.

    `progress` is told several times a second, from 0 to 1, also when nothing has moved; `cancelled` is asked as often.
    The processes end with the one that started them, however that ends. Raises `BacktestFailed`, `Cancelled`, and
    whatever `progress` raises.
    """
    limits = bounds or Bounds()
    work = trial.shares(limits.processes)
    whole = sum(share.rate for share in work) or 1.0
    running: list[_Running] = []
    deadline = time.monotonic() + limits.time_s
    try:
        running.extend(_start(trial, share, open_store, limits) for share in work)
        while any(each.part is None for each in running):
            _listen([each for each in running if each.part is None])
            if cancelled is not None and cancelled():
                raise Cancelled
            if time.monotonic() > deadline:
                raise BacktestFailed(Text("试算超时，请缩短时间范围", "It took too long: choose a shorter time"))
            if progress is not None:
                progress(sum(each.progress * each.share.rate for each in running) / whole)
    finally:
        _end(running)
    return trial.result([each.part for each in running if each.part is not None], routing=routing, known=known)


def _start(trial: Trial, share: Share, open_store: OpenStore, limits: Bounds) -> _Running:
    # Not forked: a caller with threads and open databases is nothing to make copies of.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, trial, share, open_store, limits.memory_bytes), name=f"backtest {trial.rule}", daemon=True)
    process.start()
    theirs.close()
    return _Running(share, process, ours)


def _listen(running: Sequence[_Running]) -> None:
    """Take what the processes say, for a moment. Raises `BacktestFailed` when one ends without a result."""
    by_connection = {each.answers: each for each in running}
    for ready in wait(list(by_connection), timeout=_LOOK_EVERY_S):
        each = by_connection[ready]  # type: ignore[index]  # they are the connections that we gave
        try:
            said = each.answers.recv()
        except EOFError:
            each.process.join(_PATIENCE_S)
            raise BacktestFailed(_of_exit(each.process.exitcode)) from None
        if isinstance(said, float):
            each.progress = said
        elif isinstance(said, Text):
            raise BacktestFailed(said)
        else:
            each.part, each.progress = said, 1.0


def _end(running: Iterable[_Running]) -> None:
    for each in running:
        each.answers.close()
        if each.part is None:
            each.process.terminate()
    for each in running:
        each.process.join(_PATIENCE_S)
        if each.process.is_alive():
            each.process.kill()
            each.process.join()
        each.process.close()


def _of_exit(code: int | None) -> Text:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return Text(
            f"试算进程被系统终止（{name}），可能是内存不足，请缩短时间范围",
            f"Its process was ended by {name}, perhaps for want of memory: choose a shorter time",
        )
    return Text(f"试算进程意外结束（{code}）", f"Its process ended unexpectedly ({code})")


def _work(answers: Connection, trial: Trial, share: Share, open_store: OpenStore, memory_bytes: int) -> None:
    """In the other process. What it sends: numbers for progress, a `Text` for a failure, at last a `Part`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal it reaches everybody; who started us decides
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    os.nice(_POLITENESS)
    gc.set_threshold(*_RARELY)  # millions of messages come and go, and none of them is part of a circle
    with contextlib.suppress(OSError, ValueError):  # not every system can
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        answers.send(_answer(trial, share, open_store, answers.send))
    except BrokenPipeError:
        return  # nobody waits for it any more


def _end_with_parent() -> None:
    """However the process ends that started this one."""
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _answer(trial: Trial, share: Share, open_store: OpenStore, progress: Callable[[float], None]) -> Part | Text:
    try:
        store = open_store()
        try:
            return play_share(trial, share, store, progress)
        finally:
            store.close()
    except BrokenPipeError:
        raise
    except TooManyEpisodes:
        return Text(
            f"规则在这段时间内告警超过 {MOST} 次，无法使用：请收紧条件、加延时，或缩短时间范围",
            f"The rule alarms more than {MOST} times in this time: narrow it, give it a delay, or choose a shorter time",
        )
    except StoreUnavailable as error:
        return Text(f"历史数据暂时读不到，请稍后再试：{error}", f"History cannot be read at present, try again later: {error}")
    except MemoryError:
        return Text("内存不足，请缩短时间范围", "It needs more memory than it may have: choose a shorter time")
    except Exception as error:
        log.exception("the backtest of %s failed", trial.rule)
        return Text(f"试算失败：{type(error).__name__}: {error}", f"It failed: {type(error).__name__}: {error}")
