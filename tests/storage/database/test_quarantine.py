"""The quarantine: kept as received, folded when the same comes over and over, whatever is in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.quarantine import QuarantineReason
from domain.records import Records
from tests.storage.database.samples import HOUR, MINUTE, NOON, something_unreadable

EVERYWHERE = ("*",)
SECOND = timedelta(seconds=1)


def test_what_was_put_aside_comes_back_byte_for_byte(records: Records) -> None:
    item = something_unreadable(payload=bytes(range(256)), device=None)
    with records.transaction() as tx:
        tx.quarantine.add(item)
        (entry,) = tx.quarantine.list(EVERYWHERE).items
    assert (entry.item, entry.count, entry.last_at) == (item, 1, NOON)


def test_more_than_twenty_alike_within_an_hour_are_counted_on_the_newest(records: Records) -> None:
    with records.transaction() as tx:
        for number in range(25):
            tx.quarantine.add(something_unreadable(received_at=NOON + number * SECOND))
        entries = tx.quarantine.list(EVERYWHERE).items
        assert [entry.count for entry in entries] == [6] + [1] * 19
        assert (entries[0].item.received_at, entries[0].last_at) == (NOON + 19 * SECOND, NOON + 24 * SECOND)
        assert tx.quarantine.total(EVERYWHERE) == 25


def test_an_hour_later_they_are_kept_singly_again(records: Records) -> None:
    with records.transaction() as tx:
        for number in range(21):
            tx.quarantine.add(something_unreadable(received_at=NOON + number * SECOND))
        tx.quarantine.add(something_unreadable(received_at=NOON + HOUR))
        assert len(tx.quarantine.list(EVERYWHERE).items) == 21


def test_another_topic_reason_or_site_is_not_alike(records: Records) -> None:
    with records.transaction() as tx:
        for _ in range(20):
            tx.quarantine.add(something_unreadable())
        tx.quarantine.add(something_unreadable(topic="steward/v1/riverside/lift-2/telemetry"))
        tx.quarantine.add(something_unreadable(reason=QuarantineReason.OVERSIZE))
        tx.quarantine.add(something_unreadable(site="hillside"))
        assert [entry.count for entry in tx.quarantine.list(EVERYWHERE).items] == [1] * 23


def test_lists_are_newest_first_by_site_reason_and_device_in_pages(records: Records) -> None:
    with records.transaction() as tx:
        first = something_unreadable()
        second = something_unreadable(received_at=NOON + MINUTE, reason=QuarantineReason.WRONG_TYPE, device="lift-2")
        third = something_unreadable(received_at=NOON + HOUR, site="hillside")
        for item in (second, first, third):
            tx.quarantine.add(item)
        page = tx.quarantine.list(EVERYWHERE, limit=2)
        assert [entry.item for entry in page.items] == [third, second]
        assert [entry.item for entry in tx.quarantine.list(EVERYWHERE, limit=2, cursor=page.next_cursor).items] == [first]
        assert [entry.item for entry in tx.quarantine.list(("riverside",)).items] == [second, first]
        assert [entry.item for entry in tx.quarantine.list(EVERYWHERE, reason=QuarantineReason.WRONG_TYPE).items] == [second]
        assert [entry.item for entry in tx.quarantine.list(EVERYWHERE, device="lift-2").items] == [second]
        assert (tx.quarantine.total(("riverside",)), tx.quarantine.total(())) == (2, 0)


@pytest.mark.parametrize("words", ["a\0b", "\ud800", "x" * 65535, "\U0001f6d7", "'; DROP TABLE quarantine; --", "\x1b[31m"])
def test_no_text_that_a_device_may_send_is_refused(records: Records, words: str) -> None:
    with records.transaction() as tx:
        tx.quarantine.add(something_unreadable(topic=words, detail=words, device=words))
    with records.reading() as tx:
        assert tx.quarantine.total(EVERYWHERE) == 1
