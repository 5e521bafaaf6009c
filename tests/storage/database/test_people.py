"""People: accounts, and refresh tokens that can be used once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.people import Role
from domain.records import Conflict, Records, RefreshToken
from tests.storage.database.samples import HOUR, NOON, an_account


def a_token(person_id: str, digest: str = "d1", family: str = "f1") -> RefreshToken:
    return RefreshToken(digest, person_id, family, NOON, NOON + HOUR)


def test_an_account_comes_back_as_it_was_added_and_as_it_was_saved(records: Records) -> None:
    account = an_account(department=None, sites=("*",))
    with records.transaction() as tx:
        tx.people.add(account)
        assert tx.people.by_username("wang") == account
        changed = replace(account, person=replace(account.person, active=False), password_hash="other", failed_logins=3, locked_until=NOON)
        tx.people.save(changed)
        assert tx.people.get(account.person.id) == changed


def test_who_is_not_there_is_none(records: Records) -> None:
    with records.transaction() as tx:
        assert tx.people.get("nobody") is None
        assert tx.people.by_username("nobody") is None
        with pytest.raises(KeyError):
            tx.people.save(an_account())


def test_a_username_can_be_taken_once(records: Records) -> None:
    with records.transaction() as tx:
        first = an_account()
        tx.people.add(first)
        with pytest.raises(Conflict):
            tx.people.add(an_account())
        assert tx.people.list() == [first.person]


def test_taking_somebody_elses_username_later_is_refused_too(records: Records) -> None:
    li = an_account("li")
    with records.transaction() as tx:
        tx.people.add(an_account())
        tx.people.add(li)
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.people.save(replace(li, person=replace(li.person, username="wang")))


def test_everybody_is_listed_by_username_or_by_role(records: Records) -> None:
    with records.transaction() as tx:
        people = [an_account("zhao", role=Role.GUARD), an_account("li"), an_account("Wu", role=Role.GUARD)]
        for account in people:
            tx.people.add(account)
        assert [person.username for person in tx.people.list()] == ["Wu", "li", "zhao"]
        assert [person.username for person in tx.people.list(role=Role.GUARD)] == ["Wu", "zhao"]


def test_a_token_can_be_used_once(records: Records) -> None:
    account = an_account()
    with records.transaction() as tx:
        tx.people.add(account)
        tx.people.add_token(a_token(account.person.id))
        assert tx.people.token("d1") == a_token(account.person.id)
        assert tx.people.use_token("d1", NOON)
        assert not tx.people.use_token("d1", NOON)
        assert not tx.people.use_token("unknown", NOON)
        assert tx.people.token("d1") == replace(a_token(account.person.id), used_at=NOON)


def test_revoking_a_family_forgets_all_its_tokens_and_no_others(records: Records) -> None:
    account = an_account()
    with records.transaction() as tx:
        tx.people.add(account)
        for digest, family in (("d1", "f1"), ("d2", "f1"), ("d3", "f2")):
            tx.people.add_token(a_token(account.person.id, digest, family))
        tx.people.revoke_family("f1")
        assert [tx.people.token(digest) is None for digest in ("d1", "d2", "d3")] == [True, True, False]
