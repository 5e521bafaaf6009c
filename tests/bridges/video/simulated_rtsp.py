"""A camera's RTSP server as the standards describe it, on a real socket; its Digest is written down anew, from RFC 7616."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=Media\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
    "m=audio 0 RTP/AVP 0\r\na=control:track2\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
)
SOUND_ONLY = SDP.partition("m=video")[0]
RTP = bytes([0x80, 96, 0, 1]) + bytes(8) + b"picture"
HASHES: Mapping[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data).hexdigest(),  # noqa: S324  what cameras do
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}


@dataclass
class Request:
    """What was asked."""

    method: str
    uri: str
    headers: Mapping[str, str]


@dataclass
class Rtsp:
    """What it is like; a test may change it at any time. `asked` is what it was asked."""

    sdp: str = SDP
    status: Mapping[str, int] = field(default_factory=dict)
    """Of methods that are not answered by 200."""
    scheme: str = ""
    """``digest``, ``basic``; empty: no login."""
    username: str = "viewer"
    password: str = "pass word"
    algorithm: str = "MD5"
    quality: bool = True
    open_options: bool = True
    """Whether OPTIONS needs no login."""
    uses_of_a_nonce: int = 1000
    stale_at_first: bool = False
    closes: bool = False
    """After each answer."""
    deaf: bool = False
    """It closes instead of answering."""
    packets: int = 1
    """Of the picture, after PLAY; a report (RTCP) comes before them, and before the answer."""
    asked: list[Request] = field(default_factory=list)
    nonces: dict[str, int] = field(default_factory=dict)

    def methods(self) -> Sequence[str]:
        return [request.method for request in self.asked]

    def logins(self) -> int:
        return sum("authorization" in request.headers for request in self.asked)

    def handle(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            while (request := self.read(lines)) is not None:
                self.asked.append(request)
                if self.deaf:
                    return
                connection.sendall(self.answer(request))
                if self.closes:
                    return

    def read(self, lines: BinaryIO) -> Request | None:
        first = lines.readline().decode().split()
        headers = {}
        while line := lines.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Request(first[0], first[1], headers) if first else None

    def answer(self, request: Request) -> bytes:
        number = f"CSeq: {request.headers['cseq']}"
        if self.scheme and not (self.open_options and request.method == "OPTIONS"):
            challenge = self.refuses(request)
            if challenge:
                return f"RTSP/1.0 401 Unauthorized\r\n{number}\r\nWWW-Authenticate: {challenge}\r\n\r\n".encode()
        status = self.status.get(request.method, 200)
        if status != 200:
            return f"RTSP/1.0 {status} Something\r\n{number}\r\n\r\n".encode()
        before, body, after, extra = b"", b"", b"", ""
        if request.method == "DESCRIBE":
            body = self.sdp.encode()
            extra = f"Content-Type: application/sdp\r\nContent-Base: {request.uri}/\r\nContent-Length: {len(body)}\r\n"
        if request.method == "SETUP":
            extra = "Session: 12345678;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=2-3\r\n"
        if request.method == "PLAY":
            before = frame(3, b"\x80\xc8" + bytes(26))
            after = frame(2, RTP) * self.packets
        return before + f"RTSP/1.0 200 OK\r\n{number}\r\n{extra}\r\n".encode() + body + after

    def refuses(self, request: Request) -> str:
        """The challenge for a request that has not proved who it is; empty for one that has."""
        given = request.headers.get("authorization", "")
        if self.scheme == "basic":
            return "" if given.startswith("Basic ") else 'Basic realm="camera"'
        stale = ""
        if given.startswith("Digest "):
            parts = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', given)}
            nonce = parts["nonce"]
            uses = self.nonces.get(nonce, 0) + 1
            if uses > self.uses_of_a_nonce or self.stale_at_first:
                self.stale_at_first = False
                stale = ", stale=TRUE"
            elif self.proved(parts, request, uses):
                self.nonces[nonce] = uses
                return ""
        nonce = f"n{len(self.nonces)}"
        self.nonces[nonce] = 0
        quality = ', qop="auth,auth-int"' if self.quality else ""
        others = 'Basic realm="camera", Digest realm="camera", nonce="x", algorithm=SHA-512-256, '
        return f'{others}Digest realm="camera", nonce="{nonce}", algorithm={self.algorithm}, opaque="o,p"{quality}{stale}'

    def proved(self, parts: Mapping[str, str], request: Request, uses: int) -> bool:
        h = HASHES[self.algorithm.removesuffix("-sess")]
        who = h(f"{self.username}:camera:{self.password}".encode())
        if self.algorithm.endswith("-sess"):
            who = h(f"{who}:{parts['nonce']}:{parts['cnonce']}".encode())
        what = h(f"{request.method}:{request.uri}".encode())
        middle = f"{parts['nonce']}:{parts['nc']}:{parts['cnonce']}:auth" if self.quality else parts["nonce"]
        counted = not self.quality or int(parts["nc"], 16) == uses
        return counted and (parts["opaque"], parts["uri"], parts["response"]) == ("o,p", request.uri, h(f"{who}:{middle}:{what}".encode()))


def frame(channel: int, packet: bytes) -> bytes:
    """Interleaved (RFC 2326, 10.12)."""
    return b"$" + bytes([channel]) + len(packet).to_bytes(2, "big") + packet
