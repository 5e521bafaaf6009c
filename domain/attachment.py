"""A file that people add to an order or a permit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AttachmentKind(StrEnum):
    """What a file is for."""

    FILE = "file"
    """A photo or a document."""
    AUDIO = "audio"
    """A voice note of a minute at most."""
    SIGNATURE = "signature"
    """Drawn by hand on a screen; see `Attachment.signed_by`."""


class Signer(StrEnum):
    """As what somebody signs."""

    REQUESTER = "requester"
    """Who asked for the work or lives there: confirms that it is done."""
    FITTER = "fitter"
    LEAD = "lead"
    CONTRACTOR = "contractor"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file at an order or a permit (`order_id` is the id of either); its bytes lie in the data folder under its `id`.

    `sha256` is in hexadecimal. `signed_by`, a name, and `signed_as` are there for signatures only.
    """

    id: str
    order_id: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    kind: AttachmentKind = AttachmentKind.FILE
    signed_by: str | None = None
    signed_as: Signer | None = None
