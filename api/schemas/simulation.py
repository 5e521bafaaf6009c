"""Simulators that run with this installation."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.schemas.base import LocalText, Moment, PageOf, Schema


class FaultKind(StrEnum):
    """How a simulated device may be broken (docs/scenarios.md, Faults)."""

    DROPOUT = "dropout"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    LATE = "late"
    CLOCK_SKEW = "clock_skew"
    GARBAGE = "garbage"
    STUCK = "stuck"
    NULL = "null"
    DRIFT = "drift"
    FLAPPING = "flapping"
    HOLD = "hold"
    LOSE_CONNECTION = "lose_connection"
    GO_SILENT = "go_silent"


class StepState(StrEnum):
    """Where a step of a running scenario is."""

    WAITING = "waiting"
    NOW = "now"
    DONE = "done"


class SimulatedFault(Schema):
    """A device that was broken from here."""

    id: str
    device: str
    kind: FaultKind
    point: str | None
    rate: float = Field(description="The share of its messages that it strikes.")
    per_hour: float | None = Field(description="Of a drift: how far in an hour, in the unit of the point.")
    value: bool | float | str | None = Field(description="Of `hold`: what the point says.")
    began_at: Moment
    left_s: float = Field(description="Seconds until it is mended by itself.")


class SimulationNow(Schema):
    """What is going on."""

    site: str
    began_at: Moment = Field(description="When the simulators were started.")
    local_time: str = Field(description="The time of day of the simulated physics.", examples=["07:42"])
    speed: float = Field(description="How much faster than the wall clock the physics run.")
    rain_mm_h: float
    running: list[str] = Field(description="Ids of the scenarios that run.")
    faults: list[SimulatedFault] = Field(description="What was broken from here.")
    scripted_faults: list[str] = Field(description="Faults of scenarios and of the command line.")


class StepAsset(Schema):
    """An asset that a step may strike."""

    id: str
    name: LocalText | None = Field(description="null: this site has no such asset.")


class ScenarioStep(Schema):
    """A step: what happens from `at_s` to `ends_s` seconds after the start of a pass."""

    at_s: float
    ends_s: float
    what: str = Field(description="A command of the asset's behaviour, of the device's connection, or a fault.", examples=["trap"])
    device: str | None
    assets: list[StepAsset] = Field(description="The seed chooses one of them.")
    state: StepState | None = Field(description="null while the scenario does not run.")


class SimulationScenario(Schema):
    """A scenario, and how far it is."""

    id: str
    name: LocalText
    about: LocalText
    loop_s: float | None = Field(description="It begins again after so long; null: one pass.")
    running: bool
    began_at: Moment | None
    elapsed_s: float | None = Field(description="Of this pass.")
    steps: list[ScenarioStep]


class SimulationScenarioPage(PageOf[SimulationScenario]):
    """Scenarios by id."""


class SimulatedPoint(Schema):
    """What a device measures."""

    key: str = Field(description="On the wire.")
    name: LocalText
    kind: str
    unit: str | None


class SimulatedDevice(Schema):
    """A simulated device, and what was broken of it from here."""

    id: str
    asset: str
    name: LocalText
    type: str
    gateway: str | None
    own_connection: bool = Field(description="Whether its connection can be cut: it speaks for itself or is a gateway.")
    points: list[SimulatedPoint]
    faults: list[SimulatedFault]


class SimulatedDevicePage(PageOf[SimulatedDevice]):
    """Devices by id."""

    total: int = Field(description="How many match.")


class NewFault(Schema):
    """How to break a device, and for how long. What a kind does not use is passed over."""

    kind: FaultKind
    for_s: float = Field(600, ge=1, le=86_400, description="Seconds until it is mended by itself.")
    rate: float = Field(1, gt=0, le=1, description="The share of its messages that it strikes.")
    hold_s: float = Field(60, ge=1, le=3600, description="Of `late` and `reorder`: how long messages are held back.")
    skew_s: float = Field(600, ge=-31_536_000, le=31_536_000, description="Of `clock_skew`: how far the clock is ahead.")
    point: str | None = Field(None, max_length=128, description="Of `drift`, `flapping` and `hold`: the key on the wire, * for any letters.")
    per_hour: float = Field(1, ge=-1e9, le=1e9, allow_inf_nan=False, description="Of `drift`, in the unit of the point.")
    every_s: float = Field(20, ge=1, le=3600, description="Of `flapping`: seconds in each state.")
    value: bool | float | str | None = Field(None, union_mode="left_to_right", description="Of `hold`.")


class NewConditions(Schema):
    """What to change; null: as it is."""

    speed: float | None = Field(None, ge=0.1, le=600)
    rain_mm_h: float | None = Field(None, ge=0, le=300)
    local_time: float | None = Field(None, ge=0, lt=24, description="Hours: 7.5 is half past seven.")


class Mended(Schema):
    """How much was mended."""

    mended: int
