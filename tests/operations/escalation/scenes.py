"""A night shift with telephones: people on posts, ways to reach them, channels that fail when told to, and a clock moved by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.call_out import Answer, CallOut, CallOutFilter, Delivery, Ladders
from domain.contact import Contact
from domain.dispatch import Duty, DutySource
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Records
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from notify.channels.channel import Channel, Reaches
from notify.channels.message import Message, NotifyError, Sent
from notify.channels.page import Page
from notify.claiming import PostOffice
from notify.delivery import Deliveries
from notify.receipt_secrets import ReceiptSecrets
from operations.escalation import answers
from operations.escalation.ladders import ladders_of
from tests.operations.scenes import SITE, T0, hire

SECRETS = ReceiptSecrets(b"the secret of a test that nobody has")
SECOND = timedelta(seconds=1)

GUARD = Person("p-wang", "wang", "王强", Role.GUARD, Department.SECURITY, ("riverside",))
SECOND_GUARD = Person("p-zhao", "zhao", "赵敏", Role.GUARD, Department.SECURITY, ("riverside",))
LEAD = Person("p-sun", "sun", "孙队", Role.DISPATCHER, Department.SECURITY, ("riverside",))
MANAGER = Person("p-ma", "ma", "马经理", Role.MANAGER, Department.MANAGEMENT, ("riverside",))
FITTER = Person("p-li", "li", "李工", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
CREW = (GUARD, SECOND_GUARD, LEAD, MANAGER, FITTER)


@dataclass
class Line:
    """A channel that writes down what it was given, with the offset from T0 in seconds, and fails as often as it is told to."""

    name: str
    clock: Callable[[], datetime]
    failures: list[Exception] = field(default_factory=list)
    heard: list[tuple[float, Message, Mapping[str, str]]] = field(default_factory=list)
    takes_drills: bool = False
    reaches: Reaches = Reaches.PERSON

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(((now - T0).total_seconds(), message, address))
        return Sent(outside_id=f"{self.name}-{message.key}")

    @property
    def keys(self) -> list[str]:
        return [message.key for _, message, _ in self.heard]


@dataclass
class CardLine(Line):
    """One whose cards can be changed afterwards."""

    updated: list[tuple[str, Text]] = field(default_factory=list)

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:
        assert message.replaces is not None
        assert address
        self.updated.append((outside_id, taken))


class PlainAddresses:
    """Opens what was never sealed."""

    def open(self, contact: Contact) -> Mapping[str, str]:
        found: dict[str, str] = json.loads(contact.sealed)
        return found


class Night:
    """The records with people in them, a worker's deliveries, and the clock."""

    def __init__(self, records: Records, *names: str, site: Site = SITE, groups: Sequence[str] = ()) -> None:
        self.records = records
        self.site = site
        self.now = T0
        lines: dict[str, Line] = {name: CardLine(name, self.clock) if name == "wecom" else Line(name, self.clock) for name in names}
        lines |= {name: Line(name, self.clock, reaches=Reaches.GROUP) for name in groups}
        self.lines = lines
        self.channels: Mapping[str, Channel] = {"page": Page(), **lines}
        self.deliveries = self.worker()

    def clock(self) -> datetime:
        return self.now

    def worker(self) -> Deliveries:
        """Another worker on the same records."""
        office = PostOffice({self.site.id: self.site}, self.channels, SECRETS, "https://steward.example.com")
        return Deliveries(self.records, office, PlainAddresses(), self.clock, jitter=random.Random(1))

    def step(self, seconds: float = 0.0) -> int:
        """Let so much time pass, then let the worker do what is due; returns how many messages left."""
        self.now += timedelta(seconds=seconds)
        return self.deliveries.once()

    def until(self, seconds: float, every: float = 5.0) -> None:
        """Let the worker look every so often until so long after T0."""
        self.step()
        while (self.now - T0).total_seconds() < seconds:
            self.step(every)

    def trickle(self, notifications: Sequence[Notification]) -> None:
        """One each second."""
        for each in notifications:
            self.tell(each)
            self.step(1)

    def everything(self) -> list[tuple[float, str, str]]:
        """When, whom and by what: everything that left."""
        return sorted((at, address.get("of", ""), line.name) for line in self.lines.values() for at, _, address in line.heard)

    def tell(self, *notifications: Notification) -> None:
        with self.records.transaction() as tx:
            for each in notifications:
                tx.outbox.add(each)

    def call_outs(self) -> Sequence[CallOut]:
        """Oldest first."""
        with self.records.reading() as tx:
            return sorted(tx.call_outs.list(CallOutFilter(realm="*"), limit=1000).items, key=lambda each: (each.created_at, each.id))

    def only(self) -> CallOut:
        (found,) = self.call_outs()
        return found

    def ladder(self, call_out_id: str | None = None) -> Sequence[Delivery]:
        with self.records.reading() as tx:
            ids = [each.id for each in self.call_outs()] if call_out_id is None else [call_out_id]
            return [delivery for each in tx.call_outs.deliveries(ids).values() for delivery in each]

    def answer(self, call_out_id: str, given: Answer, person: Person, *, channel: str = "page") -> answers.Answered:
        with self.records.transaction() as tx:
            return answers.answer(tx, call_out_id, given, site=self.site, person=person, at=self.now, channel=channel)

    def logged(self, transition: str) -> list[Mapping[str, object]]:
        with self.records.reading() as tx:
            return [each.event.body for each in tx.events.after(0, limit=10_000) if each.event.transition == transition]


