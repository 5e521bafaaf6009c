"""The shape of a rule in YAML, checked by pydantic; forms and documentation come from it too."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from domain.alarm import Consequence, Latch
from domain.people import Department
from domain.severity import Priority, Severity
from domain.suppression import CauseKind
from domain.work_order import Evidence, OrderKind
from rules.duration import Duration
from rules.rule import Group

PLACEHOLDERS = ("asset", "device", "limit", "place", "point", "unit", "value")
"""What may stand in a message, in braces."""

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_NAME_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def _rule_id(text: str) -> str:
    if _ID.fullmatch(text) is None:
        raise PydanticCustomError("rule_id", "`{id}` is no id of a rule", {"id": text, "remedy": "Write type.word in small letters, such as lift.entrapment"})
    return text


def _message(text: str) -> str:
    for name in _NAME_IN_BRACES.findall(text):
        if name not in PLACEHOLDERS:
            remedy = f"Use {', '.join('{' + known + '}' for known in PLACEHOLDERS)}"
            raise PydanticCustomError("placeholder", "nothing is known to fill {braces}", {"braces": "{" + name + "}", "remedy": remedy})
    return text


RuleId = Annotated[str, AfterValidator(_rule_id)]
Message = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_message)]


class Strict(BaseModel):
    """A model that knows all its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageModel(Strict):
    """What people are told, in both languages."""

    zh: Message = Field(description="In Chinese, shown first")
    en: Message = Field(description="In English")


AttributeValues = Annotated[tuple[str, ...], BeforeValidator(lambda written: (written,) if isinstance(written, str) else written), Field(min_length=1)]
Attributes = dict[str, AttributeValues]
"""Attributes of assets, each with the value or the values that count."""


class AppliesToModel(Strict):
    """Which assets a rule judges: exactly one of `asset_type`, `asset_types` and `assets`."""

    asset_type: str | None = Field(default=None, description="A device type of the catalogue; * means every type")
    asset_types: tuple[str, ...] | None = Field(default=None, min_length=1, description="Several device types")
    except_types: tuple[str, ...] = Field(default=(), description="With * as `asset_type`: every type but these")
    assets: tuple[str, ...] | None = Field(default=None, min_length=1, description="Single assets by id")
    where: Attributes = Field(default={}, description="Only assets with these attributes", examples=[{"room": "electrical"}])
    except_where: Attributes = Field(default={}, description="Not the assets with these attributes", examples=[{"use": ["entrance", "lift"]}])

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.asset_type, self.asset_types, self.assets)) != 1:
            raise PydanticCustomError("applies_to", "say in exactly one way what it applies to", {"remedy": "Write one of: asset_type, asset_types, assets"})
        if self.except_types and self.asset_type != "*":
            raise PydanticCustomError("applies_to", "`except_types` only goes with every type", {"remedy": 'Write `asset_type: "*"`, or leave it out'})
        if self.assets is not None and (self.where or self.except_where):
            raise PydanticCustomError("applies_to", "single assets are named and chosen by attributes", {"remedy": "Leave `where` and `except_where` out"})
        return self


class LatchModel(Strict):
    """What may end a latched alarm once its condition is gone."""

    reset: Latch


class WorkOrderModel(Strict):
    """The order that the alarm opens."""

    kind: OrderKind = OrderKind.REPAIR
    skills: tuple[str, ...] = Field(default=(), description="What whoever takes it must be able to do")
    group: Group = Field(default=Group.ASSET, description="Which alarms of one lead department share an order")
    priority: Priority | None = Field(default=None, description="As the severity says if left out")
    evidence: tuple[Evidence, ...] = Field(default=(), description="What has to be there before the order is verified")
    watch_min: int | None = Field(
        default=None, ge=0, le=1440, description="So many minutes the alarm has to stay normal before the order is verified; the site's setting if left out"
    )


class RuleModel(Strict):
    """One rule. Delays: how long the condition must hold to be raised, and be gone to be normal."""

    id: RuleId = Field(examples=["lift.entrapment"])
    applies_to: AppliesToModel
    when: dict[str, Any] = Field(description="The `kind` of condition, and what that kind needs")
    on_delay: Duration | None = None
    off_delay: Duration | None = Field(default=None, description="As `on_delay` if left out")
    latch: LatchModel | None = None
    severity: Severity
    consequence: Consequence | None = Field(default=None, description="What becomes of it if nobody acts")
    respond_within: Duration | None = Field(default=None, description="How long there is to respond; with `consequence` it must give this severity")
    realarm_after: Duration | None = Field(default=None, description="Acknowledged and still there after so long: it asks to be seen again")
    suppress_while: dict[str, Any] | None = Field(default=None, description="A condition on the same asset; while it holds, the alarm is shown as suppressed")
    causes: CauseKind | None = Field(default=None, description="What it explains: alarms of the assets that this one feeds, or whose gateway this is")
    explained_by: tuple[CauseKind, ...] = Field(default=(), description="By which causes it may be explained and suppressed")
    verify: bool = Field(default=False, description="A first signal: somebody has to verify it within the site's limit")
    confirms: bool = Field(default=False, description="It confirms first signals in its zone that wait for verification")
    department: Department = Field(description="Leads the work order")
    assist: tuple[Department, ...] = Field(default=(), description="Each gets a timed task")
    plan: str | None = Field(default=None, description="The emergency plan that it starts")
    sop: str | None = Field(default=None, description="What to do: a page of the knowledge base")
    message: MessageModel = Field(description="May hold " + " ".join("{" + name + "}" for name in PLACEHOLDERS))
    work_order: WorkOrderModel = WorkOrderModel()

    @model_validator(mode="after")
    def _lead_does_not_assist(self) -> Self:
        if self.department in self.assist:
            raise PydanticCustomError("assist", "the department that leads also assists", {"remedy": "Leave it out of `assist`"})
        return self
