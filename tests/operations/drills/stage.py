"""A site at which drills are played: scenarios that need no simulators, and what the virtual devices would make the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.drill import Drill, DrillState
from domain.records import Records
from domain.site import Site
from domain.text import Text
from domain.transition import Transition
from operations.drills import planning, running
from operations.drills.planning import NewDrill
from operations.response import respond
from tests.operations.scenes import SITE, T0, Condition

MANAGER = "ma"


class FewScenarios:
    """Two of them: one does something to the lift, one to the tank."""

    def names(self, site: Site) -> Mapping[str, Text]:
        assert site.id == SITE.id
        return {"flooding": Text("进水", "Flooding"), "trapped": Text("困人", "Entrapment")}

    def assets(self, scenario: str, site: Site) -> frozenset[str]:
        assert site.id == SITE.id
        return {"flooding": frozenset({"tank-1"}), "trapped": frozenset({"lift-1"})}[scenario]


SCENARIOS = FewScenarios()
NEW = NewDrill("lift-entrapment", "trapped", "困人演练", T0 + timedelta(minutes=10), 1800.0, area="t3", seed=1)


def planned(records: Records, new: NewDrill = NEW, at: datetime = T0, by: str = MANAGER) -> Drill:
    """A drill that somebody plans."""
    with records.transaction() as tx:
        return planning.plan(tx, new, site=SITE, by=by, at=at, scenarios=SCENARIOS)


def begun(records: Records, new: NewDrill = NEW, at: datetime = T0) -> Drill:
    """A drill that is under way."""
    drill = planned(records, new, at)
    with records.transaction() as tx:
        return running.start(tx, drill.id, site=SITE, by=MANAGER, at=at)


def played(records: Records, drill: Drill, condition: Condition, at: datetime, *, episode: str = "e1", plan: str | None = None) -> Transition:
    """What the rules say of the drill's virtual devices, committed as its ingest does."""
    said = of_drill(drill, condition.raised(f"{drill.id}|{episode}", at), plan=plan)
    with records.transaction() as tx:
        respond(tx, [said], SITE, at)
    return said


def of_drill(drill: Drill, said: Transition, *, plan: str | None = None) -> Transition:
    """`said` in the realm of the drill."""
    return replace(said, realm=drill.id, plan=plan)


def now_of(records: Records, drill: Drill) -> Drill:
    """The drill as it is."""
    with records.reading() as tx:
        found = tx.drills.get(drill.id)
        assert found is not None
        return found


def state_of(records: Records, drill: Drill) -> DrillState:
    """How far it is."""
    return now_of(records, drill).state
