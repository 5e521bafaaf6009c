"""What a site file says of one dialect of the codec `mapping`, read and compiled (``docs/dialects/mapping.md``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from configuration.document import Document
from configuration.json_query import BadQuery, Query
from domain.dialect import Dialect
from domain.problem import BadConfiguration
from ingest.codecs.codec import Wrong
from ingest.foreign.topic_pattern import BadPattern, TopicPattern

ADDRESS, FIELD = "address", "field"
PLACES = (ADDRESS, FIELD)
"""What a topic may have in braces."""
Format = Literal["json", "text"]
TimeUnit = Literal["ms", "s", "us", "rfc3339"]
_QUOTED = "See jmespath.org; a name with other signs than letters, digits and _ stands in double quotes"


class _Online(BaseModel):
    model_config = ConfigDict(extra="forbid")

    field: str | None = None
    topic: str | None = None
    values: dict[str, bool] = {}


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid")

    address: str | None = None
    items: str | None = None
    fields: Annotated[dict[str, str], Field(min_length=1)] | None = None
    time: str | None = None
    time_unit: TimeUnit | None = None
    id: str | None = None
    online: Annotated[_Online, BeforeValidator(lambda said: {"field": said} if isinstance(said, str) else said)] | None = None
    format: Format = "json"


@dataclass(frozen=True, slots=True)
class Online:
    """How it is said that a device is there or gone: on a topic of its own (`topic`) or among the data; by `field`, or by all that is said."""

    field: Query | None
    topic: TopicPattern | None
    values: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A dialect of this kind. `None`: the site file does not say."""

    dialect: str
    topic: TopicPattern
    format: Format
    address: Query | None = None
    items: Query | None = None
    fields: Mapping[str, Query] | None = None
    time: Query | None = None
    time_unit: TimeUnit | None = None
    id: Query | None = None
    online: Online | None = None

    @property
    def topics(self) -> Iterable[TopicPattern]:
        """Everything that it listens to; what is meant first comes first."""
        return (self.topic,) if self.online is None or self.online.topic is None else (self.online.topic, self.topic)


class _Reading:
    """One dialect being read, with what is wrong with it."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.wrong: list[Wrong] = []

    def say(self, problem: str, remedy: str) -> None:
        self.wrong.append(Wrong(f"the dialect `{self.dialect.id}`: {problem}", remedy, self.dialect.id))

    def options(self) -> _Options | None:
        try:
            return Document("", dict(self.dialect.options), {}).model(_Options)
        except BadConfiguration as error:
            for problem in error.problems:
                self.say(f"options.{problem.problem}", problem.remedy)
            return None

    def query(self, name: str, text: str | None) -> Query | None:
        if text is None:
            return None
        try:
            return Query(text)
        except BadQuery as error:
            self.say(f"`{name}: {text}` is no JMESPath: {error}", _QUOTED)
            return None

    def pattern(self, text: str) -> TopicPattern | None:
        try:
            return TopicPattern(text, PLACES)
        except BadPattern as error:
            self.say(error.problem, error.remedy)
            return None


def mapped(dialect: Dialect) -> Mapped | list[Wrong]:
    """The dialect as it is written, or everything that is wrong with it."""
    reading = _Reading(dialect)
    topic = reading.pattern(dialect.topic)
    options = reading.options()
    if options is None:
        return reading.wrong
    online = None
    if options.online is not None:
        online = _online(reading, options.online)
    found = Mapped(
        dialect.id,
        topic or _ANY,
        options.format,
        reading.query("address", options.address),
        reading.query("items", options.items),
        None if options.fields is None else _queries(reading, options.fields),
        reading.query("time", options.time),
        options.time_unit,
        reading.query("id", options.id),
        online,
    )
    if topic is not None:
        _check_address(reading, found)
    _check_together(reading, found)
    return reading.wrong or found


_ANY = TopicPattern(f"{{{ADDRESS}}}", PLACES)
"""In the place of a topic that cannot be used."""


def _queries(reading: _Reading, fields: Mapping[str, str]) -> dict[str, Query]:
    return {name: query for name, text in fields.items() if (query := reading.query(f"fields.{name}", text)) is not None}


def _online(reading: _Reading, said: _Online) -> Online:
    topic = None if said.topic is None else reading.pattern(said.topic)
    if said.topic is None and said.field is None:
        reading.say("`online` says neither `field` nor `topic`", "Write the JMESPath of the field, or the topic on which it is said")
    if topic is not None and ADDRESS not in topic.places:
        reading.say(f"`{topic.text}` does not say which device is there or gone", f"Write `{{{ADDRESS}}}` for the level that does")
    return Online(reading.query("online.field", said.field), topic, said.values)


def _check_address(reading: _Reading, found: Mapped) -> None:
    named = ADDRESS in found.topic.places
    if named and found.address is not None:
        reading.say("both its topic and the option `address` say which device speaks", "Keep one of them")
    if not named and not _says(reading.dialect.options, "address"):
        remedy = f"Write `{{{ADDRESS}}}` in `topic`, or the option `address: <JMESPath>` if it stands in the payload"
        reading.say("nothing says which device speaks", remedy)


def _check_together(reading: _Reading, found: Mapped) -> None:
    if found.time_unit is not None and not _says(reading.dialect.options, "time"):
        reading.say("`time_unit` without `time`", "Add `time: <JMESPath>`, or leave `time_unit` out")
    for name in ("address", "items", "time", "id") if found.format == "text" else ():
        if _says(reading.dialect.options, name):
            reading.say(f"a bare text has no `{name}`", f"Leave `{name}` out, or `format: text`")


def _says(options: Mapping[str, Any], name: str) -> bool:
    return options.get(name) is not None
