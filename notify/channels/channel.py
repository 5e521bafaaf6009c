"""The interface of a channel: a way by which a notification leaves Steward. One file per channel in this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from domain.event_log import NewEvent
from domain.outbox import Notification
from domain.text import Text


class NotifyError(Exception):
    """A channel could not send.

    `permanent`: trying again is of no use (an address that is gone). `retry_after_s` is how long the other side asked
    us to wait (HTTP 429); `None` when it did not say. The text must hold no secret: it is stored and shown.
    """

    def __init__(self, text: str, *, permanent: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.permanent = permanent
        self.retry_after_s = retry_after_s


class Channel(Protocol):
    """An open channel. It only sends: retries, giving up and marking are `notify.delivery`'s business."""

    @property
    def name(self) -> str:
        """Its name in settings, logs and errors."""

    @property
    def takes_drills(self) -> bool:
        """Whether notifications of drills (marked 演练) may leave by it; the outside world hears of none."""

    def send(self, notification: Notification, now: datetime) -> Sequence[NewEvent]:
        """Hand it over to the department that it names. Raises `NotifyError`.

        Returns what the event log has to hold of it; that is written in the transaction that marks it sent. No
        transaction is open during the call. A crash in between repeats the call with the same `notification.key`.
        """


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A kind of channel; a file in this folder makes one, named ``CHANNEL``. `settings` is checked before `open`."""

    name: str
    title: Text
    settings: type[BaseModel]
    open: Callable[[BaseModel], Channel]
