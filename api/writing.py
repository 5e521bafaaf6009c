"""One write of one person: once per ``Idempotency-Key``, against the version they read, in one transaction, audited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.live.hub import Hub
from api.problems import Conflicting, PreconditionFailed, Unusable
from api.schemas.problem import Meanwhile
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.streams import hub_of
from domain.alarm import IllegalStep
from domain.problem import Refusal
from domain.records import AuditEntry, Conflict, Transaction
from domain.text import Text

_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Write:
    """A write about to be made. `now` is when the request came; `version` what `If-Match` says (`None`: any)."""

    parts: Services
    rights: Rights
    path: str
    now: datetime
    version: int | None
    key: str | None
    hub: Hub

    @property
    def by(self) -> str:
        """Who is writing: the username, which histories and timelines show."""
        return self.rights.person.username

    def once(
        self,
        action: str,
        subject: str,
        asked: str,
        act: Callable[[Transaction], BaseModel],
        *,
        status: int = 200,
        detail: str = "",
        version_now: Callable[[Transaction], int | None] | None = None,
        meanwhile: Callable[[Transaction], Sequence[Meanwhile]] | None = None,
        tries: int = _TRIES,
    ) -> Response:
        """Do `act` in one transaction with its audit entry and, under an `Idempotency-Key`, its answer.

        `asked` is the request as text: the same key with another one is refused. `detail` is what the audit log keeps of
        it. `version_now` finds the stored
        version, which a conflict tells, and `meanwhile` what others have done to it. `tries`: how often somebody else may be
        faster before that is a conflict. Raises `ApiProblem`.
        """
        digest = hashlib.sha256(f"{self.path}\n{self.version}\n{asked}".encode()).hexdigest()
        for attempt in range(tries):
            try:
                with self.parts.records.transaction() as tx:
                    known = None if self.key is None else tx.housekeeping.answered(self.rights.person.id, self.key)
                    if known is not None:
                        return _again(known, digest)
                    body = act(tx).model_dump_json()
                    tx.housekeeping.audit(AuditEntry(self.now, self.by, action, subject, detail, self.rights.address))
                    if self.key is not None:
                        self._remember(tx, self.key, (status, digest, body))
                self.hub.wake()
                return Response(body, status, media_type="application/json")
            except Conflict as error:
                # Of the same key at the same moment, whoever comes second finds the answer of the first. And who named
                # no version does not mind that ingest has just changed the thing.
                if (self.key is not None or self.version is None) and attempt + 1 < tries:
                    continue
                raise self._conflict(error, version_now, meanwhile) from error
            except IllegalStep as error:
                raise self._conflict(error, version_now, meanwhile) from error
            except Refusal as error:
                raise Unusable(error.text) from error
        raise AssertionError("every try either answers or raises")

    def _remember(self, tx: Transaction, key: str, answer: tuple[int, str, str]) -> None:
        """Keep the answer. Raises `Conflict` if the same key was answered otherwise at the same moment: that one counts."""
        status, digest, body = answer
        tx.housekeeping.remember_answer(self.rights.person.id, key, self.now, status, digest, body)
        if tx.housekeeping.answered(self.rights.person.id, key) != answer:
            raise Conflict("the same Idempotency-Key was answered at the same moment")

    def _conflict(
        self,
        error: Exception,
        version_now: Callable[[Transaction], int | None] | None,
        meanwhile: Callable[[Transaction], Sequence[Meanwhile]] | None,
    ) -> Conflicting:
        with self.parts.records.reading() as tx:
            current = None if version_now is None else version_now(tx)
            done = () if meanwhile is None else meanwhile(tx)
        if isinstance(error, IllegalStep):
            return Conflicting(Text(f"当前状态下不能执行此操作（{error}）", f"Not from where it is now: {error}."), current_version=current, meanwhile=done)
        return Conflicting(
            Text("内容已被他人更新，请刷新后重试", "Somebody else changed it. Read it again, then decide."), current_version=current, meanwhile=done
        )


def writing(
    request: Request,
    parts: Parts,
    rights: SignedIn,
    if_match: Annotated[str | None, Header(description="The `version` that you read; another one now is a 409.")] = None,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=200, description="The same key with the same request gives the same answer and does nothing twice.")
    ] = None,
) -> Write:
    """The write that this request asks for."""
    return Write(parts, rights, request.url.path, parts.clock(), _version(if_match), idempotency_key, hub_of(request))


Writing = Annotated[Write, Depends(writing)]


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise PreconditionFailed(Text("If-Match 应为所读取的 version", 'Send the `version` that you read: If-Match: "3".'))
    return int(found[1])


def _again(known: tuple[int, str, str], digest: str) -> Response:
    status, earlier, body = known
    if earlier != digest:
        raise Unusable(Text("该 Idempotency-Key 已用于另一请求，请换一个", "This Idempotency-Key was used for another request. Use a new one."))
    return Response(body, status, media_type="application/json", headers={"Idempotency-Replayed": "true"})
