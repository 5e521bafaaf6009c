"""At night medium and low alarms wait; in the morning one message per department tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from domain.outbox import DeliveryState, Notification, NotificationKind
from domain.people import Department
from domain.records import Records
from domain.severity import Priority, Severity
from domain.site import Site
from domain.text import Text
from domain.transition import Transition
from domain.work_order import OrderEvent, OrderKind
from operations import deadlines
from operations.digest import NAMED, sweep
from operations.night import night_end
from operations.response import respond
from operations.workorders.opening import open_request
from tests.operations import scenes
from tests.operations.escalation.scenes import Night
from tests.operations.scenes import BRAKE, DOOR, ENGINEERING, ENTRAPMENT, HOUR, LEVEL, MINUTE, T0, Condition, orders, told, work

SITE = replace(scenes.SITE, settings={})
"""With a night from 22 to 7, as sites have that say nothing of it."""

SITES = {SITE.id: SITE}

MORNING = datetime(2026, 1, 31, 23, tzinfo=UTC)
"""Seven o'clock at the site, after the night of `T0`."""

NOON = MORNING + 5 * HOUR


def at_site(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def happen(records: Records, *transitions: Transition) -> None:
    """The rules say `transitions`, each committed when it is known."""
    for transition in transitions:
        with records.transaction() as tx:
            respond(tx, [transition], SITE, transition.known_at)


def held(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.digest]


def digests(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.NIGHT_DIGEST]


def many(number: int, severity: Severity = Severity.LOW) -> Sequence[Condition]:
    return [
        replace(DOOR, rule=f"lift.fault-{n}", asset="tank-1" if n % 2 else "lift-1", severity=severity, message=Text(f"故障{n}", f"Fault {n}"))
        for n in range(number)
    ]


# --- The night ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at_site(21, 59), None),
        (at_site(22), at_site(7) + timedelta(days=1)),
        (at_site(0), at_site(7)),
        (at_site(6, 59), at_site(7)),
        (at_site(7), None),
        (at_site(12), None),
    ],
)
def test_the_night_is_that_of_the_site(moment: datetime, end: datetime | None) -> None:
    assert night_end(SITE, moment) == end


def test_a_night_may_lie_within_one_day_or_not_exist() -> None:
    assert night_end(replace(SITE, settings={"night_from_h": 1.5, "night_to_h": 6.0}), at_site(1, 30)) == at_site(6)
    assert night_end(replace(SITE, settings={"night_from_h": 1.5, "night_to_h": 6.0}), at_site(1, 29)) is None
    assert night_end(replace(SITE, settings={"night_from_h": 0.0, "night_to_h": 0.0}), at_site(3)) is None


def test_where_clocks_are_changed_the_night_ends_by_the_clock() -> None:
    berlin = replace(SITE, time_zone=ZoneInfo("Europe/Berlin"))
    spring, autumn = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert night_end(berlin, spring) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert night_end(berlin, autumn) == datetime(2026, 10, 25, 6, tzinfo=UTC)


# --- What waits ---------------------------------------------------------------------------------------------------


