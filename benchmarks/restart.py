"""How long ingest is blind after ``kill -9`` with a million messages in the journal that no telemetry store has taken.

The store is away all the time. First the usual restart, from the newest snapshot; then one that has to judge the whole
journal again, as after a long time without records: the snapshot of the beginning is put back for it. Each time an alarm
waits at the broker, and the time runs until it is announced with its work order.
"""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.line import Line
from benchmarks.processes import peak_rss_mb
from benchmarks.publisher import publish
from benchmarks.steward_ingest import READY_WITHIN_S, Ingest, Installation
from benchmarks.thousand import PROBE_LIMIT, PROBE_POINT, SITE, Rules, probe, write
from tests.parts import free_port
from tests.parts.mosquitto import Mosquitto, start_mosquitto

MESSAGES = 1_000_000
_SLOWEST_PER_S = 1_000
_PROBES = 3

HEAD = (
    "| restart | until ready, s | until the waiting alarm is announced, s | by its own account, s | judged again | peak RSS, MB |",
    "|---|---|---|---|---|---|",
)


def table(folder: Path, *, messages: int = MESSAGES) -> Iterator[str]:
    """The table in Markdown."""
    files = write(folder / "files", Rules.OWN, probes=_PROBES)
    nobody = f"http://127.0.0.1:{free_port()}"
    with start_mosquitto(folder / "mosquitto") as mosquitto:
        installation = Installation(folder / "installation", files, mosquitto, telemetry={"engine": "influxdb", "url": nobody})
        installation.prepare()
        journals, first = installation.data_dir / "ingest", folder / "first"
        with installation.running() as ingest:
            _keep_snapshots(journals, first)
            report = publish(mosquitto, files.loaded, messages, folder)
            if ingest.figures.wait("acknowledged", report.acknowledged, 60 + messages / _SLOWEST_PER_S) is None:
                raise RuntimeError("ingest did not take everything")
            _kill(ingest)
        size = sum(file.stat().st_size for file in journals.rglob("*.journal"))
        yield f"{messages:,} messages in the journal ({size / 1e6:,.0f} MB), the telemetry store away:"
        yield ""
        yield from HEAD
        yield _restarted("from its newest snapshot", installation, mosquitto, 1)
        shutil.copytree(first, journals, dirs_exist_ok=True)
        yield _restarted("the whole journal judged again", installation, mosquitto, 2)


def _restarted(name: str, installation: Installation, mosquitto: Mosquitto, number: int) -> str:
    with Line(mosquitto, f"steward/v1/{SITE}/_out/alarms") as line:
        payload = json.dumps({"ts": int(time.time() * 1000), "values": {PROBE_POINT: 2 * PROBE_LIMIT}}).encode()
        line.publish(f"steward/v1/{SITE}/{probe(number)}/telemetry", payload)
        began_s = time.monotonic()
        with installation.running() as ingest:
            announced = next((True for heard in line.heard(READY_WITHIN_S) if json.loads(heard)["asset"] == probe(number)), False)
            announced_s = f"{time.monotonic() - began_s:.1f}" if announced else "never"
            figures = ingest.figures
            own, again, rss_mb = figures["restart_seconds"], figures["restart_replayed"], peak_rss_mb(ingest.process)
            _kill(ingest)
    return f"| {name} | {ingest.ready_after_s:.1f} | {announced_s} | {own:.1f} | {again:,.0f} | {rss_mb:.0f} |"


def _kill(ingest: Ingest) -> None:
    ingest.popen.send_signal(signal.SIGKILL)
    ingest.popen.wait()


def _keep_snapshots(journals: Path, to: Path) -> None:
    """Copies of the snapshots that there are, at their places below `to`."""
    for file in journals.rglob("snapshot*"):
        kept = to / file.relative_to(journals)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, kept)
