"""Is it alive, is it ready."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import Schema


class Alive(Schema):
    """The process answers."""

    status: Literal["ok"]
    version: str


class Part(Schema):
    """A part that must be ready."""

    name: str = Field(examples=["records", "telemetry", "ingest:riverside", "broker:riverside", "backlog:riverside", "worker"])
    ready: bool
    detail: str


class Ready(Schema):
    """Whether everything is ready, and if not, what is not."""

    ready: bool
    parts: list[Part]
