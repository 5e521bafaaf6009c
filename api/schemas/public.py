"""What strangers see: no internal ids, no names of staff, no personal data."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from domain.request import BEST
from domain.work_order import OrderKind


class PublicPlace(Schema):
    """Where a code hangs, and what may be reported there."""

    site: LocalText
    place: LocalText
    thing: LocalText | None = Field(description="The equipment that the code hangs on; null: it hangs in a space.")
    kinds: list[OrderKind]
    form: str = Field(description="Give it back with the report.")


class Reported(Schema):
    """A report has arrived."""

    number: str
    path: str = Field(description="Where it can be followed, behind the address of this installation.")


class PublicStep(Schema):
    """A step on the way; `at` null: not there yet."""

    key: str = Field(examples=["received"])
    name: LocalText
    at: Moment | None


class PublicProgress(Schema):
    """How far a request is, in plain words."""

    number: str
    kind: OrderKind
    kind_name: LocalText
    site: LocalText
    place: LocalText
    state: LocalText
    steps: list[PublicStep]
    promised_until: Moment | None
    over: bool
    can_rate: bool
    rated: int | None = Field(description="The rating that was given.")


class PublicRating(Schema):
    """How satisfied somebody is."""

    score: int = Field(ge=1, le=BEST)
    solved: bool = True
    text: str = Field("", max_length=1000)
