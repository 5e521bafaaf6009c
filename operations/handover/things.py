"""What is counted at a post, and who has borrowed of it. Raises `Refusal` for what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.hand_over import Loan, PostRule, Thing
from domain.identity import new_id
from domain.post import Post
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from operations.handover.sheet import expected

MOST = 100
"""Things on one list: more is a store room, not a post."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list as somebody writes it; without `id` it is new."""

    name: str
    number: int
    id: str | None = None


def arrange(tx: Transaction, site: str, post: Post, *, asked: bool, things: Sequence[Listed], version: int | None = None) -> PostRule:
    """Whether `post` is handed over, and what is counted there. Raises `Conflict` if the list is not at `version`."""
    rule = tx.hand_overs.rule(site, post)
    if version is not None and version != rule.version:
        raise Conflict(f"the list has changed: its version is {rule.version}, not {version}; read it again")
    if len(things) > MOST:
        raise Refusal(f"一个岗位最多 {MOST} 种物品", f"one post counts {MOST} things at most")
    known = {thing.id for thing in tx.hand_overs.things(site, post)}
    names = [line.name.strip() for line in things]
    if not all(names):
        raise Refusal("请填写物品名称", "each thing needs a name")
    if len(set(names)) < len(names):
        raise Refusal("物品名称重复，请合并", "a name stands there twice: make one line of it")
    kept = [
        Thing(line.id if line.id in known and line.id is not None else new_id(), site, post, name, line.number, place)
        for place, (line, name) in enumerate(zip(things, names, strict=True))
    ]
    if len({thing.id for thing in kept}) < len(kept):
        raise Refusal("物品重复，请刷新后重试", "the same thing stands there twice: read the list again")
    tx.hand_overs.set_things(site, post, kept)
    return tx.hand_overs.save_rule(replace(rule, asked=asked))


def lend(tx: Transaction, thing_id: str, number: int, to: str, *, by: str, at: datetime, note: str = "") -> Loan:
    """`number` of a thing go to somebody (a name)."""
    thing = tx.hand_overs.thing(thing_id)
    if thing is None:
        raise KeyError(thing_id)
    if not to.strip():
        raise Refusal("请填写借用人", "say who takes it")
    there = expected(thing, [loan for loan in tx.hand_overs.loans(thing.site) if loan.thing_id == thing_id])
    if not 1 <= number <= there:
        raise Refusal(f"{thing.name} 现存 {there}，无法借出 {number}", f"there are {there} of {thing.name}: {number} cannot be lent")
    loan = Loan(new_id(), thing.id, thing.site, number, to.strip(), at, by, note.strip())
    tx.hand_overs.lend(loan)
    return loan


def give_back(tx: Transaction, loan_id: str, *, by: str, at: datetime) -> Loan:
    """It came back. Saying so twice is no error: the first counts."""
    loan = tx.hand_overs.loan(loan_id)
    if loan is None:
        raise KeyError(loan_id)
    if loan.returned_at is None:
        tx.hand_overs.give_back(loan_id, at, by)
    return tx.hand_overs.loan(loan_id) or loan
