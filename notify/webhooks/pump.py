"""Sends what is due, several at once, and stores what came of it. No transaction is open while somebody answers."""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta

from domain.records import Records, RecordsUnavailable, Transaction
from domain.time import Clock
from domain.webhook import Delivery, Ended
from egress.client import Egress, NotSent
from egress.connecting import Refused
from notify.webhooks import outcome as outcomes
from notify.webhooks.following import follow
from notify.webhooks.outcome import Said
from notify.webhooks.secrets import Seal, Unreadable
from notify.webhooks.signing import headers
from notify.webhooks.switching import switch_off

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=60)
"""So long a delivery that is being sent is left alone; after a crash it is sent again then. Longer than any answer may take."""
AT_ONCE = 8
AT_ONCE_EACH = 2
"""Of one endpoint: a slow one must not keep the others waiting."""
_LOOK_EVERY_S = 1.0
_PATIENCE_S = 20.0
_AGENT = "Steward-Webhooks/1"


class Pump:
    """Turns events into deliveries and sends them until told to stop; one in each worker, any number of workers."""

    def __init__(self, records: Records, egress: Egress, seal: Seal, clock: Clock, sites: Sequence[str], *, jitter: random.Random | None = None) -> None:
        """`sites` are those of the installation: an endpoint of every site is told of at the first."""
        self._records = records
        self._egress = egress
        self._seal = seal
        self._clock = clock
        self._sites = sites
        self._jitter = jitter or random.Random()
        self._busy: Counter[str] = Counter()
        self._sending: dict[Future[Said], Delivery] = {}

    def run(self, stop: threading.Event, away: Callable[[RecordsUnavailable | None], None]) -> None:
        """Until `stop` is set. `away` hears when the records cannot be reached, and, with `None`, when they can."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
            while not stop.is_set():
                try:
                    busy = self.turn(pool)
                    away(None)
                except RecordsUnavailable as error:
                    busy = False
                    away(error)
                except Exception:
                    log.exception("webhooks failed; they are tried again")
                    busy = False
                if not busy:
                    stop.wait(_LOOK_EVERY_S)
            wait(self._sending, _PATIENCE_S)
            self._settle_all()

    def turn(self, pool: ThreadPoolExecutor) -> bool:
        """Follow the event log, send what is due, settle what was answered; whether anything was done. Raises `RecordsUnavailable`."""
        more = follow(self._records, self._clock())
        claimed = self._claimed()
        for delivery in claimed:
            self._busy[delivery.webhook] += 1
            self._sending[pool.submit(self._send, delivery)] = delivery
        if self._sending:
            wait(self._sending, 0 if more else _LOOK_EVERY_S, return_when=FIRST_COMPLETED)
        settled = self._settle_all()
        return more or bool(claimed) or settled > 0 or bool(self._sending)

    def _claimed(self) -> Sequence[Delivery]:
        """What this worker is to send now; its tries are counted before it is sent."""
        now = self._clock()
        room = AT_ONCE - len(self._sending)
        with self._records.reading() as tx:
            if room <= 0 or not tx.webhooks.due(now, limit=1):
                return ()
        claimed: list[Delivery] = []
        taken = Counter(self._busy)
        with self._records.transaction() as tx:
            while room > len(claimed):
                full = [webhook for webhook, number in taken.items() if number >= AT_ONCE_EACH]
                due = [each for each in tx.webhooks.due(now, without=full, limit=room - len(claimed)) if each.id not in {one.id for one in claimed}]
                if not due:
                    break
                for delivery in due:
                    if taken[delivery.webhook] >= AT_ONCE_EACH:
                        continue
                    mine = replace(delivery, attempts=delivery.attempts + 1, next_at=now + CLAIM)
                    taken[delivery.webhook] += 1
                    if tx.webhooks.save_delivery(mine, attempts=delivery.attempts):
                        claimed.append(mine)
        return claimed

    def _send(self, delivery: Delivery) -> Said:
        """One try, in a thread of the pool. Never raises but for `RecordsUnavailable`."""
        with self._records.reading() as tx:
            webhook = tx.webhooks.get(delivery.webhook)
        if webhook is None or not webhook.active:
            return Said(None, error="the endpoint has been switched off")
        body = delivery.body.encode()
        try:
            secret = self._seal.open(webhook.secret, webhook.id)
            signed = headers(secret, delivery.id, int(self._clock().timestamp()), body)
            answer = self._egress.post(webhook.url, headers={"Content-Type": "application/json", "User-Agent": _AGENT, **signed}, body=body)
        except Unreadable:
            return Said(None, error=Ended.SECRET.value)
        except (NotSent, Refused) as error:
            return Said(None, error=str(error))
        except Exception as error:
            # Our own fault with one endpoint must not keep the others waiting.
            log.exception("a webhook could not be sent")
            return Said(None, error=type(error).__name__)
        return outcomes.said(answer.status, answer.headers)

    def _settle_all(self) -> int:
        """Store what came of those that are done, and say of how many; what cannot be stored now is sent again once its claim is over."""
        done = [future for future in self._sending if future.done()]
        for future in done:
            delivery = self._sending.pop(future)
            self._busy[delivery.webhook] -= 1
            outcome = future.result()
            with self._records.transaction() as tx:
                self._settle(tx, delivery, outcome)
        return len(done)

    def _settle(self, tx: Transaction, delivery: Delivery, outcome: Said) -> None:
        now = self._clock()
        if not tx.webhooks.save_delivery(outcomes.after(delivery, outcome, now, self._jitter), attempts=delivery.attempts):
            return  # it took so long that another worker has it, or somebody had it sent again
        tx.webhooks.answered(delivery.webhook, None if outcome.taken else now)
        webhook = tx.webhooks.get(delivery.webhook)
        if webhook is None or not webhook.active:
            return
        why = Ended.SECRET if outcome.error == Ended.SECRET.value else outcomes.ended(webhook, outcome, now)
        if why is not None:
            switch_off(tx, webhook, why, now, self._sites)
            log.warning("a webhook is told nothing any more: %s", why.value, extra={"webhook": webhook.id})
