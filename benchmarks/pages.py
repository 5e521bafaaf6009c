"""From publishing a value to every open page: 200 readers of the live stream of the real server, while other messages go through.

Each sample is a probe that alarms for the first time; its alarm reaches every page. The pages are one process
(`benchmarks/peers/pages.py`). A tenth of them shows readings, too, of the whole site. Beside it, in the same run, a
bare asyncio broadcaster sends as many bytes to as many of the same readers: what nobody can be quicker than.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import IO, Any

import httpx
import psutil

from benchmarks.line import Line
from benchmarks.processes import cpu_s, peak_rss_mb
from benchmarks.publisher import background
from benchmarks.steward_ingest import READY_WITHIN_S, Installation
from benchmarks.thousand import PROBE_LIMIT, PROBE_POINT, SITE, Rules, probe, write
from domain.people import Role
from domain.time import utc_now
from steward.accounts import add_account
from storage.database.records import DatabaseRecords
from tests.parts import free_port
from tests.parts.mosquitto import start_mosquitto

PAGES, WATCHING = 200, 20
SAMPLES = 150
RATE, PER_S = 500, 5.0
DEVICES = 100
EVENTS = "/api/v1/events?types=alarm,work-order,incident,system"
"""What the web app asks for; where readings are on the screen it asks for them besides."""
READINGS = f"{EVENTS},reading&site={SITE}"
_PEERS = Path(__file__).parent / "peers"
_SETTLES_S = 3.0
_LOOK_S = 0.1
_ALARM_BYTES = 1_400
"""About what an alarm is on the stream."""

HEAD = (
    "| who | pages | with readings | samples | p50, ms | p95, ms | p99, ms | longest, ms | never | first to last page, p95, ms | CPU % | peak memory, MB |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
)

Heard = Mapping[str, Any]


def table(
    folder: Path, *, samples: int = SAMPLES, pages: int = PAGES, watching: Sequence[int] = (0, WATCHING), rate: int = RATE, per_s: float = PER_S
) -> Iterator[str]:
    """The table in Markdown: with and without pages that show readings, then the peer."""
    yield f"publish → alarm on each of {pages} open pages, {per_s:g} alarms/s, {rate} other messages/s, SQLite:"
    yield ""
    yield from HEAD
    for number, showing in enumerate(watching):
        yield _steward(folder / str(number), samples, pages, showing, rate, per_s)
    yield _peer(samples, pages, per_s)


@contextmanager
def serving(installation: Installation, port: int) -> Iterator[psutil.Process]:
    """The server role in a process of its own, answering, while the block runs; killed at its end if it is still there."""
    command = [sys.executable, "-m", "steward", "run", "--role", "server", "--config", str(installation.config)]
    process = subprocess.Popen(command, env={**os.environ, **installation.environment}, stdin=subprocess.DEVNULL)
    try:
        until_s = time.monotonic() + READY_WITHIN_S
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > until_s:
                raise RuntimeError(f"the server did not answer within {READY_WITHIN_S:.0f} s")
            time.sleep(_LOOK_S)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def sign_in(port: int, password: str) -> str:
    """The token of somebody who sees everything; made by `hire`."""
    answer = httpx.post(f"http://127.0.0.1:{port}/api/v1/auth/login", json={"username": "bench", "password": password}, timeout=60)
    return str(answer.raise_for_status().json()["access_token"])


def hire(installation: Installation) -> str:
    """Somebody who may look at everything; their password."""
    password = secrets.token_urlsafe(12)
    records = DatabaseRecords(f"sqlite:///{installation.data_dir / 'records.sqlite'}", clock=utc_now)
    add_account(records, username="bench", name="Bench", role=Role.ADMIN, department=None, sites=("*",), password=password)
    records.close()
    return password


@dataclass
class Pages:
    """The process with the open pages."""

    process: subprocess.Popen[str]

    def close(self, after: int = 0) -> Heard:
        """Close the pages, once all have had the event of this number; what they have heard."""
        out, _ = self.process.communicate(str(after), timeout=180)
        found: Heard = json.loads(out.splitlines()[-1])
        return found


@contextmanager
def open_pages(port: int, token: str, pages: int, watching: int = 0) -> Iterator[Pages]:
    """So many pages while the block runs; all of them have heard something when it begins."""
    command = [sys.executable, str(_PEERS / "pages.py"), str(port), str(pages), EVENTS, str(watching), READINGS]
    process = subprocess.Popen(command, env={**os.environ, "PAGES_TOKEN": token}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if _pipe(process.stdout).readline() != "ready\n":
            raise RuntimeError("the pages did not open")
        yield Pages(process)
    finally:
        process.kill()
        process.wait()


def alarm(line: Line, number: int) -> float:
    """Let a probe alarm for the first time; when that was published, epoch seconds."""
    sent_s = time.time()
    payload = json.dumps({"ts": int(sent_s * 1000), "values": {PROBE_POINT: 2 * PROBE_LIMIT}}).encode()
    line.publish(f"steward/v1/{SITE}/{probe(number)}/telemetry", payload)
    return sent_s


def _steward(folder: Path, samples: int, pages: int, watching: int, rate: int, per_s: float) -> str:
    folder.mkdir()
    files = write(folder / "files", Rules.OWN, devices=DEVICES, probes=samples)
    port = free_port()
    with start_mosquitto(folder / "mosquitto") as mosquitto:
        installation = Installation(folder / "installation", files, mosquitto)
        installation.more = {"server": {"port": port}}
        installation.prepare()
        password = hire(installation)
        with (
            installation.running() as ingest,
            serving(installation, port) as server,
            open_pages(port, sign_in(port, password), pages, watching) as readers,
            Line(mosquitto) as line,
            background(mosquitto, files.loaded, rate, folder),
        ):
            if ingest.figures.wait("received", ingest.figures["received"] + rate * _SETTLES_S, READY_WITHIN_S) is None:
                raise RuntimeError(f"ingest received nothing of a load of {rate} msg/s")
            began_s, used_s = time.monotonic(), cpu_s(server)
            sent = {probe(number): at for number, at in _evenly(samples, per_s, lambda number: alarm(line, number))}
            share = (cpu_s(server) - used_s) / (time.monotonic() - began_s)
            time.sleep(_SETTLES_S)
            memory = peak_rss_mb(server)
            heard = readers.close()
    arrivals: dict[str, list[float]] = {name: [] for name in sent}
    for page in heard["heard"]:
        first: dict[str, float] = {}
        for _, name, asset, at_s in page:
            if name == "alarm.raised" and asset in sent:
                first.setdefault(asset, at_s)
        for asset, at_s in first.items():
            arrivals[asset].append(at_s)
    return _row("**Steward**", pages, watching, sent, arrivals, f"{share * 100:.0f}", f"{memory:.0f}")


def _peer(samples: int, pages: int, per_s: float) -> str:
    process = subprocess.Popen([sys.executable, str(_PEERS / "broadcaster.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(_pipe(process.stdout).readline().split()[1])
        with open_pages(port, "", pages) as readers:
            watched = psutil.Process(process.pid)
            out = _pipe(process.stdin)

            def say(number: int) -> float:
                sent_s = time.time()
                body = json.dumps({"asset": probe(number), "transition": "raised", "more": "x" * _ALARM_BYTES}, separators=(",", ":"))
                out.write(f"event: alarm~id: {number}~data: {body}~~\n")
                out.flush()
                return sent_s

            began_s, used_s = time.monotonic(), cpu_s(watched)
            sent = {probe(number): at for number, at in _evenly(samples, per_s, say)}
            share = (cpu_s(watched) - used_s) / (time.monotonic() - began_s)
            time.sleep(_SETTLES_S)
            memory = peak_rss_mb(watched)
            heard = readers.close()
    finally:
        process.kill()
        process.communicate()
    arrivals = {name: [at_s for page in heard["heard"] for _, _, asset, at_s in page if asset == name] for name in sent}
    return _row("bare asyncio broadcaster", pages, 0, sent, arrivals, f"{share * 100:.0f}", f"{memory:.0f}")


def _evenly(samples: int, per_s: float, say: Any) -> Iterator[tuple[int, float]]:  # noqa: ANN401  what is said gives back when
    began_s = time.monotonic()
    for number in range(1, samples + 1):
        time.sleep(max(0.0, began_s + number / per_s - time.monotonic()))
        yield number, say(number)


def _row(who: str, pages: int, watching: int, sent: Mapping[str, float], arrivals: Mapping[str, Sequence[float]], share: str, memory: str) -> str:
    waits = [at_s - sent[name] for name, found in arrivals.items() for at_s in found]
    spreads = [max(found) - min(found) for found in arrivals.values() if found]
    never = len(sent) * pages - len(waits)
    p50, p95, p99 = (_quantile(waits, share_) for share_ in (50, 95, 99))
    return (
        f"| {who} | {pages} | {watching} | {len(sent)} | {p50:.0f} | {p95:.0f} | {p99:.0f} | {max(waits, default=0.0) * 1000:.0f} |"
        f" {never} | {_quantile(spreads, 95):.0f} | {share} | {memory} |"
    )


def _quantile(waits_s: Sequence[float], share: int) -> float:
    """In milliseconds."""
    return quantiles(waits_s, n=100, method="inclusive")[share - 1] * 1000 if len(waits_s) > 1 else 0.0


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == httpx.codes.OK
    except (OSError, httpx.HTTPError):
        return False


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("the process was started without it")
    return pipe
