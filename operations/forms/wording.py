"""How a form says things: in its language, in the site's time, with people's names, without personal data that its reader may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.text import Text

NOTHING = "—"
_SYSTEM = Text("系统", "Steward")
_REQUESTER = Text("报事人", "Requester")


@dataclass(frozen=True, slots=True)
class Wording:
    """`language` is ``zh`` or ``en``; `names` are people's, by username; `mask` takes personal data out of what somebody wrote.

    `personal` says whether the names and phones of those who asked may be read.
    """

    language: str
    zone: ZoneInfo
    names: Mapping[str, str]
    mask: Callable[[str], str]
    personal: bool

    def of(self, text: Text) -> str:
        """A text of ours."""
        return text.zh if self.language == "zh" else text.en

    def titled(self, text: Text) -> str:
        """A text that may come from a person."""
        return self.said(self.of(text))

    def said(self, words: str | None) -> str:
        """What somebody wrote. Control characters, which no font has, become spaces; lines stay."""
        return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in self.mask(words or "")).strip()

    def moment(self, at: datetime | None) -> str:
        """A time at the site, to the minute."""
        return NOTHING if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def person(self, username: str | None) -> str:
        """Somebody's name; whoever has no account as they were called."""
        if username is None:
            return NOTHING
        if username == "system":
            return self.of(_SYSTEM)
        if username == "requester":
            return self.of(_REQUESTER)
        return self.names.get(username) or self.said(username)

    def private(self, name: str) -> str:
        """The name of somebody who asked: whole for those who may read it, else its first character."""
        told = self.said(name)
        return told if self.personal or not told else f"{told[0]}**"

    def phone(self, number: str) -> str:
        """Their phone: whole, or its last four digits."""
        return number if self.personal or not number else f"•••{number[-4:]}"
