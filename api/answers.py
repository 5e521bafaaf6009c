"""How errors leave: every kind of exception is mapped to a problem here, and never with a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from api.problems import ApiProblem, BadRequest, Conflicting, NotFound, SiteFileStays, TooLarge, Unauthorized, Unavailable, Unusable, UnusableRule
from api.security.links import without_token
from domain.records import RecordsUnavailable
from domain.telemetry import StoreUnavailable
from domain.text import Text

logger = logging.getLogger(__name__)

_RETRY_AFTER_S = 2
_RECORDS = Text("业务数据库暂时不可用，未作任何改动，请稍后重试", "The records cannot be reached. Nothing was changed; try again in a moment.")
_TELEMETRY = Text("时序库暂时不可用，请稍后重试；告警不受影响", "The telemetry store cannot be reached; alarms are not affected. Try again in a moment.")
_FIELDS = Text("请按 errors 更正后重试", "Correct what `errors` names and send it again.")


class Unforeseen(ApiProblem):
    """Our own fault."""

    status = 500
    kind = "internal"
    title = Text("系统内部错误", "Something went wrong here")


class Unsupported(ApiProblem):
    """The address is there, but not for this."""

    status = 405
    kind = "method-not-allowed"
    title = Text("不支持的方法", "Not with this method")


_BY_STATUS: Mapping[int, type[ApiProblem]] = {
    401: Unauthorized,
    404: NotFound,
    405: Unsupported,
    409: Conflicting,
    413: TooLarge,
    422: Unusable,
    503: Unavailable,
}


def answer(scope: Scope, problem: ApiProblem, errors: Sequence[Mapping[str, str]] | None = None) -> Response:
    """The problem as ``application/problem+json``, in the reader's language."""
    language = wanted_language(Headers(scope=scope).get("accept-language"))
    body: dict[str, object] = {
        "type": f"urn:steward:problem:{problem.kind}",
        "title": _in(language, problem.title),
        "status": problem.status,
        "detail": _in(language, problem.detail),
        "instance": without_token(scope["path"]),
    }
    if errors is not None:
        body["errors"] = list(errors)
    if isinstance(problem, UnusableRule):
        body["problems"] = [each.model_dump() for each in problem.problems]
    if isinstance(problem, SiteFileStays):
        body["entry"] = problem.entry
    if problem.current_version is not None:
        body["current_version"] = problem.current_version
    if isinstance(problem, Conflicting) and problem.meanwhile:
        body["meanwhile"] = [each.model_dump() for each in problem.meanwhile]
    headers = {"Content-Language": language}
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    if problem.status == Unauthorized.status:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status_code=problem.status, headers=headers, media_type="application/problem+json")


def wanted_language(accept_language: str | None) -> str:
    """``zh`` or ``en``: whichever the reader names first; English if neither."""
    for part in (accept_language or "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag[:2] in ("zh", "en"):
            return tag[:2]
    return "en"


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem."""
    app.add_exception_handler(ApiProblem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RecordsUnavailable, _unavailable)
    app.add_exception_handler(StoreUnavailable, _unavailable)
    app.add_exception_handler(Exception, _unforeseen)


def _problem(request: Request, error: Exception) -> Response:
    return answer(request.scope, error if isinstance(error, ApiProblem) else BadRequest(Text(str(error), str(error))))


def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    fields = [{"field": ".".join(str(step) for step in item["loc"]), "message": str(item["msg"]).removeprefix("Value error, ")} for item in found]
    return answer(request.scope, Unusable(_FIELDS), fields)


def _plain(request: Request, error: Exception) -> Response:
    status, said = (error.status_code, error.detail) if isinstance(error, HTTPException) else (400, "")
    kind = _BY_STATUS.get(status, BadRequest)
    if kind is NotFound:
        problem: ApiProblem = NotFound(Text("没有这个地址", "There is nothing at this address. /api/openapi.json lists what there is."))
    else:
        problem = kind(Text(said, said))
    if kind is BadRequest:
        problem.status = status
    return answer(request.scope, problem)


def _unavailable(request: Request, error: Exception) -> Response:
    logger.warning("a part behind the API does not answer: %s", error)
    return answer(request.scope, Unavailable(_TELEMETRY if isinstance(error, StoreUnavailable) else _RECORDS, retry_after_s=_RETRY_AFTER_S))


def _unforeseen(request: Request, error: Exception) -> Response:
    logger.error("a request failed for a reason that nobody foresaw", exc_info=error, extra={"path": without_token(request.scope["path"])})
    return answer(
        request.scope,
        Unforeseen(Text("请重试；若仍失败，请联系管理员查看服务日志", "Try again; if it fails again, an administrator finds the reason in the server's log.")),
    )


def _in(language: str, text: Text) -> str:
    return text.zh if language == "zh" else text.en
