"""How a source is written in the settings, and how it is read from there: every mistake is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, JsonValue, ValidationError

from bridges.bridge import Around, BridgeSettings
from bridges.pushed.app import Source
from bridges.pushed.known_devices import KnownDevices
from bridges.pushed.mapping import Queries, Reader
from bridges.pushed.query import PushedQuery
from bridges.pushed.scheme import Scheme, SchemeKind, scheme_kinds
from bridges.pushed.times import TimeUnit
from bridges.pushed.value import ValueReader, ValueSettings
from configuration.json_query import BadQuery, Query
from devices.conversions import wrong_in
from domain.dialect import Conversion
from domain.site import Device

Wrong = Callable[[tuple[str | int, ...], str, str], None]
_GRAMMAR = "Correct it; jmespath.org has the grammar"


class SourceSettings(BridgeSettings):
    """Somebody who may push, and what its pushes mean. Expressions are JMESPath."""

    scheme: str = Field(description="How it shows who it is")
    options: dict[str, JsonValue] = Field(default_factory=dict, description="Options of the scheme")
    secret_file: Path | None = Field(None, description="File with the secret; or the variable STEWARD_BRIDGE_<NAME>_<SOURCE>_SECRET")
    devices: list[str] | None = Field(None, description="The devices for which it may speak; left out: all behind the gateway")
    when: str | None = Field(None, description="Whether a push is of interest; what is not is answered and passed over")
    items: str | None = Field(None, description="The list of measurements; left out: the push itself, or each in it if it is a list")
    device: str = Field(description="What the platform calls the device, in the item, else in the whole")
    time: str | None = Field(None, description="When it was measured, in the item, else in the whole")
    time_unit: TimeUnit | None = Field(None, description="ms, s, us since 1970, or text; left out: as it must be")
    id: str | None = Field(None, description="The message's own id, never used again for another")
    values: dict[str, ValueSettings] = Field(min_length=1, description="Key on the wire → JMESPath, or {path, scale, offset, values}")
    answer: str = Field("ok", max_length=500, description="What the platform wants to read when its push is taken")


def secret_variable(bridge: str, source: str) -> str:
    """The environment variable that may hold the secret."""
    return f"STEWARD_BRIDGE_{bridge}_{source}_SECRET".upper().replace("-", "_")


def read_source(name: str, settings: SourceSettings, secret: str, table: Mapping[tuple[str, str], str], around: Around) -> Source | None:
    """The source, if all is right; `around.wrong` has been told otherwise. An empty `secret` is that of a check: who starts it has to look."""

    def wrong(where: tuple[str | int, ...], problem: str, remedy: str) -> None:
        around.wrong(("sources", name, *where), problem, remedy)

    scheme = _scheme(settings, secret, wrong)
    devices = _devices(settings, around, wrong)
    queries = _queries(settings, wrong)
    for key, value in settings.values.items():
        _check_key(key, value, devices, around, wrong)
    if scheme is None or queries is None:
        return None
    reader = Reader(name, queries, KnownDevices(name, table, devices), around.site, around.gateway.id)
    return Source(name, scheme, reader, settings.answer)


def _scheme(settings: SourceSettings, secret: str, wrong: Wrong) -> Scheme | None:
    kind: SchemeKind[Any] | None = scheme_kinds().get(settings.scheme)
    if kind is None:
        wrong(("scheme",), f"there is no scheme `{settings.scheme}`", f"Use one of {', '.join(scheme_kinds())}")
        return None
    try:
        options = kind.options.model_validate(settings.options)
    except ValidationError as error:
        known = ", ".join(kind.options.model_fields) or "none"
        for each in error.errors(include_url=False, include_input=False):
            wrong(("options", *each["loc"]), f"options.{'.'.join(map(str, each['loc']))}: {each['msg']}", f"Options of {kind.key}: {known}")
        return None
    if secret and (weak := kind.weakness(secret)) is not None:
        wrong(("secret_file",), *weak)
    return kind.make(options, secret)


def _devices(settings: SourceSettings, around: Around, wrong: Wrong) -> Mapping[str, Device]:
    if settings.devices is None:
        return around.devices
    for index, id_ in enumerate(settings.devices):
        if id_ not in around.devices:
            remedy = f"Say in the site file that {around.gateway.id} is its `gateway`, or remove it"
            wrong(("devices", index), f"`{id_}` does not speak through {around.gateway.id}", remedy)
    return {id_: device for id_, device in around.devices.items() if id_ in settings.devices}


def _queries(settings: SourceSettings, wrong: Wrong) -> Queries | None:
    given = {name: text for name in ("device", "when", "items", "time", "id") if (text := getattr(settings, name)) is not None}
    queries = dict(_compiled(given, wrong))
    values: dict[str, ValueReader] = {}
    for key, value in settings.values.items():
        try:
            values[key] = ValueReader(value)
        except BadQuery as error:
            wrong(("values", key), f"{key}: {error}", _GRAMMAR)
    if len(queries) < len(given) or len(values) < len(settings.values):
        return None
    return Queries(time_unit=settings.time_unit, values=values, **queries)


def _compiled(given: Mapping[str, str], wrong: Wrong) -> Iterator[tuple[str, Query]]:
    for name, text in given.items():
        try:
            yield name, PushedQuery(text)
        except BadQuery as error:
            wrong((name,), f"{name}: {error}", _GRAMMAR)


def _check_key(key: str, value: ValueSettings, devices: Mapping[str, Device], around: Around, wrong: Wrong) -> None:
    points = [device.points[key] for device in devices.values() if key in device.points]
    if not points:
        known = sorted({known for device in devices.values() for known in device.points})
        there = f"They have: {', '.join(known[:30])}" if known else f"Say in the site file which devices have {around.gateway.id} as their `gateway`"
        wrong(("values", key), f"no device for which it may speak has `{key}`", there)
        return
    conversion = Conversion(value.scale, value.offset, value.values)
    for where, problem, remedy in wrong_in(conversion, points[0].type):
        wrong(("values", key, where), f"{key}: {problem}", remedy)
