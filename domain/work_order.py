"""The life of a work order: the closed loop (闭环) as a table.

An alarm's order is born `dispatched` and skips the return visit; a person's request goes the whole way. States are
where an order is; `transferred`, `declined` and `reopened` are events, not states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alarm import IllegalStep
from domain.people import Department, Permission
from domain.severity import Priority
from domain.text import Text


class OrderState(StrEnum):
    """Where an order is."""

    REQUESTED = "requested"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    VERIFIED = "verified"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset(OrderState) - {OrderState.CLOSED, OrderState.CANCELLED}

ORDER_STATE_NAMES = {
    OrderState.REQUESTED: Text("待受理", "Requested"),
    OrderState.TRIAGED: Text("待派单", "Triaged"),
    OrderState.DISPATCHED: Text("待接单", "Dispatched"),
    OrderState.ACCEPTED: Text("已接单", "Accepted"),
    OrderState.IN_PROGRESS: Text("处理中", "In progress"),
    OrderState.ON_HOLD: Text("挂起", "On hold"),
    OrderState.COMPLETED: Text("待验收", "Completed"),
    OrderState.VERIFIED: Text("待回访", "Verified"),
    OrderState.CLOSED: Text("已办结", "Closed"),
    OrderState.CANCELLED: Text("已作废", "Cancelled"),
}


class OrderEvent(StrEnum):
    """What can happen to an order; the values are also the step names of ``POST /work-orders/{id}/{step}``."""

    OPENED = "open"
    TRIAGED = "triage"
    DISPATCHED = "dispatch"
    ACCEPTED = "accept"
    DECLINED = "decline"
    TRANSFERRED = "transfer"
    STARTED = "start"
    ARRIVED = "arrive"
    HELD = "hold"
    RESUMED = "resume"
    COMPLETED = "complete"
    VERIFIED = "verify"
    CLOSED = "close"
    CANCELLED = "cancel"
    REOPENED = "reopen"
    NOTED = "note"
    JOINED = "join"
    """Another alarm joined this order."""
    ALARM_CLEARED = "alarm-cleared"
    """The condition behind it is gone; the order stays open."""
    TASK_ADDED = "task-added"
    """Another department was asked to assist."""
    TASK_ACCEPTED = "task-accepted"
    TASK_DONE = "task-done"
    FOLLOWED = "follow"
    """The order that leads its incident is completed, and nothing stands in this one: it goes with it."""
    ATTACHED = "attach"
    OVERDUE = "overdue"
    """A time limit passed."""
    REMINDED = "remind"
    """Somebody was reminded (催办): by Steward before a limit, or by a person who waits."""
    ESCALATED = "escalate"
    """The next one up was called, because a limit had passed and nobody had done anything."""
    PROMISED = "promise"
    """Whoever waits was told until when (事不过夜: at day's end every matter has an answer or a named promise)."""
    MERGED = "merge"
    """It was the same matter as another order, which goes on for both."""
    RECORDED = "record"
    """What was done, used and found was written down, perhaps long after."""
    OWNED = "own"
    """A manager named who owns the matter, after it had been refused twice (首问负责)."""
    RATED = "rate"
    """The one who asked for it said how satisfied they are."""


_S, _E = OrderState, OrderEvent
_NOTED = (
    _E.NOTED,
    _E.ALARM_CLEARED,
    _E.TASK_ADDED,
    _E.TASK_ACCEPTED,
    _E.TASK_DONE,
    _E.ATTACHED,
    _E.OVERDUE,
    _E.REMINDED,
    _E.ESCALATED,
    _E.PROMISED,
    _E.RECORDED,
    _E.OWNED,
    _E.RATED,
)
_WORKING = (_S.DISPATCHED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD)

TRANSITIONS: dict[tuple[OrderState, OrderEvent], OrderState] = {
    (_S.REQUESTED, _E.TRIAGED): _S.TRIAGED,
    (_S.REQUESTED, _E.DISPATCHED): _S.DISPATCHED,
    (_S.TRIAGED, _E.DISPATCHED): _S.DISPATCHED,
    (_S.DISPATCHED, _E.DISPATCHED): _S.DISPATCHED,
    (_S.DISPATCHED, _E.ACCEPTED): _S.ACCEPTED,
    (_S.DISPATCHED, _E.DECLINED): _S.TRIAGED,
    (_S.ACCEPTED, _E.DECLINED): _S.TRIAGED,
    **{(state, _E.TRANSFERRED): _S.DISPATCHED for state in _WORKING},
    (_S.ACCEPTED, _E.STARTED): _S.IN_PROGRESS,
    (_S.DISPATCHED, _E.STARTED): _S.IN_PROGRESS,
    (_S.ACCEPTED, _E.ARRIVED): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _E.ARRIVED): _S.IN_PROGRESS,
    (_S.ACCEPTED, _E.HELD): _S.ON_HOLD,
    (_S.IN_PROGRESS, _E.HELD): _S.ON_HOLD,
    (_S.ON_HOLD, _E.RESUMED): _S.IN_PROGRESS,
    (_S.ACCEPTED, _E.COMPLETED): _S.COMPLETED,
    (_S.IN_PROGRESS, _E.COMPLETED): _S.COMPLETED,
    **{(state, _E.FOLLOWED): _S.COMPLETED for state in (_S.TRIAGED, *_WORKING)},
    (_S.COMPLETED, _E.VERIFIED): _S.VERIFIED,
    (_S.VERIFIED, _E.CLOSED): _S.CLOSED,
    (_S.COMPLETED, _E.REOPENED): _S.IN_PROGRESS,
    (_S.VERIFIED, _E.REOPENED): _S.IN_PROGRESS,
    **{(state, _E.CANCELLED): _S.CANCELLED for state in (_S.REQUESTED, _S.TRIAGED, _S.DISPATCHED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD)},
    # A further alarm of the same matter: work that had stopped goes on.
    **{(state, _E.JOINED): state for state in (_S.REQUESTED, _S.TRIAGED, _S.DISPATCHED, _S.ACCEPTED, _S.IN_PROGRESS)},
    (_S.ON_HOLD, _E.JOINED): _S.IN_PROGRESS,
    (_S.COMPLETED, _E.JOINED): _S.IN_PROGRESS,
    (_S.VERIFIED, _E.JOINED): _S.IN_PROGRESS,
    **{(state, _E.MERGED): _S.CANCELLED for state in (_S.REQUESTED, _S.TRIAGED, _S.DISPATCHED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD)},
    # Things that are noted and move nothing.
    **{(state, event): state for state in OPEN_STATES for event in _NOTED},
    # What can be completed later.
    **{(_S.CLOSED, event): _S.CLOSED for event in (_E.RECORDED, _E.RATED, _E.ATTACHED, _E.NOTED)},
}
"""(state, event) → next state. An alarm's order goes from `completed` straight to `closed` by `verify`: see `next_state`."""

