"""The door for people without an account: how often they may knock, and what tells a person from a program."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import Request

from api.problems import NotFound, TooMany, Unusable
from api.security.links import form_age, is_token
from api.security.quota import Quota
from domain.text import Text

REPORTS_OF_ADDRESS = 10
REPORTS_AT_CODE = 30
WORK_OF_ADDRESS = 90
WORK_BY_LINK = 150
"""Somebody at work with a link to one job takes steps and photos: more than reports, and still no flood."""
GUESSES = 30
"""Tokens that lead nowhere, of one address within ten minutes."""

SOONEST = timedelta(seconds=2)
"""Nobody reads a form and fills it in sooner."""
LATEST = timedelta(hours=12)
"""A page that was left open overnight is opened again."""

_NOWHERE = Text("二维码或链接无效，可能已更换，请联系服务中心", "This code or link leads nowhere (any more). Please ask the service centre.")


class Door:
    """Of one server. In memory: what is forgotten at a restart is only how often somebody knocked."""

    def __init__(self) -> None:
        self._addresses = Quota(REPORTS_OF_ADDRESS, timedelta(minutes=10))
        self._codes = Quota(REPORTS_AT_CODE, timedelta(hours=1))
        self._workers = Quota(WORK_OF_ADDRESS, timedelta(minutes=10))
        self._links = Quota(WORK_BY_LINK, timedelta(hours=1))
        self._guesses = Quota(GUESSES, timedelta(minutes=10))

    def look_up(self, token: str, address: str, now: datetime) -> None:
        """Before a token is looked for. Raises `TooMany` for whoever has tried too many, `NotFound` for what cannot be one."""
        self._guesses.check(address, now)
        if not is_token(token):
            raise self.nowhere(address, now)

    def knock(self, address: str, now: datetime) -> None:
        """Before a secret of any shape is looked for. Raises `TooMany` for whoever has tried too many."""
        self._guesses.check(address, now)

    def nowhere(self, address: str, now: datetime) -> NotFound:
        """The token led nowhere, which is counted; what to raise."""
        self._guesses.take(address, now)
        return NotFound(_NOWHERE)

    def work(self, link: str, address: str, now: datetime) -> None:
        """Somebody does something with a link to one job. Raises `TooMany`."""
        self._workers.check(address, now)
        self._links.check(link, now)
        self._workers.take(address, now)
        self._links.take(link, now)

    def report(self, code: str, address: str, now: datetime) -> None:
        """Somebody reports something at `code`. Raises `TooMany`."""
        self._addresses.check(address, now)
        self._codes.check(code, now)
        self._addresses.take(address, now)
        self._codes.take(code, now)


def filled_by_a_person(secret: bytes, code: str, form: str, trap: str, now: datetime) -> None:
    """Raises `Unusable` or `TooMany` for a form that no person has filled in: not ours, too quick, too old, or with its hidden field filled."""
    age = form_age(secret, code, form, now)
    if age is None or trap:
        raise Unusable(Text("页面有误，请重新扫码后填写", "Something is wrong with this page. Scan the code again."))
    if age < SOONEST:
        raise TooMany(Text("提交过快，请稍候再试", "That was too quick. Wait a moment and send it again."), retry_after_s=int(SOONEST.total_seconds()))
    if age > LATEST:
        raise Unusable(Text("页面打开时间过长，请重新扫码", "This page has been open for too long. Scan the code again."))


def door_of(request: Request) -> Door:
    """The door of the app that serves this request."""
    found = request.app.state.door
    if not isinstance(found, Door):
        raise TypeError("create_app() makes it")
    return found
