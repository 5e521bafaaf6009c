"""The simple ones among value templates, read without ever running one: everything else is for a person.

``{{ value }}``, ``{{ value_json.a['b'][0] }}``, with ``float``, ``int``, ``round`` and ``default`` behind it, or one comparison with a constant.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_WHOLE = re.compile(r"\s*\{\{-?\s*([^{}%]*?)\s*-?\}\}\s*")
_HEAD = re.compile(r"(value_json|value)(?![A-Za-z0-9_])")
_STEP = re.compile(r"\s*(?:\.([A-Za-z_][A-Za-z0-9_]*)|\[\s*(?:'([^'\\]*)'|\"([^\"\\]*)\"|([0-9]{1,4}))\s*\])")
_FILTER = re.compile(r"\s*\|\s*(float|int|round|default)\b\s*(\([^()]*\))?")
_COMPARED = re.compile(r"\s*==\s*(?:'([^'\\]*)'|\"([^\"\\]*)\"|(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)|(true|false|True|False))\s*")
_METHODS = frozenset(dir(dict))
"""In Jinja ``value_json.items`` is no field."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 7


class ByHand(Exception):
    """A person has to look at it; its words say why."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What a template picks. `steps` lead to it in a JSON payload (`is_json`), else it is the payload; `equals`: compared with this.

    `rounded`: filters were left out that change how a number is shown.
    """

    steps: tuple[str | int, ...] = ()
    is_json: bool = False
    equals: str | bool | float | None = None
    rounded: bool = False

    @property
    def dotted(self) -> str:
        """The way, with dots."""
        return ".".join(map(str, self.steps))

    @property
    def nameable(self) -> bool:
        """Whether a reader that knows fields by dotted names finds it, and nothing else."""
        return self.equals is None and len(self.steps) <= _DEEPEST and not any(isinstance(step, str) and (not step or "." in step) for step in self.steps)

    def jmespath(self, before: str | None = None) -> str:
        """The same in JMESPath, beginning with the field `before`. A comparison of nothing or `null` finds nothing, never false."""
        text = "" if before is None else _name(before)
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{_name(step)}"
        text = text or "@"
        if self.equals is None:
            return text
        if not isinstance(self.equals, str) and self.equals == 1:  # in a template 1 and true are equal
            return f"{text} && ({text} == `1` || {text} == `true`)"
        literal = f"'{self.equals}'" if isinstance(self.equals, str) else f"`{json.dumps(self.equals)}`"
        return f"{text} && {text} == {literal}"


def picked(template: str | None) -> Picked:
    """What `template` picks; `None`: the payload itself. Raises `ByHand` for whatever is not surely understood."""
    if template is None or not template.strip():
        return Picked()
    if not template.replace("\n", " ").isprintable():
        raise ByHand("its template has signs that cannot be printed")
    whole = _WHOLE.fullmatch(template)
    if whole is None:
        raise ByHand("its template is a programme")
    expression = whole[1]
    head = _HEAD.match(expression)
    if head is None:
        raise ByHand("its template is more than a field")
    at = head.end()
    steps: list[str | int] = []
    while (step := _STEP.match(expression, at)) is not None:
        name = next(part for part in step.groups() if part is not None)
        if step[1] is not None and name in _METHODS:
            raise ByHand(f"in a template `.{name}` is a method of objects, not a field")
        steps.append(int(name) if step[4] is not None else name)
        at = step.end()
    rounded = False
    while (filtered := _FILTER.match(expression, at)) is not None:
        rounded = True
        at = filtered.end()
    compared = None if rounded else _COMPARED.fullmatch(expression, at)
    if head[1] == "value" and (steps or compared is not None):
        raise ByHand("its template takes a bare value apart")
    if compared is None and expression[at:].strip():
        raise ByHand("its template computes something")
    return Picked(tuple(steps), head[1] == "value_json", None if compared is None else _literal(compared), rounded)


def _literal(found: re.Match[str]) -> str | bool | float:
    single, double, number, truth = found.groups()
    if number is not None and float(number) != 0:
        return float(number)
    if truth is not None and truth.lower() == "true":
        return True
    if number is not None or truth is not None:
        raise ByHand("its template compares with 0 or false")
    text = single if single is not None else double
    if "'" in text:
        raise ByHand("its template compares with a text that has quotes")
    return str(text)


def _name(step: str) -> str:
    return step if _PLAIN.fullmatch(step) else json.dumps(step, ensure_ascii=False)
