"""DingTalk (钉钉), by an app of one's own: an interactive card for one person, or a work notice where no card is set up.

From the platform's public documentation (open.dingtalk.com/document, as of 2024 to 2026): "创建并投放卡片" and "更新卡片"
(``/v1.0/card/instances``), "事件回调" (signature: Base64 of HMAC-SHA256 over the time alone; answered within 2 s),
"发送工作通知" (``asyncsend_v2``: at most 500 to one person a day, and the same content only once a day), "调用频率限制".
Not verified against the real service: that an ``accessToken`` of the new interface serves the old one too, what a
repeated ``outTrackId`` is answered (taken as told), and the codes for members who do not exist.

The signature of a card's callback does not cover its body: TLS and the time window protect it.

The card's template has the variables ``title``, ``body``, ``link``, ``severity``, ``taken`` (empty until somebody took
it) and ``buttons`` (``true`` until then), and a button for each answer that sends it as the parameter ``answer``: ``seen``,
``going``, ``false_alarm``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.text import Text
from notify.cards.calling import Conversation, Said, as_object
from notify.cards.faults import Fault, error_of
from notify.cards.freshness import Freshness
from notify.cards.settings import ChatSettings, interface, pressed
from notify.cards.tokens import Token, TokenKeeper
from notify.cards.wording import answered, card_id, cut_bytes, link_of, open_button, said, told_apart
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotifyError, NotOurs, Sent
from notify.fitting import cut

WHO = "DingTalk"
_LONGEST_ID = 64
_LONGEST_TITLE = 64
_LONGEST_BODY = 1000
_LONGEST_NOTICE = 2000
"""Bytes of a work notice's text; the whole of it may have 2048."""
_TOO_FAST = Fault("too many calls", retry_after_s=1)
_NO_MEMBER = Fault("there is no such member", gone=True)

FAULTS: Mapping[int | str, Fault] = {
    -1: Fault("the platform is busy"),
    88: Fault("the app may not do this, or called too often"),
    90002: _TOO_FAST,
    90018: _TOO_FAST,
    40089: Fault("the app's key or secret is wrong; correct app_key and STEWARD_DINGTALK_SECRET", permanent=True),
    40096: Fault("the app's key or secret is wrong; correct app_key and STEWARD_DINGTALK_SECRET", permanent=True),
    60020: Fault("this server's address is not among the app's (服务器出口IP); add it in the developer console", permanent=True),
    50002: Fault("the member is outside what the app may reach (可见范围)", permanent=True),
    400002: Fault("the notice was not understood", permanent=True),
    33012: _NO_MEMBER,
    60121: _NO_MEMBER,
    "invalidClientIdOrSecret": Fault("the app's key or secret is wrong; correct app_key and STEWARD_DINGTALK_SECRET", permanent=True),
    "Forbidden.AccessDenied.QpsLimitForApi": _TOO_FAST,
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": _TOO_FAST,
    "Forbidden.AccessDenied.IpNotInWhiteList": Fault("this server's address is not among the app's (服务器出口IP)", permanent=True),
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": Fault("the app lacks the right to send cards; grant it in the console", permanent=True),
    "param.templateNotExist": Fault("there is no such card_template, or it has not been published", permanent=True),
    "user.notExist": _NO_MEMBER,
    "staffId.notExisted": _NO_MEMBER,
}
_TOKEN_OVER = frozenset({"40014", "42001", "InvalidAuthentication"})
_IS_REPEATED = ("outTrackId.duplicate", "param.outTrackIdDuplicate")


class DingtalkSettings(ChatSettings):
    """DingTalk (钉钉), an app of your own (企业内部应用): interactive cards, or work notices, for single people."""

    app_key: str = Field(min_length=1, max_length=100, description="The app's Client ID (AppKey)")
    secret_file: Path | None = Field(None, description="File with its Client Secret; or the variable STEWARD_DINGTALK_SECRET")
    card_template: str = Field("", max_length=200, description="Id of the card's template; empty: work notices, which have no buttons")
    callback_route: str = Field("", max_length=100, description="callbackRouteKey, registered for /api/v1/channels/dingtalk/callback; needed for cards")
    callback_secret_file: Path | None = Field(None, description="File with the apiSecret given when registering it; or STEWARD_DINGTALK_CALLBACK_SECRET")
    robot_code: str = Field("", max_length=100, description="The robot that delivers cards; empty: the app's own (app_key)")
    agent_id: int | None = Field(None, description="The app's AgentId; needed for work notices")
    base_url: str = interface("https://api.dingtalk.com", "DingTalk")
    old_base_url: str = interface("https://oapi.dingtalk.com", "DingTalk")

    @model_validator(mode="after")
    def _one_of_both(self) -> DingtalkSettings:
        if self.card_template and not self.callback_route:
            raise ValueError("card_template needs callback_route, else the buttons lead nowhere")
        if not self.card_template and self.agent_id is None:
            raise ValueError("give card_template (cards) or agent_id (work notices)")
        return self


