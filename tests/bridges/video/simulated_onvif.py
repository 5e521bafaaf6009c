"""An ONVIF device service that knows a time, on a real socket."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"
 xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Body><tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>
<tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>
{utc}<tt:LocalDateTime><tt:Time><tt:Hour>1</tt:Hour><tt:Minute>2</tt:Minute><tt:Second>3</tt:Second></tt:Time>
<tt:Date><tt:Year>1999</tt:Year><tt:Month>1</tt:Month><tt:Day>1</tt:Day></tt:Date></tt:LocalDateTime>
</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>"""


def document(at: datetime | None) -> bytes:
    """What a device says whose clock is at `at`; `None`: it tells local time only."""
    utc = (
        ""
        if at is None
        else (
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{at.hour}</tt:Hour><tt:Minute>{at.minute}</tt:Minute><tt:Second>{at.second}</tt:Second></tt:Time>"
            f"<tt:Date><tt:Year>{at.year}</tt:Year><tt:Month>{at.month}</tt:Month><tt:Day>{at.day}</tt:Day></tt:Date></tt:UTCDateTime>"
        )
    )
    return ENVELOPE.replace("{utc}", utc).encode()


@dataclass
class Onvif:
    """`ahead_s`: how far its clock is ahead of `clock`; `challenge`: it wants a login."""

    ahead_s: float = 0.0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    chunked: bool = False
    status: int = 200
    challenge: str = ""
    takes_login: bool = True
    requests: int = 0
    logins: int = 0

    def handle(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            first, given, length = lines.readline(), "", 0
            while line := lines.readline().decode().strip():
                name, _, value = line.partition(":")
                given = value.strip() if name == "Authorization" else given
                length = int(value) if name == "Content-Length" else length
            asked = lines.read(length)
        assert first.startswith(b"POST /onvif/device_service HTTP/1.1")
        assert b"GetSystemDateAndTime" in asked
        self.requests += 1
        self.logins += bool(given)
        if self.challenge and not (given and self.takes_login):
            connection.sendall(f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {self.challenge}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        body = document(self.clock() + timedelta(seconds=self.ahead_s))
        head = f"HTTP/1.1 {self.status} X\r\nContent-Type: application/soap+xml\r\n"
        if self.chunked:
            parts = [body[:100], body[100:]]
            said = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
            connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + said + b"0\r\n\r\n")
        else:
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
