"""One value of a push: where it stands, and what it means here."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bridges.publisher import Sent
from bridges.pushed.query import PushedQuery
from configuration.json_query import Nothing

_LARGEST = (1 << 63) - 1
Meant = bool | int | float | str


class ValueSettings(BaseModel):
    """Where a value stands, and what it means; a text alone is its path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(description="JMESPath of the value")
    scale: float = Field(1.0, allow_inf_nan=False, description="A number is multiplied by it")
    offset: float = Field(0.0, allow_inf_nan=False, description="and this is added")
    values: dict[str, Meant] = Field(default_factory=dict, description="What stands there → what it means; what is not named is not understood")

    @model_validator(mode="before")
    @classmethod
    def _only_a_path(cls, written: object) -> object:
        return {"path": written} if isinstance(written, str) else written


class NotUnderstood(Exception):
    """Something is there that cannot be a value; its words say what."""


class ValueReader:
    """Reads one value. Raises `BadQuery` when it is made of a path that is none."""

    def __init__(self, settings: ValueSettings) -> None:
        self._query = PushedQuery(settings.path)
        self._scale, self._offset = settings.scale, settings.offset
        self._plain = (settings.scale, settings.offset) == (1.0, 0.0)
        self._words = dict(settings.values)
        self._numbers = {number: meant for word, meant in settings.values.items() if (number := _number(word)) is not None}

    def read(self, data: object) -> Sent | Nothing:
        """The value; `None`: could not be measured; `NOTHING`: it is not spoken of. Raises `QueryFailed` and `NotUnderstood`."""
        found = self._query.find(data)
        if found is None or isinstance(found, Nothing):
            return found
        if self._words:
            found = self._meant(found)
        if not self._plain:
            found = self._scaled(found)
        return _sendable(found)

    def _meant(self, found: object) -> Meant:
        meant: Meant | None = None
        if isinstance(found, str):
            meant = self._words.get(found)
        elif isinstance(found, bool):
            meant = self._words.get("true" if found else "false")
        elif isinstance(found, int | float):
            meant = self._numbers.get(found)
        if meant is None:
            raise NotUnderstood(f"{shown(found)} is not among {', '.join(list(self._words)[:10])}")
        return meant

    def _scaled(self, found: object) -> float:
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise NotUnderstood(f"expected a number, found {shown(found)}")
        try:
            return float(found) * self._scale + self._offset
        except OverflowError:
            raise NotUnderstood(f"{shown(found)} is beyond any number we can keep") from None


def shown(value: object, limit: int = 60) -> str:
    """`value` as it can stand in a message: printable, short, whatever it is."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a huge number"
    words = repr(value[: limit + 1]) if isinstance(value, str) else str(value)
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def _sendable(found: object) -> Sent:
    """`found`, if it can be sent. Raises `NotUnderstood`."""
    match found:
        case bool():
            return found
        case int() if abs(found) <= _LARGEST:
            return found
        case float() if math.isfinite(found):
            return found
        case str() if storable(found):
            return found
        case list() if all(isinstance(word, str) and storable(word) for word in found):
            return found
    raise NotUnderstood(f"{shown(found)} is no value")


def storable(text: str) -> bool:
    """Whether every store can keep `text`: no NUL, no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
