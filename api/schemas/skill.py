"""What people can do."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.base import LocalText, Schema
from domain.skill import Standing


class SkillWord(Schema):
    """A skill that orders may ask for."""

    id: str
    name: LocalText
    certificate: LocalText | None = Field(description="The document that it needs; null: none.")
    expires: bool = Field(description="Whether that document is valid until a day only.")


class SkillWords(Schema):
    """All of them."""

    items: list[SkillWord]


class SkillBrief(Schema):
    """A skill of somebody, as others see it."""

    skill: str
    name: LocalText
    standing: Standing
    valid_until: date | None


class HeldSkill(SkillBrief):
    """A skill of somebody with its certificate."""

    certificate: str = Field(description="Masked but for its end; `reveal` shows it.")


class HeldSkills(Schema):
    """What somebody can do."""

    username: str
    name: str
    items: list[HeldSkill]


class HeldSkillIn(Schema):
    """A skill to be written down."""

    skill: str = Field(min_length=1, max_length=64)
    certificate: str | None = Field(None, max_length=64, description="null: as it is.")
    valid_until: date | None = None


class HeldSkillsIn(Schema):
    """All skills of somebody: what is left out is taken away."""

    items: list[HeldSkillIn] = Field(max_length=50)


class TableIn(Schema):
    """A table as CSV with a heading."""

    site: str = Field(min_length=1, max_length=64)
    csv: str = Field(min_length=1, max_length=500_000)


class RowProblem(Schema):
    """What is wrong with a line; the heading is line 1."""

    line: int
    text: LocalText


class Imported(Schema):
    """What became of a table: all rows or none."""

    stored: int
    problems: list[RowProblem]
