"""Errors, after RFC 9457."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Schema


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str = Field(examples=["body.reason"])
    message: str


class RuleProblem(Schema):
    """Something in a rule that cannot be."""

    line: int | None = Field(description="1-based, in the YAML that was sent (else in `yaml` of the answer to a check); null: of no one line.")
    place: str = Field(description="The field, such as `when.point`; empty: the rule as a whole, or its text.", examples=["when.point"])
    problem: str
    remedy: str


class Meanwhile(Schema):
    """What somebody did since the version that was read."""

    event: str = Field(description="The step, as in the timeline.", examples=["accept"])
    actor: str
    name: str = Field(description="The person's name; the username where there is none.")
    at: str = Field(description="RFC 3339, UTC.")


class Problem(Schema):
    """Why a request was not done, and what to do about it (`application/problem+json`)."""

    type: str = Field(examples=["urn:steward:problem:conflict"])
    title: str
    status: int
    detail: str = Field(description="What to do, in the language of `Accept-Language`.")
    instance: str
    errors: list[FieldProblem] | None = None
    problems: list[RuleProblem] | None = Field(None, description="With a rule that cannot be used: why.")
    entry: str | None = Field(None, description="With a site file that could not be changed: the lines to add to its `assets:` by hand.")
    current_version: int | None = Field(None, description="With a conflict: the version that is stored now.")
    meanwhile: list[Meanwhile] | None = Field(None, description="With a conflict about a work order: what others did, oldest first.")
