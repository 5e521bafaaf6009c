"""What a dialect says it listens to brings what its devices say: every typical message, over a real broker."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import pytest

from domain.time import utc_now
from ingest.codecs import codecs
from ingest.session import SessionSettings
from ingest.sessions import new_session
from tests.ingest.awaiting import eventually
from tests.ingest.conversing import bodies, receive
from tests.ingest.devices_that_publish import publish
from tests.parts.broker import Broker

pytestmark = pytest.mark.real
ANOTHER = ("plant/unheard", b"{}")


@pytest.mark.parametrize("name", sorted(codecs()))
def test_every_typical_message_is_heard_and_understood(mosquitto: Broker, name: str) -> None:
    told = import_module(f"tests.ingest.codecs.test_{name.replace('-', '_')}")
    typical: Sequence[tuple[str, bytes]] = told.TYPICAL
    codec = codecs()[name]
    settings = SessionSettings(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password)
    session = new_session(settings, f"steward-ingest-{name}", codec.subscriptions(told.SITE), utc_now, None)
    session.start()
    try:
        eventually(lambda: session.connected)
        publish(mosquitto, [ANOTHER, *typical])
        assert bodies(receive(session, len(typical))) == list(typical)
    finally:
        session.stop()
    bound = codec.bind(told.SITE)
    found = [bound.decode(topic, payload) for topic, payload in typical]
    assert None not in found
    assert all(each.items for each in found if each is not None), "each of them says something"


@pytest.mark.parametrize("name", sorted(codecs()))
def test_nothing_of_our_own_is_ever_heard(name: str) -> None:
    told = import_module(f"tests.ingest.codecs.test_{name.replace('-', '_')}")
    filters = codecs()[name].subscriptions(told.SITE)
    assert filters
    assert not [each for each in filters if each.startswith(("#", "+", "$")) or ("_out" in each)]
