"""Cursors: they come back as they went, and no other text is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.records import AlarmFilter, OrderFilter
from storage.database.listing import read_cursor, write_cursor
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)), st.text())  # noqa: DTZ001  bounds of hypothesis are naive
def test_a_cursor_comes_back_to_its_place(moment: datetime, key: str) -> None:
    assert read_cursor(write_cursor(moment, key)) == (moment, key)


@given(st.text())
def test_any_other_text_is_refused_with_a_clear_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="this cursor is not one that the list gave"):
        read_cursor(text)


@pytest.mark.parametrize(
    "cursor", ["W10", "WzFd", "WyJhIiwiYiJd", "WzFlOTk5LCJhIl0", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAsImEiXQ", "bnVsbA", "W1tbW1s"]
)
def test_well_encoded_nonsense_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="this cursor is not one that the list gave"):
        read_cursor(cursor)


def test_a_cursor_can_stand_in_an_address() -> None:
    assert write_cursor(NOON, "?/+&=").replace("-", "").replace("_", "").isalnum()


def test_every_list_refuses_a_bad_cursor_and_an_empty_page(sqlite_records: DatabaseRecords) -> None:
    with sqlite_records.reading() as tx:
        with pytest.raises(ValueError, match="cursor"):
            tx.alarms.list(AlarmFilter(), cursor="x")
        with pytest.raises(ValueError, match="cursor"):
            tx.orders.list(OrderFilter(), cursor="x")
        with pytest.raises(ValueError, match="cursor"):
            tx.quarantine.list(("*",), cursor="x")
        with pytest.raises(ValueError, match="at least one"):
            tx.alarms.list(AlarmFilter(), limit=0)
