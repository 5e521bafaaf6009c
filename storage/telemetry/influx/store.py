"""Telemetry in one bucket of InfluxDB, in the schema of `storage.telemetry.influx.line_protocol`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from domain.reading import Quality, Value
from domain.telemetry import Refused, Sample, Series, TelemetryMessage, WindowFunction
from domain.time import from_ms, to_ms
from storage.telemetry.acceptance import why_never
from storage.telemetry.influx import flux, replay
from storage.telemetry.influx.connection import BucketMissing, DataRefused, InfluxConnection
from storage.telemetry.influx.line_protocol import NS, QUALITY, key_and_kind, line, value_of, written_name
from storage.telemetry.influx.replay import Fields
from storage.telemetry.windowing import from_ms_up, window_start

_Line = tuple[TelemetryMessage, bytes]


class InfluxTelemetry:
    """Telemetry in InfluxDB, times to the millisecond.

    What is promised: `write` returns when InfluxDB has taken every message that is not refused. Writing again changes
    nothing. Trying again after `StoreUnavailable` is the caller's; nothing is kept here. Threads may share an object.
    A window's mean, min and max count a number that a later message of the same time called bad.
    """

    def __init__(self, connection: InfluxConnection, bucket: str, *, keep_s: int, batch_messages: int) -> None:
        self._connection = connection
        self._bucket = bucket
        self._keep_s = keep_s
        self._batch_messages = batch_messages

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """Store all; see `TelemetryStore.write`. A bucket that is missing is made if the token may."""
        refused: list[Refused] = []
        lines: list[_Line] = []
        for message in messages:
            if (why := why_never(message)) is None:
                lines.append((message, line(message).encode()))
            else:
                refused.append(Refused(message, why))
        for first in range(0, len(lines), self._batch_messages):
            refused.extend(self._write_or_bisect(lines[first : first + self._batch_messages]))
        return refused

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        """The newest value of each series; see `TelemetryStore.latest`. One query for each realm, site and type."""
        groups: dict[tuple[str, str, str], list[Series]] = {}
        for one in series:
            groups.setdefault((one.realm, one.site, one.device_type), []).append(one)
        found: dict[Series, Sample] = {}
        for group in groups.values():
            seen: dict[tuple[str, str], _Seen] = {}
            for row in self._connection.query(flux.latest_of(self._bucket, group, before)):
                field = key_and_kind(row["_field"])
                if field is not None:
                    seen.setdefault((row["device"], field[0]), _Seen()).take(flux.nanoseconds(row["_time"]), field[1], row["_value"])
            for one in group:
                if (values := seen.get((written_name(one.device), one.key))) is not None:
                    found[one] = values.samples()[-1]
        return found

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        """Values of one series over time; see `TelemetryStore.range`."""
        if start >= end or limit <= 0:
            return []
        seen = _Seen()
        for row in self._connection.query(flux.range_of(self._bucket, series, start, end, limit)):
            if (field := key_and_kind(row["_field"])) is not None:
                seen.take(flux.nanoseconds(row["_time"]), field[1], row["_value"])
        return seen.samples()[:limit]

    def windows(self, series: Series, start: datetime, end: datetime, *, window_s: int, function: WindowFunction) -> Sequence[Sample]:
        """Computed by InfluxDB; see `TelemetryStore.windows`. A window with an uncertain value in it is uncertain."""
        if start >= end:
            return []
        values: dict[int, Value] = {}
        uncertain: set[int] = set()
        for row in self._connection.query(flux.windows_of(self._bucket, series, start, end, window_s, function)):
            # The first window is cut off at the range's start, and says so.
            window = window_start(flux.nanoseconds(row["_time"]) // NS, window_s)
            field = key_and_kind(row["_field"])
            if row["result"] == "uncertain":
                uncertain.add(window)
            elif field is not None:
                values[window] = value_of(field[1], row["_value"])
        return [Sample(from_ms(ts), value, Quality.UNCERTAIN if ts in uncertain else Quality.GOOD) for ts, value in sorted(values.items())]

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        """Live events of a device; see `TelemetryStore.events`."""
        if start >= end or limit <= 0:
            return []
        by_time: dict[int, Fields] = {}
        for row in self._connection.query(flux.events_of(self._bucket, site, device, device_type, start, end, limit)):
            by_time.setdefault(flux.nanoseconds(row["_time"]), Fields()).take(row["_field"], row["_value"])
        return [fields.message(site, device, device_type, ns) for ns, fields in sorted(by_time.items())][:limit]

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        """Live messages of many devices in the order of time; see `TelemetryStore.replay`. One query for each piece of time."""
        return replay.replay(self._connection.query, self._bucket, site, devices, from_ms_up(start), from_ms_up(end), keys)

    def delete_before(self, site: str, moment: datetime) -> None:
        """Delete what occurred before `moment`, of every realm; the bucket's own retention holds besides."""
        written = written_name(site).replace("\\", "\\\\").replace('"', '\\"')
        last = from_ms(to_ms(moment) - 1).astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        self._connection.delete("1678-01-01T00:00:00Z", f"{last}999999Z", f'site="{written}"')

    def fold_before(self, site: str, moment: datetime) -> None:
        """Nothing to do: InfluxDB makes windows where the values are."""

    def check(self) -> None:
        """Raise `StoreUnavailable` unless bucket and token are usable; a missing bucket is made if the token may."""
        try:
            self._connection.check_rights()
        except BucketMissing:
            self._connection.create_bucket(self._keep_s)
            self._connection.check_rights()

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def _write_or_bisect(self, lines: Sequence[_Line]) -> list[Refused]:
        """Write all lines but those that InfluxDB refuses even alone."""
        try:
            self._write(b"\n".join(text for _, text in lines))
        except DataRefused as error:
            if len(lines) == 1:
                return [Refused(lines[0][0], str(error))]
            half = len(lines) // 2
            return self._write_or_bisect(lines[:half]) + self._write_or_bisect(lines[half:])
        return []

    def _write(self, body: bytes) -> None:
        try:
            self._connection.write(body)
        except BucketMissing:
            self._connection.create_bucket(self._keep_s)
            self._connection.write(body)


class _Seen:
    """What a query said of one series: values and marks by time, which come as rows of different fields."""

    def __init__(self) -> None:
        self._values: dict[int, Value] = {}
        self._marks: dict[int, Quality] = {}

    def take(self, ns: int, kind: str, text: str) -> None:
        """One row."""
        if kind == QUALITY:
            self._marks[ns // NS] = Quality(text)
        else:
            self._values[ns // NS] = value_of(kind, text)

    def samples(self) -> list[Sample]:
        """All of it, oldest first."""
        return [self._sample(ts) for ts in sorted(self._values.keys() | self._marks.keys())]

    def _sample(self, ts: int) -> Sample:
        quality = self._marks.get(ts, Quality.GOOD)
        return Sample(from_ms(ts), None if quality is Quality.BAD else self._values.get(ts), quality)
