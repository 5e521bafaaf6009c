"""A telephone that rings and speaks: any telephony provider whose HTTP interface starts a call and calls us back.

The provider reads the text aloud and says which key was pressed: 1 收到, 2 我去, 3 误报. Each call has its own callback
address, with a token that nobody else can make and that is over with the message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.call_out import ANSWER_NAMES, Answer, Proof, Receipt
from domain.text import Text
from domain.time import EPOCH
from egress.client import Egress
from notify.calling import call, taken
from notify.cards.settings import ChatSettings
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotifyError, NotOurs, Sent
from notify.channels.sms import PhoneAddress, hint, refused, short_key
from notify.fitting import cut, one_line
from notify.key_files import made_once
from notify.phone_number import national
from notify.request_template import RequestTemplate, SecretSetting, SuccessSetting, ValueSetting, filled, said_in

FIELDS = {"phone": "", "text": "", "key": "", "callback": ""}
KEYS = {"1": Answer.SEEN, "2": Answer.GOING, "3": Answer.FALSE_ALARM}
"""What a pressed key means."""

_LONGEST_SPOKEN = 300
"""Characters: about a minute in Chinese."""
_CALL_LASTS = timedelta(minutes=10)
"""So long after the message is of no use a callback may still come."""
_TOKEN = 32


class SignatureSetting(BaseModel):
    """The provider's signature over the body of its callbacks: HMAC-SHA256."""

    model_config = ConfigDict(extra="forbid")

    header: str = Field(min_length=1, description="The header that carries it")
    secret: SecretSetting
    encoding: Literal["hex", "base64"] = "hex"


class StatusSetting(ValueSetting):
    """How a callback says what became of the call."""

    answered: list[str] = Field(min_length=1, description="Values that mean: somebody has picked up")


class VoiceSettings(ChatSettings):
    """Voice calls by a telephony provider."""

    request: RequestTemplate = Field(description="How a call is started; fields: {phone}, {text}, {callback}, {key} and the secrets")
    success: SuccessSetting | None = Field(None, description="What in the answer says that it was taken; left out: any 2xx")
    gone: SuccessSetting | None = Field(None, description="What in the answer says that the number does not exist")
    later: SuccessSetting | None = Field(None, description="What in the answer says: too many, try later")
    number: Literal["e164", "national"] = "e164"
    times: int = Field(2, ge=1, le=5, description="How often the text is said")
    status: StatusSetting | None = Field(None, description="Where a callback says what became of the call")
    digits: ValueSetting = Field(default_factory=lambda: ValueSetting(path="digits"), description="Where a callback names the pressed key")
    signature: SignatureSetting | None = Field(None, description="The provider's signature, where it has one; the token of the call is checked in any case")

    @model_validator(mode="after")
    def _known_fields(self) -> VoiceSettings:
        if unknown := self.request.unknown(FIELDS):
            raise ValueError(f"unknown fields {', '.join(unknown)}; there are {', '.join(FIELDS)} and the secrets")
        return self


class Voice:
    """Calls people up."""

    name = "voice"
    reaches = Reaches.PERSON

    def __init__(self, settings: VoiceSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress: Egress = services.egress
        self._settings = settings
        self._public_url = services.public_url.rstrip("/")
        self._secrets = {name: services.secret(one.variable, one.file) for name, one in settings.request.secrets.items()}
        self._token_key = made_once(services.data_dir / "voice.key", lambda: secrets.token_urlsafe(48)).encode()
        self._signature = None if settings.signature is None else services.secret(settings.signature.secret.variable, settings.signature.secret.file).encode()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Start the call. It is known by a name that we give it, under which its callbacks come."""
        settings, name = self._settings, short_key(message.key)
        number = address["phone"] if settings.number == "e164" else national(address["phone"])
        fields = {"phone": number, "text": self.spoken(message), "key": name, "callback": self.callback(name, message.expires_at), **self._secrets}
        request = filled(settings.request, fields)
        answer = call(self._egress, request.url, headers=request.headers, body=request.body, method=request.method)
        taken(answer, now)
        if settings.gone is not None and settings.gone.holds(answer.body):
            raise NotifyError("the provider says that the number does not exist", gone=True)
        if settings.later is not None and settings.later.holds(answer.body):
            raise NotifyError("the provider asks to try later")
        refused(settings.success, answer.body, "the provider")
        return Sent(name)

    def spoken(self, message: Message) -> str:
        """What is read aloud: the text, which keys there are, and all of it again."""
        english = self._settings.language == "en"
        text = one_line(message.spoken.en if english else message.spoken.zh)
        offered = [(key, ANSWER_NAMES[answer]) for key, answer in KEYS.items() if answer in message.answers]
        if english:
            keys = " ".join(f"Press {key} for: {name.en}." for key, name in offered)
            return " ".join([f"{cut(text, _LONGEST_SPOKEN)} {keys}".strip()] * self._settings.times)
        keys = "，".join(f"{name.zh}请按{key}" for key, name in offered)
        return "。".join([f"{cut(text, _LONGEST_SPOKEN)}。{keys}".strip("。")] * self._settings.times) + "。"

    def callback(self, name: str, expires_at: datetime) -> str:
        """Where the provider reports about the call of this name."""
        until = str(int((expires_at + _CALL_LASTS - EPOCH).total_seconds()))
        return f"{self._public_url}/api/v1/channels/voice/callback?" + urlencode({"call": name, "until": until, "token": self._token(name, until)})

    def answer(self, callback: Callback) -> CallbackAnswer:
        """Read what became of a call. Raises `NotOurs` for another token, a wrong signature, or long after."""
        name, until, token = (callback.query.get(part, "") for part in ("call", "until", "token"))
        if not hmac.compare_digest(self._token(name, until).encode(), token.encode("utf-8", "replace")):
            raise NotOurs("the token of the call is wrong")
        if int((callback.at - EPOCH).total_seconds()) > int(until):
            raise NotOurs("the call is long over")
        self._check_signature(callback)
        given = {key: value for key, value in callback.query.items() if key not in {"call", "until", "token"}}
        said = said_in(callback.body, callback.headers.get("content-type", ""), given)
        digits = self._settings.digits.found(said)
        answer = KEYS.get((digits or "").strip()[:1])
        if answer is not None:
            return CallbackAnswer([Receipt(Proof.ACKNOWLEDGED, callback.at, outside_id=name, answer=answer)])
        status = self._settings.status
        picked_up = status is not None and (status.found(said) or "") in status.answered
        # Busy, no answer and switched off prove nothing: the ladder goes on by its own time.
        return CallbackAnswer([Receipt(Proof.RECEIVED, callback.at, outside_id=name)] if picked_up else [])

    def _check_signature(self, callback: Callback) -> None:
        setting = self._settings.signature
        if setting is None or self._signature is None:
            return
        digest = hmac.digest(self._signature, callback.body, "sha256")
        expected = digest.hex() if setting.encoding == "hex" else base64.b64encode(digest).decode()
        given = callback.headers.get(setting.header.lower(), "").removeprefix("sha256=").strip()
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise NotOurs("the signature is wrong")

    def _token(self, name: str, until: str) -> str:
        signed = hmac.new(self._token_key, f"{name}\x1f{until}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        return signed[:_TOKEN]


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, VoiceSettings):
        raise TypeError("the registry reads the settings of this kind")
    return Voice(settings, services)


CHANNEL = ChannelKind("voice", Text("电话语音", "Voice call"), VoiceSettings, _open, PhoneAddress, hint)
