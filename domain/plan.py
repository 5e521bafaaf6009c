"""Emergency plans (应急预案) as data: what happens, who commands, what each post does within which limit, and what counts as done.

A plan is written for posts, not for people: whoever is on duty there does it. Its phases follow each other, the steps of a
phase go side by side. A step of a later phase may be done before its phase opens; only its limit does not run yet.
Steward watches lifts, fire and gas and never commands them: no step makes it act on equipment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.people import Department
from domain.post import Post
from domain.severity import Severity
from domain.text import Text


class PlanKind(StrEnum):
    """What kind of event a plan is for."""

    FIRE = "fire"
    LIFT_ENTRAPMENT = "lift_entrapment"
    POWER_CUT = "power_cut"
    FLOODING = "flooding"
    WATER_CUT = "water_cut"
    BURST_PIPE = "burst_pipe"
    GAS_LEAK = "gas_leak"
    INTRUSION = "intrusion"
    FIGHT = "fight"
    MEDICAL = "medical"
    FALLEN_OBJECT = "fallen_object"
    MONITORING_LOST = "monitoring_lost"


PLAN_KIND_NAMES = {
    PlanKind.FIRE: Text("火灾", "Fire"),
    PlanKind.LIFT_ENTRAPMENT: Text("电梯困人", "Lift entrapment"),
    PlanKind.POWER_CUT: Text("停电", "Power cut"),
    PlanKind.FLOODING: Text("暴雨内涝", "Rainstorm and flooding"),
    PlanKind.WATER_CUT: Text("停水", "Water cut"),
    PlanKind.BURST_PIPE: Text("爆管跑水", "Burst pipe"),
    PlanKind.GAS_LEAK: Text("燃气泄漏", "Gas leak"),
    PlanKind.INTRUSION: Text("非法闯入", "Intrusion"),
    PlanKind.FIGHT: Text("打架斗殴", "Fight"),
    PlanKind.MEDICAL: Text("人员急救", "Medical emergency"),
    PlanKind.FALLEN_OBJECT: Text("高空坠物", "Fallen object"),
    PlanKind.MONITORING_LOST: Text("网络与监控中断", "Network and monitoring lost"),
}


class Where(StrEnum):
    """Which equipment something is about, seen from the alarm (or the place) that started the plan."""

    ASSET = "asset"
    """That asset alone."""
    ZONE = "zone"
    """Its zone (`domain.site.Site.zone_of`)."""
    BUILDING = "building"
    SITE = "site"


class DoneKind(StrEnum):
    """What counts as having done a step."""

    TICK = "tick"
    """Somebody says so."""
    PHOTO = "photo"
    READING = "reading"
    """A value that somebody reads off and enters."""
    TELEMETRY = "telemetry"
    """Steward sees it by itself. A person may say so too, with a reason: a sensor may be broken."""


@dataclass(frozen=True, slots=True)
class WantedReading:
    """A value that a person enters; outside `low` … `high` the step is not done. `unit` as in the device catalogue."""

    label: Text
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class WantedTelemetry:
    """What telemetry has to show for `hold_s` seconds: the point `point` of assets of type `asset_type` in `where`.

    One of `equals` (an enum's key, a binary, a text), `above` and `below` (both excluded, in the point's unit) says what.
    `every`: all of those assets, else one is enough. A value that is missing, stale or bad never counts, and where there
    is no such asset the step is a person's to tick.
    `once_open`: it counts only once the phase of the step has opened. So for what is normal before anything has happened, too
    (a lift in service, pumps in automatic, a sump that does not overflow): it would be done before it has begun.
    """

    asset_type: str
    point: str
    equals: bool | str | None = None
    above: float | None = None
    below: float | None = None
    where: Where = Where.SITE
    every: bool = False
    hold_s: float = 0.0
    once_open: bool = False


@dataclass(frozen=True, slots=True)
class DoneWhen:
    """What counts as done; `reading` and `telemetry` say more of these kinds."""

    kind: DoneKind = DoneKind.TICK
    reading: WantedReading | None = None
    telemetry: WantedTelemetry | None = None


class Milestone(StrEnum):
    """What a step means for the review (复盘): the moments that it compares."""

    CONTACT = "contact"
    """The first contact with who is concerned: passengers answered, the caller spoken to."""
    OUTSIDE_CALLED = "outside_called"
    """119, 120, 110, the maintainer or the utility was called."""
    ARRIVAL = "arrival"
    """The first of ours is on the spot."""
    HELP_ARRIVED = "help_arrived"
    """The fire brigade, the ambulance, the maintainer is on site."""
    CONTAINED = "contained"
    """It spreads no further, or those concerned are safe."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that one post does. `key` (a slug) is unique in its plan; `within_s` counts from the opening of its phase.

    `contact` is the id of whom to call (`operations.knowledge.contacts`), `sop` of the procedure that says more;
    `pictures` are ids of pictures of the plan. An optional step (`required` false) keeps no phase from being over.
    """

    key: str
    title: Text
    instruction: Text
    post: Post
    within_s: float | None = None
    done: DoneWhen = DoneWhen()
    required: bool = True
    contact: str | None = None
    sop: str | None = None
    milestone: Milestone | None = None
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """Steps that belong together; the next phase opens when every required one of them is done or left out."""

    key: str
    name: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which alarms are of this kind: those whose rule names the plan (`plan:` in the rule), and those of `rules` (ids).

    One of a severity in `starts` starts the plan by itself, any other proposes it. An alarm that waits to be verified
    (a first smoke detector) proposes, whatever its severity; once confirmed it starts.
    """

    rules: tuple[str, ...] = ()
    starts: frozenset[Severity] = frozenset({Severity.CRITICAL})


