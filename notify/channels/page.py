"""The open page: what is told stands in the event log from the transaction that calls people on, and the live stream shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.text import Text
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Message, Sent


class PageSettings(BaseModel):
    """The page needs none."""

    model_config = ConfigDict(extra="forbid")


class Page:
    """Whatever pages are open now; a page that opens later finds the alarms, orders and call-outs themselves.

    Nothing leaves by it: `operations.escalation.telling` wrote the event long before anything could be sent.
    """

    name = "page"
    reaches = Reaches.PAGE
    takes_drills = True

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  the signature of every channel
        """Nothing is left to do."""
        return Sent()


def open_page(_settings: BaseModel, _services: Services) -> Channel:
    """The page, which has nothing to set."""
    return Page()


CHANNEL = ChannelKind("page", Text("网页", "Open page"), PageSettings, open_page)
