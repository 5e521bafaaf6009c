"""What came lately is known again, and what is remembered stays bounded."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dialect import NATIVE
from ingest.codecs import codecs
from ingest.deduplication import Deduplication, key_of
from ingest.journal_record import Record, RecordKind
from tests.ingest.site_models import a_site


def test_a_key_is_new_once() -> None:
    deduplication = Deduplication()
    assert [deduplication.is_new(key) for key in (1, 2, 1, 2, 3)] == [True, True, False, False, True]


@given(st.lists(st.integers(0, 40)), st.integers(1, 10))
def test_the_newest_are_known_and_no_more_than_twice_the_capacity(keys: list[int], capacity: int) -> None:
    deduplication = Deduplication(capacity)
    for key in keys:
        deduplication.is_new(key)
    assert len(base64.b64decode(deduplication.snapshot())) <= 8 * 2 * capacity
    assert not any(deduplication.is_new(key) for key in keys[-1:])


@given(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=30))
def test_what_is_known_survives_a_restart(keys: list[int]) -> None:
    before, after = Deduplication(10), Deduplication(10)
    for key in keys:
        before.is_new(key)
    after.restore(before.snapshot())
    assert [after.is_new(key) for key in keys[-10:]] == [False] * len(keys[-10:])


@pytest.mark.parametrize("data", ["???", "AAAA"])
def test_what_is_no_snapshot_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"base64|multiple of item"):
        Deduplication().restore(data)


def test_half_a_character_in_a_time_or_id_is_no_reason_to_fail() -> None:
    bound = codecs()[NATIVE].bind(a_site())
    record = Record(RecordKind.MESSAGE, 1, "steward/v1/s1/lift-1/telemetry", b'{"ts": "2026-03-01T00:00:00\\ud800Z", "id": "a", "values": {"floor": 1}}')
    found = bound.decode(record.topic, record.payload)
    assert found is not None
    (item,) = found.items
    assert key_of(record, item, 0) == key_of(record, item, 0) is not None
