"""A plan on paper: a card for each post, A5, for the wall and for the phone that is offline. Chinese first, English below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

from domain.plan import Command, DoneKind, DoneWhen, Phase, Plan, Stage, Step
from domain.post import POST_NAMES, Post
from domain.site import Site
from domain.text import Text
from operations.forms.typeset import Typesetter
from operations.knowledge import CONTACTS
from operations.plans.numbers import contacts_of

Pair = dict[str, str]

_LIBRARY = Text("预案库", "Library")
_VERSION = Text("第 {number} 版", "Version {number}")
_PREPARATION = Text("预警准备 · {phase}", "Before it comes: {phase}")
_IN_CHARGE = Text("指挥", "In charge")
_MUSTER = Text("报到", "Check in")
_WITHIN = Text("{limit}内", "within {limit}")
_OPTIONAL = Text("（需要时）", "(if needed)")
_NO_NUMBER = "＿＿＿＿＿＿＿＿"
_WORDS = {
    "overview": Text("全部步骤", "All steps"),
    "who": Text("岗位", "Post"),
    "what": Text("做什么", "What"),
    "limit": Text("时限", "Limit"),
    "contacts": Text("联系电话", "Numbers"),
    "note": Text(
        "时限从本阶段开始时算起。系统只监测，不控制电梯、消防和燃气设备。以系统中正在执行的版本为准。",
        "Limits count from the opening of the phase. Steward only watches lifts, fire and gas. The version in force is the one that counts.",
    ),
}
_DONE = {
    DoneKind.PHOTO: Text("拍照", "Take a photo"),
    DoneKind.TELEMETRY: Text("系统自动确认；没确认的看过再手工打勾", "Steward ticks it; if not, look and tick it yourself"),
}


def cards(
    plan: Plan,
    number: int,
    site: Site,
    numbers: Mapping[str, str],
    *,
    post: Post | None = None,
    made_at: datetime,
    names: Mapping[str, Text] | None = None,
    uploads: Path | None = None,
    typesetter: Typesetter | None = None,
) -> bytes:
    """A PDF with the card of `post`, or of every post of `plan` (`posts_of`).

    `number` is the version's (0: the library's). `numbers` are the site's telephone numbers by contact id; one that is
    missing is the contact's own, else a line to write on. `names` are those of contacts that only the site keeps (else their
    id is printed). The pictures of steps lie in `uploads` under their ids; one that is gone is left out. `made_at` is aware.
    Slow, as all typesetting is: never inside a transaction.

    Raises `KeyError` for a post that has no part in the plan, and what `Typesetter.pdf` raises.
    """
    chosen = posts_of(plan) if post is None else (post,)
    if post is not None and post not in posts_of(plan):
        raise KeyError(post)
    data = _data(plan, number, site, _Book(numbers, names or {}), chosen, made_at)
    return (typesetter or Typesetter()).compiled(_template(), data, at=made_at, beside=_beside(plan, uploads))[0]


def pictures(plan: Plan, number: int, site: Site, numbers: Mapping[str, str], *, post: Post, made_at: datetime, typesetter: Typesetter) -> list[bytes]:
    """The card of `post`, each page as PNG."""
    return typesetter.compiled(_template(), _data(plan, number, site, _Book(numbers, {}), (post,), made_at), at=made_at, form="png", beside=_beside(plan, None))


def posts_of(plan: Plan) -> tuple[Post, ...]:
    """The posts that have a card: who commands first, then those that have steps."""
    working = [step.post for stage in Stage for _phase, step in plan.steps(stage)]
    return tuple(dict.fromkeys([*_commanding(plan.command), *(post for post in Post if post in working)]))


def _template() -> bytes:
    return resources.files("operations.plans").joinpath("card.typ").read_bytes()


def _beside(plan: Plan, uploads: Path | None) -> Callable[[Path], Mapping[str, object]]:
    """Lays the pictures of the plan's steps beside the template; each by its id."""
    wanted = dict.fromkeys(picture for stage in Stage for _phase, step in plan.steps(stage) for picture in step.pictures)

    def laid(folder: Path) -> Mapping[str, object]:
        from operations.forms import pictures as paper  # noqa: PLC0415  Pillow and segno, which only printing needs

        files = {picture: f"picture-{number}.jpg" for number, picture in enumerate(wanted)} if uploads is not None else {}
        return {"pictures": {picture: file for picture, file in files.items() if uploads is not None and paper.photo(uploads / picture, folder / file)}}

    return laid


@dataclass(frozen=True, slots=True)
class _Book:
    """Who is called what, and at which number."""

    numbers: Mapping[str, str]
    names: Mapping[str, Text]

    def entry(self, contact: str) -> Pair:
        known = CONTACTS.get(contact)
        name = self.names.get(contact) or (known.name if known else Text(contact, contact))
        return {**_pair(name), "number": self.numbers.get(contact) or (known.number if known else None) or _NO_NUMBER}


