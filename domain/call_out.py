"""Calling somebody out (呼叫): from a notification to people, step by step, until one of them answers.

A *call-out* follows one notification. It goes up a ladder of steps (`Step`): whom, by which channels, and after how long
without proof. Each step is decided once, in a transaction; its deliveries may be repeated by a crash, under the same key.
A *delivery* is one message for one person by one channel to one address, and how far it demonstrably came (`Proof`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.outbox import NotificationKind
from domain.page import Page
from domain.people import Department
from domain.post import Post
from domain.severity import Severity
from domain.text import Text


class Proof(StrEnum):
    """How far a delivery demonstrably came; each includes those before it."""

    QUEUED = "queued"
    SENT = "sent"
    """The channel's server took it."""
    RECEIVED = "received"
    """The device itself said so: a service worker, an answered call, an open page. A group robot never gets here."""
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"

    @property
    def rank(self) -> int:
        """0 for queued, then upwards."""
        return list(Proof).index(self)


class Answer(StrEnum):
    """What a person called says (收到 / 我去 / 误报). Every one is an acknowledgement and ends the call-out."""

    SEEN = "seen"
    GOING = "going"
    """They accept the order with it."""
    FALSE_ALARM = "false_alarm"
    """They say that it is one: the order asks them for the cause and a photo; it ends nothing by itself."""


ANSWER_NAMES = {
    Answer.SEEN: Text("收到", "Got it"),
    Answer.GOING: Text("我去", "I'm going"),
    Answer.FALSE_ALARM: Text("误报", "False alarm"),
}


class Whom(StrEnum):
    """Who is called at a step, as seen from the department that is responsible."""

    POST = "post"
    """The persons whom the notification names, else whoever stands on its posts (`operations.rota`)."""
    COLLEAGUE = "colleague"
    """The nearest others of the department on duty."""
    LEAD = "lead"
    MANAGER = "manager"


class CallOutState(StrEnum):
    """How a call-out stands."""

    CALLING = "calling"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    """The ladder is at its end and nobody answered: said loudly, and told again to the manager's page."""
    SETTLED = "settled"
    """It needs no answer any more: somebody accepted the order or acknowledged the alarm elsewhere, or it was of a kind that asks for none."""


CallState = CallOutState
"""As it is called where no whistle is near (`domain.whistle.CallState`)."""

