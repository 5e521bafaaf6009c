"""Requests have a largest size, told before or found while reading."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import answer
from api.problems import TooLarge
from domain.text import Text

LARGEST_BODY = 1024 * 1024
LARGEST_UPLOAD = 11 * 1024 * 1024
"""A file of ten megabytes with what stands around it in the form."""


class BodyLimit:
    """Refuses bodies that are too large with 413, however their length is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = LARGEST_UPLOAD if _takes_files(scope["path"]) else LARGEST_BODY
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > limit:
            await answer(scope, _too_large(limit))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    # The framework lets only its own exceptions out of reading a body.
                    raise HTTPException(TooLarge.status, _too_large(limit).detail.en)
            return message

        await self._app(scope, counted, send)


def _takes_files(path: str) -> bool:
    return path.endswith("/attachments") or (path.startswith("/api/v1/public/qr/") and path.endswith("/requests"))


def _too_large(limit: int) -> TooLarge:
    return TooLarge(Text(f"最多 {limit // 1024} KB", f"At most {limit // 1024} KB are taken here. Send less."))
