"""Snapshots of an engine: JSON, versioned, exact. Times are epoch microseconds, those of conditions and detectors milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.reading import Value
from domain.time import EPOCH
from rules import condition_state, hearing
from rules.condition_state import NORMAL
from rules.detector import Verdict
from rules.detector_watch import DerivedWatch, GuardWatch
from rules.exact_time import MICROSECOND, from_us, to_us
from rules.hearing import Ear
from rules.point_watch import LastValue, last_value
from rules.rule_change import Former
from rules.silence import SilenceState
from rules.watches import Watches

VERSION = 3
"""Counts up whenever older snapshots can no longer be read as they stand."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What an engine knows beside its watches. `unwatched` are the last readings of points that nobody looks at.

    `covers_owed`: guards may have changed while nobody could be told.
    """

    known: datetime
    settled_at: datetime
    unwatched: dict[str, LastValue]
    former: Former
    covers_owed: bool


def write(rest: Rest, watches: Watches, hidden: set[str]) -> dict[str, object]:
    """The state of everything; what is as at the beginning is left out."""
    seen = {point: (watch.newest, watch.value) for point, watch in watches.points.items() if watch.newest != EPOCH}
    states = {each.key: each.state for each in watches.delayed()}
    return {
        "version": VERSION,
        "known": to_us(rest.known),
        "settled_at": to_us(rest.settled_at),
        "covers_owed": rest.covers_owed,
        "points": {point: [to_us(newest), _value_json(value)] for point, (newest, value) in seen.items()},
        "unwatched": {point: [to_us(at), _value_json(value)] for point, (at, value) in rest.unwatched.items()},
        "former": {
            "conditions": {key: state.as_json() for key, state in rest.former.conditions.items()},
            "silences": {key: to_us(heard) for key, heard in rest.former.silences.items()},
        },
        "events": [[asset, name, watch.newest] for (asset, name), watch in watches.events.items() if watch.newest],
        "conditions": {key: state.as_json() for key, state in states.items() if state != NORMAL},
        "detectors": {each.key: _detector_json(each) for each in watches.listeners},
        "hidden": sorted(hidden),
        "silences": {key: _silence_json(watch.state) for key, watch in watches.silences.items()},
    }


def read(data: Mapping[str, object], watches: Watches) -> tuple[Rest, set[str]]:
    """Put the state back; returns what is no watch's, and the conditions that are known to be suppressed. Raises `ValueError`, and then has changed nothing.

    A detector whose settings or inputs are others now begins anew; its condition stays where it was.
    """
    if data.get("version") != VERSION:
        raise ValueError(f"the snapshot is of version {data.get('version')}, this is {VERSION}")
    try:
        values = {point: _last_value(part) for point, part in _mapping(data["points"]).items()}
        unwatched = {point: _last_value(part) for point, part in _mapping(data["unwatched"]).items()}
        events = {(str(asset), str(name)): _whole(newest) for asset, name, newest in _list(data["events"])}
        states = {key: condition_state.from_json(_mapping(state)) for key, state in _mapping(data["conditions"]).items()}
        silences = {key: _silence(_mapping(state)) for key, state in _mapping(data["silences"]).items()}
        former = _former(_mapping(data["former"]))
        detectors = _detectors(_mapping(data["detectors"]), watches)
        hidden = {str(key) for key in _list(data["hidden"])}
        owed = bool(data["covers_owed"])
        known, settled_at = from_us(_whole(data["known"])), from_us(_whole(data["settled_at"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the snapshot is damaged: {error!r}") from error
    for point in values.keys() - watches.points.keys():
        newest, value = values[point]
        unwatched[point] = (newest, value)
    for point, watch in watches.points.items():
        watch.newest, watch.value = values[point] if point in values else last_value(unwatched.pop(point, None))
        watch.unsettle()
    for name, event in watches.events.items():
        event.newest = events.get(name, 0)
    for each in watches.delayed():
        each.state = states.get(each.key, NORMAL)
        each.unsettle()
    for key, silence in watches.silences.items():
        if key in silences:
            silence.become(silences[key])
    stood = {key for key, state in states.items() if state.announced} | {key for key, state in silences.items() if state.episode is not None}
    for listener in watches.listeners:
        _put_back(listener, detectors.get(listener.key), stood)
    return Rest(known, settled_at, unwatched, former, owed), {key for key in hidden if watches.condition(key) is not None}


@dataclass(frozen=True, slots=True)
class _Detector:
    """What is kept of a detector. `ear` `None`: what it remembered means nothing any more."""

    ear: Ear | None
    cold: bool
    judged: int
    owed: tuple[Verdict, bool] | None
    truth: bool | None


def _detector_json(watch: DerivedWatch | GuardWatch) -> dict[str, object]:
    said: dict[str, object] = {"digest": watch.digest, "memory": watch.detector.dump(watch.ear.memory), "passed": watch.ear.passed, "cold": watch.cold}
    if isinstance(watch, GuardWatch):
        return {**said, "truth": watch.truth}
    return {**said, "judged": watch.judged, "owed": None if watch.owed is None else _owed_json(*watch.owed)}


def _owed_json(owed: Verdict, fresh: bool) -> list[object]:  # noqa: FBT001  the parts of `DerivedWatch.owed`
    return [owed.at, owed.truth, _value_json(owed.value), fresh]


def _detectors(data: Mapping[str, object], watches: Watches) -> dict[str, _Detector]:
    found = {}
    for key, part in data.items():
        if (watch := watches.by_key.get(key)) is not None:
            said = _mapping(part)
            passed = said["passed"]
            ear = hearing.load(watch.detector, said["memory"], None if passed is None else _whole(passed)) if said["digest"] == watch.digest else None
            owed = said.get("owed")
            found[key] = _Detector(
                ear, bool(said["cold"]), _whole(said.get("judged", 0)), None if owed is None else _owed(_list(owed)), _truth(said.get("truth"))
            )
    return found


def _put_back(watch: DerivedWatch | GuardWatch, kept: _Detector | None, stood: set[str]) -> None:
    watch.start_over()
    if isinstance(watch, DerivedWatch):
        watch.judged = 0 if kept is None else kept.judged
    if kept is None or kept.ear is None:
        return
    watch.ear, watch.cold = kept.ear, kept.cold
    watch.standing = frozenset(key for _, key in watch.conditions_heard if key in stood)
    if isinstance(watch, DerivedWatch):
        watch.owed = kept.owed
    else:
        watch.truth = kept.truth


def _owed(part: list[object]) -> tuple[Verdict, bool]:
    at, truth, value, fresh = part
    return Verdict(_whole(at), _truth(truth), _value(value)), bool(fresh)


def _former(part: Mapping[str, object]) -> Former:
    conditions = {key: condition_state.from_json(_mapping(state)) for key, state in _mapping(part["conditions"]).items()}
    return Former(conditions, {key: from_us(_whole(heard)) for key, heard in _mapping(part["silences"]).items()})


def _truth(part: object) -> bool | None:
    if part is not None and not isinstance(part, bool):
        raise TypeError("expected true, false or null")
    return part


def _last_value(part: object) -> tuple[datetime, Value]:
    moment, value = _list(part)
    return from_us(_whole(moment)), _value(value)


def _value_json(value: Value) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(part: object) -> Value:
    if isinstance(part, list):
        return frozenset(str(word) for word in part)
    if part is not None and not isinstance(part, bool | int | float | str):
        raise TypeError("expected a value of a point")
    return part


def _silence_json(state: SilenceState) -> dict[str, object]:
    return {"heard": to_us(state.heard), "spoke": state.spoke, "blind": state.blind // MICROSECOND, "episode": state.episode}


def _silence(data: Mapping[str, object]) -> SilenceState:
    episode = data["episode"]
    return SilenceState(
        from_us(_whole(data["heard"])), bool(data["spoke"]), timedelta(microseconds=_whole(data["blind"])), None if episode is None else str(episode)
    )


def _mapping(part: object) -> Mapping[str, object]:
    if not isinstance(part, Mapping):
        raise TypeError("expected a mapping")
    return part


def _list(part: object) -> list[Any]:
    if not isinstance(part, list | tuple):
        raise TypeError("expected a list")
    return list(part)


def _whole(part: object) -> int:
    if not isinstance(part, int):
        raise TypeError("expected a whole number")
    return part
