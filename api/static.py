"""Serves the built web app: hashed files for ever, its page always fresh, and its page for every address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

HASHED = "static"
"""The folder whose files have a hash of their content in their name. Not ``assets``: that is a page of the app."""
PUBLIC = ("/q/", "/r/", "/j/", "/n/")
"""Addresses of people without an account; they get a page of their own, which is light."""
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}
_COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
"""What browsers call it, and what such a file's name ends with; the smaller first."""
_NOT_FOUND = 404
_WRONG_METHOD = 405

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>Steward 管家</title>
<h1>页面尚未构建 · The web app is not built</h1>
<p>接口可用，页面缺失：请运行 <code>make demo</code> 或重新安装。</p>
<p>The API answers, but there are no pages: run <code>make demo</code>, or install Steward again; building the Python package builds them.</p>
</html>
"""


class WebApp:
    """An ASGI app for everything that no route took. Only ``GET`` and ``HEAD``; addresses under ``/api`` stay 404."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(_NOT_FOUND)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(_WRONG_METHOD)
        if self._folder is None:
            return HTMLResponse(_NOT_BUILT, status_code=503, headers=_FRESH)
        asked = Headers(scope=scope)
        file = self._file(path)
        if file is not None:
            hashed = file.relative_to(self._folder).parts[0] == HASHED
            return _sent(file, _FOR_EVER if hashed else _FRESH, asked)
        accept = asked.get("accept", "*/*")
        if path.startswith(f"/{HASHED}/") or not _wants_a_page(accept, like_a_file="." in path.rsplit("/", 1)[-1]):
            # A missing script must not be answered with a page: a browser would try to run it.
            raise HTTPException(_NOT_FOUND)
        return _sent(self._folder / ("public.html" if path.startswith(PUBLIC) else "index.html"), _FRESH, asked)

    def _file(self, path: str) -> Path | None:
        """The file of an address, if it is one of ours: links and dots lead nowhere else."""
        if self._folder is None or "\0" in path:
            return None
        file = (self._folder / path.lstrip("/")).resolve()
        inside = file.is_relative_to(self._folder)
        return file if inside and file.is_file() else None


def _sent(file: Path, headers: Mapping[str, str], asked: Headers) -> FileResponse:
    """The file, as the build has compressed it if the browser can read that (`dashboards/compress.mjs`)."""
    media_type = guess_type(file.name)[0]
    taken = {name.strip() for name in asked.get("accept-encoding", "").lower().split(",")}  # with a weight, however small, it is sent openly
    for encoding, suffix in _COMPRESSED:
        smaller = file.with_name(file.name + suffix)
        if encoding in taken and smaller.is_file():
            return FileResponse(smaller, media_type=media_type, headers={**headers, "Content-Encoding": encoding, "Vary": "Accept-Encoding"})
    return FileResponse(file, media_type=media_type, headers=dict(headers))


def _wants_a_page(accept: str, *, like_a_file: bool) -> bool:
    """Browsers ask for ``text/html`` when somebody goes to an address, for anything when a page wants a file; curl always for anything.

    An address with a dot may be either, a lost file or a rule such as ``/rules/lift.entrapment``.
    """
    return "text/html" in accept or ("*/*" in accept and not like_a_file)
