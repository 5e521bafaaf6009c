"""A message as a chat platform shows it: in one language, within its limits, with an identity that its fields can carry."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Literal

from domain.call_out import ANSWER_NAMES, Answer
from domain.text import Text
from notify.channels.message import Message

Language = Literal["zh", "en"]

_PLAIN_ID = re.compile(r"[0-9A-Za-z_-]+")
_MORE = "…"
_OPEN = Text("查看详情", "Open")
_ANSWERED = Text("已回复：{answer}", "You said: {answer}")
_TOO_LATE = Text("已收到，请查看最新情况", "Noted. See how it stands now")


def said(text: Text, language: Language) -> str:
    """`text` in `language`."""
    return text.zh if language == "zh" else text.en


def button(answer: Answer, language: Language) -> str:
    """What stands on the button of `answer`."""
    return said(ANSWER_NAMES[answer], language)


def open_button(language: Language) -> str:
    """What stands on the link to the thing itself."""
    return said(_OPEN, language)


def answered(answer: Answer | None, language: Language) -> str:
    """What the person who pressed a button reads at once."""
    return said(_TOO_LATE if answer is None else _ANSWERED.filled(answer=ANSWER_NAMES[answer]), language)


def answer_of(word: object) -> Answer | None:
    """The answer that a button carries; `None`: it is none of ours."""
    return next((answer for answer in Answer if answer.value == word), None)


def cut_bytes(text: str, most: int) -> str:
    """`text` in at most `most` bytes of UTF-8, cut between characters; what is cut ends in an ellipsis."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return text
    return raw[: most - len(_MORE.encode())].decode("utf-8", "ignore").rstrip() + _MORE


def link_of(message: Message) -> str | None:
    """The link, if it can be opened from outside; `None` where the installation does not know its own address."""
    return message.link if message.link.startswith(("https://", "http://")) else None


def plain(message: Message, language: Language, most_bytes: int) -> str:
    """Title, body and link as text of at most `most_bytes` of UTF-8. The link stays whole: half of one leads nowhere."""
    link = link_of(message)
    tail = "" if link is None else f"\n{link}"
    room = most_bytes - len(tail.encode())
    if room < most_bytes // 2:
        tail, room = "", most_bytes
    return cut_bytes(f"{said(message.title, language)}\n{said(message.body, language)}", room) + tail


def told_apart(key: str) -> str:
    """A short mark of `key`, for platforms that hold back a text which they have shown before: two alarms in the same words are two."""
    return "#" + base64.urlsafe_b64encode(hashlib.sha256(key.encode("utf-8", "replace")).digest()).decode()[:6]


def card_id(key: str, most: int) -> str:
    """`key` as an identity of letters, digits, ``_`` and ``-`` in at most `most` (from 22) characters: itself, or 128 bits of its SHA-256."""
    if len(key) <= most and _PLAIN_ID.fullmatch(key):
        return key
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16]).decode().rstrip("=")
