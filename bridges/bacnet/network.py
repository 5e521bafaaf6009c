"""The bridge as a BACnet/IP device (ASHRAE 135, annex J): it asks, subscribes and hears, and can do nothing else.

What it may send and what it heeds are two short lists. A command, a write, or a request to fall silent is on neither.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from socket import socket

from bacpypes3.apdu import (
    APDU,
    AbortPDU,
    ConfirmedCOVNotificationRequest,
    ConfirmedRequestPDU,
    Error,
    ErrorPDU,
    ErrorRejectAbortNack,
    IAmRequest,
    ReadPropertyMultipleRequest,
    ReadPropertyRequest,
    RejectPDU,
    SimpleAckPDU,
    SubscribeCOVRequest,
    UnconfirmedCOVNotificationRequest,
    WhoIsRequest,
)
from bacpypes3.app import Application
from bacpypes3.appservice import ApplicationServiceAccessPoint
from bacpypes3.comm import bind
from bacpypes3.errors import ExecutionError, RejectException, ServicesError, UnrecognizedService
from bacpypes3.ipv4 import IPv4DatagramProtocol, IPv4DatagramServer
from bacpypes3.ipv4.bvll import BVLLCodec
from bacpypes3.ipv4.service import BIPForeign, BIPNormal, UDPMultiplexer
from bacpypes3.local.device import DeviceObject
from bacpypes3.netservice import NetworkServiceAccessPoint, NetworkServiceElement
from bacpypes3.pdu import PDU, Address, IPv4Address

from bridges.bacnet.interface import Interface

log = logging.getLogger(__name__)

MAY_SEND = (WhoIsRequest, IAmRequest, ReadPropertyRequest, ReadPropertyMultipleRequest, SubscribeCOVRequest)
HEEDS = (
    WhoIsRequest,
    IAmRequest,
    ReadPropertyRequest,
    ReadPropertyMultipleRequest,
    ConfirmedCOVNotificationRequest,
    UnconfirmedCOVNotificationRequest,
)
"""Reading concerns only the bridge's own device object."""

_BACNET_IP = 0x81
_TTL_S = 60
_LARGEST_APDU = 1476
_MOST_STRANGERS = 50

Notified = Callable[[Address, APDU], Awaitable[bool] | None]
"""What hears a notification: `None`, nobody knows that subscription; else whether it is in good hands."""


class Network(Application):  # type: ignore[misc]  # the library has no types
    """Our own device in the network. Made inside a running loop; raises `OSError` if its port is taken."""

    def __init__(self, name: str, instance: int, interface: Interface, timeout_s: float, bbmd: tuple[str, int] | None, notified: Notified) -> None:
        super().__init__()
        self._notified = notified
        device = DeviceObject(
            objectIdentifier=("device", instance),
            objectName=f"steward-{name}-{instance}",
            vendorName="Steward",
            modelName="bridge",
            description="Reads only",
            maxApduLengthAccepted=_LARGEST_APDU,
            apduTimeout=int(timeout_s * 1000),
            numberOfApduRetries=1,
        )
        self.asap = ApplicationServiceAccessPoint(device, self.device_info_cache)
        self.nsap = NetworkServiceAccessPoint()
        self.nse = NetworkServiceElement()
        bind(self.nse, self.nsap)
        bind(self, self.asap, self.nsap)
        address = IPv4Address(str(interface))
        self._server = _Server(address, interface.bind())
        link = BIPNormal() if bbmd is None else BIPForeign()
        multiplexer = UDPMultiplexer()
        bind(link, BVLLCodec(), multiplexer.annexJ)
        bind(multiplexer, self._server)
        self.nsap.bind(link, address=address)
        self.add_object(device)
        self._foreign = link if bbmd is not None else None
        if bbmd is not None:
            link.register(IPv4Address(bbmd), _TTL_S)

    def request(self, apdu: APDU) -> Awaitable[APDU]:
        """Send what may be sent. Raises `TypeError` for everything else, which is a fault of ours."""
        if not isinstance(apdu, MAY_SEND):
            raise TypeError(f"a bridge only reads, and never sends {type(apdu).__name__}")
        answer: Awaitable[APDU] = super().request(apdu)
        return answer

    async def indication(self, apdu: APDU) -> None:
        """Heed a request from the network; refuse, in the standard's words, what is none of our business."""
        try:
            await self._heed(apdu)
        except (RejectException, ExecutionError) as error:
            if isinstance(apdu, ConfirmedRequestPDU):
                await self.response(_refusal(apdu, error))
        except Exception as error:  # noqa: BLE001  whatever somebody sends, the next one is heard
            self._server.strange(apdu.pduSource, f"{type(apdu).__name__}: {error!r}")

    async def leave(self) -> None:
        """Stop hearing."""
        if self._foreign is not None:
            self._foreign.unregister()
            await asyncio.sleep(0)
        self._server.close()
        await asyncio.sleep(0)

    async def _heed(self, apdu: APDU) -> None:
        if isinstance(apdu, ConfirmedCOVNotificationRequest | UnconfirmedCOVNotificationRequest):
            await self._hear(apdu)
        elif isinstance(apdu, HEEDS):
            await getattr(self, f"do_{type(apdu).__name__}")(apdu)
        else:
            raise UnrecognizedService("a bridge only reads")

    async def _hear(self, apdu: APDU) -> None:
        taken = self._notified(apdu.pduSource, apdu)
        if taken is None:
            raise ServicesError(errorCode="unknownSubscription")
        if await taken and isinstance(apdu, ConfirmedCOVNotificationRequest):  # unanswered, it is sent again
            await self.response(SimpleAckPDU(context=apdu))


