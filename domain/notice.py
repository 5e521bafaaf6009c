"""Notices to residents (住户通知): what is out of order, for whom, until when; written by one person, let out by another.

Nothing goes out by itself unless the site's policy says so, and nothing of a drill ever does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.identity import LIVE
from domain.notice_delivery import Counts, NoticeDeliveries, Recipients
from domain.page import Page
from domain.text import Text


class NoticeKind(StrEnum):
    """What it is about; each has its templates."""

    WATER_CUT = "water_cut"
    POWER_CUT = "power_cut"
    LIFT = "lift"
    GAS = "gas"
    FIRE = "fire"
    """A fire drill, or an alarm that was a false one."""
    FLOODING = "flooding"
    ROAD = "road"
    """A road, a gate or the garage."""
    OTHER = "other"


NOTICE_KIND_NAMES = {
    NoticeKind.WATER_CUT: Text("停水", "Water cut"),
    NoticeKind.POWER_CUT: Text("停电", "Power cut"),
    NoticeKind.LIFT: Text("电梯停运", "Lift out of service"),
    NoticeKind.GAS: Text("燃气", "Gas"),
    NoticeKind.FIRE: Text("消防演练/误报", "Fire drill or false alarm"),
    NoticeKind.FLOODING: Text("积水", "Flooding"),
    NoticeKind.ROAD: Text("道路/车库", "Road or garage"),
    NoticeKind.OTHER: Text("其他", "Other"),
}


class NoticeState(StrEnum):
    """How far a notice is. How far its delivery is, the deliveries say."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    UPDATED = "updated"
    """Published, and something was added since."""
    CLOSED = "closed"
    REJECTED = "rejected"
    """Sent back with words; changed, it is a draft again."""
    WITHDRAWN = "withdrawn"


NOTICE_STATE_NAMES = {
    NoticeState.DRAFT: Text("草稿", "Draft"),
    NoticeState.SUBMITTED: Text("待审批", "Waits for approval"),
    NoticeState.APPROVED: Text("已批准，待发布", "Approved, not out yet"),
    NoticeState.PUBLISHED: Text("已发布", "Published"),
    NoticeState.UPDATED: Text("已更新", "Updated"),
    NoticeState.CLOSED: Text("已结束", "Closed"),
    NoticeState.REJECTED: Text("已退回", "Sent back"),
    NoticeState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}

OUT = frozenset({NoticeState.PUBLISHED, NoticeState.UPDATED})
"""Residents read it as something that holds."""
SEEN = OUT | {NoticeState.CLOSED, NoticeState.WITHDRAWN}
"""Its public page exists, if it ever went out (`Notice.published_at`)."""


class NoticeStep(StrEnum):
    """What can happen to a notice; each is a line of its log."""

    DRAFTED = "draft"
    CHANGED = "change"
    SUBMITTED = "submit"
    APPROVED = "approve"
    REJECTED = "reject"
    PUBLISHED = "publish"
    WITHDRAWN = "withdraw"
    UPDATE_WRITTEN = "write-update"
    UPDATE_REJECTED = "reject-update"
    UPDATED = "update"
    """An update was approved and went out."""
    CLOSED = "close"
    """The update that says that it is over went out."""
    APPROVAL_LATE = "approval-late"
    """It waited too long for approval: the manager was told again."""
    OVERDUE = "overdue"
    """The end that it gave has passed, and nothing was said since: writer and manager were told."""
    MATTER_OVER = "matter-over"
    """The incident ended or the order was closed."""


_S, _T = NoticeState, NoticeStep
_EDITABLE = (_S.DRAFT, _S.REJECTED)

NOTICE_TRANSITIONS: dict[tuple[NoticeState, NoticeStep], NoticeState] = {
    **{(state, _T.CHANGED): _S.DRAFT for state in _EDITABLE},
    **{(state, _T.SUBMITTED): _S.SUBMITTED for state in _EDITABLE},
    (_S.SUBMITTED, _T.APPROVED): _S.APPROVED,
    (_S.SUBMITTED, _T.REJECTED): _S.REJECTED,
    (_S.APPROVED, _T.REJECTED): _S.REJECTED,
    (_S.SUBMITTED, _T.APPROVAL_LATE): _S.SUBMITTED,
    (_S.APPROVED, _T.PUBLISHED): _S.PUBLISHED,
    **{(state, _T.WITHDRAWN): _S.WITHDRAWN for state in (*_EDITABLE, _S.SUBMITTED, _S.APPROVED, *OUT)},
    **{(state, step): state for state in OUT for step in (_T.UPDATE_WRITTEN, _T.UPDATE_REJECTED, _T.APPROVAL_LATE, _T.OVERDUE)},
    **{(state, _T.UPDATED): _S.UPDATED for state in OUT},
    **{(state, _T.CLOSED): _S.CLOSED for state in OUT},
    **{(state, _T.MATTER_OVER): state for state in (*_EDITABLE, _S.SUBMITTED, _S.APPROVED, *OUT)},
}
"""(state, step) → next state. What is missing is refused."""


def next_notice_state(state: NoticeState, step: NoticeStep) -> NoticeState:
    """The state that follows, or `IllegalStep`."""
    try:
        return NOTICE_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a notice that is {state} cannot take the step {step}") from None


