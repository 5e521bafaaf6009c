"""Something with fields of its own inside a kind's settings."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class KindPart(BaseModel):
    """It knows all its fields, and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def whole_schema(part: type[KindPart]) -> dict[str, Any]:
    """The JSON schema of `part` with everything that it refers to in its place, so that it can stand inside another."""
    schema = part.model_json_schema()
    definitions = schema.pop("$defs", {})
    found: dict[str, Any] = _in_place(schema, definitions)
    return found


def _in_place(schema: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401  any JSON
    if isinstance(schema, list):
        return [_in_place(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _in_place(value, definitions) for key, value in schema.items() if key != "$ref"}
    return {**_in_place(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions), **rest} if "$ref" in schema else rest
