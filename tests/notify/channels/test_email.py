"""E-mail: both languages, nothing smuggled into headers, TLS unless it is said otherwise, and never longer than it may take."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from egress.addresses import allowed
from egress.client import Egress
from notify.channels import email as email_channel
from notify.channels.channel import Services
from notify.channels.email import Email, EmailSettings
from notify.channels.message import NotifyError
from tests.notify.channels.cases.email import EMAIL
from tests.notify.channels.contract import T0, message, opened
from tests.notify.channels.servers.email import MailServer

TO = {"address": "zhang.san@example.com"}


def an_email(**changes: Any) -> Email:  # noqa: ANN401  settings of any type
    given: dict[str, Any] = {"host": "127.0.0.1", "tls": "none", "sender": "steward@example.com", **changes}
    return Email(EmailSettings(**given), Services(Egress(allowed([])), lambda _variable, _file: "secret", "", Path()))


def test_the_mail_is_in_both_languages_plain_and_html(tmp_path: Path) -> None:
    with opened(EMAIL, tmp_path) as at:
        assert isinstance(at.server, MailServer)
        at.channel.send(replace(message(title="水位 <过低>"), replaces="d-0"), TO, T0)
        (mail,) = at.server.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "水位 <过低>" in plain.get_content()
    assert "Pump room" in plain.get_content()
    assert "水位 &lt;过低&gt;" in html.get_content()
    assert (mail["To"], mail["Auto-Submitted"], mail["X-Priority"]) == ("zhang.san@example.com", "auto-generated", "1")
    assert (mail["References"] == mail["Message-ID"], str(mail["Message-ID"]).endswith("@example.com>")) == (False, True)


@given(st.text(max_size=300), st.text(max_size=300))
@settings(deadline=None)
def test_no_text_makes_a_header_of_its_own(title: str, body: str) -> None:
    mail = an_email().written(message(title=f"{title}\r\nBcc: evil@example.com\r\n", body=body), TO["address"], T0)
    assert mail["Bcc"] is None
    assert mail.as_bytes()


@pytest.mark.parametrize(
    "given",
    [
        {"host": "mail.example.com", "tls": "none"},
        {"host": "10.0.0.1", "tls": "none"},
        {"username": "steward"},
        {"sender": "steward@example.com\r\nBcc: x@example.com"},
        {"password_text": "x"},
    ],
)
def test_settings_that_would_send_in_the_clear_or_cannot_work_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_email(**given)


def test_a_host_may_be_spoken_to_without_tls_if_it_is_named() -> None:
    assert an_email(host="mail.intern", without_tls=["mail.intern"]).name == "email"


@contextmanager
def a_server_that(behaves: Any) -> Iterator[int]:  # noqa: ANN401  takes the connection and an event
    """One that takes a connection and `behaves`."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            behaves(connection, over)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        over.set()
        # Wakes an `accept` that nobody came to.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(30)


def says_nothing(_connection: socket.socket, over: threading.Event) -> None:
    over.wait(60)


def says_a_letter_at_a_time(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"220-")
    while not over.wait(0.05):
        try:
            connection.sendall(b"x")
        except OSError:
            return


@pytest.mark.parametrize("behaves", [says_nothing, says_a_letter_at_a_time])
def test_a_server_that_is_slow_for_ever_is_left(behaves: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401  one of the above
    monkeypatch.setattr(email_channel, "_WITHIN_S", 1.0)
    with a_server_that(behaves) as port, pytest.raises(NotifyError) as raised:
        an_email(port=port).send(message(), TO, T0)
    assert (raised.value.permanent, "in time" in str(raised.value)) == (False, True)


def test_a_server_without_tls_is_not_given_the_password(tmp_path: Path) -> None:
    with opened(EMAIL, tmp_path) as at:
        assert isinstance(at.server, MailServer)
        with pytest.raises(NotifyError) as raised:
            an_email(port=at.server.port, tls="starttls", username="steward", password={"variable": "X"}).send(message(), TO, T0)
        assert (raised.value.permanent, at.server.mails) == (True, [])
