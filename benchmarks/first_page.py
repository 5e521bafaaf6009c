"""From a fresh clone to a page that answers, as a stranger would do it: ``git clone``, ``make demo``, look."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import httpx

from tests.parts import free_port

_PATIENCE_S = 480.0
_CHECKOUT = Path(__file__).parents[1]


def clone_to_page(folder: Path) -> str:
    """A line that says how long it took."""
    started = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(_CHECKOUT), str(folder)], check=True)
    port, mqtt_port = free_port(), free_port()
    command = ["make", "demo", f"DEMO=--port {port} --mqtt-port {mqtt_port}"]
    with (folder.parent / "make-demo.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        while not _answers(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None or time.monotonic() - started > _PATIENCE_S:
                raise RuntimeError((folder.parent / "make-demo.log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.2)
        return f"from clone to a working page: {time.monotonic() - started:.0f} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
