"""The sections of a form: tables and paragraphs. One that would be empty is `None`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.records import Transaction
from domain.request import Request
from domain.severity import SEVERITY_NAMES
from domain.text import Text
from domain.work_done import CAUSE_NAMES, HOUR_NAMES, PROBLEM_NAMES, REMEDY_NAMES, WorkDone
from domain.work_order import WorkOrder
from operations.forms import labels
from operations.forms.wording import NOTHING, Wording
from operations.workdone.record import yuan

_MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its title. `widths` are shares of the line, 0 for as wide as its widest cell; without `columns` there is no head."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str, ...]]
    right: tuple[int, ...] = ()
    """Which columns hold numbers and stand at their right edge."""
    total: str = ""
    """What stands below it, at the right."""
    note: str = ""


def tasks_of(order: WorkOrder, w: Wording) -> Section | None:
    """What the assisting departments have to do."""
    rows = [
        (
            w.of(labels.DEPARTMENTS[task.department]),
            w.titled(task.title),
            w.moment(task.due_by),
            NOTHING if task.done_at is None else f"{w.moment(task.done_at)} {w.person(task.done_by)}",
        )
        for task in order.tasks
    ]
    return _table(w, labels.TASKS, labels.TASK_COLUMNS, (0, 3, 0, 2), rows)


def alarms_of(tx: Transaction, order: WorkOrder, w: Wording) -> Section | None:
    """What was raised."""
    found = [alarm for alarm_id in order.alarm_ids[-_MOST_ROWS:] if (alarm := tx.alarms.get(alarm_id)) is not None]
    rows = [(w.moment(alarm.raised_at), w.of(SEVERITY_NAMES[alarm.severity]), w.titled(alarm.message), w.moment(alarm.cleared_at)) for alarm in found]
    return _table(w, labels.ALARMS, labels.ALARM_COLUMNS, (0, 0, 1, 0), rows, of=len(order.alarm_ids))


def steps_of(tx: Transaction, order: WorkOrder, w: Wording) -> Section | None:
    """Who did what and when."""
    timeline = tx.orders.timeline(order.id)
    rows = [
        (w.moment(line.occurred_at), w.of(labels.EVENTS.get(line.event, Text(line.event.value, line.event.value))), w.person(line.actor), own(line.note, w))
        for line in timeline[-_MOST_ROWS:]
    ]
    return _table(w, labels.STEPS, labels.STEP_COLUMNS, (0, 0, 0, 1), rows, of=len(timeline))


def work_of(tx: Transaction, order: WorkOrder, work: WorkDone, w: Wording) -> list[Section | None]:
    """What was found and done."""
    repeat = tx.work_done.repeat_of(order.id)
    earlier = None if repeat is None else tx.orders.get(repeat.earlier_id)
    said: list[tuple[Text, str]] = [
        (labels.PROBLEM, "" if work.problem is None else w.of(PROBLEM_NAMES[work.problem])),
        (labels.CAUSE, "" if work.cause is None else w.of(CAUSE_NAMES[work.cause])),
        (labels.REMEDY, "" if work.remedy is None else w.of(REMEDY_NAMES[work.remedy])),
        (labels.WHAT, w.said(work.what)),
        (labels.REPEAT, "" if earlier is None else w.of(labels.REPEAT_OF.filled(number=earlier.number))),
    ]
    rows = [(w.of(label), words) for label, words in said if words]
    return [Section(w.of(labels.WORK), (), (0, 1), rows)] if rows else []


def labour_of(work: WorkDone, w: Wording) -> Section | None:
    """Who worked how long."""
    rows = [(w.person(line.person), w.of(HOUR_NAMES[line.hours]), str(line.minutes)) for line in work.labour]
    return _table(w, labels.LABOUR, labels.LABOUR_COLUMNS, (2, 1, 1), rows, right=(2,), total=f"{w.of(labels.TOTAL)} {work.minutes}")


def parts_of(work: WorkDone, w: Wording) -> Section | None:
    """What was used and what it costs."""
    rows = [
        (
            w.said(part.name),
            w.said(part.code),
            f"{part.quantity:f} {w.said(part.unit)}".strip(),
            yuan(part.unit_cost_fen),
            yuan(part.cost_fen),
            w.of(labels.OWNER_PAYS if part.owner_pays else labels.PROPERTY_PAYS),
        )
        for part in work.parts
    ]
    total = f"{w.of(labels.TOTAL)} ¥{yuan(work.cost_fen)}"
    if work.owner_cost_fen:
        total += (
            f"，{w.of(labels.OF_THAT_OWNER.filled(cost=yuan(work.owner_cost_fen)))}"
            if w.language == "zh"
            else f", {w.of(labels.OF_THAT_OWNER.filled(cost=yuan(work.owner_cost_fen)))}"
        )
    return _table(w, labels.PARTS, labels.PART_COLUMNS, (3, 1, 1, 1, 1, 0), rows, right=(2, 3, 4), total=total)


def satisfaction_of(requests: Sequence[Request], w: Wording) -> Section | None:
    """How satisfied those were who had asked."""
    rows = [
        (
            f"{rating.score} / {len(labels.SCORES)} · {w.of(labels.SCORES[rating.score - 1])} · {w.of(labels.SOLVED if rating.solved else labels.NOT_SOLVED)}",
            w.said(rating.text),
        )
        for rating in (request.rating for request in requests)
        if rating is not None
    ]
    return Section(w.of(labels.SATISFACTION), (), (1, 2), rows) if rows else None


def own(note: str, w: Wording) -> str:
    """A note; of one that Steward wrote in both languages, as ``中文 / English``, the half in the form's."""
    parts = note.split(" / ")
    zh, en = " / ".join(parts[: len(parts) // 2]), " / ".join(parts[len(parts) // 2 :])
    if len(parts) % 2 or not _is_chinese(zh) or _is_chinese(en):
        return w.said(note)
    return w.said(zh if w.language == "zh" else en)


def _is_chinese(words: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in words)


def _table(
    w: Wording,
    title: Text,
    columns: Sequence[Text],
    widths: tuple[int, ...],
    rows: Sequence[tuple[str, ...]],
    *,
    right: tuple[int, ...] = (),
    total: str = "",
    of: int = 0,
) -> Section | None:
    note = w.of(labels.MORE_LINES.filled(n=_MOST_ROWS)) if of > _MOST_ROWS else ""
    return Section(w.of(title), tuple(w.of(column) for column in columns), widths, rows, right, total, note) if rows else None
