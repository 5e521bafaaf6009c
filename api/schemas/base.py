"""What all models of the contract share."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from domain.text import Text

Item = TypeVar("Item")

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-31T08:00:00.000Z"]})]
"""A time in an answer: RFC 3339, UTC, milliseconds, exactly as ``domain.time.rfc3339`` writes it."""

ReadingValue = bool | float | str | list[str] | None
"""A value of a point: a flag set is a sorted list; ``null`` could not be measured."""


class Schema(BaseModel):
    """A part of the contract."""

    model_config = ConfigDict(frozen=True)


class LocalText(Schema):
    """A text in both languages; screens show the reader's."""

    zh: str = Field(examples=["3号楼电梯"])
    en: str = Field(examples=["Lift, tower 3"])

    @classmethod
    def of(cls, text: Text) -> LocalText:
        """The same text."""
        return cls(zh=text.zh, en=text.en)


class PageOf(Schema, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last one.")
