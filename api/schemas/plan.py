"""An emergency plan (应急预案) as the contract has it: the same shape to read and to write, nothing left out."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from api.schemas.base import Schema
from domain.people import Department
from domain.plan import DoneKind, Milestone, PlanKind, Warned, WarningLevel, Where
from domain.post import Post
from domain.severity import Severity

Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Limit = Annotated[float, Field(ge=0, le=30 * 86400, allow_inf_nan=False, description="Seconds.")]
Bound = Annotated[float, Field(allow_inf_nan=False)]


def _most_severe_first(given: object) -> object:
    if not isinstance(given, (set, frozenset, list, tuple)):
        return given
    order = [severity.value for severity in Severity]
    return sorted(given, key=lambda each: order.index(str(each)) if str(each) in order else len(order))


class PlanPart(Schema):
    """A part of a plan."""

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="forbid")


class PlanWords(PlanPart):
    """A text in both languages; a draft may lack one."""

    zh: str = Field(max_length=4000)
    en: str = Field(max_length=4000)


class PlanReading(PlanPart):
    """A value that a person enters; outside `low` … `high` the step is not done."""

    label: PlanWords
    unit: str = Field(max_length=20)
    low: Bound | None
    high: Bound | None


class PlanTelemetry(PlanPart):
    """What telemetry has to show for `hold_s` seconds: exactly one of `equals`, `above` and `below` says what."""

    asset_type: str = Field(max_length=64)
    point: str = Field(max_length=64)
    equals: bool | str | None
    above: Bound | None
    below: Bound | None
    where: Where
    every: bool = Field(description="All of those assets; else one is enough.")
    hold_s: Limit
    once_open: bool = Field(False, description="It counts only once the phase of the step has opened: for what is normal before anything has happened, too.")


class PlanDone(PlanPart):
    """What counts as done."""

    kind: DoneKind
    reading: PlanReading | None
    telemetry: PlanTelemetry | None


class PlanStep(PlanPart):
    """One thing that one post does; `within_s` counts from the opening of its phase."""

    key: Key
    title: PlanWords
    instruction: PlanWords
    post: Post
    within_s: Limit | None
    done: PlanDone
    required: bool
    contact: str | None = Field(max_length=64, description="The id of whom to call.")
    sop: str | None = Field(max_length=64, description="The id of the procedure that says more.")
    milestone: Milestone | None
    pictures: list[str] = Field(max_length=12, description="Ids of pictures of the plan: `/plans/{key}/pictures`.")


class PlanPhase(PlanPart):
    """Steps that belong together."""

    key: Key
    name: PlanWords
    steps: list[PlanStep] = Field(max_length=60)


class PlanTrigger(PlanPart):
    """Which alarms are of this kind: those whose rule names the plan, and those of `rules`."""

    rules: list[str] = Field(max_length=100)
    starts: Annotated[list[Severity], BeforeValidator(_most_severe_first)] = Field(description="One of these starts the plan by itself, any other proposes it.")


class PlanCommand(PlanPart):
    """Who is in charge: the first of these posts that somebody holds."""

    in_charge: Post
    deputies: list[Post] = Field(max_length=10)


class PlanMuster(PlanPart):
    """A department that has to check in."""

    department: Department
    within_s: Limit
    bring: PlanWords


class PlanWatched(PlanPart):
    """Telemetry that the command page shows."""

    asset_type: str = Field(max_length=64)
    points: list[str] = Field(max_length=20)
    where: Where


class PlanPreparation(PlanPart):
    """What is done before it comes: a warning of one of these kinds, of at least this level, starts it."""

    warned: list[Warned] = Field(max_length=20)
    from_level: WarningLevel
    phases: list[PlanPhase] = Field(max_length=20)


class PlanDocument(PlanPart):
    """A whole plan."""

    key: Key = Field(description="The name by which rules call it.")
    kind: PlanKind
    title: PlanWords
    purpose: PlanWords
    follows: list[PlanWords] = Field(max_length=20, description="The standard practice that it follows.")
    trigger: PlanTrigger
    command: PlanCommand
    musters: list[PlanMuster] = Field(max_length=10)
    phases: list[PlanPhase] = Field(max_length=20)
    contacts: list[str] = Field(max_length=40)
    watched: list[PlanWatched] = Field(max_length=20)
    preparation: PlanPreparation | None
