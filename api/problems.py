"""Errors as RFC 9457 problems: every kind in one table, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence

from api.schemas.problem import Meanwhile, RuleProblem
from domain.people import Permission
from domain.text import Text


class ApiProblem(Exception):
    """A request that is not done, and what to do about it, in both languages."""

    status = 400
    kind = "bad-request"
    title = Text("请求有误", "The request cannot be used")

    def __init__(self, detail: Text, *, retry_after_s: int | None = None, current_version: int | None = None) -> None:
        super().__init__(detail.en)
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.current_version = current_version


class BadRequest(ApiProblem):
    """The request contradicts itself or asks too much."""


class Unauthorized(ApiProblem):
    """Not signed in, or no longer."""

    status = 401
    kind = "unauthorized"
    title = Text("未登录", "Not signed in")


class Forbidden(ApiProblem):
    """Signed in, but not allowed."""

    status = 403
    kind = "forbidden"
    title = Text("无此权限", "Not allowed")

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            Text(
                f"需要权限 {permission.value}，请联系管理员或负责部门",
                f"This needs the permission {permission.value} here. Ask an administrator or the department in charge.",
            ),
        )


class NotFound(ApiProblem):
    """There is no such thing that this person may see."""

    status = 404
    kind = "not-found"
    title = Text("未找到", "Not found")


class Conflicting(ApiProblem):
    """Somebody else got there first, or the thing is not where the step needs it."""

    status = 409
    kind = "conflict"
    title = Text("与当前状态冲突", "In conflict with what is there")

    def __init__(self, detail: Text, *, current_version: int | None = None, meanwhile: Sequence[Meanwhile] = ()) -> None:
        super().__init__(detail, current_version=current_version)
        self.meanwhile = tuple(meanwhile)


class PreconditionFailed(ApiProblem):
    """`If-Match` that can never match."""

    status = 412
    kind = "precondition-failed"
    title = Text("If-Match 无效", "If-Match cannot match")


class TooLarge(ApiProblem):
    """More bytes than are taken."""

    status = 413
    kind = "too-large"
    title = Text("内容过大", "Too large")


class Unusable(ApiProblem):
    """Understood, but not possible as it stands."""

    status = 422
    kind = "unusable"
    title = Text("内容不可用", "Cannot be done as asked")


class UnusableRule(Unusable):
    """A rule that cannot be put together or does not fit the site: every reason is in `problems`."""

    kind = "unusable-rule"
    title = Text("规则不可用", "This rule cannot be used")

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        super().__init__(Text("请按 problems 更正规则", "Correct what `problems` names; POST /rules/check tells the same."))
        self.problems = tuple(problems)


class SiteFileStays(Unusable):
    """The site file was left as it is: why, and `entry`, the lines to add to its ``assets:`` by hand."""

    kind = "site-file"
    title = Text("项目文件未改动", "The site file was not changed")

    def __init__(self, detail: Text, entry: str) -> None:
        super().__init__(detail)
        self.entry = entry


class TooMany(ApiProblem):
    """Too many tries."""

    status = 429
    kind = "too-many"
    title = Text("尝试过于频繁", "Too many tries")


class Unavailable(ApiProblem):
    """A part behind the API does not answer; nothing was changed."""

    status = 503
    kind = "unavailable"
    title = Text("暂时不可用", "Not available now")
