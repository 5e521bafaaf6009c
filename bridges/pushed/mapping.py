"""From what a platform pushes to messages: nothing that it says is lost, whatever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bridges.publisher import Sent
from bridges.pushed.known_devices import KnownDevices
from bridges.pushed.message import Message
from bridges.pushed.query import NotJson, parse
from bridges.pushed.times import TimeUnit, moment
from bridges.pushed.value import NotUnderstood, ValueReader, shown, storable
from configuration.json_query import NOTHING, Nothing, Query, QueryFailed
from domain.identity import is_slug
from domain.site import Device, Site

NOT_UNDERSTOOD = "not_understood"
"""The key under which the gateway tells what nobody understood: it has no such point, so Steward puts it into quarantine."""
MOST_ITEMS = 2_000
LONGEST_ID = 128
_LONGEST_NAME = 128
_LONGEST_SAID, _LONGEST_BODY = 1_000, 3_000
"""Characters of a note; quarantine keeps 4 KiB of it."""
_MOST_TROUBLES = 10


@dataclass(frozen=True)
class Queries:
    """The expressions of a source; `None`: not given."""

    device: Query
    when: Query | None = None
    items: Query | None = None
    time: Query | None = None
    id: Query | None = None
    time_unit: TimeUnit | None = None
    values: Mapping[str, ValueReader] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What a push says. `troubles` are for the log: they stand in the `messages` too, in a note of the gateway.

    `strangers` are devices that the site does not have, as the platform calls them.
    """

    messages: Sequence[Message] = ()
    troubles: Sequence[str] = ()
    strangers: Sequence[str] = ()

    @property
    def repeatable(self) -> bool:
        """Whether the same push again is a repeat, and not the same measured anew: every message has an id."""
        return all(message.id is not None for message in self.messages)


@dataclass(frozen=True)
class Reader:
    """How one source is read. `gateway` is the device that tells what was not understood."""

    source: str
    queries: Queries
    devices: KnownDevices
    site: Site
    gateway: str

    def read(self, content: bytes, seal: bytes | None) -> Read:
        """The messages that `content` makes; none at all if `when` says that it is of no interest. Never raises.

        The id of a message is the platform's own, else made from the content where that says a time, else from the content and
        the `seal`; without any of them there is none, as the same text may well be a new measurement.
        """
        push = _Push(self, content, seal)
        try:
            document = parse(content)
        except NotJson as error:
            push.troubles.append(f"not JSON: {error}")
        else:
            push.take(document)
            if not push.wanted:
                return Read()
        if push.troubles:
            push.messages.append(push.note())
        return Read(push.messages, push.troubles, list(push.strangers))


