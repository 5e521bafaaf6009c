"""A rescue from a lift has clocks: they start with the alarm, stop by a tap, and when they run out somebody hears of it, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.outbox import NotificationKind
from domain.problem import Refusal
from domain.records import Records
from domain.rescue_clock import Clock, RescueClock
from domain.site import Site
from domain.work_order import OrderEvent
from operations import rescue_clocks
from operations.deadlines import sweep
from storage.database.records import DatabaseRecords
from tests.operations.scenes import DOOR, ENTRAPMENT, MINUTE, SITE, SITES, T0, happen, only_order, timeline, told, work

COUNTRY = replace(SITE, settings={**SITE.settings, "rescue_arrive_min": 60})
SECOND = MINUTE / 60


def clocks(records: Records) -> Sequence[RescueClock]:
    with records.reading() as tx:
        return tx.rescue_clocks.of_order(only_order(records).id)


def clock(records: Records, which: Clock) -> RescueClock:
    return next(each for each in clocks(records) if each.clock is which)


def say(records: Records, which: Clock, at: datetime, *, by: str = "guard", occurred_at: datetime | None = None) -> None:
    with records.transaction() as tx:
        order = tx.orders.get(only_order(records).id)
        assert order is not None
        rescue_clocks.meet(tx, order, which, SITE, by=by, at=at, occurred_at=occurred_at, device_id="phone-1")


def called(records: Records) -> Sequence[tuple[str, str]]:
    """Who was called because of a clock, and what was said."""
    clocks_only = [one for one in told(records) if one.key.startswith("rescue-clock|")]
    assert {one.kind for one in clocks_only} <= {NotificationKind.ORDER_ESCALATED}
    return [(one.posts[0], one.title.zh.split("：")[0]) for one in clocks_only]


@pytest.mark.parametrize(("site", "arrive"), [(SITE, 30), (COUNTRY, 60)], ids=["in a city", "elsewhere"])
def test_they_start_with_the_alarm(records: Records, site: Site, arrive: int) -> None:
    happen(records, ENTRAPMENT.raised("e1"), site=site)
    assert [(each.clock, each.due_at - T0) for each in clocks(records)] == [
        (Clock.ANSWERED, 5 * MINUTE),
        (Clock.CALLED, 5 * MINUTE),
        (Clock.ARRIVED, arrive * MINUTE),
        (Clock.RELEASED, 120 * MINUTE),
    ]


def test_what_people_have_to_do_counts_from_when_it_was_known_and_how_long_they_wait_from_when_it_happened(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1", T0, occurred_at=T0 - 20 * MINUTE, late=True))
    assert clock(records, Clock.ARRIVED).due_at == T0 + 30 * MINUTE
    assert clock(records, Clock.RELEASED).warn_at == T0 + 70 * MINUTE


def test_other_orders_have_none(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert clocks(records) == []
    with pytest.raises(Refusal, match="no rescue"):
        say(records, Clock.CALLED, T0)


def test_a_tap_stops_one_and_stands_in_the_timeline(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    say(records, Clock.ANSWERED, T0 + 3 * MINUTE, occurred_at=T0 + 2 * MINUTE)
    answered = clock(records, Clock.ANSWERED)
    assert (answered.met_at, answered.met_by, answered.device_id, answered.kept) == (T0 + 2 * MINUTE, "guard", "phone-1", True)
    last = timeline(records, only_order(records).id)[-1]
    assert (last.event, last.actor, last.occurred_at, last.note) == (OrderEvent.NOTED, "guard", T0 + 2 * MINUTE, "已应答乘客 / Passengers answered")


def test_the_first_word_counts(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    say(records, Clock.ANSWERED, T0 + MINUTE)
    lines = len(timeline(records, only_order(records).id))
    say(records, Clock.ANSWERED, T0 + 2 * MINUTE, by="fitter")
    assert (clock(records, Clock.ANSWERED).met_at, clock(records, Clock.ANSWERED).met_by) == (T0 + MINUTE, "guard")
    assert len(timeline(records, only_order(records).id)) == lines


def test_a_phone_whose_clock_is_wrong_stops_it_neither_before_it_started_nor_in_the_future(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    say(records, Clock.ANSWERED, T0 + MINUTE, occurred_at=T0 - 60 * MINUTE)
    say(records, Clock.CALLED, T0 + MINUTE, occurred_at=T0 + 60 * MINUTE)
    assert [clock(records, which).met_at for which in (Clock.ANSWERED, Clock.CALLED)] == [T0, T0 + MINUTE]


def test_one_that_runs_out_calls_control_room_and_manager_once(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    say(records, Clock.ANSWERED, T0 + MINUTE)
    say(records, Clock.CALLED, T0 + MINUTE)
    sweep(records, SITES, T0 + 30 * MINUTE - SECOND)
    assert called(records) == []
    sweep(records, SITES, T0 + 30 * MINUTE)
    sweep(records, SITES, T0 + 31 * MINUTE)
    assert called(records) == [("control_room", "救援时限已过"), ("manager", "救援时限已过")]
    assert (clock(records, Clock.ARRIVED).missed_at, clock(records, Clock.ARRIVED).kept) == (T0 + 30 * MINUTE, False)


def test_ninety_minutes_warn_and_two_hours_are_an_accident(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    for which in (Clock.ANSWERED, Clock.CALLED, Clock.ARRIVED):
        say(records, which, T0 + MINUTE)
    sweep(records, SITES, T0 + 90 * MINUTE)
    sweep(records, SITES, T0 + 119 * MINUTE)
    assert [what for post, what in called(records) if post == "manager"] == ["困人已 90 分钟，乘客仍未脱困"]
    sweep(records, SITES, T0 + 120 * MINUTE)
    assert [what for post, what in called(records) if post == "manager"][1:] == ["困人已满 120 分钟"]


def test_a_worker_that_comes_back_after_two_hours_says_the_worst_and_not_the_warning(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    sweep(records, SITES, T0 + 125 * MINUTE)
    assert sorted(what for post, what in called(records) if post == "manager") == ["困人已满 120 分钟", *["救援时限已过"] * 3]
    assert sweep(records, SITES, T0 + 126 * MINUTE) == 0


def test_a_clock_that_ran_out_before_the_tap_is_late_though_nobody_swept(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    say(records, Clock.ANSWERED, T0 + 8 * MINUTE)
    assert (clock(records, Clock.ANSWERED).kept, clock(records, Clock.ANSWERED).missed_at) == (False, T0 + 8 * MINUTE)
    assert "晚于" in timeline(records, only_order(records).id)[-1].note


def test_the_alarm_that_returns_says_that_they_are_out(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    happen(records, ENTRAPMENT.returned("e1", T0 + 20 * MINUTE))
    released = clock(records, Clock.RELEASED)
    assert (released.met_at, released.met_by, released.kept) == (T0 + 20 * MINUTE, "system", True)


def test_while_another_signal_shows_somebody_nobody_is_out(records: Records) -> None:
    derived = replace(ENTRAPMENT, rule="lift.entrapment_in_zone")
    happen(records, ENTRAPMENT.raised("e1"), derived.raised("e2"))
    happen(records, ENTRAPMENT.returned("e1", T0 + 20 * MINUTE))
    assert clock(records, Clock.RELEASED).met_at is None
    happen(records, derived.returned("e2", T0 + 21 * MINUTE))
    assert clock(records, Clock.RELEASED).met_at == T0 + 21 * MINUTE


def test_an_alarm_that_comes_back_takes_its_word_back_but_not_a_persons(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    happen(records, ENTRAPMENT.returned("e1", T0 + 20 * MINUTE))
    happen(records, ENTRAPMENT.raised("e2", T0 + 21 * MINUTE))
    assert clock(records, Clock.RELEASED).met_at is None
    say(records, Clock.RELEASED, T0 + 25 * MINUTE)
    happen(records, ENTRAPMENT.returned("e2", T0 + 26 * MINUTE), ENTRAPMENT.raised("e3", T0 + 27 * MINUTE))
    assert (clock(records, Clock.RELEASED).met_at, clock(records, Clock.RELEASED).met_by) == (T0 + 25 * MINUTE, "guard")


def test_an_order_that_has_ended_stops_its_clocks_and_calls_nobody(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    happen(records, ENTRAPMENT.returned("e1", T0 + MINUTE))
    work(records, only_order(records).id, OrderEvent.CANCELLED, at=T0 + 2 * MINUTE)
    sweep(records, SITES, T0 + 200 * MINUTE)
    assert called(records) == []
    assert [each.kept for each in clocks(records)] == [None, None, None, True]


def test_they_survive_a_restart(records_url: str, records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    records.close()
    again = DatabaseRecords(records_url, clock=lambda: T0)
    try:
        sweep(again, SITES, T0 + 5 * MINUTE)
        assert sorted(called(again)) == [("control_room", "救援时限已过")] * 2 + [("manager", "救援时限已过")] * 2
    finally:
        again.close()
