"""Weather warnings and emergency supplies: what is done before it comes."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.plan import Warned, WarningLevel
from domain.post import Post
from domain.supply import SupplyFault, SupplyStep
from domain.weather import WarningState, WarningStep


class WarningLine(Schema):
    """A line of a warning's history, as it was after it."""

    at: Moment
    step: WarningStep
    actor: str
    level: WarningLevel
    until: Moment
    note: str


class Preparation(Schema):
    """What a warning started."""

    run_id: str
    number: str
    title: LocalText
    under_way: bool
    settled: int = Field(description="How many of its steps are done or left out.")
    steps: int


class WeatherWarning(Schema):
    """A weather warning for a site; of each kind at most one is in force. Lists leave the history empty."""

    id: str
    site: str
    kind: Warned
    level: WarningLevel
    state: WarningState
    title: LocalText
    words: str
    source: str = Field(description="`hand`, or the name of the feed.")
    issued_at: Moment
    given_by: str
    given_at: Moment
    until: Moment
    ended_at: Moment | None
    ended_by: str | None
    history: list[WarningLine]
    preparations: list[Preparation]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class WeatherWarningPage(PageOf[WeatherWarning]):
    """Weather warnings, newest first."""


class NewWeatherWarning(HumanStep):
    """A warning that somebody heard. One of its kind that is in force is changed."""

    site: str = Field(max_length=64)
    kind: Warned
    level: WarningLevel
    until: AwareDatetime
    words: str = Field("", max_length=500)


class ChangeWeatherWarning(HumanStep):
    """Another level, another end."""

    level: WarningLevel
    until: AwareDatetime
    words: str | None = Field(None, max_length=500)


class LiftWeatherWarning(HumanStep):
    """It is over."""

    note: str = Field("", max_length=500)


class SupplyLine(Schema):
    """A line of a supply's history."""

    at: Moment
    step: SupplyStep
    actor: str
    count: int
    note: str


class Supply(Schema):
    """Emergency supplies of one kind at one place. Lists leave the history empty."""

    id: str
    site: str
    name: str
    unit: str
    count: int
    wanted: int
    post: Post = Field(description="Looks after it.")
    space: str | None
    place: LocalText | None = Field(description="The space in words.")
    spot: str
    note: str
    expires_on: date | None = Field(description="Its last good day, by the site's calendar.")
    check_every_days: int
    check_by: Moment
    checked_at: Moment | None
    checked_by: str | None
    faults: list[SupplyFault]
    removed_at: Moment | None
    history: list[SupplyLine]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class SupplyPage(PageOf[Supply]):
    """Supplies, those whose check is due first come first."""


class SupplyWords(HumanStep):
    """What is written of a supply."""

    name: str = Field(min_length=1, max_length=100)
    unit: str = Field("", max_length=20)
    wanted: int = Field(ge=0, le=99_999)
    post: Post
    check_every_days: int = Field(ge=1, le=366)
    space: str | None = Field(None, max_length=64)
    spot: str = Field("", max_length=200)
    note: str = Field("", max_length=500)
    expires_on: date | None = None


class NewSupply(SupplyWords):
    """A new supply, counted now."""

    site: str = Field(max_length=64)
    count: int = Field(ge=0, le=99_999)


class CheckSupply(HumanStep):
    """I went there and counted."""

    count: int = Field(ge=0, le=99_999)
    note: str = Field("", max_length=500)
    expires_on: date | None = Field(None, description="Of what lies there now; left out: as before.")


class RemoveSupply(HumanStep):
    """It is kept no more."""

    note: str = Field("", max_length=500)
