"""What a step says besides its note, and which step may say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.people import Department
from domain.problem import Refusal
from domain.severity import Priority
from domain.text import Text
from domain.work_order import NEEDS_NOTE, HoldReason, OrderEvent, Outcome

_E = OrderEvent


@dataclass(frozen=True, slots=True)
class StepDetails:
    """Whatever a step does not need is left out.

    `assignee` is a username: who does it, or with ``own`` who owns it. `outcome` is what was found, `until` (UTC) what is
    promised, `into` the id of the order that a duplicate becomes part of, `tag` what was scanned at the asset. `override`:
    verify it although something is missing; the note says why.
    """

    assignee: str | None = None
    department: Department | None = None
    priority: Priority | None = None
    outcome: Outcome | None = None
    hold_reason: HoldReason | None = None
    until: datetime | None = None
    into: str | None = None
    override: bool = False
    tag: str | None = None
    scanned: str | None = None
    """The id of the asset whose QR code `tag` was, where it was one."""


NOTHING = StepDetails()

_BELONGS: tuple[tuple[str, frozenset[OrderEvent], Text], ...] = (
    (
        "assignee",
        frozenset({_E.DISPATCHED, _E.TRANSFERRED, _E.OWNED}),
        Text("只有派单、转单和指定责任人可以指定人员", "the step {step} names nobody: an assignee goes with dispatch, transfer or own"),
    ),
    (
        "department",
        frozenset({_E.TRIAGED, _E.DISPATCHED, _E.TRANSFERRED, _E.OWNED}),
        Text("只有受理、派单、转单和指定责任人可以更改部门", "the step {step} does not change the department: use triage, dispatch, transfer or own"),
    ),
    (
        "priority",
        frozenset({_E.TRIAGED, _E.DISPATCHED, _E.TRANSFERRED}),
        Text("只有受理、派单和转单可以更改优先级", "the step {step} does not change the priority: use triage, dispatch or transfer"),
    ),
    (
        "outcome",
        frozenset({_E.COMPLETED}),
        Text("只有完成工单时可以填写核实结果", "the step {step} says nothing of what was found: an outcome goes with complete"),
    ),
    ("hold_reason", frozenset({_E.HELD}), Text("只有挂起可以填写挂起原因", "the step {step} holds nothing: a hold reason goes with hold")),
    ("until", frozenset({_E.PROMISED}), Text("只有答复承诺可以填写时间", "the step {step} promises nothing: `until` goes with promise")),
    ("into", frozenset({_E.MERGED}), Text("只有合并可以指定另一张工单", "the step {step} joins no orders: `into` goes with merge")),
    ("override", frozenset({_E.VERIFIED}), Text("只有验收可以提前通过", "the step {step} verifies nothing: an override goes with verify")),
    (
        "tag",
        frozenset({_E.ACCEPTED, _E.ARRIVED, _E.STARTED, _E.COMPLETED, _E.NOTED}),
        Text("只有接单、到场、开始、完成和备注可以扫码", "the step {step} takes no tag: scan it with accept, arrive, start, complete or note"),
    ),
)


def check(step: OrderEvent, details: StepDetails, note: str) -> None:
    """Raise `Refusal` for what `step` cannot say, or has to say and does not."""
    for name, steps, text in _BELONGS:
        if getattr(details, name) not in (None, False) and step not in steps:
            raise Refusal(text.zh, text.en.format(step=step))
    said = bool(note.strip())
    if step in NEEDS_NOTE and not said:
        raise Refusal("请填写说明或原因", f"the step {step} needs a note: say why")
    if step is _E.HELD and details.hold_reason is None and not said:
        raise Refusal("请选择挂起原因", "holding needs its reason: choose one, or say it in a note")
    if step is _E.TRANSFERRED and details.assignee is None and details.department is None:
        raise Refusal("转单须指定新的处理人或部门", "a transfer needs a new assignee or department: say who takes over")
    if step is _E.OWNED and (details.assignee is None or details.department is None):
        raise Refusal("请指定责任部门和责任人", "naming an owner needs a department and a person: say both")
    if step is _E.PROMISED and details.until is None:
        raise Refusal("请填写答复时间", "a promise needs its time: say until when")
    if step is _E.MERGED and details.into is None:
        raise Refusal("请选择要并入的工单", "merging needs the order that goes on: say which")
    if details.override and not said:
        raise Refusal("提前验收须说明原因", "an override needs a note: say why it may be verified already")
