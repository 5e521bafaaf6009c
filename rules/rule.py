"""A rule: when a condition on points is an alarm, how urgent, for whom, with which plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from configuration.document import Document, Place
from domain.alarm import Consequence, Latch
from domain.people import Department
from domain.problem import Problem
from domain.severity import Priority, Severity
from domain.site import Asset
from domain.suppression import CauseKind
from domain.text import Text
from domain.work_order import Evidence, OrderKind
from rules.kind import KindSettings


class Group(StrEnum):
    """Which alarms of one lead department share a work order."""

    ASSET = "asset"
    GATEWAY = "gateway"
    """All of devices behind one gateway."""
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule is written, so that a problem found later can still name the line."""

    document: Document
    place: Place

    def problem(self, field_: Place, problem: str, remedy: str) -> Problem:
        """A problem with `field_` of the rule."""
        return self.document.problem((*self.place, *field_), problem, remedy)

    def __str__(self) -> str:
        return f"{self.document.file}:{self.document.line(self.place)}"


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which assets. `asset_types` ``("*",)`` means all types but `except_types`; with `assets` named, only these.

    Of those types only assets that have every attribute of `where`, and not those that have every one of `except_where`:
    (attribute, the values that count) each.
    """

    asset_types: tuple[str, ...] = ()
    except_types: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    except_where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def covers(self, asset: Asset) -> bool:
        """Whether it is one of them."""
        if self.assets:
            return asset.id in self.assets
        if "*" in self.asset_types:
            return asset.type.key not in self.except_types and self.meets(asset.attributes)
        return asset.type.key in self.asset_types and self.meets(asset.attributes)

    def meets(self, attributes: Mapping[str, str]) -> bool:
        """Whether an asset of such attributes is meant, if its type is."""

        def has_all(wanted: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
            return all(attributes.get(name) in values for name, values in wanted)

        return has_all(self.where) and not (self.except_where and has_all(self.except_where))


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """What the rule says of the work order. `priority` `None`: as the severity says."""

    kind: OrderKind = OrderKind.REPAIR
    skills: tuple[str, ...] = ()
    group: Group = Group.ASSET
    priority: Priority | None = None
    evidence: tuple[Evidence, ...] = ()
    watch_min: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as loaded: complete, with every default filled. `when` are the settings of its kind."""

    id: str
    applies_to: AppliesTo
    when: KindSettings
    severity: Severity
    department: Department
    message: Text
    on_delay: timedelta = timedelta(0)
    off_delay: timedelta = timedelta(0)
    latch: Latch | None = None
    assist: tuple[Department, ...] = ()
    plan: str | None = None
    sop: str | None = None
    order: OrderPlan = OrderPlan()
    consequence: Consequence | None = None
    respond_within: timedelta | None = None
    realarm_after: timedelta | None = None
    suppress_while: KindSettings | None = None
    """A condition on the same asset; while it holds, the alarm is suppressed by design."""
    causes: CauseKind | None = None
    explained_by: tuple[CauseKind, ...] = ()
    verify: bool = False
    confirms: bool = False
    origin: Origin | None = field(default=None, compare=False, repr=False)
    """`None` for rules made in code."""
    definition: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    """The rule as it was written."""

    @property
    def at_once(self) -> bool:
        """Whether even old news of it is raised without waiting for newer news: too grave to wait."""
        return self.severity is Severity.CRITICAL or self.latch is not None

    def as_json(self) -> dict[str, object]:
        """The rule as the API shows it. `asset_type` is `None` when it is not exactly one."""
        types = self.applies_to.asset_types
        return {
            "id": self.id,
            "message": self.message.as_json(),
            "severity": self.severity.value,
            "department": self.department.value,
            "assist": [department.value for department in self.assist],
            "asset_type": types[0] if len(types) == 1 and types[0] != "*" else None,
            "kind": self.when.kind,
            "sop": self.sop,
            "definition": dict(self.definition),
        }
