"""Site files that change while a role runs: what is sound takes effect by itself, what is not is told once."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from domain.problem import BadConfiguration

log = logging.getLogger(__name__)

START_AGAIN = 75
"""The exit code of a role that ended so as to start again with changed site files (``EX_TEMPFAIL`` of sysexits.h)."""
LOOK_EVERY_S = 2.0

Stat = tuple[int, int, int]
Digest = tuple[str | None, ...]
"""Of the content of each file; `None`: it cannot be read."""


class SiteWatch:
    """Looks at `files`, which were read when it was made, or are read after.

    `check` reads all that changed files would be read with, and raises `BadConfiguration`; `changed` is called once, when they are
    other than at first, have been the same for two looks (an editor may be writing still) and are sound.
    """

    def __init__(self, files: Sequence[Path], check: Callable[[], object], changed: Callable[[], None]) -> None:
        self._files = tuple(files)
        self._check = check
        self._changed = changed
        self._known: dict[Path, tuple[Stat, str]] = {}
        self._in_use = self._last = self._digest()
        self._refused: Digest | None = None
        self.over = False
        """Whether `changed` was called: there is nothing to look for any more."""

    def look(self) -> None:
        """See whether something has changed. Never raises `OSError`: a file that is away is not sound, which `check` says."""
        now, before = self._digest(), self._last
        self._last = now
        if now == self._in_use:
            self._refused = None
        elif now == before and now != self._refused and not self.over:
            self._judge(now)

    def _judge(self, now: Digest) -> None:
        try:
            self._check()
        except BadConfiguration as error:
            log.error("a site file has changed and cannot be used so; what was read at the start stays in force:\n%s", error)
            self._refused = now
            return
        if self._digest() != now:
            return  # changed again meanwhile: looked at anew
        log.info("a site file has changed and is sound: ending in order, to start again with it")
        self.over = True
        self._changed()

    def _digest(self) -> Digest:
        return tuple(self._of(file) for file in self._files)

    def _of(self, file: Path) -> str | None:
        try:
            found = file.stat()
            stat = (found.st_mtime_ns, found.st_size, found.st_ino)
            known = self._known.get(file)
            if known is None or known[0] != stat:
                known = self._known[file] = (stat, hashlib.sha256(file.read_bytes()).hexdigest())
        except OSError:
            return None
        return known[1]


@contextmanager
def watching(watch: SiteWatch, every_s: float = LOOK_EVERY_S) -> Iterator[None]:
    """Look again and again, in a thread, while the block runs."""
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(every_s) and not watch.over:
            try:
                watch.look()
            except Exception:
                log.exception("looking at the site files failed; it is tried again")

    thread = threading.Thread(target=look, name="site files", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def stop_this_process() -> None:
    """Stop as if the supervisor had asked to."""
    os.kill(os.getpid(), signal.SIGTERM)
