"""From the outbox to people: calls them out, sends what is due by every channel at once, and stores what came of it.

Nothing is open towards the records while a channel is at work, and each channel has threads of its own: one that is
slow or down keeps no other waiting.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from domain.contact import Contact
from domain.records import Conflict, Records, RecordsUnavailable, Watch
from domain.sparing import SparingEach
from domain.time import Clock
from notify.addresses import Unreadable
from notify.channels.channel import Channel, Reaches, UpdatesCards
from notify.channels.message import NotifyError, Sent
from notify.claiming import Parcel, PostOffice, claim
from notify.outcome import Outcome, settle
from operations.escalation.calling import call_due, sweep
from operations.escalation.following import Follower
from operations.escalation.ways import PAGE, Way, Ways

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Messages under way by one channel."""
LOOK_EVERY_S = 0.03
"""So often the records are asked whether anything was committed at all."""
LOOK_ANYWAY = timedelta(seconds=1)
"""So often is looked whether something is due though nothing was committed and nothing is known to be due."""
_PATIENCE_S = 20.0
_TRIES = 3


def ways_of(channels: Mapping[str, Channel]) -> Ways:
    """The ways out that these channels are."""
    return {name: Way(name, channel.reaches is Reaches.GROUP, channel.takes_drills) for name, channel in channels.items() if name != PAGE}


class OpensAddresses(Protocol):
    """Who can open a sealed address: `notify.addresses.Addresses`."""

    def open(self, contact: Contact) -> Mapping[str, str]:
        """The address. Raises `Unreadable`."""


