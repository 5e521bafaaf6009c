"""Telegram, by a bot: a message with buttons for one person, changed when somebody took it.

core.telegram.org/bots/api (Bot API 7 to 9, as of 2024 to 2026): ``sendMessage``, ``editMessageText``, updates by webhook
with ``X-Telegram-Bot-Api-Secret-Token``, ``parameters.retry_after``, texts of at most 4096 characters, ``callback_data``
of at most 64 bytes. It has no deduplication key (after a crash a person may be told twice) and its updates bear no time:
one that comes again says the same again, which changes nothing. Cannot be reached from mainland China.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from domain.problem import BadConfiguration, Problem
from domain.text import Text
from notify.cards.calling import Conversation, Said, as_object
from notify.cards.pace import AlreadyTaken
from notify.cards.settings import ChatSettings, interface, pressed
from notify.cards.wording import answered, button, card_id, link_of, open_button, said
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotifyError, NotOurs, Sent
from notify.fitting import cut

WHO = "Telegram"
_LONGEST_TEXT = 2048
"""Characters; the platform's 4096 may be UTF-16 units, of which a character has one or two."""
_LONGEST_TAKEN = 100
_LONGEST_CARD = 40
_TOKEN = re.compile(r"[0-9]+:[0-9A-Za-z_-]+")


class TelegramSettings(ChatSettings):
    """Telegram, a bot: messages with buttons for single people. Not from mainland China."""

    token_file: Path | None = Field(None, description="File with the bot's token; or the variable STEWARD_TELEGRAM_TOKEN")
    buttons: bool = Field(default=True, description="Put buttons under messages; needs a webhook at /api/v1/channels/telegram/callback")
    webhook_secret_file: Path | None = Field(None, description="File with the webhook's secret_token; or STEWARD_TELEGRAM_WEBHOOK_SECRET")
    base_url: str = interface("https://api.telegram.org", "Telegram")


class TelegramAddress(BaseModel):
    """A private chat with the bot; the person has to begin it."""

    model_config = ConfigDict(extra="forbid")

    chat_id: str = Field(pattern=r"^[0-9]{1,20}$", description="The person's numeric id")


class Telegram:
    """Sends messages, changes them, hears their buttons."""

    name = "telegram"
    reaches = Reaches.PERSON

    def __init__(self, settings: TelegramSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._settings = settings
        self._egress = services.egress
        token = services.secret("STEWARD_TELEGRAM_TOKEN", settings.token_file)
        if not _TOKEN.fullmatch(token):
            remedy = "Copy it again from BotFather: a number, a colon, letters and digits"
            raise BadConfiguration([Problem("STEWARD_TELEGRAM_TOKEN", None, "this is not a bot's token", remedy)])
        self._url = f"{settings.base_url.rstrip('/')}/bot{token}"
        self._webhook_secret = services.secret("STEWARD_TELEGRAM_WEBHOOK_SECRET", settings.webhook_secret_file) if settings.buttons else ""
        self._taken = AlreadyTaken()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  the platform keeps its own time
        """A message; it rings only if it is urgent. Its outside id names the message and, before a dot, the key."""
        if (before := self._taken.get(message.key)) is not None:
            return before
        language, card = self._settings.language, card_id(message.key, _LONGEST_CARD)
        answers = message.answers if self._settings.buttons else ()
        rows: list[list[Mapping[str, str]]] = [[{"text": button(answer, language), "callback_data": f"{answer.value}:{card}"} for answer in answers]]
        if (link := link_of(message)) is not None:
            rows.append([{"text": open_button(language), "url": link}])
        payload = {
            "chat_id": address["chat_id"],
            "text": cut(f"{said(message.title, language)}\n{said(message.body, language)}", _LONGEST_TEXT),
            "disable_notification": not message.urgent,
            "protect_content": True,
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": [row for row in rows if row]},
        }
        result = self._call("sendMessage", payload)
        number = result.part("result").get("message_id")
        return self._taken.put(message.key, Sent(f"{card}.{number}"))

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:
        """The message ends in `taken` and has no buttons any more."""
        language, number = self._settings.language, outside_id.rpartition(".")[2]
        if not number.isdecimal():
            raise NotifyError(f"{WHO}: the message cannot be changed", permanent=True)
        text = cut(f"{said(message.title, language)}\n{said(message.body, language)}", _LONGEST_TEXT - _LONGEST_TAKEN - 2)
        shown = f"{text}\n\n{cut(said(taken, language), _LONGEST_TAKEN)}"
        self._call("editMessageText", {"chat_id": address["chat_id"], "message_id": int(number), "text": shown})

    def answer(self, callback: Callback) -> CallbackAnswer:
        """An update: a pressed button, or something else, which is taken and forgotten (else it would come again and again)."""
        given = callback.headers.get("x-telegram-bot-api-secret-token", "")
        if not self._webhook_secret or not hmac.compare_digest(self._webhook_secret.encode(), given.encode("utf-8", "replace")):
            raise NotOurs("the secret token is wrong")
        try:
            update = as_object(json.loads(callback.body))
        except (ValueError, RecursionError):
            raise NotOurs("it is no JSON") from None
        query = as_object(update.get("callback_query"))
        word, _, card = str(query.get("data", "")).partition(":")
        number, by = as_object(query.get("message")).get("message_id"), as_object(query.get("from")).get("id")
        outside_id = f"{card}.{number}" if card and isinstance(number, int) else ""
        receipt = pressed(word, at=callback.at, outside_id=outside_id, by=str(by) if isinstance(by, int) else "")
        if receipt is None:
            return CallbackAnswer()
        shown = {"method": "answerCallbackQuery", "callback_query_id": str(query.get("id", "")), "text": answered(receipt.answer, self._settings.language)}
        return CallbackAnswer((receipt,), body=json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace"), content_type="application/json")

    def _call(self, method: str, payload: Mapping[str, object]) -> Said:
        result = Conversation(self._egress, WHO).ask("POST", f"{self._url}/{method}", payload)
        if result.json.get("ok") is True:
            return result
        # Only what it says tells one 400 from another; it is read here and not passed on.
        why = result.text("description").lower()
        if "message is not modified" in why:
            return result
        if result.status == HTTPStatus.FORBIDDEN or "chat not found" in why or "user is deactivated" in why:
            raise NotifyError(f"{WHO} {result.status}: the person has blocked the bot or never begun a chat with it", gone=True)
        if result.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            raise NotifyError(f"{WHO} {result.status}: the bot's token is wrong; correct STEWARD_TELEGRAM_TOKEN", permanent=True)
        raise NotifyError(f"{WHO} {result.status}: it was not taken", permanent=result.status == HTTPStatus.BAD_REQUEST)


def _open(settings: BaseModel, services: Services) -> Channel:
    return Telegram(TelegramSettings.model_validate(settings.model_dump()), services)


def _hint(address: Mapping[str, str]) -> str:
    return f"***{address.get('chat_id', '')[-3:]}"


CHANNEL = ChannelKind("telegram", Text("Telegram", "Telegram"), TelegramSettings, _open, TelegramAddress, _hint)
