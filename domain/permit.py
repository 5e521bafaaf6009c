"""Permits (作业许可): work that makes alarms or brings danger, its place and window, and who answers for it (REQUIREMENTS 33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.page import Page
from domain.people import Permission
from domain.scope import Scope
from domain.text import Text


class PermitKind(StrEnum):
    """What the permit is for."""

    FIRE_TEST = "fire_test"
    FIRE_IMPAIRMENT = "fire_impairment"
    HOT_WORK = "hot_work"
    TEMPORARY_POWER = "temporary_power"
    CONFINED_SPACE = "confined_space"
    WORK_AT_HEIGHT = "work_at_height"
    CONSTRUCTION = "construction"
    SHUT_OFF = "shut_off"


PERMIT_KIND_NAMES = {
    PermitKind.FIRE_TEST: Text("消防测试", "Fire-system test"),
    PermitKind.FIRE_IMPAIRMENT: Text("消防设施停用", "Fire-system impairment"),
    PermitKind.HOT_WORK: Text("动火作业", "Hot work"),
    PermitKind.TEMPORARY_POWER: Text("临时用电", "Temporary power"),
    PermitKind.CONFINED_SPACE: Text("有限空间作业", "Confined space"),
    PermitKind.WORK_AT_HEIGHT: Text("高处作业", "Work at height"),
    PermitKind.CONSTRUCTION: Text("施工", "Construction"),
    PermitKind.SHUT_OFF: Text("停水停电", "Shut-off of water or power"),
}

NEEDS_WATCHER = frozenset({PermitKind.HOT_WORK, PermitKind.TEMPORARY_POWER, PermitKind.CONFINED_SPACE})
"""Kinds that nobody may begin without a watcher on site."""

NEEDS_PHOTOS = frozenset({PermitKind.HOT_WORK})
"""Kinds that begin with a photo of the place as it is before, and end with one of it afterwards."""

RECHECK_AFTER = {PermitKind.HOT_WORK: timedelta(minutes=30)}
"""Kinds whose place is looked at again so long after the end."""


class PermitState(StrEnum):
    """Where a permit is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    ACTIVE = "active"
    EXPIRED = "expired"
    """Its time was up before anybody ended it: it hides nothing any more and an alarm says so."""
    RECHECK = "recheck"
    """Ended; somebody has to look at the place again."""
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


PERMIT_STATE_NAMES = {
    PermitState.REQUESTED: Text("待审批", "Requested"),
    PermitState.APPROVED: Text("已批准", "Approved"),
    PermitState.ACTIVE: Text("作业中", "In force"),
    PermitState.EXPIRED: Text("超时未结束", "Expired"),
    PermitState.RECHECK: Text("待复查", "To be re-checked"),
    PermitState.CLOSED: Text("已结束", "Closed"),
    PermitState.REFUSED: Text("未批准", "Refused"),
    PermitState.CANCELLED: Text("已取消", "Cancelled"),
}


class PermitStep(StrEnum):
    """What can happen to a permit; the values are the step names of ``POST /permits/{id}/{step}``, but for `EXPIRED`."""

    REQUESTED = "request"
    APPROVED = "approve"
    REFUSED = "refuse"
    CANCELLED = "cancel"
    BEGUN = "begin"
    EXTENDED = "extend"
    EXPIRED = "expire"
    ENDED = "end"
    RECHECKED = "recheck"
    NOTED = "note"
    ATTACHED = "attach"


_S, _T = PermitState, PermitStep

PERMIT_TRANSITIONS: dict[tuple[PermitState, PermitStep], PermitState] = {
    (_S.REQUESTED, _T.APPROVED): _S.APPROVED,
    (_S.REQUESTED, _T.REFUSED): _S.REFUSED,
    (_S.REQUESTED, _T.CANCELLED): _S.CANCELLED,
    (_S.APPROVED, _T.CANCELLED): _S.CANCELLED,
    (_S.APPROVED, _T.BEGUN): _S.ACTIVE,
    (_S.APPROVED, _T.EXPIRED): _S.CANCELLED,
    (_S.ACTIVE, _T.EXTENDED): _S.ACTIVE,
    (_S.ACTIVE, _T.EXPIRED): _S.EXPIRED,
    (_S.ACTIVE, _T.ENDED): _S.CLOSED,
    (_S.EXPIRED, _T.ENDED): _S.CLOSED,
    (_S.RECHECK, _T.RECHECKED): _S.CLOSED,
    **{(state, step): state for state in (_S.REQUESTED, _S.APPROVED, _S.ACTIVE, _S.EXPIRED, _S.RECHECK) for step in (_T.NOTED, _T.ATTACHED)},
}
"""(state, step) → next state. The end of a kind in `RECHECK_AFTER` leads to `RECHECK` instead: see `next_permit_state`."""


