"""The interface of the records: alarms, work orders, event log, outbox, people.

One `Transaction` changes them together or not at all. ``storage/database`` implements this on SQLite and PostgreSQL.
Nothing here waits on the network while a transaction is open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.alarm import Alarm, AlarmEntry, AlarmState, HiddenBy
from domain.attachment import Attachment
from domain.call_out import CallOuts
from domain.contact import Contacts
from domain.control_room import ControlRooms
from domain.device_info import Fact, Told
from domain.dispatch import Dispatch
from domain.drill import Drills
from domain.drill_paper import DrillPapers
from domain.emergency_number import EmergencyNumbers
from domain.event_log import LoggedEvent, NewEvent
from domain.floor_plan import FloorPlans
from domain.hand_over import HandOvers
from domain.incident import Incidents
from domain.job_link import JobLinks
from domain.message_rate import Counted
from domain.notice import Notices
from domain.order_text import OrderTexts
from domain.outbox import Notification
from domain.outside import OutsideSystems
from domain.page import Page
from domain.people import Department, Person, Role
from domain.permit import Permits
from domain.phone import Phones
from domain.plan import Plans
from domain.plan_review import PlanReviews
from domain.plan_run import PlanRuns
from domain.quarantine import Heard, Quarantined, QuarantineReason
from domain.request import Requests
from domain.rescue_clock import RescueClocks
from domain.retention import DataKind, Retention
from domain.rotas import Rotas
from domain.rule_version import Backtests, RuleVersions
from domain.saved_view import SavedViews
from domain.set_aside import SetAsides
from domain.severity import Priority, Severity
from domain.sorting import AlarmSort, OrderSort
from domain.step_picture import StepPictures
from domain.supply import Supplies
from domain.suppression import OutOfService
from domain.verification import Verifications
from domain.visit import Visits
from domain.wall import Walls
from domain.weather import WeatherWarnings
from domain.webhook import Webhooks
from domain.whistle import Whistles
from domain.work_done import WorkDones
from domain.work_order import OrderEvent, OrderKind, OrderState, Task, TimelineEntry, WorkOrder


class Conflict(Exception):
    """Somebody else got there first: the version is not the one that was read."""


class RecordsUnavailable(Exception):
    """The database cannot be reached, or is locked for too long: try again, nothing was changed."""


class LeaseLost(Exception):
    """Another process owns this site's ingest now; nothing was written."""


@dataclass(frozen=True, slots=True)
class PastAlarm:
    """The little of a condition's alarm that a new occurrence of the condition asks about."""

    id: str
    episode: str
    hidden_by: HiddenBy | None
    chattering_until: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which alarms. `None` means any; `sites` ``("*",)`` means every site. `states` are derived states.

    Drills are left out unless `realm` names one (``*``: all realms).
    """

    sites: tuple[str, ...] = ("*",)
    states: frozenset[AlarmState] | None = None
    severities: frozenset[Severity] | None = None
    department: Department | None = None
    """Leads or assists."""
    asset: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    realm: str = "live"
    incident: str | None = None
    rule: str | None = None
    raised_before: datetime | None = None
    """With the active states: what has been standing for long (ISA-18.2 calls it stale)."""
    hidden_by: str | None = None
    """The id of what suppresses it: an alarm, a permit, a rule."""


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """A part of a site: its spaces, and the assets that stand in them."""

    site: str
    spaces: frozenset[str]
    assets: frozenset[str]


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which work orders; as `AlarmFilter`."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[OrderState] | None = None
    department: Department | None = None
    """Leads or assists."""
    assignee: str | None = None
    asset: str | None = None
    text: str | None = None
    overdue: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    realm: str = "live"
    kinds: frozenset[OrderKind] | None = None
    priorities: frozenset[Priority] | None = None
    requested_by: str | None = None
    overridden: bool | None = None
    """Whether somebody verified it although something was missing."""
    place: OrderPlace | None = None
    """Its own space, or else that of its asset, is in it."""
    parent: str | None = None
    ids: tuple[str, ...] | None = None
    due_from: datetime | None = None
    """With `due_until`: what is to be resolved, or was promised, from this moment until before that one."""
    due_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """A stored `Quarantined`; `count` like ones have been folded into it, the newest at `last_at`."""

    id: str
    item: Quarantined
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceCheckpoint:
    """What was last known of a device: survives a restart of ingest."""

    site: str
    device: str
    online: bool | None
    last_seen: datetime | None
    clock_offset_s: float | None = None
    counted: Counted | None = None
    """Its messages."""
    told: Mapping[Fact, Told] = field(default_factory=dict)
    """What it said of itself."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who owns a site's ingest, or was the last to: `expires_at` is `None` when it was given back. Each owner has an `epoch` of its own."""

    site: str
    owner: str | None
    epoch: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what signing in needs. `password_hash` is Argon2id."""

    person: Person
    password_hash: str
    failed_logins: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token; only its SHA-256 is stored. All descendants of one sign-in share its `family`."""

    digest: str
    person_id: str
    family: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when, from where. Append-only."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A role's sign of life."""

    role: str
    instance: str
    at: datetime
    detail: Mapping[str, object]


