"""Requests to put into the records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.identity import new_id
from domain.request import Channel, Request
from domain.work_order import WorkOrder
from tests.storage.database.samples import NOON


def a_request(order: WorkOrder, **changes: Any) -> Request:  # noqa: ANN401  fields of any type
    """That somebody asked for `order`."""
    plain = Request(id=new_id(), order_id=order.id, site=order.site, channel=Channel.PHONE, received_at=NOON, received_by="clerk", words="厨房漏水")
    return replace(plain, **changes)
