"""Sends notices that are queued, several at once, and stores what came of it. No transaction is open while somebody answers."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.identity import LIVE
from domain.notice import Notice, NoticeState
from domain.notice_delivery import NoticeDelivery, Recipient, RecipientEnd, SendState
from domain.records import Records, RecordsUnavailable, Transaction
from domain.sparing import SparingEach
from domain.time import Clock
from notify.backoff import wait_after
from notify.channels.channel import Channel
from notify.channels.message import NotifyError, Sent
from notify.notices.addresses import ResidentAddresses, Unreadable
from notify.notices.messages import give_up_at, message_of
from operations.notices.announcements import not_delivered
from operations.notices.recipients import end

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=60)
"""So long a message that is being sent is left alone; after a crash it is sent again then, under its old key. Longer than any answer may take."""
AT_ONCE = 8
_LOOK_EVERY_S = 1.0
_PATIENCE_S = 20.0
_LONGEST_ERROR = 300

Outcome = Sent | NotifyError | None
"""What came of a try; `None`: it is not to go out any more."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An open channel to residents, and which kind it is."""

    by: str
    channel: Channel


class Pump:
    """Sends until told to stop; one in each worker, any number of workers."""

    def __init__(
        self,
        records: Records,
        outlets: Mapping[str, Outlet],
        secret: bytes,
        clock: Clock,
        *,
        public_url: str = "",
        jitter: random.Random | None = None,
    ) -> None:
        """`outlets` by their name in the settings; `secret` is the installation's."""
        self._records = records
        self._outlets = outlets
        self._secret = secret
        self._addresses = ResidentAddresses(secret)
        self._clock = clock
        self._public_url = public_url
        self._jitter = jitter or random.Random()
        self._sending: dict[Future[Outcome], NoticeDelivery] = {}
        self._faults = SparingEach(log)

    def run(self, stop: threading.Event, away: Callable[[RecordsUnavailable | None], None]) -> None:
        """Until `stop` is set. `away` hears when the records cannot be reached, and, with `None`, when they can."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notice") as pool:
            while not stop.is_set():
                try:
                    busy = self.turn(pool)
                    away(None)
                except RecordsUnavailable as error:
                    busy = False
                    away(error)
                except Exception:
                    log.exception("notices could not be sent; they are tried again")
                    busy = False
                if not busy:
                    stop.wait(_LOOK_EVERY_S)
            wait(self._sending, _PATIENCE_S)
            self._settle_all()

    def turn(self, pool: ThreadPoolExecutor) -> bool:
        """Send what is due, settle what was answered; whether anything was done. Raises `RecordsUnavailable`."""
        claimed = self._claimed()
        for delivery in claimed:
            self._sending[pool.submit(self._send, delivery)] = delivery
        if self._sending:
            wait(self._sending, _LOOK_EVERY_S, return_when=FIRST_COMPLETED)
        settled = self._settle_all()
        return bool(claimed) or settled > 0 or bool(self._sending)

    def once(self) -> int:
        """Send what is due now, one after the other in this thread; returns how many were tried. Raises `RecordsUnavailable`."""
        tried = 0
        while claimed := self._claimed():
            for delivery in claimed:
                self._settle(delivery, self._send(delivery))
                tried += 1
        return tried

    def _claimed(self) -> Sequence[NoticeDelivery]:
        """What this worker is to send now; its tries are counted before it is sent."""
        now = self._clock()
        room = AT_ONCE - len(self._sending)
        with self._records.reading() as tx:
            if room <= 0 or not tx.notices.deliveries.due(now, channels=self._outlets, limit=1):
                return ()
        with self._records.transaction() as tx:
            due = tx.notices.deliveries.due(now, channels=self._outlets, limit=room)
            claims = [replace(each, attempts=each.attempts + 1, next_at=now + CLAIM) for each in due]
            return [mine for mine in claims if tx.notices.deliveries.save(mine, attempts=mine.attempts - 1)]

    def _send(self, delivery: NoticeDelivery) -> Outcome:
        """One try, in a thread of the pool. Never raises but for `RecordsUnavailable`."""
        with self._records.reading() as tx:
            notice = tx.notices.get(delivery.notice_id)
            recipient = None if delivery.recipient_id is None else tx.notices.recipients.get(delivery.recipient_id)
        if notice is None or not _may_go_out(notice) or (delivery.recipient_id is not None and (recipient is None or recipient.ended is not None)):
            return None
        outlet = self._outlets[delivery.channel]
        try:
            return self._hand_over(delivery, notice, recipient, outlet)
        except NotifyError as error:
            return error
        except Unreadable:
            return NotifyError("the address cannot be read with this installation's secret", permanent=True)
        except Exception as error:  # noqa: BLE001  our own fault in one channel keeps nothing else waiting
            # No traceback: the words of libraries may hold addresses.
            self._faults.of(delivery.channel).say(logging.ERROR, "channel %s to residents failed: %s", delivery.channel, type(error).__name__)
            return NotifyError(type(error).__name__)

    def _hand_over(self, delivery: NoticeDelivery, notice: Notice, recipient: Recipient | None, outlet: Outlet) -> Sent:
        message = message_of(delivery, notice, recipient, by=outlet.by, secret=self._secret, public_url=self._public_url)
        address = {"user": "residents"} if recipient is None else self._addresses.open(recipient)
        return outlet.channel.send(message, address, self._clock())

    def _settle_all(self) -> int:
        """Store what came of those that are done, and say of how many; what cannot be stored now is sent again once its claim is over."""
        done = [future for future in self._sending if future.done()]
        for future in done:
            delivery = self._sending.pop(future)
            self._settle(delivery, future.result())
        return len(done)

    def _settle(self, delivery: NoticeDelivery, outcome: Outcome) -> None:
        with self._records.transaction() as tx:
            self._store(tx, delivery, outcome)

    def _store(self, tx: Transaction, delivery: NoticeDelivery, outcome: Outcome) -> None:
        now = self._clock()
        if outcome is None:
            tx.notices.deliveries.save(replace(delivery, state=SendState.CANCELLED, next_at=None), attempts=delivery.attempts)
            return
        if isinstance(outcome, Sent):
            tx.notices.deliveries.save(replace(delivery, state=SendState.SENT, sent_at=now, next_at=None, error=None), attempts=delivery.attempts)
            return
        text = str(outcome)[:_LONGEST_ERROR]
        again_at = now + wait_after(min(delivery.attempts, 12), asked_s=outcome.retry_after_s, jitter=self._jitter)
        if not outcome.permanent and again_at < give_up_at(delivery):
            tx.notices.deliveries.save(replace(delivery, next_at=again_at, error=text), attempts=delivery.attempts)
            return
        failed = replace(delivery, state=SendState.FAILED, next_at=None, error=text)
        if not tx.notices.deliveries.save(failed, attempts=delivery.attempts):
            return  # it took so long that another worker has it
        recipient = None if delivery.recipient_id is None else tx.notices.recipients.get(delivery.recipient_id)
        if outcome.gone and recipient is not None and recipient.ended is None:
            end(tx, recipient, RecipientEnd.GONE, now)
        notice = tx.notices.get(delivery.notice_id)
        if notice is not None:
            not_delivered(tx, notice, delivery.channel, text, now)


def _may_go_out(notice: Notice) -> bool:
    """Nothing of a drill, nothing that was taken back, nothing that nobody let out."""
    return notice.realm == LIVE and notice.published_at is not None and notice.state is not NoticeState.WITHDRAWN
