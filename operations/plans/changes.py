"""What is different between two versions of a plan, in words: steps first, because people do those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from domain.plan import Phase, Plan, Stage, Step
from domain.post import POST_NAMES
from domain.text import Text


class Altered(StrEnum):
    """What became of a part of the plan."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `place` is a phase's or step's key (``stop``, ``stop/pump``) or the plan's field; `name` is it in words.

    `what` says which of its parts changed: fields of `domain.plan`; `told` says more in words, where that is short.
    """

    altered: Altered
    place: str
    name: Text
    what: tuple[str, ...] = ()
    told: tuple[Text, ...] = ()


def differences(old: Plan, new: Plan) -> list[Difference]:
    """From `old` to `new`; an empty list: they are the same."""
    return [*_phases(old, new), *_steps(old, new), *_head(old, new)]


_HEAD = {
    "title": Text("标题", "Title"),
    "purpose": Text("目的", "Purpose"),
    "follows": Text("依据", "What it follows"),
    "trigger": Text("启动条件", "Trigger"),
    "command": Text("指挥", "Command"),
    "musters": Text("报到部门", "Departments that check in"),
    "contacts": Text("联系对象", "Contacts"),
    "watched": Text("指挥页测点", "Telemetry on the command page"),
}


def _head(old: Plan, new: Plan) -> Iterator[Difference]:
    for name, words in _HEAD.items():
        if getattr(old, name) != getattr(new, name):
            yield Difference(Altered.CHANGED, name, words)
    if old.preparation is None or new.preparation is None:
        if old.preparation is not new.preparation:
            yield Difference(Altered.ADDED if old.preparation is None else Altered.REMOVED, "preparation", _PREPARATION)
    elif (old.preparation.warned, old.preparation.from_level) != (new.preparation.warned, new.preparation.from_level):
        yield Difference(Altered.CHANGED, "preparation", _PREPARATION)


_PREPARATION = Text("预警准备", "Preparation")


def _phases(old: Plan, new: Plan) -> Iterator[Difference]:
    before, after = _phases_of(old), _phases_of(new)
    for key, phase in after.items():
        if key not in before:
            yield Difference(Altered.ADDED, key, phase.name)
        elif before[key].name != phase.name:
            yield Difference(Altered.CHANGED, key, phase.name, ("name",))
    for key, phase in before.items():
        if key not in after:
            yield Difference(Altered.REMOVED, key, phase.name)
    both = [key for key in before if key in after]
    if both != [key for key in after if key in before]:
        yield Difference(Altered.MOVED, "phases", Text("阶段顺序", "Order of the phases"))


def _phases_of(plan: Plan) -> dict[str, Phase]:
    return {phase.key: phase for stage in (Stage.PREPARATION, Stage.RESPONSE) for phase in plan.phases_of(stage)}


def _steps(old: Plan, new: Plan) -> Iterator[Difference]:
    before, after = _steps_of(old), _steps_of(new)
    for key, (phase, step) in after.items():
        if key not in before:
            yield Difference(Altered.ADDED, f"{phase}/{key}", step.title)
            continue
        was_in, was = before[key]
        what = tuple(field.name for field in fields(step) if getattr(step, field.name) != getattr(was, field.name))
        if what:
            yield Difference(Altered.CHANGED, f"{phase}/{key}", step.title, what, tuple(_told(was, step)))
        if was_in != phase:
            yield Difference(Altered.MOVED, f"{phase}/{key}", step.title)
    for key, (phase, step) in before.items():
        if key not in after:
            yield Difference(Altered.REMOVED, f"{phase}/{key}", step.title)
    yield from _order(old, new, set(before) & set(after))


def _order(old: Plan, new: Plan, both: set[str]) -> Iterator[Difference]:
    """Phases in which the steps that stayed stand in another order."""
    was = {key: [step.key for step in phase.steps] for key, phase in _phases_of(old).items()}
    for key, phase in _phases_of(new).items():
        stayed = [step.key for step in phase.steps if step.key in both and step.key in was.get(key, ())]
        if stayed != [step for step in was.get(key, ()) if step in stayed]:
            yield Difference(Altered.MOVED, key, phase.name, ("steps",))


def _steps_of(plan: Plan) -> dict[str, tuple[str, Step]]:
    return {step.key: (phase.key, step) for stage in (Stage.PREPARATION, Stage.RESPONSE) for phase, step in plan.steps(stage)}


def _told(was: Step, now: Step) -> Iterator[Text]:
    if was.within_s != now.within_s:
        before, after = _limit(was.within_s), _limit(now.within_s)
        yield Text(f"时限 {before.zh} → {after.zh}", f"limit {before.en} → {after.en}")
    if was.post is not now.post:
        before, after = POST_NAMES[was.post], POST_NAMES[now.post]
        yield Text(f"岗位 {before.zh} → {after.zh}", f"post {before.en} → {after.en}")


def _limit(within_s: float | None) -> Text:
    if within_s is None:
        return Text("无", "none")
    minutes, seconds = divmod(round(within_s), 60)
    if seconds == 0:
        return Text(f"{minutes} 分钟", f"{minutes} min")
    return Text(f"{round(within_s)} 秒", f"{round(within_s)} s")
