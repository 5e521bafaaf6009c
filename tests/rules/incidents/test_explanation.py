"""What explains an alarm: along what feeds what and through gateways, from the topmost cause on, and only in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alarm import Alarm
from domain.site import Device, Point, Site
from domain.suppression import CauseKind
from rules.alarms.opening import opened_by
from rules.incidents.explanation import Explanation, Known, explained_within, explanation, limits_of, over_at, stands
from rules.incidents.ordering import causes_first
from rules.incidents.suppressing import by_cause
from rules.incidents.topology import reaches, sources
from tests.operations.incidents.grid import DARK, HOUSE, LEAK, LOST, METER, NETWORK, POWER, PUMP, TRIP, WET, grid
from tests.operations.scenes import HOUR, MINUTE, SITE, T0, Condition

SECOND = timedelta(seconds=1)
OUTLIVES, WINDOW = limits_of(HOUSE).outlives, limits_of(HOUSE).window


def alarm(one: Condition, at: datetime = T0, *, order: str | None = "order") -> Alarm:
    """As it stands in the records."""
    return replace(opened_by(one.raised(one.rule, at)), work_order_id=order)


def explain(one: Alarm, *others: Alarm, site: Site = HOUSE, at: datetime = T0 + HOUR) -> Explanation | None:
    return explanation(site, one, Known(lambda _: others, lambda each: each.raised_at), at)


def returned(one: Alarm, at: datetime) -> Alarm:
    return replace(one, condition=False, returned_at=at, cleared_at=at)


def test_power_comes_along_what_feeds_what_the_nearest_first() -> None:
    assert sources(HOUSE, alarm(PUMP), POWER) == ("feeder", "incomer")
    assert sources(HOUSE, alarm(LOST), POWER) == ()


def test_the_network_comes_through_the_gateway_and_its_gateways() -> None:
    site = grid({"core": (), "switch": (), "camera": ()}, {"camera": "switch", "switch": "core"})
    camera = replace(METER, asset="camera")
    assert sources(site, alarm(camera), NETWORK) == ("switch", "core")


def test_of_an_asset_with_two_devices_only_the_gateway_of_the_points_own_device_counts() -> None:
    site = grid({"one": (), "two": (), "door": ()}, {"door": "one"})
    other = Device("door-2", SITE.id, site.devices["door"].type, ("door",), 60, {}, "two")
    kind = site.assets["door"].type
    point = Point("riverside.door.lock", SITE.id, "door", "lock", None, "door-2", "lock", kind.name)  # type: ignore[arg-type]  # of no matter here
    door = replace(site.assets["door"], devices=("door", "door-2"), points=(point,))
    both = replace(site, assets={**site.assets, "door": door}, devices={**site.devices, "door-2": other})
    whole = alarm(replace(METER, asset="door"))
    assert sources(both, whole, NETWORK) == ("one", "two")
    assert sources(both, replace(whole, point=point.id), NETWORK) == ("two",)


def test_gateways_that_speak_through_one_another_are_no_endless_way() -> None:
    site = grid({"one": (), "two": (), "door": ()}, {"one": "two", "two": "one", "door": "one"})
    assert sources(site, alarm(replace(METER, asset="door")), NETWORK) == ("one", "two")


def test_an_asset_that_is_not_in_the_site_file_any_more_has_no_sources() -> None:
    gone = replace(PUMP, asset="gone")
    assert (sources(HOUSE, alarm(gone), POWER), sources(HOUSE, alarm(gone), NETWORK)) == ((), ())


def test_a_cause_reaches_only_what_it_feeds_and_what_may_be_explained_that_way() -> None:
    assert reaches(HOUSE, alarm(TRIP), alarm(PUMP)) == 0
    assert reaches(HOUSE, alarm(LOST), alarm(PUMP)) == 1
    assert reaches(HOUSE, alarm(TRIP), alarm(METER)) is None
    assert reaches(HOUSE, alarm(TRIP), alarm(WET)) is None
    assert reaches(HOUSE, alarm(PUMP), alarm(TRIP)) is None
    assert reaches(HOUSE, replace(alarm(TRIP), causes=CauseKind.WATER), alarm(PUMP)) is None
    assert reaches(HOUSE, replace(alarm(TRIP), realm="drill-7"), alarm(PUMP)) is None


def test_the_topmost_cause_explains_in_the_end() -> None:
    found = explain(alarm(METER), alarm(DARK), alarm(TRIP), alarm(LOST))
    assert found is not None
    assert (found.direct.rule, found.top.rule, found.stands) == (DARK.rule, LOST.rule, True)


def test_of_two_causes_the_farther_one_up_is_taken() -> None:
    found = explain(alarm(PUMP), alarm(TRIP), alarm(replace(LOST, explained_by=())))
    assert found is not None
    assert found.top.rule == LOST.rule


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (alarm(TRIP, order=None), "nobody is called for it"),
        (replace(alarm(TRIP), hidden_by=by_cause("another")), "it is hidden itself"),
        (alarm(TRIP, T0 + WINDOW + SECOND), "it came much later"),
        (returned(alarm(TRIP), T0 - SECOND), "it was over when the alarm occurred"),
        (returned(alarm(TRIP), T0 + HOUR - OUTLIVES), "it has been over for long"),
    ],
)
def test_what_is_no_explanation(cause: Alarm, why: str) -> None:
    assert explain(alarm(PUMP), cause) is None, why


def test_a_cause_that_came_a_little_later_is_one() -> None:
    assert explain(alarm(PUMP), alarm(TRIP, T0 + WINDOW)) is not None


def test_a_cause_that_is_just_over_explains_what_occurred_while_it_stood() -> None:
    found = explain(alarm(PUMP), returned(alarm(TRIP), T0 + HOUR - OUTLIVES + SECOND))
    assert found is not None
    assert not found.stands


def test_what_stands_is_preferred_to_what_is_just_over() -> None:
    found = explain(alarm(PUMP), returned(alarm(replace(LOST, explained_by=())), T0 + HOUR - SECOND), alarm(replace(TRIP, explained_by=())))
    assert found is not None
    assert (found.top.rule, found.stands) == (TRIP.rule, True)


def test_a_circle_ends_where_it_began() -> None:
    ring = grid({"feeder": ("incomer",), "incomer": ("feeder",)})
    trip, lost = alarm(TRIP), alarm(replace(LOST, explained_by=(POWER,)))
    found = explain(trip, trip, lost, site=ring)
    assert found is not None
    assert found.top.rule == LOST.rule


def test_a_latch_that_waits_for_a_person_does_not_mean_that_the_process_is_abnormal() -> None:
    waiting = replace(alarm(TRIP), returned_at=T0 + MINUTE)
    assert waiting.condition
    assert (stands(waiting), over_at(waiting)) == (False, T0 + MINUTE)


@pytest.mark.parametrize(
    ("members", "explained"),
    [
        ([alarm(DARK), alarm(METER), alarm(PUMP)], {DARK.rule, METER.rule, PUMP.rule}),
        ([returned(alarm(DARK), T0), alarm(METER), alarm(PUMP)], {DARK.rule, PUMP.rule}),
        ([alarm(METER), alarm(LEAK)], set()),
    ],
)
def test_within_an_incident_the_chain_may_be_broken(members: Sequence[Alarm], explained: set[str]) -> None:
    top = alarm(TRIP)
    by_id = {each.id: each.rule for each in [top, *members]}
    assert {by_id[found] for found in explained_within(HOUSE, top, members)} == explained | {TRIP.rule}
    assert explained_within(HOUSE, returned(top, T0), members) == frozenset()


def test_transitions_that_come_together_are_taken_with_the_topmost_cause_first_and_each_in_its_own_order() -> None:
    told = [
        METER.raised("m"),
        DARK.raised("d1"),
        DARK.returned("d1"),
        DARK.raised("d2"),
        PUMP.raised("p"),
        LOST.raised("l"),
        TRIP.raised("t"),
        PUMP.returned("p"),
    ]
    assert [each.episode for each in causes_first(told, HOUSE)] == ["l", "t", "d1", "d1", "d2", "m", "p", "p"]


def test_without_a_cause_nothing_is_moved() -> None:
    told = [METER.raised("m"), PUMP.raised("p")]
    assert causes_first(told, HOUSE) is told
