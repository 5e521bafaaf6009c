"""A mail server, for submission: aiosmtpd with the moods of the real ones."""

from __future__ import annotations

import email
import logging
import socket
import threading
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.notify.channels.servers.platform import Trouble

logging.getLogger("mail").setLevel(logging.CRITICAL)
"""What the server logs is its own business; tests look at what we log."""

USERNAME = "steward"
PASSWORD = "mail-password-77"


class MailServer:
    """Keeps what it takes: `mails` all, `shown` each Message-ID once."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.shown: dict[str, str] = {}
        self.mails: list[EmailMessage] = []
        self.lock = threading.Lock()
        self._closed = False
        self._controller = _OnAnyPort(self, hostname="127.0.0.1", port=0, authenticator=self._authenticate, auth_require_tls=False, ready_timeout=60)
        self._controller.start()

    @property
    def port(self) -> int:
        return self._port if self._closed else self._controller.real_port()

    @property
    def url(self) -> str:
        return str(self.port)

    def close(self) -> None:
        if not self._closed:
            self._port = self.port
            self._closed = True
            self._controller.stop()

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802  aiosmtpd's name
        if self.trouble is Trouble.DOWN:
            return "421 4.3.2 the system is going down"
        if self.trouble is Trouble.BUSY:
            return "452 4.5.3 too many messages"
        if self.trouble is Trouble.GARBAGE:
            return "what?"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802  aiosmtpd's name
        if self.trouble is Trouble.GONE:
            return f"550 5.1.1 <{address}> no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        if self.trouble is Trouble.HANGS_UP:
            cast("Any", server).transport.abort()
            return "250 never read"
        mail = email.message_from_bytes(cast("bytes", envelope.content), policy=POLICY)
        plain = mail.get_body(("plain",))
        with self.lock:
            self.mails.append(mail)
            self.shown[str(mail["Message-ID"])] = f"{mail['Subject']} {'' if plain is None else plain.get_content()}"
        return "250 OK"

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=right and self.trouble is not Trouble.WRONG_SECRET, handled=False)


class _OnAnyPort(Controller):
    """The port is whatever the system gives."""

    def real_port(self) -> int:
        return int(cast("Any", self.server).sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        """As its own probe, which would go to port 0."""
        with socket.create_connection(("127.0.0.1", self.real_port()), 30) as probe:
            probe.recv(1024)
