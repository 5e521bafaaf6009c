"""The interface of a channel: a way by which a message leaves Steward. One file per channel in this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from pydantic import BaseModel

from domain.text import Text
from egress.client import Egress
from notify.channels.message import Callback, CallbackAnswer, Message, NotifyError, Sent

__all__ = ["AnswersCallbacks", "Channel", "ChannelKind", "NotifyError", "Reaches", "Services", "UpdatesCards"]


class Reaches(StrEnum):
    """Whom a channel reaches."""

    PERSON = "person"
    GROUP = "group"
    """A robot in a group chat: it never counts as received by anybody."""
    PAGE = "page"
    """Whoever has a page open."""


class Channel(Protocol):
    """An open channel. It only sends: retries, grouping, giving up and marking are `notify`'s business. Used by several threads."""

    @property
    def name(self) -> str:
        """Its name in settings, logs, policies and errors."""

    @property
    def reaches(self) -> Reaches:
        """Whom it reaches."""

    @property
    def takes_drills(self) -> bool:
        """Whether messages of drills (marked 演练) may leave by it."""

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Hand it over, for the address (as its kind's `address` model wrote it; empty for groups and the page). Raises `NotifyError`.

        No transaction is open during the call. A crash in between repeats the call with the same `message.key`. It answers
        within 15 s.
        """


@runtime_checkable
class UpdatesCards(Protocol):
    """A channel whose messages can be changed after they were sent: a card then shows who took it."""

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:
        """Put `taken` in the place of the buttons. Raises `NotifyError`; it is tried a few times, and no more."""


@runtime_checkable
class AnswersCallbacks(Protocol):
    """A channel whose server calls us: buttons, keys pressed, receipts (``/api/v1/channels/{name}/callback``)."""

    def answer(self, callback: Callback) -> CallbackAnswer:
        """Check who it is from and read it. Raises `NotOurs`. Touches no records."""


@dataclass(frozen=True, slots=True)
class Services:
    """What channels may use of the installation.

    `secret(variable, file)` reads a secret from the environment variable, else from the file; raises `BadConfiguration`
    if it is named and cannot be read, or is not there at all. `public_url` is where people reach Steward; may be empty.
    """

    egress: Egress
    secret: Callable[[str, Path | None], str]
    public_url: str = ""
    data_dir: Path = Path()


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A kind of channel; a file in this folder makes one, named ``CHANNEL``.

    `settings` is the block of ``steward.yaml`` below ``channels:``, checked before `open`. `address` is what a person is
    reached by, checked when somebody gives it; `None`: it needs none of a person. `hint` masks an address for screens.
    """

    name: str
    title: Text
    settings: type[BaseModel]
    open: Callable[[BaseModel, Services], Channel]
    address: type[BaseModel] | None = None
    hint: Callable[[Mapping[str, str]], str] = lambda _address: ""
