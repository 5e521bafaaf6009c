"""What a channel is given to send, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.call_out import Answer, Proof, Receipt
from domain.event_log import NewEvent
from domain.severity import Severity
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Message:
    """What one person, or a group, is told once. Of a drill, `title` says so already.

    `key` is the deduplication key: the same when a crash repeats it, so that the phone shows it once. `link` opens the
    thing itself (absolute where the installation knows its address). `receipt` is the secret by which the device proves
    what came through: it may stand in an encrypted payload or in a link, nowhere else. `answers` are the buttons.
    `spoken` is what a voice says. After `expires_at` it is of no use. `urgent`: it may ring, wake and vibrate.
    `replaces` is the `key` of an earlier one that it takes the place of on the phone.
    """

    key: str
    site: str
    severity: Severity
    title: Text
    body: Text
    spoken: Text
    link: str
    expires_at: datetime
    urgent: bool = False
    receipt: str | None = None
    answers: tuple[Answer, ...] = ()
    replaces: str | None = None
    drill: bool = False
    tag: Mapping[str, str] = field(default_factory=dict)
    """What the app needs to open the right page: ``alarm_id``, ``work_order_id``, ``call_out_id``, ``kind``."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel's server took it. `outside_id` is its name for it, by which receipts will speak of it.

    `proof` is more than `SENT` only if the answer itself proves more. `events` go into the event log in the transaction
    that stores this.
    """

    outside_id: str | None = None
    proof: Proof = Proof.SENT
    events: Sequence[NewEvent] = ()


class NotifyError(Exception):
    """A channel could not send.

    `permanent`: trying again is of no use. `gone`: the address no longer exists (410, number out of use) and is to be
    ended. `retry_after_s` is how long the other side asked us to wait (HTTP 429); `None` when it did not say. The text
    must hold no secret and no address: it is stored and shown.
    """

    def __init__(self, text: str, *, permanent: bool = False, gone: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.permanent = permanent or gone
        self.gone = gone
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Callback:
    """A request that a channel's server made of us. `headers` by lower-case name."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What is answered, and what was learned. `body` may be what the other side shows on the pressed button.

    `not_stored` is called if the records could not keep what was learned: the same callback, repeated, is then none that
    was seen before.
    """

    receipts: Sequence[Receipt] = ()
    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    not_stored: Callable[[], None] = _nothing


class NotOurs(Exception):
    """A callback that is not signed as it should be, too old, or seen before. Answered with 403; the text is for the log."""
