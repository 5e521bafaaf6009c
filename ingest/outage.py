"""What is said of a broker that is away: one line when it begins or has another reason, one when it is over."""

from __future__ import annotations

import logging
import socket
import ssl
import time

log = logging.getLogger(__name__)

CLOSED_EARLY = "the broker closed the connection before it answered; some do so when user name or password are wrong"
CLOSED = "the connection was lost"


class Outage:
    """The outages of one session with the broker at `host`:`port`."""

    def __init__(self, host: str, port: int, client_id: str) -> None:
        self._host = host
        self._port = port
        self._client_id = client_id
        self._said = ""
        self._began_s: float | None = None

    def began(self) -> None:
        """A connection that worked is over."""
        self._began_s = time.monotonic()

    def goes_on(self, reason: str) -> None:
        """There is no connection, for this reason; said when it was not said last."""
        if reason != self._said:
            self._said = reason
            log.error("MQTT broker %s:%d as %s: %s; trying again", self._host, self._port, self._client_id, reason)

    def over(self) -> None:
        """There is a connection again, or for the first time."""
        after = "" if self._began_s is None else f" again after {time.monotonic() - self._began_s:.1f} s"
        log.info("MQTT broker %s:%d: connected%s as %s", self._host, self._port, after, self._client_id)
        self._said = ""

    def warn(self, text: str) -> None:
        """Something about the broker that an operator should know."""
        log.warning("MQTT broker %s:%d as %s: %s", self._host, self._port, self._client_id, text)


def in_words(error: BaseException) -> str:
    """What went wrong with a connection, in a few words."""
    match error:
        case ConnectionRefusedError():
            return "nothing listens there"
        case socket.gaierror():
            return "the name of the host is not known"
        case TimeoutError():
            return "no answer"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be trusted ({error.verify_message})"
        case _:
            return str(error) or type(error).__name__
