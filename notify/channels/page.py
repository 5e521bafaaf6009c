"""The open page: the notification goes into the event log, and the live stream shows it to the department concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.outbox import Notification
from domain.text import Text
from domain.time import rfc3339
from notify.channels.channel import Channel, ChannelKind


class PageSettings(BaseModel):
    """The page needs none."""

    model_config = ConfigDict(extra="forbid")


class Page:
    """Shows notifications on the pages that are open now; a page that opens later finds the alarms and orders themselves."""

    name = "page"
    takes_drills = True

    def send(self, notification: Notification, now: datetime) -> Sequence[NewEvent]:
        """One `system` event ``notification`` for its department."""
        return [
            NewEvent(
                at=now,
                realm=notification.realm,
                site=notification.site,
                asset=None,
                type=EventType.SYSTEM,
                transition="notification",
                subject_id=notification.id,
                departments=frozenset({notification.department}),
                body=notification_json(notification),
                actor="system",
            )
        ]


def notification_json(notification: Notification) -> dict[str, object]:
    """A notification as others see it. `key` is the same when it is told twice, so that it can be shown once."""
    return {
        "id": notification.id,
        "key": notification.key,
        "kind": notification.kind.value,
        "site": notification.site,
        "severity": notification.severity.value,
        "department": notification.department.value,
        "posts": list(notification.posts),
        "title": notification.title.as_json(),
        "body": notification.body.as_json(),
        "alarm_ids": list(notification.alarm_ids),
        "work_order_id": notification.work_order_id,
        "drill_id": None if notification.realm == LIVE else notification.realm,
        "created_at": rfc3339(notification.created_at),
    }


def open_page(_settings: BaseModel) -> Channel:
    """The page, which has nothing to set."""
    return Page()


CHANNEL = ChannelKind("page", Text("网页", "Open page"), PageSettings, open_page)
