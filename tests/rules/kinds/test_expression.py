"""The kind `expression`."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from domain.reading import Value
from rules.formula import DEEPEST, LONGEST, MOST_PARTS, NoFormula, read_formula
from rules.signals import read_when
from tests.rules.kinds.station import bound, ear, faults, written

BOTH = "{kind: expression, expression: 'count(pump_1_run, pump_2_run) == 2 and level < 20'}"


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ("a < 20", {"a": 19.9}, True),
        ("a < 20", {"a": 20.0}, False),
        ("10 <= a < 20", {"a": 10.0}, True),
        ("abs(a - b) > 5", {"a": 1.0, "b": 7.0}, True),
        ("max(a, b, 3) == 3", {"a": 1.0, "b": 2.0}, True),
        ("min(a, b) * 2 + 1 > b / 2 - 1", {"a": 1.0, "b": 4.0}, True),
        ("round(a, 1) == 1.3", {"a": 1.26}, True),
        ("count(p, q, not p) >= 2", {"p": True, "q": True}, True),
        ("p and not q or a % 2 == 1", {"p": False, "q": True, "a": 3.0}, True),
        ("mode == 'off'", {"mode": "off"}, True),
        ("mode != 'off'", {"mode": "auto"}, True),
        ("'fire' in states", {"states": frozenset({"fire"})}, True),
        ("'fire' not in states", {"states": frozenset({"fire"})}, False),
        ("(a if p else b) > 1", {"a": 0.0, "b": 2.0, "p": False}, True),
        ("p == true and q != False", {"p": True, "q": True}, True),
        ("-a < +1", {"a": 3.0}, True),
        ("a / b > 1", {"a": 3.0, "b": 0.0}, None),
        ("a % b > 1", {"a": 3.0, "b": 0.0}, None),
        ("a * 1e308 * 1e308 > 1", {"a": 1e308}, True),
        ("a < 20", {"a": "x"}, None),
        ("a + 1", {"a": 1.0}, None),
    ],
)
def test_an_expression_comes_to_what_it_says(text: str, values: dict[str, Value], truth: bool | None) -> None:  # noqa: FBT001  a table
    assert read_formula(text).holds(values) is truth


@pytest.mark.parametrize(
    "text",
    [
        "a.__class__",
        "a[0]",
        "[a][0]",
        "[x for x in a]",
        "lambda: a",
        "a := 1",
        "a ** 2 > 1",
        "a << 2 > 1",
        "a // 2 > 1",
        "a is b",
        "~a > 1",
        "{1: a}",
        "f'{a}' == 'x'",
        "(a, b) == (1, 2)",
        "a > 1j",
        "a > b'x'",
        "a > ...",
        "a == None",
        "*a",
        "await a",
        "print(a)",
        "__import__('os').system('true')",
        "open('x') > a",
        "max(a, key=abs) > 1",
        "abs(*a) > 1",
        "a.b(1) > 1",
        "max.__self__ > a",
        "a >",
        "a b",
        "a > 1; b",
        "",
        "1 > 0",
        "true",
        "a\x00",
    ],
)
def test_nothing_else_is_an_expression(text: str) -> None:
    with pytest.raises(NoFormula):
        read_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "a > " + "1" * LONGEST,
        "<".join(["a"] * MOST_PARTS),
        "not " * (DEEPEST + 1) + "a",
        "(" * 240 + "a" + ")" * 240,
        "-" * 490 + "a",
    ],
)
def test_an_expression_has_limits(text: str) -> None:
    with pytest.raises(NoFormula) as refused:
        read_formula(text)
    assert refused.value.remedy


def test_an_expression_up_to_the_limits_is_allowed() -> None:
    assert read_formula("<=".join(["a"] * (MOST_PARTS - 1))).holds({"a": 1.0}) is True


def test_points_are_told_in_the_order_in_which_they_are_named() -> None:
    assert read_formula("max(z, a) > a and b").names == ("z", "a", "b")


def test_an_expression_over_several_points() -> None:
    listener = ear(BOTH)
    assert listener.hear(0, "pump_1_run", value=True)[0].truth is None
    listener.hear(1, "pump_2_run", value=True)
    listener.hear(2, "level", 19.0)
    listener.hear(9, "level", 21.0)
    assert listener.turns == [(2, True), (9, False)]


def test_while_one_of_its_points_is_unknown_nothing_is_known() -> None:
    listener = ear(BOTH)
    for at, key, value in [(0, "pump_1_run", True), (1, "pump_2_run", True), (2, "level", 10.0)]:
        listener.hear(at, key, value)
    assert listener.hear(3, "pump_1_run", None, trusted=False)[0].truth is None
    assert listener.active
    listener.hear(4, "pump_1_run", value=False)
    assert listener.turns == [(2, True), (4, False)]


def test_an_unknown_word_is_not_another_word() -> None:
    listener = ear("{kind: expression, expression: \"open or mode != 'off'\"}")
    assert listener.hear(0, "open", value=False)[0].truth is None
    assert listener.hear(1, "mode", "auto")[0].truth is True
    assert listener.hear(2, "mode", None, trusted=False)[0].truth is None


def test_it_holds_from_when_the_newest_of_its_values_was_heard() -> None:
    listener = ear("{kind: expression, expression: 'level < 20 and open'}")
    listener.hear(5, "level", 10.0)
    assert listener.hear(3, "open", value=True)[0].at == listener.memory.times[0]


def test_late_readings_say_nothing() -> None:
    listener = ear("{kind: expression, expression: level < 20}")
    listener.hear(5, "level", 30.0)
    assert listener.hear(3, "level", 10.0) == []


def test_the_alarm_shows_the_first_point_or_the_one_that_is_told() -> None:
    (found,) = bound(BOTH)
    assert (found.point.key, found.limit.en) == ("pump_1_run", "count(pump_1_run, pump_2_run) == 2 and level < 20")
    listener = ear("{kind: expression, expression: 'open and level < 20', shows: level}")
    assert listener.condition.point.key == "level"
    listener.hear(0, "open", value=True)
    assert listener.hear(1, "level", 12.5)[0].value == 12.5


def test_an_asset_without_one_of_the_points_has_no_such_condition() -> None:
    assert bound("{kind: expression, expression: pump_3_run and open}") == []


def test_points_that_every_device_has_can_be_used() -> None:
    assert faults("{kind: expression, expression: battery_pct < 20 and not tamper}") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lvl < 20", "expression.point: `station` has no point `lvl`. It has: level, flow"),
        ("level", "expression: `level` is a number, where yes or no is needed. Compare it with something"),
        ("level + 1", "expression: `level + 1` is a number, where yes or no is needed"),
        ("open and level", "expression: `level` is a number, where yes or no is needed"),
        ("open + 1 > 1", "expression: `open` is yes or no, where a number is needed. Of several yes or no, `count(a, b)`"),
        ("mode < 3", "expression: `mode` is a word, where a number is needed"),
        ("mode == 1", "expression: `1` is a number, where a word is needed"),
        ("mode == auto", "expression.point: `station` has no point `auto`"),
        ("mode == 'manual'", "expression: `mode` is never `manual`. Its values: auto, off"),
        ("'manual' != mode", "expression: `mode` is never `manual`. Its values: auto, off"),
        ("'smoke' in states", "expression: `states` is never `smoke`. Its values: fire, test"),
        ("states == 'fire'", "expression: `states` is a set of flags and equals no word. Write `'flag' in point`"),
        ("'a' in label", "expression: `label` is a word, where a set of flags is needed"),
        ("open == 1", "expression: `1` is a number, where yes or no is needed"),
        ("(level if open else mode) == 1", "expression: `mode` is a word, where a number is needed"),
        ("abs(level, flow) > 1", "expression: `abs` takes 1 arguments, here are 2"),
        ("max(level) > 1", "expression: `max` takes 2 or more arguments, here are 1"),
        ("count(level) > 1", "expression: `level` is a number, where yes or no is needed"),
        ("round(level, flow) > 1", "expression: `round` takes the number of places as a whole number"),
    ],
)
def test_what_comes_to_no_yes_or_no_is_refused_before_it_is_in_force(text: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(f'{{kind: expression, expression: "{text}"}}')] == [fault]


def test_a_point_to_show_must_be_in_the_expression() -> None:
    assert faults("{kind: expression, expression: open, shows: level}") == ["shows: `level` is not in the expression. It names: open"]


@pytest.mark.parametrize("text", ["", "print(open)", "open >"])
def test_a_text_that_is_no_expression_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_when(written(f"{{kind: expression, expression: '{text}'}}"))
    assert refused.value.errors()[0]["loc"] == ("expression",)


def test_threads_read_expressions_at_the_same_time() -> None:
    # While a tree is made another thread may have its turn, as when a collection runs something.
    def let_others(_phase: str, _info: dict[str, int]) -> None:
        time.sleep(0)

    texts = [" + ".join(f"(point_{number} * {part})" for part in range(12)) for number in range(8)]
    thresholds = gc.get_threshold()
    gc.callbacks.append(let_others)
    gc.set_threshold(5)
    try:
        with ThreadPoolExecutor(8) as pool:
            read = list(pool.map(lambda text: read_formula(text).names, texts * 25))
    finally:
        gc.set_threshold(*thresholds)
        gc.callbacks.remove(let_others)
    assert read == [(f"point_{number}",) for number in range(8)] * 25
