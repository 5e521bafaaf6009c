"""The form of a rule is made from schemas: every field and every choice of every kind has a word in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

import dashboards
from rules.kind import kinds
from rules.rule_model import RuleModel

_KEY = re.compile(r'^  "([^"]+)":', re.MULTILINE)
_FAMILIES = {
    "Severity": "severity",
    "Department": "department",
    "Consequence": "alarm.consequence",
    "Latch": "alarm.latch",
    "CauseKind": "rule.cause",
    "OrderKind": "order.kind",
    "Evidence": "order.evidence",
    "Group": "rule.group",
    "Place": "rule.place",
    "Direction": "rule.direction",
}
"""As in `choice-words.ts`."""
_THE_SAME_EVERYWHERE = frozenset({"Priority"})


def _keys(language: str) -> frozenset[str]:
    messages = Path(dashboards.__file__).parent / "src/messages"
    files = (messages / f"{language}.ts", *sorted((messages / "areas").glob(f"*.{language}.ts")))
    return frozenset(key for file in files for key in _KEY.findall(file.read_text(encoding="utf-8")))


def _schemas() -> list[Mapping[str, object]]:
    models: list[type[BaseModel]] = [RuleModel, *(kind.settings for kind in kinds().values())]
    return [model.model_json_schema() for model in models]


def _parts(schema: object) -> Iterator[Mapping[str, object]]:
    """Every mapping in a schema, itself included."""
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _fields() -> set[str]:
    groups = [part["properties"] for schema in _schemas() for part in _parts(schema) if part.get("type") == "object" and "properties" in part]
    return {name for group in groups if isinstance(group, Mapping) for name in group}


def _choices() -> set[tuple[str, str]]:
    enumerations = [part for schema in _schemas() for part in _parts(schema) if isinstance(part.get("enum"), list) and "title" in part]
    return {(str(part["title"]), str(value)) for part in enumerations if isinstance(part["enum"], list) for value in part["enum"]}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(_fields()))
def test_every_field_has_a_name(language: str, name: str) -> None:
    assert any(key == f"rule.field.{name}" or (key.startswith("rule.field.") and key.endswith(f".{name}")) for key in _keys(language))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("family", "value"), sorted(pair for pair in _choices() if pair[0] not in _THE_SAME_EVERYWHERE))
def test_every_choice_has_a_word(language: str, family: str, value: str) -> None:
    assert f"{_FAMILIES[family]}.{value}" in _keys(language)


def test_the_form_looks_for_the_words_of_choices_in_the_same_places() -> None:
    file = Path(dashboards.__file__).parent / "src/rules/form/choice-words.ts"
    assert dict(re.findall(r'^  (\w+): "([\w.]+)",$', file.read_text(encoding="utf-8"), re.MULTILINE)) == _FAMILIES
