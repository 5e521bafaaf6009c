"""The ASGI application: a request comes in, and is answered when the broker has what it says."""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bridges.pushed import answer
from bridges.pushed.answer import Answer
from bridges.pushed.delivery import Delivery
from bridges.pushed.mapping import Read, Reader
from bridges.pushed.patience import Patience
from bridges.pushed.refusals import Refusals
from bridges.pushed.scheme import NotVerified, Pushed, Scheme
from bridges.pushed.seals import Known, Seals
from domain.sparing import Sparing

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
_DRAINED = 4 * LARGEST_BODY
"""So much of a body that is too large is still read, as a sender that is cut off while it sends does not hear why."""
READ_WITHIN_S = 10.0
MOST_SUSPECTS = 4
"""Requests under way from addresses that were refused too often."""
_MOST_STRANGERS = 1_000
_MOST_QUERY_FIELDS = 20


@dataclass
class Source:
    """Somebody who may push. `answer` is what a platform wants to read when its push is taken."""

    name: str
    scheme: Scheme
    reader: Reader
    answer: str
    seals: Seals = field(default_factory=Seals)
    troubles_said: Sparing = field(default_factory=lambda: Sparing(log))


class App:
    """The application. Lives on one event loop. `close` ends all waiting."""

    def __init__(self, sources: Mapping[str, Source], delivery: Delivery, patience: Patience, clock: Callable[[], datetime], most_under_way: int) -> None:
        self._sources = sources
        self._delivery = delivery
        self._patience = patience
        self._clock = clock
        self._most_under_way = most_under_way
        self._under_way = 0
        self._suspects = 0
        self._strangers: set[str] = set()
        self._refusals = Refusals()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        if scope["type"] != "http":
            return
        with contextlib.suppress(ClientDisconnect):
            found = await self._answer(scope, receive)
            headers = {"content-type": found.content_type, "content-length": str(len(found.body)), **found.headers}
            await send({"type": "http.response.start", "status": found.status, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]})
            await send({"type": "http.response.body", "body": found.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if scope["method"] not in {"GET", "POST"}:
            return answer.NOT_A_METHOD
        address = scope["client"][0] if scope.get("client") else "?"
        suspect = self._refusals.too_many(address)
        if suspect and self._suspects >= MOST_SUSPECTS:
            return answer.REFUSED_AGAIN
        if self._under_way >= self._most_under_way:
            return answer.BUSY
        with self._counted(suspect=suspect):
            source = self._sources.get(scope["path"].removeprefix("/"))
            try:
                return await self._let_in(source, scope, receive)
            except NotVerified as error:
                self._refusals.add(address, None if source is None else source.name, str(error))
                return answer.REFUSED_AGAIN if suspect else answer.REFUSED

    @contextlib.contextmanager
    def _counted(self, *, suspect: bool) -> Iterator[None]:
        self._under_way += 1
        self._suspects += suspect
        try:
            yield
        finally:
            self._under_way -= 1
            self._suspects -= suspect

    async def _let_in(self, source: Source | None, scope: Scope, receive: Receive) -> Answer:
        """Raises `NotVerified`. A body is read before anything is said about the path, so that all refusals look alike."""
        try:
            async with self._patience.at_most(READ_WITHIN_S):
                body = await _body(receive)
        except TimeoutError:
            return answer.LATER if self._patience.closed else answer.TOO_SLOW
        if body is None:
            return answer.TOO_LARGE
        if source is None:
            raise NotVerified("there is no such source")
        pushed = Pushed(_headers(scope), _query(scope), body, self._clock())
        if scope["method"] == "GET":
            echo = source.scheme.echo(pushed)
            if echo is None:
                raise NotVerified("it is a GET, and this scheme knows none")
            return Answer(200, echo, "text/plain; charset=utf-8", {"x-content-type-options": "nosniff"})
        return await self._push(source, pushed)

    async def _push(self, source: Source, pushed: Pushed) -> Answer:
        verified = source.scheme.verify(pushed)
        if verified.seal is not None:
            known = source.seals.see(verified.seal, verified.content)
            if known is Known.MISUSED:
                raise NotVerified("its signature has come before, with another content")
            if known is Known.TAKEN:
                return answer.taken(source.answer)
        read = source.reader.read(verified.content, verified.seal)
        self._tell(source, read)
        key = hashlib.sha256(f"{source.name}\n".encode() + verified.content).digest() if read.repeatable else None
        if not await self._delivery.deliver(source.name, read.messages, key):
            return answer.LATER
        if verified.seal is not None:
            source.seals.take(verified.seal)
        return answer.taken(source.answer)

    def _tell(self, source: Source, read: Read) -> None:
        for stranger in read.strangers:
            if stranger not in self._strangers and len(self._strangers) < _MOST_STRANGERS:
                self._strangers.add(stranger)
                log.warning("%s speaks of a device %r that the site does not have, or that it may not speak for: see the quarantine", source.name, stranger)
        if read.troubles:
            source.troubles_said.say(logging.WARNING, "%s: not all of a push is understood, see the quarantine: %s", source.name, "; ".join(read.troubles[:3]))


async def _body(receive: Receive) -> bytes | None:
    """The body; `None` if it is too large. Raises `ClientDisconnect`."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        size += len(part)
        if size <= LARGEST_BODY:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if size <= LARGEST_BODY else None
        if size > _DRAINED:
            return None


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _query(scope: Scope) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_QUERY_FIELDS))
    except ValueError:
        return {}
