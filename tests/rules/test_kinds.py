"""What every kind of rule promises, whatever kinds there are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rules.kind import Kind, KindSettings, kinds


def test_kinds_are_found_by_their_files() -> None:
    assert set(kinds()) == {
        *("stale", "state", "threshold", "rate_of_change", "count", "sequence", "deviation", "forecast", "composite", "schedule", "expression")
    }


@pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
def test_a_kind_documents_itself(kind: Kind[Any]) -> None:
    schema = kind.settings.model_json_schema()
    assert issubclass(kind.settings, KindSettings)
    assert kind.title.zh
    assert kind.title.en
    assert kind.__doc__
    assert schema["properties"]["kind"]["const"] == kind.name
    assert [name for name, field in schema["properties"].items() if name != "kind" and not field.get("description")] == []
    assert schema["examples"]


@pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
def test_the_example_of_a_kind_is_valid(kind: Kind[Any]) -> None:
    for example in kind.settings.model_json_schema()["examples"]:
        assert kind.settings.model_validate(example).kind == kind.name


@pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
def test_a_kind_takes_no_setting_that_it_does_not_know(kind: Kind[Any]) -> None:
    assert kind.settings.model_config.get("extra") == "forbid"


@pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
def test_settings_are_written_as_they_are_read(kind: Kind[Any]) -> None:
    for example in kind.settings.model_json_schema()["examples"]:
        settings = kind.settings.model_validate(example)
        assert kind.settings.model_validate(settings.model_dump(mode="json", by_alias=True, exclude_none=True)) == settings


@pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
def test_a_form_can_be_made_from_the_schema(kind: Kind[Any]) -> None:
    """Every field says what may stand in it, and whatever it refers to is there."""
    schema = kind.settings.model_json_schema()
    assert [field for field in schema["properties"].values() if not field.keys() & {"type", "enum", "const", "anyOf", "$ref"}] == []
    referred = re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema))
    assert set(referred) <= set(schema.get("$defs", {}))
    assert set(schema.get("required", [])) <= set(schema["properties"])


@pytest.mark.parametrize("kind", [kind for kind in kinds().values() if kind.name in ("composite", "schedule", "sequence")], ids=lambda kind: kind.name)
def test_a_condition_inside_another_is_of_any_kind_that_can_be_told_at_once(kind: Kind[Any]) -> None:
    asked = re.findall(r'"format": "steward-condition".*?"enum": (\[[^\]]*\])', json.dumps(kind.settings.model_json_schema()))
    assert asked
    assert {tuple(json.loads(names)) for names in asked} == {tuple(sorted(set(kinds()) - {"stale"}))}
