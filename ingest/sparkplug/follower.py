"""Following the edge nodes of a site as their messages come, and asking them for a new birth when something is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from ingest.codecs.codec import Publish
from ingest.sparkplug.node import Node
from ingest.sparkplug.payload import BadPayload, Followed, parse, varint, with_followed
from ingest.sparkplug.topics import command_topic, node_of, spoken

_REBIRTH = b"Node Control/Rebirth"
_BOOLEAN = 11


def rebirth(at: datetime) -> bytes:
    """The command ``Node Control/Rebirth`` = true, of the moment `at`; written by hand, for it is one metric."""
    ms = varint(round(at.timestamp() * 1000))
    metric = b"".join((b"\x0a", varint(len(_REBIRTH)), _REBIRTH, b"\x18", ms, b"\x20", varint(_BOOLEAN), b"\x70\x01"))
    return b"".join((b"\x08", ms, b"\x12", varint(len(metric)), metric))


class SparkplugFollower:
    """See `ingest.codecs.codec.Follower`. `every` gives the nodes that may be asked, and how long to wait between two requests."""

    def __init__(self, wanted: Mapping[str, Collection[str]], every: Mapping[str, timedelta]) -> None:
        """`wanted` are the names of metrics that mean something, by address."""
        self._every = every
        self._nodes = {
            node: Node(node, {address: names for address, names in wanted.items() if node_of(address) == node})
            for node in dict.fromkeys(map(node_of, wanted))
            if node is not None
        }
        self._missing: dict[str, None] = {}
        self._asked: dict[str, datetime] = {}

    @property
    def topics(self) -> Sequence[str]:
        """See `Follower`."""
        return [command_topic(node) for node in self._every]

    def listening(self) -> None:
        """See `Follower`."""
        # What was published with QoS 0 while nobody listened is lost, and the last of it leaves no gap.
        self._missing.update(dict.fromkeys(self._every))

    def heard(self, topic: str, payload: bytes, *, retained: bool) -> bytes:
        """See `Follower`."""
        said = spoken(topic)
        node = self._nodes.get(said.node) if said is not None else None
        if said is None or node is None:
            return payload
        try:
            message = parse(payload)
        except BadPayload:
            node.forget()  # it may have been a birth
            self._miss(said.node)
            return payload
        if retained:
            return with_followed(payload, Followed(void=True))
        followed = node.take(said.kind, said.speaker, message)
        if said.kind == "NDEATH":
            self._missing.pop(said.node, None)  # nobody is there to answer; whoever comes back begins with a birth
        elif not node.born or followed.troubles:
            self._miss(said.node)
        elif said.kind == "NBIRTH":
            self._missing.pop(said.node, None)
        return with_followed(payload, followed)

    def requests(self, now: datetime) -> Sequence[Publish]:
        """See `Follower`."""
        if not self._missing:
            return ()
        due = [node for node in self._missing if node not in self._asked or not timedelta() <= now - self._asked[node] < self._every[node]]
        for node in due:
            del self._missing[node]
            self._asked[node] = now
        return [Publish(command_topic(node), rebirth(now)) for node in due]

    def _miss(self, node: str) -> None:
        if node in self._every:
            self._missing[node] = None
