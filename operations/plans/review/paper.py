"""What stands in the printed review, as plain data in one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.drill import MARK
from domain.identity import LIVE
from domain.people import Department
from domain.plan import PLAN_KIND_NAMES
from domain.plan_review import MOMENT_NAMES, REVIEW_STATE_NAMES, KeyMoment, LimitLine, PlanReview
from domain.plan_run import RUN_STATE_NAMES
from domain.post import POST_NAMES, Post
from domain.severity import SEVERITY_NAMES
from domain.site import Site
from domain.text import Text
from domain.work_order import ORDER_STATE_NAMES
from operations.forms.labels import DEPARTMENTS
from operations.forms.sections import own
from operations.forms.wording import NOTHING, Wording
from operations.plans.review import printing_words as words
from operations.plans.review.spans import lasted
from operations.plans.review.timeline import Line, Source
from operations.plans.review.whole import OrderStands, WholeReview

MOST_LINES = 160
"""Of the time line on paper; deliveries go first."""
_OURS = {"system": words.SYSTEM, "telemetry": words.TELEMETRY}

Table = dict[str, object]


def title(whole: WholeReview, w: Wording) -> str:
    """Its heading; a drill's says so."""
    return f"{'' if whole.review.realm == LIVE else w.of(MARK)}{w.of(words.TITLE)}"


def facts(whole: WholeReview, site: Site, w: Wording) -> list[tuple[str, str]]:
    """What it is about, as (label, value) pairs."""
    review, run = whole.review, whole.run
    place = None if run is None else _place(run.asset, run.space, site)
    known = [
        (words.PLAN, w.titled(review.title)),
        (words.KIND, w.of(PLAN_KIND_NAMES[review.kind])),
        (words.PLACE, w.of(site.name if place is None else place)),
        (words.URGENCY, w.of(SEVERITY_NAMES[review.severity])),
        (words.BEGUN, second(review.begun_at, w, day=True)),
        (words.ENDED, second(review.ended_at, w, day=True)),
        (words.ENDING, w.of(RUN_STATE_NAMES[review.ending])),
        (words.STATE, w.of(REVIEW_STATE_NAMES[review.state])),
        (words.REASON, NOTHING if run is None else w.titled(run.reason)),
        (words.OUTCOME, NOTHING if run is None else w.said(run.outcome) or NOTHING),
    ]
    return [(w.of(label), value) for label, value in known]


def moments(review: PlanReview, w: Wording) -> list[dict[str, str]]:
    """The strip of key moments."""
    return [
        {
            "name": w.of(MOMENT_NAMES[each.kind]),
            "at": w.of(words.NEVER) if each.at is None else second(each.at, w),
            "after": "" if not each.after_s else f"+{w.of(lasted(each.after_s))}",
        }
        for each in in_time(review.moments)
    ]


def in_time(moments: Sequence[KeyMoment]) -> Sequence[KeyMoment]:
    """As they were reached; those that never were stand before the end."""
    reached = sorted((each for each in moments if each.at is not None), key=lambda each: each.after_s or 0.0)
    return [*reached[:-1], *(each for each in moments if each.at is None), *reached[-1:]]


def sections(whole: WholeReview, w: Wording) -> dict[str, Table | None]:
    """The tables before and after the time line."""
    review = whole.review
    limits = [_limit(line, w) for line in review.limits]
    departments = [
        (w.of(DEPARTMENTS[each.department]), second(each.called_at, w), second(each.in_at, w), _took(each.after_s, w), f"{each.kept} / {each.missed}")
        for each in whole.departments
    ]
    people = [
        (
            person(each.person, w),
            *(second(at, w) for at in (each.received_at, each.answered_at, each.acted_at)),
            _took(each.after_s, w),
            str(each.did),
            f"{each.kept} / {each.missed}",
        )
        for each in whole.people
    ]
    total = w.of(words.KEPT_OF.filled(kept=str(review.kept), missed=str(review.missed)))
    return {
        "limits": _table(w, words.LIMITS, words.LIMIT_COLUMNS, (0, 1, 0, 0, 0, 0), limits, total),
        "departments": _table(w, words.DEPARTMENTS, words.DEPARTMENT_COLUMNS, (1, 1, 1, 1, 1), departments),
        "people": _table(w, words.PEOPLE, words.PEOPLE_COLUMNS, (1, 1, 1, 1, 1, 0, 0), people),
        "findings": _table(w, words.FINDINGS, (), (1, 0), [(w.said(each.text), f"{person(each.by, w)} {w.moment(each.at)}") for each in review.findings]),
        "tasks": _table(w, words.TASKS, words.TASK_COLUMNS, (1, 0, 0, 0, 0), _tasks(whole, w)),
    }


