"""The point table of fire panels: which component of which panel is which device.

The standard leaves a component's address to the panel: four bytes, low byte first (8.2.1.2). Practice divides them into a
zone or loop (区号, 回路) and a position (位号), two bytes each, the zone first: so the transcription in
ActorLancer/GB-T-26875.3.2011-rs, whose example «2号10区» is ``0A 00 02 00``. Makers differ, hence `AddressOrder`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bridges.fire.codes import SYSTEM_BITS
from bridges.fire.quantities import ANALOG, factor
from bridges.point_table import PointTable, checked
from domain.device_type import PointType
from domain.problem import BadConfiguration, Problem
from domain.reading import PointKind
from domain.site import Device

AddressOrder = Literal["zone-position", "position-zone", "big-endian"]
STATUS_KEY = "status_bits"
PANEL = "fire_panel"
_DIGITS = 12


def source_of(written: str) -> str:
    """A source address as `Frame.source` gives it. `ValueError` if it is none."""
    digits = written.replace(":", "").replace(" ", "").lower()
    if not digits or len(digits) > _DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise ValueError("expected at most twelve hexadecimal digits, high byte first, such as 000000000379")
    return digits.rjust(_DIGITS, "0")


def place_of(address: bytes, order: AddressOrder) -> tuple[int, int]:
    """Zone and position of a component's four bytes."""
    first, second = (int.from_bytes(part, "big" if order == "big-endian" else "little") for part in (address[:2], address[2:4]))
    return (second, first) if order == "position-zone" else (first, second)


def _system(written: str) -> str:
    type_, _, address = written.partition("-")
    parts = [type_, *([address] if address else [])]
    if not all(part.isdecimal() and int(part) < 1 << 8 for part in parts):
        raise ValueError("expected a system type, or type and address, such as 1 or 1-3")
    return "-".join(str(int(part)) for part in parts)


def _state(written: str) -> str:
    known = [word for words in SYSTEM_BITS.values() for word in words]
    if written not in known:
        raise ValueError(f"there is no state {written}; use one of {', '.join(known)}")
    return written


class Row(BaseModel):
    """A row: a component and where one thing that it says goes. Without loop and address: a whole system, and its panel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, AfterValidator(source_of)] | None = None
    system: Annotated[str, AfterValidator(_system)] | None = None
    loop: int | None = Field(None, ge=0, lt=1 << 16)
    address: int | None = Field(None, ge=0, lt=1 << 16)
    device: str
    key: str = STATUS_KEY
    state: Annotated[str, AfterValidator(_state)] | None = None
    analog: int | None = Field(None, ge=1, lt=1 << 8)
    scale: float | None = Field(None, gt=0, allow_inf_nan=False)
    name: str = ""

    @property
    def place(self) -> tuple[int, int] | None:
        """Zone and position; `None`: a whole system."""
        return None if self.loop is None or self.address is None else (self.loop, self.address)


TABLE = PointTable(
    Row,
    {
        "source": ("源地址", "主机", "Source"),
        "system": ("系统", "System"),
        "loop": ("回路", "区号", "Loop"),
        "address": ("地址", "位号", "Address"),
        "device": ("设备", "Device"),
        "key": ("键", "Key"),
        "state": ("状态", "State"),
        "analog": ("模拟量", "Analog"),
        "scale": ("倍率", "Scale"),
        "name": ("位置", "名称", "Name"),
    },
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where something that a component says goes: to `key` of `device`; all its flags, or whether `state` is among them, or a measurement."""

    device: str
    key: str
    part_key: str | None = None
    state: str | None = None
    analog: int | None = None
    scale: float = 1.0


class Points:
    """The table, read. A row that names more of an address goes before one that names less."""

    def __init__(self, rows: Sequence[Row], devices: Mapping[str, Device]) -> None:
        self._targets: dict[tuple[str | None, str | None, tuple[int, int]], list[Target]] = {}
        self._systems: dict[tuple[str | None, str | None], str] = {}
        for row in rows:
            if row.place is None:
                self._systems[row.source, row.system] = row.device
            else:
                self._targets.setdefault((row.source, row.system, row.place), []).append(_target(row, devices[row.device]))

    def targets(self, source: str, system: str, place: tuple[int, int]) -> Sequence[Target]:
        """Where goes what this component says; empty: it is not in the table."""
        return next((found for each in _ways(source, system) if (found := self._targets.get((*each, place)))), ())

    def panel(self, source: str, system: str) -> str | None:
        """The panel of a whole system, where the table names it."""
        return next((found for each in _ways(source, system) if (found := self._systems.get(each))), None)

    def panels(self, source: str) -> frozenset[str]:
        """All panels that the table names for systems behind this source."""
        return frozenset(device for (named, _), device in self._systems.items() if named in (source, None))

    @property
    def every_panel(self) -> frozenset[str]:
        """All panels that the table names."""
        return frozenset(self._systems.values())