STEP_PERMISSION: dict[OrderEvent, Permission] = {
    _E.TRIAGED: Permission.DISPATCH,
    _E.DISPATCHED: Permission.DISPATCH,
    _E.ACCEPTED: Permission.WORK_ORDER,
    _E.DECLINED: Permission.WORK_ORDER,
    _E.TRANSFERRED: Permission.WORK_ORDER,
    _E.STARTED: Permission.WORK_ORDER,
    _E.ARRIVED: Permission.WORK_ORDER,
    _E.HELD: Permission.WORK_ORDER,
    _E.RESUMED: Permission.WORK_ORDER,
    _E.COMPLETED: Permission.WORK_ORDER,
    _E.VERIFIED: Permission.VERIFY,
    _E.CLOSED: Permission.VERIFY,
    _E.CANCELLED: Permission.CANCEL_ORDER,
    _E.REOPENED: Permission.VERIFY,
    _E.NOTED: Permission.WORK_ORDER,
    _E.TASK_ADDED: Permission.WORK_ORDER,
    _E.TASK_ACCEPTED: Permission.WORK_ORDER,
    _E.TASK_DONE: Permission.WORK_ORDER,
    _E.ATTACHED: Permission.WORK_ORDER,
    _E.REMINDED: Permission.REQUEST_ORDER,
    _E.PROMISED: Permission.REQUEST_ORDER,
    _E.MERGED: Permission.DISPATCH,
    _E.RECORDED: Permission.WORK_ORDER,
    _E.OWNED: Permission.NAME_OWNER,
}
"""What a person needs to be allowed to take a step; events that are missing here are taken by the system alone."""

