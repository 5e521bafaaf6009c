"""What dispatch goes by: who is on duty, where they were last, and at which site orders dispatch themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.people import Department
from domain.post import Post
from domain.severity import Priority
from domain.skill import HeldSkill
from domain.text import Text
from domain.work_order import OrderKind, WorkOrder


class DutySource(StrEnum):
    """How it is known that somebody is on duty."""

    HAND = "hand"
    IMPORT = "import"
    SELF = "self"
    """They signed on themselves."""
    PATTERN = "pattern"
    """Made ahead from a pattern of the rota, and as it was made."""
    SWAP = "swap"
    """Taken over from a colleague."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A person (a username) is on duty at `site` from `since` to before `until` (UTC); `post` is `None` for who has no fixed one.

    Who stands on several posts at once has a duty for each. `shift` and `day` say which shift of the rota it is, and of
    which local day; `None` for duty that is no shift.
    """

    id: str
    person: str
    site: str
    post: Post | None
    since: datetime
    until: datetime
    source: DutySource
    added_by: str
    shift: str | None = None
    day: date | None = None
    version: int = 0

    def at(self, moment: datetime) -> bool:
        """Whether it runs at `moment`."""
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True)
class LastPlace:
    """Where a person on duty was last known to be: the space whose tag they scanned. Gone when they sign off (PIPL)."""

    person: str
    site: str
    space: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """An order that a person accepted, with the place where they arrived for it."""

    person: str
    accepted_at: datetime
    arrived_at: datetime | None
    asset: str | None
    space: str | None


class DispatchMode(StrEnum):
    """What Steward does about orders that nobody has."""

    OFF = "off"
    """Nothing: the department sees to it."""
    PROPOSE = "propose"
    AUTO = "auto"


DISPATCH_MODE_NAMES = {
    DispatchMode.OFF: Text("不建议", "Off"),
    DispatchMode.PROPOSE: Text("给出建议", "Propose"),
    DispatchMode.AUTO: Text("自动派单", "Automatic"),
}


@dataclass(frozen=True, slots=True)
class Modes:
    """The mode for orders that alarms opened, and for those that people asked for."""

    alarms: DispatchMode = DispatchMode.AUTO
    requests: DispatchMode = DispatchMode.PROPOSE


@dataclass(frozen=True, slots=True)
class DispatchPolicy:
    """How a site dispatches, by kind of order; `version` 0: nobody has said anything yet.

    Where nothing is said, an alarm's order dispatches itself to somebody qualified and on duty, at any hour (an empty
    dispatcher's desk must not hold up an entrapment), while what people ask for is proposed to the dispatcher, who knows the
    people who wait. `capacity` is how many orders a person may have in hand before no more are proposed to them.
    """

    site: str
    modes: Mapping[OrderKind, Modes] = field(default_factory=dict)
    capacity: int = 8
    version: int = 0

    def of_kind(self, kind: OrderKind) -> Modes:
        """The modes of a kind."""
        return self.modes.get(kind, Modes())

    def mode_of(self, order: WorkOrder) -> DispatchMode:
        """What is done about `order`."""
        modes = self.of_kind(order.kind)
        return modes.alarms if order.from_alarm else modes.requests


@dataclass(frozen=True, slots=True)
class Look:
    """The last time that Steward looked for somebody for an order by itself.

    It dispatches an order once for each time that it was refused or came to another department; what people then make
    of it is theirs. `assignee` is `None` if nobody was found: then it looks again at `again_at`.
    """

    order_id: str
    refusals: int
    department: Department
    at: datetime
    assignee: str | None = None
    again_at: datetime | None = None

    def settles(self, order: WorkOrder, now: datetime) -> bool:
        """Whether nothing is to be looked for at `now`."""
        if not self.same_turn(order):
            return False
        return self.assignee is not None or (self.again_at is not None and self.again_at > now)

    def same_turn(self, order: WorkOrder) -> bool:
        """Whether the order was neither refused nor handed to another department since."""
        return (self.refusals, self.department) == (order.refusals, order.department)


class Dispatch(Protocol):
    """What dispatch goes by, in the records. People are usernames, as in `WorkOrder.assignee`."""

    def skills(self, people: Sequence[str]) -> Sequence[HeldSkill]:
        """What these can do, by person and skill."""

    def set_skills(self, person: str, skills: Sequence[HeldSkill]) -> None:
        """Replace all that is known of what `person` can do."""

    def duty(self, duty_id: str) -> Duty | None:
        """The duty."""

    def add_duty(self, duty: Duty) -> None:
        """A new one; one with the same id is left as it is."""

    def end_duty(self, duty_id: str, until: datetime) -> None:
        """It ends at `until`."""

    def save_duty(self, duty: Duty) -> Duty:
        """Store it if the stored version is still `duty.version`; returns it with the next one. Else `Conflict`."""

    def remove_duty(self, duty_id: str) -> None:
        """It was never meant to be."""

    def duties(self, site: str, since: datetime, until: datetime) -> Sequence[Duty]:
        """Those at the site that run at some time in ``[since, until)``, by when they begin."""

    def duties_of(self, person: str, since: datetime, until: datetime) -> Sequence[Duty]:
        """Those of a person at any site, as `duties`."""

    def see(self, place: LastPlace) -> None:
        """Remember where somebody is; only the newest is kept."""

    def places(self, people: Sequence[str]) -> Sequence[LastPlace]:
        """Where these were last."""

    def forget_place(self, person: str) -> None:
        """Where they were is nobody's business any more."""

    def places_off_duty(self, now: datetime) -> int:
        """How many places are known of people who are not on duty at `now` at the site where they were seen."""

    def forget_places_off_duty(self, now: datetime) -> int:
        """Forget those; returns how many."""

    def policy(self, site: str) -> DispatchPolicy:
        """How the site dispatches; the default if nobody has said."""

    def save_policy(self, policy: DispatchPolicy) -> DispatchPolicy:
        """Store it if the stored version is still `policy.version`; returns it with the next one. Else `Conflict`."""

    def waiting(self, site: str) -> Sequence[str]:
        """The ids of the live orders of the site that nobody has yet (requested, triaged or dispatched), oldest first."""

    def loads(self, people: Sequence[str]) -> Mapping[str, Mapping[Priority, int]]:
        """How many orders each of these has in hand (dispatched, accepted, in progress), at any site."""

    def taken(self, site: str, since: datetime) -> Sequence[Taken]:
        """What people accepted at the site from `since` on."""

    def looks(self, orders: Sequence[str]) -> Sequence[Look]:
        """The last looks for these orders, where there was one."""

    def looked(self, look: Look) -> None:
        """Remember it instead of the one before."""
