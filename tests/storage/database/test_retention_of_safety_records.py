"""Retention of incidents, verifications, permits and rule versions: what is open or in force stays, however old."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.attachment import Attachment
from domain.permit import PermitState, PermitStep
from domain.records import Records
from domain.retention import DataKind
from domain.rule_version import BacktestState
from domain.verification import VerificationState
from tests.storage.database.samples import (
    HOUR,
    MINUTE,
    NOON,
    a_permit_entry,
    a_rule_version,
    put_alarm,
    put_backtest,
    put_incident,
    put_permit,
    put_verification,
    something_out_of_service,
)

OLD = NOON - HOUR


def test_ended_incidents_go_with_the_last_of_their_alarms(records: Records) -> None:
    with records.transaction() as tx:
        over = put_incident(tx, opened_at=OLD, ended_at=OLD)
        put_alarm(tx, incident_id=over.id, raised_at=OLD, ended_at=OLD)
        half = put_incident(tx, opened_at=OLD, ended_at=OLD)
        put_alarm(tx, incident_id=half.id, raised_at=OLD, ended_at=OLD)
        kept = put_alarm(tx, incident_id=half.id, raised_at=OLD)
        ended_later = put_incident(tx, opened_at=OLD, ended_at=NOON)
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 2
        assert [tx.incidents.get(incident.id) is None for incident in (over, half, ended_later)] == [True, False, False]
        assert tx.incidents.alarms(half.id) == [kept]


def test_an_ended_alarm_stays_while_its_incident_is_open(records: Records) -> None:
    with records.transaction() as tx:
        incident = put_incident(tx, opened_at=OLD)
        put_alarm(tx, incident_id=incident.id, raised_at=OLD, ended_at=OLD)
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 0
        tx.incidents.save(replace(incident, ended_at=OLD))
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 1
        assert tx.incidents.get(incident.id) is None


def test_a_verification_goes_with_its_alarm_and_one_that_waits_keeps_it(records: Records) -> None:
    with records.transaction() as tx:
        alarms = [put_alarm(tx, raised_at=OLD, ended_at=OLD) for _ in range(2)]
        waiting, decided = (
            put_verification(tx, alarm_id=alarm.id, state=state)
            for alarm, state in zip(alarms, (VerificationState.WAITING, VerificationState.CONFIRMED), strict=True)
        )
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 1
        assert (tx.verifications.get(waiting.alarm_id), tx.verifications.get(decided.alarm_id)) == (waiting, None)
        assert tx.alarms.get(waiting.alarm_id) is not None


@pytest.mark.parametrize("state", PermitState)
def test_permits_go_when_they_are_over_and_never_before(records: Records, state: PermitState) -> None:
    with records.transaction() as tx:
        permit = put_permit(tx, state=state, requested_at=OLD, starts_at=OLD, until=OLD)
        tx.permits.add_attachment(Attachment("f1", permit.id, "a.jpg", "image/jpeg", 1, "00", OLD, "wang"))
        over = state in (PermitState.CLOSED, PermitState.REFUSED, PermitState.CANCELLED)
        assert tx.housekeeping.forget_before(DataKind.PERMITS, NOON) == int(over)
        assert (tx.permits.get(permit.id) is None) is over
        assert (len(tx.permits.timeline(permit.id)), len(tx.permits.attachments(permit.id))) == (int(not over), int(not over))


def test_a_permit_in_which_something_has_happened_since_stays(records: Records) -> None:
    with records.transaction() as tx:
        permit = put_permit(tx, state=PermitState.CLOSED, requested_at=OLD, until=OLD)
        tx.permits.save(permit, a_permit_entry(permit, PermitStep.NOTED, at=NOON))
        planned_for_later = put_permit(tx, state=PermitState.CANCELLED, requested_at=OLD, until=NOON)
        assert tx.housekeeping.forget_before(DataKind.PERMITS, NOON) == 0
        assert tx.permits.get(planned_for_later.id) is not None


def test_equipment_that_was_put_back_is_forgotten_and_what_is_still_out_of_service_is_not(records: Records) -> None:
    with records.transaction() as tx:
        entries = [something_out_of_service(at=OLD, until=OLD, ended_at=ended_at) for ended_at in (OLD, None, NOON)]
        for entry in entries:
            tx.out_of_service.add(entry)
        assert tx.housekeeping.forget_before(DataKind.PERMITS, NOON) == 1
        assert [tx.out_of_service.get(entry.id) is None for entry in entries] == [True, False, False]


def test_the_version_in_force_stays_and_keeps_the_numbering(records: Records) -> None:
    with records.transaction() as tx:
        for rule in ("a", "a", "b"):
            tx.rule_versions.add(a_rule_version(rule=rule, at=OLD))
        tx.rule_versions.add(a_rule_version(rule="b", at=NOON))
        assert tx.housekeeping.forget_before(DataKind.RULE_VERSIONS, NOON) == 1
        in_force = [(version.rule, version.number, version.sequence) for version in tx.rule_versions.in_force("riverside")]
        assert in_force == [("a", 2, 2), ("b", 2, 4)]
        assert [version.number for version in tx.rule_versions.of_rule("riverside", "b")] == [2, 1]
        added = tx.rule_versions.add(a_rule_version(rule="a", at=NOON))
        assert (added.number, added.sequence) == (3, 5)


def test_backtests_go_when_they_are_over_and_no_kept_version_names_them(records: Records) -> None:
    with records.transaction() as tx:
        done = {"state": BacktestState.DONE, "asked_at": OLD}
        named, over = put_backtest(tx, **done, finished_at=OLD), put_backtest(tx, **done, finished_at=OLD)
        kept = [
            named,
            put_backtest(tx, **done, finished_at=NOON),
            put_backtest(tx, asked_at=OLD),
            put_backtest(tx, asked_at=OLD - MINUTE, state=BacktestState.RUNNING, started_at=OLD),
        ]
        tx.rule_versions.add(a_rule_version(at=OLD, backtest_id=named.id))
        assert tx.housekeeping.forget_before(DataKind.RULE_VERSIONS, NOON) == 1
        assert tx.backtests.get(over.id) is None
        assert {found.id for found in tx.backtests.of_rule("riverside", "tank.low")} == {backtest.id for backtest in kept}
