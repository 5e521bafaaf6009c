"""Figures of alarms, as ISA-18.2 and EEMUA 191 want them."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from domain.severity import Severity


class AlarmPeak(Schema):
    """The busiest ten minutes."""

    count: int
    per_operator: float
    since: Moment
    until: Moment


class TimeSpan(Schema):
    """From, to."""

    since: Moment
    until: Moment


class AlarmCondition(Schema):
    """A rule on one asset and point, with the severity and words of its newest alarm."""

    rule: str
    asset: str
    point: str | None
    severity: Severity
    message: LocalText


class BadActor(AlarmCondition):
    """A condition that called often."""

    count: int = Field(description="How often it asked for attention.")
    share: float = Field(description="Of all that was annunciated, 0 to 1.")
    cumulative: float = Field(description="The share of it and of those before it.")


class Chatter(AlarmCondition):
    """A condition that came or went at least three times within a minute, hidden or not."""

    turns: int = Field(description="How often it came or went, in all.")
    worst: int = Field(description="Within the worst minute.")
    at: Moment = Field(description="When that minute ended.")


class LongStanding(AlarmCondition):
    """An alarm that stood for longer than a day, and was shown."""

    alarm_id: str
    since: Moment = Field(description="Since when it has stood without a break.")


class SeverityFigures(Schema):
    """One severity."""

    severity: Severity
    count: int = Field(description="How often alarms of it asked for attention.")
    share: float | None = Field(description="Of all that was annunciated; null: nothing was.")
    recommended: float = Field(description="The share that EEMUA 191 recommends, its uppermost one split in two.")
    acknowledged: int = Field(description="Calls that were acknowledged within a day.")
    unanswered: int = Field(description="Calls that were not (or not yet).")
    median_s: float | None = Field(description="How long the acknowledged ones waited, in seconds.")
    p90_s: float | None = Field(description="Nine of ten waited no longer than this.")


class HiddenCounts(Schema):
    """Alarms that were hidden, each once in each way."""

    shelved: int
    suppressed: int
    out_of_service: int


class AlarmOutcomes(Schema):
    """What people found on site, of the alarms raised."""

    real: int
    false_alarm: int
    nothing_found: int
    unknown: int = Field(description="Nobody has said yet.")
    nuisance: float | None = Field(description="The share that was not real, of those with a known outcome; null: none has one.")


class AlarmFigures(Schema):
    """The alarms of one site over one local day, or over several. Drills and what was hidden are left out."""

    site: str
    first: str = Field(description="The first day, in the site's time zone.", examples=["2026-01-31"])
    last: str = Field(description="The last day.", examples=["2026-01-31"])
    since: Moment
    until: Moment = Field(description="The end of the last day, or now.")
    complete: bool = Field(description="Whether the time is over.")
    operators: int = Field(description="Who share the alarms: the site's setting.")
    raised: int = Field(description="New alarms.")
    annunciated: int = Field(description="How often any alarm asked for attention: new, back again, or shown again.")
    average: float | None = Field(description="Annunciated per operator and ten minutes; null: no time has passed.")
    peak: AlarmPeak | None = Field(description="null: there was nothing.")
    in_flood: float | None = Field(description="The share of time in flood, 0 to 1.")
    floods: list[TimeSpan]
    bad_actors: list[BadActor] = Field(description="The ten conditions that called most often.")
    chattering: list[Chatter]
    long_standing: list[LongStanding]
    by_severity: list[SeverityFigures]
    hidden: HiddenCounts
    outcomes: AlarmOutcomes


class AlarmFiguresReport(Schema):
    """Figures of alarms for each site and day, and for each site over all the days."""

    days: list[AlarmFigures] = Field(description="By site, then by day, oldest first.")
    totals: list[AlarmFigures] = Field(description="One for each site.")