@dataclass(frozen=True, slots=True)
class Command:
    """Who is in charge: the first of these posts that somebody holds, until command is handed over to a person."""

    in_charge: Post
    deputies: tuple[Post, ...] = ()


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Muster:
    """A department that has to check in (报到), within `within_s`, and what it brings or looks at first."""

    department: Department
    within_s: float
    bring: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Watched:
    """Telemetry that the command page shows: these points of assets of this type in `where`."""

    asset_type: str
    points: tuple[str, ...]
    where: Where = Where.SITE


class Warned(StrEnum):
    """Kinds of weather warning (CMA Order 16): what may start a preparation."""

    RAINSTORM = "rainstorm"
    TYPHOON = "typhoon"
    GALE = "gale"
    SNOWSTORM = "snowstorm"
    COLD_WAVE = "cold_wave"
    HEAT = "heat"
    THUNDERSTORM = "thunderstorm"
    HAIL = "hail"
    ICY_ROADS = "icy_roads"


WARNED_NAMES = {
    Warned.RAINSTORM: Text("暴雨", "Rainstorm"),
    Warned.TYPHOON: Text("台风", "Typhoon"),
    Warned.GALE: Text("大风", "Gale"),
    Warned.SNOWSTORM: Text("暴雪", "Snowstorm"),
    Warned.COLD_WAVE: Text("寒潮", "Cold wave"),
    Warned.HEAT: Text("高温", "Heat"),
    Warned.THUNDERSTORM: Text("雷电", "Thunderstorm"),
    Warned.HAIL: Text("冰雹", "Hail"),
    Warned.ICY_ROADS: Text("道路结冰", "Icy roads"),
}


class WarningLevel(StrEnum):
    """The colour of a weather warning, the mildest first."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 is the mildest."""
        return tuple(WarningLevel).index(self)


WARNING_LEVEL_NAMES = {
    WarningLevel.BLUE: Text("蓝色", "Blue"),
    WarningLevel.YELLOW: Text("黄色", "Yellow"),
    WarningLevel.ORANGE: Text("橙色", "Orange"),
    WarningLevel.RED: Text("红色", "Red"),
}


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done before it comes: a warning of one of these kinds, of at least this level, starts it."""

    warned: tuple[Warned, ...]
    from_level: WarningLevel
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. `key` is a slug: the name by which rules call it. `follows` names the standard practice that it follows."""

    key: str
    kind: PlanKind
    title: Text
    purpose: Text
    follows: tuple[Text, ...]
    trigger: Trigger
    command: Command
    musters: tuple[Muster, ...]
    phases: tuple[Phase, ...]
    contacts: tuple[str, ...] = ()
    watched: tuple[Watched, ...] = ()
    preparation: Preparation | None = None

    def steps(self, stage: Stage) -> Iterator[tuple[Phase, Step]]:
        """Every step of a stage with its phase, in order."""
        return ((phase, step) for phase in self.phases_of(stage) for step in phase.steps)

    def phases_of(self, stage: Stage) -> tuple[Phase, ...]:
        """The phases of a stage; none if the plan has no preparation."""
        if stage is Stage.RESPONSE:
            return self.phases
        return () if self.preparation is None else self.preparation.phases


