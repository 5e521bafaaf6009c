"""Hand-over of a shift (交接班): who hands over which post, what was counted, and who signed for it (REQUIREMENTS 26).

One sheet belongs to one duty: a person on several posts hands over each of them, two people on a post each hand over
their own. A shift ends when the incoming person has signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.page import Page
from domain.post import Post
from domain.text import Text

REMIND_BEFORE = timedelta(minutes=5)
"""So long before the end of a shift both sides are reminded."""
DECIDE_WITHIN = timedelta(minutes=15)
"""So soon a lead decides about a refusal; then the manager hears of it."""
GOES_ON_FOR = timedelta(hours=12)
"""So long a duty that nobody takes over goes on, at most."""


class HandOverState(StrEnum):
    """Where a sheet is."""

    OPEN = "open"
    """The outgoing person counts and writes."""
    OFFERED = "offered"
    """The outgoing person has signed; it waits for the incoming one."""
    REFUSED = "refused"
    SIGNED = "signed"
    CANCELLED = "cancelled"
    """The duty was taken off the list, or a lead said that nothing has to be handed over."""


HAND_OVER_STATE_NAMES = {
    HandOverState.OPEN: Text("交班中", "Being written"),
    HandOverState.OFFERED: Text("待接班", "Awaits the next shift"),
    HandOverState.REFUSED: Text("拒绝接班", "Refused"),
    HandOverState.SIGNED: Text("已交接", "Handed over"),
    HandOverState.CANCELLED: Text("已取消", "Cancelled"),
}

IN_HAND = frozenset({HandOverState.OPEN, HandOverState.OFFERED, HandOverState.REFUSED})


class HandOverStep(StrEnum):
    """What can happen to a sheet."""

    OPENED = "open"
    COUNTED = "count"
    NOTED = "note"
    ATTACHED = "attach"
    OFFERED = "offer"
    SIGNED = "sign"
    REFUSED = "refuse"
    SENT_BACK = "send-back"
    """A lead sides with who refused: the sheet is put right first."""
    FORCED = "sign-anyway"
    """A lead decides that whoever refused takes over as it is."""
    CANCELLED = "cancel"
    MOVED = "move"
    """The duty now ends at another time."""
    REMINDED = "remind"
    EXTENDED = "extend"
    """The shift's time was over and nobody had signed: the duty goes on."""
    LATE = "late"
    UNDECIDED = "undecided"
    """Nobody decided about the refusal in time."""
    LAPSED = "lapse"
    """The duty could not go on any longer."""


HAND_OVER_STEP_NAMES = {
    HandOverStep.OPENED: Text("开交接班表", "Opened"),
    HandOverStep.COUNTED: Text("清点", "Counted"),
    HandOverStep.NOTED: Text("备注", "Note"),
    HandOverStep.ATTACHED: Text("添加附件", "File added"),
    HandOverStep.OFFERED: Text("交班签字", "Signed by who goes"),
    HandOverStep.SIGNED: Text("接班签字", "Signed by who comes"),
    HandOverStep.REFUSED: Text("拒绝接班", "Refused"),
    HandOverStep.SENT_BACK: Text("主管退回", "Sent back"),
    HandOverStep.FORCED: Text("主管决定照接", "Decided by the lead"),
    HandOverStep.CANCELLED: Text("取消", "Cancelled"),
    HandOverStep.MOVED: Text("班次时间变更", "Time changed"),
    HandOverStep.REMINDED: Text("提醒", "Reminded"),
    HandOverStep.EXTENDED: Text("无人接班，继续当班", "Duty goes on"),
    HandOverStep.LATE: Text("超时未交接", "Late"),
    HandOverStep.UNDECIDED: Text("拒接未裁决", "Refusal undecided"),
    HandOverStep.LAPSED: Text("延长当班到期", "Duty lapsed"),
}

_S, _T = HandOverState, HandOverStep
_BY_ITSELF = (_T.MOVED, _T.REMINDED, _T.EXTENDED, _T.LATE, _T.UNDECIDED, _T.LAPSED)

HAND_OVER_TRANSITIONS: dict[tuple[HandOverState, HandOverStep], HandOverState] = {
    (_S.OPEN, _T.COUNTED): _S.OPEN,
    (_S.OPEN, _T.OFFERED): _S.OFFERED,
    (_S.OFFERED, _T.COUNTED): _S.OPEN,
    (_S.OFFERED, _T.SIGNED): _S.SIGNED,
    (_S.OFFERED, _T.REFUSED): _S.REFUSED,
    (_S.REFUSED, _T.SIGNED): _S.SIGNED,
    (_S.REFUSED, _T.SENT_BACK): _S.OPEN,
    (_S.REFUSED, _T.FORCED): _S.SIGNED,
    **{(state, step): state for state in IN_HAND for step in (_T.NOTED, _T.ATTACHED, *_BY_ITSELF)},
    **{(state, _T.CANCELLED): _S.CANCELLED for state in IN_HAND},
}
"""(state, step) → next state. What is counted anew after it was signed by who goes has to be signed again."""


