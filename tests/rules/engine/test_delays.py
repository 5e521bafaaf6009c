"""On-delay, off-delay, deadband: when a condition is raised and when it returns."""

from __future__ import annotations

from domain.alarm import Latch
from domain.people import Department
from domain.reading import Reading, Value
from domain.text import Text
from rules.engine import Engine
from tests.rules.plant import after, engine, reading, said

LIT = "when: {kind: state, point: lit, equals: true}"
SLOW = f"{LIT}\non_delay: 60s\noff_delay: 30s"


def lit(at: float, value: Value) -> Reading:
    return reading("b1.lit", at, value)


def feed(judge: Engine, *readings: Reading) -> list[tuple[str, float, float]]:
    return [line for one in readings for line in said(judge.reading(one))]


def test_without_delays_each_change_is_told_at_once() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(0, False), lit(10, True), lit(20, True), lit(30, False)) == [("raised", 10, 10), ("returned", 30, 30)]


def test_the_on_delay_counts_from_the_first_true_reading() -> None:
    judge = engine(SLOW)
    assert feed(judge, lit(0, True), lit(40, True)) == []
    assert judge.next_deadline() == after(60)
    assert said(judge.tick(after(59.999))) == []
    assert said(judge.tick(after(60))) == [("raised", 0, 60)]


def test_a_break_starts_the_on_delay_anew() -> None:
    judge = engine(SLOW)
    assert feed(judge, lit(0, True), lit(50, False), lit(55, True)) == []
    assert said(judge.tick(after(114))) == []
    assert said(judge.tick(after(115))) == [("raised", 55, 115)]


def test_a_reading_after_the_deadline_is_judged_after_the_deadline() -> None:
    judge = engine(SLOW)
    assert feed(judge, lit(0, True), lit(60, False)) == [("raised", 0, 60)]
    assert said(judge.tick(after(90))) == [("returned", 60, 90)]


def test_one_reading_can_pass_a_deadline_and_end_the_condition() -> None:
    judge = engine(f"{LIT}\non_delay: 60s\noff_delay: 0s")
    assert feed(judge, lit(0, True), lit(61, False)) == [("raised", 0, 61), ("returned", 61, 61)]


def test_it_returns_when_it_was_normal_for_the_off_delay() -> None:
    judge = engine(SLOW)
    feed(judge, lit(0, True), lit(70, False))
    assert said(judge.tick(after(99))) == []
    assert said(judge.tick(after(100))) == [("returned", 70, 100)]
    assert judge.next_deadline() is None


def test_what_becomes_true_again_within_the_off_delay_is_the_same_episode() -> None:
    judge = engine(SLOW)
    (raised,) = [*judge.reading(lit(0, True)), *judge.reading(lit(60, True))]
    assert feed(judge, lit(70, False), lit(90, True), lit(200, True)) == []
    assert judge.raised() == {"test.rule0|b1|mill.b1.lit": raised.episode}
    assert feed(judge, lit(210, False), lit(240, False)) == [("returned", 210, 240)]


def test_event_time_ends_an_off_delay_before_the_next_true_reading() -> None:
    judge = engine(SLOW)
    assert feed(judge, lit(0, True), lit(60, True), lit(70, False), lit(100, True)) == [("raised", 0, 60), ("returned", 70, 100)]
    assert said(judge.tick(after(160))) == [("raised", 100, 160)]


def test_a_deadband_keeps_an_active_condition() -> None:
    judge = engine("when: {kind: threshold, point: temp, above: 50, deadband: 5, unit: °C}")
    values = [51, 49, 46, 50.5, 45, 49, 50, 50.1]
    assert feed(judge, *(reading("b1.temp", at, float(value)) for at, value in enumerate(values))) == [
        ("raised", 0, 0),
        ("returned", 4, 4),
        ("raised", 7, 7),
    ]


def test_on_its_way_back_a_value_within_the_deadband_stays_normal() -> None:
    judge = engine("when: {kind: threshold, point: temp, above: 50, deadband: 5, unit: °C}\noff_delay: 10s")
    assert feed(judge, reading("b1.temp", 0, 60.0), reading("b1.temp", 1, 44.0), reading("b1.temp", 5, 48.0)) == [("raised", 0, 0)]
    assert said(judge.tick(after(11))) == [("returned", 1, 11)]


def test_conditions_of_one_point_have_each_their_own_delay() -> None:
    judge = engine(*(f"when: {{kind: threshold, point: temp, above: {limit}, deadband: 1, unit: °C}}\non_delay: {limit}s" for limit in (50, 60, 70)))
    assert feed(judge, reading("b1.temp", 0, 80.0), reading("b1.temp", 55, 65.0)) == [("raised", 0, 55)]
    assert said(judge.tick(after(60))) == [("raised", 0, 60)]
    assert said(judge.tick(after(1000))) == []


def test_points_and_assets_are_independent() -> None:
    judge = engine('when: {kind: state, point: "pump_*_fault", equals: true}')
    assert len(judge.reading(reading("b1.pump_1_fault", 0, True))) == 1
    assert len(judge.reading(reading("b1.pump_2_fault", 0, True))) == 1
    assert len(judge.reading(reading("b2.pump_1_fault", 0, True))) == 1
    assert judge.reading(reading("b1.label", 0, "no rule looks at this")) == []
    assert len(judge.raised()) == 3


def test_a_transition_says_everything_that_the_rule_says() -> None:
    judge = engine(
        "id: boiler.hot\nwhen: {kind: threshold, point: temp, above: 50, unit: °C}\nlatch: {reset: person}\nassist: [security]\nsop: hot\n"
        'message: {zh: "{place} {asset} {point} {value}{unit} > {limit}", en: "{device}: {value} {unit}, above {limit}"}'
    )
    (raised,) = judge.reading(reading("b1.temp", 3, 51.256))
    assert (raised.condition, raised.site, raised.asset, raised.point) == ("boiler.hot|b1|mill.b1.temp", "mill", "b1", "mill.b1.temp")
    assert (raised.rule, raised.department, raised.assist, raised.sop) == ("boiler.hot", Department.ENGINEERING, (Department.SECURITY,), "hot")
    assert (raised.latch, raised.realm, raised.late, raised.silent) == (Latch.PERSON, "live", False, False)
    assert raised.value == 51.256
    assert raised.message == Text("锅炉房 b1号 温度 51.26°C > 50 °C", "b1: 51.26 °C, above 50 °C")
    (returned,) = judge.reading(reading("b1.temp", 4, 20.0))
    assert (returned.episode, returned.value) == (raised.episode, 20.0)


def test_words_of_the_device_stand_in_the_message() -> None:
    judge = engine('when: {kind: state, point: mode, not_equals: auto}\nmessage: {zh: "{value}", en: "{value}"}')
    assert judge.reading(reading("b1.mode", 0, "manual"))[0].message == Text("手动", "Manual")
    judge = engine('when: {kind: state, point: states, has: low_water}\nmessage: {zh: "{value}", en: "{value}"}')
    flags: Value = frozenset({"low_water", "flame_out"})
    assert judge.reading(reading("b1.states", 0, flags))[0].message == Text("缺水、熄火", "Low water, Flame out")
