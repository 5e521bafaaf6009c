"""A message as a Feishu card (JSON 1.0, open.feishu.cn/document/feishu-cards, as of 2024), for single people and for groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.call_out import Answer
from domain.severity import Severity
from notify.cards.wording import Language, button, link_of, open_button, said
from notify.channels.message import Message
from notify.fitting import cut

_COLOURS = {Severity.CRITICAL: "red", Severity.HIGH: "orange", Severity.MEDIUM: "yellow", Severity.LOW: "blue"}
_LONGEST_TITLE = 120
_LONGEST_BODY = 3000
"""Characters; a card may have 30 KB."""


def feishu_card(
    message: Message, language: Language, *, answers: Sequence[Answer] = (), taken: str | None = None, mentions: Sequence[str] = ()
) -> Mapping[str, object]:
    """The card. `taken` stands where the buttons stood. `mentions` are user ids of the group, or ``all``.

    Texts are plain: what somebody wrote into an alarm cannot mention anybody.
    """
    elements: list[Mapping[str, object]] = [{"tag": "div", "text": _text(cut(said(message.body, language), _LONGEST_BODY))}]
    if taken is not None:
        elements += [{"tag": "hr"}, {"tag": "div", "text": _text(cut(taken, _LONGEST_TITLE))}]
    if mentions:
        elements.append({"tag": "div", "text": {"tag": "lark_md", "content": "".join(f"<at id={user}></at>" for user in mentions)}})
    buttons: list[Mapping[str, object]] = [
        {
            "tag": "button",
            "text": _text(button(answer, language)),
            "type": "primary" if answer is Answer.GOING else "default",
            "value": {"answer": answer.value},
        }
        for answer in (answers if taken is None else ())
    ]
    if (link := link_of(message)) is not None:
        buttons.append({"tag": "button", "text": _text(open_button(language)), "type": "default", "url": link})
    if buttons:
        elements.append({"tag": "action", "actions": buttons})
    return {
        "config": {"wide_screen_mode": True, "update_multi": True, "enable_forward": False},
        "header": {"template": "grey" if taken is not None else _COLOURS[message.severity], "title": _text(cut(said(message.title, language), _LONGEST_TITLE))},
        "elements": elements,
    }


def _text(content: str) -> Mapping[str, object]:
    return {"tag": "plain_text", "content": content}