def test_a_medium_alarm_at_night_waits_until_the_morning(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    (one,) = told(sqlite_records)
    assert (one.digest, one.next_at) == (True, MORNING)


def test_it_is_not_delivered_by_itself(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    Night(sqlite_records).until((MORNING - T0).total_seconds(), every=3600)
    assert {one.state for one in told(sqlite_records)} == {DeliveryState.WAITING}


@pytest.mark.parametrize("condition", [ENTRAPMENT, LEVEL, BRAKE])
def test_critical_and_high_never_wait(sqlite_records: Records, condition: Condition) -> None:
    happen(sqlite_records, condition.raised("e1"))
    assert told(sqlite_records)
    assert held(sqlite_records) == []


def test_by_day_nothing_waits(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1", NOON))
    assert told(sqlite_records)
    assert held(sqlite_records) == []


def test_the_limits_of_what_waits_wake_no_manager(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    deadlines.sweep(sqlite_records, SITES, T0 + 3 * HOUR)
    overdue = [one for one in told(sqlite_records) if one.kind in {NotificationKind.ORDER_OVERDUE, NotificationKind.ORDER_ESCALATED}]
    assert {one.department for one in overdue} == {ENGINEERING, Department.MANAGEMENT}
    assert all(one.digest for one in overdue)


def test_what_a_person_asks_for_at_night_is_told_at_once(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        open_request(
            tx,
            site=SITE,
            asset=None,
            kind=OrderKind.REPAIR,
            title=Text("家中停水", "No water"),
            department=ENGINEERING,
            priority=Priority.P3,
            by="service",
            at=T0,
        )
    assert [one.digest for one in told(sqlite_records)] == [False]


def test_a_critical_alarm_that_joins_what_waits_is_told_at_once(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    happen(sqlite_records, BRAKE.raised("e2", T0 + MINUTE))
    joined = [one for one in told(sqlite_records) if one.kind is NotificationKind.ORDER_JOINED]
    assert [one.digest for one in joined] == [False]


# --- The morning --------------------------------------------------------------------------------------------------


def test_nothing_is_folded_before_the_morning(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    assert sweep(sqlite_records, SITES, MORNING - timedelta(seconds=1)) == 0


def test_the_morning_brings_one_message_per_department(records: Records) -> None:
    happen(records, DOOR.raised("e1"), replace(DOOR, rule="lift.lamp", asset="tank-1", severity=Severity.LOW, message=Text("灯坏", "Lamp out")).raised("e2"))
    assert sweep(records, SITES, MORNING) == 1
    (one,) = digests(records)
    assert (one.department, one.severity, one.digest, one.state) == (ENGINEERING, Severity.MEDIUM, False, DeliveryState.WAITING)
    assert one.title.zh == "滨江花园：夜间一般事项 2 项，已办结 0 项"
    assert one.body.zh == "[一般] 1号电梯 门故障；[提示] 灯坏"
    assert one.body.en == "[Medium] Door fault of lift 1; [Low] Lamp out"
    assert one.posts == ("duty_engineer",)
    assert {each.state for each in held(records)} == {DeliveryState.DIGESTED}


def test_it_is_told_once(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    sweep(records, SITES, MORNING)
    assert sweep(records, SITES, MORNING + HOUR) == 0
    scene = Night(records)
    scene.now = MORNING
    scene.step()
    scene.step(3600)
    assert len(scene.logged("notification")) == 1


def test_two_workers_fold_once(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    ready = Barrier(2)

    def sweep_together(now: datetime) -> int:
        ready.wait(30)
        return sweep(records, SITES, now)

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(sweep_together, [MORNING, MORNING])) >= 1
    assert len(digests(records)) == 1


def test_what_was_closed_meanwhile_counts_as_done_and_is_not_named(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"), DOOR.returned("e1"))
    work(sqlite_records, orders(sqlite_records)[0].id, OrderEvent.CANCELLED)
    happen(sqlite_records, replace(DOOR, asset="tank-1", rule="tank.lamp", message=Text("灯坏", "Lamp out")).raised("e2", T0 + 2 * MINUTE))
    sweep(sqlite_records, SITES, MORNING)
    (one,) = digests(sqlite_records)
    assert one.title.en == "Riverside Gardens: 2 matters of the night that could wait, 1 of them done"
    assert one.body.zh == "[一般] 灯坏"


def test_when_all_is_done_it_says_so(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"), DOOR.returned("e1"))
    work(sqlite_records, orders(sqlite_records)[0].id, OrderEvent.CANCELLED)
    sweep(sqlite_records, SITES, MORNING)
    (one,) = digests(sqlite_records)
    assert (one.severity, one.body.zh) == (Severity.LOW, "全部已办结")


def test_an_order_counts_once_and_says_that_it_is_late(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    deadlines.sweep(sqlite_records, SITES, T0 + 3 * HOUR)
    sweep(sqlite_records, SITES, MORNING)
    engineering = next(one for one in digests(sqlite_records) if one.department is ENGINEERING)
    assert engineering.title.zh == "滨江花园：夜间一般事项 1 项，已办结 0 项"
    assert engineering.body.zh == "[一般] 1号电梯 门故障（已超时）"


def test_twenty_are_named_the_most_severe_first_and_the_rest_counted(sqlite_records: Records) -> None:
    lows = [replace(each, order=replace(each.order, group=each.rule)) for each in many(NAMED + 2)]
    last = replace(DOOR, rule="lift.last", order=replace(DOOR.order, group="last"), message=Text("门故障", "Door fault"))
    happen(sqlite_records, *(each.raised(each.rule) for each in lows), last.raised("last"))
    sweep(sqlite_records, SITES, MORNING)
    (one,) = digests(sqlite_records)
    assert one.body.zh.startswith("[一般] 门故障；[提示] ")
    assert one.body.zh.endswith("；另有 3 项")
    assert one.body.en.endswith("; and 3 more")
    assert len(one.body.zh.split("；")) == NAMED + 1


def test_what_comes_to_light_after_the_fold_makes_another_one(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    sweep(sqlite_records, SITES, MORNING)
    happen(sqlite_records, replace(DOOR, asset="tank-1", rule="tank.lamp").raised("e2", T0 + MINUTE))
    assert sweep(sqlite_records, SITES, MORNING + MINUTE) == 1
    assert len(digests(sqlite_records)) == 2


def test_sites_of_others_are_left_to_others(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    assert sweep(sqlite_records, {}, MORNING) == 0


def test_each_site_has_its_own(sqlite_records: Records) -> None:
    other = Site("hillside", Text("山景苑", "Hillside"), SITE.time_zone, SITE.spaces, SITE.assets, SITE.devices)
    happen(sqlite_records, DOOR.raised("e1"))
    with sqlite_records.transaction() as tx:
        respond(tx, [replace(DOOR.raised("e2"), site="hillside", condition="lift.door|hillside")], other, T0)
    assert sweep(sqlite_records, {**SITES, "hillside": other}, MORNING) == 2
    assert {one.title.zh.split("：")[0] for one in digests(sqlite_records)} == {"滨江花园", "山景苑"}
