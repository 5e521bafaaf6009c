"""The rules of the made-up site, of nearly every kind, and how people change them while it runs."""

from __future__ import annotations

from functools import cache

from domain.site import Site
from rules.ruleset import RuleSet
from tests.rules import plant
from tests.simulation.traffic import BOILERS, SITE

_ALWAYS = (
    "id: test.hot_for_long\nwhen: {kind: threshold, point: temp, above: 65, unit: °C}\non_delay: 15s",
    "id: test.dark\nwhen: {kind: state, point: lit, equals: false}\non_delay: 6s\noff_delay: 12s",
    "id: test.dark_at_once\nwhen: {kind: state, point: lit, equals: false}\nseverity: critical\nlatch: {reset: source}",
    "id: test.off\nwhen: {kind: state, point: mode, equals: 'off'}\nlatch: {reset: person}",
    "id: test.silent\nwhen: {kind: stale, after: 40s}",
    "id: test.clock\nwhen: {kind: state, point: clock_skew, equals: true}",
    "id: test.flame_lost_often\nwhen: {kind: count, event: flame.lost, at_least: 2, within: 1m}",
    "id: test.starts\nwhen: {kind: count, point: starts, increases: true, at_least: 30, within: 2m}",
    "id: test.toggles\nwhen: {kind: count, point: lit, becomes: false, at_least: 3, within: 1m}",
    "id: test.not_relit\nwhen: {kind: sequence, first: {event: flame.lost}, then: {kind: state, point: lit, equals: true}, within: 20s, hold: 1m}",
    "id: test.heats_up\nwhen: {kind: rate_of_change, point: temp, rises: 40, within: 2m, unit: °C}",
    "id: test.hot_and_dark\nwhen: {kind: composite, all: [{rule: test.hot}, {kind: state, point: lit, equals: false}]}\non_delay: 3s",
    "id: test.odd\nwhen: {kind: expression, expression: temp > 60 and not lit}\non_delay: 5s\nsuppress_while: {kind: state, point: mode, equals: manual}",
)
_CHANGING = (
    "id: test.hot\nwhen: {kind: threshold, point: temp, above: 75, deadband: 3, unit: °C}",
    "id: test.hot\nwhen: {kind: threshold, point: temp, above: 60, deadband: 3, unit: °C}\non_delay: 4s",
    "id: test.hot\nwhen: {kind: threshold, point: temp, above: 75, deadband: 8, unit: °C}\nseverity: critical",
)
VERSIONS = len(_CHANGING)


@cache
def site() -> Site:
    """Three boilers behind a gateway."""
    return plant.site(BOILERS, SITE)


@cache
def rules_at(sequence: int) -> RuleSet:
    """Those in force at a sequence of versions; a person has changed one rule with each."""
    extra = ("id: test.cold\nwhen: {kind: threshold, point: temp, below: 45, unit: °C}",) if sequence % 2 else ()
    return plant.bound(*_ALWAYS, _CHANGING[sequence % VERSIONS], *extra, at=site())
