"""What a human step says of itself, for the audit log."""

from __future__ import annotations

from api.schemas.alarm import HumanStep
from domain.time import rfc3339


def told(step: HumanStep, *words: str) -> str:
    """When it was done (if that was said), on which device, and further `words`, in one line."""
    occurred = "" if step.occurred_at is None else f"occurred_at={rfc3339(step.occurred_at)}"
    device = "" if step.device_id is None else f"device_id={step.device_id}"
    return " ".join(word for word in (*words, occurred, device) if word)
