"""The steps that people and feeds take with a weather warning.

Every step raises `KeyError` (no such warning), `Conflict` (its version is not the one given), `IllegalStep` (it is over)
or `Refusal` (what was said makes no sense; the text says what to do). Whether somebody may is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.identity import new_id
from domain.plan import Warned, WarningLevel
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.weather import BY_HAND, WarningState, WarningStep, WeatherWarning, next_warning_state
from operations.weather import announcements, record
from operations.weather.preparing import prepare

LONGEST = timedelta(days=14)
"""No warning holds for so long unless somebody prolongs it."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is warned of. `issued_at` `None`: now. `outside_id` is what a feed (`source`) calls it. Times are UTC."""

    kind: Warned
    level: WarningLevel
    until: datetime
    words: str = ""
    issued_at: datetime | None = None
    source: str = BY_HAND
    outside_id: str | None = None


def give(tx: Transaction, given: Given, *, site: Site, by: str, at: datetime) -> WeatherWarning:
    """A warning holds from now on. If one of its kind is in force it changes: there is one truth for each kind."""
    until = _until(given.until, at)
    open_one = tx.weather_warnings.open_of(site.id, given.kind)
    if open_one is not None:
        taken = replace(open_one, source=given.source, outside_id=given.outside_id, issued_at=given.issued_at or at)
        return _changed(tx, taken, level=given.level, until=until, words=given.words or open_one.words, site=site, by=by, at=at, note=given.words)
    warning = WeatherWarning(
        id=new_id(),
        site=site.id,
        kind=given.kind,
        level=given.level,
        state=WarningState.IN_FORCE,
        words=given.words.strip(),
        source=given.source,
        issued_at=given.issued_at or at,
        given_by=by,
        given_at=at,
        until=until,
        outside_id=given.outside_id,
    )
    record.add(tx, warning, at=at, actor=by, note=warning.words)
    announcements.in_force(tx, warning, site, at)
    prepare(tx, warning, site=site, by=by, at=at)
    return warning


def change(
    tx: Transaction,
    warning_id: str,
    *,
    level: WarningLevel,
    until: datetime,
    site: Site,
    by: str,
    at: datetime,
    words: str | None = None,
    version: int | None = None,
) -> WeatherWarning:
    """Another level, another end. What a higher level asks to be prepared is started."""
    warning = find(tx, warning_id, version)
    return _changed(tx, warning, level=level, until=_until(until, at), words=warning.words if words is None else words, site=site, by=by, at=at)


def lift(tx: Transaction, warning_id: str, *, by: str, at: datetime, note: str = "", version: int | None = None) -> WeatherWarning:
    """It is over. Preparations that are under way go on until somebody stands them down."""
    warning = find(tx, warning_id, version)
    state = next_warning_state(warning.state, WarningStep.LIFTED)
    ended = record.change(tx, replace(warning, state=state, ended_at=at, ended_by=by), WarningStep.LIFTED, at=at, actor=by, note=note)
    announcements.lifted(tx, ended, at)
    return ended


def find(tx: Transaction, warning_id: str, version: int | None = None) -> WeatherWarning:
    """The warning. Raises `KeyError`, or `Conflict` if its version is not the one given."""
    warning = tx.weather_warnings.get(warning_id)
    if warning is None:
        raise KeyError(warning_id)
    if version is not None and version != warning.version:
        raise Conflict(f"the warning {warning_id} is at version {warning.version}, not {version}")
    return warning


def _changed(
    tx: Transaction, warning: WeatherWarning, *, level: WarningLevel, until: datetime, words: str, site: Site, by: str, at: datetime, note: str = ""
) -> WeatherWarning:
    state = next_warning_state(warning.state, WarningStep.CHANGED)
    following = replace(warning, state=state, level=level, until=until, words=words.strip())
    if following == warning:
        return warning
    saved = record.change(tx, following, WarningStep.CHANGED, at=at, actor=by, note=note)
    announcements.in_force(tx, saved, site, at)
    prepare(tx, saved, site=site, by=by, at=at)
    return saved


def _until(until: datetime, at: datetime) -> datetime:
    if not at < until <= at + LONGEST:
        raise Refusal("有效期须晚于现在，且不超过 14 天", "the warning must end after now, and within 14 days")
    return until
