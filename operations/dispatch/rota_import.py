"""Duty and skills from a table that somebody keeps elsewhere.

Times are those of the site's clocks (``2026-01-31 08:00``) unless they say their zone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from domain.dispatch import Duty, DutySource
from domain.post import POST_NAMES, Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.skill import SKILLS, HeldSkill, Standing
from operations.dispatch import duty
from operations.row_table import RowTable

_TABLE = RowTable(
    headings={
        "username": ("用户名", "账号", "username"),
        "since": ("开始", "开始时间", "since", "from"),
        "until": ("结束", "结束时间", "to", "until"),
        "post": ("岗位", "post"),
        "skill": ("技能", "skill"),
        "certificate": ("证书编号", "证号", "certificate"),
        "valid_until": ("有效期至", "有效期", "valid until", "valid_until"),
    },
    most_rows=5_000,
    longest_cell=64,
)


def import_duty(tx: Transaction, site: Site, table: str, *, by: str) -> int:
    """Add the duties of the table (username, from, until, perhaps post); those that are there already are left. Returns how many are new.

    Raises `BadRows`; the transaction must then be given up.
    """

    def take(row: Mapping[str, str]) -> bool:
        post = _post(row.get("post", ""))
        since, until = _moment(row["since"], site), _moment(row["until"], site)
        if any(_same(each, site, since, until) for each in tx.dispatch.duties_of(row["username"], since, until)):
            return False
        duty.add(tx, site, row["username"], since, until, by=by, post=post, source=DutySource.IMPORT)
        return True

    return _TABLE.take(table, ("username", "since", "until"), take)


def import_skills(tx: Transaction, site: Site, table: str, *, today: date) -> int:
    """Add or change the skills of the table (username, skill, perhaps certificate and valid until); others are left. Returns how many rows.

    A certificate that has expired by `today` is taken: the record says so, and nobody is proposed by it. Raises `BadRows`.
    """

    def take(row: Mapping[str, str]) -> bool:
        person = duty.find(tx, row["username"], site)
        held = HeldSkill(person.username, _skill(row["skill"]), row.get("certificate", ""), _day(row.get("valid_until", "")))
        if held.standing(today) is Standing.UNPROVEN:
            raise Refusal("此技能须填写证书编号和有效期", "this skill needs the number of its certificate and until when it is valid")
        others = [each for each in tx.dispatch.skills([person.username]) if each.skill != held.skill]
        tx.dispatch.set_skills(person.username, [*others, held])
        return True

    return _TABLE.take(table, ("username", "skill"), take)


_LONE_DIGIT = re.compile(r"(?<!\d)(\d)(?!\d)")


def _padded(cell: str) -> str:
    """As ISO 8601 writes it; spreadsheets write ``2026/1/31 8:00``."""
    return _LONE_DIGIT.sub(r"0\1", cell.replace("/", "-"))


def _same(one: Duty, site: Site, since: datetime, until: datetime) -> bool:
    return (one.site, one.since, one.until) == (site.id, since, until)


def _moment(cell: str, site: Site) -> datetime:
    try:
        read = datetime.fromisoformat(_padded(cell))
    except ValueError:
        raise Refusal(f"时间无法识别：{cell}，应如 2026-01-31 08:00", f"this is no time: {cell}; write it like 2026-01-31 08:00") from None
    try:
        return (read if read.tzinfo is not None else read.replace(tzinfo=site.time_zone)).astimezone(UTC)
    except OverflowError:
        raise Refusal(f"时间超出范围：{cell}", f"this time is out of range: {cell}") from None


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(_padded(cell)) if cell else None
    except ValueError:
        raise Refusal(f"日期无法识别：{cell}，应如 2027-03-31", f"this is no date: {cell}; write it like 2027-03-31") from None


def _post(cell: str) -> Post | None:
    found = next((post for post in Post if cell.casefold() in (post.value, POST_NAMES[post].zh, POST_NAMES[post].en.casefold())), None)
    if cell and found is None:
        raise Refusal(f"没有岗位：{cell}", f"there is no post called {cell}")
    return found


def _skill(cell: str) -> str:
    found = next((skill.id for skill in SKILLS.values() if cell.casefold() in (skill.id, skill.name.zh, skill.name.en.casefold())), None)
    if found is None:
        raise Refusal(f"没有技能：{cell}", f"there is no skill called {cell}")
    return found
