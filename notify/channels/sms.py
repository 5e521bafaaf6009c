"""Short messages by any gateway that speaks HTTP: the settings say how it is asked and what its yes looks like.

Gateways that want a signature over each request (a digest of all its parameters) are not covered by a template; most of
them offer a second, simpler interface with a key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.text import Text
from egress.client import Egress
from notify.calling import call, taken
from notify.cards.settings import ChatSettings
from notify.cards.wording import link_of
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Message, NotifyError, Sent
from notify.fitting import cut, one_line
from notify.phone_number import e164, masked, national
from notify.request_template import RequestTemplate, SuccessSetting, ValueSetting, filled
from notify.sms_length import parts

FIELDS = {"phone": "", "text": "", "key": ""}
"""What a template may name, beside its own secrets: number, text, and the same 32 letters and digits for the same message."""


class SmsSettings(ChatSettings):
    """Short messages by an HTTP gateway."""

    request: RequestTemplate = Field(description="How a message is handed over; fields: {phone}, {text}, {key} and the secrets")
    success: SuccessSetting | None = Field(None, description="What in the answer says that it was taken; left out: any 2xx")
    id: ValueSetting | None = Field(None, description="Where the answer names the message")
    gone: SuccessSetting | None = Field(None, description="What in the answer says that the number does not exist")
    later: SuccessSetting | None = Field(None, description="What in the answer says: too many, try later")
    signature: str = Field("", max_length=20, description="Stands before each text as the law asks: 【滨江物业】")
    number: Literal["e164", "national"] = Field("e164", description="+8613812345678, or 13812345678 as mainland gateways want it")
    most_parts: int = Field(3, ge=1, le=10, description="A longer text is cut: each part costs")

    @model_validator(mode="after")
    def _known_fields(self) -> SmsSettings:
        if unknown := self.request.unknown(FIELDS):
            raise ValueError(f"unknown fields {', '.join(unknown)}; there are {', '.join(FIELDS)} and the secrets")
        return self


class PhoneAddress(BaseModel):
    """A telephone number; kept as E.164 writes it."""

    model_config = ConfigDict(extra="forbid")

    phone: str = Field(max_length=32)

    @field_validator("phone")
    @classmethod
    def _number(cls, value: str) -> str:
        return e164(value)


class Sms:
    """Sends short messages."""

    name = "sms"
    reaches = Reaches.PERSON

    def __init__(self, settings: SmsSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress: Egress = services.egress
        self._settings = settings
        self._secrets = {name: services.secret(one.variable, one.file) for name, one in settings.request.secrets.items()}

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Hand it to the gateway."""
        settings = self._settings
        number = address["phone"] if settings.number == "e164" else national(address["phone"])
        fields = {"phone": number, "text": self.text(message), "key": short_key(message.key), **self._secrets}
        request = filled(settings.request, fields)
        answer = call(self._egress, request.url, headers=request.headers, body=request.body, method=request.method)
        taken(answer, now)
        if settings.gone is not None and settings.gone.holds(answer.body):
            raise NotifyError("the gateway says that the number does not exist", gone=True)
        if settings.later is not None and settings.later.holds(answer.body):
            raise NotifyError("the gateway asks to try later")
        refused(settings.success, answer.body, "the gateway")
        return Sent(None if settings.id is None else settings.id.found(answer.body))

    def text(self, message: Message) -> str:
        """What is sent: signature, title, body and the link, which is never cut; at most `most_parts` parts."""
        english = self._settings.language == "en"
        title, body = (message.title.en, message.body.en) if english else (message.title.zh, message.body.zh)
        words, link = one_line(f"{title} {body}"), link_of(message) or ""

        def whole(words: str) -> str:
            return " ".join(part for part in (f"{self._settings.signature}{words}", link) if part)

        fits, too_long = 0, len(words) + 1
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if parts(whole(cut(words, middle))) <= self._settings.most_parts:
                fits = middle
            else:
                too_long = middle
        return whole(cut(words, fits))


def refused(success: SuccessSetting | None, body: bytes, who: str) -> None:
    """Raises `NotifyError` unless the answer says that it was taken; one that says nothing we know may be somebody else's in between."""
    if success is None or success.holds(body):
        return
    if success.found(body) is None:
        raise NotifyError(f"{who} answered something that cannot be understood")
    raise NotifyError(f"{who} did not take it", permanent=True)


def short_key(key: str) -> str:
    """`key` for systems that want a short name of letters and digits: the same for the same."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def hint(address: Mapping[str, str]) -> str:
    """What screens show of a number."""
    return masked(address.get("phone", ""))


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, SmsSettings):
        raise TypeError("the registry reads the settings of this kind")
    return Sms(settings, services)


CHANNEL = ChannelKind("sms", Text("短信", "SMS"), SmsSettings, _open, PhoneAddress, hint)
