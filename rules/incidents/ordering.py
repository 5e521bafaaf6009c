"""In which order transitions that come together are taken: what explains others before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.alarm import Alarm
from domain.site import Site
from domain.transition import Change, Transition
from rules.alarms.opening import opened_by
from rules.incidents.topology import reaches


def causes_first(transitions: Sequence[Transition], site: Site) -> Sequence[Transition]:
    """`transitions` with those of raised causes before the rest, the topmost first; each condition keeps its own order.

    So what a cause explains in the same breath finds it there, and opens no order of its own.
    """
    causes = {each.condition: opened_by(each) for each in transitions if each.change is Change.RAISED and each.causes is not None}
    if not causes:
        return transitions
    rank = {condition: len(_above(condition, causes, site)) for condition in causes}
    return sorted(transitions, key=lambda each: rank.get(each.condition, len(causes)))


def _above(condition: str, causes: Mapping[str, Alarm], site: Site) -> set[str]:
    """The conditions among `causes` that explain `condition`, directly or not."""
    found: set[str] = set()
    waiting = [condition]
    while waiting:
        below = causes[waiting.pop()]
        further = {key for key, cause in causes.items() if key not in found and cause.id != below.id and reaches(site, cause, below) is not None}
        found |= further
        waiting += further
    return found - {condition}