class Alarms(Protocol):
    """Alarms of all realms."""

    def get(self, alarm_id: str) -> Alarm | None:
        """The alarm."""

    def by_episode(self, episode: str) -> Alarm | None:
        """The alarm of an episode key (unique)."""

    def open_of_condition(self, realm: str, condition: str) -> Alarm | None:
        """The alarm of this condition (``rule|asset|point``) whose episode has not ended, if there is one."""

    def foresee(self, realm: str, condition: str, *, episode: str, alarm_id: str) -> None:
        """Read at once what is going to be asked about an occurrence of a condition. Changes no answer, only how long they take."""

    def newest_of(self, realm: str, condition: str) -> Sequence[PastAlarm]:
        """The newest alarms of a condition, fifty at most: the one whose episode has not ended, if there is one, then the last to end first."""

    def causes_at(self, site: str, realm: str = "live") -> Sequence[Alarm]:
        """Alarms of the site that are not normal and explain others (`Alarm.causes`), newest raised first."""

    def open_at(self, site: str, realm: str = "live") -> Sequence[Alarm]:
        """Every alarm of the site whose episode has not ended."""

    def standing_at(self, site: str, realm: str = "live") -> Mapping[str, Alarm]:
        """By the key of their condition, the alarms of the site whose process is abnormal: raised and not returned."""

    def add(self, alarm: Alarm, entry: AlarmEntry, *, condition: str) -> None:
        """A new alarm with the first line of its history."""

    def save(self, alarm: Alarm, entry: AlarmEntry) -> Alarm:
        """Store a changed alarm if its stored version is still `alarm.version`; returns it with the next one. Else `Conflict`."""

    def history(self, alarm_id: str) -> Sequence[AlarmEntry]:
        """Its history, oldest first."""

    def list(self, where: AlarmFilter, *, cursor: str | None = None, limit: int = 50, sort: AlarmSort = AlarmSort.NEWEST) -> Page[Alarm]:
        """Newest raised first, unless `sort` says otherwise. A cursor is good for its own `sort` only."""

    def counts(self, where: AlarmFilter) -> Mapping[tuple[Severity, AlarmState], int]:
        """How many there are of each severity and derived state."""

    def hidden_until_before(self, moment: datetime) -> Sequence[Alarm]:
        """Shelved, suppressed and out-of-service alarms whose time is up."""

    def hidden_at(self, site: str, by: str) -> Sequence[Alarm]:
        """Alarms of the site that are hidden by what has this id (`HiddenBy.by`) and whose episode has not ended."""

    def realarm_before(self, moment: datetime) -> Sequence[Alarm]:
        """Acknowledged, active ones whose `realarm_at` has come."""

    def settled_before(self, moment: datetime) -> Sequence[Alarm]:
        """Chattering ones whose `chattering_until` has come."""

    def turns_since(self, realm: str, condition: str, moment: datetime) -> int:
        """How often the condition came (RAISED, RERAISED) or went (CLEARED, RETURNED) since `moment`, over all its alarms."""

    def raised_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[Alarm]:
        """Alarms with ``since <= raised_at < until``, oldest first, without limit: for figures."""

    def entries_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[AlarmEntry]:
        """Lines of history of the site's alarms with ``since <= at < until``, oldest first."""


