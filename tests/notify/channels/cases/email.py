"""E-mail."""

from __future__ import annotations

from tests.notify.channels.contract import Case
from tests.notify.channels.servers.email import PASSWORD, USERNAME, MailServer
from tests.notify.channels.servers.platform import Trouble

EMAIL = Case(
    "email",
    "email",
    MailServer,
    lambda port: {
        "host": "127.0.0.1",
        "port": int(port),
        "tls": "none",
        "sender": "steward@example.com",
        "username": USERNAME,
        "password": {"variable": "STEWARD_MAIL_PASSWORD"},
    },
    {"STEWARD_MAIL_PASSWORD": PASSWORD},
    {"address": "zhang.san@example.com"},
    without=frozenset({Trouble.TOO_MANY, Trouble.SLOW}),
)
CASES = (EMAIL,)
