"""Reading whole stretches of a site's history from InfluxDB, in the order of time and a bounded piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage
from domain.time import from_ms
from storage.telemetry.influx import flux
from storage.telemetry.influx.line_protocol import EVENT, ID, NS, QUALITY, RECEIVED, key_and_kind, measurement, plain_text, value_of, written_name
from storage.telemetry.packing import apart

MOST_ROWS = 50_000
"""About so many fields are asked for at a time."""
FIRST_PIECE_MS = 600_000
LONGEST_PIECE_MS = 21_600_000

Row = Mapping[str, str]
Query = Callable[[str], Iterator[Row]]


@dataclass(slots=True)
class Fields:
    """The fields of one line, as they come row by row."""

    values: dict[str, Value] = field(default_factory=dict)
    marks: dict[str, Quality] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    """Ours: received, event, id."""

    def take(self, name: str, text: str) -> None:
        """One row: what the field `name` holds."""
        found = key_and_kind(name)
        if found is None:
            self.own[name] = text
        elif found[1] == QUALITY:
            self.marks[found[0]] = Quality(text)
        else:
            self.values[found[0]] = value_of(found[1], text)

    def message(self, site: str, device: str, device_type: str, ns: int) -> TelemetryMessage:
        """The message. A bad value is `None` whatever was once there; in an event that is no more than an empty datum."""
        occurred_at = from_ms(ns // NS)
        received_at = from_ms(int(float(self.own[RECEIVED]))) if RECEIVED in self.own else occurred_at
        values = self.values | {key: None for key, mark in self.marks.items() if mark is Quality.BAD}
        if EVENT not in self.own:
            return TelemetryMessage(site, device, device_type, occurred_at, received_at, values, self.marks)
        marks = {key: mark for key, mark in self.marks.items() if mark is not Quality.BAD}
        event_id = plain_text(self.own[ID]) if ID in self.own else None
        return TelemetryMessage(site, device, device_type, occurred_at, received_at, values, marks, plain_text(self.own[EVENT]), event_id)


def replay(query: Query, bucket: str, site: str, devices: Mapping[str, str], first: int, stop: int, keys: Collection[str] | None) -> Iterator[TelemetryMessage]:
    """See `TelemetryStore.replay`; ``first <= ts < stop`` in epoch milliseconds."""
    length = FIRST_PIECE_MS
    while first < stop and devices:
        until = min(first + length, stop)
        messages, rows = _piece(query(flux.replay_of(bucket, site, devices, first, until, keys)), site, devices)
        yield from messages
        first = until
        if rows > MOST_ROWS:
            length = max(1, length // 2)
        elif rows < MOST_ROWS // 4:
            length = min(2 * length, LONGEST_PIECE_MS)


def _piece(rows: Iterable[Row], site: str, devices: Mapping[str, str]) -> tuple[list[TelemetryMessage], int]:
    """The messages of a piece, in order, and of how many rows they were made."""
    ids = {written_name(device): device for device in devices}
    types = {measurement(key, events=events): key for key in set(devices.values()) for events in (False, True)}
    lines: dict[tuple[int, str, str], Fields] = {}
    count = 0
    for row in rows:
        count += 1
        place = (flux.nanoseconds(row["_time"]), ids.get(row["device"], ""), row["_measurement"])
        if devices.get(place[1]) == types[place[2]]:
            lines.setdefault(place, Fields()).take(row["_field"], row["_value"])
    messages = [fields.message(site, device, devices[device], ns) for (ns, device, _), fields in lines.items()]
    return sorted(messages, key=_order), count


def _order(message: TelemetryMessage) -> tuple[object, ...]:
    """By time, then device, events after values and by what keeps them apart."""
    event = ("", "") if message.event is None else (message.event, apart(message))
    return message.occurred_at, message.device, event
