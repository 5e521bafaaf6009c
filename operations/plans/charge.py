"""Who is in charge of a run as long as no person has taken command: the first post of the plan's command that somebody holds."""

from __future__ import annotations

from datetime import datetime

from domain.plan_run import PlanRun
from domain.post import Post
from domain.records import Transaction
from domain.site import Site
from operations.rota.standing import Roll, Why

_HELD = frozenset({Why.ON_DUTY, Why.HOLDER})


def in_charge(tx: Transaction, run: PlanRun, site: Site, at: datetime) -> Post:
    """The first of the plan's post in charge and its deputies that is manned at `at`; where none is, the post in charge."""
    command = run.plan.command
    if not command.deputies:
        return command.in_charge
    roll = Roll.call(tx, site, at)
    manned = (post for post in (command.in_charge, *command.deputies) if roll.standing(post, run.place or None).why in _HELD)
    return next(manned, command.in_charge)