class _Push:
    """One push while it is read."""

    def __init__(self, reader: Reader, content: bytes, seal: bytes | None) -> None:
        self._reader = reader
        self._queries = reader.queries
        self._content = content
        self._plain_digest = _digest(content)
        self._sealed_digest = None if seal is None else _digest(seal + content)
        self.wanted = True
        self.messages: list[Message] = []
        self.troubles: list[str] = []
        self.strangers: dict[str, None] = {}

    def take(self, document: object) -> None:
        """Read all of it."""
        if self._queries.when is not None and _is_false(self._find(self._queries.when, document, "when")) and not self.troubles:
            self.wanted = False
            return
        items = self._items(document)
        if len(items) > MOST_ITEMS:
            self.troubles.append(f"{len(items)} items in one push; the first {MOST_ITEMS} are read")
        for index, item in enumerate(items[:MOST_ITEMS]):
            before = len(self.troubles)
            self._take(item, document, f"-{index}" if len(items) > 1 else "")
            if len(items) > 1:
                self.troubles[before:] = [f"[{index}] {trouble}" for trouble in self.troubles[before:]]

    def note(self) -> Message:
        """What was not understood, told by the gateway itself."""
        more = len(self.troubles) - _MOST_TROUBLES
        said = "; ".join([*self.troubles[:_MOST_TROUBLES], *([f"and {more} more"] if more > 0 else [])])[:_LONGEST_SAID]
        body = self._content[: 4 * _LONGEST_BODY].decode("utf-8", "backslashreplace")[:_LONGEST_BODY]
        note_id = f"{self._sealed_digest or self._plain_digest}-note"
        return Message(self._reader.gateway, {NOT_UNDERSTOOD: f"{self._reader.source}: {said} | {body}"}, None, note_id)

    def _items(self, document: object) -> Sequence[object]:
        if self._queries.items is None:
            return document if isinstance(document, list) else [document]
        found = self._find(self._queries.items, document, "items")
        if isinstance(found, list):
            return found
        self.troubles.append(f"no list at `{self._queries.items.text}`")
        return []

    def _take(self, item: object, document: object, part: str) -> None:
        name = _name(self._first(self._queries.device, item, document, "device")[0])
        if name is None:
            self.troubles.append(f"no device at `{self._queries.device.text}`")
            return
        device = self._reader.devices.find(name)
        if device is None:
            self.strangers[name[:_LONGEST_NAME]] = None
            # A topic of its own, where Steward asks who that is; unless it is the topic of a device that others speak for.
            if not is_slug(name) or name in self._reader.site.devices:
                self.troubles.append(f"no device {shown(name)} for this source")
                return
        at = self._time(item, document)
        values = dict(self._values(item, device))
        if device is not None and not values:
            self.troubles.append(f"nothing that `values` names for {device.id}")
            return
        self.messages.append(Message(name if device is None else device.id, values, at, self._id(item, document, part, timed=at is not None)))

    def _time(self, item: object, document: object) -> datetime | None:
        if self._queries.time is None:
            return None
        found, _ = self._first(self._queries.time, item, document, "time")
        at = moment(found, self._queries.time_unit)
        if at is None and found is not NOTHING and found is not None:
            self.troubles.append(f"time: {shown(found)} is no time with a zone; that of its arrival counts")
        return at

    def _values(self, item: object, device: Device | None) -> Iterator[tuple[str, Sent]]:
        for key, reader in self._queries.values.items():
            if device is not None and key not in device.points:
                continue
            value: Sent | Nothing
            try:
                value = reader.read(item)
            except (NotUnderstood, QueryFailed) as error:
                self.troubles.append(f"{key}: {error}")
                value = None
            if not isinstance(value, Nothing):
                yield key, value

    def _id(self, item: object, document: object, part: str, *, timed: bool) -> str | None:
        if self._queries.id is not None:
            found, its_own = self._first(self._queries.id, item, document, "id")
            whole = None if (text := _name(found)) is None else text if its_own else f"{text}{part}"
            if whole is not None and len(whole) <= LONGEST_ID:
                return whole
            if found is not NOTHING and found is not None:
                self.troubles.append(f"id: {shown(found)} is no printable text of 1 to {LONGEST_ID} characters")
        digest = self._plain_digest if timed else self._sealed_digest
        return None if digest is None else f"{digest}{part}"

    def _first(self, query: Query, item: object, document: object, what: str) -> tuple[object, bool]:
        """What is in the item, else in the whole; and whether it is the item's own."""
        found = self._find(query, item, what)
        if found is not NOTHING or item is document:
            return found, True
        return self._find(query, document, what), False

    def _find(self, query: Query, data: object, what: str) -> object:
        try:
            return query.find(data)
        except QueryFailed as error:
            self.troubles.append(f"{what}: {error}")
            return NOTHING


def _is_false(found: object) -> bool:
    """Whether JMESPath takes it for false: a 0 is none."""
    return found is NOTHING or found is None or found is False or found in ("", [], {})


def _name(found: object) -> str | None:
    """What something is called; `None` if that is no name."""
    text = str(found) if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63 else found
    return text if isinstance(text, str) and text and text.isprintable() and storable(text) else None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:40]
