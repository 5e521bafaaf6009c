"""Swaps of shifts (换班、替班) and absences: who asked whom, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alarm import IllegalStep
from domain.text import Text


class SwapState(StrEnum):
    """How a swap stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    """A colleague takes it; a lead has to approve."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """The shift began, or changed hands otherwise, before it was settled."""


SWAP_STATE_NAMES = {
    SwapState.ASKED: Text("待同事答复", "Asked"),
    SwapState.ACCEPTED: Text("待主管批准", "Awaits approval"),
    SwapState.DONE: Text("已换班", "Swapped"),
    SwapState.REFUSED: Text("未同意", "Refused"),
    SwapState.WITHDRAWN: Text("已撤回", "Withdrawn"),
    SwapState.EXPIRED: Text("已失效", "Expired"),
}


class SwapStep(StrEnum):
    """What can happen to a swap."""

    ACCEPT = "accept"
    APPROVE = "approve"
    REFUSE = "refuse"
    """By the colleague who was asked, or by a lead."""
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


_S, _T = SwapState, SwapStep

SWAP_TRANSITIONS: dict[tuple[SwapState, SwapStep], SwapState] = {
    (_S.ASKED, _T.ACCEPT): _S.ACCEPTED,
    (_S.ASKED, _T.REFUSE): _S.REFUSED,
    (_S.ASKED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.ASKED, _T.EXPIRE): _S.EXPIRED,
    (_S.ACCEPTED, _T.APPROVE): _S.DONE,
    (_S.ACCEPTED, _T.REFUSE): _S.REFUSED,
    (_S.ACCEPTED, _T.WITHDRAW): _S.WITHDRAWN,
    (_S.ACCEPTED, _T.EXPIRE): _S.EXPIRED,
}
"""(state, step) → next state; what is missing is refused."""


def next_swap_state(state: SwapState, step: SwapStep) -> SwapState:
    """The state that follows, or `IllegalStep`."""
    try:
        return SWAP_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a swap that is {state} cannot take the step {step}") from None


@dataclass(frozen=True, slots=True)
class Swap:
    """`asker` wants somebody to take the shift that begins at `since`: `colleague`, or anybody (`None`).

    `duties` are the ids of the duties of that shift (one for each post), `in_return` those of the shift that the asker
    takes instead; none: it is only taken over. `next_at` is when it expires; `None` once it is settled. `taker` is who
    accepted; `hints` say which rules it does not keep, for the lead who approves.
    """

    id: str
    site: str
    asker: str
    colleague: str | None
    duties: tuple[str, ...]
    in_return: tuple[str, ...]
    since: datetime
    until: datetime
    asked_at: datetime
    state: SwapState = SwapState.ASKED
    note: str = ""
    taker: str | None = None
    hints: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_at: datetime | None = None
    next_at: datetime | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether it can still come to something."""
        return self.state in {SwapState.ASKED, SwapState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class SwapFilter:
    """Which swaps; `None` means any. `person`: asked by, asked of, taken by, or open to them as to anybody."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[SwapState] | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody cannot come from `since` to before `until` (UTC). Why is nobody's business here."""

    id: str
    person: str
    site: str
    since: datetime
    until: datetime
    said_at: datetime
    said_by: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A secret address under which `person` subscribes to their own shifts, or, as a lead, to the cover of `site` (`team`).

    Only the SHA-256 of the secret is kept.
    """

    id: str
    digest: str
    person: str
    site: str | None
    team: bool
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
