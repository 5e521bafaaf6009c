"""What every kind of rule promises, whatever kinds there are."""

from __future__ import annotations

from typing import Any

import pytest

from rules.kind import Kind, KindSettings, kinds


def test_kinds_are_found_by_their_files() -> None:
    assert {"stale", "state", "threshold"} <= set(kinds())


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
