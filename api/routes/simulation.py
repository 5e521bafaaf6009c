"""Ruling the simulators that run with this installation: for developers, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, TextAsked, wants_csv
from api.paging import Paging
from api.problems import NotFound, Unavailable, Unusable
from api.schemas.simulation import (
    Mended,
    NewConditions,
    NewFault,
    SimulatedDevice,
    SimulatedDevicePage,
    SimulatedFault,
    SimulationNow,
    SimulationScenario,
    SimulationScenarioPage,
)
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.simulation import SimulationAway
from api.tables.cells import plain
from api.tables.csv_table import Column, csv_answer
from domain.people import Permission
from domain.records import AuditEntry
from domain.text import Text

router = APIRouter(prefix="/simulation", tags=["simulation"])

COLUMNS: tuple[Column[SimulatedDevice], ...] = (
    plain("物联设备", "Device", lambda device: device.id),
    plain("设备", "Asset", lambda device: device.asset),
    plain("类型", "Type", lambda device: device.type),
    plain("网关", "Gateway", lambda device: device.gateway),
    plain("故障", "Faults", lambda device: ", ".join(fault.kind.value for fault in device.faults)),
)


@router.get("")
def get_simulation(parts: Parts, rights: SignedIn) -> SimulationNow:
    """What is going on. 404 where no simulators run with this installation, 503 while they do not answer."""
    _enter(parts, rights)
    return _now(_ask(parts, {"do": "look"}))


@router.get("/scenarios")
def list_scenarios(parts: Parts, rights: SignedIn, paging: Paging) -> SimulationScenarioPage:
    """The scenarios there are, and how far those are that run."""
    _enter(parts, rights)
    found = [SimulationScenario.model_validate(one) for one in _list(_ask(parts, {"do": "look"}), "scenarios")]
    page = paging.of(sorted(found, key=lambda one: one.id), lambda one: one.id)
    return SimulationScenarioPage(items=list(page.items), next_cursor=page.next_cursor)


@router.post("/scenarios/{scenario_id}/start")
def start_scenario(scenario_id: str, parts: Parts, rights: SignedIn) -> SimulationNow:
    """Start one beside whatever runs. 422 when it runs already or does not fit the site."""
    return _steer(parts, rights, "simulation.start", scenario_id, {"do": "start", "scenario": scenario_id})


@router.post("/scenarios/{scenario_id}/stop")
def stop_scenario(scenario_id: str, parts: Parts, rights: SignedIn) -> SimulationNow:
    """Stop one, and put right what it did."""
    return _steer(parts, rights, "simulation.stop", scenario_id, {"do": "stop", "scenario": scenario_id})


@router.get("/devices", response_model=SimulatedDevicePage)
def list_simulated_devices(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    q: TextAsked = None,
    broken: Annotated[bool | None, Query(description="Only those that were broken from here.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> SimulatedDevicePage | Response:
    """The simulated devices, what they measure, and what is broken."""
    _enter(parts, rights)
    everything = [SimulatedDevice.model_validate(one) for one in _list(_ask(parts, {"do": "devices"}), "devices")]
    found = [device for device in everything if (device.faults or not broken) and _matches(device, q)]
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("simulated-devices", COLUMNS, found, lang)
    page = paging.of(found, lambda device: device.id)
    return SimulatedDevicePage(items=list(page.items), next_cursor=page.next_cursor, total=len(found))


@router.post("/devices/{device_id}/faults", status_code=201)
def break_device(device_id: str, body: NewFault, parts: Parts, rights: SignedIn) -> SimulatedFault:
    """Break a device. It mends itself after `for_s`, when the simulators end, or when told to."""
    _enter(parts, rights)
    answer = _ask(parts, {"do": "break", "device": device_id, **body.model_dump(mode="json")})
    fault = SimulatedFault.model_validate(answer["fault"])
    _audit(parts, rights, "simulation.break", device_id, f"{fault.kind.value} for {body.for_s:.0f} s")
    return fault


@router.post("/devices/{device_id}/mend")
def mend_device(device_id: str, parts: Parts, rights: SignedIn) -> Mended:
    """Mend all that was broken of a device from here."""
    return _mend(parts, rights, device_id, {"do": "mend", "device": device_id})


@router.post("/faults/{fault_id}/mend")
def mend_fault(fault_id: str, parts: Parts, rights: SignedIn) -> Mended:
    """Mend one fault."""
    return _mend(parts, rights, fault_id, {"do": "mend", "fault": fault_id})


@router.post("/conditions")
def change_conditions(body: NewConditions, parts: Parts, rights: SignedIn) -> SimulationNow:
    """Change speed, rain or the time of day of the simulated physics. Timestamps stay wall time."""
    asked = body.model_dump(exclude_none=True)
    said = ", ".join(f"{name} {value:g}" for name, value in asked.items())
    return _steer(parts, rights, "simulation.conditions", "conditions", {"do": "conditions", **asked}, said)


def _enter(parts: Services, rights: Rights) -> None:
    """Raises unless they may, at the site that is simulated."""
    rights.need_anywhere(Permission.SIMULATE)
    rights.need(Permission.SIMULATE, str(_ask(parts, {"do": "site"})["site"]))


def _ask(parts: Services, request: Mapping[str, object]) -> Mapping[str, object]:
    if parts.simulation is None:
        raise NotFound(Text("本系统未接模拟器", "No simulators run with this installation: set server.simulators, or start `steward demo`."))
    try:
        answer = parts.simulation.ask(request)
    except SimulationAway as error:
        why = Text("模拟器未应答，可能正在重启；请稍后再试", f"The simulators do not answer ({error}); they may be starting again. Try again in a moment.")
        raise Unavailable(why, retry_after_s=5) from error
    if answer["ok"]:
        return answer
    said = answer.get("problem")
    words = said if isinstance(said, dict) else {}
    problem = Text(str(words.get("zh", "")), str(words.get("en", "")))
    raise NotFound(problem) if answer.get("unknown") else Unusable(problem)


def _steer(parts: Services, rights: Rights, action: str, thing: str, request: Mapping[str, object], said: str = "") -> SimulationNow:
    _enter(parts, rights)
    _ask(parts, request)
    _audit(parts, rights, action, thing, said)
    return _now(_ask(parts, {"do": "look"}))


def _mend(parts: Services, rights: Rights, thing: str, request: Mapping[str, object]) -> Mended:
    _enter(parts, rights)
    mended = Mended.model_validate(_ask(parts, request))
    _audit(parts, rights, "simulation.mend", thing, "")
    return mended


def _audit(parts: Services, rights: Rights, action: str, thing: str, said: str) -> None:
    with parts.records.transaction() as tx:
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, action, thing, said, rights.address))


def _now(answer: Mapping[str, object]) -> SimulationNow:
    running = [str(one["id"]) for one in _list(answer, "scenarios") if one["running"]]
    return SimulationNow.model_validate({**answer, "running": running})


def _list(answer: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = answer[name]
    if not isinstance(found, list):
        raise TypeError(f"{name} of the simulators is no list")
    return found


def _matches(device: SimulatedDevice, words: str | None) -> bool:
    here = f"{device.id} {device.asset} {device.name.zh} {device.name.en} {device.type} {device.gateway or ''}".casefold()
    return all(word in here for word in (words or "").casefold().split())
