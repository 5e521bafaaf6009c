"""Every option of ``steward.yaml`` as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel
from pydantic_core import PydanticUndefined


def configuration_page(sections: Mapping[str, type[BaseModel]]) -> str:
    """`sections` maps a heading to the model of that part of the file."""
    lines = ["# steward.yaml", "", "Written by `make docs` from the models that check the file. Relative paths are taken from the file's folder."]
    for heading, model in sections.items():
        lines += ["", f"## {heading}", "", (model.__doc__ or "").strip(), "", "| Option | Default | Meaning |", "|---|---|---|", *_rows(model)]
    return "\n".join(lines) + "\n"


def with_parts(heading: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """`model` under `heading`, and whatever models stand in it under headings of their own."""
    yield heading, model
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from with_parts(f"{heading}, {name}", field.annotation)


def _rows(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            continue
        default = "(required)" if field.is_required() else field.get_default(call_default_factory=True)
        shown = "" if default is None or default is PydanticUndefined else f"`{default}`" if not field.is_required() else "required"
        yield f"| `{name}` | {shown} | {field.description or ''} |"
