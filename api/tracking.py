"""The links by which people follow what they asked for, and the QR codes of addresses of this installation."""

from __future__ import annotations

import segno
from fastapi import Request

from api.security.links import digest_of, link_token
from api.services import Services
from domain.records import Transaction
from domain.request import Request as RequestRecord
from domain.request import TrackingLink


def tracking_token(tx: Transaction, parts: Services, request: RequestRecord, by: str) -> str:
    """The token by which `request` is followed: the one that is valid, else a new one."""
    ended = sum(link.revoked_at is not None for link in tx.requests.links_of(request.id))
    token = link_token(parts.secret, "request", request.id, str(ended))
    tx.requests.add_link(TrackingLink(digest_of(token), request.id, parts.clock(), by))
    return token


def qr_svg(request: Request, path: str) -> str:
    """The QR code of an address of this installation, as an SVG that fills what it is put into."""
    return qr_of(f"{str(request.base_url).rstrip('/')}{path}")


def qr_of(address: str) -> str:
    """The QR code of an address, as an SVG that fills what it is put into."""
    return segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, dark="#000", light="#fff")
