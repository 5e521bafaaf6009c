"""Deciding what phones tell late: once each, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.problems import Conflicting, Unusable
from api.schemas.base import LocalText
from api.schemas.phone import LateDecision
from api.writing import Write
from domain.identity import stable_id
from domain.phone import LateOutcome, LateReason, LateStep
from domain.records import AuditEntry, Conflict, Transaction
from domain.text import Text
from domain.time import rfc3339
from operations.phones.late_steps import LateRefused

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone tells: `id` is the phone's own, `asked` the SHA-256 of everything but when it was sent."""

    id: str
    what: str
    subject: str
    asked: str
    claimed_at: datetime
    device_id: str | None

    def record_id(self, write: Write) -> str:
        """Its id in the records: nobody's can be taken for another's."""
        return stable_id("late-step", write.rights.person.id, self.id)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, and the time that counts."""

    outcome: LateOutcome
    moment: datetime


def decided(write: Write, told: Told) -> LateDecision | None:
    """How it was decided before. Raises `Unusable` if the same id was another step then."""
    with write.parts.records.reading() as tx:
        known = tx.phones.late_step(told.record_id(write))
    return None if known is None else _again(known, told)


def decide(write: Write, told: Told, act: Callable[[Transaction], Done]) -> LateDecision:
    """Let `act` do it, in one transaction with the memory that it is decided; a refusal is remembered too. Raises `ApiProblem`."""
    for _ in range(_TRIES):
        try:
            with write.parts.records.transaction() as tx:
                known = tx.phones.late_step(told.record_id(write))
                if known is not None:
                    return _again(known, told)
                # The first try, with a network that broke before its answer came, may have been done.
                answered = tx.housekeeping.answered(write.rights.person.id, told.id) is not None
                done = Done(LateOutcome.APPLIED, min(told.claimed_at, write.now)) if answered else act(tx)
                step = _remember(tx, write, told, done)
        except Conflict:
            continue
        except LateRefused as refused:
            with write.parts.records.transaction() as tx:
                known = tx.phones.late_step(told.record_id(write))
                return _again(known, told) if known is not None else _out(_remember(tx, write, told, refused), told.id)
        write.hub.wake()
        return _out(step, told.id)
    raise Conflicting(Text("内容刚被他人更新，请稍后重试", "It is being changed at this very moment. Send it again."))


def _remember(tx: Transaction, write: Write, told: Told, came: Done | LateRefused) -> LateStep:
    refused = came if isinstance(came, LateRefused) else None
    done = came if isinstance(came, Done) else Done(LateOutcome.REFUSED, min(told.claimed_at, write.now))
    step = LateStep(
        told.record_id(write),
        write.by,
        told.subject,
        told.what,
        told.asked,
        told.claimed_at,
        done.moment,
        write.now,
        done.outcome,
        None if refused is None else refused.reason,
        "" if refused is None else refused.why.zh,
        "" if refused is None else refused.why.en,
        write.rights.phone or told.device_id,
    )
    tx.phones.add_late_step(step)
    detail = f"{step.outcome} occurred_at={rfc3339(step.occurred_at)} claimed_at={rfc3339(step.claimed_at)} device_id={step.device_id}"
    tx.housekeeping.audit(AuditEntry(write.now, write.by, f"late.{told.what}", told.subject, detail, write.rights.address))
    return step


def _again(known: LateStep, told: Told) -> LateDecision:
    if known.asked != told.asked:
        raise Unusable(Text("该编号已用于另一步骤", "This id was used for another step. Use a new one."))
    return _out(known, told.id)


def _out(step: LateStep, id_: str) -> LateDecision:
    return LateDecision(
        id=id_,
        outcome=step.outcome,
        reason=step.reason,
        why=LocalText(zh=step.why_zh, en=step.why_en) if isinstance(step.reason, LateReason) else None,
        occurred_at=rfc3339(step.occurred_at),
        received_at=rfc3339(step.received_at),
    )
