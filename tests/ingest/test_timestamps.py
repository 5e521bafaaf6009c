"""A device's clock is believed as far as it can be, and a wrong one silences nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time import rfc3339, to_ms
from ingest.timestamps import Occurred, Timestamps

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NOW_MS = to_ms(NOW)
HOUR_MS = 3_600_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def test_a_plain_time_is_taken_as_it_is() -> None:
    assert Timestamps(SHANGHAI).resolve("d", NOW_MS - 500, NOW_MS) == Occurred(NOW_MS - 500, own=True, turned=False)


def test_without_a_time_the_receive_time_stands_and_says_nothing_of_the_clock() -> None:
    assert Timestamps(SHANGHAI).resolve("d", None, NOW_MS) == Occurred(NOW_MS, own=False)


@pytest.mark.parametrize(
    "written",
    [rfc3339(NOW), "2026-03-01T16:00:00+08:00", "2026-03-01T08:00:00.000000Z", float(NOW_MS), NOW.astimezone(timezone(timedelta(hours=-3))).isoformat()],
)
def test_rfc_3339_with_any_zone_and_epoch_milliseconds_are_one_moment(written: str | float) -> None:
    assert Timestamps(SHANGHAI).resolve("d", written, NOW_MS) == Occurred(NOW_MS, own=True, turned=False)


@pytest.mark.parametrize(
    "written",
    [
        NOW_MS + 120_001,
        NOW_MS + 8 * HOUR_MS,
        NOW_MS // 1000,
        0,
        -1,
        10**400,
        float("inf"),
        float("nan"),
        "",
        "yesterday",
        "2026-03-01T08:00:00",
        "2019-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_cannot_be_is_replaced_and_the_clock_is_found_wrong(written: str | float) -> None:
    assert Timestamps(SHANGHAI).resolve("d", written, NOW_MS) == Occurred(NOW_MS, own=False, skewed=True, turned=True)


def test_two_minutes_ahead_are_borne() -> None:
    assert Timestamps(SHANGHAI).resolve("d", NOW_MS + 120_000, NOW_MS).own


@pytest.mark.parametrize("off_ms", [0, -60_000, 60_000])
def test_local_time_stamped_as_utc_is_found_west_of_greenwich(off_ms: int) -> None:
    assert Timestamps(NEW_YORK).resolve("d", NOW_MS - 5 * HOUR_MS + off_ms, NOW_MS).skewed


def test_stored_readings_that_pass_the_zone_s_offset_on_their_way_are_late_not_wrong() -> None:
    timestamps = Timestamps(NEW_YORK)
    behind = [timestamps.resolve("d", NOW_MS - 6 * HOUR_MS + minute * 60_000, NOW_MS + minute) for minute in range(360)]
    assert [each.skewed for each in behind] == [False] * 360
    assert [each.late for each in behind] == [True] * 359 + [False]


def test_old_readings_are_late_and_keep_their_time() -> None:
    found = Timestamps(SHANGHAI).resolve("d", NOW_MS - 5 * HOUR_MS, NOW_MS)
    assert (found.ms, found.own, found.late, found.skewed) == (NOW_MS - 5 * HOUR_MS, True, True, False)


def test_the_clock_is_told_once_when_it_turns_wrong_and_once_when_it_turns_right() -> None:
    timestamps = Timestamps(SHANGHAI)
    told = [timestamps.resolve("d", NOW_MS + skew, NOW_MS).turned for skew in (0, 0, HOUR_MS, HOUR_MS, 0, 0)]
    assert told == [False, None, True, None, False, None]


def test_how_far_a_clock_is_off_is_estimated() -> None:
    timestamps = Timestamps(SHANGHAI)
    for _ in range(30):
        timestamps.resolve("fast", NOW_MS + 30_000, NOW_MS)
        timestamps.resolve("wrong", NOW_MS + HOUR_MS, NOW_MS)
    assert timestamps.offset_s("fast") == pytest.approx(30)
    assert timestamps.offset_s("wrong") == pytest.approx(3600)
    assert timestamps.offset_s("unknown") is None
    timestamps.resolve("wrong", NOW_MS, NOW_MS)
    assert timestamps.offset_s("wrong") == 0, "a clock that was set is believed at once"


def test_what_is_known_of_clocks_survives_a_restart() -> None:
    before, after = Timestamps(SHANGHAI), Timestamps(SHANGHAI)
    before.resolve("d", NOW_MS + HOUR_MS, NOW_MS)
    after.restore(before.snapshot())
    assert after.resolve("d", NOW_MS + HOUR_MS, NOW_MS).turned is None
    assert after.offset_s("d") == before.offset_s("d")


@given(st.none() | st.integers() | st.floats() | st.text(), st.sampled_from([SHANGHAI, NEW_YORK]))
def test_whatever_a_device_says_nothing_lies_in_the_future_or_before_2020(written: str | float | None, zone: ZoneInfo) -> None:
    found = Timestamps(zone).resolve("d", written, NOW_MS)
    assert to_ms(datetime(2020, 1, 1, tzinfo=UTC)) <= found.ms <= NOW_MS + 120_000
