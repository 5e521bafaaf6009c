"""The fire control room (消防控制室)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, Schema
from domain.control_room import CheckState, PanelState
from domain.post import Post
from domain.skill import Standing
from operations.controlroom.log import LogKind


class RoomOperator(Schema):
    """Somebody on duty in the room."""

    username: str
    name: str
    since: Moment
    until: Moment
    standing: Standing | None = Field(description="Of their certificate (消防设施操作员); null: none on record.")
    certified: bool


class RoomPanel(Schema):
    """A fire panel and what it says now."""

    asset: str
    name: LocalText
    states: list[PanelState]


class SeenPanel(Schema):
    """What was seen of a panel."""

    asset: str = Field(max_length=64)
    states: list[PanelState] = Field(min_length=1, max_length=8)


class RoomCheck(Schema):
    """A two-hourly check (值班检查)."""

    id: str
    due_at: Moment
    confirm_by: Moment
    state: CheckState
    panels: list[SeenPanel]
    note: str
    confirmed_at: Moment | None
    confirmed_by: str | None
    certified: bool | None = Field(description="Whether whoever confirmed it had a valid certificate then.")


class InspectionCall(Schema):
    """A call that asks whether anybody is there (查岗)."""

    id: str
    asked_by: str = Field(description="A username, or the id of the panel that asked.")
    panel: LocalText | None = Field(description="The fire panel that asked; null: a person did.")
    asked_at: Moment
    answer_by: Moment
    answered_at: Moment | None
    answered_by: str | None = Field(description="A username, or as `asked_by` if somebody answered at the panel itself.")
    missed_at: Moment | None


class Screen(Schema):
    """A duty or wall screen; attended if it was touched within the last ten minutes."""

    name: str
    post: Post
    touched_at: Moment
    touched_by: str
    attended: bool


class ControlRoom(Schema):
    """The room as it is now."""

    site: str
    required: int = Field(description="How many certified operators have to be there; 0: the room is not watched (site setting control_room_operators).")
    certified: int
    short_since: Moment | None = Field(description="Since when there are too few.")
    operators: list[RoomOperator]
    panels: list[RoomPanel]
    check: RoomCheck = Field(description="What a tap confirms: the one that is due, else the next.")
    may_confirm_from: Moment
    call: InspectionCall | None = Field(description="The one that waits for an answer.")
    recent_calls: list[InspectionCall] = Field(description="Of the last day, newest first.")
    screens: list[Screen]
    attended: bool
    on_duty: bool = Field(description="Whether you stand there.")
    may_ask: bool = Field(description="Whether you may ask whether anybody is there.")


class ConfirmCheck(HumanStep):
    """I have looked at the panels. `panels` corrects what they tell by themselves; left out: as they tell."""

    panels: list[SeenPanel] | None = Field(None, max_length=100)
    note: str = Field("", max_length=500)


class TouchScreen(HumanStep):
    """I am at this screen."""

    site: str = Field(min_length=1, max_length=64)
    post: Post = Post.CONTROL_ROOM


class LogLine(Schema):
    """A line of the log."""

    at: Moment
    kind: LogKind
    what: LocalText
    state: LocalText
    asset: str | None
    handled_by: str | None
    handled_at: Moment | None
    note: str
    alarm_id: str | None


class LogShift(Schema):
    """A part of the day and who stood there."""

    since: Moment
    until: Moment
    operators: list[str]


class RoomLog(Schema):
    """《消防控制室值班记录表》 of a day, or of one shift of it."""

    site: str
    day: date
    since: Moment
    until: Moment
    shifts: list[LogShift]
    lines: list[LogLine]
