"""The kinds of conditions that rules can have, as a page."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from rules.duration import write_duration
from rules.kind import Kind

Schema = Mapping[str, Any]

_FORMATS = {"steward-duration": "a length of time", "steward-condition": "a condition"}
_TYPES = {"string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false", "object": "names and values"}


def kinds_page(kinds: Mapping[str, Kind[Any]]) -> str:
    """One section for each kind: what it is, its settings, and examples."""
    lines = ["# Kinds of rules", "", "Written by `make docs` from `rules/kinds/`. How they are used: [rules](../rules.md)."]
    for kind in kinds.values():
        schema = kind.settings.model_json_schema(by_alias=True)
        about = inspect.getdoc(inspect.getmodule(type(kind))) or ""
        lines += ["", f"## `{kind.name}` {kind.title.zh} · {kind.title.en}", "", _sentence(about.split(": ", 1)[-1]), ""]
        lines += [inspect.getdoc(kind.settings) or "", ""]
        lines += ["| Setting | Takes | If left out | Meaning |", "|---|---|---|---|", *_rows(kind, schema)]
        for example in schema["examples"]:
            written = yaml.safe_dump({"kind": kind.name, **example}, allow_unicode=True, default_flow_style=True, sort_keys=False, width=1_000).strip()
            lines += ["", "```yaml", f"when: {written}", "```"]
    return "\n".join(lines) + "\n"


def _rows(kind: Kind[Any], schema: Schema) -> Iterator[str]:
    needed = schema.get("required", ())
    for name, field in kind.settings.model_fields.items():
        key = field.alias or name
        if key == "kind":
            continue
        default = "—" if field.default is None or key in needed else write_duration(field.default) if hasattr(field.default, "days") else _word(field.default)
        meaning = (field.description or "").replace("|", "\\|")
        yield f"| `{key}` | {_takes(schema['properties'][key], schema)} | {'required' if key in needed else default} | {meaning} |"


def _takes(field: Schema, schema: Schema) -> str:
    """What may stand there, in words."""
    if "$ref" in field:
        return _takes(schema["$defs"][field["$ref"].rsplit("/", 1)[-1]], schema)
    ways = [way for way in field.get("anyOf", ()) if way.get("type") != "null"]
    if ways:
        return " or ".join(dict.fromkeys(_takes(way, schema) for way in ways))
    words = field.get("enum", [field["const"]] if "const" in field else [])
    return ", ".join(f"`{_word(word)}`" for word in words) or _FORMATS.get(field.get("format", "")) or _of_type(field, schema)


def _of_type(field: Schema, schema: Schema) -> str:
    if field["type"] == "array":
        each = field["prefixItems"] if "prefixItems" in field else [field["items"]]
        return "a list: " + ", ".join(_takes(one, schema) for one in each)
    if field["type"] == "object" and "properties" in field:
        return "{" + ", ".join(f"`{name}`" for name in field["properties"]) + "}"
    return _TYPES[field["type"]]


def _word(value: object) -> str:
    """A value as YAML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value in ((), {}) else str(value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
