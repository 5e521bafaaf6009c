"""Visits of contractors (外委单位到访): somebody without an account signs in at the equipment, works on it, and signs out.

Signing in changes nothing by itself: the equipment is out of service from the approval by a member of staff until the
end that was agreed, and is back when a member of staff has confirmed the service sheet. Then its service clock starts anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.page import Page
from domain.text import Text


class VisitPurpose(StrEnum):
    """What somebody came for."""

    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    INSPECTION = "inspection"
    OTHER = "other"


PURPOSE_NAMES = {
    VisitPurpose.MAINTENANCE: Text("维保", "Maintenance"),
    VisitPurpose.REPAIR: Text("维修", "Repair"),
    VisitPurpose.INSPECTION: Text("检验检测", "Inspection"),
    VisitPurpose.OTHER: Text("其他", "Other"),
}

RESETS_SERVICE = frozenset({VisitPurpose.MAINTENANCE})
"""What starts the service clock anew: a repair or an inspection is no maintenance."""


class VisitState(StrEnum):
    """Where a visit is."""

    WAITING = "waiting"
    """Signed in; nobody of the staff has approved it yet."""
    ON_SITE = "on_site"
    LEAVING = "leaving"
    """Signed out with the service sheet; a member of staff has still to confirm it."""
    DONE = "done"
    ENDED = "ended"
    """Ended by the staff without a service sheet: the service clock runs on."""
    REFUSED = "refused"
    LAPSED = "lapsed"
    """Nobody approved it until its end."""
    WITHDRAWN = "withdrawn"


VISIT_STATE_NAMES = {
    VisitState.WAITING: Text("待批准", "To be approved"),
    VisitState.ON_SITE: Text("作业中", "On site"),
    VisitState.LEAVING: Text("待确认离场", "To be confirmed"),
    VisitState.DONE: Text("已完成", "Done"),
    VisitState.ENDED: Text("未交服务单", "Ended without a sheet"),
    VisitState.REFUSED: Text("未批准", "Refused"),
    VisitState.LAPSED: Text("已失效", "Lapsed"),
    VisitState.WITHDRAWN: Text("已取消", "Withdrawn"),
}


class VisitStep(StrEnum):
    """What can happen to a visit; those of the staff are the step names of ``POST /visits/{id}/{step}``."""

    SIGNED_IN = "sign-in"
    APPROVED = "approve"
    REFUSED = "refuse"
    WITHDRAWN = "withdraw"
    LAPSED = "lapse"
    EXTENDED = "extend"
    SIGNED_OUT = "sign-out"
    CONFIRMED = "confirm"
    SENT_BACK = "send-back"
    """The service sheet will not do: the contractor has to send another."""
    ENDED = "end"
    NOTED = "note"
    TOLD = "tell"
    """Somebody was told again, because a time had passed."""


_S, _T = VisitState, VisitStep
OPEN_VISIT_STATES = frozenset({_S.WAITING, _S.ON_SITE, _S.LEAVING})

VISIT_TRANSITIONS: dict[tuple[VisitState, VisitStep], VisitState] = {
    (_S.WAITING, _T.APPROVED): _S.ON_SITE,
    (_S.WAITING, _T.REFUSED): _S.REFUSED,
    (_S.WAITING, _T.WITHDRAWN): _S.WITHDRAWN,
    (_S.WAITING, _T.LAPSED): _S.LAPSED,
    (_S.ON_SITE, _T.EXTENDED): _S.ON_SITE,
    (_S.ON_SITE, _T.SIGNED_OUT): _S.LEAVING,
    (_S.ON_SITE, _T.ENDED): _S.ENDED,
    (_S.LEAVING, _T.CONFIRMED): _S.DONE,
    (_S.LEAVING, _T.SENT_BACK): _S.ON_SITE,
    (_S.LEAVING, _T.ENDED): _S.ENDED,
    **{(state, step): state for state in OPEN_VISIT_STATES for step in (_T.NOTED, _T.TOLD)},
}
"""(state, step) → next state; what is missing is refused."""

STAFF_STEPS = (_T.APPROVED, _T.REFUSED, _T.EXTENDED, _T.CONFIRMED, _T.SENT_BACK, _T.ENDED, _T.NOTED)
"""What the staff may do, in the order of the lifecycle."""

VISIT_NEEDS_NOTE = frozenset({_T.REFUSED, _T.SENT_BACK, _T.ENDED, _T.NOTED})
"""Steps that must say why."""


def next_visit_state(state: VisitState, step: VisitStep) -> VisitState:
    """The state that follows, or `IllegalStep`."""
    try:
        return VISIT_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a visit that is {state} cannot take the step {step}") from None


def open_visit_steps(state: VisitState) -> tuple[VisitStep, ...]:
    """What the staff may do with a visit in `state`."""
    return tuple(step for step in STAFF_STEPS if (state, step) in VISIT_TRANSITIONS)


APPROVE_WITHIN = timedelta(minutes=15)
"""So long somebody waits at the equipment before the staff is told again."""
CONFIRM_WITHIN = timedelta(hours=1)
"""So long the equipment waits for the confirmation before the manager is told."""


class VisitDecision(StrEnum):
    """What Steward decides by itself about a visit, each once in each state that it is about."""

    APPROVE_LATE = "approve-late"
    UNTIL = "until"
    """The agreed end has come."""
    CONFIRM_LATE = "confirm-late"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at one asset. `name` and `phone` are personal; both are empty when they have been forgotten. Times are UTC.

    `until` is the agreed end. `out_of_service` is the entry that hides the asset's alarms meanwhile. `token_digest` is the
    SHA-256 of the token by which the contractor's phone finds the visit again.
    """

    id: str
    number: str
    site: str
    asset: str
    state: VisitState
    purpose: VisitPurpose
    firm: str
    name: str
    phone: str
    signed_in_at: datetime
    until: datetime
    token_digest: str
    work: str = ""
    order_number: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    signed_out_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    out_of_service: str | None = None
    decided: tuple[VisitDecision, ...] = ()
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        return min((moment for _, moment in self.undecided), default=None)

    @property
    def undecided(self) -> tuple[tuple[VisitDecision, datetime], ...]:
        """What is still to be decided in its state, and when."""
        moments: dict[VisitState, tuple[tuple[VisitDecision, datetime | None], ...]] = {
            VisitState.WAITING: ((VisitDecision.APPROVE_LATE, self.signed_in_at + APPROVE_WITHIN), (VisitDecision.UNTIL, self.until)),
            VisitState.ON_SITE: ((VisitDecision.UNTIL, self.until),),
            VisitState.LEAVING: ((VisitDecision.CONFIRM_LATE, None if self.signed_out_at is None else self.signed_out_at + CONFIRM_WITHIN),),
        }
        return tuple((what, at) for what, at in moments.get(self.state, ()) if at is not None and what not in self.decided)

    @property
    def overdue(self) -> bool:
        """Whether the agreed end was decided as passed while somebody was at work."""
        return VisitDecision.UNTIL in self.decided


