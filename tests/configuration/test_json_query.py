"""JMESPath over what devices say: wrong expressions are known when they are read, and no data can raise anything else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.json_query import LONGEST, NOTHING, BadQuery, Query, QueryFailed


@pytest.mark.parametrize(
    ("text", "data", "found"),
    [
        ("@", 5, 5),
        ("a", {"a": 1}, 1),
        ("a.b[0].c", {"a": {"b": [{"c": "x"}]}}, "x"),
        ("a[-1]", {"a": [1, 2]}, 2),
        ('"a b"."c-d"', {"a b": {"c-d": True}}, True),
        ("[1]", [1, 2], 2),
        ("a", {}, NOTHING),
        ("a.b", {"a": 5}, NOTHING),
        ("a.b", {"a": {}}, NOTHING),
        ("a.b", [1], NOTHING),
        ("a[2]", {"a": [1, 2]}, NOTHING),
        ("a[-3]", {"a": [1, 2]}, NOTHING),
        ("a[0]", {"a": {"0": 1}}, NOTHING),
        ("a.b", {"a": {"b": None}}, None),
        ("a.b", {"a": None}, None),
        ("a[?k=='t'].v | [0]", {"a": [{"k": "s", "v": 1}, {"k": "t", "v": 2}]}, 2),
        ("a[?k=='t'].v | [0]", {"a": []}, NOTHING),
        ("length(a)", {"a": [1, 2]}, 2),
        ("a || b", {"b": 3}, 3),
        ("a[*].b", {"a": [{"b": 1}, {}]}, [1]),
        ("{x: a}", {"a": 1}, {"x": 1}),
    ],
)
def test_a_query_finds_a_value_a_null_or_nothing(text: str, data: object, found: object) -> None:
    assert Query(text).find(data) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("a..b", "`.` cannot stand at character 3"),
        ("a.", "it ends too early"),
        ("length(", "it ends too early"),
        ("a-b", "Unknown token '-' at character 2"),
        ("'a", "Unclosed ' delimiter at character 1"),
        ("a[?first(b)]", "there is no function first()"),
        ("b[0].max_by(a)", "max_by() takes 2 arguments, not 1"),
        ("join(',', a, b)", "join() takes 2 arguments, not 3"),
        ("not_null()", "not_null() takes at least 1 arguments, not 0"),
        ("a" * (LONGEST + 1), f"longer than {LONGEST} characters"),
        ("!" * (LONGEST - 1) + "a", "recursion"),
    ],
)
def test_a_wrong_query_is_known_when_it_is_read(text: str, reason: str) -> None:
    with pytest.raises(BadQuery, match=reason.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")):
        Query(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("length(a)", {"a": 5}),
        ("sum(a)", {"a": ["x"]}),
        ("ceil(a)", {"a": math.inf}),
        ("avg(a)", {"a": [10**400]}),
        ("a < b", {"a": "x", "b": 1}),
        ("a[::0]", {"a": [1]}),
    ],
)
def test_a_query_that_cannot_be_asked_of_these_data_says_so(text: str, data: object) -> None:
    with pytest.raises(QueryFailed) as failed:
        Query(text).find(data)
    assert str(failed.value).startswith(f"`{text}`: ")
    assert len(str(failed.value)) < 200


PIECES = st.sampled_from(
    ["a", "b", ".", "[0]", "[", "]", "*", "[?", "==", "<", "`1`", "'x'", "|", "||", "&", "!", "(", ")", ",", "length", "sort_by", "to_number", "@", "::"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(min_size=1, max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=10,
)


def refusal(text: str, data: object) -> str | None:
    """Its words; `None` if there is none."""
    try:
        Query(text).find(data)
    except (BadQuery, QueryFailed) as error:
        return str(error)
    return None


@given(st.lists(PIECES, max_size=10).map("".join) | st.text(max_size=20), VALUES)
def test_any_text_is_a_query_or_is_refused_and_any_data_are_read_or_refused(text: str, data: object) -> None:
    assert refusal(text, data) != "", "what is refused is refused with a reason"
