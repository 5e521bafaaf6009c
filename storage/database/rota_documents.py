"""Plans and patterns as the documents that are stored of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from domain.post import Post
from domain.rota import DayRule, Deputy, Holder, Member, Need, Pattern, RotaPlan, Shift
from domain.text import Text


def plan_document(plan: RotaPlan) -> Mapping[str, object]:
    """Everything but the site and the version."""
    return {
        "shifts": [
            {
                "id": shift.id,
                "name": shift.name.as_json(),
                "mark": shift.mark,
                "begin": shift.begin,
                "end": shift.end,
                "needs": [{"post": need.post.value, "people": need.people} for need in shift.needs],
                "on": shift.on.value,
            }
            for shift in plan.shifts
        ],
        "deputies": {post.value: [_deputy_document(each) for each in chain] for post, chain in plan.deputies.items()},
        "holders": [{"post": each.post.value, "person": each.person, "building": each.building} for each in plan.holders],
        "certificates": {post.value: list(skills) for post, skills in plan.certificates.items()},
        "lead_approves": plan.lead_approves,
        "rest_s": plan.rest.total_seconds(),
        "grace_s": plan.grace.total_seconds(),
        "again_after_s": plan.again_after.total_seconds(),
    }


def plan_of(site: str, content: Mapping[str, Any], version: int) -> RotaPlan:
    """The plan again."""
    return RotaPlan(
        site=site,
        shifts=tuple(
            Shift(
                each["id"],
                Text(**each["name"]),
                each["mark"],
                each["begin"],
                each["end"],
                tuple(Need(Post(need["post"]), need["people"]) for need in each["needs"]),
                DayRule(each["on"]),
            )
            for each in content["shifts"]
        ),
        deputies={Post(post): tuple(_deputy_of(each) for each in chain) for post, chain in content["deputies"].items()},
        holders=tuple(Holder(Post(each["post"]), each["person"], each["building"]) for each in content["holders"]),
        certificates={Post(post): tuple(skills) for post, skills in content["certificates"].items()},
        lead_approves=content["lead_approves"],
        rest=timedelta(seconds=content["rest_s"]),
        grace=timedelta(seconds=content["grace_s"]),
        again_after=timedelta(seconds=content["again_after_s"]),
        version=version,
    )


def pattern_document(pattern: Pattern) -> Mapping[str, object]:
    """Everything but the id, the site, the name and the version."""
    return {
        "cycle": list(pattern.cycle),
        "starts_on": pattern.starts_on.isoformat(),
        "ends_on": None if pattern.ends_on is None else pattern.ends_on.isoformat(),
        "members": [{"person": member.person, "offset": member.offset} for member in pattern.members],
        "posts": [post.value for post in pattern.posts],
        "on": pattern.on.value,
    }


def pattern_of(row: Any) -> Pattern:  # noqa: ANN401  a row of any columns
    """The pattern again."""
    content = row.content
    return Pattern(
        id=row.id,
        site=row.site,
        name=row.name,
        cycle=tuple(content["cycle"]),
        starts_on=date.fromisoformat(content["starts_on"]),
        members=tuple(Member(each["person"], each["offset"]) for each in content["members"]),
        posts=tuple(Post(post) for post in content["posts"]),
        on=DayRule(content["on"]),
        ends_on=None if content["ends_on"] is None else date.fromisoformat(content["ends_on"]),
        version=row.version,
    )


def _deputy_document(deputy: Deputy) -> Mapping[str, str | None]:
    return {"post": None if deputy.post is None else deputy.post.value, "person": deputy.person}


def _deputy_of(written: Mapping[str, str | None]) -> Deputy:
    return Deputy(None if written["post"] is None else Post(written["post"]), written["person"])
