"""Moving what devices say of the time from then to now, so that a recording is not late."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

import msgspec

NATIVE = re.compile(r"steward/v1/[a-z0-9-]{1,64}/[a-z0-9-]{1,64}/(?:telemetry|event)")
_LONGEST_ID = 128

_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_id = msgspec.json.Decoder(str).decode
_decode_ts = msgspec.json.Decoder(int | float | str).decode
_encode = msgspec.json.Encoder().encode


class Retiming:
    """Moves ``ts`` in native payloads, and marks their ``id``; all else in them stays as it was, to the byte.

    `run` is what makes the ids of one pass differ from those of every other: Steward takes an id that it knows for a
    repetition. An id that comes twice in a recording still comes twice. Two times of one topic that differ stay
    different, in their order, however fast the recording is played.
    """

    def __init__(self, run: str) -> None:
        self._run = run
        self._newest: dict[str, tuple[int, int]] = {}

    def __call__(self, topic: str, payload: bytes, by_ms: int) -> bytes | None:
        """`payload` with its times moved by `by_ms`; `None` if there is nothing in it that could be."""
        try:
            if payload.lstrip()[:1] == b"[":
                parts = _decode_list(payload)
                moved = [self._part(topic, bytes(part), by_ms) for part in parts]
                if all(part is None for part in moved):
                    return None
                return _encode([msgspec.Raw(new or bytes(old)) for new, old in zip(moved, parts, strict=True)])
            return self._part(topic, payload, by_ms)
        except msgspec.DecodeError:
            return None

    def _part(self, topic: str, payload: bytes, by_ms: int) -> bytes | None:
        try:
            data = _decode(payload)
        except msgspec.DecodeError:
            return None
        ts = self._time(topic, bytes(data["ts"]), by_ms) if "ts" in data else None
        mark = self._id(bytes(data["id"])) if "id" in data else None
        if ts is None and mark is None:
            return None
        if ts is not None:
            data["ts"] = msgspec.Raw(ts)
        if mark is not None:
            data["id"] = msgspec.Raw(mark)
        return _encode(data)

    def _time(self, topic: str, raw: bytes, by_ms: int) -> bytes | None:
        """A timestamp of the contract, moved: epoch ms, or RFC 3339 with a zone, which it keeps."""
        try:
            ts = _decode_ts(raw)
        except msgspec.DecodeError:
            return None
        if isinstance(ts, str):
            try:
                moment = datetime.fromisoformat(ts)
                return None if moment.tzinfo is None else _encode((moment + timedelta(milliseconds=by_ms)).isoformat(timespec="milliseconds"))
            except (ValueError, OverflowError):
                return None
        return _encode(self._apart(topic, ts, ts + by_ms) if isinstance(ts, int) else ts + by_ms)

    def _apart(self, topic: str, old: int, new: int) -> int:
        """`new`, but after that of the topic's newest time before `old`."""
        known = self._newest.get(topic)
        if known is not None and old > known[0]:
            new = max(new, known[1] + 1)
        if known is None or old > known[0]:
            self._newest[topic] = old, new
        elif old == known[0]:
            return known[1]
        return new

    def _id(self, raw: bytes) -> bytes | None:
        try:
            word = _decode_id(raw)
        except msgspec.DecodeError:
            return None
        marked = f"{word}~{self._run}"
        return _encode(marked if len(marked) <= _LONGEST_ID else hashlib.sha256(marked.encode()).hexdigest())
