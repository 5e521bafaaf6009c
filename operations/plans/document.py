"""What is wrong with a plan, in words, each at its place: for whoever writes one, and for the library itself.

A place is the way into the plan's JSON (`domain.plan_json`): ``phases[1].steps[0].done.telemetry.point``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from domain.identity import is_slug
from domain.plan import Command, DoneKind, DoneWhen, Phase, Plan, Preparation, Step, WantedReading
from domain.site import Site
from domain.text import Text
from operations.knowledge import CONTACTS
from operations.knowledge import load as load_sops
from operations.plans.wanted import Found, problems_of_telemetry, problems_of_watched
from rules import library_path
from rules.rule_file import load_rules

Item = TypeVar("Item")


def problems_of(
    plan: Plan,
    site: Site | None = None,
    *,
    rules: Collection[str] | None = None,
    pictures: Collection[str] | None = None,
    contacts: Collection[str] = (),
) -> list[Found]:
    """Everything wrong with `plan`, in the order of its document; an empty list: it can be put in force.

    `site`: a point that none of its assets has is a problem too (equipment that it does not have at all is not: a person
    ticks the step). `rules` are the ids that a trigger may name, `None`: those of the library. `pictures` are the ids of
    pictures that are there, `None`: they are not looked at. `contacts` are those that the site keeps beside the known ones.
    """
    known = _Known(
        site,
        _library_rules() if rules is None else frozenset(rules),
        None if pictures is None else frozenset(pictures),
        frozenset((*CONTACTS, *contacts)),
    )
    return [*_head(plan, known), *_stages(plan, known), *problems_of_watched(plan.watched, site)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a plan may name."""

    site: Site | None
    rules: frozenset[str]
    pictures: frozenset[str] | None
    contacts: frozenset[str]


@cache
def _library_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in load_rules([library_path()]))


def _head(plan: Plan, known: _Known) -> Iterator[Found]:
    yield from _slug("key", plan.key)
    yield from _words("title", plan.title)
    yield from _words("purpose", plan.purpose)
    if not plan.follows:
        yield "follows", Text("没有写明依据的标准或做法", "It names no standard or practice that it follows")
    for place, text in _placed("follows", plan.follows):
        yield from _words(place, text)
    for place, rule in _placed("trigger.rules", plan.trigger.rules):
        if rule not in known.rules:
            yield place, Text(f"没有规则 {rule}", f"There is no rule {rule}")
    yield from _twice("trigger.rules", plan.trigger.rules)
    yield from _command(plan.command)
    for place, muster in _placed("musters", plan.musters):
        yield from _limit(f"{place}.within_s", muster.within_s)
        yield from _both_or_none(f"{place}.bring", muster.bring)
    yield from _twice("musters", [muster.department for muster in plan.musters])
    for place, contact in _placed("contacts", plan.contacts):
        yield from _contact(place, contact, known)
    yield from _twice("contacts", plan.contacts)


def _command(command: Command) -> Iterator[Found]:
    posts = [command.in_charge, *command.deputies]
    if len(set(posts)) < len(posts):
        yield "command.deputies", Text("同一岗位写了两次", "A post is named twice")


def _stages(plan: Plan, known: _Known) -> Iterator[Found]:
    yield from _phases("phases", plan.phases, known)
    if plan.preparation is not None:
        yield from _preparation(plan.preparation, known)
    phases = [*plan.phases, *(plan.preparation.phases if plan.preparation else ())]
    yield from _twice("phases", [phase.key for phase in phases])
    yield from _twice("phases", [step.key for phase in phases for step in phase.steps])


def _preparation(preparation: Preparation, known: _Known) -> Iterator[Found]:
    if not preparation.warned:
        yield "preparation.warned", Text("没有选择天气预警", "No kind of weather warning is chosen")
    yield from _twice("preparation.warned", preparation.warned)
    yield from _phases("preparation.phases", preparation.phases, known)


