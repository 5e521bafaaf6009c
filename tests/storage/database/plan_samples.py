"""Emergency plans to put into the records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.identity import new_id
from domain.people import Department
from domain.plan import (
    Command,
    DoneKind,
    DoneWhen,
    Milestone,
    Muster,
    Phase,
    Plan,
    PlanKind,
    PlanVersion,
    Preparation,
    Step,
    Trigger,
    VersionState,
    WantedReading,
    WantedTelemetry,
    Warned,
    WarningLevel,
    Watched,
    Where,
)
from domain.post import Post
from domain.severity import Severity
from domain.text import Text
from tests.storage.database.samples import NOON

FLOODING = Plan(
    key="flooding",
    kind=PlanKind.FLOODING,
    title=Text("暴雨内涝应急预案", "Rainstorm and flooding plan"),
    purpose=Text("地库进水时先保人，再保配电", "Keep people out first, then the switchboards dry"),
    follows=(Text("《城市内涝防治技术规范》GB 51222", "GB 51222"),),
    trigger=Trigger(rules=("sump.overflow",), starts=frozenset({Severity.CRITICAL, Severity.HIGH})),
    command=Command(Post.MANAGER, (Post.DUTY_ENGINEER, Post.GUARD_CAPTAIN)),
    musters=(Muster(Department.ENGINEERING, 300, Text("潜水泵", "Submersible pump")),),
    phases=(
        Phase(
            "stop",
            Text("止水", "Stop the water"),
            (
                Step(
                    "look",
                    Text("到现场查看", "Go and look"),
                    Text("看清水从哪里来", "See where the water comes from"),
                    Post.NEAREST_GUARD,
                    300.0,
                    milestone=Milestone.ARRIVAL,
                ),
                Step(
                    "pump",
                    Text("确认水泵运行", "See that the pump runs"),
                    Text("未运行时手动启动", "Start it by hand if it does not"),
                    Post.DUTY_ENGINEER,
                    done=DoneWhen(DoneKind.TELEMETRY, telemetry=WantedTelemetry("sump_pit", "pump_running", equals=True, where=Where.BUILDING, hold_s=30)),
                    pictures=("step-1",),
                ),
                Step(
                    "level",
                    Text("读水位", "Read the level"),
                    Text("读标尺", "Read the staff gauge"),
                    Post.DUTY_ENGINEER,
                    done=DoneWhen(DoneKind.READING, reading=WantedReading(Text("水位", "Level"), "mm", high=300)),
                    required=False,
                    contact="pump-maintainer",
                    sop="sump-overflow",
                ),
            ),
        ),
    ),
    contacts=("pump-maintainer", "fire"),
    watched=(Watched("sump_pit", ("level", "pump_running"), Where.BUILDING),),
    preparation=Preparation(
        (Warned.RAINSTORM,),
        WarningLevel.YELLOW,
        (
            Phase(
                "before",
                Text("雨前", "Before the rain"),
                (Step("bags", Text("摆放沙袋", "Lay sandbags"), Text("车库入口", "At the ramp"), Post.NEAREST_GUARD),),
            ),
        ),
    ),
)


def a_version(plan: Plan = FLOODING, **changes: Any) -> PlanVersion:  # noqa: ANN401  fields of any type
    plain = PlanVersion(id=new_id(), site="riverside", number=1, state=VersionState.DRAFT, plan=plan, written_by="engineer", written_at=NOON, note="沙袋")
    return replace(plain, **changes)
