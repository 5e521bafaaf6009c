"""What people say to a run of an emergency plan: to begin it, in it, and to end it."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.plan_run import StepValue
from domain.people import Department
from domain.plan import Stage
from domain.severity import Severity


class NewPlanRun(HumanStep):
    """Start a plan by hand."""

    site: str = Field(max_length=64)
    plan: str = Field(max_length=64, examples=["fire"])
    reason: str = Field(min_length=1, max_length=500, examples=["3号楼12层住户来电报火警 · a resident of T3-12 reports fire"])
    severity: Severity = Severity.CRITICAL
    stage: Stage = Stage.RESPONSE
    space: str | None = Field(None, max_length=64)
    asset: str | None = Field(None, max_length=64)


class StartRun(HumanStep):
    """Start a proposed plan."""


class DeclineRun(HumanStep):
    """It is not needed."""

    reason: str = Field(min_length=1, max_length=1000)


class TakeCommand(HumanStep):
    """Command goes to a person; without `to` to yourself."""

    to: str | None = Field(None, max_length=64, description="A username.")


class StandDownRun(HumanStep):
    """It is over."""

    outcome: str = Field(min_length=1, max_length=2000)


class FalseAlarmRun(HumanStep):
    """Nothing has happened."""

    cause: str = Field(min_length=1, max_length=2000)
    photo: str | None = Field(None, max_length=64, description="The id of a picture that was added to this run.")


class RunMessage(HumanStep):
    """Something said to everybody in it."""

    text: str = Field(min_length=1, max_length=1000)


class RunNote(HumanStep):
    """A remark for the log."""

    note: str = Field(min_length=1, max_length=2000)


class RunCall(HumanStep):
    """Somebody was rung up."""

    contact: str = Field(min_length=1, max_length=64)
    reached: bool
    note: str = Field("", max_length=500)


class RunCheckIn(HumanStep):
    """A department is there."""

    department: Department
    note: str = Field("", max_length=500)


class StepDone(HumanStep):
    """A step is done."""

    note: str = Field("", max_length=1000)
    value: StepValue = Field(None, description="Of a step that asks for a reading.")
    files: list[str] = Field(default=[], max_length=10, description="Ids of photos that were added to this run.")


class StepUndone(HumanStep):
    """It is not done after all."""

    reason: str = Field(min_length=1, max_length=1000)


class StepSkipped(HumanStep):
    """It is left out."""

    reason: str = Field(min_length=1, max_length=1000)
