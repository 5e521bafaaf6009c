"""The fire control room (消防控制室): its two-hourly check, calls that ask whether anybody is there, too few operators, and its screens.

GB 25201-2010 (建筑消防设施的维护管理) asks for two certified people at any time and for a check entry every two hours;
GB 25506-2010 for the answer to a call (查岗). One operator may do where the room is controlled from afar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.post import Post
from domain.text import Text

CERTIFICATE = "fire-facilities"
"""The skill that an operator's certificate stands for: see `domain.skill`."""
CHECK_EVERY_H = 2
EARLY = timedelta(minutes=15)
"""So long before it is due a check may be confirmed already."""
ATTENDED_FOR = timedelta(minutes=10)
"""So long after the last touch a screen counts as attended (REQUIREMENTS 22)."""


class PanelState(StrEnum):
    """What the table of checks says of the panels; several at once."""

    NORMAL = "normal"
    FAULT = "fault"
    FIRE = "fire"
    ISOLATED = "isolated"
    SUPERVISORY = "supervisory"
    LINKED = "linked"
    """Something that the panel controls has started or answered (联动)."""
    MANUAL = "manual"
    UNKNOWN = "unknown"
    """The panel tells nothing: offline, or there is none with telemetry."""


PANEL_STATE_NAMES = {
    PanelState.NORMAL: Text("正常", "Normal"),
    PanelState.FAULT: Text("故障", "Fault"),
    PanelState.FIRE: Text("火警", "Fire"),
    PanelState.ISOLATED: Text("屏蔽", "Isolated"),
    PanelState.SUPERVISORY: Text("监管", "Supervisory"),
    PanelState.LINKED: Text("联动启动/反馈", "Controls started or answered"),
    PanelState.MANUAL: Text("手动状态", "Manual mode"),
    PanelState.UNKNOWN: Text("无数据", "No data"),
}


class CheckState(StrEnum):
    """How a check stands."""

    WAITING = "waiting"
    DONE = "done"
    MISSED = "missed"
    """Not confirmed in time; a later confirmation is added and it stays missed."""
    UNASKED = "unasked"
    """Steward itself was not there to ask for it."""


CHECK_STATE_NAMES = {
    CheckState.WAITING: Text("待检查", "Waiting"),
    CheckState.DONE: Text("已检查", "Done"),
    CheckState.MISSED: Text("漏检", "Missed"),
    CheckState.UNASKED: Text("系统停机未提示", "Not asked for: Steward was down"),
}


@dataclass(frozen=True, slots=True)
class RoomCheck:
    """One check (值班检查), unique for its site and `due_at`. `panels` is what was seen, by asset; times are UTC."""

    id: str
    site: str
    due_at: datetime
    confirm_by: datetime
    state: CheckState
    panels: Mapping[str, tuple[PanelState, ...]] = field(default_factory=dict)
    note: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    certified: bool | None = None
    """Whether whoever confirmed it had a valid certificate then."""
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When it counts as missed; `None`: that is decided."""
        return self.confirm_by if self.state is CheckState.WAITING else None


@dataclass(frozen=True, slots=True)
class InspectionCall:
    """Somebody asks whether the room is attended (查岗). Answered by one tap of somebody who stands there, or missed at `answer_by`.

    `source` is ``person`` or the id of the asset that asked.
    """

    id: str
    site: str
    source: str
    asked_by: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None = None
    answered_by: str | None = None
    missed_at: datetime | None = None
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When it counts as missed; `None`: that is decided."""
        return None if self.answered_at is not None or self.missed_at is not None else self.answer_by


@dataclass(frozen=True, slots=True)
class Shortage:
    """Fewer certified operators stood in the room than have to. `told_at` is when the lead heard of it."""

    id: str
    site: str
    since: datetime
    required: int
    certified: int
    tell_at: datetime
    told_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class ScreenTouch:
    """The last time that somebody touched a screen of a post."""

    site: str
    name: str
    post: Post
    at: datetime
    by: str


class ControlRooms(Protocol):
    """What fire control rooms leave behind, in the records."""

    def add_check(self, check: RoomCheck) -> bool:
        """A new one, unless the site has one for its `due_at`; whether it was new."""

    def check(self, check_id: str) -> RoomCheck | None:
        """The check."""

    def save_check(self, check: RoomCheck) -> RoomCheck:
        """Store it if the stored version is still `check.version`; returns it with the next one. Else `Conflict`."""

    def checks(self, site: str, since: datetime, until: datetime) -> Sequence[RoomCheck]:
        """Those due in ``[since, until)``, in order."""

    def checks_missed_before(self, moment: datetime) -> Sequence[RoomCheck]:
        """Waiting ones whose `confirm_by` has come."""

    def add_call(self, call: InspectionCall) -> None:
        """A new one; one with the same id is left as it is."""

    def call(self, call_id: str) -> InspectionCall | None:
        """The call."""

    def save_call(self, call: InspectionCall) -> InspectionCall:
        """As `save_check`."""

    def calls(self, site: str, since: datetime, until: datetime) -> Sequence[InspectionCall]:
        """Those asked in ``[since, until)``, in order."""

    def calls_missed_before(self, moment: datetime) -> Sequence[InspectionCall]:
        """Unanswered ones whose `answer_by` has come."""

    def shortage(self, site: str) -> Shortage | None:
        """The one that has not ended."""

    def add_shortage(self, shortage: Shortage) -> bool:
        """It begins, unless one runs; whether it was new."""

    def save_shortage(self, shortage: Shortage) -> Shortage:
        """As `save_check`."""

    def shortages(self, site: str, since: datetime, until: datetime) -> Sequence[Shortage]:
        """Those that ran at some time in ``[since, until)``, in order."""

    def touch(self, touch: ScreenTouch) -> None:
        """Remember it instead of the one before of the same screen."""

    def touches(self, site: str) -> Sequence[ScreenTouch]:
        """The last touch of each screen of the site, by name."""
