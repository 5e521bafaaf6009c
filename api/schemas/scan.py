"""Scans."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Schema


class ScanIn(Schema):
    """What was scanned or typed."""

    code: str = Field(min_length=1, max_length=300, description="The address in a QR code, the code printed under it, or the tag of an asset (NFC, nameplate).")


class Scanned(Schema):
    """Where it hangs."""

    site: str
    asset: str | None = Field(description="Null: it hangs in a space.")
    space: str | None = Field(description="The space, or that of the asset.")
    name: LocalText
    place: LocalText