def _refusal(apdu: APDU, error: RejectException | ExecutionError) -> APDU:
    if isinstance(error, RejectException):
        return RejectPDU(reason=error.rejectReason, context=apdu)
    return Error(service_choice=apdu.apduService, errorClass=error.errorClass, errorCode=error.errorCode, context=apdu)


class _Server(IPv4DatagramServer):  # type: ignore[misc]  # the library has no types
    """On sockets that are bound already: the library's own would wait for a taken port for ever, or share it."""

    def __init__(self, address: IPv4Address, sockets: Mapping[tuple[str, int], socket]) -> None:
        self._sockets = sockets
        self._strangers: set[str] = set()
        super().__init__(address)

    async def retrying_create_datagram_endpoint(
        self,
        loop: asyncio.AbstractEventLoop,
        addrTuple: tuple[str, int],  # noqa: N803  the library's word
        bind_socket: None = None,  # noqa: ARG002
    ) -> tuple[asyncio.BaseTransport, IPv4DatagramProtocol]:
        def protocol() -> IPv4DatagramProtocol:
            made = IPv4DatagramProtocol()
            made.server = self
            return made

        return await loop.create_datagram_endpoint(protocol, sock=self._sockets[addrTuple])

    async def confirmation(self, pdu: PDU) -> None:
        """A datagram. What is none of BACnet/IP is said once of each sender."""
        if pdu.pduSource.addrTuple == self.local_address:
            return
        if not pdu.pduData or pdu.pduData[0] != _BACNET_IP:
            self.strange(pdu.pduSource, "it is not BACnet/IP")
            return
        try:
            await self.response(pdu)
        except Exception as error:  # noqa: BLE001  any bytes may come, and the next ones are heard
            self.strange(pdu.pduSource, repr(error))

    def close(self) -> None:
        super().close()
        for each in self._sockets.values():
            each.close()

    def strange(self, source: Address, why: str) -> None:
        """Say, once of each sender, that what it sends cannot be understood."""
        sender = str(source).partition(":")[0]
        if sender not in self._strangers and len(self._strangers) < _MOST_STRANGERS:
            self._strangers.add(sender)
            log.warning("%s sends what cannot be understood (%s). It is left out, now and further on", source, why)


class NoAnswer(Exception):
    """The machine does not answer."""


class Refused(Exception):
    """The machine answers that it will not. `unrecognized`: it does not know the service; `too_long`: the answer is too much for it."""

    def __init__(self, why: str, *, unrecognized: bool = False, too_long: bool = False, code: str = "") -> None:
        super().__init__(why)
        self.unrecognized = unrecognized
        self.too_long = too_long
        self.code = code


async def ask(network: Network, request: APDU, within_s: float) -> APDU:
    """The answer to a confirmed request. Raises `NoAnswer` or `Refused`."""
    try:
        async with asyncio.timeout(within_s):  # wait_for of Python 3.11 can swallow a cancellation
            answer = await network.request(request)
    except ErrorRejectAbortNack as error:
        answer = error
    except TimeoutError:
        raise NoAnswer from None
    if isinstance(answer, AbortPDU):
        reason = str(answer.apduAbortRejectReason)
        if reason == "no-response":
            raise NoAnswer
        raise Refused(f"it aborts ({reason})", too_long=True, code=reason)
    if isinstance(answer, RejectPDU):
        reason = str(answer.apduAbortRejectReason)
        raise Refused(f"it rejects ({reason})", unrecognized=reason == "unrecognized-service", code=reason)
    if isinstance(answer, ErrorPDU):
        code = str(getattr(answer, "errorCode", "an error"))
        raise Refused(code.replace("-", " "), code=code)
    return answer
