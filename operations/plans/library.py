"""The plans that Steward comes with: every YAML file of the folder ``library``, one plan each, named for its key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from configuration.document import Document, Place, read
from domain.plan import Plan
from domain.plan_json import plan_of
from domain.problem import BadConfiguration, Problem
from operations.plans.document import problems_of

HERE = Path(__file__).parent / "library"

_REMEDY = "Correct the file; docs/emergency-plans.md says what each field holds"
_SPOT = re.compile(r"plan((?:\.\w+|\[\d+\])*): (.*)", re.DOTALL)
_STEP = re.compile(r"\.?(\w+)|\[(\d+)\]")


@cache
def load(folder: Path = HERE) -> Mapping[str, Plan]:
    """Every plan in `folder`, by key and in order of key. Raises `BadConfiguration` with every problem of every file.

    Files are read once in the life of the process.
    """
    plans: dict[str, Plan] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            plans[path.stem] = _plan(path)
        except BadConfiguration as error:
            problems += error.problems
    if problems:
        raise BadConfiguration(problems)
    return MappingProxyType(plans)


def _plan(path: Path) -> Plan:
    document = read(path)
    if not isinstance(document.data, dict):
        raise BadConfiguration([document.problem((), "expected a mapping", "Write it as `key: value` lines")])
    try:
        plan = plan_of(document.data)
    except ValueError as error:
        raise BadConfiguration([_problem(document, str(error))]) from None
    problems = [document.problem(_place(where), f"{where}: {text.en}", _REMEDY) for where, text in problems_of(plan)]
    if plan.key != path.stem:
        problems.append(document.problem(("key",), f"the key `{plan.key}` is not the name of the file", f"Write `key: {path.stem}`, or rename the file"))
    if problems:
        raise BadConfiguration(problems)
    return plan


def _problem(document: Document, said: str) -> Problem:
    """What `plan_of` complained of, at the line that it means."""
    found = _SPOT.fullmatch(said)
    where, what = (found[1].lstrip("."), found[2]) if found else ("", said)
    return document.problem(_place(where), f"{where}: {what}" if where else what, _REMEDY)


def _place(where: str) -> Place:
    return tuple(int(number) if number else name for name, number in _STEP.findall(where))