class FileKind(StrEnum):
    """What a file at a visit is."""

    CERTIFICATE = "certificate"
    """Personal: who it is and what they may do."""
    SHEET = "sheet"
    """The service sheet (维修服务单)."""


@dataclass(frozen=True, slots=True)
class VisitFile:
    """A file at a visit; the attachment's `order_id` is the visit's id."""

    kind: FileKind
    file: Attachment


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One line of a visit's timeline."""

    visit_id: str
    at: datetime
    step: VisitStep
    state: VisitState
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """Equipment was serviced at `at`, as a confirmed visit shows."""

    id: str
    site: str
    asset: str
    purpose: VisitPurpose
    at: datetime
    visit_id: str | None
    by: str


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits. `None` means any."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[VisitState] | None = None
    asset: str | None = None


class Visits(Protocol):
    """Visits, and the services that came of them."""

    def get(self, visit_id: str) -> Visit | None:
        """The visit."""

    def by_token(self, digest: str) -> Visit | None:
        """The visit whose token has this SHA-256."""

    def open_at(self, site: str, asset: str) -> Sequence[Visit]:
        """Those at this asset that are not over, oldest first."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``F-`` (访) before it. Never given twice."""

    def add(self, visit: Visit, entry: VisitEntry) -> None:
        """A new visit with the first line of its timeline."""

    def save(self, visit: Visit, entry: VisitEntry) -> Visit:
        """Store a changed visit if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def timeline(self, visit_id: str) -> Sequence[VisitEntry]:
        """Its timeline, oldest first."""

    def add_file(self, item: VisitFile) -> None:
        """Remember a file."""

    def files(self, visit_id: str) -> Sequence[VisitFile]:
        """The files of a visit, oldest first."""

    def forgotten_files(self) -> Sequence[str]:
        """Ids of files that retention has forgotten and whose bytes have still to be deleted."""

    def file_is_gone(self, file_id: str) -> None:
        """The bytes of a forgotten file are deleted."""

    def due_before(self, moment: datetime) -> Sequence[Visit]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""

    def list(self, where: VisitFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Visit]:
        """Newest first."""

    def add_service(self, record: ServiceRecord) -> None:
        """Equipment was serviced."""

    def services(self, site: str, asset: str, *, limit: int = 20) -> Sequence[ServiceRecord]:
        """The services of an asset, newest first."""

    def last_services(self, site: str, purposes: frozenset[VisitPurpose]) -> dict[str, datetime]:
        """By asset, when it was last serviced for one of `purposes`."""