PERMIT_STEP_PERMISSION: dict[PermitStep, Permission] = {
    _T.REQUESTED: Permission.REQUEST_PERMIT,
    _T.APPROVED: Permission.APPROVE_PERMIT,
    _T.REFUSED: Permission.APPROVE_PERMIT,
    _T.CANCELLED: Permission.REQUEST_PERMIT,
    _T.BEGUN: Permission.REQUEST_PERMIT,
    _T.EXTENDED: Permission.APPROVE_PERMIT,
    _T.ENDED: Permission.REQUEST_PERMIT,
    _T.RECHECKED: Permission.REQUEST_PERMIT,
    _T.NOTED: Permission.REQUEST_PERMIT,
    _T.ATTACHED: Permission.REQUEST_PERMIT,
}
"""What a person needs to be allowed to take a step; a step that is missing here is taken by the system alone."""

PERMIT_NEEDS_NOTE = frozenset({_T.REFUSED, _T.CANCELLED, _T.EXTENDED, _T.NOTED})
"""Steps that must say why."""


def next_permit_state(state: PermitState, step: PermitStep, kind: PermitKind) -> PermitState:
    """The state that follows, or `IllegalStep`."""
    try:
        following = PERMIT_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a permit that is {state} cannot take the step {step}") from None
    return _S.RECHECK if step is _T.ENDED and kind in RECHECK_AFTER else following


def open_permit_steps(state: PermitState) -> tuple[PermitStep, ...]:
    """The steps that a person could take from `state`, in the order of the lifecycle."""
    return tuple(step for step in PermitStep if (state, step) in PERMIT_TRANSITIONS and step in PERMIT_STEP_PERMISSION)


@dataclass(frozen=True, slots=True)
class Permit:
    """Work that is allowed at a place for a time. `starts_at`/`until` bound it (UTC); it hides alarms only while `ACTIVE`.

    `hides` says whether alarms in its scope are suppressed at all (a permit to work at height hides nothing).
    `recheck_at` is when the place must be looked at again; `missing` are the points of a fire test that never reported.
    `overdue` names what has been decided as late: ``until``, ``recheck``; each is decided once.
    """

    id: str
    number: str
    site: str
    kind: PermitKind
    state: PermitState
    scope: Scope
    hides: bool
    place: str
    work: str
    applicant: str
    starts_at: datetime
    until: datetime
    requested_at: datetime
    approver: str | None = None
    watcher: str | None = None
    contractor: str | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    recheck_at: datetime | None = None
    missing: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    version: int = 1

    def in_force(self, moment: datetime) -> bool:
        """Whether it hides alarms in its scope at `moment`."""
        return self.hides and self.state is PermitState.ACTIVE and moment < self.until


@dataclass(frozen=True, slots=True)
class PermitEntry:
    """One line of a permit's timeline."""

    permit_id: str
    at: datetime
    step: PermitStep
    state: PermitState
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PermitFilter:
    """Which permits. `None` means any."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[PermitState] | None = None
    kinds: frozenset[PermitKind] | None = None


class Permits(Protocol):
    """Permits."""

    def get(self, permit_id: str) -> Permit | None:
        """The permit."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``X-`` before it. Never given twice."""

    def add(self, permit: Permit, entry: PermitEntry) -> None:
        """A new permit with the first line of its timeline."""

    def save(self, permit: Permit, entry: PermitEntry) -> Permit:
        """Store a changed permit if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def timeline(self, permit_id: str) -> Sequence[PermitEntry]:
        """Its timeline, oldest first."""

    def active_at(self, site: str) -> Sequence[Permit]:
        """Those in the state `ACTIVE`."""

    def due_before(self, moment: datetime) -> Sequence[Permit]:
        """Those approved, active or to be re-checked whose `until` or `recheck_at` has come and is not yet in `overdue`."""

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a file; its `order_id` is the permit's id."""

    def attachments(self, permit_id: str) -> Sequence[Attachment]:
        """The files of a permit."""

    def list(self, where: PermitFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Permit]:
        """Newest first."""
