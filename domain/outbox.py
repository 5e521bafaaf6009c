"""Messages that wait to reach somebody. Written in the transaction of what they tell; delivered afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Department
from domain.severity import Severity
from domain.text import Text


class NotificationKind(StrEnum):
    """What a notification tells."""

    ORDER_OPENED = "order_opened"
    ORDER_JOINED = "order_joined"
    ORDER_ASSIGNED = "order_assigned"
    """An order was given to a person: that person is told."""
    ORDER_REMINDER = "order_reminder"
    """A time limit comes near, or somebody who waits asks to hurry (催办)."""
    ORDER_OVERDUE = "order_overdue"
    ORDER_ESCALATED = "order_escalated"
    """A limit passed and nobody did anything: the next one up is called."""
    TASK_OPENED = "task_opened"
    ALARM_LATE = "alarm_late"
    RESTART_DIGEST = "restart_digest"
    FIRE_VERIFY = "fire_verify"
    """A first signal of fire: somebody has to go and look, within a limit."""
    FIRE_CONFIRMED = "fire_confirmed"
    FALSE_ALARM = "false_alarm"
    REALARM = "realarm"
    """Acknowledged long ago and still there."""
    PERMIT = "permit"
    INCIDENT = "incident"
    WHISTLE = "whistle"
    """A department is called to a matter, again, or has not come."""
    VISIT = "visit"
    """A contractor has signed in, or something about the visit waits for the staff."""
    NIGHT_DIGEST = "night_digest"
    """What the night brought that nobody had to be woken for."""
    WEBHOOK_OFF = "webhook_off"
    """An endpoint of another system is told nothing any more."""
    HAND_OVER = "hand_over"
    """A shift is handed over, refused, or nobody takes it over."""
    CONTROL_ROOM = "control_room"
    """The fire control room: a check was missed, nobody answered, too few operators."""
    POST_EMPTY = "post_empty"
    """A post that needs somebody by the rota has nobody, or too few."""
    ROTA = "rota"
    """A shift changes hands, or somebody wants it to."""
    REPEAT_FAULT = "repeat_fault"
    """A fault came again soon after its repair."""
    PLAN = "plan"
    """An emergency plan is proposed or started, a step of it is somebody's, late, or it is over."""
    DRILL = "drill"
    """A drill is ahead, begins, or was broken off."""
    NOTICE = "notice"
    """A notice to residents waits for approval, or could not be delivered."""
    WEATHER = "weather"
    """A weather warning was given or lifted."""


class DeliveryState(StrEnum):
    """How far a notification is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Given up: a permanent refusal, or too many tries."""
    DIGESTED = "digested"
    """Told inside a digest, not by itself."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One message for one department. `key` is unique: the same thing is never told twice.

    `posts` are the posts (`domain.post.Post`) of the department that it is for; none: whoever is on duty there. `persons`
    (usernames) are those for whom it is by name, wherever they stand: then `posts` are called only if none of them is at the
    site any more.
    `digest`: it is delivered only inside a digest (from `next_at` on), never by itself.
    """

    id: str
    key: str
    created_at: datetime
    realm: str
    site: str
    kind: NotificationKind
    severity: Severity
    department: Department
    title: Text
    body: Text
    alarm_ids: tuple[str, ...] = ()
    work_order_id: str | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None
    posts: tuple[str, ...] = ()
    digest: bool = False
    persons: tuple[str, ...] = ()
