"""Where the time of ingest goes under a steady load: processor time a message by thread, file and function.

What a thread takes is measured; within a thread it is shared out by samples that py-spy takes from outside, so that nobody
who only waits counts. py-spy is no dependency: it is taken from PATH, else fetched by ``uv tool run``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from benchmarks.publisher import background
from benchmarks.steward_ingest import READY_WITHIN_S, Installation
from benchmarks.thousand import Rules, write
from tests.parts.influxdb import InfluxDB, start_influxdb
from tests.parts.mosquitto import start_mosquitto

PY_SPY = "py-spy@0.4.3"
RATE = 8_000
SECONDS = 15
_SAMPLES_PER_S = 250
_SETTLES_S = 2.0
_LINES = 20
_HOUSE = Path(__file__).parents[1]
_WAITS = re.compile(r"(^|\.)(wait|_wait|_loop|select|_await_event)$")
"""Innermost functions in which a thread waits, whatever py-spy thinks."""
_FRAME = re.compile(r"^(?P<function>.+?) \((?P<file>[^()]*?)(:\d+)?\)$")


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack of a thread and how often it was seen: (file, function) from the outermost to the innermost."""

    thread_id: int
    thread: str
    frames: tuple[tuple[str, str], ...]
    samples: float


def profile(folder: Path, *, rate: int = RATE, seconds: int = SECONDS) -> Iterator[str]:
    """Tables in Markdown, for each store. Raises `FileNotFoundError` when there is no py-spy to be had."""
    command = _py_spy()
    with start_influxdb(folder / "influxdb") as influxdb:
        for store in (None, influxdb):
            scratch = folder / ("sqlite" if store is None else "influxdb")
            cpu_us, stacks = _sampled(scratch, store, command, rate, seconds)
            yield f"into {'SQLite' if store is None else 'InfluxDB'} at {rate:,} msg/s: {sum(cpu_us.values()):.1f} µs of CPU a message"
            yield ""
            yield from tables(weighed(stacks, cpu_us))


def weighed(stacks: Sequence[Stack], cpu_us: Mapping[int, float]) -> list[Stack]:
    """With processor time for the number of samples: what each thread took, by its id, is shared out among its stacks."""
    found: list[Stack] = []
    for thread_id, taken in cpu_us.items():
        of_thread = [stack for stack in stacks if stack.thread_id == thread_id]
        busy = [stack for stack in of_thread if not (stack.frames and _WAITS.search(stack.frames[-1][1]))] or of_thread
        total = sum(stack.samples for stack in busy)
        found += [replace(stack, samples=taken * stack.samples / total) for stack in busy] or [Stack(thread_id, "never seen at work", (), taken)]
    return found


def tables(stacks: Sequence[Stack]) -> Iterator[str]:
    """By thread, by innermost file of the house on the stack, and by innermost function; `samples` are µs a message."""
    threads: defaultdict[str, float] = defaultdict(float)
    files: defaultdict[str, float] = defaultdict(float)
    functions: defaultdict[str, float] = defaultdict(float)
    for stack in stacks:
        threads[stack.thread] += stack.samples
        files[next((file for file, _ in reversed(stack.frames) if not file.startswith("~")), "~ other")] += stack.samples
        file, function = stack.frames[-1] if stack.frames else ("~ other", "")
        functions[f"{file}: {function}"] += stack.samples
    for title, counted in (("thread", threads), ("file of ours, with what it calls outside the house", files), ("function, alone", functions)):
        total = sum(counted.values()) or 1.0
        yield f"| {title} | share | µs/msg |"
        yield "|---|---|---|"
        for name, taken in sorted(counted.items(), key=lambda item: -item[1])[:_LINES]:
            yield f"| `{name}` | {taken / total:.1%} | {taken:.2f} |"
        yield ""


def read_stacks(text: str) -> Iterator[Stack]:
    """What py-spy writes as ``raw``: frames from the outermost, separated by semicolons, then a number."""
    for line in text.splitlines():
        said, _, samples = line.rpartition(" ")
        parts = said.split(";")
        thread_id, thread = 0, ""
        if found := re.match(r"^thread \((\w+)\): ?(.*)$", parts[0]):
            thread_id, thread = int(found[1], 0), found[2]
        frames = tuple(_place(found) for part in parts if (found := _FRAME.match(part)) and not part.startswith("thread ("))
        yield Stack(thread_id, thread, frames, int(samples))


def _place(found: re.Match[str]) -> tuple[str, str]:
    """(file, function); a file that is not of the house begins with ``~``."""
    path = Path(found["file"])
    if path.is_absolute() and path.is_relative_to(_HOUSE) and ".venv" not in path.parts:
        return str(path.relative_to(_HOUSE)), found["function"]
    if not path.is_absolute() and (_HOUSE / path).exists():
        return str(path), found["function"]
    return f"~ {'/'.join(path.parts[-2:])}", found["function"]


def _sampled(folder: Path, influxdb: InfluxDB | None, py_spy: Sequence[str], rate: int, seconds: int) -> tuple[dict[int, float], list[Stack]]:
    """Processor time a message (µs) of each thread while nobody sampled, and the stacks of a while when somebody did."""
    files = write(folder / "files", Rules.OWN)
    bucket = None if influxdb is None else influxdb.bucket("bench")
    with start_mosquitto(folder / "mosquitto") as mosquitto:
        installation = Installation(folder / "installation", files, mosquitto, influxdb, bucket)
        installation.prepare()
        with installation.running() as ingest, background(mosquitto, files.loaded, rate, folder):
            if ingest.figures.wait("received", ingest.figures["received"] + rate * _SETTLES_S, READY_WITHIN_S) is None:
                raise RuntimeError(f"ingest received nothing of a load of {rate} msg/s")
            received, before = ingest.figures["received"], _by_thread(ingest.process)
            ingest.figures.wait("received", received + rate * seconds / 2, 10 * seconds)
            after, received = _by_thread(ingest.process), ingest.figures["received"] - received
            raw = folder / "stacks"
            options = ["--pid", str(ingest.process.pid), "--duration", str(seconds), "--rate", str(_SAMPLES_PER_S), "--format", "raw", "--full-filenames"]
            subprocess.run([*py_spy, "record", "--threads", *options, "--output", str(raw)], check=True, capture_output=True)
    cpu_us = {thread: (used - before.get(thread, 0.0)) / max(received, 1) * 1e6 for thread, used in after.items()}
    return cpu_us, list(read_stacks(raw.read_text(encoding="utf-8")))


def _by_thread(process: psutil.Process) -> dict[int, float]:
    """Processor seconds so far of each thread, by its id."""
    return {each.id: each.user_time + each.system_time for each in process.threads()}


def _py_spy() -> list[str]:
    if found := shutil.which("py-spy"):
        return [found]
    if found := shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv"):
        return [found, "tool", "run", "--quiet", PY_SPY]
    raise FileNotFoundError("py-spy is neither on PATH nor can uv fetch it: pip install py-spy")
