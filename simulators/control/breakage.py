"""A device that was broken from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from domain.reading import PointKind, Value
from domain.site import Device
from domain.text import Text
from simulators.control.refusal import Refused
from simulators.control.requests import LINK_KINDS, Break
from simulators.faults import Fault, FaultKind
from simulators.script import Action
from simulators.stage import Stage
from simulators.switchboard import lines


@dataclass(frozen=True, slots=True)
class Breakage:
    """What is wrong with `device` until `until_s` of the stage. `fault` is `None` when its connection is what is broken."""

    id: str
    device: str
    kind: str
    began_at: datetime
    until_s: float
    fault: Fault | None
    point: str | None
    rate: float
    per_hour: float | None
    value: Value

    def begins(self, now_s: float) -> Action:
        """The action with which it begins."""
        if self.fault is None:
            return Action(now_s, device=self.device, link=self.kind)
        return Action(now_s, fault=self.fault)


def breakage_of(asked: Break, identity: str, stage: Stage, now: datetime) -> Breakage:
    """What `asked` means at `stage` now. Raises `Refused` for what cannot be."""
    device = stage.site.devices.get(asked.device)
    if device is None:
        raise Refused(Text(f"没有设备 {asked.device}", f"There is no device {asked.device}."), unknown=True)
    until = stage.now_s + asked.for_s
    if asked.kind in LINK_KINDS:
        leads = {names[0] for names in lines(stage.site).values()}
        if asked.kind == "lose_connection" and device.id not in leads:
            other = device.gateway or "another device"
            raise Refused(
                Text(f"{device.id} 经其他设备上网，无自己的连接", f"{device.id} speaks over the connection of {other}: break that, or use go_silent.")
            )
        return Breakage(identity, device.id, asked.kind, now, until, None, None, 1.0, None, None)
    kind = FaultKind(asked.kind)
    _fits(kind, asked, device)
    fault = Fault(
        kind,
        device.id,
        rate=asked.rate,
        hold_s=asked.hold_s,
        skew_s=asked.skew_s,
        from_s=stage.now_s,
        until_s=until,
        point=asked.point,
        per_hour=asked.per_hour,
        every_s=asked.every_s,
        value=asked.value,
    )
    if (wrong := fault.wrong()) is not None:
        raise Refused(Text("故障参数不全或不适用", wrong))
    drift = asked.per_hour if kind is FaultKind.DRIFT else None
    return Breakage(identity, device.id, kind.value, now, until, fault, asked.point, asked.rate, drift, asked.value)


def _fits(kind: FaultKind, asked: Break, device: Device) -> None:
    if asked.point is None:
        return
    points = [point for key, point in device.points.items() if fnmatchcase(key, asked.point or "")]
    if not points:
        raise Refused(Text(f"{device.id} 没有测点 {asked.point}", f"{device.id} has no point {asked.point}: it has {', '.join(device.points)}."))
    kinds = {point.type.kind for point in points}
    if kind is FaultKind.FLAPPING and PointKind.BINARY not in kinds:
        raise Refused(Text(f"{asked.point} 不是开关量，不能抖动", f"{asked.point} is no yes-or-no point and cannot flap."))
    if kind is FaultKind.HOLD and not all(_can_say(each, asked.value) for each in kinds):
        raise Refused(Text(f"{asked.point} 不能取该值", f"{asked.point} cannot say {asked.value!r}: it is {'/'.join(sorted(kinds))}."))


def _can_say(kind: PointKind, value: Value) -> bool:
    if kind is PointKind.BINARY:
        return isinstance(value, bool)
    if kind in {PointKind.ANALOG, PointKind.COUNTER}:
        return isinstance(value, float) and not isinstance(value, bool)
    return isinstance(value, str)