@dataclass(frozen=True, slots=True)
class Affected:
    """A unit that it concerns: the id of a dwelling, of a floor where dwellings are not recorded, or of a public place.

    `reason` is what feeds it, or who added it.
    """

    space: str
    reason: Text


class UpdateState(StrEnum):
    """How far an update is."""

    SUBMITTED = "submitted"
    PUBLISHED = "published"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class NoticeUpdate:
    """Something said after it went out, with an approval of its own. `until` is the new expected end; `closing`: it says that all is over.

    Times are UTC. `approved_by` is who let it out, or who sent it back with `words`.
    """

    id: str
    text: Text
    written_by: str
    written_at: datetime
    state: UpdateState = UpdateState.SUBMITTED
    until: datetime | None = None
    closing: bool = False
    approved_by: str | None = None
    decided_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. `since` and `until` (when it is expected to end) are UTC; `cause` and `phone` fill the templates.

    `digest` is the SHA-256 of the token of its public page. `channels` are names of the installation's channels to
    residents; the public page and the printed sheet are always there. `approve_by` is the stored moment at which waiting for
    approval has been too long; `approval_late`, `overdue` and `matter_over_at` are what was decided about it, each once.
    `opened` counts how often its public page was opened.
    """

    id: str
    number: str
    site: str
    kind: NoticeKind
    state: NoticeState
    title: Text
    text: Text
    written_by: str
    written_at: datetime
    digest: str
    realm: str = LIVE
    cause: Text = Text("", "")  # noqa: RUF009  a frozen value
    phone: str = ""
    since: datetime | None = None
    until: datetime | None = None
    units: tuple[Affected, ...] = ()
    channels: tuple[str, ...] = ()
    asset: str | None = None
    incident_id: str | None = None
    order_id: str | None = None
    alarm_id: str | None = None
    plan_run_id: str | None = None
    updates: tuple[NoticeUpdate, ...] = ()
    approve_by: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    published_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    words: str = ""
    """Why it was sent back or withdrawn."""
    approval_late: bool = False
    overdue: bool = False
    matter_over_at: datetime | None = None
    opened: int = 0
    version: int = 1

    @property
    def waiting_update(self) -> NoticeUpdate | None:
        """The update that waits for approval; there is at most one."""
        return next((update for update in self.updates if update.state is UpdateState.SUBMITTED), None)

    @property
    def waits(self) -> bool:
        """Whether somebody has to approve something."""
        return self.state is NoticeState.SUBMITTED or (self.state in OUT and self.waiting_update is not None)

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        return min((at for at in (self._late_at, self._overdue_at) if at is not None), default=None)

    @property
    def _late_at(self) -> datetime | None:
        return self.approve_by if self.waits and not self.approval_late else None

    @property
    def _overdue_at(self) -> datetime | None:
        return self.until if self.state in OUT and not self.overdue else None

    def due(self, now: datetime) -> tuple[NoticeStep, ...]:
        """What is to be decided at `now`, in order."""
        moments = ((self._late_at, NoticeStep.APPROVAL_LATE), (self._overdue_at, NoticeStep.OVERDUE))
        return tuple(step for at, step in moments if at is not None and at <= now)

    def update(self, update_id: str) -> NoticeUpdate | None:
        """One of its updates."""
        return next((update for update in self.updates if update.id == update_id), None)


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One line of its log."""

    notice_id: str
    at: datetime
    step: NoticeStep
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices; `None` means any. `waits`: only those that wait for approval. Those of drills are left out unless `realm` names one."""

    sites: tuple[str, ...] = ("*",)
    states: Collection[NoticeState] | None = None
    kind: NoticeKind | None = None
    waits: bool = False
    realm: str = LIVE
    about: str | None = None
    """The id of an incident, an order, an alarm or a plan's run."""


class Notices(Protocol):
    """Notices to residents, whom they go to, and what came of it."""

    @property
    def deliveries(self) -> NoticeDeliveries:
        """What goes out, and what came of it."""

    @property
    def recipients(self) -> Recipients:
        """Whom it goes to."""

    def get(self, notice_id: str) -> Notice | None:
        """The notice with its updates."""

    def by_digest(self, digest: str) -> Notice | None:
        """The one whose public page has this token's SHA-256."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``T-`` (通) before it. Never given twice."""

    def add(self, notice: Notice, entry: NoticeEntry) -> None:
        """A new one. `Conflict` if it is there already."""

    def save(self, notice: Notice, entries: Sequence[NoticeEntry]) -> Notice:
        """Store a changed notice if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def log(self, notice_id: str) -> Sequence[NoticeEntry]:
        """Its log, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[Notice]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""

    def following(self) -> Sequence[Notice]:
        """Live ones that are not over, and belong to something whose end has not been seen yet."""

    def list(self, where: NoticeFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Notice]:
        """Newest first."""

    def counts(self, notice_ids: Sequence[str]) -> dict[str, Sequence[Counts]]:
        """What came of the deliveries of these, by channel."""

    def page_opened(self, notice_id: str) -> None:
        """Its public page was opened once more. Its version stays."""
