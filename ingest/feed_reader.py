"""One server that listens to the live feed: its socket and what it has not read yet."""

from __future__ import annotations

import socket

LARGEST_BACKLOG_BYTES = 8 << 20
"""A reader that is further behind than this is dropped; it connects again and gets a snapshot."""


class FeedReader:
    """A connected reader. Nothing here ever waits."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self._unsent = bytearray()

    @property
    def behind(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._unsent)

    def send(self, line: bytes) -> bool:
        """Send `line`, or keep it until it can be; `False`: the reader is dead or too far behind."""
        self._unsent += line
        return len(self._unsent) <= LARGEST_BACKLOG_BYTES and self.flush()

    def flush(self) -> bool:
        """Send what fits; `False`: the reader is dead."""
        try:
            while self._unsent:
                sent = self.connection.send(self._unsent)
                del self._unsent[:sent]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def closed_by_peer(self) -> bool:
        """Whether it has hung up; what it may have sent is not looked at."""
        try:
            return not self.connection.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
