"""The server's way to the simulators: a line of JSON over their local socket, a line back."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from api.simulation import SimulationAway

ANSWERED_WITHIN_S = 8.0
LONGEST_ANSWER = 16 * 1024 * 1024


class SimulatorSocket:
    """Asks the simulators that listen at `path`. A connection for each request: they come and go as they like."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        """What they answer. Raises `SimulationAway`."""
        try:
            line = self._exchange(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise SimulationAway(str(error) or "no answer in time") from error
        try:
            answer = json.loads(line)
        except ValueError:
            raise SimulationAway("the answer broke off") from None
        if not isinstance(answer, dict) or "ok" not in answer or answer.get("busy"):
            raise SimulationAway("it is busy")
        return answer

    def _exchange(self, line: bytes) -> bytes:
        until = time.monotonic() + ANSWERED_WITHIN_S
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWERED_WITHIN_S)
            connection.connect(str(self._path))
            connection.sendall(line)
            heard = bytearray()
            while not heard.endswith(b"\n") and len(heard) < LONGEST_ANSWER:
                connection.settimeout(max(0.01, until - time.monotonic()))
                part = connection.recv(65_536)
                if not part:
                    break
                heard += part
        return bytes(heard)
