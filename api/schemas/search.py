"""What a search finds."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Schema
from operations.searching import ThingKind


class Found(Schema):
    """Something that was found."""

    kind: ThingKind
    id: str
    site: str | None = Field(description="Null: it belongs to no single site (a procedure, a person).")
    title: LocalText
    place: LocalText = Field(description="Where it is, or what tells it from others of its name; may be empty.")
    asset: str | None = Field(description="The equipment that it is, or belongs to.")
    number: str | None = Field(description="Of an order.")
    state: str | None = Field(description="Of an order or an alarm.")


class FoundGroup(Schema):
    """Those of one kind, the best first."""

    kind: ThingKind
    items: list[Found]


class SearchResult(Schema):
    """Grouped by kind; the kind with the best find comes first."""

    groups: list[FoundGroup]