def next_hand_over_state(state: HandOverState, step: HandOverStep) -> HandOverState:
    """The state that follows, or `IllegalStep`."""
    try:
        return HAND_OVER_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a hand-over that is {state} cannot take the step {step}") from None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a thing were there, and what there is to say if it was not as many as it should be."""

    counted: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The sheet of one duty. Times are UTC; people are usernames.

    `due_at` is the planned end of the shift, `late_at` the stored moment from which it counts as late. `decided` names
    what Steward has decided by itself, each once. `sheet` is what was open, as it was when it was signed; `None`: not yet.
    `prolongs`: the duty is made to go on at its end, because whoever has it was there then.
    """

    id: str
    number: str
    site: str
    post: Post
    duty_id: str
    outgoing: str
    since: datetime
    due_at: datetime
    late_at: datetime
    state: HandOverState
    opened_at: datetime
    opened_by: str
    prolongs: bool = True
    note: str = ""
    counts: Mapping[str, Count] = field(default_factory=dict)
    offered_at: datetime | None = None
    incoming: str | None = None
    signed_at: datetime | None = None
    refused_at: datetime | None = None
    refused_by: str | None = None
    reason: str = ""
    """Why it was refused, last."""
    decided_by: str | None = None
    """The lead who decided that it counts although it was refused."""
    ended_at: datetime | None = None
    sheet: Mapping[str, object] | None = None
    decided: tuple[HandOverStep, ...] = ()
    version: int = 1

    @property
    def undecided(self) -> tuple[tuple[HandOverStep, datetime], ...]:
        """What Steward may still have to decide, and when."""
        if self.state not in IN_HAND:
            return ()
        moments: list[tuple[HandOverStep, datetime]] = [
            (_T.REMINDED, self.due_at - REMIND_BEFORE),
            (_T.EXTENDED, self.due_at),
            (_T.LATE, self.late_at),
            (_T.LAPSED, self.due_at + GOES_ON_FOR),
        ]
        if self.state is _S.REFUSED and self.refused_at is not None:
            moments.append((_T.UNDECIDED, self.refused_at + DECIDE_WITHIN))
        return tuple((step, at) for step, at in moments if step not in self.decided)

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        return min((at for _, at in self.undecided), default=None)


@dataclass(frozen=True, slots=True)
class HandOverEntry:
    """One line of a sheet's timeline."""

    hand_over_id: str
    at: datetime
    step: HandOverStep
    state: HandOverState
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that belongs to a post and is counted at each hand-over: keys, radios, tools, cards. `number` is how many there are."""

    id: str
    site: str
    post: Post
    name: str
    number: int
    place: int = 0
    """Where it stands in the list."""


@dataclass(frozen=True, slots=True)
class Loan:
    """Some of a thing are with somebody (`lent_to`, a name) until they come back."""

    id: str
    thing_id: str
    site: str
    number: int
    lent_to: str
    lent_at: datetime
    lent_by: str
    note: str = ""
    returned_at: datetime | None = None
    returned_by: str | None = None


@dataclass(frozen=True, slots=True)
class PostRule:
    """Whether duty on a post ends by a hand-over at all. `version` 0: nobody has said anything yet."""

    site: str
    post: Post
    asked: bool
    version: int = 0


USUALLY_ASKED = frozenset({Post.CONTROL_ROOM, Post.DUTY_ENGINEER, Post.GUARD_CAPTAIN})
"""Posts that are never left alone, as long as nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class HandOverFilter:
    """Which sheets. `None` means any; `since` and `until` are about the planned end."""

    sites: tuple[str, ...] = ("*",)
    post: Post | None = None
    states: frozenset[HandOverState] | None = None
    person: str | None = None
    """Who went or came."""
    since: datetime | None = None
    until: datetime | None = None


class HandOvers(Protocol):
    """Hand-overs, and the things that are counted at them."""

    def get(self, hand_over_id: str) -> HandOver | None:
        """The sheet."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``J-`` (交) before it. Never given twice."""

    def add(self, hand_over: HandOver, entry: HandOverEntry) -> None:
        """A new sheet with the first line of its timeline. `Conflict` if its duty has one."""

    def save(self, hand_over: HandOver, entries: Sequence[HandOverEntry]) -> HandOver:
        """Store a changed sheet if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def timeline(self, hand_over_id: str) -> Sequence[HandOverEntry]:
        """Its timeline, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[HandOver]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""

    def of_duties(self, duties: Sequence[str]) -> Mapping[str, HandOver]:
        """The sheets of these duties, by duty, where there is one."""

    def list(self, where: HandOverFilter, *, cursor: str | None = None, limit: int = 50) -> Page[HandOver]:
        """Newest planned end first."""

    def add_file(self, file: Attachment) -> None:
        """Remember a file; its `order_id` is the sheet's id."""

    def files(self, hand_over_id: str) -> Sequence[Attachment]:
        """The files of a sheet, oldest first."""

    def rule(self, site: str, post: Post) -> PostRule:
        """Whether the post is handed over; the usual if nobody has said."""

    def save_rule(self, rule: PostRule) -> PostRule:
        """Store it if the stored version is still `rule.version`; returns it with the next one. Else `Conflict`."""

    def things(self, site: str, post: Post | None = None) -> Sequence[Thing]:
        """What is counted at the site, or at one post, in the order of the lists."""

    def thing(self, thing_id: str) -> Thing | None:
        """The thing, if it is still counted."""

    def set_things(self, site: str, post: Post, things: Sequence[Thing]) -> None:
        """Replace the list of a post. Loans of what is no longer there stay on record."""

    def lend(self, loan: Loan) -> None:
        """Remember a loan."""

    def loan(self, loan_id: str) -> Loan | None:
        """The loan."""

    def give_back(self, loan_id: str, at: datetime, by: str) -> bool:
        """It came back; `False` if it had already."""

    def loans(self, site: str, *, out: bool = True) -> Sequence[Loan]:
        """Loans of the site's things, oldest first; `out`: only those that have not come back, else the newest 200."""