class DingtalkAddress(BaseModel):
    """A member of the organisation."""

    model_config = ConfigDict(extra="forbid")

    userid: str = Field(min_length=1, max_length=64, pattern=r"^[^,\s]+$", description="The member's userid")


class Dingtalk:
    """Sends cards or notices, changes cards, hears their buttons."""

    name = "dingtalk"
    reaches = Reaches.PERSON

    def __init__(self, settings: DingtalkSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._settings = settings
        self._egress = services.egress
        self._base, self._old_base = settings.base_url.rstrip("/"), settings.old_base_url.rstrip("/")
        self._secret = services.secret("STEWARD_DINGTALK_SECRET", settings.secret_file)
        self._callback_secret = services.secret("STEWARD_DINGTALK_CALLBACK_SECRET", settings.callback_secret_file) if settings.card_template else ""
        self._tokens = TokenKeeper(self._fetch_token)
        self._fresh = Freshness()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  the platform keeps its own time
        """A card whose ``outTrackId`` is the key, or a work notice."""
        conversation = Conversation(self._egress, WHO)
        return (
            self._send_card(conversation, message, address["userid"])
            if self._settings.card_template
            else self._notify(conversation, message, address["userid"])
        )

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:  # noqa: ARG002  the card is named by its id
        """The card says `taken` and hides its buttons."""
        if not self._settings.card_template:
            raise NotifyError(f"{WHO}: work notices cannot be changed", permanent=True)
        shown = {"taken": said(taken, self._settings.language), "buttons": "false"}
        payload = {"outTrackId": outside_id, "cardData": {"cardParamMap": shown}, "cardUpdateOptions": {"updateCardDataByKey": True}}
        self._checked(self._call_new(Conversation(self._egress, WHO), "PUT", "/v1.0/card/instances", payload))

    def answer(self, callback: Callback) -> CallbackAnswer:
        """A pressed button."""
        stamp = callback.headers.get("x-ddpaas-signature-timestamp", "")
        given = callback.headers.get("x-ddpaas-signature", "")
        if not self._callback_secret or not hmac.compare_digest(signature(self._callback_secret, stamp).encode(), given.encode("utf-8", "replace")):
            raise NotOurs("the signature is wrong")
        not_stored = self._fresh.check(stamp, callback.at, callback.body)
        event = _object(callback.body)
        private = as_object(_object(event.get("content")).get("cardPrivateData"))
        actions = private.get("actionIds")
        word = as_object(private.get("params")).get("answer") or (actions[0] if isinstance(actions, list) and actions else None)
        by, card = event.get("userId"), event.get("outTrackId")
        receipt = pressed(word, at=callback.at, outside_id=card if isinstance(card, str) else "", by=by if isinstance(by, str) else "")
        if receipt is None:
            return CallbackAnswer(body=b"{}", content_type="application/json")
        shown = {"taken": answered(receipt.answer, self._settings.language), "buttons": "false"}
        reply = {"cardUpdateOptions": {"updateCardDataByKey": True}, "cardData": {"cardParamMap": shown}}
        written = json.dumps(reply, ensure_ascii=False).encode()
        return CallbackAnswer((receipt,), body=written, content_type="application/json", not_stored=not_stored)

    def _send_card(self, conversation: Conversation, message: Message, userid: str) -> Sent:
        language, card = self._settings.language, card_id(message.key, _LONGEST_ID)
        title = cut(said(message.title, language), _LONGEST_TITLE)
        shown = {
            "title": title,
            "body": cut(said(message.body, language), _LONGEST_BODY),
            "link": link_of(message) or "",
            "severity": message.severity.value,
            "taken": "",
            "buttons": "true" if message.answers else "false",
        }
        payload = {
            "cardTemplateId": self._settings.card_template,
            "outTrackId": card,
            "callbackType": "HTTP",
            "callbackRouteKey": self._settings.callback_route,
            "cardData": {"cardParamMap": shown},
            "userIdType": 1,
            "openSpaceId": f"dtv1.card//IM_ROBOT.{userid}",
            "imRobotOpenSpaceModel": {"supportForward": False, "lastMessageI18n": {"ZH_CN": cut(message.title.zh, 64), "EN_US": cut(message.title.en, 64)}},
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": self._settings.robot_code or self._settings.app_key},
        }
        result = self._call_new(conversation, "POST", "/v1.0/card/instances/createAndDeliver", payload)
        if result.text("code") not in _IS_REPEATED:
            self._checked(result)
            self._delivered(result)
        return Sent(card)

    def _notify(self, conversation: Conversation, message: Message, userid: str) -> Sent:
        language, link = self._settings.language, link_of(message)
        text = cut_bytes(f"{said(message.title, language)}\n\n{said(message.body, language)}", _LONGEST_NOTICE - 600) + f"\n\n{told_apart(message.key)}"
        content: Mapping[str, object] = {"msgtype": "text", "text": {"content": text}}
        if link is not None and len(link) <= 500:  # noqa: PLR2004  the platform's limit for a button's address
            card = {"title": cut(said(message.title, language), _LONGEST_TITLE), "markdown": text, "single_title": open_button(language), "single_url": link}
            content = {"msgtype": "action_card", "action_card": card}
        payload = {"agent_id": self._settings.agent_id, "userid_list": userid, "msg": content}

        def ask(token: str) -> Said:
            url = f"{self._old_base}/topapi/message/corpconversation/asyncsend_v2?access_token={quote(token, safe='')}"
            return conversation.ask("POST", url, payload)

        result = self._tokens.use(conversation, ask, lambda found: found.text("errcode") in _TOKEN_OVER)
        if (code := result.number("errcode")) != 0:
            raise error_of(WHO, code, FAULTS)
        return Sent(result.text("task_id") or None)

    def _call_new(self, conversation: Conversation, method: str, path: str, payload: Mapping[str, object]) -> Said:
        def ask(token: str) -> Said:
            return conversation.ask("PUT" if method == "PUT" else "POST", f"{self._base}{path}", payload, {"x-acs-dingtalk-access-token": token})

        return self._tokens.use(conversation, ask, lambda found: found.text("code") in _TOKEN_OVER or found.status == HTTPStatus.UNAUTHORIZED)

    def _checked(self, result: Said) -> None:
        if result.status >= HTTPStatus.BAD_REQUEST or result.json.get("success") is False:
            raise error_of(WHO, _known(result.text("code")) or result.status, FAULTS)

    def _delivered(self, result: Said) -> None:
        """Raises `NotifyError` if the card was made and not delivered."""
        outcomes = result.part("result").get("deliverResults")
        for outcome in outcomes if isinstance(outcomes, list) else ():
            if as_object(outcome).get("success") is False:
                raise error_of(WHO, _known(str(as_object(outcome).get("errorCode", ""))) or "card", FAULTS)

    def _fetch_token(self, conversation: Conversation) -> Token:
        payload = {"appKey": self._settings.app_key, "appSecret": self._secret}
        result = conversation.ask("POST", f"{self._base}/v1.0/oauth2/accessToken", payload)
        if not (value := result.text("accessToken")):
            raise error_of(WHO, _known(result.text("code")) or result.status, FAULTS)
        return Token(value, float(result.number("expireIn", 7200)))


def signature(secret: str, stamp: str) -> str:
    """The signature of a card's callback that was signed at `stamp` (Unix milliseconds)."""
    return base64.b64encode(hmac.new(secret.encode(), stamp.encode("utf-8", "replace"), hashlib.sha256).digest()).decode()


def _known(code: str) -> str:
    """`code`, if the table knows it: others could hold anything."""
    return code if code in FAULTS else ""


def _object(text: object) -> Mapping[str, object]:
    """The JSON object in `text`. Raises `NotOurs`."""
    if not isinstance(text, str | bytes):
        return {}
    try:
        return as_object(json.loads(text))
    except (ValueError, RecursionError):
        raise NotOurs("it is no JSON") from None


def _open(settings: BaseModel, services: Services) -> Channel:
    return Dingtalk(DingtalkSettings.model_validate(settings.model_dump()), services)


def _hint(address: Mapping[str, str]) -> str:
    return f"{address.get('userid', '')[:2]}***"


CHANNEL = ChannelKind("dingtalk", Text("钉钉", "DingTalk"), DingtalkSettings, _open, DingtalkAddress, _hint)
