"""What follows from an answer: done, again later, or never again."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from domain.webhook import KEEP_TRYING, Delivery, Ended, Sending, Webhook

_WAITS_S = (5, 30, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)
"""After the first try, the second …; the last one is kept to until `Delivery.give_up_at`."""
_LONGEST_ASKED = timedelta(hours=24)
_LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a try: a status with the `Retry-After` that was asked for, or none and why."""

    status: int | None
    retry_after: str | None = None
    error: str | None = None

    @property
    def taken(self) -> bool:
        """Whether it was taken; a redirect is not."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def said(status: int, headers: Mapping[str, str]) -> Said:
    """What an answer says."""
    found = Said(status, headers.get("retry-after"))
    return found if found.taken else replace(found, error=f"HTTP {status}")


def after(delivery: Delivery, outcome: Said, now: datetime, jitter: random.Random) -> Delivery:
    """`delivery` after a try at `now`."""
    tried = replace(delivery, tried_at=now, status=outcome.status, error=None if outcome.error is None else outcome.error[:_LONGEST_ERROR])
    if outcome.taken:
        return replace(tried, state=Sending.DELIVERED, delivered_at=now, next_at=None)
    if now >= delivery.give_up_at or outcome.status == HTTPStatus.GONE:
        return replace(tried, state=Sending.FAILED, next_at=None)
    wait = timedelta(seconds=_WAITS_S[min(tried.attempts, len(_WAITS_S)) - 1] * jitter.uniform(0.8, 1.2))
    # The last try comes when its time is over, not long before.
    return replace(tried, next_at=min(now + max(wait, _asked(outcome.retry_after, now)), delivery.give_up_at))


def ended(webhook: Webhook, outcome: Said, now: datetime) -> Ended | None:
    """Why the endpoint is switched off after such an answer; `None`: it is not."""
    if outcome.status == HTTPStatus.GONE:
        return Ended.GONE
    if not outcome.taken and webhook.failing_since is not None and now - webhook.failing_since >= KEEP_TRYING:
        return Ended.FAILING
    return None


def _asked(retry_after: str | None, now: datetime) -> timedelta:
    """How long the other side asked us to wait (RFC 9110, 10.2.3), up to a day; what is neither seconds nor a date is nothing."""
    if retry_after is None:
        return timedelta()
    try:
        wait = timedelta(seconds=int(retry_after)) if retry_after.strip().isdigit() else parsedate_to_datetime(retry_after) - now
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return min(max(wait, timedelta()), _LONGEST_ASKED)
