"""What is open to everybody: Web Push, ntfy, a webhook of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from tests.notify.channels.contract import Case, Server
from tests.notify.channels.servers.ntfy import TOKEN, NtfyServer
from tests.notify.channels.servers.platform import Trouble
from tests.notify.channels.servers.push import PushPlatform
from tests.notify.channels.servers.webhook import SECRET, WebhookServer


def _address(server: Server) -> Mapping[str, str]:
    assert isinstance(server, PushPlatform)
    return {name: value for name, value in server.browser.address.items() if name not in {"lang", "device"}}


PUSH = Case(
    "push",
    "push",
    PushPlatform,
    lambda _url: {"subject": "mailto:duty@example.com", "services": ["127.0.0.1"]},
    address_at=_address,
    busy_wait_s=4,
    without=frozenset({Trouble.GARBAGE, Trouble.WRONG_SECRET}),
)
NTFY = Case(
    "ntfy",
    "ntfy",
    NtfyServer,
    lambda url: {"server": url, "token": {"variable": "STEWARD_NTFY_TOKEN"}},
    {"STEWARD_NTFY_TOKEN": TOKEN},
    {"topic": "steward-zhang-8Fq2"},
    without=frozenset({Trouble.GONE}),
)
WEBHOOK = Case(
    "webhook",
    "webhook",
    WebhookServer,
    lambda url: {"url": f"{url}/pager", "secret": {"variable": "STEWARD_PAGER_SECRET"}},
    {"STEWARD_PAGER_SECRET": SECRET},
    {"user": "pager-of-zhang"},
    busy_wait_s=9,
    replay_is_refused=False,
    callbacks=True,
    without=frozenset({Trouble.GARBAGE}),
)
CASES = (PUSH, NTFY, WEBHOOK)
