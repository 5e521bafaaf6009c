"""What is wrong, who is on it, what is late."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import Alarm
from api.schemas.base import Moment, Schema
from api.schemas.load import PlaceLoad, SiteLoad
from api.schemas.work_order import WorkOrder
from domain.alarm import AlarmState
from domain.severity import Severity
from domain.work_order import OrderState


class SeverityLoad(Schema):
    """Alarms of one severity."""

    severity: Severity
    active: int
    unacknowledged: int
    hidden: int = Field(description="Shelved, suppressed or out of service.")


class StateCount(Schema):
    """Alarms in one state."""

    state: AlarmState
    count: int


class SystemLoad(Schema):
    """Active alarms of one building system."""

    system: str
    active: int
    worst: Severity | None


class OrderStateCount(Schema):
    """Orders in one state."""

    state: OrderState
    count: int


class IngestState(Schema):
    """How fresh what we show of a site is."""

    site: str
    connected: bool = Field(description="Whether live values reach the server.")
    broker_connected: bool | None
    drained: bool | None = Field(description="Whether what waited at the broker has been judged.")
    backlog: float | None = Field(description="Messages received and waiting.")
    lag_s: float | None = Field(description="How far the telemetry store is behind, in seconds; alarms do not wait for it.")
    judging_lag_s: float | None = Field(description="How late alarms and live values are, in seconds, while a backlog is worked off.")
    warning: str = Field(description="What ingest says of its broker or itself; empty: nothing.")
    data_age_s: float | None = Field(description="Seconds since any device was heard; null: never.")
    devices: int
    devices_silent: int = Field(description="Devices that are offline or stale, or of which nothing is known.")


class FloodNow(Schema):
    """An alarm flood that is going on (EEMUA 191): incidents are the better view now."""

    since: Moment
    alarms: int = Field(description="Annunciated within the last `window_s` seconds.")
    operators: int = Field(description="Who share them: the site's setting.")
    window_s: float


class Overview(Schema):
    """The first answer of the duty room."""

    at: Moment
    sites: list[str]
    by_severity: list[SeverityLoad]
    by_state: list[StateCount]
    by_system: list[SystemLoad]
    alarms: list[Alarm] = Field(description="The active ones, most severe first, then newest; at most 50.")
    orders_by_state: list[OrderStateCount]
    late: list[WorkOrder] = Field(description="Open orders with a limit that has passed; at most 50.")
    late_total: int
    unaccepted: list[WorkOrder] = Field(description="Dispatched orders that nobody has accepted; at most 50.")
    unaccepted_total: int
    ingest: list[IngestState]
    flood: dict[str, FloodNow | None] = Field(description="By site; null: no flood there.")
    by_place: list[PlaceLoad] = Field(description="Every building (place directly under a site) with its systems, the quiet ones too.")
    by_site: list[SiteLoad]
    long_standing: int = Field(description="Active alarms that were raised longer ago than the site's limit (a day).")
