"""A site's ingest tells Home Assistant beside its other work, and takes it away when it is started without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.home_assistant.entities import HomeAssistant
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings
from storage.database.records import DatabaseRecords
from tests.ingest.awaiting import eventually
from tests.ingest.chain import Chain
from tests.ingest.site_models import a_site
from tests.ingest.test_home_assistant import SITE_STATE, Hub
from tests.parts.broker import Broker

pytestmark = pytest.mark.real


@contextmanager
def running(chain: Chain, records: DatabaseRecords, broker: Broker, how: HomeAssistant | None) -> Iterator[None]:
    ingest = SiteIngest(
        Needs(
            site=a_site(),
            broker=SessionSettings(broker.host, broker.port, broker.username, broker.password),
            judge=chain.judge,
            commit=chain.commit,
            store=chain.store,
            folder=chain.folder / "s1",
            feed_path=chain.folder / "feed",
            open_conditions=chain.commit.open_conditions,
            checkpoint=chain.notes.checkpoint,
            digest=chain.notes.digest,
            clock=chain.clock,
            publish_from=records,
            home_assistant=how,
            session=chain.session,
        )
    )
    ingest.start()
    try:
        yield
    finally:
        ingest.stop(60)


def test_a_site_is_told_while_it_is_on_and_taken_away_by_the_first_start_without(sqlite_records: DatabaseRecords, mosquitto: Broker, tmp_path: Path) -> None:
    hub, chain = Hub(), Chain(tmp_path)
    with hub.listening(mosquitto):
        with running(chain, sqlite_records, mosquitto, HomeAssistant()):
            eventually(lambda: hub.follow([SITE_STATE, "all"]) == 0)
        assert SITE_STATE in hub.standing, "what was told stays over a restart"
        with running(chain, sqlite_records, mosquitto, None):
            eventually(lambda: not hub.standing)
