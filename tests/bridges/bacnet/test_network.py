"""Whatever arrives at the bridge's port, the next datagram is heard; and what it may not send it cannot send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from bacpypes3.apdu import (
    APDU,
    DeviceCommunicationControlRequest,
    LifeSafetyOperationRequest,
    ReinitializeDeviceRequest,
    WritePropertyMultipleRequest,
    WritePropertyRequest,
)
from bacpypes3.pdu import PDU, Address, IPv4Address
from hypothesis import given, settings
from hypothesis import strategies as st

from bridges.bacnet.interface import Interface
from bridges.bacnet.network import MAY_SEND, Network
from tests.parts import free_port

SERVICES = [0, 1, 2, 5, 8, 12, 14, 15, 17]
APDUS = st.tuples(st.sampled_from([0x00, 0x02, 0x10, 0x20, 0x30, 0x3C, 0x40, 0x50, 0x60, 0x70]), st.sampled_from(SERVICES), st.binary(max_size=60))
NPDUS = st.one_of(st.binary(max_size=60), APDUS.map(lambda parts: bytes([1, 0x04, parts[0], 0x05, 1, parts[1]]) + parts[2]))
NOTIFICATIONS = st.binary(max_size=60).map(lambda rest: bytes([1, 0x00, 0x10, 0x02]) + rest)
BVLLS = st.tuples(st.integers(0, 12), st.one_of(NPDUS, NOTIFICATIONS)).map(
    lambda parts: bytes([0x81, parts[0]]) + (4 + len(parts[1])).to_bytes(2, "big") + parts[1]
)


def in_a_network(what: Callable[[Network], Awaitable[None]]) -> None:
    async def run() -> None:
        network = Network("plant", 4_194_000, Interface("127.0.0.1", 32, free_port()), 0.2, None, lambda _source, _apdu: None)
        try:
            await what(network)
        finally:
            await network.leave()

    asyncio.run(run())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=60), BVLLS), min_size=1, max_size=20))
def test_any_datagrams_are_survived(datagrams: list[bytes]) -> None:
    async def deliver(network: Network) -> None:
        for datagram in datagrams:
            await network._server.confirmation(PDU(datagram, source=IPv4Address(("127.0.0.2", 47808)), destination=IPv4Address(("127.0.0.1", 47808))))
        assert len(network._server._strangers) <= 1
        assert len(network.device_info_cache.address_cache) == 0

    in_a_network(deliver)


@pytest.mark.parametrize(
    "request_type",
    [WritePropertyRequest, WritePropertyMultipleRequest, DeviceCommunicationControlRequest, ReinitializeDeviceRequest, LifeSafetyOperationRequest],
)
def test_what_commands_cannot_be_sent(request_type: type[APDU]) -> None:
    async def send(network: Network) -> None:
        with pytest.raises(TypeError, match="only reads"):
            await network.request(request_type(destination=Address("127.0.0.1:47808")))

    assert not issubclass(request_type, MAY_SEND)
    in_a_network(send)
