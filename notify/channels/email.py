"""E-mail: for managers and for the record. It wakes nobody, so no ladder should rest on it.

Submission as RFC 6409 describes it, with TLS (RFC 8314) unless the server is meant to be spoken to without.
"""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.text import Text
from notify.cards.wording import link_of
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Message, NotifyError, Sent
from notify.fitting import clean, cut, one_line
from notify.request_template import SecretSetting

_WITHIN_S = 12.0
"""For a whole delivery, from the connection to the last answer."""
_STEP_WITHIN_S = 8.0
"""For each step of it."""
_ADDRESS = r"^[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9.-]{1,253}$"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PERMANENT = 500
_NOBODY_THERE = ("5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1")
"""Enhanced codes that say: no such mailbox, domain or user any more (RFC 3463)."""
_MOST_SUBJECT = 150
_MOST_BODY = 20_000


class EmailSettings(BaseModel):
    """E-mail by one's own SMTP server."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field(min_length=1, description="SMTP server for submission")
    port: int = Field(587, ge=1, le=65535)
    tls: Literal["starttls", "implicit", "none"] = Field("starttls", description="none is only for this machine and for `without_tls`")
    without_tls: list[str] = Field(default_factory=list, description="Hosts that may be spoken to without TLS; said by name, so that nobody does it by mistake")
    ca: Path | None = Field(None, description="Certificate authority of the server, if it is one's own")
    drills: bool = Field(default=False, description="Whether drills (marked 演练) may be told by it")
    sender: str = Field(pattern=_ADDRESS, description="Who it comes from")
    sender_name: str = Field("Steward 管家", max_length=60)
    username: str | None = None
    password: SecretSetting | None = None

    @model_validator(mode="after")
    def _safe(self) -> EmailSettings:
        if self.tls == "none" and self.host not in {*_LOOPBACK, *self.without_tls}:
            raise ValueError(f"tls: none would send everything in the clear; list {self.host} in without_tls if that is meant")
        if (self.username is None) != (self.password is None):
            raise ValueError("give both username and password, or neither")
        return self


class EmailAddress(BaseModel):
    """An address."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=254, pattern=_ADDRESS)

    @field_validator("address")
    @classmethod
    def _lower(cls, value: str) -> str:
        name, _, host = value.rpartition("@")
        return f"{name}@{host.lower()}"


class Email:
    """Sends e-mails."""

    name = "email"
    reaches = Reaches.PERSON

    def __init__(self, settings: EmailSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._settings = settings
        self._password = None if settings.password is None else services.secret(settings.password.variable, settings.password.file)
        self._tls = None if settings.tls == "none" else ssl.create_default_context(cafile=None if settings.ca is None else str(settings.ca))

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Hand it to the server. `Message-ID` comes from the key: mailboxes show a repeat once, or next to the first."""
        mail = self.written(message, address["address"], now)
        try:
            with self._connected() as server:
                server.send_message(mail, self._settings.sender, [address["address"]])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(*next(iter(error.recipients.values()))) from None
        except smtplib.SMTPAuthenticationError:
            raise NotifyError("the mail server does not accept our login", permanent=True) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError:
            raise NotifyError("the mail server offers no TLS or no login", permanent=True) from None
        except ssl.SSLError:
            raise NotifyError("the mail server's certificate is not trusted or is another's") from None
        except (smtplib.SMTPException, OSError):
            raise NotifyError("the mail server cannot be reached, or did not answer in time") from None
        return Sent(str(mail["Message-ID"]))

    def written(self, message: Message, to: str, now: datetime) -> EmailMessage:
        """The mail, in both languages, Chinese first; plain and as simple HTML."""
        mail = EmailMessage()
        mail["From"] = Address(one_line(self._settings.sender_name), addr_spec=self._settings.sender)
        mail["To"] = to
        mail["Subject"] = cut(one_line(f"{message.title.zh} · {message.title.en}"), _MOST_SUBJECT)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = _message_id(message.key, self._settings.sender)
        if message.replaces is not None:
            mail["In-Reply-To"] = mail["References"] = _message_id(message.replaces, self._settings.sender)
        mail["Auto-Submitted"] = "auto-generated"
        if message.urgent:
            mail["X-Priority"] = "1"
            mail["Importance"] = "high"
        title = Text(clean(message.title.zh), clean(message.title.en))
        body = Text(cut(clean(message.body.zh), _MOST_BODY), cut(clean(message.body.en), _MOST_BODY))
        link = link_of(message) or ""
        mail.set_content("\n\n".join(part for part in (title.zh, body.zh, link, "—", title.en, body.en, link) if part) + "\n")
        mail.add_alternative(_html(title, body, link), subtype="html")
        return mail

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        opened = _WatchedTls(settings.host, settings.port, context=self._tls) if settings.tls == "implicit" else _Watched(settings.host, settings.port)
        try:
            if settings.tls == "starttls":
                opened.starttls(context=self._tls)
            if settings.username is not None and self._password is not None:
                opened.login(settings.username, self._password)
            yield opened
            with suppress(smtplib.SMTPException, OSError):  # it has been taken; how they part is of no matter
                opened.quit()
        finally:
            opened.watchdog.cancel()
            opened.close()


class _Watched(smtplib.SMTP):
    """A connection that is cut when the time for all of it is over: a server may answer slowly for ever, line by line."""

    timeout = _STEP_WITHIN_S

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:  # noqa: ANN401  smtplib's own type is not public
        """Called by the constructor; the time runs from here on."""
        self.timeout = _STEP_WITHIN_S
        self.watchdog = threading.Timer(_WITHIN_S, self._cut_off)
        self.watchdog.daemon = True
        self.watchdog.start()
        try:
            return super().connect(host, port, source_address)
        except BaseException:
            self.watchdog.cancel()
            raise

    def _cut_off(self) -> None:
        connection = self.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _WatchedTls(_Watched, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


def _refused(code: int, said: bytes | str) -> NotifyError:
    """What the server's no means. Its words may hold addresses: only the codes are kept."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    enhanced = words.split(" ", 1)[0]
    shown = f"the mail server refused it ({code}{' ' + enhanced if enhanced[:2] in ('4.', '5.') and enhanced.replace('.', '').isdigit() else ''})"
    if code < _PERMANENT:
        return NotifyError(shown)
    return NotifyError(shown, permanent=True, gone=enhanced in _NOBODY_THERE)


def _message_id(key: str, sender: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def _html(title: Text, body: Text, link: str) -> str:
    def part(title: str, body: str, opens: str, lang: str) -> str:
        opened = f'<p><a href="{escape(link)}">{opens}</a></p>' if link else ""
        return f'<div lang="{lang}"><h3>{escape(title)}</h3><p>{escape(body).replace(chr(10), "<br>")}</p>{opened}</div>'

    return f"<!doctype html><html><body>{part(title.zh, body.zh, '打开', 'zh')}<hr>{part(title.en, body.en, 'Open', 'en')}</body></html>"


def _hint(address: Mapping[str, str]) -> str:
    name, _, host = address.get("address", "").rpartition("@")
    return f"{name[:1]}****@{host}" if name else ""


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, EmailSettings):
        raise TypeError("the registry reads the settings of this kind")
    return Email(settings, services)


CHANNEL = ChannelKind("email", Text("邮件", "E-mail"), EmailSettings, _open, EmailAddress, _hint)
