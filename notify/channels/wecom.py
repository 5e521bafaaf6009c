"""WeCom (企业微信), by an app of one's own: a card with buttons for one person, which shows afterwards who took it.

From the platform's public documentation (developer.work.weixin.qq.com/document, as of 2024): 91039 (access token), 90236
(sending, ``template_card``), 94888 (changing a card), 90240 (``template_card_event``), 90241 (answers to callbacks),
90313 (error codes). Not verified against the real service: which code a repeated ``task_id`` gets (it is recognised by
its words), and how much longer than the 160 characters recommended a card's text may be (it is cut there).
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from domain.call_out import Answer
from domain.problem import BadConfiguration, Problem
from domain.text import Text
from notify.cards.calling import Conversation, Said
from notify.cards.card_codes import CardCodes
from notify.cards.envelope import Envelope
from notify.cards.faults import Fault, error_of
from notify.cards.flat_xml import read_flat, write_flat
from notify.cards.freshness import Freshness
from notify.cards.settings import ChatSettings, interface, pressed
from notify.cards.tokens import Token, TokenKeeper
from notify.cards.wording import answered, button, card_id, link_of, plain, said, told_apart
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotifyError, NotOurs, Sent
from notify.fitting import cut

log = logging.getLogger(__name__)

WHO = "WeCom"
_LONGEST_ID = 128
_LONGEST_TITLE = 36
_LONGEST_TEXT = 160
_LONGEST_PLAIN = 2048
_SAME_FOR_S = 4 * 3600
"""How long WeCom holds back the same message again: the longest that it offers."""
_CODE_FOR_S = 72 * 3600
_STYLES = {Answer.GOING: 1, Answer.SEEN: 4, Answer.FALSE_ALARM: 3}
_TOKEN_OVER = frozenset({40014, 42001, 42009})
_IS_REPEATED = re.compile(r"task_?id.*(repeat|duplicat|exist)", re.IGNORECASE)

FAULTS: Mapping[int | str, Fault] = {
    -1: Fault("the platform is busy"),
    40001: Fault("the secret is not the app's; correct STEWARD_WECOM_SECRET or secret_file", permanent=True),
    40013: Fault("there is no such corp_id", permanent=True),
    40056: Fault("there is no such agent_id", permanent=True),
    45009: Fault("too many calls", retry_after_s=60),
    45033: Fault("too many calls at once", retry_after_s=10),
    48002: Fault("the app may not call this interface", permanent=True),
    60020: Fault("this server's address is not among the app's trusted ones (企业可信IP); add it in the admin console", permanent=True),
    301002: Fault("the secret belongs to another app than agent_id", permanent=True),
    40003: Fault("there is no such member, or the app is not visible to them", gone=True),
    60111: Fault("there is no such member", gone=True),
    81013: Fault("there is no such member, or the app is not visible to them", gone=True),
}


class WecomSettings(ChatSettings):
    """WeCom (企业微信), an app of your own (自建应用): cards with buttons for single people."""

    corp_id: str = Field(min_length=1, max_length=64, description="The corporation's id (我的企业 → 企业ID)")
    agent_id: int = Field(ge=0, description="The app's AgentId")
    secret_file: Path | None = Field(None, description="File with the app's Secret; or the variable STEWARD_WECOM_SECRET")
    buttons: bool = Field(default=True, description="Put buttons on the cards; needs 接收消息 set up at /api/v1/channels/wecom/callback")
    token_file: Path | None = Field(None, description="File with the Token of 接收消息; or the variable STEWARD_WECOM_TOKEN")
    aes_key_file: Path | None = Field(None, description="File with its EncodingAESKey; or the variable STEWARD_WECOM_AES_KEY")
    base_url: str = interface("https://qyapi.weixin.qq.com", "WeCom")


class WecomAddress(BaseModel):
    """A member of the corporation."""

    model_config = ConfigDict(extra="forbid")

    userid: str = Field(min_length=1, max_length=64, pattern=r"^[^|@\s][^|\s]*$", description="The member's 账号 in the address book")


class Wecom:
    """Sends cards, changes them, hears their buttons."""

    name = "wecom"
    reaches = Reaches.PERSON

    def __init__(self, settings: WecomSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._settings = settings
        self._egress = services.egress
        self._base = settings.base_url.rstrip("/")
        self._secret = services.secret("STEWARD_WECOM_SECRET", settings.secret_file)
        self._envelope = _envelope(settings, services) if settings.buttons else None
        self._tokens = TokenKeeper(self._fetch_token)
        self._codes = CardCodes(services.data_dir / "channels" / "wecom.sqlite")
        self._fresh = Freshness()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """A card with the message's answers as buttons; without any, a text. The key is the card's ``task_id``."""
        card = card_id(message.key, _LONGEST_ID)
        with_buttons = bool(message.answers) and self._envelope is not None
        content = self._card(message, card) if with_buttons else self._text(message)
        result = self._call(
            Conversation(self._egress, WHO),
            "message/send",
            {
                "touser": address["userid"],
                "agentid": self._settings.agent_id,
                **content,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": _SAME_FOR_S,
            },
        )
        code = result.number("errcode")
        if code != 0 and with_buttons and _IS_REPEATED.search(result.text("errmsg")):
            return Sent(card)  # a crash came between the sending and its being noted
        if code != 0:
            raise error_of(WHO, code, FAULTS)
        if result.text("invaliduser"):
            raise error_of(WHO, 81013, FAULTS)
        if result.text("unlicenseduser"):
            raise NotifyError(f"{WHO}: the member has no licence for the interface (接口许可)", permanent=True)
        if with_buttons and (response_code := result.text("response_code")):
            self._keep(card, response_code, now)
        return Sent(card if with_buttons else result.text("msgid") or None)

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:  # noqa: ARG002  the card itself stays as it is
        """All buttons become one that cannot be pressed and says `taken`."""
        try:
            response_code = self._codes.find(outside_id)
        except (sqlite3.Error, OSError) as error:
            raise NotifyError(f"{WHO}: the card's code cannot be read ({type(error).__name__})") from None
        if response_code is None:
            raise NotifyError(f"{WHO}: the card cannot be changed any more", permanent=True)
        payload = {
            "userids": [address["userid"]],
            "agentid": self._settings.agent_id,
            "response_code": response_code,
            "button": {"replace_name": cut(said(taken, self._settings.language), 32)},
        }
        code = self._call(Conversation(self._egress, WHO), "message/update_template_card", payload).number("errcode")
        if code != 0:
            raise error_of(WHO, code, FAULTS)
        try:
            self._codes.used(outside_id)
        except (sqlite3.Error, OSError):
            log.warning("the code of a WeCom card could not be forgotten")

    def answer(self, callback: Callback) -> CallbackAnswer:
        """The address's verification (GET), a pressed button, or something else that needs no answer."""
        if self._envelope is None:
            raise NotOurs("no buttons are in use")
        stamp, nonce, signature = (callback.query.get(name, "") for name in ("timestamp", "nonce", "msg_signature"))
        sealed = callback.query.get("echostr", "") if callback.method == "GET" else read_flat(callback.body).get("Encrypt", "")
        self._envelope.check(signature, stamp, nonce, sealed)
        plain_text = self._envelope.open(sealed)
        not_stored = self._fresh.check(stamp, callback.at, nonce.encode("utf-8", "replace"), signature.encode())
        if callback.method == "GET":
            return CallbackAnswer(body=plain_text)
        return replace(self._heard(read_flat(plain_text), stamp, nonce, callback.at), not_stored=not_stored)

    def _heard(self, event: Mapping[str, str], stamp: str, nonce: str, at: datetime) -> CallbackAnswer:
        if self._envelope is None or event.get("Event") != "template_card_event":
            return CallbackAnswer()
        by = event.get("FromUserName", "")
        receipt = pressed(event.get("EventKey"), at=at, outside_id=event.get("TaskId", ""), by=by)
        if receipt is None:
            return CallbackAnswer()
        reply = write_flat(
            {
                "ToUserName": by,
                "FromUserName": self._settings.corp_id,
                "CreateTime": str(int(at.timestamp())),
                "MsgType": "update_button",
                "Button": {"ReplaceName": answered(receipt.answer, self._settings.language)},
            }
        )
        sealed = self._envelope.close(reply.encode())
        signature = self._envelope.signature(stamp, nonce, sealed)
        body = write_flat({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": stamp, "Nonce": nonce})
        return CallbackAnswer((receipt,), body=body.encode(), content_type="application/xml; charset=utf-8")

    def _card(self, message: Message, card: str) -> Mapping[str, object]:
        language, link = self._settings.language, link_of(message)
        return {
            "msgtype": "template_card",
            "template_card": {
                "card_type": "button_interaction",
                "main_title": {"title": cut(said(message.title, language), _LONGEST_TITLE)},
                "sub_title_text": cut(said(message.body, language), _LONGEST_TEXT),
                **({} if link is None else {"card_action": {"type": 1, "url": link}}),
                "task_id": card,
                "button_list": [{"text": button(answer, language), "style": _STYLES[answer], "key": answer.value} for answer in message.answers],
            },
        }

    def _text(self, message: Message) -> Mapping[str, object]:
        content = f"{plain(message, self._settings.language, _LONGEST_PLAIN - 16)}\n{told_apart(message.key)}"
        return {"msgtype": "text", "text": {"content": content}}

    def _call(self, conversation: Conversation, what: str, payload: Mapping[str, object]) -> Said:
        def ask(token: str) -> Said:
            return conversation.ask("POST", f"{self._base}/cgi-bin/{what}?access_token={quote(token, safe='')}", payload)

        return self._tokens.use(conversation, ask, lambda result: result.number("errcode") in _TOKEN_OVER)

    def _fetch_token(self, conversation: Conversation) -> Token:
        query = f"corpid={quote(self._settings.corp_id, safe='')}&corpsecret={quote(self._secret, safe='')}"
        result = conversation.ask("GET", f"{self._base}/cgi-bin/gettoken?{query}")
        if (code := result.number("errcode")) != 0:
            raise error_of(WHO, code, FAULTS)
        return Token(result.text("access_token"), float(result.number("expires_in", 7200)))

    def _keep(self, card: str, response_code: str, now: datetime) -> None:
        try:
            self._codes.keep(card, response_code, now_s=int(now.timestamp()), for_s=_CODE_FOR_S)
        except (sqlite3.Error, OSError) as error:
            # The message has arrived; that it will not show who took it is no reason to send it again.
            log.warning("the code of a WeCom card could not be kept (%s)", type(error).__name__)


def _envelope(settings: WecomSettings, services: Services) -> Envelope:
    token = services.secret("STEWARD_WECOM_TOKEN", settings.token_file)
    try:
        return Envelope(token, services.secret("STEWARD_WECOM_AES_KEY", settings.aes_key_file), settings.corp_id)
    except ValueError as error:
        remedy = "Copy the EncodingAESKey of 接收消息 again, or write buttons: false"
        raise BadConfiguration([Problem("STEWARD_WECOM_AES_KEY", None, str(error), remedy)]) from None


def _open(settings: BaseModel, services: Services) -> Channel:
    return Wecom(WecomSettings.model_validate(settings.model_dump()), services)


def _hint(address: Mapping[str, str]) -> str:
    return f"{address.get('userid', '')[:2]}***"


CHANNEL = ChannelKind("wecom", Text("企业微信", "WeCom"), WecomSettings, _open, WecomAddress, _hint)
