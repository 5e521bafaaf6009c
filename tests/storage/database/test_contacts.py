"""Ways of contact in the records: each once, changed by one at a time, wiped when they end, and forgotten in time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.call_out import Proof
from domain.contact import CheckKind, Contact, ContactCheck
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.time import utc_now
from notify.addresses import Addresses, seal_what_was_moved
from storage.database import schema
from storage.database.records import DatabaseRecords
from tests.parts.push_service import Browser
from tests.parts.records import plain_engine
from tests.storage.database.samples import HOUR, MINUTE, NOON


def a_contact(**changes: Any) -> Contact:  # noqa: ANN401  fields of any type
    whole = Contact("c1", "zhang", "sms", "工作手机", "138****5678", "sealed", "digest", NOON, "zhang", verified_at=NOON)
    return replace(whole, **changes)


def a_check(**changes: Any) -> ContactCheck:  # noqa: ANN401  fields of any type
    whole = ContactCheck("k1", "c1", "zhang", CheckKind.TEST, "sealed", "secret-digest", NOON, NOON + HOUR, next_at=NOON)
    return replace(whole, **changes)


def test_a_contact_comes_back_as_it_was(records: Records) -> None:
    whole = a_contact(checked_at=NOON, used_at=NOON, failing_since=NOON, failure="x", position=3)
    with records.transaction() as tx:
        tx.contacts.add(whole)
    with records.reading() as tx:
        assert tx.contacts.get("c1") == whole
        assert tx.contacts.get("c2") is None


def test_the_same_address_is_taken_up_again_under_its_own_id(records: Records) -> None:
    with records.transaction() as tx:
        first = tx.contacts.add(a_contact())
        tx.contacts.save(replace(first, ended_at=NOON, ended="removed"))
        again = tx.contacts.add(a_contact(id="other", label="新"))
    assert (again.id, again.label, again.active) == ("c1", "新", True)
    with records.reading() as tx:
        assert [one.id for one in tx.contacts.of(["zhang"])] == ["c1"]


def test_only_one_of_two_changes_counts_and_what_ends_is_wiped(records: Records) -> None:
    with records.transaction() as tx:
        read = tx.contacts.add(a_contact())
        ended = tx.contacts.save(replace(read, ended_at=NOON, ended="gone"))
        with pytest.raises(Conflict):
            tx.contacts.save(replace(read, label="zu spät"))
    assert (ended.sealed, ended.version) == ("", 2)


def test_messages_go_to_active_proven_ones_in_their_owners_order(records: Records) -> None:
    with records.transaction() as tx:
        for contact in (
            a_contact(id="b", digest="b", position=1),
            a_contact(id="a", digest="a", position=2),
            a_contact(id="new", digest="new", verified_at=None, position=0),
            a_contact(id="old", digest="old", ended_at=NOON),
            a_contact(id="li", digest="b", person="li", channel="push"),
        ):
            tx.contacts.add(contact)
    with records.reading() as tx:
        assert [one.id for one in tx.contacts.of(["zhang", "li", "nobody"])] == ["li", "b", "a"]
        assert [one.id for one in tx.contacts.of(["zhang"], unverified=True)] == ["new", "b", "a"]
        assert [one.id for one in tx.contacts.of(["zhang", "li"], channel="push")] == ["li"]
        assert [one.id for one in tx.contacts.holders("sms", "b")] == ["b"]
        assert [one.id for one in tx.contacts.ended_of(["zhang"], NOON)] == ["old"]


def test_checks_are_found_when_they_are_due_and_by_their_secret(records: Records) -> None:
    with records.transaction() as tx:
        tx.contacts.add(a_contact())
        tx.contacts.add_check(a_check())
        tx.contacts.add_check(a_check(id="k2", digest="d2", asked_at=NOON + MINUTE, next_at=NOON + HOUR, due_at=NOON + MINUTE))
        tx.contacts.add_check(a_check(id="k3", digest="d3", kind=CheckKind.CODE, next_at=None))
    with records.reading() as tx:
        assert [one.id for one in tx.contacts.checks_due(NOON)] == ["k1"]
        assert [one.id for one in tx.contacts.checks_silent(NOON + MINUTE)] == ["k2"]
        assert [one.id for one in tx.contacts.newest_checks(["c1"])] == ["k2"]
        assert [one.id for one in tx.contacts.checks_of("c1", CheckKind.CODE, NOON)] == ["k3"]
        assert tx.contacts.check_by_secret("secret-digest") == a_check()
        assert tx.contacts.check_by_secret("d3") is None
        assert (tx.contacts.codes_since("zhang", NOON), tx.contacts.codes_since("zhang", NOON + MINUTE)) == (1, 0)


def test_of_two_who_change_a_check_one_wins(records: Records) -> None:
    with records.transaction() as tx:
        tx.contacts.add_check(a_check())
        tx.contacts.save_check(a_check(proof=Proof.SENT))
        with pytest.raises(Conflict):
            tx.contacts.save_check(a_check(proof=Proof.OPENED))


def test_ended_contacts_and_old_checks_are_forgotten_and_others_are_not(records: Records) -> None:
    later = NOON + timedelta(days=200)
    with records.transaction() as tx:
        tx.contacts.add(a_contact())
        tx.contacts.add(a_contact(id="c2", digest="2", ended_at=NOON))
        tx.contacts.add(a_contact(id="c3", digest="3", ended_at=later))
        tx.contacts.add_check(a_check())
        tx.contacts.add_check(a_check(id="k2", contact_id="c2", digest="2"))
        tx.contacts.add_check(a_check(id="k3", digest="3", asked_at=later, expires_at=later + HOUR))
        assert tx.housekeeping.forget_before(DataKind.CONTACTS, NOON + timedelta(days=1)) == 1
        left = [tx.contacts.get(one) is not None for one in ("c1", "c2", "c3")]
        checks = [tx.contacts.check(one) is not None for one in ("k1", "k2", "k3")]
    assert (left, checks) == ([True, False, True], [False, False, True])


def test_push_subscriptions_of_before_become_sealed_contacts_of_those_who_are_still_here(bare_url: str) -> None:
    browser = Browser("https://fcm.googleapis.com/fcm/send/abc")
    schema.upgrade(bare_url, "0012")
    engine = plain_engine(bare_url)
    with engine.begin() as connection:
        for person, active in (("zhang", True), ("gone", False)):
            connection.execute(
                text(
                    "INSERT INTO person (id, username, name, role, password_hash, department, sites, active, failed_logins)"
                    " VALUES (:id, :username, :username, 'guard', '!', 'security', '[]', :active, 0)"
                ),
                {"id": f"p-{person}", "username": person, "active": active},
            )
        at = NOON if connection.dialect.name == "postgresql" else int(NOON.timestamp() * 1_000_000)
        for number, (person, endpoint) in enumerate([("zhang", browser.endpoint), ("gone", browser.endpoint + "2"), ("nobody", browser.endpoint + "3")]):
            connection.execute(
                text("INSERT INTO push_subscription (id, person_id, endpoint, keys, at) VALUES (:id, :person, :endpoint, :keys, :at)"),
                {"id": f"s{number}", "person": f"p-{person}", "endpoint": endpoint, "keys": json.dumps(browser.json["keys"]), "at": at},
            )
    engine.dispose()
    schema.upgrade(bare_url)
    records = DatabaseRecords(bare_url, clock=utc_now)
    addresses = Addresses(b"secret")
    assert [seal_what_was_moved(records, addresses) for _ in range(2)] == [1, 0]
    with records.reading() as tx:
        (contact,) = tx.contacts.of(["zhang", "gone", "nobody"])
    assert (contact.channel, contact.added_at, browser.endpoint in str(contact)) == ("push", NOON, False)
    assert addresses.open(contact)["endpoint"] == browser.endpoint
    records.close()
