"""Call-outs and deliveries as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from domain.call_out import Answer, Called, CallOut, CallState, Delivery, Proof
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.severity import Severity
from domain.text import Text

_SAME = (
    "id",
    "notification_id",
    "realm",
    "site",
    "kind",
    "severity",
    "department",
    "policy",
    "asks",
    "created_at",
    "state",
    "step",
    "step_at",
    "next_at",
    "answer",
    "answered_by",
    "answered_at",
    "work_order_id",
    "alarm_ids",
    "already",
    "ended_at",
    "version",
    "persons",
)


def row_of_call_out(item: CallOut) -> dict[str, Any]:
    """What is stored of it."""
    return {
        **{name: getattr(item, name) for name in _SAME},
        "title_zh": item.title.zh,
        "title_en": item.title.en,
        "body_zh": item.body.zh,
        "body_en": item.body.en,
        "posts": [post.value for post in item.posts],
        "called": {"called": [_document_of(each) for each in item.called]},
    }


def call_out_of(row: Row[Any]) -> CallOut:
    """The call-out that is stored in `row`."""
    return CallOut(
        id=row.id,
        notification_id=row.notification_id,
        realm=row.realm,
        site=row.site,
        kind=NotificationKind(row.kind),
        severity=Severity(row.severity),
        department=Department(row.department),
        title=Text(row.title_zh, row.title_en),
        body=Text(row.body_zh, row.body_en),
        posts=tuple(Post(each) for each in row.posts),
        policy=row.policy,
        asks=row.asks,
        created_at=row.created_at,
        state=CallState(row.state),
        step=row.step,
        step_at=row.step_at,
        next_at=row.next_at,
        called=tuple(_called_of(each) for each in row.called["called"]),
        already=row.already,
        answer=None if row.answer is None else Answer(row.answer),
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        work_order_id=row.work_order_id,
        alarm_ids=row.alarm_ids,
        ended_at=row.ended_at,
        version=row.version,
        persons=row.persons,
    )


def row_of_delivery(item: Delivery) -> dict[str, Any]:
    """What is stored of it, but for `rank`."""
    return asdict(item)


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery that is stored in `row`."""
    found = row._asdict()
    del found["rank"]
    return Delivery(**{**found, "proof": Proof(found["proof"])})


def _document_of(item: Called) -> Mapping[str, object]:
    return {
        "person": item.person,
        "step": item.step,
        "at": item.at.isoformat(),
        "posts": [post.value for post in item.posts],
        "instead_of": None if item.instead_of is None else item.instead_of.value,
    }


def _called_of(found: Mapping[str, Any]) -> Called:
    instead_of = found["instead_of"]
    return Called(
        found["person"],
        found["step"],
        datetime.fromisoformat(found["at"]),
        tuple(Post(each) for each in found["posts"]),
        None if instead_of is None else Post(instead_of),
    )
