"""No orphans: a child process ends when the one that started it is gone, however that ended.

The supervisor keeps the writing end of a pipe; each child waits at the reading end. When the supervisor dies (even by
``kill -9``) the pipe closes and the child stops as if it had been asked to.
"""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "STEWARD_LIFELINE"
"""Names the file descriptor of the reading end in the child's environment."""


def hold_on() -> None:
    """In a child: stop this process when the supervisor is gone. Does nothing where there is no supervisor."""
    descriptor = os.environ.pop(VARIABLE, None)
    if descriptor is not None:
        threading.Thread(target=_wait, args=(int(descriptor),), name="lifeline", daemon=True).start()


def _wait(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1):
            pass
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGTERM)
