"""What was before: detectors that have begun with nothing are told, without anything being said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from domain.reading import DeviceEvent, Flag, Quality, Reading
from domain.time import to_ms
from rules import hearing
from rules.detector import EventInput, News, PointInput
from rules.detector_watch import DerivedWatch, GuardWatch
from rules.watches import Watches

_MILLISECOND = timedelta(milliseconds=1)
Place = tuple[DerivedWatch | GuardWatch, int]


def points_needed(watches: Watches) -> Mapping[str, timedelta]:
    """How far back cold detectors want the readings of points, by id."""
    needed: dict[str, timedelta] = {}
    for watch in watches.listeners:
        if watch.cold:
            length = watch.detector.history_ms * _MILLISECOND
            for each in watch.inputs:
                if isinstance(each, PointInput):
                    needed[each.point] = max(length, needed.get(each.point, length))
    return needed


def events_needed(watches: Watches) -> Mapping[tuple[str, str], timedelta]:
    """How far back cold detectors want device events, by asset and name."""
    needed: dict[tuple[str, str], timedelta] = {}
    for watch in watches.listeners:
        if watch.cold:
            length = watch.detector.history_ms * _MILLISECOND
            for each in watch.inputs:
                if isinstance(each, EventInput):
                    needed[each.asset, each.name] = max(length, needed.get((each.asset, each.name), length))
    return needed


def warm(watches: Watches, history: Iterable[Reading | DeviceEvent], keep: Callable[[Reading], None]) -> None:
    """Tell cold detectors of `history`; they are cold no more. `keep` takes each trusted reading."""
    places = _places(watches)
    newest: dict[str | tuple[str, str], int] = {}
    for item in history:
        if Flag.RETAINED in item.flags:
            continue
        name = (item.asset, item.name) if isinstance(item, DeviceEvent) else item.point
        at = min(item.occurred_at, item.received_at)
        moment, known = to_ms(at), to_ms(item.received_at)
        value = None if isinstance(item, DeviceEvent) else item.value
        trusted = isinstance(item, DeviceEvent) or _trusted(item)
        late = moment < newest.get(name, moment)
        if trusted:
            newest[name] = max(moment, newest.get(name, moment))
            if isinstance(item, Reading):
                keep(item)
            elif name in watches.events:
                watches.events[name].newest = max(moment, watches.events[name].newest)
        data = item.data if isinstance(item, DeviceEvent) else {}
        for watch, source in places.get(name, ()):
            news = News(source, moment, known, value, trusted, late, newest.get(name, moment), data)
            watch.ear, verdicts = hearing.hear(watch.detector, watch.ear, news, active=watch.active)
            watch.owe(verdicts)
    for watch in watches.listeners:
        watch.cold = False


def _trusted(reading: Reading) -> bool:
    value = reading.value
    return reading.quality is not Quality.BAD and value is not None and value == value  # noqa: PLR0124  not a number differs from itself


def _places(watches: Watches) -> dict[str | tuple[str, str], list[Place]]:
    """Who of the cold ones listens to what."""
    places: dict[str | tuple[str, str], list[Place]] = {}
    for watch in watches.listeners:
        for source, each in enumerate(watch.inputs if watch.cold else ()):
            if isinstance(each, PointInput):
                places.setdefault(each.point, []).append((watch, source))
            elif isinstance(each, EventInput):
                places.setdefault((each.asset, each.name), []).append((watch, source))
    return places
