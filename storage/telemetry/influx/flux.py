"""Flux queries. Whatever stands in them is written as a literal that cannot end early, so no id or key can say more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from domain.identity import LIVE
from domain.reading import Quality
from domain.telemetry import Series, WindowFunction
from domain.time import EPOCH, to_ms
from storage.telemetry.influx.line_protocol import NS, NUMBER, QUALITY, RECEIVED, VALUE_KINDS, field_name, measurement, written_name
from storage.telemetry.windowing import from_ms_up

_MOST_DEVICES = 100
"""A filter on more devices than this costs more than it spares; then all of a type are asked for."""


def literal(text: str) -> str:
    """`text` as a Flux string: all but plain letters and digits by their bytes."""
    written = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_ -./:") else "".join(f"\\x{byte:02x}" for byte in sign.encode()) for sign in text)
    return f'"{written}"'


def range_of(bucket: str, series: Series, start: datetime, end: datetime, limit: int) -> str:
    """The first `limit` of each field of a series: rows of _time, _field, _value."""
    source = _source(bucket, _at(start), _at(end), _of_series(series), _fields([series.key], (*VALUE_KINDS, QUALITY)))
    return f'{source} |> keep(columns: ["_time", "_field", "_value"]) |> limit(n: {limit})'


def windows_of(bucket: str, series: Series, start: datetime, end: datetime, window_s: int, function: WindowFunction) -> str:
    """Two results: ``values`` (a row for each window and field) and ``uncertain`` (a row for each window with such)."""
    kinds = VALUE_KINDS if function is WindowFunction.LAST else (NUMBER,)
    where = _of_series(series)
    values = _source(bucket, _at(start), _at(end), where, _fields([series.key], kinds))
    marks = _source(bucket, _at(start), _at(end), where, _fields([series.key], (QUALITY,)))
    only_uncertain = f"filter(fn: (r) => r._value == {literal(Quality.UNCERTAIN)})"
    rows = 'keep(columns: ["_time", "_field", "_value"])'
    return (
        f'{values} |> {_window(window_s, function.value)} |> {rows} |> yield(name: "values")\n'
        f'{marks} |> {only_uncertain} |> {_window(window_s, "count")} |> {rows} |> yield(name: "uncertain")'
    )


def latest_of(bucket: str, series: Iterable[Series], before: datetime | None) -> str:
    """The last of each field of `series`, which are of one realm, site and type: rows of _time, _field, _value, device."""
    wanted = list(series)
    devices = sorted({one.device for one in wanted})
    where = _of_type(wanted[0].device_type, wanted[0].site, wanted[0].realm)
    if len(devices) <= _MOST_DEVICES:
        where = [*where, _any_of("device", map(written_name, devices))]
    keys = sorted({one.key for one in wanted})
    stop = "2262-01-01T00:00:00Z" if before is None else _after(before)
    source = _source(bucket, "1678-01-01T00:00:00Z", stop, where, _fields(keys, (*VALUE_KINDS, QUALITY)))
    return f'{source} |> last() |> keep(columns: ["_time", "_field", "_value", "device"])'


def events_of(bucket: str, site: str, device: str, device_type: str, start: datetime, end: datetime, limit: int) -> str:
    """The first `limit` of each field of a device's live events: rows of _time, _field, _value."""
    where = [*_of_type(device_type, site, LIVE, events=True), f"r.device == {literal(written_name(device))}"]
    source = _source(bucket, _at(start), _at(end), where, None)
    return f'{source} |> keep(columns: ["_time", "_field", "_value"]) |> limit(n: {limit})'


def replay_of(bucket: str, site: str, devices: Mapping[str, str], first: int, stop: int, keys: Collection[str] | None) -> str:
    """All fields of live messages and events of `devices` (id → type) from `first` to before `stop` (epoch ms), of values only `keys`.

    Rows of _time, _field, _value, device, _measurement.
    """
    types = sorted(set(devices.values()))
    where = [f"r.site == {literal(written_name(site))}"]
    if len(devices) <= _MOST_DEVICES:
        where.append(_any_of("device", map(written_name, sorted(devices))))
    values, events = (_any_of("_measurement", (measurement(key, events=which) for key in types)) for which in (False, True))
    if keys is not None:
        names = [field_name(key, kind) for key in sorted(keys) for kind in (*VALUE_KINDS, QUALITY)]
        values = f"({values} and {_any_of('_field', [RECEIVED, *names])})"
    source = _source(bucket, f"time(v: {first * NS})", f"time(v: {stop * NS})", where, f"({values} or {events})")
    return f'{source} |> keep(columns: ["_time", "_field", "_value", "device", "_measurement"])'


def nanoseconds(text: str) -> int:
    """A time of an answer, RFC 3339 with up to nanoseconds, as nanoseconds since 1970."""
    fraction = text[20:-1] if text[19] == "." else ""
    whole = datetime.fromisoformat(f"{text[:19]}+00:00") - EPOCH
    return (whole.days * 86_400 + whole.seconds) * 1_000_000_000 + int(fraction.ljust(9, "0") or 0)


def _source(bucket: str, start: str, stop: str, where: Iterable[str], fields: str | None) -> str:
    conditions = " and ".join((*where, *([fields] if fields else [])))
    return f"from(bucket: {literal(bucket)}) |> range(start: {start}, stop: {stop}) |> filter(fn: (r) => {conditions})"


def _window(window_s: int, function: str) -> str:
    return f'aggregateWindow(every: {int(window_s)}s, fn: {function}, createEmpty: false, timeSrc: "_start")'


def _of_type(device_type: str, site: str, realm: str, *, events: bool = False) -> list[str]:
    where = [f"r._measurement == {literal(measurement(device_type, realm, events=events))}", f"r.site == {literal(written_name(site))}"]
    return where if realm == LIVE else [*where, f"r.realm == {literal(written_name(realm))}"]


def _of_series(series: Series) -> list[str]:
    return [*_of_type(series.device_type, series.site, series.realm), f"r.device == {literal(written_name(series.device))}"]


def _fields(keys: Iterable[str], kinds: Iterable[str]) -> str:
    every_kind = tuple(kinds)
    return _any_of("_field", (field_name(key, kind) for key in keys for kind in every_kind))


def _any_of(column: str, names: Iterable[str]) -> str:
    return "(" + " or ".join(f"r.{column} == {literal(name)}" for name in names) + ")"


def _at(moment: datetime) -> str:
    return f"time(v: {from_ms_up(moment) * NS})"


def _after(moment: datetime) -> str:
    return f"time(v: {(to_ms(moment) + 1) * NS})"
