"""The dialects that proposals need: those of the site where they suit, else new ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from domain.site import Site
from ingest.codecs.mapping import CODEC as MAPPING
from ingest.foreign.mapping_options import PLACES, mapped
from ingest.foreign.topic_pattern import BadPattern, TopicPattern
from steward.discovery.patterns import Placed

_USUAL_TOPIC: Mapping[str, str] = {"zigbee2mqtt": "zigbee2mqtt", "tasmota": "%prefix%/%topic%/", "shelly-gen1": "shellies", "shelly": ""}
_NO_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40


def slug(text: str, otherwise: str) -> str:
    """`text` as an id."""
    return _NO_SIGNS.sub("-", text.casefold().encode("ascii", "ignore").decode())[:_LONGEST_ID].strip("-") or otherwise


def fresh(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, with a number behind it if that is taken."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


@dataclass(slots=True)
class NewDialect:
    """A dialect that the site file does not have yet. `fields` are JMESPath by name, where dotted names do not do."""

    id: str
    codec: str
    topic: str
    format: str = "json"
    online: dict[str, object] | None = None
    fields: dict[str, str] = field(default_factory=dict)
    needs_fields: bool = False

    @property
    def written(self) -> dict[str, object]:
        """As an entry of ``dialects:``."""
        options: dict[str, object] = {}
        if self.format != "json":
            options["format"] = self.format
        if self.needs_fields:
            options["fields"] = dict(self.fields)
        if self.online is not None:
            options["online"] = self.online
        return {"id": self.id, "codec": self.codec, "topic": self.topic} | ({"options": options} if options else {})


@dataclass(slots=True)
class Chosen:
    """A mapping dialect for a group: its id, where the device's address is, and what must be said about it."""

    id: str
    placed: Placed
    remarks: list[str]


class Dialects:
    """What the site has, and what has been added for earlier proposals."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.new: dict[str, NewDialect] = {}
        self._addresses: set[tuple[str, str]] = set()
        self._patterns: list[tuple[str, TopicPattern]] = []
        for dialect in site.dialects.values():
            if dialect.codec == MAPPING.name and not isinstance(found := mapped(dialect), list):
                self._patterns += [(dialect.id, topic) for topic in found.topics]

    def claim(self, dialect: str, address: str) -> bool:
        """Keep `address` of `dialect` for the device that asks first; whether this is the first."""
        before = len(self._addresses)
        self._addresses.add((dialect, address))
        return len(self._addresses) > before

    def native(self, codec: str, topic: str) -> str:
        """The id of the dialect `codec` at `topic`."""
        wanted = topic or _USUAL_TOPIC[codec]
        there = [(each.id, each.codec, each.topic) for each in self._site.dialects.values()] + [(each.id, each.codec, each.topic) for each in self.new.values()]
        for id_, its_codec, its_topic in there:
            if its_codec == codec and (its_topic or _USUAL_TOPIC[codec]).strip("/") == wanted.strip("/"):
                return id_
        taken = {*self._site.dialects, *self.new}
        if not topic and codec not in taken:
            return codec
        id_ = fresh(f"{codec}-{slug(topic, 'usual')}", taken)
        self.new[id_] = NewDialect(id_, codec, wanted)
        return id_

    def mapping(self, placed: Placed, form: str, fields: Mapping[str, str], online: dict[str, object] | None, *, needs_fields: bool) -> Chosen | None:
        """A mapping dialect with these fields; `None` if `placed` would hear topics that another dialect is to hear."""
        try:
            pattern = TopicPattern(placed.topic, PLACES)
        except BadPattern:
            return None
        owner = next((id_ for id_, other in self._patterns if other.meets(pattern)), None)
        if owner is None:
            return self._added(placed, pattern, form, fields, online, needs_fields=needs_fields)
        if owner in self.new:
            return self._shared(self.new[owner], placed, form, fields, online, needs_fields=needs_fields)
        options = self._site.dialects[owner].options
        there = options.get("fields")
        known = isinstance(there, dict) and all(there.get(name) == query for name, query in fields.items())
        fits = self._site.dialects[owner].topic == placed.topic and options.get("format", "json") == form and not {"items", "address"} & set(options)
        if not fits or not (known or (there is None and not needs_fields)):
            return None
        return Chosen(owner, placed, [] if options.get("online") == online else [f"whether it is there is said as the site's dialect `{owner}` has it"])

    def _added(
        self, placed: Placed, pattern: TopicPattern, form: str, fields: Mapping[str, str], online: dict[str, object] | None, *, needs_fields: bool
    ) -> Chosen:
        taken = {*self._site.dialects, *self.new}
        id_ = fresh(f"ha-{slug(placed.topic.replace('{address}', '').replace('{field}', ''), 'mapping')}", taken)
        remarks = []
        self._patterns.append((id_, pattern))
        if online is not None and not self._claimed(online, id_):
            online = None
            remarks.append("its availability topic is not taken over: another dialect hears it")
        self.new[id_] = NewDialect(id_, MAPPING.name, placed.topic, form, online, dict(fields), needs_fields)
        return Chosen(id_, placed, remarks)

    def _shared(
        self, dialect: NewDialect, placed: Placed, form: str, fields: Mapping[str, str], online: dict[str, object] | None, *, needs_fields: bool
    ) -> Chosen | None:
        if dialect.codec != MAPPING.name or dialect.topic != placed.topic or dialect.format != form:
            return None
        if any(dialect.fields.get(name, query) != query for name, query in fields.items()):
            return None
        dialect.fields |= fields
        dialect.needs_fields |= needs_fields
        remarks = [] if dialect.online == online else [f"whether it is there is said as the dialect `{dialect.id}` has it"]
        return Chosen(dialect.id, placed, remarks)

    def _claimed(self, online: Mapping[str, object], id_: str) -> bool:
        topic = online.get("topic")
        if topic is None:
            return True
        try:
            pattern = TopicPattern(str(topic), PLACES)
        except BadPattern:
            return False
        if any(other.meets(pattern) for owner, other in self._patterns if owner != id_):
            return False
        self._patterns.append((id_, pattern))
        return True