class Deliveries:
    """Calls people out and delivers until told to stop; one in each worker, any number of workers."""

    def __init__(
        self,
        records: Records,
        office: PostOffice,
        addresses: OpensAddresses,
        clock: Clock,
        *,
        watch: Watch | None = None,
        jitter: random.Random | None = None,
    ) -> None:
        """Without a `watch`, every look goes through all that may be due."""
        self._records = records
        self._office = office
        self._addresses = addresses
        self._clock = clock
        self._jitter = jitter or random.Random()
        self._ways = ways_of(office.channels)
        self._follower = Follower()
        self._watch = watch
        self._mark: object = None
        self._look_at: datetime | None = None
        self._sending: dict[Future[Outcome], Parcel] = {}
        self._answered = threading.Event()
        self._faults = SparingEach(log)

    def run(self, stop: threading.Event, away: Callable[[RecordsUnavailable | None], None]) -> None:
        """Until `stop` is set. `away` hears when the records cannot be reached, and, with `None`, when they can."""
        pools = {name: ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"to-{name}") for name in self._ways}
        while not stop.is_set():
            self._answered.clear()
            try:
                busy = self._look(pools)
                away(None)
            except RecordsUnavailable as error:
                busy = False
                away(error)
            except Exception:
                log.exception("deliveries failed; they are tried again")
                busy = False
            if not busy:
                self._answered.wait(LOOK_EVERY_S)
        wait(self._sending, _PATIENCE_S)
        for pool in pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        with suppress(RecordsUnavailable):  # what cannot be stored is sent again, under its old key
            self._settle_all()
        if self._watch is not None:
            self._watch.close()

    def _look(self, pools: dict[str, ThreadPoolExecutor]) -> bool:
        """Take a turn if there may be something to do; whether anything was done. Raises `RecordsUnavailable`."""
        # The mark is older than the turn: what is committed in the meantime makes the next one differ.
        mark = None if self._watch is None else self._watch.mark()
        now = self._clock()
        quiet = self._look_at is not None and now < self._look_at <= now + LOOK_ANYWAY and mark is not None and mark == self._mark
        if quiet and not any(future.done() for future in self._sending):
            return False
        self._mark, self._look_at = mark, None
        busy = self.turn(pools)
        if not busy:
            with self._records.reading() as tx:
                due = tx.call_outs.next_at(channels=[name for name, number in self._room().items() if number > 0])
            self._look_at = now + LOOK_ANYWAY if due is None else min(due, now + LOOK_ANYWAY)
        return busy

    def turn(self, pools: dict[str, ThreadPoolExecutor]) -> bool:
        """Call, decide, send and settle what is due; whether anything was done. Raises `RecordsUnavailable`."""
        now = self._clock()
        busy = self._decide(now)
        for parcel in self._claimed(now):
            future = pools[parcel.delivery.channel].submit(self.hand_over, parcel)
            self._sending[future] = parcel
            future.add_done_callback(lambda _done: self._answered.set())
            busy = True
        return self._settle_all() > 0 or busy

    def once(self) -> int:
        """Call, decide, and send what is due now, one after the other in this thread; returns how many messages left. Raises `RecordsUnavailable`."""
        now = self._clock()
        self._decide(now)
        sent = 0
        while parcels := self._claimed(now):
            for parcel in parcels:
                outcome = self.hand_over(parcel)
                self._settle(parcel, outcome)
                sent += isinstance(outcome, Sent)
        return sent

    def _decide(self, now: datetime) -> bool:
        """Turn notifications into call-outs, settle what people have seen to elsewhere, and begin the steps that are due."""
        followed = self._follower.follow(self._records, now)
        with self._records.reading() as tx:
            notifications = bool(tx.outbox.due(now, limit=1))
            decisions = bool(tx.call_outs.due(now, limit=1))
        called = 0
        if notifications:
            with self._records.transaction() as tx:
                called = call_due(tx, self._office.sites, self._ways, now)
        decided = sweep(self._records, self._office.sites, self._ways, now) if decisions else 0
        return followed + called + decided > 0

    def _claimed(self, now: datetime) -> Sequence[Parcel]:
        room = self._room()
        with self._records.reading() as tx:
            if not tx.call_outs.deliveries_due(now, channels=[name for name, number in room.items() if number > 0], limit=1):
                return ()
        try:
            with self._records.transaction() as tx:
                return claim(tx, self._office, room, now)
        except Conflict:
            return ()  # another worker has just taken some of it, or somebody has answered: the next look finds the rest

    def _room(self) -> dict[str, int]:
        busy = Counter(parcel.delivery.channel for parcel in self._sending.values())
        return {name: AT_ONCE - busy[name] for name in self._ways}

    def hand_over(self, parcel: Parcel) -> Outcome:
        """One try, in a thread of its channel. Never raises."""
        name = parcel.delivery.channel
        channel = self._office.channels[name]
        try:
            address = {} if parcel.contact is None else self._addresses.open(parcel.contact)
            if parcel.card is not None and parcel.taken is not None and isinstance(channel, UpdatesCards):
                channel.update(parcel.card, parcel.message, address, parcel.taken)
                return Sent()
            return channel.send(parcel.message, address, self._clock())
        except NotifyError as error:
            return error
        except Unreadable:
            return NotifyError("the address cannot be read with this installation's secret", permanent=True)
        except Exception as error:  # noqa: BLE001  our own fault in one channel keeps nothing else waiting
            # No traceback: the words of libraries may hold addresses.
            self._faults.of(name).say(logging.ERROR, "channel %s failed: %s", name, type(error).__name__)
            return NotifyError(type(error).__name__)

    def _settle_all(self) -> int:
        """Store what came of those that are done, and say of how many; what cannot be stored now is sent again once its claim is over."""
        done = [future for future in self._sending if future.done()]
        for future in done:
            parcel = self._sending.pop(future)
            if not future.cancelled():
                self._settle(parcel, future.result())
        return len(done)

    def _settle(self, parcel: Parcel, outcome: Outcome) -> None:
        for attempt in range(_TRIES):
            try:
                with self._records.transaction() as tx:
                    settle(tx, parcel, outcome, self._office.sites, self._clock(), self._jitter)
            except Conflict:
                # A receipt or an answer came in the same moment: look again.
                if attempt + 1 == _TRIES:
                    log.warning("what came of a message could not be stored; it may be sent again", extra={"delivery": parcel.delivery.id})
            else:
                return
