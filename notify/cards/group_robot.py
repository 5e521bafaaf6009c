"""A robot in a group of a chat platform: told what happens, it never counts as received by anybody."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from notify.cards.calling import Conversation, Said
from notify.cards.faults import Fault, error_of
from notify.cards.pace import AlreadyTaken, Pace
from notify.cards.settings import A_MINUTE, ChatSettings
from notify.channels.channel import Reaches, Services
from notify.channels.message import Message, Sent


class GroupRobot(ABC):
    """Tells one group, at the pace that its platform allows; the same message once, as long as this process lives."""

    name: ClassVar[str]
    who: ClassVar[str]
    """What operators are told of when something is wrong."""
    per_minute: ClassVar[int]
    faults: ClassVar[Mapping[int | str, Fault]]
    reaches = Reaches.GROUP

    def __init__(self, settings: ChatSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress = services.egress
        self._pace = Pace(self.who, self.per_minute, A_MINUTE)
        self._taken = AlreadyTaken()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  a group has none
        """Tell the group; `now` is the moment that a signature is for, where there is one."""
        if (before := self._taken.get(message.key)) is not None:
            return before
        self._pace.take(now)
        url, payload = self._asked(message, now)
        code = self._code(Conversation(self._egress, self.who).ask("POST", url, payload))
        if code != 0:
            raise error_of(self.who, code, self.faults)
        return self._taken.put(message.key, Sent())

    @abstractmethod
    def _asked(self, message: Message, now: datetime) -> tuple[str, Mapping[str, object]]:
        """Where the message goes, and how it looks there."""

    def _code(self, said: Said) -> int:
        """What the platform made of it; 0: it is taken."""
        return said.number("errcode")
