"""Snapshots of an engine: JSON, versioned, exact. Times are epoch microseconds, those of conditions milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.time import EPOCH
from rules import condition_state
from rules.condition_state import NORMAL
from rules.point_watch import PointWatch, Tracked
from rules.silence import SilenceState
from rules.silence_watch import SilenceWatch

VERSION = 1
"""Counts up whenever older snapshots can no longer be read as they stand."""

_MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """`moment` as microseconds since 1970 UTC: exact."""
    return (moment - EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    """The aware UTC time of an epoch in microseconds."""
    return EPOCH + timedelta(microseconds=microseconds)


def write(known: datetime, settled_at: datetime, points: Mapping[str, PointWatch], silences: Mapping[str, SilenceWatch]) -> dict[str, object]:
    """The state of everything; what is as at the beginning is left out."""
    tracked = [each for watch in points.values() for each in watch.tracked]
    return {
        "version": VERSION,
        "known": to_us(known),
        "settled_at": to_us(settled_at),
        "points": {point: to_us(watch.newest) for point, watch in points.items() if watch.newest != EPOCH},
        "conditions": {each.condition.key: each.state.as_json() for each in tracked if each.state != NORMAL},
        "silences": {key: _silence_json(watch.state) for key, watch in silences.items()},
    }


def read(
    data: Mapping[str, object], points: Mapping[str, PointWatch], tracked: Mapping[str, Tracked], silences: Mapping[str, SilenceWatch]
) -> tuple[datetime, datetime]:
    """Put the state back; returns `known` and `settled_at`. Raises `ValueError`, and then has changed nothing."""
    if data.get("version") != VERSION:
        raise ValueError(f"the snapshot is of version {data.get('version')}, this is {VERSION}")
    try:
        newest = {point: from_us(_whole(moment)) for point, moment in _mapping(data["points"]).items()}
        states = {key: condition_state.from_json(_mapping(state)) for key, state in _mapping(data["conditions"]).items()}
        heard = {key: _silence(_mapping(state)) for key, state in _mapping(data["silences"]).items()}
        known, settled_at = from_us(_whole(data["known"])), from_us(_whole(data["settled_at"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the snapshot is damaged: {error!r}") from error
    for point, watch in points.items():
        watch.newest = newest.get(point, EPOCH)
        watch.unsettle()
    for key, each in tracked.items():
        each.state = states.get(key, NORMAL)
    for key, silence in silences.items():
        if key in heard:
            silence.become(heard[key])
    return known, settled_at


def _silence_json(state: SilenceState) -> dict[str, object]:
    return {"heard": to_us(state.heard), "spoke": state.spoke, "blind": state.blind // _MICROSECOND, "episode": state.episode}


def _silence(data: Mapping[str, object]) -> SilenceState:
    episode = data["episode"]
    return SilenceState(
        from_us(_whole(data["heard"])), bool(data["spoke"]), timedelta(microseconds=_whole(data["blind"])), None if episode is None else str(episode)
    )


def _mapping(part: object) -> Mapping[str, object]:
    if not isinstance(part, Mapping):
        raise TypeError("expected a mapping")
    return part


def _whole(part: object) -> int:
    if not isinstance(part, int):
        raise TypeError("expected a whole number")
    return part