class Stage(StrEnum):
    """Which part of a plan is run."""

    PREPARATION = "preparation"
    """Before it comes."""
    RESPONSE = "response"


class VersionState(StrEnum):
    """How far a version of a plan is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    """In force, until another version is approved."""
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


VERSION_STATE_NAMES = {
    VersionState.DRAFT: Text("草稿", "Draft"),
    VersionState.SUBMITTED: Text("待审批", "Awaiting approval"),
    VersionState.APPROVED: Text("执行中", "In force"),
    VersionState.REPLACED: Text("已替换", "Replaced"),
    VersionState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}


class VersionStep(StrEnum):
    """What can happen to a version."""

    SUBMITTED = "submit"
    APPROVED = "approve"
    SENT_BACK = "send-back"
    REPLACED = "replace"
    """Another version of the plan was approved."""
    WITHDRAWN = "withdraw"


_V, _E = VersionState, VersionStep

VERSION_TRANSITIONS: dict[tuple[VersionState, VersionStep], VersionState] = {
    (_V.DRAFT, _E.SUBMITTED): _V.SUBMITTED,
    (_V.DRAFT, _E.WITHDRAWN): _V.WITHDRAWN,
    (_V.SUBMITTED, _E.APPROVED): _V.APPROVED,
    (_V.SUBMITTED, _E.SENT_BACK): _V.DRAFT,
    (_V.SUBMITTED, _E.WITHDRAWN): _V.WITHDRAWN,
    (_V.APPROVED, _E.REPLACED): _V.REPLACED,
    (_V.APPROVED, _E.WITHDRAWN): _V.WITHDRAWN,
}
"""(state, step) → next state. What is missing is refused. With no version in force, the library's plan of that key is."""


def next_version_state(state: VersionState, step: VersionStep) -> VersionState:
    """The state that follows, or `IllegalStep`."""
    try:
        return VERSION_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a version of a plan that is {state} cannot take the step {step}") from None


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of a site's own plan; `number` counts from 1 within its site and key. Times are UTC.

    Whoever wrote in it may not approve it: `written_by` is who did so last, `writers` is everybody. `decided_by` approved it or
    sent it back, saying `decision`. `ended_at` is when it was replaced or withdrawn.
    """

    id: str
    site: str
    number: int
    state: VersionState
    plan: Plan
    written_by: str
    written_at: datetime
    note: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str = ""
    ended_at: datetime | None = None
    writers: tuple[str, ...] = ()
    version: int = 1

    def was_written_by(self, username: str) -> bool:
        """Whether that person wrote in it."""
        return username == self.written_by or username in self.writers


class Plans(Protocol):
    """The sites' own versions of plans."""

    def get(self, version_id: str) -> PlanVersion | None:
        """The version."""

    def in_force(self, site: str) -> Sequence[PlanVersion]:
        """The approved version of each plan that the site has made its own, by key. Few: at most one for each key (unique index)."""

    def triggers(self, site: str) -> Mapping[str, Sequence[str]]:
        """The rules (ids) that the triggers of the site's own plans in force name, by key. Cheap: asked with every alarm."""

    def of_key(self, site: str, key: str) -> Sequence[PlanVersion]:
        """Every version of a plan, the newest first."""

    def list(self, site: str) -> Sequence[PlanVersion]:
        """The newest version of each key, and the one in force where that is another."""

    def add(self, version: PlanVersion) -> None:
        """A new version. A number that is taken raises `Conflict`."""

    def save(self, version: PlanVersion) -> PlanVersion:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""


def due(opened_at: datetime, step: Step) -> datetime | None:
    """Until when `step` is to be done if its phase opened at `opened_at`; `None`: it has no limit."""
    return None if step.within_s is None else opened_at + timedelta(seconds=step.within_s)
