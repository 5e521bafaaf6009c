"""What the rules say of one reading, event or tick: the changes that somebody has to make durable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alarm import Consequence, Latch
from domain.people import Department
from domain.reading import Value
from domain.severity import Priority, Severity
from domain.suppression import CauseKind
from domain.text import Text
from domain.work_order import Evidence, OrderKind


class Change(StrEnum):
    """What became of a condition."""

    RAISED = "raised"
    RETURNED = "returned"
    """The process came back to normal (off-delay passed)."""
    RECORDED = "recorded"
    """It was true and is over; late data told us. Nobody is called."""
    RETIRED = "retired"
    """The rule or the device is gone."""
    SUPPRESSED = "suppressed"
    """Raised before; from here on its rule says that it means nothing in the present mode."""
    UNSUPPRESSED = "unsuppressed"
    """The mode that hid it is over, and the condition still stands."""


@dataclass(frozen=True, slots=True)
class OrderTemplate:
    """What a rule says of the work order that its alarm opens."""

    kind: OrderKind
    skills: tuple[str, ...] = ()
    group: str | None = None
    """Alarms with the same group share an order; `None`: one order per asset and lead department."""
    priority: Priority | None = None
    """`None`: as the severity says (`PRIORITY_OF`)."""
    evidence: tuple[Evidence, ...] = ()
    """What has to be there before it is verified."""
    watch_min: int | None = None
    """So long its alarms have to stay normal before it is verified; `None`: as the site says (setting ``verify_watch_min``)."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A condition became true or ended.

    `condition` names the rule on one asset and point (``rule|asset|point``), `episode` this occurrence of it, the
    same however often the same journal is replayed. `occurred_at` is event time (UTC); `known_at` when Steward knew.
    """

    change: Change
    condition: str
    episode: str
    realm: str
    site: str
    asset: str
    point: str | None
    rule: str
    severity: Severity
    department: Department
    assist: tuple[Department, ...]
    message: Text
    occurred_at: datetime
    known_at: datetime
    order: OrderTemplate
    value: Value = None
    latch: Latch | None = None
    sop: str | None = None
    late: bool = False
    silent: bool = False
    """Part of the digest after a restart: no notification of its own."""
    suppressed: bool = False
    """Of RAISED: the rule says that it means nothing in the present mode; it is shown as suppressed by design."""
    consequence: Consequence | None = None
    respond_within_s: int | None = None
    realarm_after_s: int | None = None
    causes: CauseKind | None = None
    explained_by: tuple[CauseKind, ...] = ()
    verify: bool = False
    """A first signal that somebody has to verify within the site's limit (REQUIREMENTS 27)."""
    confirms: bool = False
    """It confirms first signals in its zone that wait for verification (a call point, a flow switch)."""
    plan: str | None = None
