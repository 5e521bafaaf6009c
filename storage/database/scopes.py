"""Scopes as JSON objects, and back. A list that is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from domain.scope import Scope

_LISTS = ("points", "assets", "spaces", "loops", "device_types")


def scope_document(scope: Scope) -> Mapping[str, object]:
    """To the column."""
    return {name: list(found) for name in _LISTS if (found := getattr(scope, name))}


def scope_of(document: Mapping[str, object]) -> Scope:
    """From the column."""
    return Scope(**{name: tuple(cast("Sequence[str]", found)) for name, found in document.items() if name in _LISTS})
