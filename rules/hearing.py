"""How a detector hears: what it remembers, how far time has passed for it, and what it says of a piece of news. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from rules.detector import Detector, News, Verdict


class Ear(NamedTuple):
    """What a detector remembers between two pieces of news. Immutable. Times are epoch milliseconds.

    `passed` is how far event time has passed; `None` before anything was heard. `due` is when time next has something
    to say, after `passed`; `None`: not before more news.
    """

    memory: Any
    due: int | None
    passed: int | None = None


Heard = tuple[Ear, list[Verdict]]


def begin(detector: Detector[Any]) -> Ear:
    """Nothing has been heard."""
    memory = detector.begin()
    return Ear(memory, detector.due(memory))


def load(detector: Detector[Any], memory: object, passed: int | None) -> Ear:
    """What was dumped. `ValueError`, `TypeError` or `KeyError` for anything else."""
    loaded = detector.load(memory)
    due = detector.due(loaded)
    return Ear(loaded, None if due is not None and passed is not None and due <= passed else due, passed)


def hear(detector: Detector[Any], ear: Ear, news: News, *, active: bool) -> Heard:
    """`news` is heard, after the time until then has passed. `active`: what was said last was true."""
    memory, due, passed = ear
    verdicts: list[Verdict] = []
    if not news.late:
        if due is not None and due <= news.at:
            step = detector.pass_time(memory, news.at, active=active)
            memory = step.memory
            verdicts += step.verdicts
            active = still_active(verdicts, active=active)
        if passed is None or news.at > passed:
            passed = news.at
    step = detector.hear(memory, news, active=active)
    verdicts += step.verdicts
    return _settled(detector, step.memory, passed, verdicts, active=active)


def pass_time(detector: Detector[Any], ear: Ear, moment: int, *, active: bool) -> Heard:
    """It is `moment`, and nothing older is to come."""
    step = detector.pass_time(ear.memory, moment, active=active)
    passed = moment if ear.passed is None else max(ear.passed, moment)
    return _settled(detector, step.memory, passed, list(step.verdicts), active=active)


def still_active(verdicts: list[Verdict], *, active: bool) -> bool:
    """Whether what holds after `verdicts` is true."""
    for verdict in reversed(verdicts):
        if not verdict.late and verdict.truth is not None:
            return verdict.truth
    return active


def _settled(detector: Detector[Any], memory: object, passed: int | None, verdicts: list[Verdict], *, active: bool) -> Heard:
    """What is due at a time that has passed already happens now, once; if it then still is, only news can change it."""
    due = detector.due(memory)
    if due is not None and passed is not None and due <= passed:
        step = detector.pass_time(memory, passed, active=still_active(verdicts, active=active))
        memory = step.memory
        verdicts += step.verdicts
        due = detector.due(memory)
        if due is not None and due <= passed:
            due = None
    return Ear(memory, due, passed), verdicts
