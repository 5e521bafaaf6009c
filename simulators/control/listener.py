"""The socket by which a running simulator is ruled: local, for our own user only. A line of JSON in, a line out."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotAnswered
from pathlib import Path

from simulators.control.desk import Desk

log = logging.getLogger(__name__)

LONGEST_REQUEST = 65_536
HEARD_WITHIN_S = 2.0
ANSWERED_WITHIN_S = 5.0


class ControlSocket:
    """Listens at `path` (removed and made anew) until closed. `serve` answers what has come, in the thread that calls it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asked: queue.Queue[tuple[object, Future[Mapping[str, object]]]] = queue.Queue(maxsize=64)
        self._closing = threading.Event()
        self._listener = _listen(path)
        self._inode = path.stat().st_ino
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._thread.start()

    def serve(self, desk: Desk) -> None:
        """Answer at `desk` whatever waits."""
        while not self._asked.empty():
            asked, answer = self._asked.get_nowait()
            if answer.set_running_or_notify_cancel():
                answer.set_result(desk.answer(asked))

    def close(self) -> None:
        """Hang up and take the socket away."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(ANSWERED_WITHIN_S + HEARD_WITHIN_S)
        # Another simulator may have made one of its own there since.
        with contextlib.suppress(OSError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(HEARD_WITHIN_S)
                    self._answer(connection)
                except OSError as error:
                    log.warning("control: a request came to nothing (%s)", error)

    def _answer(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as heard:
            line = heard.readline(LONGEST_REQUEST)
        if not line:
            return
        try:
            asked = json.loads(line)
        except ValueError:
            log.warning("control: a request is no JSON; it is refused")
            asked = None
        answer: Future[Mapping[str, object]] = Future()
        try:
            self._asked.put_nowait((asked, answer))
            said = answer.result(ANSWERED_WITHIN_S)
        except (queue.Full, NotAnswered):
            answer.cancel()
            said = {
                "ok": False,
                "unknown": False,
                "busy": True,
                "problem": {"zh": "模拟器忙，请稍后再试", "en": "The simulator is busy. Try again in a moment."},
            }
        connection.sendall(json.dumps(said, ensure_ascii=False).encode() + b"\n")


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # Whoever may write to it rules the simulators: nobody but our own user.
        mask = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(mask)
        listener.listen(16)
    except OSError:
        listener.close()
        raise
    return listener
