"""A BACnet/IP controller for tests: a real application of the library, in a thread with its own loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from bacpypes3.apdu import APDU, ErrorRejectAbortNack, ReadPropertyMultipleRequest, SubscribeCOVRequest
from bacpypes3.app import Application
from bacpypes3.basetypes import HostNPort, IPMode
from bacpypes3.local.device import DeviceObject
from bacpypes3.local.networkport import NetworkPortObject
from bacpypes3.pdu import Address

from tests.bridges.bacnet.controlled import Silence

Result = TypeVar("Result")
WITHIN_S = 20.0


class _Application(Application):  # type: ignore[misc]  # likewise
    """Keeps what it is asked, as it arrives. `manners` may refuse by raising."""

    manners: Callable[[APDU], None] = staticmethod(lambda _apdu: None)

    def __init__(self, *arguments: object, **settings: object) -> None:
        super().__init__(*arguments, **settings)
        self.asked: list[APDU] = []
        self.given_up = 0
        self.acknowledged: list[tuple[str, object]] = []

    def cov_notification(self, subscription: Any, apdu: APDU) -> None:  # noqa: ANN401  the library has no types
        """Send one, and keep what became of it."""
        told = (subscription.obj_ref.objectName, subscription.obj_ref.presentValue)

        def ended(future: asyncio.Future[APDU]) -> None:
            if future.exception() is None:
                self.acknowledged.append(told)
            else:
                self.given_up += 1

        self.request(apdu).add_done_callback(ended)

    async def indication(self, apdu: APDU) -> None:
        self.asked.append(apdu)
        await super().indication(apdu)

    async def do_SubscribeCOVRequest(self, apdu: SubscribeCOVRequest) -> None:  # noqa: N802  the library finds it by this name
        with contextlib.suppress(Silence):
            self.manners(apdu)
            await super().do_SubscribeCOVRequest(apdu)

    async def do_ReadPropertyMultipleRequest(self, apdu: ReadPropertyMultipleRequest) -> None:  # noqa: N802  likewise
        self.manners(apdu)
        await super().do_ReadPropertyMultipleRequest(apdu)


class Controller:
    """A machine at ``127.0.0.1:port``. `objects` makes its objects, anew after each `start`; attributes of objects are changed by `change`."""

    def __init__(
        self,
        port: int,
        objects: Callable[[], Sequence[object]],
        *,
        instance: int = 1001,
        manners: Callable[[APDU], None] | None = None,
        bbmd: int | None = None,
        serves_as_bbmd: bool = False,
    ) -> None:
        self.port = port
        self._objects = objects
        self._instance = instance
        self._manners = manners
        self._bbmd = bbmd
        self._serves_as_bbmd = serves_as_bbmd
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"controller {port}", daemon=True)
        self._thread.start()
        self._application: _Application | None = None
        self.seen: list[APDU] = []

    @property
    def application(self) -> _Application:
        """The application; there is one while it runs."""
        assert self._application is not None
        return self._application

    def start(self) -> None:
        """Switch it on."""

        async def start() -> None:
            port = NetworkPortObject(f"127.0.0.1/32:{self.port}", objectIdentifier=("network-port", 1), objectName="port")
            if self._bbmd is not None:
                port.bacnetIPMode = IPMode.foreign
                port.fdBBMDAddress = HostNPort(f"127.0.0.1:{self._bbmd}")
                port.fdSubscriptionLifetime = 30
            elif self._serves_as_bbmd:
                port.bacnetIPMode = IPMode.bbmd
                port.bbmdAcceptFDRegistrations = True
                port.bbmdBroadcastDistributionTable = []
            device = DeviceObject(objectIdentifier=("device", self._instance), objectName=f"controller {self._instance}", apduTimeout=500)
            self._application = _Application.from_object_list([device, port, *self._objects()])
            self._application.asked = self.seen
            if self._manners is not None:
                self._application.manners = self._manners
            for link in self._application.link_layers.values():
                await asyncio.gather(*link.server._transport_tasks)

        self.run(start)

    def stop(self) -> None:
        """Switch it off, without a word to anybody."""

        async def stop() -> None:
            if self._application is not None:
                for detection in list(self._application._cov_detections.values()):
                    for subscription in list(detection.cov_subscriptions):
                        self._application.cancel_subscription(subscription)
                for link in self._application.link_layers.values():
                    if hasattr(link, "_stop_tracking_registration"):
                        link._stop_tracking_registration()
                    if hasattr(link, "_fdt_clock_handle"):
                        link._fdt_clock_handle.cancel()
                self._application.close()
                self._application = None
            await asyncio.sleep(0.01)

        self.run(stop)

    def end(self) -> None:
        """Switch it off for good."""
        self.stop()

        async def drain() -> None:
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self.run(drain)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN_S)
        self._loop.close()

    def change(self, name: str, **attributes: object) -> None:
        """Set attributes of the object called `name`, as the controller's own logic would."""

        async def change() -> None:
            for attribute, value in attributes.items():
                setattr(self.application.objectName[name], attribute, value)

        self.run(change)

    def subscriptions(self) -> int:
        """How many subscriptions it has."""

        async def count() -> int:
            return sum(len(each.cov_subscriptions) for each in self.application._cov_detections.values())

        return self.run(count)

    def waiting(self) -> int:
        """How many of its confirmed notifications wait for their acknowledgement."""

        async def count() -> int:
            return sum(map(len, self.application._requests.values()))

        return self.run(count)

    def given_up(self) -> int:
        """How many of its confirmed notifications were never acknowledged, however often it repeated them."""

        async def count() -> int:
            return self.application.given_up

        return self.run(count)

    def acknowledged(self) -> Sequence[tuple[str, object]]:
        """Object and value of every confirmed notification that was acknowledged."""

        async def those() -> Sequence[tuple[str, object]]:
            return list(self.application.acknowledged)

        return self.run(those)

    def services(self) -> Counter[str]:
        """What it was asked, by the name of the service, over all its lives."""

        async def count() -> Counter[str]:
            return Counter(type(apdu).__name__ for apdu in self.seen)

        return self.run(count)

    def announce(self, port: int) -> None:
        """Say I-Am to ``127.0.0.1:port``, as who heard a Who-Is does."""

        async def announce() -> None:
            self.application.i_am(Address(f"127.0.0.1:{port}"))

        self.run(announce)

    def ask(self, request: APDU) -> str:
        """Send a confirmed request: why it was refused, or the name of the answer."""

        async def ask() -> str:
            try:
                return type(await self.application.request(request)).__name__
            except ErrorRejectAbortNack as error:
                return str(getattr(error, "apduAbortRejectReason", error))

        return self.run(ask)

    def run(self, what: Callable[[], Coroutine[object, object, Result]]) -> Result:
        """Await `what` in its thread."""
        return asyncio.run_coroutine_threadsafe(what(), self._loop).result(WITHIN_S)


@contextmanager
def controllers(*machines: Controller) -> Iterator[None]:
    """All of them on, and off at the end."""
    try:
        for machine in machines:
            machine.start()
        yield
    finally:
        for machine in machines:
            machine.end()
