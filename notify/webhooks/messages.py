"""What a webhook is sent: type, time and the thing as the contract shows it, without anything that names a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from domain.event_log import EventType, LoggedEvent
from domain.identity import new_id
from domain.outside import OutsideOrder
from domain.personal import mask_text
from domain.time import rfc3339
from domain.webhook import KEEP_TRYING, Delivery, Webhook

FAMILIES = {EventType.WORK_ORDER: "work-order", EventType.ALARM: "alarm"}
"""Of what endpoints are told."""
TEST = "steward.test"

_ABOUT_PEOPLE = frozenset({"assignee", "requested_by", "owner", "overridden_by", "done_by", "acknowledged_by", "timeline", "history"})
"""Who did what, and what they wrote, stays in the house: the states say how far the matter is."""
_WRITTEN = frozenset({"title", "message"})
"""What people may have written a phone number into."""


def delivery_of(logged: LoggedEvent, webhook: Webhook, outside: OutsideOrder | None, now: datetime) -> Delivery:
    """The delivery that tells `webhook` of an event; `outside` is what its client calls the order."""
    event = logged.event
    data = {**_impersonal(event.body), "transition": event.transition, "sequence": logged.sequence}
    if outside is not None and outside.source == webhook.client:
        data |= {"outside_id": outside.outside_id, "outside_system": outside.system}
    type_ = f"{FAMILIES[event.type]}.{event.transition}"
    return _delivery(webhook, type_, {"type": type_, "timestamp": rfc3339(event.at), "data": data}, now, logged.sequence, event.subject_id)


def ping(webhook: Webhook, now: datetime) -> Delivery:
    """A delivery by which people see whether the endpoint listens and knows the secret."""
    return _delivery(webhook, TEST, {"type": TEST, "timestamp": rfc3339(now), "data": {"webhook": webhook.name}}, now, None, new_id())


def _delivery(webhook: Webhook, type_: str, message: Mapping[str, object], now: datetime, sequence: int | None, subject: str) -> Delivery:
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return Delivery(f"msg_{new_id()}", webhook.id, sequence, subject, type_, body, created_at=now, give_up_at=now + KEEP_TRYING, next_at=now)


def _impersonal(body: Mapping[str, object]) -> dict[str, object]:
    return {key: _masked(value) if key in _WRITTEN else _bare(value) for key, value in body.items() if key not in _ABOUT_PEOPLE}


def _bare(value: object) -> object:
    if isinstance(value, Mapping):
        return _impersonal(value)
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _masked(each) for key, each in value.items()}
    return mask_text(value) if isinstance(value, str) else value