def timeline(whole: WholeReview, w: Wording) -> Table:
    """The time line; where it is too long for paper, deliveries go first and it says how many lines are missing."""
    told = [line for line in whole.lines if line.source is not Source.DELIVERY]
    kept = {id(line) for line in [*told, *(line for line in whole.lines if line.source is Source.DELIVERY)][:MOST_LINES]}
    rows = [_line(line, w) for line in whole.lines if id(line) in kept]
    missing = len(whole.lines) - len(rows) + whole.left_out
    note = w.of(words.MORE_LINES).replace("{n}", str(missing)) if missing else ""
    columns = [w.of(each) for each in words.TIMELINE_COLUMNS]
    return {"columns": columns, "rows": rows, "note": note if whole.run is not None else w.of(words.FORGOTTEN)}


def summary(review: PlanReview, w: Wording) -> dict[str, str]:
    """What was learnt, and who said so."""
    by = "" if review.closed_at is None else f"{person(review.closed_by, w)} {w.moment(review.closed_at)}"
    return {"title": w.of(words.SUMMARY), "words": w.said(review.summary) or w.of(words.NOTHING_YET), "by": by}


def second(at: datetime | None, w: Wording, *, day: bool = False) -> str:
    """A time at the site, to the second."""
    return NOTHING if at is None else at.astimezone(w.zone).strftime("%Y-%m-%d %H:%M:%S" if day else "%H:%M:%S")


def person(who: str | None, w: Wording) -> str:
    """Somebody's name, or which part of Steward it was."""
    return w.of(_OURS[who]) if who in _OURS else w.person(who)


def who(line: LimitLine) -> Text:
    """Whose limit it was, in words."""
    if line.who in set(Post):
        return POST_NAMES[Post(line.who)]
    return DEPARTMENTS[Department(line.who)] if line.who in set(Department) else Text(line.who, line.who)


def _limit(line: LimitLine, w: Wording) -> tuple[str, ...]:
    done = line.settled_at if line.kept is not None else None
    return (w.of(who(line)), w.titled(line.title), second(line.due_at, w), second(done, w), person(line.by, w), _kept(line, w))


def _kept(line: LimitLine, w: Wording) -> str:
    if line.kept is None:
        return w.of(words.NOT_DUE if line.settled_at is None else words.LEFT_OUT)
    if line.kept:
        return w.of(words.KEPT)
    text = words.NOT_DONE if line.settled_at is None else words.MISSED
    return w.of(text.filled(by=lasted(line.over_s or 0.0)))


def _line(line: Line, w: Wording) -> tuple[str, str, str]:
    late = line.source is Source.RUN and (line.known_at - line.at).total_seconds() >= 1
    said = "\n".join(each for each in (w.titled(line.text), own(line.note, w)) if each)
    return (second(line.at, w), f"{said}{w.of(words.SAID_LATE.filled(at=second(line.known_at, w))) if late else ''}", person(line.actor, w))


def _tasks(whole: WholeReview, w: Wording) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for task in whole.review.tasks:
        order = whole.orders.get(task.order_id)
        owner = w.of(DEPARTMENTS[task.department]) + ("" if task.person is None else f" {person(task.person, w)}")
        rows.append(
            (w.said(task.what), owner, w.moment(task.until), NOTHING if order is None else order.number, NOTHING if order is None else _order(order, w))
        )
    return rows


def _order(order: OrderStands, w: Wording) -> str:
    also = ([w.of(words.REOPENED).replace("{n}", str(order.reopened))] if order.reopened else []) + ([w.of(words.LATE)] if order.late else [])
    return " · ".join([w.of(ORDER_STATE_NAMES[order.state]), *also])


def _took(seconds: float | None, w: Wording) -> str:
    return NOTHING if seconds is None else w.of(lasted(seconds))


def _table(w: Wording, heading: Text, columns: Sequence[Text], widths: Sequence[int], rows: Sequence[tuple[str, ...]], total: str = "") -> Table | None:
    """A table; `None` where it would be empty. `widths` are shares of the line, 0 for as wide as its widest cell."""
    if not rows:
        return None
    return {"title": w.of(heading), "columns": [w.of(each) for each in columns], "widths": list(widths), "rows": rows, "total": total}


def _place(asset: str | None, space: str | None, site: Site) -> Text | None:
    known = None if asset is None else site.assets.get(asset)
    if known is not None:
        return Text(f"{site.place(known).zh} · {known.name.zh}", f"{site.place(known).en} · {known.name.en}")
    return site.place_of_space(space) if space is not None and space in site.spaces else None
