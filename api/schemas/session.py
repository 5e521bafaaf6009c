"""Signing in, and who I am."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import PageOf, Schema
from domain.people import Department, Permission, Role


class SignIn(Schema):
    """Username and password."""

    username: str = Field(min_length=1, max_length=64, examples=["engineer"])
    password: str = Field(min_length=1, max_length=256)


class Refresh(Schema):
    """A refresh token: good once."""

    refresh_token: str = Field(min_length=1, max_length=256)


class Tokens(Schema):
    """A session. The access token goes in `Authorization: Bearer …`; each refresh token is good once."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds that the access token lives.", examples=[900])


class Me(Schema):
    """The signed-in person."""

    id: str
    username: str
    name: str
    role: Role
    department: Department | None
    sites: list[str] = Field(description="Ids of the sites where this person may see anything.")
    permissions: list[Permission]
    every_department: bool = Field(description="Whether the role acts across departments; otherwise only on what the own one leads or assists.")
    simulated: bool = Field(default=False, description="Whether simulators run with this installation; `simulate` lets one rule them.")


class Person(Schema):
    """Somebody that work can be given to."""

    id: str
    username: str
    name: str
    role: Role
    department: Department | None
    active: bool


class PersonPage(PageOf[Person]):
    """People, by username."""
