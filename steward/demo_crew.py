"""The people of the demonstration as dispatch sees them: what they can do, and a shift that begins when the demonstration starts.

The demonstration proposes and does not dispatch by itself, so that whoever tries it presses 我来处理 first; the duty page switches it on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.dispatch import DispatchMode, DispatchPolicy, Duty, DutySource, Modes
from domain.identity import new_id
from domain.post import Post
from domain.records import Records
from domain.skill import HeldSkill
from domain.work_order import OrderKind

SITE = "riverside"
SHIFT = timedelta(hours=12)

_POSTS = {
    "engineer": Post.DUTY_ENGINEER,
    "electrician": None,
    "guard": Post.NEAREST_GUARD,
    "patrol": None,
    "control-room": Post.CONTROL_ROOM,
    "service": Post.SERVICE_CENTRE,
}
_SKILLS: dict[str, dict[str, int | None]] = {
    "engineer": {"lift": None, "lift-rescue": 700, "plumbing": None},
    "electrician": {"electrical": 400, "lift": None, "network": None},
    "guard": {"lift-rescue": 200, "first-aid": None},
    "patrol": {"lift-rescue": -20, "first-aid": None},
    "control-room": {"fire-facilities": None},
}
"""For each the days that the certificate is still valid; `None`: it does not expire, or none is needed."""


def put_on_duty(records: Records, now: datetime) -> None:
    """Write down skills and policy where nothing is known yet, and put everybody on duty from `now` whose duty does not run."""
    with records.transaction() as tx:
        if tx.dispatch.policy(SITE).version == 0:
            proposed = Modes(alarms=DispatchMode.PROPOSE, requests=DispatchMode.PROPOSE)
            tx.dispatch.save_policy(DispatchPolicy(SITE, dict.fromkeys(OrderKind, proposed)))
        known = {held.person for held in tx.dispatch.skills(list(_SKILLS))}
        for person, skills in _SKILLS.items():
            if person not in known:
                tx.dispatch.set_skills(person, [_held(person, skill, days, now.date()) for skill, days in skills.items()])
        for person, post in _POSTS.items():
            if not tx.dispatch.duties_of(person, now, now + SHIFT):
                tx.dispatch.add_duty(Duty(new_id(), person, SITE, post, now, now + SHIFT, DutySource.HAND, "manager"))


def _held(person: str, skill: str, days: int | None, today: date) -> HeldSkill:
    return HeldSkill(person, skill, f"DEMO-{person}-{skill}", None if days is None else today + timedelta(days=days))