def _data(plan: Plan, number: int, site: Site, book: _Book, posts: Sequence[Post], made_at: datetime) -> dict[str, object]:
    version = _VERSION.filled(number=number) if number else _LIBRARY
    day = f"{made_at.astimezone(site.time_zone):%Y-%m-%d}"
    return {
        "title": f"{plan.title.zh} {site.name.zh}",
        "plan": _pair(plan.title),
        "site": _pair(site.name),
        "version": {"zh": f"{version.zh} · {day}", "en": f"{version.en} · {day}"},
        "footer": f"{plan.title.zh} · {site.name.zh} · {version.zh} · {day}",
        "words": {name: _pair(text) for name, text in _WORDS.items()},
        "contacts": [book.entry(contact) for contact in contacts_of(plan)],
        "cards": [_card(plan, post, book) for post in posts],
    }


def _card(plan: Plan, post: Post, book: _Book) -> dict[str, object]:
    commanding = _commanding(plan.command)
    return {
        "post": _pair(POST_NAMES[post]),
        "facts": [{"label": _pair(label), "value": _pair(value)} for label, value in _facts(plan, post)],
        "phases": [{"name": _pair(name), "steps": steps} for name, steps in _phases(plan, post, book)],
        "overview": [{"post": _pair(POST_NAMES[step.post]), "title": _pair(step.title), "limit": _limit(step)} for _phase, step in plan.steps(Stage.RESPONSE)]
        if post in commanding[:2]
        else [],
    }


def _facts(plan: Plan, post: Post) -> Iterator[tuple[Text, Text]]:
    names = [POST_NAMES[each] for each in _commanding(plan.command)]
    yield _IN_CHARGE, Text(" → ".join(name.zh for name in names), " → ".join(name.en for name in names))
    for muster in plan.musters:
        if muster.department is post.department:
            within = _WITHIN.filled(limit=_lasting(muster.within_s))
            yield (
                _MUSTER,
                Text("：".join(each for each in (within.zh, muster.bring.zh) if each), ": ".join(each for each in (within.en, muster.bring.en) if each)),
            )


def _phases(plan: Plan, post: Post, book: _Book) -> Iterator[tuple[Text, list[dict[str, object]]]]:
    count = 0
    for stage in (Stage.PREPARATION, Stage.RESPONSE):
        for phase in plan.phases_of(stage):
            mine = [step for step in phase.steps if step.post is post]
            if mine:
                yield _name(phase, stage), [_step(step, count + place, book) for place, step in enumerate(mine, 1)]
                count += len(mine)


def _name(phase: Phase, stage: Stage) -> Text:
    return phase.name if stage is Stage.RESPONSE else _PREPARATION.filled(phase=phase.name)


def _step(step: Step, number: int, book: _Book) -> dict[str, object]:
    title = step.title if step.required else Text(step.title.zh + _OPTIONAL.zh, f"{step.title.en} {_OPTIONAL.en}")
    return {
        "number": str(number),
        "title": _pair(title),
        "instruction": _pair(step.instruction),
        "limit": _limit(step),
        "done": _done(step.done),
        "pictures": list(step.pictures),
        "call": {} if step.contact is None else book.entry(step.contact),
    }


def _done(done: DoneWhen) -> Pair:
    if done.reading is not None:
        reading = done.reading
        span = f"{'' if reading.low is None else f'{reading.low:g}'} – {'' if reading.high is None else f'{reading.high:g}'} {reading.unit}".strip()
        limits = "" if reading.low is None and reading.high is None else span
        return {"zh": f"填读数：{reading.label.zh} {limits}".rstrip(), "en": f"Enter: {reading.label.en} {limits}".rstrip()}
    return _pair(_DONE[done.kind]) if done.kind in _DONE else {}


def _limit(step: Step) -> Pair:
    return {} if step.within_s is None else _pair(_WITHIN.filled(limit=_lasting(step.within_s)))


def _lasting(seconds: float) -> Text:
    for size, unit in ((86400, Text("天", "d")), (3600, Text("小时", "h")), (60, Text("分钟", "min"))):
        if seconds >= size and seconds % (size / 2) == 0:
            return Text(f"{seconds / size:g} {unit.zh}", f"{seconds / size:g} {unit.en}")
    return Text(f"{seconds:g} 秒", f"{seconds:g} s")


def _commanding(command: Command) -> tuple[Post, ...]:
    return (command.in_charge, *command.deputies)


def _pair(text: Text) -> Pair:
    return {"zh": text.zh, "en": text.en}
