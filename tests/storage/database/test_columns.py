"""What goes into a column comes out of it the same on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.records import AlarmFilter, Records
from domain.text import Text
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON, an_event, put_alarm

MOMENTS = [datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), datetime(1970, 1, 1, tzinfo=UTC), NOON.replace(microsecond=1), datetime(2999, 12, 31, tzinfo=UTC)]


def test_moments_keep_their_microseconds_and_their_order(records: Records) -> None:
    with records.transaction() as tx:
        for moment in MOMENTS:
            put_alarm(tx, raised_at=moment)
        found = [alarm.raised_at for alarm in tx.alarms.list(AlarmFilter()).items]
    assert found == MOMENTS[::-1]
    assert {moment.tzinfo for moment in found} == {UTC}


def test_a_moment_of_another_zone_is_the_same_moment(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx, raised_at=NOON.astimezone(timezone(timedelta(hours=8))))
    with records.reading() as tx:
        found = tx.alarms.get(alarm.id)
        assert found is not None
        assert (found.raised_at, found.raised_at.tzinfo) == (NOON, UTC)
        assert len(tx.alarms.list(AlarmFilter(since=NOON.astimezone(timezone(timedelta(hours=-5))))).items) == 1


def test_a_moment_without_zone_is_refused(records: DatabaseRecords) -> None:
    with pytest.raises(Exception, match="no time zone"), records.transaction() as tx:
        put_alarm(tx, raised_at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(("sent", "kept"), [("a\0b", "a\ufffdb"), ("\ud800", "?"), ("🛗 困人", "🛗 困人"), ("", ""), ("a'b\"c\\d%e_f\n", "a'b\"c\\d%e_f\n")])
def test_any_text_can_be_kept(records: Records, sent: str, kept: str) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx, message=Text(sent, sent), value=sent)
    with records.reading() as tx:
        found = tx.alarms.get(alarm.id)
        assert found is not None
        assert found.message == Text(kept, kept)
        assert tx.alarms.by_episode("e\0") is None


@pytest.mark.parametrize("word", ["a\0b", "\ud800", "困人"])
def test_any_text_can_stand_in_an_event(records: Records, word: str) -> None:
    with records.transaction() as tx:
        tx.events.append(an_event(body={word: [word]}))
    with records.reading() as tx:
        assert len(tx.events.after(0)) == 1


def test_a_number_that_is_no_json_is_refused_on_both_engines(records: Records) -> None:
    with pytest.raises(Exception, match="JSON"), records.transaction() as tx:
        tx.events.append(an_event(body={"value": float("nan")}))
