"""What a wall screen shows beside the alarms."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, Schema
from domain.post import Post
from domain.wall import WallAbsence as WallAbsenceKind


class StuckMessages(Schema):
    """Messages to phones and chats do not get out of the house."""

    since: Moment
    channels: list[LocalText] = Field(description="The channels that tried.")


class WallAbsence(Schema):
    """What is wrong with a watched wall."""

    kind: WallAbsenceKind
    since: Moment
    told_at: Moment = Field(description="When its post and the manager were told.")


class WatchWall(HumanStep):
    """Whether to rely on a screen."""

    watched: bool
    post: Post = Post.CONTROL_ROOM


class Wall(Schema):
    """A wall screen and what it stands for."""

    site: str
    screen: str
    post: Post | None = Field(description="Of the last touch; null: nobody has ever touched it.")
    touched_at: Moment | None
    attended: bool = Field(description="Whether somebody touched it within the last ten minutes. What an unattended screen shows counts as seen by nobody.")
    stuck: StuckMessages | None = Field(description="Null: messages get out, or none was tried within the last day.")
    may_acknowledge: bool
    watched: bool = Field(description="Whether somebody is told when the screen is gone, or an alarm waits on it and nobody touches it.")
    absence: WallAbsence | None = Field(description="Null: nothing is wrong, or it is not watched.")
