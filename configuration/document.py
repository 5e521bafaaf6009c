"""YAML documents that remember on which line each value stands, and models checked against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from domain.problem import BadConfiguration, Problem

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]
"""A way into a document: keys and indexes, outermost first."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file: its plain data and the line of every place in it."""

    file: str
    data: object
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int | None:
        """The 1-based line of `place`, or of the nearest thing around it that has one."""
        for length in range(len(place), -1, -1):
            if (line := self.lines.get(place[:length])) is not None:
                return line
        return None

    def problem(self, place: Place, problem: str, remedy: str) -> Problem:
        """A problem at `place`."""
        return Problem(self.file, self.line(place), problem, remedy)

    def model(self, model: type[Model], place: Place = ()) -> Model:
        """The part at `place`, checked against `model`. Raises `BadConfiguration` with every problem found."""
        part = self.at(place)
        if not isinstance(part, dict):
            raise BadConfiguration([self.problem(place, f"expected a mapping, found {_kind(part)}", "Write it as `key: value` lines")])
        try:
            return model.model_validate(part)
        except ValidationError as error:
            problems = []
            for detail in error.errors(include_url=False):
                where = (*place, *self._inside(place, detail["loc"]))
                name = ".".join(str(step) for step in detail["loc"]) or "the document"
                problems.append(self.problem(where, f"{name}: {_sentence(detail['msg'])}", _remedy(detail, model)))
            raise BadConfiguration(problems) from None

    def at(self, place: Place) -> object:
        """The plain data at `place`; `KeyError` if there is none."""
        part = self.data
        for step in place:
            inside_list = isinstance(part, list) and isinstance(step, int) and step < len(part)
            if not inside_list and not (isinstance(part, dict) and step in part):
                raise KeyError(place)
            part = part[step]  # type: ignore[index]
        return part

    def _inside(self, place: Place, steps: Sequence[str | int]) -> Place:
        """Only those steps of a pydantic location that stand in the document (unions add names of their own)."""
        found: list[str | int] = []
        for step in steps:
            if (*place, *found, step) in self.lines:
                found.append(step)
        return tuple(found)


def read(path: Path) -> Document:
    """Read a YAML file. Raises `BadConfiguration` if it is missing, no YAML, or has a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadConfiguration([Problem(str(path), None, "the file does not exist", "Create it or correct the path that names it")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration([Problem(str(path), None, f"the file cannot be read ({error})", "It must be readable and in UTF-8")]) from None
    return parse(text, str(path))


def parse(text: str, file: str) -> Document:
    """As `read`, from text; `file` is the name that problems show."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        raise BadConfiguration([Problem(file, line, f"not valid YAML: {error.problem}", "Check indentation, colons and quotes around this line")]) from None
    if node is None:
        return Document(file, {}, {(): 1})
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    data = _plain(node, (), lines, problems, file)
    if problems:
        raise BadConfiguration(problems)
    return Document(file, data, lines)


_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain(node: Node, place: Place, lines: dict[Place, int], problems: list[Problem], file: str) -> object:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        result: dict[str | int, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else str(key_node.value)
            if key in result:
                problems.append(Problem(file, key_node.start_mark.line + 1, f"the key `{key}` stands here twice", "Remove one of them"))
            result[key] = _plain(value_node, (*place, key), lines, problems, file)
            lines[(*place, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, SequenceNode):
        return [_plain(item, (*place, index), lines, problems, file) for index, item in enumerate(node.value)]
    try:
        value = yaml.SafeLoader.construct_object(_CONSTRUCTOR, node)
    except (ConstructorError, ValueError) as error:
        problems.append(Problem(file, node.start_mark.line + 1, f"the value cannot be read ({error})", "Quote it if it is meant as text"))
        return None
    return str(node.value) if isinstance(value, date | datetime) else value


_CONSTRUCTOR = yaml.SafeLoader("")


def _kind(part: object) -> str:
    return {dict: "a mapping", list: "a list", str: "text", type(None): "nothing"}.get(type(part), type(part).__name__)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def _remedy(detail: Mapping[str, object], model: type[BaseModel]) -> str:
    kind = str(detail["type"])
    if kind == "missing":
        return "Add it"
    if kind == "extra_forbidden":
        return f"Remove it, or correct its spelling; known here: {', '.join(_fields(model, detail['loc']))}"
    context = detail.get("ctx")
    if isinstance(context, Mapping) and "remedy" in context:
        return str(context["remedy"])
    if isinstance(context, Mapping) and "expected" in context:
        return f"Use one of {context['expected']}"
    return "Correct the value"


def _fields(model: type[BaseModel], place: object) -> list[str]:
    """The field names of the model that stands around the last step of `place`, as far as models, lists and mappings of them tell."""
    around: type[BaseModel] = model
    current: object = model
    for step in list(place)[:-1] if isinstance(place, tuple) else []:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(step))
            current = None if field is None else field.annotation
        else:
            current = get_args(current)[-1] if get_origin(current) in {list, dict} else None
        if get_origin(current) is Annotated:
            current = get_args(current)[0]
        if isinstance(current, type) and issubclass(current, BaseModel):
            around = current
    return [info.alias or name for name, info in around.model_fields.items()]
