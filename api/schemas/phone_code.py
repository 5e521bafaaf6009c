"""The code by which a phone opens this installation."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Schema


class PhoneCode(Schema):
    """The address by which other machines reach this installation, as text and as a QR code."""

    url: str | None = Field(description="Null: only this machine can open it, or no code is shown here.", examples=["https://192.168.1.20:8080"])
    svg: str | None = Field(description="The QR code of the address: an SVG that fills what it is put into.")
    offered: bool = Field(description="Whether the installation wants it shown (server.phone_code).")
