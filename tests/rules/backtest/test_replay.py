"""History through the engine: the same as it was live, whatever came late, was bad, or did not come at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage
from domain.transition import Transition
from rules.backtest.history import Reader
from rules.backtest.replay import Replay, looked_at, play
from tests.rules.backtest.mill import HOT, HOUR, alive, gap, happened, lived, replayed, temps, told
from tests.rules.plant import START, after, bound, said, site

STALE = "when: {kind: stale, after: 5m}\napplies_to: {assets: [b1]}"
LIT = "when: {kind: state, point: lit, equals: false}"
KINDS = [
    HOT,
    LIT,
    f"{LIT}\non_delay: 90s\noff_delay: 45s",
    "when: {kind: stale, after: 2m}",
    'when: {kind: rate_of_change, point: temp, rises: 20, within: 5m, unit: "°C"}',
    "when: {kind: count, event: flame.lost, at_least: 3, within: 2m}",
    "when: {kind: sequence, first: {kind: state, point: lit, equals: true}, then: {kind: threshold, point: flow, above: 1, unit: m³/h}, within: 1m}",
    f"{HOT}\nsuppress_while: {{kind: state, point: mode, equals: manual}}",
]


def conditions(transitions: list[Transition]) -> list[tuple[str, str]]:
    return [(each.change.value, each.condition.split("|")[1]) for each in transitions]


def test_a_condition_is_raised_when_its_delay_has_passed_and_returns_when_it_is_over() -> None:
    history = temps("b1", 70, 85, 85, 85, 70)
    assert said(replayed(bound(HOT), history)) == [("raised", 30, 90), ("returned", 120, 120)]


def test_what_the_clock_decided_live_is_decided_without_another_reading() -> None:
    history = [*temps("b1", 70, 85), *alive("b2", 0, HOUR)]
    assert said(replayed(bound(HOT), history)) == [("raised", 30, 90)]


def test_the_clock_runs_on_to_the_end_of_the_window_and_no_further() -> None:
    assert said(replayed(bound(HOT), temps("b1", 85), until=60)) == [("raised", 0, 60)]
    assert said(replayed(bound(HOT), temps("b1", 85), until=59.9)) == []


def test_what_was_received_after_the_window_is_not_part_of_it() -> None:
    history = [told("b1", 100, {"lit": False}, received=700)]
    assert said(replayed(bound(f"{LIT}\nlatch: {{reset: source}}"), history, until=700)) == []
    assert said(replayed(bound(f"{LIT}\nlatch: {{reset: source}}"), history, until=701)) == [("raised", 100, 700)]


def test_a_reading_that_came_late_is_late_here_too() -> None:
    history = [told("b1", 0, {"lit": True}), told("b1", 100, {"lit": False}, received=500), told("b1", 200, {"lit": True})]
    (recorded,) = replayed(bound(LIT), history)
    assert said([recorded]) == [("recorded", 100, 500)]
    assert recorded.late


def test_a_clock_that_is_a_little_ahead_does_not_disturb_the_order() -> None:
    history = [told("b1", 100 + 110, {"lit": False}, received=100), told("b2", 150, {"lit": True}), told("b1", 160, {"lit": True})]
    assert said(replayed(bound(LIT), history)) == [("raised", 100, 100), ("returned", 160, 160)]


@pytest.mark.parametrize("bad", [{"temp": None}, {"temp": "hot"}])
def test_a_bad_value_is_neither_true_nor_normal(bad: dict[str, Value]) -> None:
    history = [*temps("b1", 85, 85, 85), told("b1", 90, bad, temp=Quality.BAD), told("b1", 120, {"temp": 70.0})]
    assert said(replayed(bound(HOT), history)) == [("raised", 0, 60), ("returned", 120, 120)]


def test_a_device_that_is_silent_while_others_speak_is_stale_when_it_was_live() -> None:
    history = [*alive("b1", 0, 600), *alive("b2", 0, HOUR), *alive("b1", 1_800, HOUR)]
    assert said(replayed(bound(STALE), history)) == [("raised", 570 + 300, 570 + 300), ("returned", 1_800, 1_800)]


def test_the_will_that_a_device_left_is_no_sign_of_life() -> None:
    history = [*alive("b1", 0, 600), told("b1", 700, {"online": False}), *alive("b2", 0, HOUR)]
    assert said(replayed(bound(STALE), history)) == [("raised", 870, 870)]
    spoke = [*alive("b1", 0, 600), told("b1", 700, {"online": False, "flow": 1.0}), *alive("b2", 0, HOUR)]
    assert said(replayed(bound(STALE), spoke)) == [("raised", 1_000, 1_000)]


def test_silence_while_steward_was_blind_is_nobody_s() -> None:
    history = [*alive("b1", 0, 600), *alive("b1", 2_400, HOUR)]
    assert said(replayed(bound(STALE), history)) == [("raised", 870, 870), ("returned", 2_400, 2_400)]
    assert said(replayed(bound(STALE), history, blind=[gap(570, 2_400)], settle_s=240)) == []


def test_a_silence_that_began_before_we_were_blind_counts_without_the_blindness() -> None:
    history = [*alive("b1", 0, 600), *alive("b2", 0, 700), *alive("b2", 2_400, HOUR)]
    (raised,) = replayed(bound(STALE), history, blind=[gap(690, 2_400)], settle_s=240)
    assert said([raised]) == [("raised", 570 + 300 + (2_400 - 690), 2_400 + 240)]
    assert raised.silent


def test_blindness_that_lasts_to_the_end_decides_nothing() -> None:
    assert said(replayed(bound(STALE), alive("b1", 0, 600), blind=[gap(570, HOUR)])) == []


def test_events_are_heard() -> None:
    rule = "when: {kind: count, event: flame.lost, at_least: 3, within: 2m}"
    history = [happened("b1", seconds, "flame.lost") for seconds in (0, 100, 150, 200)]
    assert conditions(replayed(bound(rule), history)) == [("raised", "b1"), ("returned", "b1")]


def test_several_versions_are_played_at_once_each_as_if_alone() -> None:
    history = [*temps("b1", 70, 85, 95, 95, 70, 85, 70), *temps("b2", 95, 95, 95, 95)]
    versions = [bound(HOT), bound(HOT.replace("80", "90")), bound(LIT)]
    told_by: list[list[Transition]] = [[], [], []]
    replays = [Replay(site(), ruleset, START, into.extend, settle_s=0) for ruleset, into in zip(versions, told_by, strict=True)]
    reader = Reader(site(), frozenset().union(*(looked_at(ruleset) for ruleset in versions)))
    played = play(replays, reader, sorted(history, key=lambda message: message.occurred_at), until=after(HOUR))
    assert played == len(history)
    assert told_by == [replayed(ruleset, history) for ruleset in versions]
    assert [len(each) for each in told_by] == [3, 3, 0]


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["b1", "b2"]),
        st.integers(0, 900),
        st.sampled_from([0, 0, 0, 0.2, 3, 70, 400]),
        st.sampled_from(
            [
                {"temp": 70.0},
                {"temp": 85.0},
                {"temp": 82.0},
                {"temp": None},
                {"lit": True},
                {"lit": False},
                {"flow": 3.0},
                {"mode": "manual"},
                {"mode": "auto"},
                {"online": False},
                None,
            ]
        ),
    ),
    max_size=60,
    unique_by=lambda each: (each[0], each[1]),
)


@pytest.mark.parametrize("rule", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=MESSAGES)
def test_history_says_exactly_what_was_said_live(rule: str, script: list[tuple[str, int, float, dict[str, Value] | None]]) -> None:
    ruleset = bound(rule)
    history: list[TelemetryMessage] = [
        happened(device, at, "flame.lost") if values is None else told(device, at, values, received=at + lag) for device, at, lag, values in script
    ]
    history.sort(key=lambda message: (message.occurred_at, message.device))
    assert replayed(ruleset, history, until=1_500) == lived(ruleset, history, until=1_500)


def test_the_same_history_says_the_same_twice() -> None:
    history = [*temps("b1", *[70 + 3 * (number % 9) for number in range(200)]), *alive("b2", 0, HOUR)]
    assert replayed(bound(HOT), history) == replayed(bound(HOT), history)
    assert timedelta(0) < replayed(bound(HOT), history)[0].known_at - START
