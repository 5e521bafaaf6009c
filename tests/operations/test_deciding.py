"""One decision that cannot be made stops no other."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.records import Conflict, Records, RecordsUnavailable, Transaction
from domain.site import Site
from operations.deciding import Due, decide
from tests.operations.scenes import SITE, T0


def in_time(_tx: Transaction, _subject: str, _site: Site, _now: datetime) -> int:
    return 1


def made_by_another(_tx: Transaction, _subject: str, _site: Site, _now: datetime) -> int:
    raise Conflict("somebody else was quicker")


def faulty(_tx: Transaction, _subject: str, _site: Site, _now: datetime) -> int:
    raise ZeroDivisionError


def away(_tx: Transaction, _subject: str, _site: Site, _now: datetime) -> int:
    raise RecordsUnavailable("no answer")


def test_what_somebody_else_decides_is_left_to_him_and_said_to_nobody(sqlite_records: Records, caplog: pytest.LogCaptureFixture) -> None:
    assert decide(sqlite_records, [Due(made_by_another, "a", SITE), Due(in_time, "b", SITE)], T0) == 1
    assert caplog.text == ""


def test_a_fault_of_our_own_is_logged_with_what_it_was_about(sqlite_records: Records, caplog: pytest.LogCaptureFixture) -> None:
    assert decide(sqlite_records, [Due(faulty, "alarm-7", SITE), Due(in_time, "b", SITE)], T0) == 1
    assert "faulty of alarm-7 could not be decided" in caplog.text


def test_records_that_are_away_are_the_callers_business(sqlite_records: Records) -> None:
    with pytest.raises(RecordsUnavailable):
        decide(sqlite_records, [Due(away, "a", SITE), Due(in_time, "b", SITE)], T0)
