"""The desk from which a running stage is ruled. All of it happens in the thread of the fleet, between two ticks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property

from pydantic import ValidationError

from domain.problem import BadConfiguration
from domain.text import Text
from domain.time import Clock, rfc3339
from simulators.control import telling
from simulators.control.breakage import Breakage, breakage_of
from simulators.control.refusal import Refused
from simulators.control.requests import READER, Break, Conditions, ListDevices, LookAround, Mend, Request, Start, Stop, WhichSite
from simulators.control.running import Running
from simulators.scenario import LINK_COMMANDS, Scenario, scenarios
from simulators.scenario_file import load_scenario
from simulators.script import Action
from simulators.stage import Stage

log = logging.getLogger(__name__)

MOST_BROKEN = 500
"""Things broken from outside at one time."""


class Desk:
    """Rules `stage`, which began with `scenario`. What was broken here is mended when its time is over (`tend`)."""

    def __init__(self, stage: Stage, scenario: Scenario | None, clock: Clock) -> None:
        self._stage = stage
        self._clock = clock
        self._began = clock()
        self._running: dict[str, Running] = {}
        if scenario is not None:
            self._running[scenario.id] = Running(scenario, stage.first_script(), self._began)
        self._broken: dict[str, Breakage] = {}
        self._number = 0

    @cached_property
    def _library(self) -> dict[str, Scenario]:
        return {name: load_scenario(name) for name in scenarios()}

    def answer(self, asked: object) -> Mapping[str, object]:
        """What becomes of a request: `ok` with what was asked for, or not, with a `problem` in both languages."""
        try:
            return {"ok": True, **self._do(READER.validate_python(asked))}
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            return _no(Text(f"请求有误：{where}", f"{where}: {first['msg']}"))
        except Refused as refused:
            return _no(refused.why, unknown=refused.unknown)

    def tend(self) -> None:
        """Mend what was broken for long enough; forget scenarios that are over."""
        now = self._stage.now_s
        for broken in [broken for broken in self._broken.values() if broken.until_s <= now]:
            self._mend(broken, "its time is over")
        self._running = {name: one for name, one in self._running.items() if not one.over(now)}

    def _do(self, request: Request) -> dict[str, object]:
        match request:
            case WhichSite():
                return {"site": self._stage.site.id}
            case LookAround():
                return self._look()
            case ListDevices():
                return {"devices": telling.devices(self._stage.site, [self._told(broken) for broken in self._broken.values()])}
            case Start():
                self._start(request.scenario)
            case Stop():
                self._stop(request.scenario)
            case Break():
                return {"fault": self._told(self._break(request))}
            case Mend():
                return {"mended": self._mend_asked(request)}
            case Conditions():
                self._change(request)
        return {}

    def _look(self) -> dict[str, object]:
        stage = self._stage
        return {
            "site": stage.site.id,
            "began_at": rfc3339(self._began),
            "local_time": stage.world.local.strftime("%H:%M"),
            "speed": stage.speed,
            "rain_mm_h": stage.world.rain_mm_h,
            "scenarios": [telling.scenario(one, self._running.get(one.id), stage) for one in self._stories()],
            "faults": [self._told(broken) for broken in self._broken.values()],
            "scripted_faults": [
                f"{fault.kind} at {fault.devices}" for fault in stage.faults if all(fault is not broken.fault for broken in self._broken.values())
            ],
        }

    def _stories(self) -> list[Scenario]:
        """Those of the house, and one from a file that runs."""
        return list({**self._library, **{name: one.scenario for name, one in self._running.items()}}.values())

    def _start(self, name: str) -> None:
        if name in self._running:
            raise Refused(Text(f"情景 {name} 已在运行", f"The scenario {name} runs already. Stop it first."))
        if name not in self._library:
            raise Refused(Text(f"没有情景 {name}", f"There is no scenario {name}."), unknown=True)
        try:
            scenario = load_scenario(name, self._stage.site)
        except BadConfiguration as error:
            why = str(error)
            raise Refused(Text(f"情景 {name} 与本项目不符，缺少所需的设备", f"The scenario {name} does not fit this site: {why}")) from None
        self._running[name] = Running(scenario, self._stage.play(scenario), self._clock())
        log.info("control: scenario %s started", name)

    def _stop(self, name: str) -> None:
        running = self._running.pop(name, None)
        if running is None:
            raise Refused(Text(f"情景 {name} 未在运行", f"The scenario {name} does not run."), unknown=name not in self._library)
        for fault in running.script.faults_begun():
            self._stage.mend(fault)
        for action in running.script.stop(self._stage.now_s):
            self._stage.do(action)
        log.info("control: scenario %s stopped; what it did is put right", name)

    def _break(self, request: Break) -> Breakage:
        if len(self._broken) >= MOST_BROKEN:
            raise Refused(Text("故障过多，请先修复一些", "Too much is broken already. Mend something first."))
        self._number += 1
        broken = breakage_of(request, f"f{self._number}", self._stage, self._clock())
        if any(one.device == broken.device and one.kind == broken.kind and one.point == broken.point for one in self._broken.values()):
            raise Refused(Text("该设备已有此故障，请先修复", f"{broken.device} has this fault already. Mend it first."))
        self._stage.do(broken.begins(self._stage.now_s))
        self._broken[broken.id] = broken
        log.info("control: %s broken: %s for %.0f s", broken.device, broken.kind, request.for_s)
        return broken

    def _mend_asked(self, request: Mend) -> int:
        chosen = [broken for broken in self._broken.values() if broken.id == request.fault or broken.device == request.device]
        if not chosen and request.fault is not None:
            raise Refused(Text("没有该故障，可能已修复", f"There is no fault {request.fault} (any more)."), unknown=True)
        if request.device is not None and request.device not in self._stage.site.devices:
            raise Refused(Text(f"没有设备 {request.device}", f"There is no device {request.device}."), unknown=True)
        for broken in chosen:
            self._mend(broken, "asked for")
        return len(chosen)

    def _mend(self, broken: Breakage, why: str) -> None:
        del self._broken[broken.id]
        if broken.fault is not None:
            self._stage.mend(broken.fault)
        else:
            self._stage.do(Action(self._stage.now_s, device=broken.device, link=LINK_COMMANDS[broken.kind]))
        log.info("control: %s mended: %s (%s)", broken.device, broken.kind, why)

    def _change(self, request: Conditions) -> None:
        stage = self._stage
        if request.speed is not None:
            stage.speed = request.speed
        if request.rain_mm_h is not None:
            stage.world.rain_mm_h = request.rain_mm_h
        if request.local_time is not None:
            hour = int(request.local_time)
            stage.world.local = stage.world.local.replace(hour=hour, minute=round((request.local_time - hour) * 60) % 60, second=0)
        log.info("control: conditions changed: %s", request.model_dump(exclude_none=True, exclude={"do"}))

    def _told(self, broken: Breakage) -> dict[str, object]:
        left = max(0.0, broken.until_s - self._stage.now_s)
        told = asdict(broken)
        return {key: told[key] for key in ("id", "device", "kind", "point", "rate", "per_hour", "value")} | {
            "began_at": rfc3339(broken.began_at),
            "left_s": round(left, 1),
        }


def _no(why: Text, *, unknown: bool = False) -> dict[str, object]:
    return {"ok": False, "unknown": unknown, "problem": why.as_json()}