def night(records: Records, *names: str, site: Site = SITE, groups: Sequence[str] = ()) -> Night:
    """A night on which everybody of the crew is at work; `names` are the channels that there are."""
    hire(records, *CREW)
    on_post(records, GUARD, Post.NEAREST_GUARD)
    on_post(records, LEAD, Post.SECURITY_LEAD)
    on_post(records, MANAGER, Post.MANAGER)
    on_post(records, FITTER, Post.DUTY_ENGINEER)
    return Night(records, *names, site=site, groups=groups)


def on_post(records: Records, person: Person, post: Post | None, *, since: datetime = T0 - timedelta(hours=1)) -> None:
    """They stand there for eight hours."""
    with records.transaction() as tx:
        tx.dispatch.add_duty(Duty(f"{person.username}-{post}", person.username, "riverside", post, since, since + timedelta(hours=8), DutySource.HAND, "test"))


def reach(records: Records, person: Person, *channels: str, device: str = "") -> None:
    """They can be reached by these channels."""
    with records.transaction() as tx:
        for channel in channels:
            contact_id = f"{person.username}-{channel}{device}"
            address = json.dumps({"of": person.username, "channel": channel, "device": device})
            tx.contacts.add(Contact(contact_id, person.username, channel, "", "…", address, contact_id, T0, "test", verified_at=T0))


def notification(
    key: str = "n1",
    *,
    severity: Severity = Severity.CRITICAL,
    kind: NotificationKind = NotificationKind.ORDER_OPENED,
    department: Department = Department.SECURITY,
    posts: tuple[Post, ...] = (Post.NEAREST_GUARD,),
    order: str | None = None,
    alarms: tuple[str, ...] = (),
    title: Text | None = None,
    at: datetime = T0,
    realm: str = "live",
) -> Notification:
    """Something for the guard."""
    return Notification(
        id=key,
        key=key,
        created_at=at,
        realm=realm,
        site="riverside",
        kind=kind,
        severity=severity,
        department=department,
        title=title or Text(f"告警 {key}", f"Alarm {key}"),
        body=Text("3号楼", "Tower 3"),
        alarm_ids=alarms,
        work_order_id=order,
        posts=tuple(post.value for post in posts),
    )


def with_ladders(site: Site = SITE, *, change: Callable[[Ladders], Ladders]) -> Site:
    """The site with other ladders."""
    return replace(site, escalation=change(ladders_of(site)))


BUSY = NotifyError("busy")
GONE = NotifyError("nobody there", gone=True)
REFUSED = NotifyError("no such number", permanent=True)
