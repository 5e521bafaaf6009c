"""A file that people add to an order or a permit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file at an order or a permit (`order_id` is the id of either); its bytes lie in the data folder under its `id`.

    `sha256` is in hexadecimal.
    """

    id: str
    order_id: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
