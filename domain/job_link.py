"""Links to one job (单次任务链接): whoever has one takes part in one work order without an account, and sees nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.text import Text

LONGEST = timedelta(days=14)
"""A link is for one job; who needs longer gets a new one."""


class JobStep(StrEnum):
    """What somebody outside can say of the job."""

    GOING = "going"
    ARRIVED = "arrived"
    NOTE = "note"
    DONE = "done"


JOB_STEP_NAMES = {
    JobStep.GOING: Text("已出发", "On the way"),
    JobStep.ARRIVED: Text("已到场", "Arrived"),
    JobStep.NOTE: Text("说明", "Note"),
    JobStep.DONE: Text("已完成", "Done"),
}


@dataclass(frozen=True, slots=True)
class JobLink:
    """A link for `name` to one order. `digest` is the SHA-256 of its token. `personal`: who asked for the work is shown to them.

    `steps` are the steps that were said by it so far, in their order.
    """

    id: str
    order_id: str
    site: str
    digest: str
    name: str
    phone: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    personal: bool = False
    note: str = ""
    opened_at: datetime | None = None
    steps: tuple[str, ...] = ()
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    @property
    def actor(self) -> str:
        """As whom it stands in timelines: ``外部:张师傅(5678)``."""
        tail = f"({self.phone[-4:]})" if self.phone else ""
        return f"外部:{self.name}{tail}"

    def valid(self, now: datetime) -> bool:
        """Whether it still leads anywhere."""
        return self.revoked_at is None and now < self.expires_at


class JobLinks(Protocol):
    """Links to one job, in the records."""

    def add(self, link: JobLink) -> None:
        """A new one. `Conflict` if its token is there already."""

    def get(self, link_id: str) -> JobLink | None:
        """The link."""

    def by_token(self, digest: str) -> JobLink | None:
        """The link whose token has this SHA-256, valid or not."""

    def of_order(self, order_id: str) -> Sequence[JobLink]:
        """Those of an order, newest first."""

    def save(self, link: JobLink) -> None:
        """Store a changed one."""
