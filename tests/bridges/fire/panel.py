"""A transmission device as a real peer on a socket. It builds its frames by itself, sharing no code with what reads them."""

from __future__ import annotations

import socket
import struct
import time
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
CENTRE = 0x015B38
NORMAL, FIRE, FAULT, ISOLATED = 1, 2, 4, 8


def tag(at: datetime | None) -> bytes:
    """Six bytes of a time in the clocks of the site; noughts if there is none."""
    if at is None:
        return bytes(6)
    local = at.astimezone(SHANGHAI)
    return bytes((local.second, local.minute, local.hour, local.day, local.month, local.year % 100))


def component(state: int, zone: int, position: int, at: datetime | None, *, part: int = 40, text: str = "", system: tuple[int, int] = (1, 1)) -> bytes:
    """One object of type 2."""
    return struct.pack("<BBBHHH31s6s", *system, part, zone, position, state, text.encode("gb18030"), tag(at))


def system_state(state: int, at: datetime | None, *, system: tuple[int, int] = (1, 1)) -> bytes:
    """One object of type 1."""
    return struct.pack("<BBH6s", *system, state, tag(at))


def measured(quantity: int, value: int, zone: int, position: int, at: datetime | None) -> bytes:
    """One object of type 3, of a fire pump's component."""
    return struct.pack("<BBBHHBh6s", 11, 1, 91, zone, position, quantity, value, tag(at))


def operation(bits: int, at: datetime | None, *, system: tuple[int, int] = (1, 1)) -> bytes:
    """One object of type 4."""
    return struct.pack("<BBBB6s", *system, bits, 7, tag(at))


def unit(kind: int, *objects: bytes) -> bytes:
    """An application data unit."""
    return struct.pack("BB", kind, len(objects)) + b"".join(objects)


def frame(data: bytes, *, serial: int, source: int = 0x379, command: int = 2) -> bytes:
    """A frame with `data` as its application data unit."""
    inside = struct.pack("<HBB6s6s6sHB", serial, 1, 1, bytes(6), source.to_bytes(6, "little"), CENTRE.to_bytes(6, "little"), len(data), command) + data
    return b"@@" + inside + struct.pack("B", sum(inside) % 256) + b"##"


class SimulatedPanel:
    """Connects, sends, and waits for what is answered."""

    def __init__(self, port: int, *, source: int = 0x379) -> None:
        self.source = source
        self.serial = 0
        until = time.monotonic() + 20
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
            except ConnectionRefusedError:
                assert time.monotonic() < until, f"nobody listens at {port}"
                time.sleep(0.02)
            else:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None) -> None:
        self.socket.close()

    def send(self, kind: int, *objects: bytes) -> bytes:
        """Send a new frame; gives it."""
        self.serial += 1
        sent = frame(unit(kind, *objects), serial=self.serial, source=self.source)
        self.socket.sendall(sent)
        return sent

    def answer(self, within_s: float = 20) -> tuple[int, int] | None:
        """(serial number, command) of the next frame that is answered; `None` if there is none within the time, or the peer hangs up."""
        self.socket.settimeout(within_s)
        read = b""
        try:
            while len(read) < 30:
                more = self.socket.recv(30 - len(read))
                if not more:
                    return None
                read += more
        except TimeoutError:
            assert not read
            return None
        except ConnectionResetError:
            return None
        begin, serial, _, _, _, to, length, command, total, end = struct.unpack("<2sH2s6s6s6sHBB2s", read)
        assert (begin, end, length) == (b"@@", b"##", 0)
        assert total == sum(read[2:27]) % 256
        assert int.from_bytes(to, "little") == self.source
        return serial, command

    def say(self, kind: int, *objects: bytes) -> None:
        """Send, and be confirmed."""
        self.send(kind, *objects)
        assert self.answer() == (self.serial, 3)
