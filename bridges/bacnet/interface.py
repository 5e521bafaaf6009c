"""The address in the building's network at which the bridge stands: ``192.168.10.5/24:47808``."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, NetmaskValueError

PORT = 47808
"""0xBAC0 (ASHRAE 135, annex J)."""
_HIGHEST_PORT = 65_535


@dataclass(frozen=True)
class Interface:
    """An IPv4 address, its mask's length (32: no broadcast), and a UDP port."""

    host: str
    bits: int
    port: int

    @property
    def broadcast(self) -> str | None:
        """Where Who-Is is heard by everybody; `None` without a mask."""
        network = IPv4Interface(f"{self.host}/{self.bits}").network
        return None if self.bits >= 31 else str(network.broadcast_address)  # noqa: PLR2004  /31 and /32 have none

    def bind(self) -> Mapping[tuple[str, int], socket.socket]:
        """A socket for the address, and one for its broadcasts, by address.

        The port is ours alone: a second bridge would take every other answer. Raises `OSError` if it is taken.
        """
        with contextlib.ExitStack() as opened:
            sockets = {(self.host, self.port): opened.enter_context(_socket(self.host, self.port, shared=False))}
            if self.broadcast is not None:
                sockets[self.broadcast, self.port] = opened.enter_context(_socket(self.broadcast, self.port, shared=True))
            opened.pop_all()
        return sockets

    def __str__(self) -> str:
        return f"{self.host}/{self.bits}:{self.port}"


def interface_of(text: str) -> Interface:
    """`text` is ``address[/mask][:port]``. Raises `ValueError` saying what is wrong."""
    place, _, port = text.strip().partition(":")
    try:
        found = IPv4Interface(place)
    except (AddressValueError, NetmaskValueError):
        raise ValueError(f"`{text}` is not of the form 192.168.10.5/24:47808") from None
    if found.ip.is_unspecified:
        raise ValueError("it must be one address of this computer, not all of them: broadcasts are sent from it")
    return Interface(str(found.ip), found.network.prefixlen, _port(text, port))


def address_of(text: str) -> tuple[str, int]:
    """`text` is ``address[:port]``, as host and port. Raises `ValueError` saying what is wrong."""
    host, _, port = text.strip().partition(":")
    try:
        found = IPv4Address(host)
    except AddressValueError:
        raise ValueError(f"`{text}` is not of the form 192.168.10.20 or 192.168.10.20:47808") from None
    return str(found), _port(text, port)


def is_loopback(host: str) -> bool:
    """Whether `host` is this computer and nothing else."""
    return IPv4Address(host).is_loopback


def _port(text: str, port: str) -> int:
    if not port:
        return PORT
    if not port.isdecimal() or not 0 < int(port) <= _HIGHEST_PORT:
        raise ValueError(f"the port of `{text}` is not a number from 1 to {_HIGHEST_PORT}")
    return int(port)


def _socket(host: str, port: int, *, shared: bool) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if shared:  # broadcasts reach everybody on this computer who asks for them
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if hasattr(socket, "SO_REUSEPORT"):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise OSError(error.errno, f"cannot listen at {host}:{port} for BACnet/IP ({error.strerror or error})") from None
    return made