NEEDS_NOTE = frozenset({_E.DECLINED, _E.CANCELLED, _E.REOPENED, _E.TRANSFERRED, _E.NOTED})
"""Steps that must say why. Work that is held says it by its `HoldReason`, or else by a note."""


class OrderKind(StrEnum):
    """What sort of work an order is."""

    REPAIR = "repair"
    RESCUE = "rescue"
    SECURITY = "security"
    INSPECTION = "inspection"
    MAINTENANCE = "maintenance"
    ENQUIRY = "enquiry"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    RETURN_VISIT = "return_visit"
    """Somebody was not satisfied: go and ask why."""


class Outcome(StrEnum):
    """What the one who completed an order found: the known truth that backtests and figures are measured by."""

    REAL = "real"
    FALSE_ALARM = "false_alarm"
    NOTHING_FOUND = "nothing_found"


OUTCOME_NAMES = {
    Outcome.REAL: Text("属实", "Real"),
    Outcome.FALSE_ALARM: Text("误报", "False alarm"),
    Outcome.NOTHING_FOUND: Text("到场未见异常", "Nothing found"),
}


class HoldReason(StrEnum):
    """Why work stands still."""

    PARTS = "parts"
    ACCESS = "access"
    CONTRACTOR = "contractor"
    DECISION = "decision"
    WEATHER = "weather"
    OTHER = "other"


HOLD_REASON_NAMES = {
    HoldReason.PARTS: Text("待备件", "Waiting for parts"),
    HoldReason.ACCESS: Text("无法进入", "No access"),
    HoldReason.CONTRACTOR: Text("待外委单位", "Waiting for a contractor"),
    HoldReason.DECISION: Text("待决定", "Waiting for a decision"),
    HoldReason.WEATHER: Text("天气原因", "Weather"),
    HoldReason.OTHER: Text("其他", "Other"),
}


class Evidence(StrEnum):
    """What shows that somebody was there and that it works again."""

    PHOTO = "photo"
    READING = "reading"
    """A good reading of the alarm's point after the work."""
    DOOR_EVENT = "door_event"
    """The door of the alarm is closed again; elsewhere: a door let somebody in where the asset stands."""
    TAG = "tag"
    """The asset's tag was scanned on site."""


EVIDENCE_NAMES = {
    Evidence.PHOTO: Text("现场照片", "Photo"),
    Evidence.READING: Text("正常读数", "Normal reading"),
    Evidence.DOOR_EVENT: Text("门禁记录", "Door event"),
    Evidence.TAG: Text("现场扫码", "Tag scanned on site"),
}


@dataclass(frozen=True, slots=True, order=True)
class Appointment:
    """A decision that Steward has to take about an order at `at` (UTC), stored with it and struck out once it is taken.

    `what` says which: ``remind.accept_by``, ``escalate.accept_by.1``, ``watch``, ``promise``, ``look-back`` …
    """

    at: datetime
    what: str


_LIMITS = {"accept_by": "accepted_at", "arrive_by": "arrived_at", "resolve_by": "completed_at"}
"""The limits of an order, each with what says that it is met."""

_OF_A_LIMIT = frozenset({"remind", "escalate", "outside"})
"""Appointments that belong to a limit: ``remind.accept_by``, ``escalate.accept_by.1``; ``outside.resolve_by``: others were promised it."""


