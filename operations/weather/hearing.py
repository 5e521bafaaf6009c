"""What a feed says, taken over: new warnings, changed ones, and those that it takes back. Hearing it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.records import Transaction
from domain.site import Site
from domain.weather import WarningState, WeatherWarning
from operations.weather.cap import Announced
from operations.weather.steps import LONGEST, Given, give, lift

FEED = "feed"
"""Who acts where a feed does."""


def hear(tx: Transaction, source: str, said: Sequence[Announced], *, site: Site, at: datetime) -> int:
    """Take over what the feed `source` said, the oldest first; returns how many warnings it changed.

    What is over by now, and what is no newer than what was heard before, is passed over: so a warning that somebody lifted by
    hand stays lifted, and one entered by hand gives way only to a newer one.
    """
    return sum(_hear(tx, source, one, site, at) for one in said)


def _hear(tx: Transaction, source: str, one: Announced, site: Site, at: datetime) -> int:
    if one.over:
        named = (tx.weather_warnings.heard(site.id, source, each) for each in (*one.refers_to, one.outside_id))
        return sum(_lift(tx, warning, one, at) for warning in named if warning is not None)
    if one.kind is None or one.level is None or one.until <= at:
        return 0
    newest, open_one = tx.weather_warnings.newest_of(site.id, source, one.kind), tx.weather_warnings.open_of(site.id, one.kind)
    if any(known is not None and known.issued_at >= one.issued_at for known in (newest, open_one)):
        return 0
    until = min(one.until, at + LONGEST)
    give(tx, Given(one.kind, one.level, until, one.words, one.issued_at, source, one.outside_id), site=site, by=FEED, at=at)
    return 1


def _lift(tx: Transaction, warning: WeatherWarning, one: Announced, at: datetime) -> int:
    if warning.state is not WarningState.IN_FORCE:
        return 0
    lift(tx, warning.id, by=FEED, at=at, note=one.words)
    return 1
