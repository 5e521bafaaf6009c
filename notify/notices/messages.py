"""What one resident, or a group, reads of a notice."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.notice import Notice, NoticeUpdate
from domain.notice_delivery import NoticeDelivery, Recipient
from domain.severity import Severity
from domain.text import Text
from notify.channels.message import Message
from operations.notices.tokens import off_token, page_path

KEEP_TRYING = timedelta(hours=6)
"""After so long nobody wants to read it any more: it is given up."""

_UPDATED = Text("【更新】{title}", "Update: {title}")
_CLOSED = Text("【已恢复】{title}", "It is over: {title}")
_STOP = Text("{text}\n不再接收：打开链接后点“不再接收”。", "{text}\nTo get no more of these, open the link and choose “Stop these messages”.")
_BOTH = frozenset({"email"})
"""Kinds of channel whose messages hold both languages anyway, and have room to say how to stop them."""


def message_of(delivery: NoticeDelivery, notice: Notice, recipient: Recipient | None, *, by: str, secret: bytes, public_url: str) -> Message:
    """The message of `delivery`; a person's link ends in what they opt out with, which stays in their browser (a fragment)."""
    title, text = _words(notice, None if delivery.update_id is None else notice.update(delivery.update_id))
    link = f"{public_url.rstrip('/')}{page_path(secret, notice.id)}"
    if recipient is not None:
        link = f"{link}#{off_token(secret, recipient.id)}"
        text = _STOP.filled(text=text) if by in _BOTH else text
        if by not in _BOTH:
            title, text = (_only(each, recipient.language) for each in (title, text))
    return Message(
        key=delivery.key,
        site=notice.site,
        severity=Severity.MEDIUM,
        title=title,
        body=text,
        spoken=title,
        link=link,
        expires_at=give_up_at(delivery),
        tag={"kind": "notice"},
    )


def give_up_at(delivery: NoticeDelivery) -> datetime:
    """Until when it is tried."""
    return delivery.queued_at + KEEP_TRYING


def _words(notice: Notice, update: NoticeUpdate | None) -> tuple[Text, Text]:
    if update is None:
        return notice.title, notice.text
    return (_CLOSED if update.closing else _UPDATED).filled(title=notice.title), update.text


def _only(text: Text, language: str) -> Text:
    """The same words whatever language the channel is set to."""
    words = text.en if language == "en" else text.zh
    return Text(words, words)
