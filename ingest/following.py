"""Dialects that have to be followed: each message as it comes, before it is journalled, and what they ask devices for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from domain.site import Site
from domain.sparing import Sparing
from ingest.asking import Asking
from ingest.codecs import codecs_of
from ingest.codecs.codec import Follower, FollowingCodec
from ingest.interfaces import Incoming
from ingest.interpretation import LARGEST_PAYLOAD_BYTES, as_record
from ingest.journal_record import Record
from ingest.session import SessionSettings

log = logging.getLogger(__name__)

_NOT_READ = b"\xff"
"""What followers are shown in place of a message that is too large: nothing that anybody could read."""


class Following:
    """One site's followers, and the connection on which they ask. For the pipeline's thread, but `start` and `stop`."""

    def __init__(self, followers: Sequence[Follower], asking: Asking | None) -> None:
        """`asking` `None`: nothing is ever asked."""
        self._allowed = [(follower, frozenset(follower.topics)) for follower in followers]
        self._asking = asking
        self._sparing = Sparing(log)

    @property
    def needed(self) -> bool:
        """Whether there is anything to follow."""
        return bool(self._allowed)

    def start(self) -> None:
        """Connect, in a thread, if something may be asked."""
        if self._asking is not None:
            self._asking.start()

    def stop(self) -> None:
        """Ask nothing more."""
        if self._asking is not None:
            self._asking.stop()

    def listening(self) -> None:
        """We hear devices (again)."""
        for follower, _ in self._allowed:
            follower.listening()

    def record(self, message: Incoming, received_us: int) -> Record:
        """How `message` is journalled."""
        payload, size = message.payload, message.size
        shown = payload if size <= LARGEST_PAYLOAD_BYTES else _NOT_READ
        for follower, _ in self._allowed:
            try:
                shown = follower.heard(message.topic, shown, retained=message.retained)
            except Exception:  # noqa: BLE001  our own fault must not keep the message from being journalled
                self._sparing.say(logging.ERROR, "a message on %r could not be followed; it is read without what came before it", message.topic, exc_info=True)
        return as_record(message.topic, shown if size <= LARGEST_PAYLOAD_BYTES else payload, size, received_us, retained=message.retained)

    def ask(self, now: datetime) -> None:
        """Hand over what is to be asked by now; only where the follower has said beforehand that it may."""
        for follower, allowed in self._allowed:
            requests = [request for request in follower.requests(now) if request.topic in allowed]
            if requests and self._asking is not None:
                self._asking.publish(requests)


def following_of(site: Site, broker: SessionSettings) -> Following:
    """What `site` needs, knowing nothing yet."""
    followers = [codec.follower(site) for codec in codecs_of(site) if isinstance(codec, FollowingCodec)]
    return Following(followers, Asking(site.id, broker) if any(follower.topics for follower in followers) else None)
