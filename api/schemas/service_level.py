"""Service levels: what is promised for work orders."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Schema
from domain.people import Department
from domain.service_level import Origin, Rung
from domain.severity import Priority
from domain.work_order import HoldReason, OrderKind


class LevelLimits(Schema):
    """How long an order may take, in minutes of the hours that count."""

    priority: Priority
    accept_min: float
    arrive_min: float
    resolve_min: float


class LevelStep(Schema):
    """Who is called so long after a limit has passed and is still not met."""

    after_min: float
    call: Rung


class ServiceLevel(Schema):
    """What is promised for some orders. Of several levels the first one that covers an order is the order's; null: any."""

    id: str = Field(description="What `service` of an order names.", examples=["urgent"])
    name: LocalText
    kinds: list[OrderKind] | None
    priorities: list[Priority] | None
    departments: list[Department] | None = Field(description="Of the lead department.")
    origin: Origin | None
    calendar: str | None = Field(description="The calendar of the site in whose hours time counts; null: around the clock.")
    calendar_name: LocalText | None
    limits: list[LevelLimits] = Field(description="Of the priorities that it covers.")
    pauses_for: list[HoldReason] = Field(description="For which reasons of a hold the clock stands still.")
    remind_at_percent: float | None = Field(description="How much of a limit has gone when somebody is reminded; null: nobody is.")
    escalation: list[LevelStep]


class LadderRung(Schema):
    """A rung and who stands on it."""

    rung: Rung
    post: str
    name: LocalText


class Ladder(Schema):
    """Which post of a department is called on which rung."""

    department: Department
    rungs: list[LadderRung]


class ServiceLevels(Schema):
    """What is promised at a site, as it is in force."""

    site: str
    levels: list[ServiceLevel]
    ladders: list[Ladder]
    day_end: str | None = Field(description="When each day every request must have had an answer or a promise, by the clock of the site.", examples=["18:00"])
    look_back_days: int | None = Field(description="So many days after a repair in a public area somebody looks again; null: never.")
    rescue_arrive_min: float = Field(description="How soon the maintainer has to be at a lift with somebody in it.")
