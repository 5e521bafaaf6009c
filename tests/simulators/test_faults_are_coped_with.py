"""What Steward makes of faulty devices, from physics through payloads to rules, on a virtual clock."""

from __future__ import annotations

from domain.text import Text
from simulators.faults import Fault, FaultKind
from simulators.scenario import Scenario, Step
from tests.simulators.rehearsal import raised, rehearse


def story(fault: Fault, *steps: Step) -> Scenario:
    return Scenario("faulty", Text("故障", "Faulty"), Text("故障", "Faulty"), (Step(fault.from_s, fault=fault), *steps))


def test_a_drift_is_found_where_a_rule_looks_for_the_limit() -> None:
    drift = Fault(FaultKind.DRIFT, "climate-substation", point="temp", per_hour=600.0)
    assert "climate-substation" in {alarm.asset for alarm in raised(rehearse(story(drift), 420)) if alarm.rule == "environment.hot"}


def test_readings_out_of_order_are_judged_by_the_time_of_their_measurement() -> None:
    reorder = Fault(FaultKind.REORDER, "t3-lift-2", hold_s=20)
    trapped = Step(30, assets=("t3-lift-2",), command="trap", for_s=60, then="restore")
    outcome = rehearse(story(reorder, trapped), 150)
    alarms = [alarm for alarm in raised(outcome) if alarm.rule == "lift.entrapment"]
    assert [alarm.asset for alarm in alarms] == ["t3-lift-2"]
    assert not outcome.quarantined


def test_a_point_that_flaps_is_one_alarm() -> None:
    flapping = Fault(FaultKind.FLAPPING, "leak-pump-room", point="leak", every_s=8, from_s=10, until_s=130)
    assert [alarm.rule for alarm in raised(rehearse(story(flapping), 150)) if alarm.asset == "leak-pump-room"] == ["leak.water"]
