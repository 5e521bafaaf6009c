"""The example site on a stage: its equipment says things, the real rules judge them, people act, and the clock is moved by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from domain.attachment import Attachment
from domain.identity import new_id
from domain.people import Department, Person, Role
from domain.plan import DoneKind, Phase, Step
from domain.plan import Stage as Part
from domain.plan_review import PlanReview
from domain.plan_run import SETTLED, PlanRun, RunEntry, RunEvent, RunFilter, RunState, StepRun
from domain.reading import Quality, Reading, Value
from domain.records import Account, Records
from domain.site import Point, Site
from domain.telemetry import TelemetryMessage, TelemetryStore
from domain.text import Text
from domain.transition import Transition
from operations import deadlines
from operations.plans import beginning, ending, steps, watching
from operations.plans.beginning import NewRun
from operations.response import respond
from rules import library_path
from rules.engine import Engine
from rules.rule_file import load_rules
from rules.ruleset import bind

TEN_PAST_TWO = datetime(2026, 11, 23, 18, 10, tzinfo=UTC)
"""At night at the site."""
OFTEN = timedelta(seconds=60)
"""How often everything that has spoken says again what it said."""
PEOPLE = (
    Person("p-guard", "guard", "王强", Role.GUARD, Department.SECURITY, ("riverside",)),
    Person("p-fitter", "fitter", "李工", Role.ENGINEER, Department.ENGINEERING, ("riverside",)),
    Person("p-desk", "desk", "赵敏", Role.SERVICE_CENTRE, Department.SERVICE_CENTRE, ("riverside",)),
    Person("p-manager", "manager", "陈经理", Role.MANAGER, Department.MANAGEMENT, ("riverside",)),
)


class Stage:
    """One site, its rules and records, and a clock that only `pass_time` moves."""

    def __init__(self, site: Site, records: Records, telemetry: TelemetryStore) -> None:
        # Without the rules of silence: most of the site says nothing here.
        rules = [rule for rule in load_rules([library_path()]) if not rule.id.startswith("device.")]
        self.now = TEN_PAST_TWO
        self.site = site
        self.records = records
        self._telemetry = telemetry
        self._engine = Engine(site, bind(rules, site), started_at=self.now, settle_s=0)
        self._said: dict[Point, Value] = {}
        self._next = self.now + OFTEN
        with records.transaction() as tx:
            for person in PEOPLE:
                tx.people.add(Account(person, "!"))

    def of_type(self, asset_type: str, within: str = "") -> list[str]:
        """The assets of a type, in the space `within` or around it."""
        return [asset.id for asset in self.site.assets_of_type(asset_type) if not within or within in {space.id for space in self.site.space_path(asset.space)}]

    def say(self, *assets: str, **values: Value) -> None:
        """`assets` say `values` now, and again from time to time from now on."""
        spoken = {point: value for asset in assets for point, value in self._points(asset, values)}
        self._said.update(spoken)
        self._publish(spoken)

    def _points(self, asset: str, values: Mapping[str, Value]) -> list[tuple[Point, Value]]:
        found = [(self.site.points[f"{self.site.id}.{asset}.{key}"], value) for key, value in values.items()]
        return [(point, float(value) if isinstance(value, int) and not isinstance(value, bool) else value) for point, value in found]

    def pass_time(self, seconds: float, step_s: float = 30) -> None:
        """Let time pass in small steps, each with all that the worker looks at."""
        end = self.now + timedelta(seconds=seconds)
        while self.now < end:
            self.now = min(self.now + timedelta(seconds=step_s), end)
            if self.now >= self._next:
                self._publish(self._said)
                self._next = self.now + OFTEN
            self._respond(self._engine.tick(self.now))
            deadlines.sweep(self.records, {self.site.id: self.site}, self.now)
            watching.sweep(self.records, self._telemetry, {self.site.id: self.site}, self.now)

    def _publish(self, spoken: Mapping[Point, Value]) -> None:
        by_device = groupby(sorted(spoken, key=lambda point: (point.device, point.id)), key=lambda point: point.device)
        messages = [
            TelemetryMessage(self.site.id, device, self.site.devices[device].type.key, self.now, self.now, {point.raw_key: spoken[point] for point in points})
            for device, points in by_device
        ]
        self._telemetry.write(messages)
        transitions = [each for message in messages for each in self._engine.seen(message.device, self.now)]
        for point, value in spoken.items():
            transitions += self._engine.reading(Reading(point.id, self.now, self.now, value, Quality.GOOD))
        self._respond(transitions)

    def _respond(self, transitions: Sequence[Transition]) -> None:
        if transitions:
            with self.records.transaction() as tx:
                respond(tx, transitions, self.site, self.now)

    # --- What people do ---------------------------------------------------------------------------------------

    def runs(self, key: str) -> Sequence[PlanRun]:
        """The runs of a plan."""
        with self.records.reading() as tx:
            return [run for run in tx.plan_runs.list(RunFilter(), limit=100).items if run.plan.key == key]

    def only_run(self, key: str) -> PlanRun:
        """The run of a plan, when there is exactly one."""
        (run,) = self.runs(key)
        return run

    def run(self, run_id: str) -> PlanRun:
        """The run as it is now."""
        with self.records.reading() as tx:
            found = tx.plan_runs.get(run_id)
        assert found is not None
        return found

    def step(self, run: PlanRun, key: str) -> StepRun:
        """How a step stands now."""
        return self.run(run.id).step(key)

    def log(self, run: PlanRun) -> Sequence[RunEntry]:
        """The run's log."""
        with self.records.reading() as tx:
            return tx.plan_runs.log(run.id)

    def review(self, run: PlanRun) -> PlanReview:
        """The review of a run that is over."""
        with self.records.reading() as tx:
            found = tx.plan_reviews.of_run(run.id)
        assert found is not None
        return found

    def start(self, key: str, *, space: str | None = None, part: Part = Part.RESPONSE) -> PlanRun:
        """Somebody starts a plan by hand."""
        new = NewRun(key, Text("电话报警", "Somebody rang"), stage=part, space=space)
        with self.records.transaction() as tx:
            return beginning.start(tx, new, site=self.site, by="guard", at=self.now)

    def start_proposed(self, run: PlanRun) -> PlanRun:
        """Somebody decides that it is needed."""
        with self.records.transaction() as tx:
            return beginning.start_proposed(tx, run.id, site=self.site, by="guard", at=self.now)

    def check_in(self, run: PlanRun) -> None:
        """Every department that was called is there, and the manager takes command."""
        with self.records.transaction() as tx:
            for muster in run.plan.musters:
                steps.check_in(tx, run.id, muster.department, by="guard", at=self.now)
            steps.take_command(tx, run.id, to="manager", by="manager", at=self.now)

    def do(self, run: PlanRun, step: Step, readings: Mapping[str, float]) -> None:
        """Whoever is on the post does a step: rings up whom it names, takes the photo, reads the value."""
        with self.records.transaction() as tx:
            if step.contact is not None:
                steps.call(tx, run.id, step.contact, by="guard", at=self.now, result="answered")
            files: tuple[str, ...] = ()
            if step.done.kind is DoneKind.PHOTO:
                files = (new_id(),)
                tx.plan_runs.add_attachment(Attachment(files[0], run.id, "photo.jpg", "image/jpeg", 1, "00", self.now, "guard"))
            value = readings[step.key] if step.done.kind is DoneKind.READING else None
            note = "已到场看过" if step.done.kind is DoneKind.TELEMETRY else ""
            steps.done(tx, run.id, step.key, site=self.site, by="guard", at=self.now, value=value, files=files, note=note)

    def skip(self, run: PlanRun, step: Step) -> None:
        """It is not needed this time."""
        with self.records.transaction() as tx:
            steps.skip(tx, run.id, step.key, site=self.site, by="guard", at=self.now, reason="本次不需要")

    def stand_down(self, run: PlanRun, by: str = "manager") -> PlanRun:
        """Who commands says that it is over."""
        with self.records.transaction() as tx:
            return ending.stand_down(tx, run.id, site=self.site, by=by, at=self.now, outcome="已处置完毕")


def unsettled(run: PlanRun, phase: Phase) -> list[Step]:
    """The steps of a phase that are still to be done."""
    return [step for step in phase.steps if run.step(step.key).state not in SETTLED]


def events(entries: Sequence[RunEntry], key: str) -> list[RunEvent]:
    """What happened to a step."""
    return [entry.event for entry in entries if entry.step == key]


RUNNING, PROPOSED = RunState.RUNNING, RunState.PROPOSED
