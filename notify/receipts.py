"""What devices and other servers say of messages: how far they came, and what the person called answers."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.call_out import Answer, CallOut, Delivery, Proof, Receipt
from domain.people import Person
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.site import Site
from domain.sparing import SparingEach
from notify.receipt_secrets import digest_of
from operations.escalation import answers
from operations.escalation.calling import received

log = logging.getLogger(__name__)
_refused = SparingEach(log)

_TRIES = 5
_OLDEST = timedelta(days=1)
"""A device that says when it was may have been without network so long; what is older is taken to be of now."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receipt was about, and who had answered before (`None`: nobody)."""

    call_out: CallOut
    person: str | None
    first_by: str | None = None


def take(records: Records, channel: str, receipts: Sequence[Receipt], now: datetime, *, sites: Mapping[str, Site]) -> Sequence[Heard]:
    """Store what `channel` learned; returns what it was about, without what nobody here knows anything of.

    Receipts may come twice, late and in any order: each only ever proves more. Each is a transaction of its own. Raises
    `RecordsUnavailable`.
    """
    return [heard for receipt in receipts for heard in _take(records, channel, receipt, now, sites)]


def _take(records: Records, channel: str, receipt: Receipt, now: datetime, sites: Mapping[str, Site]) -> Sequence[Heard]:
    for _ in range(_TRIES):
        try:
            with records.transaction() as tx:
                return [heard for each in _about(tx, channel, receipt) for heard in _prove(tx, each, receipt, now, sites)]
        except Conflict:
            continue  # the worker has just stored that it was sent, or somebody else answers at this moment
        except Refusal as error:
            _refused.of(channel).say(logging.WARNING, "an answer by %s cannot be taken: %s", channel, error)
            return ()
    log.warning("a receipt could not be stored", extra={"channel": channel})
    return ()


def _about(tx: Transaction, channel: str, receipt: Receipt) -> Sequence[Delivery]:
    """The deliveries whose message it is about; a message to several people says which of them answers by their address only."""
    if receipt.secret is not None:
        found = tx.call_outs.by_receipt(digest_of(receipt.secret))
        return () if found is None else (found,)
    if receipt.outside_id is None:
        return ()
    return tx.call_outs.by_outside_id(channel, receipt.outside_id)


def _prove(tx: Transaction, delivery: Delivery, receipt: Receipt, now: datetime, sites: Mapping[str, Site]) -> Sequence[Heard]:
    """The message came so far, for everything that it told. Whoever acknowledges without a word has seen it."""
    at = receipt.at if now - _OLDEST <= receipt.at <= now else now
    proof = Proof.ACKNOWLEDGED if receipt.answer is not None else receipt.proof
    together = (delivery, *tx.call_outs.covered(delivery.id))
    for each in together:
        proved = each.proved(proof, at)
        if proved is not each:
            tx.call_outs.save_delivery(proved)
    heard: list[Heard] = []
    given = receipt.answer or (Answer.SEEN if proof is Proof.ACKNOWLEDGED else None)
    person = _person(tx, delivery)
    for call_out_id in dict.fromkeys(each.call_out_id for each in together):
        call_out = tx.call_outs.get(call_out_id)
        if call_out is None or call_out.site not in sites:
            continue
        site = sites[call_out.site]
        if given is None or person is None:
            heard.append(Heard(received(tx, call_out, site, now) if proof.rank >= Proof.RECEIVED.rank else call_out, delivery.person))
            continue
        # Of several matters in one message nobody can go to all: it says that they were seen.
        said = given if len(together) == 1 or _is_one_thing(tx, together) else Answer.SEEN
        answered = answers.answer(tx, call_out_id, said, site=site, person=person, at=now, occurred_at=at, channel=delivery.channel)
        heard.append(Heard(answered.call_out, person.username, answered.first_by))
    return heard


def _is_one_thing(tx: Transaction, together: Sequence[Delivery]) -> bool:
    call_outs = [tx.call_outs.get(each.call_out_id) for each in together]
    return len({each.work_order_id or each.id for each in call_outs if each is not None}) == 1


def _person(tx: Transaction, delivery: Delivery) -> Person | None:
    account = None if delivery.person is None else tx.people.by_username(delivery.person)
    return None if account is None or not account.person.active else account.person