def read_points(path: Path | None, devices: Mapping[str, Device]) -> Points:
    """The table at `path`, checked against the devices behind the gateway. Raises `BadConfiguration` with every wrong row."""
    rows = [] if path is None else TABLE.read(path)
    if path is not None:
        checked(path, rows, lambda row: _wrong(row, devices))
        seen: dict[object, int] = {}
        twice = [
            Problem(str(path), line, f"the same is said in row {first}", "Remove one of the rows")
            for line, row in rows
            if (first := seen.setdefault((row.source, row.system, row.place, row.place and (row.device, row.key), row.analog), line)) != line
        ]
        if twice:
            raise BadConfiguration(twice)
    return Points([row for _, row in rows], devices)


def wrong_panel(name: str, devices: Mapping[str, Device]) -> tuple[str, str] | None:
    """Why `name` cannot be a panel, and what to do; `None` if it can."""
    device = devices.get(name)
    if device is None:
        known = ", ".join(sorted(each.id for each in devices.values() if each.type.key == PANEL)) or "none yet"
        return f"no device `{name}` speaks through this gateway", f"Name a device of type {PANEL} that has this gateway in the site file; there is {known}"
    point = device.points.get(STATUS_KEY)
    if device.type.key != PANEL or point is None or point.type.kind is not PointKind.FLAGS:
        return f"`{name}` is no fire panel that says {STATUS_KEY}", f"Name a device of type {PANEL}"
    return None


def _wrong(row: Row, devices: Mapping[str, Device]) -> tuple[str, str] | None:
    if (row.loop is None) is not (row.address is None):
        return "loop and address go together", "Fill both, or neither for a whole system"
    if row.place is None:
        if row.key != STATUS_KEY or row.state is not None or row.analog is not None:
            return "a row for a whole system names its panel, and nothing else", "Fill loop and address, or leave key, state and analog empty"
        return wrong_panel(row.device, devices)
    device = devices.get(row.device)
    if device is None:
        return f"no device `{row.device}` speaks through this gateway", "Correct it, or give that device this gateway in the site file"
    point = device.points.get(row.key)
    if point is None:
        return f"`{row.device}` has no key `{row.key}`", f"It has: {', '.join(sorted(device.points))}"
    return _unfit(row, point.type)


def _unfit(row: Row, point: PointType) -> tuple[str, str] | None:
    if row.analog is not None:
        return _unfit_measurement(row, row.analog, point)
    if row.scale is not None:
        return "a scale is for measurements", "Fill analog too, or leave scale empty"
    wanted = PointKind.FLAGS if row.state is None else PointKind.BINARY
    if point.kind is not wanted:
        return f"`{row.key}` is {point.kind.value}, not {wanted.value}", "Fill state for a yes or no, analog for a number, and neither for flags"
    return None


def _unfit_measurement(row: Row, analog: int, point: PointType) -> tuple[str, str] | None:
    if row.state is not None:
        return "a row has a state or an analog type, not both", "Write two rows"
    if point.kind not in (PointKind.ANALOG, PointKind.COUNTER):
        return f"`{row.key}` is {point.kind.value}, no number", "Name the key of a number"
    if row.scale is None and factor(analog, point.unit) is None:
        unit = ANALOG[analog].unit or "a count" if analog in ANALOG else "no unit that the standard knows"
        return f"analog {analog} has {unit}, and `{row.key}` wants {point.unit or 'no unit'}", "Fill scale: what a count of 1 means"
    return None


def _target(row: Row, device: Device) -> Target:
    part_key = row.key.removesuffix(STATUS_KEY) + "part_type" if row.key.endswith(STATUS_KEY) else None
    scale = row.scale or (factor(row.analog, device.points[row.key].type.unit) if row.analog is not None else None)
    return Target(row.device, row.key, part_key if part_key in device.points else None, row.state, row.analog, scale or 1.0)


def _ways(source: str, system: str) -> Iterator[tuple[str | None, str | None]]:
    """An address as rows may name it, the fullest first."""
    for each in (source, None):
        yield each, system
        yield each, system.partition("-")[0]
        yield each, None
