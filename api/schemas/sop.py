"""Procedures (SOP, 处置规程)."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, PageOf, Schema
from domain.people import Department
from operations.knowledge import CONTACTS
from operations.knowledge import Sop as KnownSop


class SopContact(Schema):
    """Somebody to call."""

    id: str = Field(examples=["medical"])
    name: LocalText
    number: str | None = Field(description="The public number; null: the site keeps its own.", examples=["120"])


class SopSteps(Schema):
    """What one department does."""

    department: Department
    steps: list[LocalText] = Field(description="In the order in which they are taken.")


class SopSummary(Schema):
    """A procedure in a list."""

    id: str = Field(examples=["lift-entrapment-release"])
    title: LocalText
    purpose: LocalText
    departments: list[Department] = Field(description="Those that have steps in it; engineering and security always do.")
    general: bool = Field(description="It belongs to no single rule.")


class Sop(SopSummary):
    """A procedure: what to do, what never to do, whom to call, what to record."""

    steps: list[SopSteps]
    never: list[LocalText] = Field(description="What must not be done.")
    call: list[SopContact] = Field(description="The most urgent first.")
    evidence: list[LocalText] = Field(description="What to photograph or write down.")
    source: str = Field(description="The standard or practice that it follows.")

    @classmethod
    def of(cls, sop: KnownSop) -> Sop:
        """The procedure in the contract's words."""
        contacts = [CONTACTS[each] for each in sop.call]
        return cls(
            **summary_fields(sop),
            steps=[SopSteps(department=department, steps=[LocalText.of(step) for step in steps]) for department, steps in sop.steps.items()],
            never=[LocalText.of(each) for each in sop.never],
            call=[SopContact(id=contact.id, name=LocalText.of(contact.name), number=contact.number) for contact in contacts],
            evidence=[LocalText.of(each) for each in sop.evidence],
            source=sop.source,
        )


class SopPage(PageOf[SopSummary]):
    """Procedures, by id."""


def summary_fields(sop: KnownSop) -> dict[str, object]:
    """The fields of `SopSummary`."""
    return {"id": sop.id, "title": LocalText.of(sop.title), "purpose": LocalText.of(sop.purpose), "departments": list(sop.steps), "general": sop.general}