class Orders(Protocol):
    """Work orders of all realms."""

    def get(self, order_id: str) -> WorkOrder | None:
        """The order with its alarms and tasks."""

    def look_at(self, order_ids: Collection[str]) -> None:
        """Read these together; `get` then gives each of them in this transaction without asking again."""

    def of_alarm(self, alarm_id: str) -> WorkOrder | None:
        """The responsible order of an alarm."""

    def open_of_group(self, realm: str, group: str) -> WorkOrder | None:
        """The open order of a group, if there is one (at most one: a unique index sees to it)."""

    def next_number(self, site: str, day: str) -> str:
        """The next order number of the site and day (``YYYYMMDD`` in the site's zone): ``20260131-007``. Never given twice."""

    def add(self, order: WorkOrder, entry: TimelineEntry) -> None:
        """A new order with its tasks, its alarms and the first line of its timeline."""

    def save(self, order: WorkOrder, entry: TimelineEntry) -> WorkOrder:
        """Store a changed order (and its tasks) if the version still matches; returns it with the next one. Else `Conflict`."""

    def link(self, order_id: str, alarm_id: str) -> None:
        """Make the order responsible for the alarm; an alarm has at most one (unique index), a second raises `Conflict`."""

    def move_alarms(self, order_id: str, to: str) -> None:
        """Make the order `to` responsible for every alarm of the order `order_id`."""

    def merged_into(self, order_id: str) -> Sequence[WorkOrder]:
        """The orders that became part of this one, oldest first."""

    def timeline(self, order_id: str) -> Sequence[TimelineEntry]:
        """Its timeline, oldest first."""

    def lines_between(self, site: str, since: datetime, until: datetime, events: Collection[OrderEvent], *, realm: str = "live") -> Sequence[TimelineEntry]:
        """Lines of the timelines of the site's orders about `events` with ``since <= at < until``, oldest first."""

    def list(self, where: OrderFilter, *, cursor: str | None = None, limit: int = 50, sort: OrderSort = OrderSort.NEWEST) -> Page[WorkOrder]:
        """Newest first, unless `sort` says otherwise. A cursor is good for its own `sort` only."""

    def counts(self, where: OrderFilter) -> Mapping[OrderState, int]:
        """How many there are in each state."""

    def due_before(self, moment: datetime) -> Sequence[WorkOrder]:
        """Those about which something has to be decided by `moment` (`WorkOrder.next_at`), the longest waiting first."""

    def children(self, order_id: str) -> Sequence[WorkOrder]:
        """The orders whose parent this one is, oldest first."""

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a file."""

    def attachments(self, order_id: str) -> Sequence[Attachment]:
        """The files of an order."""


class OutOfServices(Protocol):
    """What people have taken out of service."""

    def get(self, id_: str) -> OutOfService | None:
        """The one with this id."""

    def add(self, entry: OutOfService) -> None:
        """A new one."""

    def save(self, entry: OutOfService) -> OutOfService:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def open_at(self, site: str) -> Sequence[OutOfService]:
        """Those that have not ended."""

    def due_before(self, moment: datetime) -> Sequence[OutOfService]:
        """Those that have not ended and whose `until` has come."""


class EventLog(Protocol):
    """The event log. Numbers are given at the end of the transaction, under one lock held to commit."""

    def append(self, event: NewEvent) -> None:
        """Add a fact; it gets its number when the transaction commits."""

    def after(self, sequence: int, *, limit: int = 500, sites: tuple[str, ...] = ("*",)) -> Sequence[LoggedEvent]:
        """Events with a greater number, in order. `sequence` 0: from the first that is kept."""

    def bounds(self) -> tuple[int, int]:
        """The oldest kept and the newest number; ``(0, 0)`` when empty."""


class Outbox(Protocol):
    """Notifications to be delivered."""

    def add(self, notification: Notification) -> None:
        """Add unless its `key` is there already."""

    def due(self, now: datetime, *, limit: int = 100) -> Sequence[Notification]:
        """Waiting ones whose `next_at` has come (or is `None`), oldest first; without those for a digest."""

    def held_for_digest(self, now: datetime) -> Sequence[Notification]:
        """Waiting ones that go into a digest (`Notification.digest`) and whose `next_at` has come (or is `None`), oldest first."""

    def save(self, notification: Notification) -> None:
        """Store how far it is."""

    def withdraw(self, realm: str, why: str) -> int:
        """Give up what waits of a drill (`why` is kept as its error); returns how many there were."""

    def list(self, *, site: str | None = None, limit: int = 100) -> Sequence[Notification]:
        """Newest first."""


class Quarantine(Protocol):
    """What could not be read."""

    def add(self, item: Quarantined) -> None:
        """Keep it. More than 20 of one topic and reason within an hour are counted on the newest and not kept singly."""

    def list(
        self, sites: tuple[str, ...], *, reason: QuarantineReason | None = None, device: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[QuarantineEntry]:
        """Newest first."""

    def total(self, sites: tuple[str, ...], *, device: str | None = None) -> int:
        """How many messages or parts, the folded ones included; of one device, if it is named."""

    def unknown_devices(self, sites: tuple[str, ...], since: datetime) -> Sequence[Heard]:
        """Who was refused as unknown after `since`, each by each of its topics; in no order. A folded row counts from when it was begun."""

    def unknown_on(self, site: str, topic: str, *, limit: int) -> Sequence[QuarantineEntry]:
        """The last `limit` messages of unknown devices on this very topic, newest first."""


class People(Protocol):
    """Accounts and their tokens."""

    def add(self, account: Account) -> None:
        """A new account; a username that is taken raises `Conflict`."""

    def by_username(self, username: str) -> Account | None:
        """The account that signs in with this name."""

    def get(self, person_id: str) -> Account | None:
        """The account."""

    def save(self, account: Account) -> None:
        """Store a changed account."""

    def list(self, *, role: Role | None = None) -> Sequence[Person]:
        """Everybody, by username."""

    def add_token(self, token: RefreshToken) -> None:
        """Remember a refresh token."""

    def token(self, digest: str) -> RefreshToken | None:
        """The token with this digest."""

    def use_token(self, digest: str, at: datetime) -> bool:
        """Mark it used; `False` if it already was (somebody has a copy: revoke its family)."""

    def revoke_family(self, family: str) -> None:
        """Forget every token of one sign-in."""


class Ingests(Protocol):
    """Who owns a site's ingest, and how far its journal has been judged."""

    def acquire(self, site: str, owner: str, now: datetime, lease_s: float, *, force: bool = False) -> int:
        """Take the site; returns the new epoch. Raises `LeaseLost` while another owner's lease runs (unless `force`)."""

    def renew(self, site: str, epoch: int, now: datetime, lease_s: float) -> None:
        """Keep it; raises `LeaseLost` if the epoch is no longer ours."""

    def release(self, site: str, epoch: int) -> None:
        """Give it back at a clean stop."""

    def expel(self, site: str) -> None:
        """Whoever owns it owns it no more, and what they have not committed by now they never will. Waits for who is committing."""

    def confirm(self, site: str, epoch: int) -> None:
        """Raises `LeaseLost` unless the epoch is ours; then it stays so until this writing transaction ends."""

    def lease(self, site: str) -> Lease | None:
        """Who owns the site's ingest or was the last to; `None`: nobody ever did."""

    def leases(self) -> Sequence[Lease]:
        """Of every site, by site."""

    def advance(self, site: str, epoch: int, offset: int) -> None:
        """Everything before journal `offset` is judged and durable; it never goes back. Raises `LeaseLost` if the epoch is no longer ours."""

    def offset(self, site: str) -> int:
        """The journal offset last advanced to; 0 at first."""

    def save_devices(self, checkpoints: Iterable[DeviceCheckpoint]) -> None:
        """Store what is known of devices."""

    def devices(self, site: str) -> Sequence[DeviceCheckpoint]:
        """What was known of the site's devices."""


