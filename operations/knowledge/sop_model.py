"""The shape of a procedure in YAML, checked by pydantic."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from domain.identity import is_slug
from domain.people import Department
from domain.text import Text
from operations.knowledge.contacts import CONTACTS
from operations.knowledge.sop import Sop

ALWAYS = (Department.ENGINEERING, Department.SECURITY)
"""The departments that every procedure has steps for."""

LONGEST_ZH, LONGEST_EN = 60, 200
"""Letters of one sentence on the card: it is read at arm's length."""


def _slug(text: str) -> str:
    if not is_slug(text):
        raise PydanticCustomError("sop_id", "`{id}` is no id of a procedure", {"id": text, "remedy": "Use small letters, digits and hyphens"})
    return text


def _contact(text: str) -> str:
    if text not in CONTACTS:
        raise PydanticCustomError("contact", "nobody is known as `{id}`", {"id": text, "remedy": f"Use one of: {', '.join(CONTACTS)}"})
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A short text in both languages."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ZH, strip_whitespace=True)] = Field(description="In Chinese, shown first")
    en: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_EN, strip_whitespace=True)] = Field(description="In English")

    def text(self) -> Text:
        """The same as a `Text`."""
        return Text(self.zh, self.en)


Several = Annotated[tuple[Words, ...], Field(min_length=1)]


class SopModel(_Strict):
    """One procedure, alone in a file that is named for its id."""

    id: Annotated[str, AfterValidator(_slug)]
    title: Words
    purpose: Words = Field(description="What it is for, in one sentence")
    steps: dict[Department, Several] = Field(description="What each department does, in order; engineering and security always have steps")
    never: Several = Field(description="What must not be done")
    call: tuple[Annotated[str, AfterValidator(_contact)], ...] = Field(default=(), description="Whom to call, the most urgent first")
    evidence: Several = Field(description="What to photograph or write down")
    source: Annotated[str, StringConstraints(min_length=1)] = Field(description="The standard or practice that it follows")
    general: bool = Field(default=False, description="It belongs to no single rule")

    @model_validator(mode="after")
    def _both_departments(self) -> Self:
        if missing := [department.value for department in ALWAYS if department not in self.steps]:
            remedy = f"Write `steps: {{{missing[0]}: […]}}`, if only what they watch or keep clear"
            raise PydanticCustomError("departments", "there are no steps for {missing}", {"missing": " and ".join(missing), "remedy": remedy})
        return self

    @model_validator(mode="after")
    def _called_once(self) -> Self:
        if len(set(self.call)) < len(self.call):
            raise PydanticCustomError("call", "somebody stands twice in `call`", {"remedy": "Name each once"})
        return self

    def sop(self) -> Sop:
        """The procedure."""
        return Sop(
            id=self.id,
            title=self.title.text(),
            purpose=self.purpose.text(),
            steps={department: tuple(step.text() for step in self.steps[department]) for department in Department if department in self.steps},
            never=tuple(words.text() for words in self.never),
            call=self.call,
            evidence=tuple(words.text() for words in self.evidence),
            source=self.source,
            general=self.general,
        )
