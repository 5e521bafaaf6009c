"""Is it alive, is it ready."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from api.schemas.base import Schema


class Alive(Schema):
    """The process answers."""

    status: Literal["ok"]
    version: str


class PartState(StrEnum):
    """How a part is."""

    READY = "ready"
    DEGRADED = "degraded"
    """Somebody should look, but Steward does its work: readings are judged, alarms get their orders, people are told."""
    UNREADY = "unready"
    """Steward cannot do its work without it."""


class Part(Schema):
    """A part that should be ready."""

    name: str = Field(examples=["records", "telemetry", "ingest:riverside", "broker:riverside", "journal:riverside", "backlog:riverside", "worker"])
    state: PartState
    ready: bool = Field(description="Whether its state is `ready`.")
    detail: str = Field(description="What is wrong, in words; empty: nothing.")


class Ready(Schema):
    """Whether Steward can do its work, and if not, what is missing."""

    ready: bool = Field(description="Whether no part is `unready`; this is what the status 200 or 503 says.")
    state: PartState = Field(description="The worst of the parts'.")
    parts: list[Part]