def _phases(place: str, phases: Sequence[Phase], known: _Known) -> Iterator[Found]:
    if not phases:
        yield place, Text("没有阶段", "There is no phase")
    for where, phase in _placed(place, phases):
        yield from _slug(f"{where}.key", phase.key)
        yield from _words(f"{where}.name", phase.name)
        if not phase.steps:
            yield f"{where}.steps", Text("这个阶段没有步骤", "This phase has no step")
        for spot, step in _placed(f"{where}.steps", phase.steps):
            yield from _step(spot, step, known)


def _step(place: str, step: Step, known: _Known) -> Iterator[Found]:
    yield from _slug(f"{place}.key", step.key)
    yield from _words(f"{place}.title", step.title)
    yield from _words(f"{place}.instruction", step.instruction)
    if step.within_s is not None:
        yield from _limit(f"{place}.within_s", step.within_s)
    yield from _done(f"{place}.done", step.done, known)
    if step.contact is not None:
        yield from _contact(f"{place}.contact", step.contact, known)
    if step.sop is not None and step.sop not in load_sops():
        yield f"{place}.sop", Text(f"没有处置规程 {step.sop}", f"There is no procedure {step.sop}")
    for spot, picture in _placed(f"{place}.pictures", step.pictures):
        if known.pictures is not None and picture not in known.pictures:
            yield spot, Text(f"找不到图片 {picture}", f"The picture {picture} is missing")


def _done(place: str, done: DoneWhen, known: _Known) -> Iterator[Found]:
    for kind, said, name in (
        (DoneKind.READING, done.reading, Text("读数", "reading")),
        (DoneKind.TELEMETRY, done.telemetry, Text("测点", "telemetry")),
    ):
        if done.kind is kind and said is None:
            yield f"{place}.{kind}", Text(f"没有写明要什么{name.zh}", f"It does not say which {name.en} is wanted")
        if done.kind is not kind and said is not None:
            yield f"{place}.{kind}", Text(f"完成条件不是{name.zh}，却写了{name.zh}", f"What counts as done is no {name.en}, and yet one is described")
    if done.reading is not None:
        yield from _reading(f"{place}.reading", done.reading)
    if done.telemetry is not None:
        yield from problems_of_telemetry(f"{place}.telemetry", done.telemetry, known.site)


def _reading(place: str, wanted: WantedReading) -> Iterator[Found]:
    yield from _words(f"{place}.label", wanted.label)
    if wanted.low is not None and wanted.high is not None and wanted.low > wanted.high:
        yield f"{place}.low", Text("下限高于上限", "The lower limit is above the upper one")


def _contact(place: str, contact: str, known: _Known) -> Iterator[Found]:
    if contact not in known.contacts:
        yield place, Text(f"没有联系对象 {contact}", f"Nobody is known as {contact}")


def _slug(place: str, key: str) -> Iterator[Found]:
    if not is_slug(key):
        yield place, Text(f"代号“{key}”只能用小写字母、数字和连字符", f"The key “{key}” may have small letters, digits and hyphens only")


def _limit(place: str, within_s: float) -> Iterator[Found]:
    if not within_s > 0:
        yield place, Text("时限要大于 0 秒", "A limit is more than 0 seconds")


def _words(place: str, text: Text) -> Iterator[Found]:
    if not text.zh.strip():
        yield f"{place}.zh", Text("缺少中文", "The Chinese text is missing")
    if not text.en.strip():
        yield f"{place}.en", Text("缺少英文", "The English text is missing")


def _both_or_none(place: str, text: Text) -> Iterator[Found]:
    if text.zh.strip() or text.en.strip():
        yield from _words(place, text)


def _twice(place: str, keys: Sequence[str]) -> Iterator[Found]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield place, Text(f"{key} 出现了 {count} 次", f"{key} stands here {count} times")


def _placed(place: str, items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    return ((f"{place}[{number}]", item) for number, item in enumerate(items))
