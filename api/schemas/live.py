"""What the live stream carries as ``data:``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from api.schemas.alarm import Alarm
from api.schemas.base import Moment, Schema
from api.schemas.incident import IncidentFacts
from api.schemas.permit import Permit
from api.schemas.point import LiveReading
from api.schemas.visit import Visit
from api.schemas.whistle import Whistle
from api.schemas.work_order import WorkOrder


class LiveAlarm(Alarm):
    """An alarm after a transition (`event: alarm`)."""

    transition: str = Field(examples=["raised"])
    sequence: int


class LiveWorkOrder(WorkOrder):
    """A work order after a transition (`event: work-order`), with its timeline."""

    transition: str = Field(examples=["accept"])
    sequence: int


class LiveIncident(IncidentFacts):
    """An incident after a transition (`event: incident`): opened, joined, clearing, returned, released, ended."""

    transition: str = Field(examples=["opened"])
    sequence: int


class LivePermit(Permit):
    """A permit after a step (`event: system`, transition `permit`), with its timeline."""

    transition: Literal["permit"]
    at: Moment
    sequence: int


class LiveWhistle(Whistle):
    """A whistle after a step (`event: system`, transition `whistle`), with its timeline."""

    transition: Literal["whistle"]
    at: Moment
    sequence: int


class LiveVisit(Visit):
    """A visit after a step (`event: system`, transition `visit`), with its timeline."""

    transition: Literal["visit"]
    at: Moment
    sequence: int


class LiveSystem(Schema):
    """Something about Steward itself (`event: system`): `connected`, `reset` (read everything anew), `restarted`, `rule-changed` and others."""

    transition: str = Field(examples=["reset"])
    sequence: int


class LiveMessage(RootModel[LiveAlarm | LiveWorkOrder | LiveIncident | LivePermit | LiveWhistle | LiveVisit | LiveSystem | LiveReading]):
    """The `data:` of a message, by its `event:`."""
