"""The supervisor restarts what dies, gives up on bad configuration, and leaves no orphans. Real processes throughout."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from steward.roles import ROLES
from tests.e2e.installation import eventually

ROOT = Path(__file__).parents[2]
METHODS = ("fork", "spawn")


@contextlib.contextmanager
def supervising(role: str, arguments: list[str], method: str, *modules: str) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in a process of its own, with one role of `tests.steward.acting_roles`."""
    script = (
        "from steward.role_process import RoleCommand; from steward.supervisor import Supervisor; from tests.steward import acting_roles; "
        f"command = RoleCommand({arguments!r}, {modules!r}); "
        f"raise SystemExit(Supervisor({{'one': command}}, main=acting_roles.{role}, method={method!r}).run())"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def seen(file: Path, count: int) -> Callable[[], list[str] | None]:
    return lambda: found if file.exists() and len(found := file.read_text().splitlines()) >= count else None


@pytest.mark.parametrize("method", METHODS)
def test_a_role_that_is_killed_runs_again_and_stops_with_its_supervisor(method: str, tmp_path: Path) -> None:
    file = tmp_path / "pids"
    with supervising("beat", [str(file)], method) as supervisor:
        (first,) = eventually(seen(file, 1))
        os.kill(int(first), signal.SIGKILL)
        second = eventually(seen(file, 2))[1]
        assert second != first
        supervisor.terminate()
        assert supervisor.wait(30) == 0
        assert not psutil.pid_exists(int(second))


@pytest.mark.parametrize("method", METHODS)
def test_bad_configuration_is_not_tried_again(method: str, tmp_path: Path) -> None:
    file = tmp_path / "starts"
    with supervising("be_ill_configured", [str(file)], method) as supervisor:
        assert supervisor.wait(30) == 2
    assert file.read_text() == "x"


def test_a_role_that_ends_for_changed_site_files_starts_again_as_often_as_it_does(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    with supervising("change_sites", [str(file)], "fork") as supervisor:
        assert len(eventually(seen(file, 4))) == 4
        supervisor.terminate()
        _, said = supervisor.communicate(timeout=30)
    assert supervisor.returncode == 0
    assert "it starts again in" not in said  # that is what is said of a role that failed, after which there is a pause


@pytest.mark.parametrize("method", METHODS)
def test_children_end_when_the_supervisor_is_killed(method: str, tmp_path: Path) -> None:
    file = tmp_path / "pids"
    with supervising("beat", [str(file)], method) as supervisor:
        (child,) = eventually(seen(file, 1))
        supervisor.kill()
        supervisor.wait(10)
        eventually(lambda: not psutil.pid_exists(int(child)), what="the child's end")


@pytest.mark.parametrize("method", METHODS)
def test_a_role_is_called_by_its_name_and_hears_nothing_of_the_terminal(method: str, tmp_path: Path) -> None:
    file = tmp_path / "pids"
    with supervising("beat", [str(file), "--role", "one"], method) as supervisor:
        child = int(eventually(seen(file, 1))[0])
        assert " ".join(psutil.Process(child).cmdline()).strip() == f"steward {file} --role one"
        assert os.getsid(child) == child != os.getsid(supervisor.pid)


def test_what_a_role_needs_is_imported_before_it_begins_also_when_it_begins_again(tmp_path: Path) -> None:
    file = tmp_path / "imported"
    with supervising("need", [str(file), "colorsys"], "fork", "colorsys") as supervisor:
        assert eventually(seen(file, 1)) == ["colorsys"]
        (child,) = psutil.Process(supervisor.pid).children()
        child.kill()
        assert eventually(seen(file, 2))[1] == "colorsys"


def test_what_cannot_be_imported_is_a_fault_of_the_role_and_stops_no_other(tmp_path: Path) -> None:
    file = tmp_path / "imported"
    with supervising("need", [str(file), "there_is_no_such_module"], "fork", "there_is_no_such_module") as supervisor:
        assert eventually(seen(file, 2)) == ["", ""]
        supervisor.terminate()
        said = supervisor.communicate(timeout=30)[1]
    assert "No module named 'there_is_no_such_module'" in said
    assert "it starts again in 1 s" in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_is_told_to_stop_while_roles_begin_stops_all_of_them(number: signal.Signals, tmp_path: Path) -> None:
    for turn in range(6):
        file = tmp_path / f"pids-{turn}"
        with supervising("beat", [str(file)], "fork") as supervisor:
            eventually(lambda: psutil.Process(supervisor.pid).children(), what="a child")
            supervisor.send_signal(number)
            assert supervisor.wait(10) == 0
        assert not file.exists() or not any(psutil.pid_exists(int(pid)) for pid in file.read_text().split())


def test_what_the_roles_need_begins_no_thread_where_it_is_imported() -> None:
    # A fork would copy that thread's locks, and not the thread.
    modules = [f"steward.roles.{role}" for role in ROLES] + ["steward.commands.demo", "steward.commands.run", "steward.commands.simulate"]
    script = f"import importlib, os\nfor each in {modules!r}: importlib.import_module(each)\nprint(len(os.listdir('/proc/self/task')))"
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "1\n"
