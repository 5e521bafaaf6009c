"""Verifications of first signals of fire: one for each alarm, and whose limit has passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.records import Conflict, Records
from domain.verification import ConfirmedBy, VerificationState
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, MINUTE, NOON, put_alarm, put_verification


def test_every_field_comes_back(records: Records) -> None:
    with records.transaction() as tx:
        confirmed = put_verification(tx, state=VerificationState.CONFIRMED, reason=ConfirmedBy.SILENCE, decided_at=NOON, decided_by="system")
        false = put_verification(tx, state=VerificationState.FALSE_ALARM, cause="灰尘", photo="f1", decided_at=NOON, decided_by="wang")
        assert tx.verifications.get(confirmed.alarm_id) == confirmed
        assert tx.verifications.get(false.alarm_id) == false
        assert tx.verifications.get("nothing") is None


def test_an_alarm_has_at_most_one(records: Records) -> None:
    with records.transaction() as tx:
        first = put_verification(tx)
        with pytest.raises(Conflict):
            put_verification(tx, alarm_id=first.alarm_id)


def test_there_is_none_without_its_alarm_but_it_may_come_first(records: DatabaseRecords) -> None:
    with records.transaction() as tx:
        put_verification(tx, alarm_id="a1")
        put_alarm(tx, id="a1")
    with pytest.raises(Exception, match=r"(?i)foreign key"), records.transaction() as tx:
        put_verification(tx, alarm_id="nothing")


def test_of_two_decisions_the_second_is_refused(records: Records) -> None:
    with records.transaction() as tx:
        waiting = put_verification(tx)
        decided = replace(waiting, state=VerificationState.CONFIRMED, reason=ConfirmedBy.PERSON, decided_at=NOON, decided_by="wang")
        assert tx.verifications.save(decided) == replace(decided, version=2)
        assert tx.verifications.get(waiting.alarm_id) == replace(decided, version=2)
        with pytest.raises(Conflict):
            tx.verifications.save(replace(waiting, state=VerificationState.FALSE_ALARM))


def test_those_that_wait_are_found_by_site_and_when_their_limit_has_come(records: Records) -> None:
    with records.transaction() as tx:
        later, due = put_verification(tx, verify_by=NOON + MINUTE), put_verification(tx, verify_by=NOON)
        elsewhere = put_verification(tx, site="hillside", verify_by=NOON - MINUTE)
        put_verification(tx, verify_by=NOON, state=VerificationState.CONFIRMED, decided_at=NOON)
        put_verification(tx, verify_by=NOON, state=VerificationState.FALSE_ALARM, decided_at=NOON)
        assert tx.verifications.waiting_at("riverside") == [due, later]
        assert tx.verifications.due_before(NOON) == [elsewhere, due]


def test_false_alarms_are_found_from_a_moment_on_in_the_order_of_their_decision(records: Records) -> None:
    with records.transaction() as tx:
        second, first = (put_verification(tx, state=VerificationState.FALSE_ALARM, decided_at=at) for at in (NOON + HOUR, NOON))
        put_verification(tx, state=VerificationState.FALSE_ALARM, decided_at=NOON - MINUTE)
        put_verification(tx, state=VerificationState.FALSE_ALARM, decided_at=NOON, site="hillside")
        put_verification(tx, state=VerificationState.CONFIRMED, decided_at=NOON)
        put_verification(tx)
        assert tx.verifications.false_alarms("riverside", NOON) == [first, second]