class Housekeeping(Protocol):
    """Small records of the system itself."""

    def cursor(self, name: str) -> int:
        """How far a follower of the event log has come; 0 at first."""

    def set_cursor(self, name: str, position: int) -> None:
        """Remember how far."""

    def beat(self, heartbeat: Heartbeat) -> None:
        """A role's sign of life."""

    def heartbeats(self) -> Sequence[Heartbeat]:
        """The newest of each role and instance."""

    def audit(self, entry: AuditEntry) -> None:
        """Append to the audit log."""

    def audits(self, *, limit: int = 100) -> Sequence[AuditEntry]:
        """Newest first."""

    def retention(self) -> Sequence[Retention]:
        """The table in force."""

    def forget_before(self, kind: DataKind, moment: datetime) -> int:
        """Delete what the table says is over; returns how many. Open alarms and orders are never touched."""

    def forgotten_files(self) -> Sequence[str]:
        """Ids of files that retention has forgotten with what they belonged to, and whose bytes have still to be deleted."""

    def file_is_gone(self, file_id: str) -> None:
        """The bytes of a forgotten file are deleted."""

    def answered(self, person_id: str, key: str) -> tuple[int, str, str] | None:
        """The answer given earlier to this Idempotency-Key: (status, request digest, body)."""

    def remember_answer(self, person_id: str, key: str, at: datetime, status: int, digest: str, body: str) -> None:
        """Keep the answer for 24 hours."""


