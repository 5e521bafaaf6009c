"""The supervisor restarts what dies, gives up on bad configuration, and leaves no orphans. Real processes throughout."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from steward.supervisor import Supervisor
from tests.e2e.installation import eventually

ROOT = Path(__file__).parents[2]

BEATING = """
import os, sys, time, pathlib
sys.path.insert(0, {root!r})
from steward import lifeline
lifeline.hold_on()
pathlib.Path(sys.argv[1]).open("a").write(f"{{os.getpid()}}\\n")
time.sleep(600)
"""


@pytest.fixture
def role(tmp_path: Path) -> Path:
    """A role that writes its process id into the file it is given, then waits."""
    script = tmp_path / "role.py"
    script.write_text(BEATING.format(root=str(ROOT)))
    return script


def pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def running(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Thread, list[int]]:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # only the main thread may; this supervisor runs in another
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(supervisor.run()))
    thread.start()
    return thread, codes


def seen(file: Path, count: int) -> Callable[[], list[int] | None]:
    return lambda: found if len(found := pids(file)) >= count else None


def test_a_role_that_is_killed_runs_again(role: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pids"
    supervisor = Supervisor({"one": [str(file)]}, program=(sys.executable, str(role)))
    thread, codes = running(supervisor, monkeypatch)
    (first,) = eventually(seen(file, 1))
    os.kill(first, signal.SIGKILL)
    second = eventually(seen(file, 2))[1]
    assert second != first
    supervisor.stop()
    thread.join(20)
    assert codes == [0]
    assert not psutil.pid_exists(second)


def test_bad_configuration_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bad.py"
    script.write_text("import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write('x'); sys.exit(2)")
    file = tmp_path / "starts"
    thread, codes = running(Supervisor({"one": [str(file)]}, program=(sys.executable, str(script))), monkeypatch)
    thread.join(30)
    assert codes == [2]
    assert file.read_text() == "x"


def test_children_end_when_the_supervisor_is_killed(role: Path, tmp_path: Path) -> None:
    file = tmp_path / "pids"
    starter = tmp_path / "starter.py"
    starter.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from steward.supervisor import Supervisor\n"
        f"Supervisor({{'one': [{str(file)!r}]}}, program=(sys.executable, {str(role)!r})).run()\n"
    )
    process = subprocess.Popen([sys.executable, str(starter)])
    (child,) = eventually(seen(file, 1))
    process.kill()
    process.wait(10)
    eventually(lambda: not psutil.pid_exists(child), what="the child's end")