@dataclass(frozen=True, slots=True)
class Due:
    """The time limits of an order, as stored moments (UTC). `None`: no such limit."""

    accept_by: datetime | None = None
    arrive_by: datetime | None = None
    resolve_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The timed part of an assisting department (协办). A required one must be done before the order can complete."""

    id: str
    order_id: str
    department: Department
    title: Text
    due_by: datetime | None
    required: bool = True
    done_at: datetime | None = None
    done_by: str | None = None
    accepted_at: datetime | None = None
    accepted_by: str | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of an order's timeline. `occurred_at` is when the person did it, `at` when Steward learnt of it (UTC)."""

    id: str
    order_id: str
    at: datetime
    occurred_at: datetime
    event: OrderEvent
    state: OrderState
    actor: str
    note: str = ""
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """Somebody's job with a deadline. `group` is unique among open orders: alarms of one matter share one order."""

    id: str
    number: str
    realm: str
    kind: OrderKind
    site: str
    asset: str | None
    department: Department
    priority: Priority
    state: OrderState
    title: Text
    opened_at: datetime
    due: Due
    group: str | None = None
    assignee: str | None = None
    alarm_ids: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    sop: str | None = None
    skills: tuple[str, ...] = ()
    accepted_at: datetime | None = None
    arrived_at: datetime | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    overdue: tuple[str, ...] = ()
    """Which limits have been decided as passed: ``accept_by``, ``arrive_by``, ``resolve_by``; each is decided once."""
    requested_by: str | None = None
    incident_id: str | None = None
    parent_id: str | None = None
    outcome: Outcome | None = None
    space: str | None = None
    """Where it is, when that is not the place of `asset`."""
    service: str | None = None
    """The service level whose limits it has."""
    agenda: tuple[Appointment, ...] = ()
    """What has to be decided about it and when; limits stand in `due`."""
    paused_at: datetime | None = None
    """Since when its limits stand still."""
    hold_reason: HoldReason | None = None
    evidence: tuple[Evidence, ...] = ()
    """What has to be there before it is verified."""
    shown: tuple[Evidence, ...] = ()
    """What of it was shown with a step: the tag that was scanned."""
    watch_min: int | None = None
    """So many minutes its alarms have to stay normal before it is verified; `None`: as long as the site says."""
    overridden_by: str | None = None
    """Who verified it although its alarm had not been normal for long enough, or evidence was missing."""
    owner: str | None = None
    """Who answers for the matter until somebody accepts it (首问负责): the first receiver, or whom a manager named."""
    refusals: int = 0
    """How often it was declined."""
    merged_into: str | None = None
    """The order that goes on for this one."""
    promised_until: datetime | None = None
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        moments = [each.at for each in self.agenda if self.awaits(each)]
        if self.state in OPEN_STATES:
            undecided = ((name, getattr(self.due, name), getattr(self, met)) for name, met in _LIMITS.items() if name not in self.overdue)
            moments += [limit for name, limit, met in undecided if limit is not None and (met is None or met > limit) and self.counted(name, limit)]
        return min(moments, default=None)

    def awaits(self, appointment: Appointment) -> bool:
        """Whether `appointment` is still to be decided: what belongs to a limit is not once that is met, or while its clock stands still."""
        about, _, rest = appointment.what.partition(".")
        if about == "promise":
            return self.state in OPEN_STATES and self.completed_at is None
        if about not in _OF_A_LIMIT:
            return True
        name = rest.partition(".")[0]
        return self.state in OPEN_STATES and name in _LIMITS and getattr(self, _LIMITS[name]) is None and self.counted(name, appointment.at)

    def counted(self, limit: str, moment: datetime) -> bool:
        """Whether the clock of `limit` still ran at `moment`: a hold may have stopped it before, but for what was promised outside."""
        return self.paused_at is None or moment <= self.paused_at or self.appointment(f"outside.{limit}") is not None

    def appointment(self, what: str) -> datetime | None:
        """When `what` will be decided; `None`: it will not."""
        return next((each.at for each in self.agenda if each.what == what), None)

    def without(self, *prefixes: str) -> tuple[Appointment, ...]:
        """Its agenda but for what begins with one of `prefixes`."""
        return tuple(each for each in self.agenda if not each.what.startswith(prefixes))

    @property
    def from_alarm(self) -> bool:
        """Whether an alarm opened it."""
        return bool(self.alarm_ids)


def next_state(state: OrderState, event: OrderEvent, *, from_alarm: bool) -> OrderState:
    """The state that follows, or `IllegalStep`. An alarm's order skips the return visit."""
    try:
        following = TRANSITIONS[(state, event)]
    except KeyError:
        raise IllegalStep(f"an order that is {state} cannot take the step {event}") from None
    if from_alarm and following is OrderState.VERIFIED:
        return OrderState.CLOSED
    return following


def open_steps(state: OrderState) -> tuple[OrderEvent, ...]:
    """The steps that a person could take from `state`, in the order of the loop."""
    return tuple(event for event in OrderEvent if (state, event) in TRANSITIONS and event in STEP_PERMISSION)
