"""Addresses of people: checked by their channel, sealed, and opened again when something is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from domain.contact import UNSEALED, Contact, ContactEnd
from domain.identity import stable_id
from domain.problem import Refusal
from domain.records import Records, Transaction
from notify.channels.channel import ChannelKind
from notify.registry import channel_kinds
from notify.sealing import Seal, Unreadable

PURPOSE = "addresses of people"


class Addresses:
    """Makes contacts of addresses and addresses of contacts. `secret` is the installation's."""

    def __init__(self, secret: bytes) -> None:
        self._seal = Seal(secret, PURPOSE)

    def contact(self, person: str, channel: str, address: Mapping[str, str], *, label: str, by: str, at: datetime, verified: bool) -> Contact:
        """A contact of `person` at `address`, ready to be added. Raises `Refusal` for an address that the channel cannot use.

        The same person, channel and address always have the same id. The first field of a channel's address tells addresses
        apart (of a browser its endpoint: its keys may change).
        """
        checked = self.checked(channel, address)
        kind = _kind(channel)
        digest = self._seal.digest(channel, next(iter(checked.values())))
        contact_id = stable_id("contact", person, channel, digest)
        return Contact(
            id=contact_id,
            person=person,
            channel=channel,
            label=label.strip(),
            hint=kind.hint(checked),
            sealed=self._seal.close(json.dumps(checked), contact_id),
            digest=digest,
            added_at=at,
            added_by=by,
            verified_at=at if verified else None,
        )

    def checked(self, channel: str, address: Mapping[str, str]) -> dict[str, str]:
        """The address as the channel keeps it. Raises `Refusal`."""
        model = _kind(channel).address
        if model is None:
            raise Refusal("该通知方式不需要个人地址", "This channel needs no address of a person.")
        try:
            found: dict[str, str] = model.model_validate(dict(address)).model_dump()
        except ValidationError as error:
            # pydantic's own words would hold the address.
            said = "; ".join(str(problem["msg"]).removeprefix("Value error, ") for problem in error.errors(include_input=False, include_url=False))
            raise Refusal("地址格式不正确，请检查后重试", f"This is no address for it: {said}.") from None
        return found

    def open(self, contact: Contact) -> Mapping[str, str]:
        """The address. Raises `Unreadable` if it was sealed with another secret or for another contact."""
        found: dict[str, str] = json.loads(self._seal.open(contact.sealed, contact.id))
        return found

    def close_secret(self, plain: str, check_id: str) -> str:
        """What is sent to try a contact, sealed for the row of the check."""
        return self._seal.close(plain, check_id)

    def open_secret(self, sealed: str, check_id: str) -> str:
        """As it was. Raises `Unreadable`."""
        return self._seal.open(sealed, check_id)

    def digest(self, plain: str, check_id: str) -> str:
        """By which a code that somebody types in is compared."""
        return self._seal.digest("code", check_id, plain)


def seal_what_was_moved(records: Records, addresses: Addresses) -> int:
    """Seal what an older version kept in the clear; returns how much that was. May run in several processes at once."""
    done = 0
    while True:
        with records.transaction() as tx:
            batch = tx.contacts.unsealed()
            for contact in batch:
                _seal_one(tx, contact, addresses)
        if not batch:
            return done
        done += len(batch)


def _seal_one(tx: Transaction, moved: Contact, addresses: Addresses) -> None:
    """Its id becomes the one that its address has, so that the same browser is not kept twice."""
    try:
        found = json.loads(moved.sealed.removeprefix(UNSEALED))
        sealed = addresses.contact(moved.person, moved.channel, found, label=moved.label, by=moved.added_by, at=moved.added_at, verified=True)
    except (Refusal, ValueError):
        tx.contacts.save(replace(moved, sealed="", ended_at=moved.added_at, ended=ContactEnd.UNREADABLE))
        return
    tx.contacts.forget(moved.id)
    tx.contacts.add(sealed)


def _kind(channel: str) -> ChannelKind:
    kind = channel_kinds().get(channel)
    if kind is None:
        raise Refusal(f"没有通知方式 {channel}", f"There is no channel {channel}. GET /contacts/channels lists them.")
    return kind


__all__ = ["Addresses", "Unreadable", "seal_what_was_moved"]
