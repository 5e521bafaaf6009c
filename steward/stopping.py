"""Being told to stop: SIGTERM from a supervisor, SIGINT from a terminal."""

from __future__ import annotations

import signal
import threading


def stop_event() -> threading.Event:
    """An event that is set when this process is told to stop. Call it once, from the main thread."""
    event = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: event.set())
    return event
