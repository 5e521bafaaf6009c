"""Payloads of anybody's own making, described in the site file by topic patterns and JMESPath (``docs/dialects/mapping.md``).

Follows the grammar of jmespath.org as the package jmespath 1.1 reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, zip_longest

from domain.site import Device, Site
from ingest.codecs.codec import BoundCodec, Decoded, Wrong
from ingest.foreign.fields import SWITCHES, Fieldwise, dialects_of, twice_named
from ingest.foreign.mapping_options import ADDRESS, FIELD, Mapped, mapped
from ingest.foreign.mapping_reader import Reader, Route, StatusReader
from ingest.foreign.topic_pattern import TopicPattern

_MOST_TOPICS = 20_000
"""So many topics of known devices are remembered with what they lead to."""


class MappingCodec:
    """The dialects that the site file describes."""

    name = "mapping"

    def subscriptions(self, site: Site) -> Sequence[str]:
        """A filter for each pattern, but for those whose topics another one brings too."""
        filters = dict.fromkeys(topic.filter for found, _ in _mapped(site) for topic in found.topics)
        return [each for each in filters if not any(_brings(other, each) for other in filters if other != each)]

    def bind(self, site: Site) -> BoundCodec:
        """With every query compiled and every device's fields looked up."""
        return BoundMapping(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Wrong patterns, options and queries, devices that could never be heard, topics that two patterns claim."""
        wrong = [*twice_named(site, self.name)]
        good: list[tuple[Mapped, TopicPattern]] = []
        for dialect, devices in dialects_of(site, self.name):
            found = mapped(dialect)
            if isinstance(found, list):
                wrong += found
                continue
            good += [(found, topic) for topic in found.topics]
            wrong += [_unheard(device, found) for name, device in devices.items() if ADDRESS in found.topic.places and not _is_level(name)]
        for (one, its), (other, theirs) in combinations(good, 2):
            if one is not other and its.meets(theirs):
                problem = f"a topic could be both `{its.text}` of `{one.dialect}` and `{theirs.text}` of `{other.dialect}`"
                wrong.append(Wrong(problem, "Write a word that only its own devices have for one of the `+` or places", other.dialect))
        return wrong


CODEC = MappingCodec()


def _mapped(site: Site) -> Iterator[tuple[Mapped, Mapping[str, Device]]]:
    """The dialects that are written rightly; `check` has told of the others."""
    for dialect, devices in dialects_of(site, MappingCodec.name):
        found = mapped(dialect)
        if isinstance(found, Mapped):
            yield found, devices


def _brings(wider: str, narrower: str) -> bool:
    levels = list(zip_longest(wider.split("/"), narrower.split("/")))
    return all(one == other or (one == "+" and other is not None) for one, other in levels)


def _is_level(name: str) -> bool:
    return not set(name) & set("/+#")


def _unheard(device: Device, found: Mapped) -> Wrong:
    problem = f"`{device.id}` is called `{device.name_on_wire}`, which cannot be one level of `{found.topic.text}`"
    return Wrong(problem, "Correct its `address`: what stands in the topic in place of `{address}`", device.id)


_Read = Callable[[Route, bytes], Decoded]


class BoundMapping:
    """The mapping dialects of one site."""

    def __init__(self, site: Site) -> None:
        self._patterns: list[tuple[TopicPattern, _Read, Mapping[str, Fieldwise]]] = []
        for found, devices in _mapped(site):
            known = {name: Fieldwise(device, words=SWITCHES, textual=found.format == "text") for name, device in devices.items()}
            if found.online is not None and found.online.topic is not None:
                self._patterns.append((found.online.topic, StatusReader(found, found.online, known).read, known))
            self._patterns.append((found.topic, Reader(found, known).read, known))
        self._routes: dict[str, tuple[_Read, Route]] = {}

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        found = self._routes.get(topic) or self._found(topic)
        if found is None:
            return None
        read, route = found
        return read(route, payload)

    def _found(self, topic: str) -> tuple[_Read, Route] | None:
        words = topic.split("/")
        for pattern, read, known in self._patterns:
            places = pattern.match(words)
            if places is None:
                continue
            name = places.get(ADDRESS)
            found = read, Route(name, places.get(FIELD))
            if (name is None or name in known) and len(self._routes) < _MOST_TOPICS:
                self._routes[topic] = found
            return found
        return None
