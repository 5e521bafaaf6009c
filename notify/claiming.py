"""What is to leave now: claimed, so that nobody else sends it too, and put together so that nobody is told one thing twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.call_out import CallOut, CallState, Delivery
from domain.contact import Contact
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from notify.channels.channel import Channel, UpdatesCards
from notify.channels.message import Message
from notify.receipt_secrets import ReceiptSecrets, digest_of
from notify.wording import message_of, over_message, thing_of
from operations.escalation.ending import OVER, TAKEN
from operations.escalation.ladders import ladders_of

CLAIM = timedelta(seconds=60)
"""So long a message that is being sent is left alone; after a crash it is sent again then. Longer than any answer may take."""

REPLACING = frozenset({"push", "ntfy"})
"""Channels whose messages give way on the phone to one that names them (`Message.replaces`)."""

TOO_LATE = "too late to be of use"
NO_ADDRESS = "this way of contact has ended"
CANNOT_CHANGE = "what this channel sent stays as it is"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message to hand over. `card` is the other side's name for a card that is changed to say `taken`, instead of sending."""

    delivery: Delivery
    message: Message
    contact: Contact | None
    card: str | None = None
    taken: Text | None = None


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What claiming goes by: the sites, the open channels, whose secrets receipts have, and where people reach Steward."""

    sites: Mapping[str, Site]
    channels: Mapping[str, Channel]
    secrets: ReceiptSecrets
    public_url: str = ""


def claim(tx: Transaction, office: PostOffice, room: Mapping[str, int], now: datetime) -> Sequence[Parcel]:
    """What leaves at `now`, at most `room` messages by each channel; what does not fit stays due. Raises `Conflict`."""
    free = {name for name, number in room.items() if number > 0}
    # Never one message for a drill and for what is real, nor does one make the other wait.
    places: dict[tuple[str, str | None, str | None, str], list[Delivery]] = {}
    for delivery in tx.call_outs.deliveries_due(now, channels=free, limit=_MOST):
        if delivery.expires_at is not None and delivery.expires_at <= now:
            _give_up(tx, delivery, TOO_LATE, now)
        else:
            places.setdefault((delivery.channel, delivery.person, delivery.contact_id, delivery.realm), []).append(delivery)
    parcels: list[Parcel] = []
    left = dict(room)
    for (channel, _, _, _), waiting in places.items():
        for head in _heads(tx, office, waiting, now):
            if left[channel] <= 0:
                continue
            parcel = _parcel(tx, office, head, now)
            if parcel is not None:
                parcels.append(parcel)
                left[channel] -= 1
    return parcels


def _heads(tx: Transaction, office: PostOffice, waiting: Sequence[Delivery], now: datetime) -> Sequence[Delivery]:
    """Of what waits for one address: what leaves singly, or as a digest that covers the rest. What was tried before keeps its message."""
    old = [each for each in waiting if each.attempts > 0 or each.replaces is not None]
    new = [each for each in waiting if each.attempts == 0 and each.replaces is None]
    if not new:
        return old
    first = new[0]
    ladders = ladders_of(office.sites[first.site])
    told = tx.call_outs.told(first.person, first.channel, first.contact_id, now - ladders.within, realm=first.realm)
    matters = _by_matter(tx, new)
    if told.number + len(matters) <= ladders.limit(first.channel):
        return [*old, *(_covering(tx, each) for each in matters)]
    later = None if told.newest is None else told.newest + ladders.gather
    if later is not None and later > now:
        for each in new:
            tx.call_outs.save_delivery(replace(each, next_at=later))
        return old
    return [*old, _covering(tx, new)]


def _by_matter(tx: Transaction, new: Sequence[Delivery]) -> Sequence[Sequence[Delivery]]:
    matters: dict[str, list[Delivery]] = {}
    for each in new:
        call_out = tx.call_outs.get(each.call_out_id)
        matters.setdefault(each.id if call_out is None else thing_of(call_out), []).append(each)
    return list(matters.values())


def _covering(tx: Transaction, together: Sequence[Delivery]) -> Delivery:
    """The first of them, whose message tells the others, and what they would have told, too."""
    head, *others = together
    for each in others:
        tx.call_outs.save_delivery(replace(each, covered_by=head.id, next_at=None))
        for below in tx.call_outs.covered(each.id):
            tx.call_outs.save_delivery(replace(below, covered_by=head.id))
    return head


def _parcel(tx: Transaction, office: PostOffice, head: Delivery, now: datetime) -> Parcel | None:
    contact = None if head.contact_id is None else tx.contacts.get(head.contact_id)
    if head.contact_id is not None and (contact is None or not contact.usable):
        _give_up(tx, head, NO_ADDRESS, now)
        return None
    call_out = tx.call_outs.get(head.call_out_id)
    if call_out is None:
        _give_up(tx, head, TOO_LATE, now)
        return None
    if head.replaces is not None:
        return _over(tx, office, head, call_out, contact, now)
    told = [call_out, *(other for each in tx.call_outs.covered(head.id) if (other := tx.call_outs.get(each.call_out_id)) is not None)]
    secret = None if head.person is None else office.secrets.of(head.id)
    claimed = _claimed(tx, replace(head, receipt=None if secret is None else digest_of(secret)), now)
    message = message_of(claimed, told, public_url=office.public_url, receipt=secret, now=now)
    return Parcel(claimed, message, contact)


def _over(tx: Transaction, office: PostOffice, head: Delivery, call_out: CallOut, contact: Contact | None, now: datetime) -> Parcel | None:
    """What says who has it, where the channel can say so, and unless the message told of something else that goes on."""
    replaced = tx.call_outs.delivery(head.replaces or "")
    channel = office.channels[head.channel]
    cards = isinstance(channel, UpdatesCards) and replaced is not None and replaced.outside_id is not None
    if replaced is None or not (cards or head.channel in REPLACING) or _tells_more(tx, replaced):
        _give_up(tx, head, CANNOT_CHANGE, now)
        return None
    taken = OVER
    if call_out.state is CallState.ANSWERED and call_out.answered_by is not None:
        account = tx.people.by_username(call_out.answered_by)
        taken = TAKEN.filled(name=call_out.answered_by if account is None else account.person.name)
    message = over_message(head, replaced, call_out, taken, public_url=office.public_url, now=now)
    return Parcel(_claimed(tx, head, now), message, contact, replaced.outside_id if cards else None, taken)


def _tells_more(tx: Transaction, replaced: Delivery) -> bool:
    others = (tx.call_outs.get(each.call_out_id) for each in tx.call_outs.covered(replaced.id))
    return any(each is not None and each.asks and each.ended_at is None for each in others)


def _claimed(tx: Transaction, delivery: Delivery, now: datetime) -> Delivery:
    return tx.call_outs.save_delivery(replace(delivery, attempts=delivery.attempts + 1, next_at=now + CLAIM, error=None))


def _give_up(tx: Transaction, delivery: Delivery, why: str, now: datetime) -> None:
    for each in (delivery, *tx.call_outs.covered(delivery.id)):
        tx.call_outs.save_delivery(replace(each, next_at=None, failed_at=now, error=why))
