"""The numbers that rules hold a point against, as lines that can be drawn beside its course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.site import Point, Site
from domain.text import Text
from rules.kind import points_of
from rules.kinds.forecast import ForecastSettings
from rules.kinds.threshold import ThresholdSettings
from rules.rule import Rule


@dataclass(frozen=True, slots=True)
class DrawnLimit:
    """`rule` says something of `point` at `value`, in the point's unit. `name` is the rule's message for this equipment."""

    rule: Rule
    point: Point
    value: float
    name: Text


def drawn_limits(rules: Iterable[Rule], site: Site, points: Iterable[Point]) -> Iterator[DrawnLimit]:
    """Every limit of `rules` on `points` of `site`, least first for each rule.

    Only of kinds that compare the value itself with a number: what looks at its speed, at words, at silence or at several
    points has no line of its own. Values in a message, which only an alarm has, are left open (``…``).
    """
    comparing = [(rule, rule.when) for rule in rules if isinstance(rule.when, ThresholdSettings | ForecastSettings)]
    for point in points:
        asset = site.assets[point.asset]
        for rule, when in comparing:
            if rule.applies_to.covers(asset) and point in points_of(asset, when.point):
                for value in _numbers(when):
                    yield DrawnLimit(rule, point, value, _name(rule, site, point, value))


def _numbers(when: ThresholdSettings | ForecastSettings) -> tuple[float, ...]:
    if isinstance(when, ForecastSettings):
        return (when.reaches.limit,)
    if when.outside is not None:
        return when.outside
    return tuple(limit for limit in (when.above, when.at_least, when.below, when.at_most) if limit is not None)


def _name(rule: Rule, site: Site, point: Point, value: float) -> Text:
    asset = site.assets[point.asset]
    return rule.message.filled(
        asset=asset.name, place=site.place(asset), point=point.name, unit=point.type.unit, limit=f"{value:g}", device=point.device, value="…"
    )
