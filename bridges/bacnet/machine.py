"""One machine: found, read, subscribed to, lost and found again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from bacpypes3.apdu import APDU, SubscribeCOVRequest
from bacpypes3.pdu import Address
from bacpypes3.primitivedata import ObjectIdentifier

from bridges.bacnet.network import Network, NoAnswer, Refused, ask
from bridges.bacnet.notification import ABOUT, values_in
from bridges.bacnet.points import Watched
from bridges.bacnet.reading import Place, Reader, Values
from bridges.bacnet.telling import Telling
from bridges.publisher import Sent

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_BROKER_WITHIN_S = 2.5
"""A notification that the broker has not taken by then is not acknowledged: its sender repeats it."""


@dataclass(frozen=True)
class Subscriptions:
    """Whether to subscribe, for how long at a time, and whether notifications are to be acknowledged."""

    lifetime_s: int
    confirmed: bool


@dataclass
class _State:
    """Of one object: when it is read next, when its subscription is made or renewed next, when it last told of itself.

    `about` are its status flags and its reliability as they were read last; `told` is what its notifications speak of. Times are
    the loop's.
    """

    due: float = 0.0
    renew: float = 0.0
    subscribed_until: float = 0.0
    refused: bool = False
    heard: float = -1.0
    about: Values = field(default_factory=dict)
    told: set[Place] = field(default_factory=set)


@dataclass(frozen=True)
class _Read:
    """Values of one object: when they were asked for (the loop's time), and when the answer came."""

    values: Values
    asked: float
    at: datetime


class Machine:
    """Watches one machine. `process` marks its subscriptions, and is the same after a restart: they are renewed, not heaped up."""

    def __init__(
        self,
        name: str,
        where: tuple[str, int] | int,
        objects: Sequence[Watched],
        process: int,
        subscriptions: Subscriptions | None,
        timeout_s: float,
        telling: Telling,
        clock: Callable[[], datetime],
    ) -> None:
        self.name = name
        self.process = process
        self._where = where
        self._objects = objects
        self._subscriptions = subscriptions
        self._timeout_s = timeout_s
        self._within_s = 3 * timeout_s
        self._telling = telling
        self._clock = clock
        self._address: Address | None = None
        self._states = {each: _State() for each in objects}
        self._by_place = {(each.type, each.instance): each for each in objects}

    async def run(self, network: Network) -> None:
        """Watch it until cancelled."""
        pause = _FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        while True:
            reader = Reader(network, self._within_s)
            self._states = {each: _State() for each in self._objects}
            try:
                address = self._address = await self._find(network)
                while True:
                    await self._round(reader, address)
                    await self._subscribe(network, address)
                    pause = _FIRST_PAUSE_S
                    await asyncio.sleep(max(0.0, self._next() - loop.time()))
            except NoAnswer:
                self._telling.gone("does not answer")
            except Exception:
                log.exception("%s: a fault of the bridge itself; please report it", self.name)
                self._telling.gone("cannot be read")
            self._address = None
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def leave(self, network: Network) -> None:
        """Cancel what is subscribed to."""
        address, self._address = self._address, None
        now = asyncio.get_running_loop().time()
        for each, state in self._states.items():
            if address is not None and state.subscribed_until > now:
                try:
                    await ask(network, self._request(each, address), self._within_s)
                except (NoAnswer, Refused):
                    return

    def heard(self, source: Address, notification: APDU) -> asyncio.Future[bool] | None:
        """Take a notification; `None` if it is not of this machine. The future: whether the broker has it."""
        monitored = notification.monitoredObjectIdentifier
        watched = self._by_place.get((int(monitored[0]), int(monitored[1])))
        if watched is None or source != self._address:
            return None
        loop = asyncio.get_running_loop()
        state = self._states[watched]
        state.heard = loop.time()
        values = values_in(notification, watched, state.about)
        state.told.update(values)
        at = self._clock()
        told = [self._telling.publish(device, each, at) for device, each in self._telling.values(watched, values).items()]
        if None in told:
            state.due = loop.time()
        return asyncio.ensure_future(_taken([each for each in told if each is not None], all_told=None not in told))

    async def _find(self, network: Network) -> Address:
        if not isinstance(self._where, int):
            host, port = self._where
            return Address(f"{host}:{port}")
        found = await network.who_is(self._where, self._where, timeout=self._timeout_s)
        if not found:
            raise NoAnswer
        address: Address = found[0].pduSource
        log.info("%s is device %d at %s", self.name, self._where, address)
        return address

    async def _round(self, reader: Reader, address: Address) -> None:
        """Read what is due, and publish it: one message for each device."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        due = [each for each in self._objects if self._states[each].due <= begun]
        read: dict[Watched, _Read] = {}
        asked = begun
        try:
            async for some, found in reader.read(address, due):
                self._telling.there()
                for each in some:
                    self._states[each].due = begun + self._pace(each, begun)
                    read[each] = _Read(found[each], asked, self._clock())
                asked = loop.time()
        finally:
            self._publish(read)

    def _publish(self, read: Mapping[Watched, _Read]) -> None:
        """What was read, unless an object has told something newer meanwhile."""
        messages: dict[str, dict[str, Sent]] = {}
        answered: dict[str, datetime] = {}
        for each, what in read.items():
            state = self._states[each]
            if state.heard >= what.asked:
                continue
            state.about = {place: what.values[place] for place in ABOUT if place in what.values}
            for device, values in self._telling.values(each, what.values).items():
                messages.setdefault(device, {}).update(values)
                answered[device] = what.at
        if None in [self._telling.publish(device, values, answered[device]) for device, values in messages.items()]:
            now = asyncio.get_running_loop().time()
            for each in read:
                self._states[each].due = min(self._states[each].due, now + each.interval_s)

    async def _subscribe(self, network: Network, address: Address) -> None:
        """Make and renew the subscriptions for which it is time."""
        if self._subscriptions is None:
            return
        loop = asyncio.get_running_loop()
        refused: list[str] = []
        for each, state in self._states.items():
            if state.refused or state.renew > loop.time():
                continue
            begun = loop.time()
            try:
                await ask(network, self._request(each, address, self._subscriptions), self._within_s)
            except NoAnswer:
                # Some are deaf to this only: the next reading tells whether it is gone, and what it told so far stands until then.
                state.renew = loop.time() + self._subscriptions.lifetime_s
                self._states[self._objects[0]].due = state.due = begun
                break
            except Refused as error:
                refused.append(f"{each.name}: {error}")
                state.refused, state.subscribed_until = True, 0.0
                state.due = min(state.due, begun + each.interval_s)
                continue
            state.renew = begun + self._subscriptions.lifetime_s / 2
            state.subscribed_until = begun + self._subscriptions.lifetime_s
        if refused:
            log.info("%s does not tell of changes of %d objects (%s …); these are only read", self.name, len(refused), refused[0])

    def _request(self, watched: Watched, address: Address, subscriptions: Subscriptions | None = None) -> SubscribeCOVRequest:
        """To subscribe; without `subscriptions`, to cancel (clause 13.14: neither the lifetime nor the kind is given)."""
        request = SubscribeCOVRequest(
            subscriberProcessIdentifier=self.process,
            monitoredObjectIdentifier=ObjectIdentifier((watched.type, watched.instance)),
            destination=address,
        )
        if subscriptions is not None:
            request.issueConfirmedNotifications = subscriptions.confirmed
            request.lifetime = subscriptions.lifetime_s
        return request

    def _pace(self, watched: Watched, now: float) -> float:
        """How long until it is read again: seldom if it tells of all its points itself.

        The first object keeps its pace, so that a machine that dies is noticed.
        """
        state = self._states[watched]
        tells_all = state.subscribed_until > now and state.told.issuperset((spot.property, spot.index) for spot in watched.spots)
        return watched.slow_s if tells_all and watched is not self._objects[0] else watched.interval_s

    def _next(self) -> float:
        renewals = [state.renew for state in self._states.values() if not state.refused] if self._subscriptions else []
        return min([*(state.due for state in self._states.values()), *renewals])


async def _taken(futures: Sequence[Future[None]], *, all_told: bool) -> bool:
    """Whether the broker has all of it, and soon."""
    if not futures:
        return all_told
    done, _ = await asyncio.wait([asyncio.wrap_future(each) for each in futures], timeout=_BROKER_WITHIN_S)
    return all_told and len(done) == len(futures) and all(each.exception() is None for each in done)
