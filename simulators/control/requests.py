"""What can be asked of a running simulator: one JSON object a line, by its `do`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from simulators.faults import FaultKind
from simulators.scenario import LINK_COMMANDS

DEFAULT_LASTS_S = 600.0
LONGEST_S = 86_400.0
"""Nothing that is broken from outside stays broken longer: somebody would forget it."""

LINK_KINDS = tuple(LINK_COMMANDS)


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class WhichSite(_Request):
    """Which site is simulated."""

    do: Literal["site"]


class LookAround(_Request):
    """What is going on; with it the scenarios there are."""

    do: Literal["look"]


class ListDevices(_Request):
    """All devices, what they measure, and what is broken."""

    do: Literal["devices"]


class Start(_Request):
    """Start a scenario of the house."""

    do: Literal["start"]
    scenario: str


class Stop(_Request):
    """Stop one that runs, and put right what it did."""

    do: Literal["stop"]
    scenario: str


class Break(_Request):
    """Break a device for a while. `kind` is a fault, or what happens to its own connection."""

    do: Literal["break"]
    device: str
    kind: FaultKind | Literal["lose_connection", "go_silent"]
    for_s: float = Field(DEFAULT_LASTS_S, ge=1, le=LONGEST_S)
    rate: float = Field(1.0, gt=0, le=1)
    hold_s: float = Field(60.0, ge=1, le=3600)
    skew_s: float = Field(600.0, ge=-31_536_000, le=31_536_000)
    point: str | None = Field(None, max_length=128)
    per_hour: float = 1.0
    every_s: float = Field(20.0, ge=1, le=3600)
    value: bool | float | str | None = Field(None, union_mode="left_to_right")


class Mend(_Request):
    """Mend one thing that was broken, or all of a device."""

    do: Literal["mend"]
    fault: str | None = None
    device: str | None = None


class Conditions(_Request):
    """Change the weather, the speed of the physics, or the time of day (hours) at the simulated site."""

    do: Literal["conditions"]
    speed: float | None = Field(None, ge=0.1, le=600)
    rain_mm_h: float | None = Field(None, ge=0, le=300)
    local_time: float | None = Field(None, ge=0, lt=24)


Request = WhichSite | LookAround | ListDevices | Start | Stop | Break | Mend | Conditions
READER: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="do")])
