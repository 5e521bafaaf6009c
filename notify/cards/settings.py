"""Settings that every channel of a chat platform has."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from domain.call_out import Proof, Receipt
from notify.cards.wording import Language, answer_of

_ADDRESS = r"^https?://[^\s/?#@]+(/[^\s?#]*)?$"


class ChatSettings(BaseModel):
    """What all of them share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language = Field("zh", description="In which language it tells: zh or en")
    drills: bool = Field(default=False, description="Whether drills (marked 演练) may be told by it")


def interface(default: str, whose: str) -> str:
    """A field for the address of an interface; `default` is the public one of `whose` platform."""
    found: str = Field(default, pattern=_ADDRESS, description=f"Address of the interface; another than {whose}'s own for a private installation or a relay")
    return found


def pressed(word: object, *, at: datetime, outside_id: str, by: str) -> Receipt | None:
    """The receipt for a button with `word`; `None` if it is none of ours."""
    answer = answer_of(word)
    return None if answer is None or not outside_id else Receipt(Proof.ACKNOWLEDGED, at, outside_id=outside_id, answer=answer, by=by or None)


A_MINUTE = timedelta(minutes=1)
