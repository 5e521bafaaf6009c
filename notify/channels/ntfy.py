"""ntfy: an open push service that one can run oneself, with an app for Android (also without Google's services) and iOS.

https://docs.ntfy.sh/publish/ (read 2026-11). Whoever knows a topic reads it: a topic is an address like a phone number,
and a server of one's own with access control is the way to use it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.call_out import ANSWER_NAMES
from domain.severity import Severity
from domain.text import Text
from egress.client import Egress
from notify.calling import call, taken
from notify.cards.settings import ChatSettings
from notify.cards.wording import link_of
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Message, NotifyError, Sent
from notify.channels.sms import short_key
from notify.fitting import cut
from notify.request_template import SecretSetting

_PRIORITY = {Severity.CRITICAL: 5, Severity.HIGH: 4, Severity.MEDIUM: 3, Severity.LOW: 2}
_TAGS = {Severity.CRITICAL: "rotating_light", Severity.HIGH: "warning", Severity.MEDIUM: "bell", Severity.LOW: "information_source"}
_MOST_BYTES = 3500
"""ntfy keeps 4096 bytes of a message and makes a file of a longer one."""
_MOST_TITLE = 200
_MOST_ACTIONS = 3


class NtfySettings(ChatSettings):
    """ntfy."""

    server: str = Field(pattern=r"^https?://", description="The server, e.g. https://ntfy.example.com")
    token: SecretSetting | None = Field(None, description="Access token of a user that may publish")


class NtfyAddress(BaseModel):
    """A topic that the person subscribed to in the app."""

    model_config = ConfigDict(extra="forbid")

    topic: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", description="8 to 64 letters, digits, - and _; nobody should guess it")


class Ntfy:
    """Publishes to topics."""

    name = "ntfy"
    reaches = Reaches.PERSON

    def __init__(self, settings: NtfySettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress: Egress = services.egress
        self._settings = settings
        self._public_url = services.public_url.rstrip("/")
        self._token = None if settings.token is None else services.secret(settings.token.variable, settings.token.file)

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Publish it. A repeat has the same `sequence_id`, by which ntfy 2.16 and later replaces what stands on the phone."""
        english = self._settings.language == "en"
        title, body = (message.title.en, message.body.en) if english else (message.title.zh, message.body.zh)
        document = {
            "topic": address["topic"],
            "sequence_id": short_key(message.replaces or message.key),
            "title": cut(title, _MOST_TITLE),
            "message": _fitting(body) or title,
            "priority": _PRIORITY[message.severity],
            "tags": [_TAGS[message.severity]],
            "actions": self._actions(message, english=english),
            **({} if link_of(message) is None else {"click": message.link}),
        }
        headers = {"Content-Type": "application/json", **({} if self._token is None else {"Authorization": f"Bearer {self._token}"})}
        body_sent = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        answer = taken(call(self._egress, self._settings.server, headers=headers, body=body_sent), now)
        try:
            said = json.loads(answer.body)
        except ValueError:
            raise NotifyError("the server's answer is not ntfy's") from None
        if not isinstance(said, dict) or "id" not in said:
            raise NotifyError("the server's answer is not ntfy's")
        return Sent(short_key(message.key))

    def _actions(self, message: Message, *, english: bool) -> list[dict[str, object]]:
        """Buttons that answer without opening anything. They need an address of ours that phones can reach."""
        if message.receipt is None or not self._public_url:
            return []
        return [
            {
                "action": "http",
                "label": ANSWER_NAMES[answer].en if english else ANSWER_NAMES[answer].zh,
                "url": f"{self._public_url}/api/v1/receipts",
                "method": "POST",
                "headers": {"Content-Type": "application/json"},
                "body": json.dumps({"secret": message.receipt, "proof": "acknowledged", "answer": answer.value}),
                "clear": True,
            }
            for answer in message.answers[:_MOST_ACTIONS]
        ]


def _fitting(text: str) -> str:
    """`text` in what ntfy keeps of a message."""
    shown = text
    while len(shown.encode("utf-8", "replace")) > _MOST_BYTES:
        shown = cut(shown, len(shown) - max(1, (len(shown.encode("utf-8", "replace")) - _MOST_BYTES) // 4))
    return shown


def _hint(address: Mapping[str, str]) -> str:
    return f"{address.get('topic', '')[:3]}****"


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, NtfySettings):
        raise TypeError("the registry reads the settings of this kind")
    return Ntfy(settings, services)


CHANNEL = ChannelKind("ntfy", Text("ntfy", "ntfy"), NtfySettings, _open, NtfyAddress, _hint)
