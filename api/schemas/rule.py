"""The rules in force."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import LocalText, PageOf, Schema
from domain.people import Department
from domain.severity import Severity


class Rule(Schema):
    """When a condition on points is an alarm."""

    id: str = Field(examples=["lift.entrapment"])
    message: LocalText
    severity: Severity
    department: Department
    assist: list[Department]
    asset_type: str | None = Field(description="The type of asset that it judges.", examples=["lift"])
    kind: str = Field(examples=["state"])
    sop: str | None
    definition: dict[str, Any] = Field(description="The rule as it was written.")


class RulePage(PageOf[Rule]):
    """Rules, by id."""
