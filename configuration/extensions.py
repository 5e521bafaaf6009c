"""Finding extensions: every module of a package that carries the agreed attribute, with no list to edit.

Device types, payload dialects, rule kinds, channels and telemetry engines all register this way.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import TypeVar

Extension = TypeVar("Extension")


class DuplicateExtension(Exception):
    """Two files claim one name: refused at start, so that none silently wins."""


def discover(package: ModuleType, attribute: str, name_of: Callable[[Extension], str]) -> dict[str, Extension]:
    """The `attribute` of every module directly in `package` that has one, by name, in alphabetical order of files.

    Modules whose name starts with ``_`` are not looked at. Raises `DuplicateExtension` when two have the same name.
    """
    found: dict[str, Extension] = {}
    origin: dict[str, str] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_") or info.ispkg:
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        extension: Extension | None = getattr(module, attribute, None)
        if extension is None:
            continue
        name = name_of(extension)
        if name in found:
            raise DuplicateExtension(f"{package.__name__}: `{name}` is defined by {origin[name]}.py and by {info.name}.py; rename one of them")
        found[name] = extension
        origin[name] = info.name
    return found
