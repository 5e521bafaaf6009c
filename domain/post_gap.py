"""Empty posts (无人值守): a post that needs somebody by the rota and has nobody, or too few."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.dispatch import Duty
from domain.post import Post
from domain.rota import Slot


@dataclass(frozen=True, slots=True)
class PostGap:
    """A post with too few people from `since` on, in the shift `shift` of the local day `day`, which ends at `until`.

    It ends (`ended_at`) by itself when enough people stand there or the shift is over. `found` is how many stood there
    when it was last looked at, of `needed`. `again_at` is when it is told once more; `None`: it has been, or need not be.
    Of each post, shift and day one at most is open.
    """

    id: str
    site: str
    post: Post
    shift: str
    day: date
    since: datetime
    until: datetime
    needed: int
    found: int
    opened_at: datetime
    again_at: datetime | None = None
    work_order_id: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """Too few people from `since` to before `until`: `missing` of them at the worst."""

    since: datetime
    until: datetime
    missing: int


def lacks(slot: Slot, duties: Iterable[Duty]) -> Sequence[Lack]:
    """When in `slot` fewer people than it needs are on duty on its post, in order of time; what touches is one."""
    standing = [duty for duty in duties if duty.post is slot.post and duty.since < slot.until and duty.until > slot.since]
    inside = {moment for duty in standing for moment in (duty.since, duty.until) if slot.since < moment < slot.until}
    edges = sorted({slot.since, slot.until, *inside})
    found: list[Lack] = []
    for begin, end in itertools.pairwise(edges):
        missing = slot.people - len({duty.person for duty in standing if duty.at(begin)})
        if missing > 0 and found and found[-1].until == begin:
            found[-1] = Lack(found[-1].since, end, max(missing, found[-1].missing))
        elif missing > 0:
            found.append(Lack(begin, end, missing))
    return found
