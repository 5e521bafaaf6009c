"""What must be true of whatever a payload dialect makes of anything: for its property tests."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from hypothesis import strategies as st

from domain.reading import PointKind, Quality, Value
from domain.site import Point
from ingest.codecs.codec import Decoded, Telemetry
from ingest.point_values import storable

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-300, 300)
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["ON", "OFF", "true", "21.5", "nan", "inf", "C", "F", "fire"])
)


def JSON_OBJECTS(fields: Sequence[str]) -> st.SearchStrategy[bytes]:  # noqa: N802  a strategy, made for some fields
    """Objects, nested ones too, in which these fields hold anything."""
    keys = st.sampled_from(fields) | st.text(max_size=4)
    values = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8)
    return st.dictionaries(keys, values, max_size=6).map(lambda data: json.dumps(data).encode())


def assert_plausible(decoded: Decoded | None) -> None:
    """Every value is one that its point can have, and good only if it is there; every reason says something."""
    if decoded is None:
        return
    measured = [item for item in decoded.items if isinstance(item, Telemetry)]
    assert not [
        (key, value)
        for item in measured
        for key, value in item.values.items()
        if not (value is None and item.qualities.get(key) is Quality.BAD) and not _is_of(item.device.points[key], value)
    ]
    assert not [key for item in measured for key in item.qualities if key not in item.values]
    assert all(each.detail and storable(each.detail) for each in decoded.unreadable)
    reasons = [(each.reason, each.device) for each in decoded.unreadable]
    assert len(reasons) == len(set(reasons)), "one for each reason"


def _is_of(point: Point, value: Value) -> bool:
    kind, type_ = point.type.kind, point.type
    words = {key for _, key, _ in type_.codes}
    if kind in (PointKind.ANALOG, PointKind.COUNTER):
        low, high = type_.low, type_.high
        return type(value) is float and math.isfinite(value) and (low is None or value >= low) and (high is None or value <= high)
    if kind is PointKind.BINARY:
        return type(value) is bool
    if kind is PointKind.ENUM:
        return value in words
    if kind is PointKind.FLAGS:
        return isinstance(value, frozenset) and value <= words
    return isinstance(value, str) and storable(value)
