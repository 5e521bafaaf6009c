"""The kind `count`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.signals import read_when
from tests.rules.kinds.station import DUMB, bound, ear, faults, written

DENIED = "{kind: count, event: access.denied, at_least: 3, within: 1m}"
BY_CARD = "{kind: count, event: access.denied, by: card, at_least: 3, within: 1m}"
CYCLES = "{kind: count, point: pump_1_run, becomes: true, at_least: 3, within: 1h}"
STARTS = "{kind: count, point: starts, increases: true, at_least: 5, within: 10m}"


def test_so_many_events_in_the_window_are_true_until_it_holds_fewer() -> None:
    listener = ear(DENIED)
    for at in (0, 20, 50):
        listener.event(at, "access.denied", card="a")
    listener.until(200)
    assert listener.turns == [(50, True), (60, False)]


def test_the_window_moves_on_with_every_event() -> None:
    listener = ear(DENIED)
    for at in (0, 20, 50, 70):
        listener.event(at, "access.denied", card="a")
    listener.until(500)
    assert listener.turns == [(50, True), (60, False), (70, True), (80, False)]


@pytest.mark.parametrize("times", [(0, 30, 60), (0, 30), (0, 0, 30), (0, 61, 122)])
def test_fewer_in_every_window_never_fire(times: tuple[int, ...]) -> None:
    listener = ear(DENIED)
    for at in times:
        listener.event(at, "access.denied", card="a")
    listener.until(1_000)
    assert listener.turns == []


def test_two_events_of_one_moment_are_two_if_they_say_different_things() -> None:
    listener = ear(DENIED)
    for card in ("a", "b", "c"):
        listener.event(5, "access.denied", card=card)
    assert listener.turns == [(5, True)]


def test_each_card_is_counted_by_itself() -> None:
    listener = ear(BY_CARD)
    for at, card in enumerate("abababc"):
        listener.event(at, "access.denied", card=card)
    assert listener.turns == [(4, True)]
    listener.until(300)
    assert listener.turns == [(4, True), (61, False)]


def test_one_card_of_many_keeps_it_true() -> None:
    listener = ear(BY_CARD)
    for at, card in [(0, "a"), (1, "a"), (2, "a"), (30, "b"), (31, "b"), (32, "b")]:
        listener.event(at, "access.denied", card=card)
    listener.until(300)
    assert listener.turns == [(2, True), (90, False)]


def test_only_events_that_say_so_count() -> None:
    listener = ear("{kind: count, event: access.denied, where: {reason: expired, door: 1}, at_least: 2, within: 1m}")
    for at, reason, door in [(0, "expired", 1), (1, "unknown", 1), (2, "expired", 2), (3, "expired", True)]:
        listener.event(at, "access.denied", reason=reason, door=door)
    assert listener.turns == []
    listener.event(4, "access.denied", reason="expired", door=1.0)
    assert listener.turns == [(4, True)]


def test_a_late_event_counts_at_its_own_time() -> None:
    listener = ear(DENIED)
    for at in (0, 50):
        listener.event(at, "access.denied", card="a")
    listener.event(20, "access.denied", card="a")
    listener.until(200)
    assert listener.turns == [(50, True), (60, False)]


def test_a_late_event_of_a_time_that_is_over_is_recorded() -> None:
    listener = ear(DENIED)
    for at in (0, 5, 80):
        listener.event(at, "access.denied", card="a")
    listener.event(30, "access.denied", card="b")
    assert listener.turns == []
    assert listener.records == [30]


def test_an_event_later_than_the_window_is_not_counted() -> None:
    listener = ear(DENIED)
    for at in (0, 1, 90):
        listener.event(at, "access.denied", card="a")
    assert listener.event(30, "access.denied", card="a") == []


def test_a_flood_of_events_and_cards_fills_no_memory() -> None:
    listener = ear(BY_CARD)
    for number in range(2_000):
        listener.event(number * 0.01, "access.denied", card=str(number))
        listener.event(number * 0.01, "access.denied", card="same", number=number)
    assert len(listener.memory.kept) <= 256
    assert len(listener.memory.kept["same"]) <= 6
    assert listener.active


def test_a_message_shows_how_many_there_were() -> None:
    listener = ear(DENIED)
    for at in (0, 20):
        listener.event(at, "access.denied", card="a")
    assert listener.event(50, "access.denied", card="a")[-1].value == 3.0


def test_a_point_that_becomes_a_value_again_and_again_is_true() -> None:
    listener = ear(CYCLES)
    for minute, runs in enumerate([False, True, True, False, True, False, True]):
        listener.hear(60 * minute, "pump_1_run", runs)
    listener.until(7_200)
    assert listener.turns == [(360, True), (3_660, False)]


def test_a_value_that_stays_is_no_change_and_what_was_before_the_first_is_not_known() -> None:
    listener = ear("{kind: count, point: pump_1_run, becomes: true, at_least: 1, within: 1h}")
    for minute in range(30):
        listener.hear(60 * minute, "pump_1_run", value=True)
    assert listener.turns == []


def test_a_change_counts_even_if_nothing_was_heard_for_days_before() -> None:
    listener = ear("{kind: count, point: pump_1_run, becomes: true, at_least: 1, within: 1h}")
    listener.hear(0, "pump_1_run", value=False)
    listener.hear(864_000, "pump_1_run", value=True)
    assert listener.turns == [(864_000, True)]


def test_bad_values_are_no_changes() -> None:
    listener = ear(CYCLES)
    listener.hear(0, "pump_1_run", value=False)
    for minute in range(1, 12, 2):
        listener.hear(60 * minute, "pump_1_run", value=True)
        assert listener.hear(60 * minute + 60, "pump_1_run", None, trusted=False)[0].truth is None
    assert listener.turns == []


def test_a_late_value_can_show_a_change_that_nobody_saw() -> None:
    listener = ear("{kind: count, point: pump_1_run, becomes: true, at_least: 1, within: 1h}")
    for minute in range(10):
        listener.hear(60 * minute, "pump_1_run", value=False)
    listener.hear(250, "pump_1_run", value=True)
    listener.until(7_200)
    assert listener.turns == [(250, True), (3_850, False)]


def test_a_late_value_between_two_that_differ_is_no_further_change() -> None:
    listener = ear("{kind: count, point: pump_1_run, becomes: true, at_least: 2, within: 1h}")
    listener.hear(0, "pump_1_run", value=False)
    listener.hear(600, "pump_1_run", value=True)
    listener.hear(300, "pump_1_run", value=True)
    listener.hear(200, "pump_1_run", value=False)
    listener.until(3_000)
    assert listener.turns == []
    assert listener.memory.runs[-1][0] == listener.memory.runs[0][1] + 100_000


def test_two_late_values_between_two_that_say_the_same_are_one_change() -> None:
    listener = ear("{kind: count, point: pump_1_run, becomes: true, at_least: 2, within: 1h}")
    for at, runs in [(0, False), (500, False), (100, True), (400, True)]:
        listener.hear(at, "pump_1_run", runs)
    assert listener.turns == []
    listener.hear(200, "pump_1_run", value=False)
    assert listener.active


@pytest.mark.parametrize(("becomes", "key", "values"), [("off", "mode", ["auto", "off"]), ("fire", "states", [frozenset(), frozenset({"fire", "test"})])])
def test_words_and_flags_can_be_counted(becomes: str, key: str, values: list[str]) -> None:
    listener = ear(f'{{kind: count, point: {key}, becomes: "{becomes}", at_least: 2, within: 1h}}')
    for minute in range(4):
        listener.hear(60 * minute, key, values[minute % 2])
    assert listener.turns == [(180, True)]


def test_a_counter_that_grows_by_so_much_is_true_until_the_window_holds_less() -> None:
    listener = ear(STARTS)
    for minute, starts in enumerate([100, 101, 103, 105, 105, 105, 105, 105, 105, 105, 105, 105]):
        listener.hear(60 * minute, "starts", float(starts))
    assert listener.turns == [(180, True), (600, False)]


def test_a_counter_that_grows_slowly_never_fires() -> None:
    listener = ear(STARTS)
    for minute in range(600):
        listener.hear(60 * minute, "starts", float(minute // 3))
    assert listener.turns == []


def test_a_counter_that_falls_began_anew() -> None:
    listener = ear(STARTS)
    for at, starts in [(0, 500.0), (60, 0.0), (120, 2.0), (180, 4.0)]:
        listener.hear(at, "starts", starts)
    assert listener.turns == []
    listener.hear(240, "starts", 5.0)
    assert listener.turns == [(240, True)]


def test_growth_before_and_after_a_new_beginning_adds_up() -> None:
    listener = ear(STARTS)
    for at, starts in [(0, 500.0), (60, 503.0), (120, 0.0), (180, 2.0)]:
        listener.hear(at, "starts", starts)
    assert listener.turns == [(180, True)]
    assert listener.said[-1].value == 5.0


def test_growth_over_a_gap_longer_than_the_window_is_not_known_to_be_in_it() -> None:
    listener = ear(STARTS)
    listener.hear(0, "starts", 0.0)
    listener.hear(3_600, "starts", 50.0)
    assert listener.turns == []


def test_growth_ends_by_the_clock_when_the_device_falls_silent() -> None:
    listener = ear(STARTS)
    listener.hear(0, "starts", 0.0)
    listener.hear(60, "starts", 5.0)
    listener.until(86_400)
    assert listener.turns == [(60, True), (600, False)]


def test_a_late_reading_of_a_counter_tells_nothing_new() -> None:
    listener = ear(STARTS)
    listener.hear(0, "starts", 0.0)
    listener.hear(120, "starts", 4.0)
    assert listener.hear(60, "starts", 3.0) == []


def test_a_counters_memory_stays_small() -> None:
    listener = ear("{kind: count, point: energy, increases: true, at_least: 5, within: 10m, unit: kWh}")
    for number in range(5_000):
        listener.hear(number * 0.3, "energy", number * 0.001)
    assert len(listener.memory.times) <= 2 * 60 + 3


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("{kind: count, event: access.lost, at_least: 3, within: 1m}", "event: `station` has no event `access.lost`. It has: access.denied, door.released"),
        ("{kind: count, event: access.denied, at_least: 3, within: 0s}", "within: `within` has no length"),
        ("{kind: count, point: opn, becomes: true, at_least: 3, within: 1m}", "point: `station` has no point `opn`"),
        ("{kind: count, point: mode, becomes: manual, at_least: 3, within: 1m}", "becomes: `mode` is never `manual`. Its values: auto, off"),
        ("{kind: count, point: states, becomes: smoke, at_least: 3, within: 1m}", "becomes: `states` is never `smoke`"),
        ("{kind: count, point: starts, becomes: true, at_least: 3, within: 1m}", "point: `starts` is a number. Of a counter, write `increases: true`"),
        ("{kind: count, point: flow, increases: true, at_least: 3, within: 1m}", "point: `flow` is analog, not a counter"),
        ("{kind: count, point: energy, increases: true, at_least: 3, within: 1h}", "unit: `at_least` has no unit, `energy` has `kWh`"),
        ("{kind: count, point: starts, increases: true, at_least: 3, within: 30s}", "within: 2 readings do not fit into 30s"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


def test_a_type_without_events_has_none_to_count() -> None:
    assert faults(DENIED, DUMB) == ["event: `dumb` has no event `access.denied`. It has none: use a point"]


@pytest.mark.parametrize(
    "when",
    [
        "{kind: count, at_least: 3, within: 1m}",
        "{kind: count, point: open, at_least: 3, within: 1m}",
        "{kind: count, point: open, becomes: true, increases: true, at_least: 3, within: 1m}",
        "{kind: count, event: access.denied, point: open, at_least: 3, within: 1m}",
        "{kind: count, event: access.denied, point: open, becomes: true, at_least: 3, within: 1m}",
        "{kind: count, point: open, becomes: true, by: card, at_least: 3, within: 1m}",
        "{kind: count, event: access.denied, at_least: 0, within: 1m}",
        "{kind: count, event: access.denied, at_least: 2.5, within: 1m}",
        "{kind: count, event: access.denied, at_least: 1001, within: 1m}",
        "{kind: count, event: access.denied, at_least: 3, within: 1m, unit: kWh}",
        "{kind: count, event: access.denied, at_least: 3, within: 60}",
    ],
)
def test_settings_that_make_no_sense_are_refused(when: str) -> None:
    with pytest.raises(ValidationError):
        read_when(written(when))


def test_limits_are_said_in_words() -> None:
    (denied,), (starts,) = bound(DENIED), bound(STARTS)
    assert (denied.limit.zh, denied.limit.en) == ("1 分钟内 3 次", "3 in 1 min")
    assert starts.limit.en == "5 in 10 min"


def test_where_one_is_enough_the_value_is_what_it_was_counted_by() -> None:
    listener = ear("{kind: count, event: access.denied, by: card, at_least: 1, within: 1m}")
    verdicts = [*listener.event(0, "access.denied", card="7"), *listener.event(1, "access.denied", card="8")]
    assert [verdict.value for verdict in verdicts] == ["7", "8"]
