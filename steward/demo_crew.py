"""The people of the demonstration: what they can do, a shift that begins when the demonstration starts, and the rota after it.

Whoever stands on two posts at once has both; the rota to come has gaps, as rotas have, but none in the first hours.

The demonstration proposes and does not dispatch by itself, so that whoever tries it presses 我来处理 first; the duty page switches it on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.dispatch import DispatchMode, DispatchPolicy, Duty, DutySource, Modes
from domain.identity import new_id
from domain.post import Post
from domain.records import Records, Transaction
from domain.rota import DayRule, Holder, Member, Need, Pattern, RotaPlan, Shift
from domain.skill import HeldSkill
from domain.text import Text
from domain.work_order import OrderKind

SITE = "riverside"
SHIFT = timedelta(hours=12)

_POSTS: dict[str, tuple[Post | None, ...]] = {
    "engineer": (Post.DUTY_ENGINEER, Post.ENGINEERING_LEAD),
    "electrician": (None,),
    "guard": (Post.NEAREST_GUARD,),
    "patrol": (None,),
    "control-room": (Post.CONTROL_ROOM,),
    "service": (Post.SERVICE_CENTRE,),
}
_DAY = Shift("day", Text("白班", "Day"), "白", 8 * 60, 20 * 60, (Need(Post.CONTROL_ROOM), Need(Post.DUTY_ENGINEER), Need(Post.NEAREST_GUARD)))
_NIGHT = Shift("night", Text("夜班", "Night"), "夜", 20 * 60, 8 * 60, _DAY.needs)
_OFFICE = Shift("office", Text("长白班", "Office"), "长", 8 * 60 + 30, 17 * 60 + 30, (Need(Post.SERVICE_CENTRE),), DayRule.WORKDAYS)
_HOLDERS = (Holder(Post.MANAGER, "manager"), Holder(Post.BUILDING_STEWARD, "steward"))
_PATTERNS: dict[str, tuple[tuple[str | None, ...], tuple[str, ...], tuple[Post, ...], DayRule]] = {
    "工程值班": (("day", "night", None, None), ("engineer", "electrician"), (Post.DUTY_ENGINEER, Post.ENGINEERING_LEAD), DayRule.EVERY_DAY),
    "秩序值班": (("day", "day", "night", None), ("guard", "patrol"), (Post.NEAREST_GUARD,), DayRule.EVERY_DAY),
    "消控室": (("day",), ("control-room",), (Post.CONTROL_ROOM,), DayRule.EVERY_DAY),
    "客服": (("office",), ("service",), (Post.SERVICE_CENTRE,), DayRule.WORKDAYS),
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
        for person, posts in _POSTS.items():
            if not tx.dispatch.duties_of(person, now, now + SHIFT):
                for post in posts:
                    tx.dispatch.add_duty(Duty(new_id(), person, SITE, post, now, now + SHIFT, DutySource.HAND, "manager"))
        if tx.rota.plan(SITE).version == 0:
            _keep_rota(tx, now.date())


def _keep_rota(tx: Transaction, today: date) -> None:
    """Shifts, patterns and holders; the worker makes the turns."""
    tx.rota.save_plan(RotaPlan(SITE, (_DAY, _NIGHT, _OFFICE), holders=_HOLDERS))
    for name, (cycle, people, posts, on) in _PATTERNS.items():
        members = tuple(Member(person, 2 * place) for place, person in enumerate(people))
        tx.rota.add_pattern(Pattern(new_id(), SITE, name, cycle, today, members, posts, on))


def _held(person: str, skill: str, days: int | None, today: date) -> HeldSkill:
    return HeldSkill(person, skill, f"DEMO-{person}-{skill}", None if days is None else today + timedelta(days=days))