class Transaction(Protocol):
    """Everything that one transaction can see and change."""

    @property
    def alarms(self) -> Alarms: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def events(self) -> EventLog: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def quarantine(self) -> Quarantine: ...
    @property
    def people(self) -> People: ...
    @property
    def ingests(self) -> Ingests: ...
    @property
    def housekeeping(self) -> Housekeeping: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def permits(self) -> Permits: ...
    @property
    def out_of_service(self) -> OutOfServices: ...
    @property
    def verifications(self) -> Verifications: ...
    @property
    def rule_versions(self) -> RuleVersions: ...
    @property
    def backtests(self) -> Backtests: ...
    @property
    def webhooks(self) -> Webhooks: ...
    @property
    def outside(self) -> OutsideSystems: ...
    @property
    def dispatch(self) -> Dispatch: ...
    @property
    def rota(self) -> Rotas: ...
    @property
    def work_done(self) -> WorkDones: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def saved_views(self) -> SavedViews: ...

    @property
    def whistles(self) -> Whistles: ...
    @property
    def visits(self) -> Visits: ...

    @property
    def requests(self) -> Requests: ...
    @property
    def order_texts(self) -> OrderTexts: ...
    @property
    def rescue_clocks(self) -> RescueClocks: ...
    @property
    def hand_overs(self) -> HandOvers: ...
    @property
    def control_rooms(self) -> ControlRooms: ...
    @property
    def walls(self) -> Walls: ...
    @property
    def call_outs(self) -> CallOuts: ...

    @property
    def phones(self) -> Phones: ...
    @property
    def job_links(self) -> JobLinks: ...
    @property
    def floor_plans(self) -> FloorPlans: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def step_pictures(self) -> StepPictures: ...
    @property
    def emergency_numbers(self) -> EmergencyNumbers: ...
    @property
    def plan_runs(self) -> PlanRuns: ...
    @property
    def weather_warnings(self) -> WeatherWarnings: ...
    @property
    def supplies(self) -> Supplies: ...
    @property
    def set_asides(self) -> SetAsides: ...
    @property
    def drills(self) -> Drills: ...
    @property
    def drill_papers(self) -> DrillPapers: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def plan_reviews(self) -> PlanReviews: ...

    def on_commit(self, action: Callable[[], None]) -> None:
        """Call `action` after the commit, and only then."""

    def task(self, task_id: str) -> Task | None:
        """A task by its id."""


class Watch(Protocol):
    """Whether the records have changed: a question so cheap that it can be asked many times a second. For one thread."""

    def mark(self) -> object:
        """Equal to the one before unless somebody may have committed something in between. Raises `RecordsUnavailable`."""

    def close(self) -> None:
        """Let go of connections."""


class Records(Protocol):
    """The records store."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A writing transaction: commits at the end of the block, rolls back on an exception. May raise `RecordsUnavailable`."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A reading transaction: one consistent view; writing in it is an error."""

    def check(self) -> None:
        """Raise `RecordsUnavailable` unless the database answers and its schema is current."""

    def close(self) -> None:
        """Let go of connections."""
