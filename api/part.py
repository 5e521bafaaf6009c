"""How a part of Steward is, said in one line."""

from __future__ import annotations

from api.schemas.health import Part, PartState


def ready(name: str, detail: str = "") -> Part:
    """There is nothing to say of it, but perhaps where it is."""
    return Part(name=name, state=PartState.READY, ready=True, detail=detail)


def degraded(name: str, detail: str) -> Part:
    """It does not do as it should, and Steward does its work all the same."""
    return Part(name=name, state=PartState.DEGRADED, ready=False, detail=detail)


def unready(name: str, detail: str) -> Part:
    """Steward cannot do its work for it."""
    return Part(name=name, state=PartState.UNREADY, ready=False, detail=detail)
