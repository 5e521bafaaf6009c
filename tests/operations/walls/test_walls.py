"""Walls that somebody relies on: one that is gone or unattended is told once, to its post and the manager."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.control_room import ATTENDED_FOR
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.wall import GONE_AFTER, WallAbsence, WatchedWall
from operations import alarm_steps, controlroom, deadlines, walls
from tests.operations.scenes import ENTRAPMENT, MINUTE, SITE, SITES, T0, happen, only_alarm


def lobby(records: Records) -> WatchedWall:
    with records.reading() as tx:
        wall = tx.walls.get(SITE.id, "lobby")
    assert wall is not None
    return wall


def told(records: Records) -> list[tuple[str, tuple[str, ...]]]:
    with records.reading() as tx:
        return sorted((one.title.zh, one.posts) for one in tx.outbox.list(limit=500) if one.key.startswith("wall|"))


def watched(records: Records) -> None:
    with records.transaction() as tx:
        walls.watch(tx, SITE, "lobby", Post.CONTROL_ROOM, by="qian", at=T0)


def killed(records: Records) -> None:
    """Somebody decides, and dies before it is committed."""
    with records.transaction() as tx:
        tx.walls.save(lobby(records))
        raise KeyboardInterrupt


def there(records: Records, minutes: float, *, every: float = 0.5, since: float = 0) -> int:
    """The wall asks and the worker looks, from `since` to `minutes`; returns how much was decided."""
    made = 0
    for number in range(int(since / every), int(minutes / every) + 1):
        now = T0 + number * every * MINUTE
        with records.transaction() as tx:
            walls.seen(tx, SITE, "lobby", now)
        made += walls.sweep(records, SITES, now)
    return made


def test_a_wall_that_is_there_and_calm_is_nothing_to_tell(records: Records) -> None:
    watched(records)
    assert there(records, 30) == 0
    assert told(records) == []


def test_one_that_is_gone_is_told_once_to_its_post_and_the_manager(records: Records) -> None:
    watched(records)
    for seconds in range(0, 600, 20):
        walls.sweep(records, SITES, T0 + timedelta(seconds=seconds))
    assert told(records) == [("值班大屏“lobby”已离线", ("control_room",)), ("值班大屏“lobby”已离线", ("manager",))]
    assert (lobby(records).absence, lobby(records).absent_since) == (WallAbsence.GONE, T0)


def test_one_that_is_there_again_and_goes_again_is_told_again(records: Records) -> None:
    watched(records)
    walls.sweep(records, SITES, T0 + GONE_AFTER)
    there(records, 5, since=4)
    assert lobby(records).absence is None
    for minutes in (6, 7, 8, 9):
        walls.sweep(records, SITES, T0 + minutes * MINUTE)
    assert len(told(records)) == 4


def test_an_alarm_that_nobody_touches_the_wall_for_is_told_once(records: Records) -> None:
    watched(records)
    happen(records, ENTRAPMENT.raised("e1", T0 + MINUTE))
    there(records, 30)
    assert told(records) == [("值班大屏“lobby”无人值守", ("control_room",)), ("值班大屏“lobby”无人值守", ("manager",))]
    wall = lobby(records)
    assert (wall.absence, wall.absent_since, wall.told_at) == (WallAbsence.UNATTENDED, T0 + MINUTE, T0 + MINUTE + ATTENDED_FOR)


def test_a_touch_ends_it_and_ten_minutes_later_it_is_another_absence(records: Records) -> None:
    watched(records)
    happen(records, ENTRAPMENT.raised("e1", T0))
    there(records, 12)
    with records.transaction() as tx:
        controlroom.touch(tx, SITE, "lobby", Post.CONTROL_ROOM, by="qian", at=T0 + 12 * MINUTE)
    there(records, 21, since=12.5)
    assert lobby(records).absence is None
    there(records, 25, since=21.5)
    assert len(told(records)) == 4


def test_once_somebody_has_acknowledged_it_elsewhere_nobody_need_be_there(records: Records) -> None:
    watched(records)
    happen(records, ENTRAPMENT.raised("e1", T0))
    there(records, 5)
    alarm = only_alarm(records)
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, alarm.id, by="guard", at=T0 + 5 * MINUTE)
    there(records, 30, since=5.5)
    assert told(records) == []


def test_after_an_absence_of_steward_walls_have_time_to_come_back(records: Records) -> None:
    watched(records)
    assert deadlines.sweep(records, SITES, T0 + 60 * MINUTE) == 0
    there(records, 70, since=61)
    assert told(records) == []


def test_what_two_workers_find_at_once_is_told_once_and_a_killed_one_has_decided_nothing(records: Records) -> None:
    watched(records)
    now = T0 + GONE_AFTER
    with pytest.raises(KeyboardInterrupt):
        killed(records)
    assert (walls.sweep(records, SITES, now), walls.sweep(records, SITES, now)) == (1, 0)
    assert len(told(records)) == 2


def test_one_that_is_relied_on_no_more_may_go(records: Records) -> None:
    watched(records)
    with records.transaction() as tx:
        walls.unwatch(tx, SITE, "lobby", by="qian", at=T0)
        walls.unwatch(tx, SITE, "lobby", by="qian", at=T0)
    assert walls.sweep(records, SITES, T0 + 60 * MINUTE) == 0


def test_a_decision_on_an_old_reading_is_refused_and_a_look_hinders_none(records: Records) -> None:
    watched(records)
    before = lobby(records)
    with records.transaction() as tx:
        tx.walls.seen(SITE.id, "lobby", T0 + MINUTE)
        tx.walls.save(before)
    assert lobby(records).seen_at == T0 + MINUTE
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.walls.save(before)


def test_a_wall_is_called_by_a_plain_name(records: Records) -> None:
    with records.transaction() as tx, pytest.raises(Refusal):
        walls.watch(tx, SITE, "../x", Post.CONTROL_ROOM, by="qian", at=T0)
