"""From a notification to cards on two telephones, a pressed button, and cards that show who took it: the whole way, but for the platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from domain.call_out import Answer, CallState, Proof
from domain.contact import Contact
from domain.post import Post
from domain.records import Records
from notify.channels.channel import AnswersCallbacks
from notify.receipts import take
from tests.notify.channels.cases.wecom import WECOM
from tests.notify.channels.contract import opened
from tests.notify.channels.servers.platform import Trouble
from tests.notify.channels.servers.wecom import WecomServer
from tests.operations.escalation.scenes import GUARD, SECOND_GUARD, Night, night, notification, on_post
from tests.operations.scenes import T0


def with_wecom(scene: Night, records: Records, *usernames: str) -> None:
    with records.transaction() as tx:
        for username in usernames:
            sealed = json.dumps({"userid": f"wx-{username}"})
            tx.contacts.add(Contact(f"{username}-wecom", username, "wecom", "", "…", sealed, username, T0, "test", verified_at=T0))
    scene.deliveries = scene.worker()


def test_whoever_presses_a_button_ends_the_call_out_and_all_cards_show_it(sqlite_records: Records, tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as at:
        server = cast("WecomServer", at.server)
        scene = night(sqlite_records)
        on_post(sqlite_records, SECOND_GUARD, Post.NEAREST_GUARD)
        scene.channels = {**scene.channels, "wecom": at.channel}
        with_wecom(scene, sqlite_records, GUARD.username, SECOND_GUARD.username)
        scene.tell(notification())
        scene.step()
        assert len(server.shown) == 2
        sent = [each for each in scene.ladder() if (each.channel, each.person) == ("wecom", GUARD.username)]
        assert isinstance(at.channel, AnswersCallbacks)
        answered = at.channel.answer(server.press(str(sent[0].outside_id), Answer.GOING, scene.now))
        take(sqlite_records, "wecom", answered.receipts, scene.now, sites={scene.site.id: scene.site})
        scene.step(1)
        call_out = scene.only()
        assert (call_out.state, call_out.answered_by) == (CallState.ANSWERED, GUARD.username)
        assert set(server.changed) == set(server.shown)
        assert all(GUARD.name in shown for shown in server.changed.values())


def test_a_platform_that_was_away_tells_everybody_once(sqlite_records: Records, tmp_path: Path) -> None:
    with opened(WECOM, tmp_path) as at:
        scene = night(sqlite_records)
        scene.channels = {**scene.channels, "wecom": at.channel}
        with_wecom(scene, sqlite_records, GUARD.username)
        at.server.trouble = Trouble.DOWN
        scene.tell(notification())
        scene.step()
        at.server.trouble = None
        scene.until(30)
        assert len(at.server.shown) == 1
        assert [each.proof for each in scene.ladder() if each.channel == "wecom"] == [Proof.SENT]
