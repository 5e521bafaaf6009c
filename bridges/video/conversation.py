"""Requests to the RTSP server of one camera and its answers (RFC 2326), with a login where it wants one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from bridges.video.answer import Answer, BadAnswer, Connection, connected, read_answer
from bridges.video.credentials import Challenge, Login, authorization, challenges
from bridges.video.finding import Picture, PictureFinding

USER_AGENT = "Steward"
OK, UNAUTHORIZED = 200, 401
_GONE = (404, 410)
_SERVER_ERRORS = range(500, 600)
_MOST_TRIES = 3
"""Of one request: without a login or with an old nonce, with a fresh one, and once more if the camera calls that stale."""


class Conversation:
    """Over one connection, or over another where the camera has closed it.

    `OSError`, `EOFError`, `BadAnswer` and `Unanswerable` go to whoever asks. `heard`: there was some answer;
    `login_refused`: the login was tried and not taken.
    """

    def __init__(self, host: str, port: int, login: Login | None) -> None:
        self._host = host
        self._port = port
        self._login = login
        self._stack = AsyncExitStack()
        self._connection: Connection | None = None
        self._offered: list[Challenge] = []
        self._uses = 0
        self._number = 0
        self.heard = False
        self.login_refused = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        await self._stack.aclose()

    async def ask(self, method: str, uri: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a request; a 401 is answered with the login, if there is one. Raises `Unanswerable` if it cannot be."""
        answer = await self._once(method, uri, headers or {})
        fresh = False
        for _ in range(_MOST_TRIES - 1):
            if answer.status != UNAUTHORIZED or self._login is None:
                return answer
            self._offered, self._uses = list(challenges(answer.every("www-authenticate"))), 0
            if fresh and not any(each.stale for each in self._offered):
                break
            fresh = True
            answer = await self._once(method, uri, headers or {})
        self.login_refused = answer.status == UNAUTHORIZED
        return answer

    async def open(self) -> Connection:
        """The connection, made anew where there is none or the camera has ended it."""
        if self._connection is None or self._connection.ended:
            await self._stack.aclose()
            self._connection = await self._stack.enter_async_context(connected(self._host, self._port))
        return self._connection

    async def say(self, method: str, uri: str, headers: Mapping[str, str]) -> Connection:
        """Send a request, and leave the answer to whoever asks: it comes over the connection returned."""
        connection = await self.open()
        self._number += 1
        said = {"CSeq": str(self._number), "User-Agent": USER_AGENT, **headers}
        if self._login is not None and self._offered:
            self._uses += 1
            said["Authorization"] = authorization(self._offered, self._login, method, uri, self._uses)
        await connection.send(f"{method} {uri} RTSP/1.0", said)
        return connection

    async def _once(self, method: str, uri: str, headers: Mapping[str, str]) -> Answer:
        again = self._connection is not None
        try:
            return await self._exchange(method, uri, headers)
        except (EOFError, ConnectionError):
            if not again:
                raise
        # Some close after each answer and do not say so: what an old connection did not answer is asked once on a new one, as if for the first time.
        self._connection = None
        self._uses = max(0, self._uses - 1)
        return await self._exchange(method, uri, headers)

    async def _exchange(self, method: str, uri: str, headers: Mapping[str, str]) -> Answer:
        connection = await self.say(method, uri, headers)
        answer = await read_answer(connection.reader, "RTSP")
        if answer.header("cseq") not in ("", str(self._number)):
            raise BadAnswer("it answers something else than was asked")
        self.heard = True
        if answer.closes:
            self._connection = None
        return answer


def judged(talk: Conversation, status: int, what: str) -> PictureFinding | None:
    """What a status other than 200 means for the picture, asked for `what`; `None` for 200."""
    if status == OK:
        return None
    if status in _GONE:
        return PictureFinding(True, Picture.NONE, f"asked for {what}, it says that there is none ({status}); or the path in the table is wrong")
    if status in _SERVER_ERRORS:
        return PictureFinding(True, Picture.FAILED, f"asked for {what}, it says that it cannot ({status})")
    if talk.login_refused:
        return PictureFinding(True, Picture.REFUSED, "it does not take the login; correct the username or the password", login_refused=True)
    if status == UNAUTHORIZED:
        return PictureFinding(True, Picture.REFUSED, "it wants a login; give its username in the table and its password in the passwords")
    return PictureFinding(True, Picture.REFUSED, f"asked for {what}, it answers {status}")
