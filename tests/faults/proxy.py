"""A network that fails: a small TCP proxy on loopback between two parts.

It passes bytes on, and on demand cuts connections with RST, swallows what is said (as a router that has lost its way),
holds it back for a while, delays or throttles it. A connection from which something was swallowed never passes again:
when the fault is over it is cut, for half a stream means nothing.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

_CHUNK = 65_536
_TICK_S = 0.1
_MOST_CONNECTIONS = 200
_CONNECT_WITHIN_S = 5.0
_LIFETIME_S = 1_800.0
"""It ends by itself after so long, whoever forgot it."""
_RST = struct.pack("ii", 1, 0)

TO_SERVER, TO_CLIENT = "to server", "to client"
Observer = Callable[[int, str, bytes], None]
"""Told (number of the connection, direction, bytes) of what is about to be passed on."""


class Network(Enum):
    """How it is."""

    FINE = "fine"
    CUT = "cut"
    """Every connection is reset, and so is every new one."""
    BLACK_HOLE = "black hole"
    """Connections are taken and stay, and nothing that is said arrives, in either direction."""
    DEAF = "deaf"
    """What clients say is swallowed; what the server says arrives. So acknowledgements are lost."""
    HELD = "held"
    """What is said arrives when the network is fine again; nothing is lost. As a cable that is out for a short while."""


@dataclass
class _Connection:
    number: int
    client: socket.socket
    server: socket.socket | None = None
    doomed: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def reset(self) -> None:
        """End it with RST at both sides."""
        self.over.set()
        for end in (self.client, self.server):
            if end is not None:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
        self.close()

    def close(self) -> None:
        """End it as it is: peacefully, unless it was reset."""
        self.over.set()
        for end in (self.client, self.server):
            if end is not None:
                with suppress(OSError):
                    end.close()


class TcpProxy:
    """Listens at `host`:`port` and leads to the target. Two threads for each connection, all of which end with `close`.

    `delay_s` holds up every piece by so long; `bytes_per_s` is the most that passes on each connection and direction.
    """

    host = "127.0.0.1"

    def __init__(self, target_host: str, target_port: int, *, observer: Observer | None = None) -> None:
        self.delay_s = 0.0
        self.bytes_per_s: float | None = None
        self.swallowed = 0
        self._target = target_host, target_port
        self._observer = observer
        self._network = Network.FINE
        self._changed = threading.Condition()
        self._connections: dict[int, _Connection] = {}
        self._numbers = 0
        self._closing = threading.Event()
        self._until = time.monotonic() + _LIFETIME_S
        self._listener = socket.create_server((self.host, 0), backlog=64)
        self._listener.settimeout(_TICK_S)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen, name=f"proxy {self.port}", daemon=True)]
        self._threads[0].start()

    @property
    def network(self) -> Network:
        """How the network is now."""
        return self._network

    @property
    def connections(self) -> int:
        """How many there have been."""
        return self._numbers

    def set(self, network: Network) -> None:
        """From now on the network is so."""
        with self._changed:
            self._network = network
            self._changed.notify_all()
            lost = [each for each in self._connections.values() if network is Network.CUT or (each.doomed and network is Network.FINE)]
        for connection in lost:
            connection.reset()

    def cut_once(self) -> None:
        """Reset every connection; new ones are welcome."""
        with self._changed:
            lost = list(self._connections.values())
        for connection in lost:
            connection.reset()

    @contextmanager
    def being(self, network: Network) -> Iterator[None]:
        """The network is so while the block lasts, and fine again after it."""
        self.set(network)
        try:
            yield
        finally:
            self.set(Network.FINE)

    def close(self) -> None:
        """End everything."""
        self._closing.set()
        self.cut_once()
        with self._changed:
            self._changed.notify_all()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _ending(self) -> bool:
        return self._closing.is_set() or time.monotonic() > self._until

    def _listen(self) -> None:
        while not self._ending():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self._numbers += 1
            connection = _Connection(self._numbers, client)
            if self._network is Network.CUT or len(self._connections) >= _MOST_CONNECTIONS:
                connection.reset()
                continue
            with self._changed:
                self._connections[connection.number] = connection
            thread = threading.Thread(target=self._serve, args=(connection,), name=f"proxy {self.port} {connection.number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: _Connection) -> None:
        try:
            if not self._passable(connection, TO_SERVER):
                connection.over.wait(max(0.0, self._until - time.monotonic()))
                return
            server = connection.server = socket.create_connection(self._target, _CONNECT_WITHIN_S)
            for end in (connection.client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                end.settimeout(_TICK_S)
            back = threading.Thread(target=self._pump, args=(connection, server, connection.client, TO_CLIENT), name=f"proxy {self.port} back", daemon=True)
            back.start()
            self._pump(connection, connection.client, server, TO_SERVER)
            back.join(5)
        except OSError:  # nobody at the other end, or it was cut meanwhile
            connection.reset()
        finally:
            with self._changed:
                self._connections.pop(connection.number, None)
            connection.close()

    def _pump(self, connection: _Connection, source: socket.socket, sink: socket.socket, direction: str) -> None:
        try:
            while not connection.over.is_set() and not self._ending():
                try:
                    data = source.recv(_CHUNK)
                except TimeoutError:
                    continue
                if not data:
                    break
                self._slow_down(connection, len(data))
                if not self._passable(connection, direction):
                    self.swallowed += len(data)
                    continue
                if self._observer is not None:
                    self._observer(connection.number, direction, data)  # before it is sent: an answer may be quick
                self._send(connection, sink, data)
        except OSError:
            connection.reset()
            return
        if connection.doomed:
            connection.over.wait(max(0.0, self._until - time.monotonic()))  # in a black hole not even an end is heard
        connection.over.set()
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _slow_down(self, connection: _Connection, size: int) -> None:
        wait_s = self.delay_s + (size / self.bytes_per_s if self.bytes_per_s else 0.0)
        if wait_s:
            connection.over.wait(wait_s)

    def _passable(self, connection: _Connection, direction: str) -> bool:
        """Whether what was just said may go on; waits while the network is held. What was swallowed dooms the connection."""
        with self._changed:
            self._changed.wait_for(lambda: self._network is not Network.HELD or connection.over.is_set() or self._ending())
            if self._network is Network.BLACK_HOLE or (self._network is Network.DEAF and direction == TO_SERVER):
                connection.doomed = True
            return not connection.doomed or (self._network is Network.DEAF and direction == TO_CLIENT)

    def _send(self, connection: _Connection, sink: socket.socket, data: bytes) -> None:
        """All of `data`, however long the other end takes."""
        view = memoryview(data)
        while view and not connection.over.is_set() and not self._ending():
            with suppress(TimeoutError):
                view = view[sink.send(view) :]


@contextmanager
def tcp_proxy(target_host: str, target_port: int, *, observer: Observer | None = None) -> Iterator[TcpProxy]:
    """A proxy while the block lasts."""
    proxy = TcpProxy(target_host, target_port, observer=observer)
    try:
        yield proxy
    finally:
        proxy.close()
