"""The clocks of a rescue from a lift."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, Schema
from domain.rescue_clock import Clock


class RescueClock(Schema):
    """What has to have happened by when, and whether it has."""

    clock: Clock
    name: LocalText
    started_at: Moment
    warn_at: Moment | None = Field(description="Of `released`: from then on somebody higher up has to act.")
    due_at: Moment = Field(description="Of `released`: from then on it is an accident that has to be reported.")
    met_at: Moment | None
    met_by: str | None = Field(description="A username, or `system` when the alarm returned.")
    device_id: str | None = Field(description="The phone or screen it was said with.")
    kept: bool | None = Field(description="Whether it was met in time; null: that is not known yet, or the order ended before.")
    ended: bool = Field(description="Whether nobody waits for it any more: it was met, or the order ended.")


class RescueClocks(Schema):
    """The clocks of an order in the order in which things usually happen; none: it is no rescue."""

    order_id: str
    clocks: list[RescueClock]


class ClockMet(HumanStep):
    """It has happened."""

    note: str = Field("", max_length=2000)
