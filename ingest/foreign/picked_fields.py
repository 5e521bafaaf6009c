"""Picking the few fields that mean something out of a message in which they lie nested among many others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_LEAF, _WAY, _BOTH = 1, 2, 3


class Picker:
    """Finds fields by their dotted names: ``ENERGY.Power``, ``ENERGY.Voltage.0`` of a list, ``PMS5003.PM2.5``.

    What nobody asks for is not looked into. A key may hold dots itself. A name that is both a field and the way to
    another one (``Switch1`` and ``Switch1.Action``) is the field only where it holds neither object nor list. Inside a
    `null` everything is `null`: it could not be measured.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known: dict[str, int] = {}
        self._inside: dict[str, list[str]] = {}
        for name in names:
            self._known[name] = self._known.get(name, 0) | _LEAF
            for at, character in enumerate(name):
                if character == ".":
                    self._known[name[:at]] = self._known.get(name[:at], 0) | _WAY
                    self._inside.setdefault(name[:at], []).append(name)
        self.nested = any(kind != _LEAF for kind in self._known.values())
        """Whether there is anything to look for that does not lie on top."""

    def of(self, data: Mapping[str, object]) -> dict[str, object]:
        """Those that are there, by their names."""
        found: dict[str, object] = {}
        known = self._known
        for key, value in data.items():
            kind = known.get(key)
            if kind is None:
                continue
            if kind != _LEAF and isinstance(value, dict | list):
                self._descend(key, value, found)
            elif kind != _WAY:
                found[key] = value
            if value is None and kind != _LEAF:
                found.update(dict.fromkeys(self._inside[key]))
        return found

    def _descend(self, way: str, part: dict[object, object] | list[object], found: dict[str, object]) -> None:
        known = self._known
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            name = f"{way}.{key}"
            kind = known.get(name)
            if kind is None:
                continue
            if kind != _LEAF and isinstance(value, dict | list):
                self._descend(name, value, found)
            elif kind != _WAY:
                found[name] = value
            if value is None and kind != _LEAF:
                found.update(dict.fromkeys(self._inside[name]))
