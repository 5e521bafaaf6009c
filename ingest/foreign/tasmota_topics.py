"""Where Tasmota devices publish: their ``FullTopic``, such as ``%prefix%/%topic%/`` (the default) or ``plant/%topic%/%prefix%/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.dialect import Dialect
from domain.site import Site
from ingest.codecs.codec import Wrong
from ingest.foreign.fields import dialects_of
from ingest.foreign.topics import unusable

TELE, STAT, CMND = "tele", "stat", "cmnd"
_PREFIXES = (TELE, STAT, CMND)
_PREFIX, _TOPIC = "%prefix%", "%topic%"
DEFAULT = f"{_PREFIX}/{_TOPIC}/"


@dataclass(frozen=True, slots=True)
class FullTopic:
    """A full topic, level by level; one of them is ``%prefix%``, another one ``%topic%``."""

    levels: tuple[str, ...]

    def of(self, prefix: str, name: str, kind: str) -> str:
        """Where the device `name` says `kind`."""
        return "/".join([*(self._filled(level, prefix, name) for level in self.levels), kind])

    def filters(self, names: Iterable[str]) -> Iterator[str]:
        """The filters that bring everything of devices called so, and of strangers whose name is one level."""
        depths = sorted({1, *(name.count("/") + 1 for name in names)})
        return (self.of(prefix, "/".join("+" * depth), "+") for depth in depths for prefix in (TELE, STAT))

    def split(self, topic: str) -> tuple[str, str, str] | None:
        """The prefix, name and kind of a topic; `None` if it does not look so. A name may have several levels."""
        *said, kind = topic.split("/")
        at = self.levels.index(_TOPIC)
        more = len(said) - len(self.levels)
        if more < 0:
            return None
        name = "/".join(said[at : at + 1 + more])
        rest = [*said[:at], name, *said[at + 1 + more :]]
        prefix = rest[self.levels.index(_PREFIX)]
        if prefix not in _PREFIXES or any(level not in (there, _PREFIX, _TOPIC) for level, there in zip(self.levels, rest, strict=True)):
            return None
        return prefix, name, kind

    @staticmethod
    def _filled(level: str, prefix: str, name: str) -> str:
        return prefix if level == _PREFIX else name if level == _TOPIC else level


def full_topic(dialect: Dialect) -> FullTopic | None:
    """That of `dialect`; `None` if it is none (which `wrong_topics` says)."""
    levels = tuple(_written(dialect).removesuffix("/").split("/"))
    return FullTopic(levels) if _wrong(levels) is None else None


def wrong_topics(site: Site, codec: str) -> Iterator[Wrong]:
    """Full topics that cannot be, or that two dialects share."""
    seen: dict[Sequence[str], str] = {}
    for dialect, _ in dialects_of(site, codec):
        levels = tuple(_written(dialect).removesuffix("/").split("/"))
        trouble = _wrong(levels)
        if trouble is not None:
            yield Wrong(f"the dialect `{dialect.id}` cannot be at `{dialect.topic}`: {trouble}", f"Write the devices' FullTopic, such as {DEFAULT}")
        other = seen.setdefault(levels, dialect.id)
        if other != dialect.id:
            yield Wrong(f"the dialects `{other}` and `{dialect.id}` have the same topic", "Make one of the two, or write where each of them is")


def _written(dialect: Dialect) -> str:
    return dialect.topic or DEFAULT


def _wrong(levels: Sequence[str]) -> str | None:
    for token in (_PREFIX, _TOPIC):
        if levels.count(token) != 1:
            return f"{token} must be one of its levels (a device's `address` is what stands for %topic%)"
    others = [level for level in levels if level not in (_PREFIX, _TOPIC)]
    if any("%" in level for level in others):
        return "what else stands in it must be the same for every device"
    return unusable("/".join(level.strip("%") for level in levels))
