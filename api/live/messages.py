"""The wire format of the live stream (WHATWG server-sent events)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from api.live.live_state import LiveValue
from api.security.masking import mask_value
from domain.contract import value_json
from domain.event_log import EventType, LoggedEvent
from domain.time import rfc3339

HEARTBEAT = b": still here\n\n"
RESET = "reset"
CONNECTED = "connected"


def logged_message(logged: LoggedEvent) -> bytes:
    """An entry of the event log: the API's JSON of its subject, with ``transition`` and ``sequence`` as on the ``_out`` topics."""
    event = logged.event
    data = {"site": event.site, "at": rfc3339(event.at)} if event.type is EventType.SYSTEM else {}
    return _message(event.type.value, {**data, **event.body, "transition": event.transition, "sequence": logged.sequence}, logged.sequence)


def stream_message(transition: str, position: int) -> bytes:
    """What the stream says of itself. `position` is where a reader that ends now may go on."""
    return _message(EventType.SYSTEM.value, {"transition": transition, "sequence": position}, position)


def reading_message(point: str, value: LiveValue) -> bytes:
    """The newest value of a point; it has no id, because readings are never resumed."""
    site, asset, key = point.split(".", 2)
    data = {
        "point": point,
        "site": site,
        "asset": asset,
        "ts": rfc3339(value.ts),
        "value": value_json(mask_value(key, value.value)),
        "quality": value.quality.value,
    }
    return _message("reading", data, None)


def _message(event: str, data: Mapping[str, object], number: int | None) -> bytes:
    numbered = b"" if number is None else b"id: %d\n" % number
    return b"event: %b\n%bdata: %b\n\n" % (event.encode(), numbered, msgspec.json.encode(data))