CALL_STATE_NAMES = {
    CallState.CALLING: Text("呼叫中", "Calling"),
    CallState.ANSWERED: Text("已应答", "Answered"),
    CallState.UNANSWERED: Text("无人应答", "Unanswered"),
    CallState.SETTLED: Text("无需应答", "Settled"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a ladder: `whom` by the channels `by` (names; those that a site or a person has not are left out).

    It begins when the step before it was not `RECEIVED` by anybody within `unless_received`, or not acknowledged within
    `unless_acknowledged`, whichever comes first; `None`: that does not count. The first step begins at once.
    """

    whom: Whom
    by: tuple[str, ...]
    unless_received: timedelta | None = None
    unless_acknowledged: timedelta | None = None


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """Which notifications go up which ladder. The first that matches counts; `None` in a condition means any.

    `calendar` names hours of the site (`Site.calendars`). `passes_quiet`: it does not wait for the end of anybody's quiet
    hours. With one step it is told and nobody is asked to answer. `gives_up_after`: so long after the last step the
    ladder is at its end.
    """

    id: str
    name: Text
    steps: tuple[Step, ...]
    severities: frozenset[Severity] | None = None
    kinds: frozenset[NotificationKind] | None = None
    calendar: str | None = None
    passes_quiet: bool = False
    gives_up_after: timedelta = timedelta(minutes=2)

    @property
    def asks(self) -> bool:
        """Whether somebody is asked to answer."""
        return len(self.steps) > 1


@dataclass(frozen=True, slots=True)
class Called:
    """A person who has been called, when, at which step (from 0), for which posts. Nobody is called twice for one thing."""

    person: str
    step: int
    at: datetime
    posts: tuple[Post, ...] = ()
    instead_of: Post | None = None
    """The post that was empty, for a deputy."""


@dataclass(frozen=True, slots=True)
class CallOut:
    """One notification on its way to somebody. `next_at` is the stored moment of its next decision; `None`: there is none.

    What the notification said is kept here, because the outbox forgets it. `asks`: somebody has to answer. `already`: who
    would have been called, but was being asked about the same thing at that time.
    """

    id: str
    notification_id: str
    realm: str
    site: str
    kind: NotificationKind
    severity: Severity
    department: Department
    title: Text
    body: Text
    posts: tuple[Post, ...]
    policy: str
    asks: bool
    created_at: datetime
    state: CallState = CallState.CALLING
    step: int = 0
    """The newest step that has begun."""
    step_at: datetime | None = None
    next_at: datetime | None = None
    called: tuple[Called, ...] = ()
    already: tuple[str, ...] = ()
    answer: Answer | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    work_order_id: str | None = None
    alarm_ids: tuple[str, ...] = ()
    ended_at: datetime | None = None
    """When it was answered, settled, or given up."""
    version: int = 1
    persons: tuple[str, ...] = ()
    """For whom it is by name (`domain.outbox.Notification.persons`); none: for whoever stands on `posts`."""

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who was called, in the order in which they were."""
        return tuple(each.person for each in self.called)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one person by one channel. `key` is its deduplication key: the same however often it is sent.

    `realm` is what it is counted and put together with, never with another.
    `contact_id` is `None` for channels that need no address of a person (the open page, a group). `receipt` is the SHA-256
    of the secret by which a device proves what came through. `outside_id` is the other side's name for it. `covered_by` is
    the delivery whose message told this one too (a digest of a flood, one message for several posts). `replaces` is the
    delivery whose message this one takes the place of, to say who answered. After `expires_at` it is of no use any more.
    """

    id: str
    call_out_id: str
    site: str
    realm: str
    person: str | None
    channel: str
    contact_id: str | None
    key: str
    step: int
    queued_at: datetime
    proof: Proof = Proof.QUEUED
    sent_at: datetime | None = None
    received_at: datetime | None = None
    opened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None
    """When it is (next) sent; while it is being sent, when the claim ends. `None`: sent, covered, or given up."""
    failed_at: datetime | None = None
    error: str | None = None
    """Why the last try failed, or why it was not sent at all. Without secrets: it is shown."""
    receipt: str | None = None
    outside_id: str | None = None
    covered_by: str | None = None
    replaces: str | None = None
    expires_at: datetime | None = None
    version: int = 1

    def proved(self, proof: Proof, at: datetime) -> Delivery:
        """It as it is when it demonstrably came as far as `proof` at `at`; unchanged if that was known."""
        if proof.rank <= self.proof.rank:
            return self

        def moment(step: Proof, known: datetime | None) -> datetime | None:
            return at if known is None and step.rank <= proof.rank else known

        return replace(
            self,
            proof=proof,
            sent_at=moment(Proof.SENT, self.sent_at),
            received_at=moment(Proof.RECEIVED, self.received_at),
            opened_at=moment(Proof.OPENED, self.opened_at),
            acknowledged_at=moment(Proof.ACKNOWLEDGED, self.acknowledged_at),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel learned of something that it sent: from a callback, a button, a key pressed, a service worker.

    `outside_id` or `secret` says which delivery; `by` is the address that answered, if the channel knows it.
    """

    proof: Proof
    at: datetime
    outside_id: str | None = None
    secret: str | None = None
    answer: Answer | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CallOutFilter:
    """Which call-outs. `None` means any; `sites` ``("*",)`` means every site. Drills are left out unless `realm` names one (``*``: all)."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[CallState] | None = None
    severities: frozenset[Severity] | None = None
    asks: bool | None = None
    since: datetime | None = None
    realm: str = "live"
    until: datetime | None = None
    """Begun before this moment."""
    kinds: frozenset[NotificationKind] | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a person wants to hear only what cannot wait: minutes of the site's local day. `since` after `until`: over midnight."""

    person: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Told:
    """How many messages, and when the newest was handed over or queued."""

    number: int
    newest: datetime | None


class CallOuts(Protocol):
    """Call-outs and deliveries, in the records."""

    def add(self, call_out: CallOut) -> bool:
        """A new one; one with the same id is left as it is. Whether it was added."""

    def get(self, call_out_id: str) -> CallOut | None:
        """The call-out."""

    def save(self, call_out: CallOut) -> CallOut:
        """Store it if the stored version is still `call_out.version`; returns it with the next one. Else `Conflict`."""

    def due(self, now: datetime, *, limit: int = 100) -> Sequence[CallOut]:
        """Those whose `next_at` has come, oldest first."""

    def about(self, *, work_order_id: str | None = None, alarm_id: str | None = None, calling: bool = False) -> Sequence[CallOut]:
        """Those of an order or an alarm, oldest first; `calling`: only those that nobody has answered."""

    def calling(self, *, person: str | None = None, limit: int = 500) -> Sequence[CallOut]:
        """Those that ask and that nobody has answered (given up or not), oldest first; only those to which `person` was called."""

    def list(self, where: CallOutFilter, *, cursor: str | None = None, limit: int = 50) -> Page[CallOut]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""

    def counts(self, where: CallOutFilter) -> Mapping[CallState, int]:
        """How many there are in each state."""

    def add_delivery(self, delivery: Delivery) -> bool:
        """A new one; one with the same id is left as it is. Whether it was added."""

    def save_delivery(self, delivery: Delivery) -> Delivery:
        """As `save`."""

    def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery."""

    def deliveries(self, call_outs: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        """Those of each of these call-outs, oldest first."""

    def deliveries_due(self, now: datetime, *, channels: Collection[str] | None = None, limit: int = 200) -> Sequence[Delivery]:
        """Those to be sent by one of `channels` (`None`: any) whose `next_at` has come, most urgent call-outs first, then oldest."""

    def covered(self, delivery_id: str) -> Sequence[Delivery]:
        """Those that this delivery's message tells too, oldest first."""

    def by_receipt(self, digest: str) -> Delivery | None:
        """The delivery whose receipt's secret has this SHA-256."""

    def by_outside_id(self, channel: str, outside_id: str) -> Sequence[Delivery]:
        """What was sent by this channel under the other side's name for it: several if one message covered them."""

    def told(self, person: str | None, channel: str, contact_id: str | None, since: datetime, *, realm: str = "live") -> Told:
        """How many messages of `realm` were sent there from `since` on, or are being sent (covered ones are none, nor those that replace another)."""

    def next_at(self, *, channels: Collection[str]) -> datetime | None:
        """The moment of the next decision, or delivery by one of `channels`; it may be past. `None`: there is none."""

    def quiet_hours(self, people: Sequence[str]) -> Mapping[str, QuietHours]:
        """Of those who have said any, by person."""

    def set_quiet_hours(self, person: str, hours: QuietHours | None) -> None:
        """Keep them; `None`: none any more."""


@dataclass(frozen=True, slots=True)
class Ladders:
    """The policies of a site, in order, and how much one person is told singly.

    More than `singly` messages (of a channel named in `singly_by`: so many) within `within` to one person by one channel
    become one digest, which names every critical alarm; the next digest leaves `gather` after the message before it.
    """

    policies: tuple[CallPolicy, ...]
    singly: int = 5
    within: timedelta = timedelta(seconds=60)
    gather: timedelta = timedelta(seconds=10)
    singly_by: Mapping[str, int] = field(default_factory=dict)

    def policy(self, policy_id: str) -> CallPolicy | None:
        """The policy with this id."""
        return next((policy for policy in self.policies if policy.id == policy_id), None)

    def limit(self, channel: str) -> int:
        """So many messages one person is told singly by `channel` within `within`."""
        return self.singly_by.get(channel, self.singly)
