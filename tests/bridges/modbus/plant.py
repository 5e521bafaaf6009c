"""A Modbus TCP server to read: pymodbus's own, in a thread, on a real port, that writes down every request."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from tests.parts import free_port

SIZE = 1024
_TABLES = {1: "coil", 2: "discrete", 3: "holding", 4: "input"}


@dataclass(frozen=True)
class Request:
    """What somebody asked, as it came over the wire."""

    unit: int
    function: int
    start: int
    count: int


@dataclass
class Plant:
    """Values by table and address, for every unit alike unless `units` has its own; and what is wrong with it."""

    port: int = field(default_factory=free_port)
    units: Sequence[int] = (1,)
    values: dict[tuple[str, int], int] = field(default_factory=dict)
    missing: set[tuple[str, int]] = field(default_factory=set)
    """Registers that there are not."""
    hanging: set[tuple[str, int]] = field(default_factory=set)
    """Registers whose reading is never answered."""
    failing: dict[int, ExcCodes] = field(default_factory=dict)
    """Units that answer everything with an exception."""
    silent: set[int] = field(default_factory=set)
    """Units from which nothing comes."""
    drops: int = 0
    """So many questions are answered by closing the connection."""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _server: ModbusTcpServer | None = None

    def put(self, table: str, start: int, words: Sequence[int]) -> None:
        """Values at neighbouring addresses."""
        self.values.update({(table, start + offset): word for offset, word in enumerate(words)})

    def start(self) -> None:
        """Listen, until `kill`."""
        self._loop = asyncio.new_event_loop()
        listening = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(self._loop, listening), daemon=True)
        self._thread.start()
        assert listening.wait(10)

    def kill(self) -> None:
        """Be gone, with every connection."""
        if self._loop is None or self._thread is None:
            return
        server, self._server = self._server, None
        assert server is not None
        asyncio.run_coroutine_threadsafe(_shut(server), self._loop).result(10)
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._loop = None

    def drop(self) -> None:
        """Close every connection, as servers do to the idle."""
        loop, server = self._loop, self._server
        assert loop is not None
        assert server is not None
        for connection in list(server.active_connections.values()):
            loop.call_soon_threadsafe(connection.close)

    def asked(self) -> list[Request]:
        """The requests so far."""
        return list(self.requests)

    def _serve(self, loop: asyncio.AbstractEventLoop, listening: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._until_killed(listening))
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()

    async def _until_killed(self, listening: threading.Event) -> None:
        server = ModbusTcpServer(
            [self._unit(unit) for unit in self.units],
            address=("127.0.0.1", self.port),
            ignore_missing_devices=True,
            trace_packet=self._write_down,
            trace_connect=self._count,
        )
        self._server = server
        await server.serve_forever(background=True)
        listening.set()
        await server.serving

    def _unit(self, unit: int) -> SimDevice:
        async def action(function: int, start: int, address: int, count: int, registers: list[int], _written: list[int] | list[bool] | None) -> ExcCodes | None:
            table = _TABLES[function]
            asked = {(table, each) for each in range(address, address + count)}
            if self.drops:
                self.drops -= 1
                self.drop()
                await asyncio.sleep(3600)
            if unit in self.silent or asked & self.hanging:
                await asyncio.sleep(3600)
            if unit in self.failing:
                return self.failing[unit]
            if asked & self.missing:
                return ExcCodes.ILLEGAL_ADDRESS
            for index in range(len(registers)):
                registers[index] = self._word(table, start + index)
            return None

        bits = [SimData(0, values=[False] * SIZE, datatype=DataType.BITS)]
        words = [SimData(0, values=[0] * SIZE, datatype=DataType.REGISTERS)]
        return SimDevice(unit, (bits, list(bits), words, list(words)), action=action)

    def _word(self, table: str, index: int) -> int:
        if table in {"coil", "discrete"}:
            return sum(self.values.get((table, index * 16 + bit), 0) << bit for bit in range(16))
        return self.values.get((table, index), 0)

    def _write_down(self, sending: bool, data: bytes) -> bytes:  # noqa: FBT001  the library's own signature
        if not sending:
            rest = data
            while len(rest) >= 12:
                self.requests.append(Request(rest[6], rest[7], int.from_bytes(rest[8:10], "big"), int.from_bytes(rest[10:12], "big")))
                rest = rest[6 + int.from_bytes(rest[4:6], "big") :]
        return data

    def _count(self, connected: bool) -> None:  # noqa: FBT001  likewise
        self.connections += connected


async def _shut(server: ModbusTcpServer) -> None:
    server.serving.set_result(True)
    server.close()


@contextlib.contextmanager
def plant(units: Sequence[int] = (1,)) -> Iterator[Plant]:
    """One that listens, and is gone at the end."""
    made = Plant(units=units)
    made.start()
    try:
        yield made
    finally:
        made.kill()
