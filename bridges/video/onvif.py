"""Asking a camera or recorder by ONVIF what time it has: GetSystemDateAndTime (ONVIF Core Specification, Device Management).

SOAP 1.2 over HTTP. The core specification gives this command the access class PRE_AUTH: nobody has to log in for it. Where a
device wants a login nevertheless, it is given by HTTP Digest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bridges.video.answer import Answer, connected, read_answer
from bridges.video.camera import Camera
from bridges.video.conversation import OK, UNAUTHORIZED, USER_AGENT
from bridges.video.credentials import Login, Unanswerable, authorization, challenges
from bridges.video.device_time import device_time
from bridges.video.finding import ClockFinding, within

LARGEST_ERROR_S = 1e9
"""What the point of the device types can hold: a clock that begins anew in 1970 is further away."""
_HALF_A_SECOND = timedelta(seconds=0.5)
_REQUEST = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    b'<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/>'
    b"</s:Body></s:Envelope>"
)
_HEADERS: Mapping[str, str] = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": "identity",
    "Connection": "close",
    "Content-Type": 'application/soap+xml; charset=utf-8; action="http://www.onvif.org/ver10/device/wsdl/GetSystemDateAndTime"',
}


async def ask_clock(camera: Camera, port: int, login: Login | None, timeout_s: float, clock: Callable[[], datetime]) -> ClockFinding:
    """How far its clock is from `clock`. Never raises for anything that the other side does; takes at most `timeout_s`."""
    heard = False

    async def ask() -> ClockFinding:
        nonlocal heard
        answer, sent_at, took_s = await _post(camera, port, {}, clock)
        heard = True
        tried = False
        if answer.status == UNAUTHORIZED and login is not None:
            try:
                proof = authorization(challenges(answer.every("www-authenticate")), login, "POST", camera.onvif_path)
            except Unanswerable as error:
                return ClockFinding(True, None, str(error))
            tried = True
            answer, sent_at, took_s = await _post(camera, port, {"Authorization": proof}, clock)
        if answer.status == UNAUTHORIZED:
            return ClockFinding(True, None, "it does not take the login" if tried else "it tells the time only to those who log in", login_refused=tried)
        if answer.status != OK:
            return ClockFinding(True, None, f"asked for the time, it answers {answer.status}")
        return ClockFinding(True, error_s(device_time(answer.body), sent_at, took_s))

    return await within(timeout_s, ask, lambda why: ClockFinding(heard, None, why))


def error_s(told: datetime, sent_at: datetime, took_s: float) -> float:
    """How many seconds a clock that `told` its time is ahead, asked at `sent_at` and answered `took_s` later.

    It read its clock half-way, as far as anybody can know, and tells whole seconds, so that it means the middle of one:
    right to half a second and half of `took_s`. In tenths; at most `LARGEST_ERROR_S`.
    """
    error = (told + _HALF_A_SECOND - sent_at).total_seconds() - took_s / 2
    return round(max(-LARGEST_ERROR_S, min(LARGEST_ERROR_S, error)), 1)


async def _post(camera: Camera, port: int, headers: Mapping[str, str], clock: Callable[[], datetime]) -> tuple[Answer, datetime, float]:
    """The answer; when the request was sent, by `clock`; how many seconds the answer took."""
    async with connected(camera.host, port) as connection:
        sent_at, began = clock(), time.monotonic()
        await connection.send(f"POST {camera.onvif_path} HTTP/1.1", {"Host": f"{camera.authority}:{port}", **_HEADERS, **headers}, _REQUEST)
        answer = await read_answer(connection.reader, "HTTP")
        return answer, sent_at, time.monotonic() - began
