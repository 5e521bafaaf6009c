"""A store that is away: one line for all duties, however often they meet it and whatever it says meanwhile."""

from __future__ import annotations

import logging

import pytest

from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable
from steward.absence import Absence
from steward.roles.worker import Patient


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


@pytest.fixture(autouse=True)
def everything_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_an_absence_is_said_once_however_many_duties_meet_it_for_whatever_reason(caplog: pytest.LogCaptureFixture) -> None:
    absence = Absence("the records")
    for reason in ("nobody answers", "it is starting up", "nobody answers"):
        for duty in ("deadlines", "deliveries"):
            absence.met(duty, RecordsUnavailable(reason))
    assert lines(caplog) == ["the records cannot be used: nobody answers; deadlines and whatever else needs them wait until they can"]


def test_it_is_over_when_every_duty_that_waited_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    absence = Absence("the records")
    absence.met("deadlines", RecordsUnavailable("away"))
    absence.met("deliveries", RecordsUnavailable("away"))
    caplog.clear()
    absence.over("deadlines")
    absence.over("heartbeat")
    assert lines(caplog) == []
    absence.over("deliveries")
    absence.over("deliveries")
    assert lines(caplog) == ["the records can be used again; everything that waited goes on"]


def test_a_job_whose_store_is_away_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter((RecordsUnavailable("away"), RecordsUnavailable("still away"), None, StoreUnavailable("away"), None))

    def job() -> None:
        if (answer := next(answers)) is not None:
            raise answer

    patient = Patient("deadlines", job, Absence("the records"), Absence("the telemetry store"))
    for _ in range(5):
        patient()
    assert [line.split(";")[0] for line in lines(caplog)] == [
        "the records cannot be used: away",
        "the records can be used again",
        "the telemetry store cannot be used: away",
        "the telemetry store can be used again",
    ]


def test_a_job_that_fails_otherwise_is_told_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    def job() -> None:
        raise ZeroDivisionError

    Patient("deadlines", job, Absence("the records"), Absence("the telemetry store"))()
    (record,) = caplog.records
    assert record.exc_info is not None
