"""A fault as the command line says it: ``kind=dropout,devices=t1-*,rate=0.1``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulators.faults import Fault, FaultKind


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    kind: FaultKind
    devices: str = "*"
    rate: float = Field(1.0, gt=0, le=1)
    hold_s: float = Field(60.0, gt=0)
    skew_s: float = 600.0
    from_s: float = Field(0.0, ge=0)
    for_s: float | None = Field(None, gt=0)
    point: str | None = None
    per_hour: float = 1.0
    every_s: float = Field(20.0, ge=1)
    value: bool | float | str | None = Field(None, union_mode="left_to_right")


def read_fault(written: str) -> Fault:
    """The fault that `written` means. Raises `ValueError` with what is wrong and what to write."""
    parts = [part.partition("=") for part in written.split(",")]
    if wrong := [name for name, equals, _ in parts if not equals]:
        raise ValueError(f"`{wrong[0]}` has no value; write kind=dropout,devices=t1-*,rate=0.1")
    try:
        read = _Written.model_validate({name.strip(): _word(value.strip()) for name, _, value in parts})
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(_Written.model_fields)
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'fault'}: {first['msg']}; what can be said: {known}") from None
    given = read.model_dump(exclude={"for_s"})
    fault = Fault(**given, until_s=float("inf") if read.for_s is None else read.from_s + read.for_s)
    if (problem := fault.wrong()) is not None:
        raise ValueError(problem)
    return fault


def _word(value: str) -> bool | str:
    return {"true": True, "false": False}.get(value, value)
