"""Value templates: the simple ones become JMESPath that finds the same; whatever is more is for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.json_query import NOTHING, Query
from steward.discovery.value_template import ByHand, picked

DATA = {"a": {"b": [7, {"c d": 8}]}, "state": "ON", "quote's": 1, "flag": True, "one": 1, "null": None, "off": "OFF"}


@pytest.mark.parametrize(
    ("template", "query", "found"),
    [
        ("{{ value_json.a.b[0] }}", "a.b[0]", 7),
        ("{{value_json['a']['b'][1]['c d']}}", 'a.b[1]."c d"', 8),
        ('{{- value_json["quote\'s"] -}}', '"quote\'s"', 1),
        ("{{ value_json.a.b[0] | float | round(1) }}", "a.b[0]", 7),
        ("{{ value_json.one | int(0) }}", "one", 1),
        ("{{ value_json.state == 'ON' }}", "state && state == 'ON'", True),
        ("{{ value_json.off == 'ON' }}", "off && off == 'ON'", False),
        ("{{ value_json.flag == 1 }}", "flag && (flag == `1` || flag == `true`)", True),
        ("{{ value_json.one == true }}", "one && (one == `1` || one == `true`)", True),
        ("{{ value_json.null == 'ON' }}", '"null" && "null" == \'ON\'', NOTHING),
        ("{{ value_json.missing == 'ON' }}", "missing && missing == 'ON'", NOTHING),
    ],
)
def test_a_simple_template_finds_the_same_as_jmespath(template: str, query: str, found: object) -> None:
    text = picked(template).jmespath()
    assert Query(text).find(DATA) == found
    assert text.replace('"null"', "null") == query.replace('"null"', "null")


@pytest.mark.parametrize("template", [None, "", " ", "{{ value }}", "{{value | float}}"])
def test_the_payload_itself(template: str | None) -> None:
    assert (picked(template).is_json, picked(template).steps) == (False, ())


@pytest.mark.parametrize(
    "template",
    [
        "{% if value_json.x %}1{% endif %}",
        "{{ value_json.x }}{{ value_json.y }}",
        "{{ value_json.x * 2 }}",
        "{{ value_json.x | upper }}",
        "{{ value_json.items }}",
        "{{ value_json.x == 0 }}",
        "{{ value_json.x == false }}",
        "{{ value_json.x != 'ON' }}",
        "{{ 'ON' if value_json.x else 'OFF' }}",
        "{{ value.split(',')[0] }}",
        "{{ value == 'ON' }}",
        "{{ states('sensor.x') }}",
        "{{ (value_json.x | float) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ value_json.x | float == 1 }}",
        "value_json.x",
    ],
)
def test_a_programme_is_not_guessed(template: str) -> None:
    with pytest.raises(ByHand):
        picked(template)


@given(st.one_of(st.text(), st.builds("{{{{ value_json{} }}}}".format, st.text(alphabet="abc.[]'\"0123 |=()floatrun", max_size=30))))
def test_any_text_is_understood_or_left_to_a_person_and_what_is_understood_can_be_asked(template: str) -> None:
    try:
        found = picked(template)
    except ByHand:
        return
    Query(found.jmespath()).find(DATA)
