"""One role as a process of its own, begun with what this process has imported already.

On Linux it is forked: it shares the memory of all that is imported, and does not spend two seconds of a processor on
importing it again, so a role that died is back at work in a fraction of them. Hence whoever starts roles has no thread,
no connection and no event loop. Elsewhere, where forking is not safe, it is a new Python.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

from setproctitle import setproctitle

from steward.lifeline import VARIABLE

Main = Callable[[Sequence[str]], None]

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
_HEARD = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class RoleCommand:
    """What a role does: `arguments` of the command line, and the `modules` that it will need, which are imported before it begins."""

    arguments: Sequence[str]
    modules: Sequence[str] = ()


class RoleProcess:
    """A process that runs `command` by way of `main`, and stops when `lifeline`, of which it gets the reading end, is closed."""

    def __init__(self, command: RoleCommand, main: Main, environment: Mapping[str, str], lifeline: tuple[Connection, Connection], method: str) -> None:
        reader, writer = lifeline
        forked = method == "fork"
        if forked:
            _prepare(command.modules)
        arguments = (main, list(command.arguments), dict(environment), reader, writer if forked else None)
        self._process = multiprocessing.get_context(method).Process(target=_live, args=arguments)  # type: ignore[attr-defined]
        # Told to stop before it can hear, it would never know.
        signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)

    @property
    def pid(self) -> int:
        """Its number."""
        return int(self._process.pid)

    def ended(self) -> int | None:
        """The exit code, or the signal as a negative number; `None` while it runs."""
        code: int | None = self._process.exitcode
        return code

    def stop(self, within_s: float) -> bool:
        """Ask it to stop, and see that it does; whether it did by itself."""
        self._process.terminate()
        self._process.join(within_s)
        if self.ended() is not None:
            return True
        self._process.kill()
        self._process.join()
        return False


def _prepare(modules: Sequence[str]) -> None:
    for module in modules:
        # What cannot be imported is imported again by the role, which then dies of it and says so.
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    gc.freeze()  # a collection in the child would write to, and so copy, all that is shared


def _live(main: Main, arguments: Sequence[str], environment: Mapping[str, str], reader: Connection, writer: Connection | None) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
    os.setsid()  # a Ctrl-C in the terminal is the supervisor's to hear; it stops the roles in order
    if writer is not None:
        writer.close()
    os.environ.update(environment)
    os.environ[VARIABLE] = str(os.dup(reader.fileno()))
    reader.close()
    setproctitle(" ".join(["steward", *arguments]))
    main(arguments)
