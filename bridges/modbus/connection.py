"""One connection to a Modbus TCP server. It can read, and nothing else: function codes 1 to 4.

Modbus Application Protocol 1.1b3, §6.1 to §6.4 and §7 (exception codes); Messaging on TCP/IP 1.0b.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from bridges.modbus.addresses import Table
from bridges.modbus.settings import ServerSettings

log = logging.getLogger(__name__)

_FUNCTIONS = {Table.COIL: 1, Table.DISCRETE: 2, Table.HOLDING: 3, Table.INPUT: 4}


class Refused(Exception):
    """The server answered with an exception `code`, or (0) with something that is no answer to the question."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class NoAnswer(Exception):
    """Nothing came in time. The connection is closed, so that a late answer cannot be taken for another's."""


class Lost(Exception):
    """The connection was closed by the other side, or there is none."""


EXCEPTIONS = {
    1: "it does not know this function (exception 1)",
    2: "there is no such address (exception 2)",
    3: "it does not accept the request (exception 3)",
    4: "the device has failed (exception 4)",
    5: "it needs longer (exception 5)",
    6: "it is busy (exception 6)",
    8: "its memory is damaged (exception 8)",
    10: "the gateway has no path to it (exception 10)",
    11: "the device behind the gateway does not answer (exception 11)",
}


class Connection:
    """To one server; opened again whenever it is needed. One request at a time. Must be made where an event loop runs."""

    def __init__(self, settings: ServerSettings) -> None:
        # It would say each failed attempt; we say the first and the end.
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
        self._settings = settings
        self._client: AsyncModbusTcpClient | None = None
        self._gone = asyncio.Event()
        self._rested_at = 0.0

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._client is not None and self._client.connected and not self._gone.is_set()

    async def open(self) -> None:
        """Connect anew. Raises `Lost`."""
        self.close()
        gone = self._gone = asyncio.Event()

        def told(up: bool) -> None:  # noqa: FBT001  the library's own signature
            if not up:
                gone.set()

        settings = self._settings
        client = AsyncModbusTcpClient(settings.host, port=settings.port, timeout=settings.timeout_s, retries=0, reconnect_delay=0, trace_connect=told)
        self._client = client
        try:
            connected = await client.connect()
        except (OSError, ValueError, ModbusException) as error:  # a name that cannot be one is a ValueError
            raise Lost(f"cannot be reached ({error})") from None
        if not connected:
            raise Lost("accepts no connection")

    def close(self) -> None:
        """Close it, if it is open."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def read(self, unit: int, table: Table, start: int, count: int) -> Sequence[int]:
        """The registers, or the bits as 0 and 1. Raises `Refused`, `NoAnswer` and `Lost`."""
        client = self._client
        if client is None or not self.connected:
            raise Lost("there is no connection")
        await asyncio.sleep(max(0.0, self._rested_at - time.monotonic()))
        ask = {
            Table.COIL: client.read_coils,
            Table.DISCRETE: client.read_discrete_inputs,
            Table.HOLDING: client.read_holding_registers,
            Table.INPUT: client.read_input_registers,
        }[table]
        try:
            asked = asyncio.ensure_future(ask(start, count=count, device_id=unit))
        except ModbusException as error:
            raise Lost(str(error)) from None
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                raise Lost("closed the connection")
            answer = asked.result()
        except (ModbusException, OSError):
            self.close()
            raise NoAnswer(f"did not answer within {self._settings.timeout_s:g} s") from None
        finally:
            self._rested_at = time.monotonic() + self._settings.pause_s
            for task in (asked, gone):
                task.cancel()
        if answer.isError():
            code = answer.exception_code
            raise Refused(code, EXCEPTIONS.get(code, f"it answers with exception {code}"))
        values = [int(bit) for bit in answer.bits] if table.of_bits else answer.registers
        fits = answer.function_code == _FUNCTIONS[table] and (count <= len(values) < count + 8 if table.of_bits else len(values) == count)
        if not fits:
            raise Refused(0, f"its answer does not fit the question ({len(values)} values instead of {count})")
        return values[:count]
